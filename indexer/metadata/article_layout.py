"""An article laid out for the metadata rules: its lines folded, its head, its foot, the notes around it."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass

from gongbao.indexer.documents import Article, Note, RawText
from gongbao.indexer.folding import fold

HEAD = 14
TOP = 20
TAIL = 10
WIDTH = 400
DATE_ALONE = re.compile(
    r"^[\s((]*(?:19|20|[一二]\s?[九〇零○o])[\d\s〇零○o一二三四五六七八九十年]+月[\d\s一二三四五六七八九十]+日?[\s))]*$"
)
"""A line that is nothing but a date."""

_ISSUING = re.compile(r"发文|发布机|发布单|制定机|公开|责任|印发|制发")
_HINTS = {"signed": "date"}
"""Keys of notes whose hint has another name."""

_QUOTED = re.compile(r"《[^《》]*》?")
_GAPS = re.compile(r"(?<=[^\x00-\x7f])[ \t\u3000]+(?=[^\x00-\x7f])")
_SPACED = re.compile(r"(?:(?<![^\s\x00-\x7f])[^\x00-\x7f][ \t\u3000]+){2,}[^\x00-\x7f](?![^\s\x00-\x7f])")


@dataclass(frozen=True, eq=False)
class Sheet:
    """``lines`` are the article's non-blank lines as shown. Only what the rules look at is folded."""

    article: Article
    raw: RawText
    lines: tuple[str, ...]

    @classmethod
    def of(cls, article: Article, raw: RawText) -> Sheet:
        return cls(article, raw, tuple(text for line in article.lines if (text := line.text.strip())))

    @functools.cached_property
    def rows(self) -> frozenset[int]:
        """Which of the first lines are rows of a table."""
        shown = (line for line in self.article.lines if line.text.strip())
        return frozenset(n for n, line in enumerate(itertools.islice(shown, TOP)) if line.kind == "row")

    @functools.cached_property
    def top(self) -> tuple[str, ...]:
        """The first lines, folded, each cut to a reasonable width; more of them than ``head``."""
        return tuple(fold(line[:WIDTH]) for line in self.lines[:TOP])

    @property
    def head(self) -> tuple[str, ...]:
        """The lines a document introduces itself with, folded."""
        return self.top[:HEAD]

    @functools.cached_property
    def tail(self) -> tuple[str, ...]:
        """The last lines, folded; the last line first."""
        return tuple(fold(line[-WIDTH:]) for line in reversed(self.lines[-TAIL:]))

    @functools.cached_property
    def _signature(self) -> tuple[str, ...]:
        """The first line past the head that is only a date, and the three above it, folded; none without one.

        A notice is signed before what it attaches, so that this is not always the last such line.
        """
        for at, line in enumerate(self.lines[3:], 3):
            if len(line) <= 24 and "月" in line and DATE_ALONE.match(fold(line)):
                return tuple(map(fold, self.lines[at - 3 : at + 1]))
        return ()

    @property
    def signed_on(self) -> str:
        """The line a document is dated with at its end, folded; empty when there is none."""
        return self._signature[-1] if self._signature else ""

    @property
    def signers(self) -> tuple[str, ...]:
        """The short lines right above the date a document is signed with, folded."""
        return tuple(line for line in self._signature[:-1] if len(line) <= 32 and line[-1] not in "。;:,")

    @functools.cached_property
    def text(self) -> str:
        """The whole article, folded."""
        return fold("\n".join(self.lines))

    def notes(self, *keys: str) -> list[str]:
        """The folded values of the notes with one of these keys, then of the format's own hints, key by key."""
        found: list[str] = []
        for key in keys:
            found += [fold(note.value or note.text) for note in self.article.notes if _key(note) == key]
            if hinted := self.raw.hints.get(_HINTS.get(key, key)):
                found.append(fold(hinted))
        return found

    @property
    def source(self) -> str | None:
        """Where the text was taken from, as shown."""
        noted = (note.value for note in self.article.notes if _key(note) == "source" and note.value)
        return next(noted, None) or self.raw.hints.get("source") or None

    @property
    def printed(self) -> list[str]:
        """Who printed or wrote the text, folded: the names, and the lines where these stand beside a label."""
        declared = self.raw.declared.get("source")
        said = [fold(note.text) for note in self.article.notes if _key(note) == "author"]
        return [*([fold(declared.strip())] if declared else []), *self.notes("source", "author"), *said]


def _key(note: Note) -> str:
    """A note's key; a line that says 来源 and no issuing office tells a source, whoever stands behind it."""
    if note.key == "issuer" and "来源" in fold(note.text) and not _ISSUING.search(fold(note.text)):
        return "source"
    return note.key


def outside_quotes(title: str) -> str:
    """A folded title without what stands in 《》: the words of the document itself, not of one it names."""
    return _QUOTED.sub("《》", title)


def closed_up(text: str) -> str:
    """``text`` without the spaces between Han characters (关 于 印 发 → 关于印发)."""
    return _GAPS.sub("", text)


def unspaced(text: str) -> str:
    """``text`` with letter-spaced words closed up (决 议 → 决议), other spaces kept."""
    return _SPACED.sub(lambda found: _GAPS.sub("", found[0]), text)
