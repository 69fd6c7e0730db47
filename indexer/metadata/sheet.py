"""An article laid out for the metadata rules: its lines folded, its head, its foot, the notes around it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from indexer.documents import Article, RawText
from indexer.folding import fold

HEAD = 14
TAIL = 10
WIDTH = 400
_DATE_ALONE = re.compile(
    r"^[\s((]*(?:19|20|[一二]\s?[九〇零○o])[\d\s〇零○o一二三四五六七八九十年]+月[\d\s一二三四五六七八九十]+日?[\s))]*$"
)
"""A line that is nothing but a date."""

_HINTS = {"signed": "date"}
"""Keys of notes whose hint has another name."""

_QUOTED = re.compile(r"《[^《》]*》?")
_GAPS = re.compile(r"(?<=[^\x00-\x7f])[ \t\u3000]+(?=[^\x00-\x7f])")
_SPACED = re.compile(r"(?:(?<![^\s\x00-\x7f])[^\x00-\x7f][ \t\u3000]+){2,}[^\x00-\x7f](?![^\s\x00-\x7f])")


@dataclass(frozen=True, eq=False)
class Sheet:
    """``lines`` are the article's non-blank lines as shown; ``folded`` the same lines folded, of equal length."""

    article: Article
    raw: RawText
    lines: tuple[str, ...]
    folded: tuple[str, ...]

    @classmethod
    def of(cls, article: Article, raw: RawText) -> Sheet:
        lines = tuple(text for line in article.lines if (text := line.text.strip()))
        return cls(article, raw, lines, tuple(fold(line) for line in lines))

    @functools.cached_property
    def head(self) -> tuple[str, ...]:
        """The first lines, folded, each cut to a reasonable width."""
        return tuple(line[:WIDTH] for line in self.folded[:HEAD])

    @functools.cached_property
    def tail(self) -> tuple[str, ...]:
        """The last lines, folded; the last line first."""
        return tuple(line[-WIDTH:] for line in reversed(self.folded[-TAIL:]))

    @functools.cached_property
    def _signature(self) -> int | None:
        """The first line, past the head, that is only a date: a notice is signed before what it attaches."""
        for at, line in enumerate(self.folded[3:], 3):
            if len(line) <= 24 and "月" in line and _DATE_ALONE.match(line):
                return at
        return None

    @property
    def signed_on(self) -> str:
        """The line a document is dated with at its end, folded; empty when there is none."""
        return self.folded[self._signature] if self._signature else ""

    @property
    def signers(self) -> tuple[str, ...]:
        """The short lines right above the date a document is signed with, folded."""
        if not self._signature:
            return ()
        above = self.folded[max(0, self._signature - 3) : self._signature]
        return tuple(line for line in above if len(line) <= 32 and line[-1] not in "。;:,")

    @functools.cached_property
    def text(self) -> str:
        """The whole article, folded."""
        return "\n".join(self.folded)

    def notes(self, *keys: str) -> list[str]:
        """The folded values of the notes with one of these keys, then of the format's own hints, key by key."""
        found: list[str] = []
        for key in keys:
            found += [fold(note.value or note.text) for note in self.article.notes if note.key == key]
            if hinted := self.raw.hints.get(_HINTS.get(key, key)):
                found.append(fold(hinted))
        return found


def outside_quotes(title: str) -> str:
    """A folded title without what stands in 《》: the words of the document itself, not of one it names."""
    return _QUOTED.sub("《》", title)


def closed_up(text: str) -> str:
    """``text`` without the spaces between Han characters (关 于 印 发 → 关于印发)."""
    return _GAPS.sub("", text)


def unspaced(text: str) -> str:
    """``text`` with letter-spaced words closed up (决 议 → 决议), other spaces kept."""
    return _SPACED.sub(lambda found: _GAPS.sub("", found[0]), text)
