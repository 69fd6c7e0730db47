"""Broken lines: a text cut by a fixed width, by page ends or by columns becomes whole paragraphs again.

Headings, lists, tables, signatures and verse-like short lines are whole already and stay.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from indexer.documents import Line
from indexer.folding import fold

_END = re.compile(r"[。！？!?…；;：:.][”’」』）)\]】〉》\"'＊*]*$")
_CLAUSE_END = re.compile(r"[，,、（(《“‘「『〈〔—]$")
_NO_START = frozenset("，,、。；;：:！!？?）)》”’」』〉〕】%％‰℃")
_CLAUSE = re.compile(r"[，,；;。！？]")
_STOP = re.compile(r"[。！？]")
_FULL_STOP = re.compile(r"[。！？](?=.)")
_NUMBER = "一二三四五六七八九十百零〇○"
_MARKER = re.compile(
    rf"^[ \u3000]*(?:第[{_NUMBER}\d]+[编篇章节条款部分]|[{_NUMBER}]{{1,4}}[、．.是要]|[（(][{_NUMBER}\d]{{1,4}}[）)]"
    r"|\d{{1,3}}[、．.)）](?!\d)"
    r"|[①-⑳㈠-㈩⑴-⑽]|——|――|[·•●■◆▲※★☆○□◇△▶➢✓√]|附件?\d*[:：]?|注[:：]|首先|其次|再次|最后|同时，|"
    rf"[{_NUMBER}]、)"
)
_DANGLING = re.compile(
    r"(?:[的和与及在将把为对向从以是由于并或该其被让使要各等]|关于|印发|通过|进一步|深入|分别|不断|认真|切实|积极|加快|全面|大力|着力|扎实|继续|以及|特别是|包括|其中)$"
)
_SURE_DANGLING = re.compile(r"(?:[的和与及在将把对从由]|关于|关于印发|以及|进一步|特别是)$")
_SIGNATURE = re.compile(
    r"记者|通讯员|供稿|编辑|摄影|[年月]\d{1,2}日$|〔\d{4}〕|办公室$|政府$|委员会$|[局厅部]$|(?:通过|批准|公布|发布|施行|修订|修正)[)）]$"
)
_DATELINE = re.compile(
    r"^(?:本报|本网|本台|新华社)?\S{0,12}(?:讯|电)(?:[ \u3000（(，,]|\S{0,12}[）)])"
    r"|^\S{2,12}\d{1,2}月\d{1,2}日(?:讯|电)"
)
_ORGAN = re.compile(r"(?:政府|委员会|办公[室厅]|[市县区省州]委|人大常委会|法院|检察院|[局厅])$")
_ABOUT = re.compile(
    r"^关于\S{2,70}(?:通知|意见|决定|决议|报告|公告|通告|批复|函|办法|方案|规划|通报|请示|议案|说明|建议|规定|答复)(?:[(（]\S{1,10}[)）])?$"
)
_CHAPTER = re.compile(rf"^[ \u3000]*第[ \u3000]?[{_NUMBER}\d]+[ \u3000]?[编章节条](?:[ \u3000]|$)")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ufe6f\uff01-\uff60\uffe0-\uffe6“”‘’—…·①-⑳]")
_HAN_TAIL = re.compile("[\u4e00-\u9fff]{1,6}$")
_HAN_HEAD = re.compile("[\u4e00-\u9fff]{1,6}")
_PAIRS = {"《": "》", "“": "”", "（": "）", "(": ")", "「": "」", "『": "』", "〔": "〕", "【": "】"}


@dataclass(slots=True)
class Placed:
    """A line with the raw line it began at, and the last raw piece joined to it."""

    line: Line
    origin: int
    last: str = ""

    def take(self, item: Placed) -> None:
        """Join the text of ``item`` to this line."""
        text = _glued(self.line.text, item.line.text)
        self.line, self.last = Line(text, self.line.heading, self.line.kind), item.line.text


@dataclass(frozen=True, slots=True)
class _Wrap:
    """Where a text was cut: lines are full from ``full`` up to ``most`` by ``measure`` (characters or columns)."""

    measure: Callable[[str], int]
    full: int
    most: int


def rejoined(placed: list[Placed], firm: bool) -> list[Placed]:
    """Lines with broken ones joined; ``firm`` says that the format marks paragraphs, and only sure cuts are mended."""
    wrap = None if firm else _wrapped([p.line for p in placed])
    if wrap is not None:
        placed = _unwrapped(placed, wrap)
    return _mended(placed, firm)


def _columns(text: str) -> int:
    """Columns a line takes: two for a Chinese character, one for others."""
    return len(text) + len(_WIDE.findall(text))


def _wrapped(lines: list[Line]) -> _Wrap | None:
    """How a text was cut to a width, or None: most lines equally long and many of them ending in mid-sentence."""
    texts = [line.text for line in lines if line.text and line.kind == "text" and not line.heading]
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
        cut = sum(not _ends(t) for t in near)
        if len(near) >= max(3, 0.35 * len(texts)) and cut >= 0.5 * len(near) and beyond <= 0.06 * len(texts):
            return _Wrap(measure, column - slack, column)
    return None


def _unwrapped(placed: list[Placed], wrap: _Wrap) -> list[Placed]:
    """Lines cut at a width joined up to each paragraph's short last line, next indent or next heading."""
    texts = [p.line.text for p in placed if p.line.text]
    indented = sum(text.startswith((" ", "\u3000")) for text in texts)
    indents = 2 <= indented <= 0.7 * len(texts)
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
            and _plain(previous.line)
            and _plain(item.line)
            and wrap.measure(previous.last) >= wrap.full
            and not (indents and text.startswith((" ", "\u3000")))
            and not (_ends(previous.last) and (blank or _starts_paragraph(text)))
            and not _CHAPTER.match(text)
        ):
            previous.take(item)
        else:
            if blank:
                out.append(Placed(Line(""), item.origin))
            out.append(Placed(item.line, item.origin, text))
        blank = False
    return out


def _plain(line: Line) -> bool:
    return bool(line.text) and line.kind == "text" and not line.heading


def _starts_paragraph(text: str) -> bool:
    return bool(_MARKER.match(text) or _DATELINE.match(text.strip()))


def _glued(first: str, second: str) -> str:
    """Two pieces of a line: a space between Latin words, none between Chinese ones."""
    first, second = first.rstrip(), second.lstrip()
    between = (
        " " if first[-1:].isascii() and second[:1].isascii() and first[-1:].isalpha() and second[:1].isalpha() else ""
    )
    return first + between + second


def _mended(placed: list[Placed], firm: bool) -> list[Placed]:
    """Lines that stop in mid-sentence joined with what goes on after them, whatever blank lines stand between.

    Two breaks that are plain to see make the file one that breaks sentences; then doubtful ones count too.
    """
    texts = [p.line for p in placed if p.line.text]
    breaks = sum(_may_go_on(a, b) and (_is_sure(a, b) or _is_likely(a, b)) for a, b in itertools.pairwise(texts))
    bold = breaks >= 2
    out: list[Placed] = []
    previous: Placed | None = None
    spoken = False
    for item in placed:
        if not item.line.text:
            out.append(item)
            continue
        if (
            previous is not None
            and _may_go_on(previous.line, item.line)
            and (
                _is_sure(previous.line, item.line)
                or ((bold or not firm) and _is_likely(previous.line, item.line))
                or (bold and _is_possible(previous.line, item.line, spoken))
            )
        ):
            while out[-1] is not previous:
                out.pop()
            previous.take(item)
        else:
            out.append(item)
            previous = item
        spoken = spoken or (len(previous.line.text) >= 25 and bool(_STOP.search(previous.line.text)))
    return out


def _may_go_on(a: Line, b: Line) -> bool:
    """Whether ``a`` stops without an end, or ``b`` starts as no line can: the quick look before the careful ones."""
    if not (_plain(a) and _plain(b)):
        return False
    return not _ends(a.text) or b.text.lstrip()[0] in _NO_START


def _ends(text: str) -> bool:
    return bool(_END.search(text[-8:].rstrip()))


def _is_sure(a: Line, b: Line) -> bool:
    """Whether ``a`` certainly goes on in ``b``: an open 《 or quote closed there, or a start that cannot be one."""
    first, second = a.text.strip(), b.text.strip()
    if second[0] in _NO_START:
        return len(first) > 1
    if _MARKER.match(second):
        return False
    if len(first) <= 40 and _ORGAN.search(first) and _ABOUT.match(second):
        return True
    return _closes(first, second) or (
        len(first) >= 8 and bool(_SURE_DANGLING.search(first)) and not _SIGNATURE.search(first)
    )


def _closes(first: str, second: str) -> bool:
    """Whether ``second`` closes a bracket or quote that ``first`` leaves open."""
    for opener, closer in _PAIRS.items():
        if opener in first and first.count(opener) > first.count(closer):
            at = second.find(closer)
            if 0 <= at <= 80 and opener not in second[:at]:
                return True
    return False


def _is_likely(a: Line, b: Line) -> bool:
    """Whether ``a``, a piece of running text that stops without an end, very probably goes on in ``b``."""
    first, second = a.text.strip(), b.text.strip()
    if _ends(first) or _starts_paragraph(second) or (_SIGNATURE.search(first) and not _FULL_STOP.search(first)):
        return False
    if _CLAUSE_END.search(first):
        return len(first) >= 16
    if _FULL_STOP.search(first) and len(first) >= 24:
        return True
    if not _goes_on(second):
        return False
    clauses = len(_CLAUSE.findall(first))
    if len(first) >= 60 and clauses:
        return True
    if clauses and not _MARKER.match(first):
        return (clauses >= 2 and len(first) >= 25) or _cuts_word(first, second)
    return False


def _is_possible(a: Line, b: Line, spoken: bool) -> bool:
    """Whether ``a`` may go on in ``b``, in a file that is known to break sentences; ``spoken`` once text has begun."""
    first, second = a.text.strip(), b.text.strip()
    if _ends(first) or _starts_paragraph(second):
        return False
    if _CLAUSE_END.search(first):
        return True
    if _SIGNATURE.search(first) or _MARKER.match(first) or not _goes_on(second):
        return False
    return bool((spoken and _CLAUSE.search(first)) or _DANGLING.search(first) or (spoken and _cuts_word(first, second)))


def _goes_on(text: str) -> bool:
    return len(text) >= 20 or bool(_CLAUSE.search(text))


def _cuts_word(first: str, second: str) -> bool:
    """Whether a word of the dictionary stands across the break: 评价机 | 制."""
    from indexer.analysis import segmenter  # its dictionary is loaded only for a doubtful line end

    tail, head = _HAN_TAIL.search(first), _HAN_HEAD.match(second)
    if not (tail and head):
        return False
    at = 0
    words = segmenter()
    joined = fold(tail.group() + head.group())
    for word in words.cut(joined):
        if at < len(tail.group()) < at + len(word):
            return words.known(word)
        at += len(word)
    return False
