"""Text cut at a fixed width, by a mail program, a typewriter's column or a PDF, becomes whole paragraphs again."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from gongbao.indexer.cleaning.lines import NUMBER, Placed, ends, is_adoption, is_numbered, is_plain
from gongbao.indexer.documents import Line
from gongbao.indexer.folding import fold

_CHAPTER = re.compile(rf"^[ \u3000]*第[ \u3000]?[{NUMBER}\d]+[ \u3000]?[编編章节節条條](?:[ \u3000]|$)")
_DOCUMENT_NUMBER = re.compile(
    r"^[ \u3000]*[\u4e00-\u9fff]{1,12}[ \u3000]*[〔［\[(（](?:19|20)\d\d[〕］\])）]"
    r"[ \u3000]*第?[ \u3000]*\d+[ \u3000]*[号號]$"
)
_BELOW_TITLE = re.compile(r"^[ \u3000]*(?:[（(](?:19|20|一九|二[〇零○oO0])|[—－-]{1,2}(?:19|20|在|一九|二[〇零○oO0]))")
_ACTS = re.compile(r"[過过准議议訂订正][）)]?\s*$")  # spares most lines the look for an adoption
_HEAD = 4
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ufe6f\uff01-\uff60\uffe0-\uffe6“”‘’—…·①-⑳]")


@dataclass(frozen=True, slots=True)
class _Wrap:
    """Where a text was cut: lines are full from ``full`` up to ``most`` by ``measure`` (characters or columns)."""

    measure: Callable[[str], int]
    full: int
    most: int


def unwrapped(placed: list[Placed]) -> list[Placed]:
    """``placed`` with lines joined that were cut at a width; as it was when no such width shows."""
    wrap = _wrapped([p.line for p in placed])
    return placed if wrap is None else _joined(placed, wrap)


def _columns(text: str) -> int:
    """Columns a line takes: two for a Chinese character, one for others."""
    return len(text) + len(_WIDE.findall(text))


def _is_adoption(text: str) -> bool:
    return bool(_ACTS.search(text)) and is_adoption(fold(text.strip()))


def _wrapped(lines: list[Line]) -> _Wrap | None:
    """How a text was cut to a width, or None: most lines equally long and many of them ending in mid-sentence."""
    texts = [line.text for line in lines if is_plain(line) and not _is_adoption(line.text)]
    if len(texts) < 4 or sum(len(t) > 120 for t in texts) > 0.02 * len(texts):
        return None
    for measure, slack, least in ((len, 1, 14), (_columns, 4, 28)):
        lengths = [measure(t) for t in texts]
        common = Counter(n for n in lengths if n >= least)
        if not common:
            return None
        column = max(common, key=lambda c: (sum(common[n] for n in range(c - slack, c + 1)), c))
        near = [t for t, n in zip(texts, lengths, strict=True) if column - slack <= n <= column]
        beyond = sum(n > column for n in lengths)
        cut = sum(not ends(t) for t in near)
        if len(near) >= max(3, 0.35 * len(texts)) and cut >= 0.5 * len(near) and beyond <= 0.06 * len(texts):
            return _Wrap(measure, column - slack, column)
    return None


def _joined(placed: list[Placed], wrap: _Wrap) -> list[Placed]:
    """Lines cut at a width joined up to each paragraph's short last line, next indent or next heading."""
    texts = [p.line.text for p in placed if p.line.text]
    indented = sum(text.startswith((" ", "\u3000")) for text in texts)
    indents = 2 <= indented <= 0.7 * len(texts)
    blanks = sum(not a.line.text for a, b in itertools.pairwise(placed) if b.line.text)
    spaced = blanks >= 0.8 * len(texts)  # a blank line after every line says nothing of paragraphs
    out: list[Placed] = []
    blank = False
    for item in placed:
        text = item.line.text
        if not text:
            blank = bool(out)
            continue
        previous = out[-1] if out else None
        if (
            previous is not None
            and is_plain(previous.line)
            and is_plain(item.line)
            and wrap.measure(previous.last) >= wrap.full
            and not (indents and text.startswith((" ", "\u3000")))
            and (indents or not (ends(previous.last) and ((blank and not spaced) or is_numbered(text))))
            and not _CHAPTER.match(text)
            and not _DOCUMENT_NUMBER.match(text)
            and not (len(out) <= _HEAD and _BELOW_TITLE.match(text))
            and not _is_adoption(previous.last)
            and not _is_adoption(text)
        ):
            previous.take(item)
        else:
            if blank:
                out.append(Placed(Line(""), item.origin))
            out.append(Placed(item.line, item.origin, text))
        blank = False
    return out
