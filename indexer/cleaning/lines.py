"""Broken lines: a text cut by a fixed width, by page ends or by columns becomes whole paragraphs again.

Headings, lists, tables, signatures and verse-like short lines are whole already and stay.
"""

from __future__ import annotations

import itertools
import re
import statistics
import unicodedata
from dataclasses import dataclass

from indexer.documents import Line

_END = re.compile(r"[。！？!?…；;：:.][”’」』）)\]】〉》\"'＊*]*$")
_CLAUSE_END = re.compile(r"[，,、（(《“‘「『〈〔—]$")
_CANNOT_START = re.compile(r"^[，,、。；;：:！!？?）)》”’」』〉〕】%％‰℃]")
_CLAUSE = re.compile(r"[，,；;。！？]")
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


def rejoined(placed: list[Placed], firm: bool) -> list[Placed]:
    """Lines with broken ones joined; ``firm`` says that the format marks paragraphs, and only sure cuts are mended."""
    width = None if firm else _wrapped_at([p.line for p in placed])
    if width is not None:
        placed = _unwrapped(placed, width)
    return _mended(placed, firm)


def _width(text: str) -> int:
    """Columns a line takes: two for a Chinese character, one for others."""
    return len(text) + sum(map(_is_wide, text)) if not text.isascii() else len(text)


def _is_wide(character: str) -> bool:
    return character > "\u2e7f" or character in "“”‘’—…·○①②③④⑤⑥⑦⑧⑨⑩" or unicodedata.east_asian_width(character) in "WF"


def _wrapped_at(lines: list[Line]) -> int | None:
    """The column at which a text was cut, or None: most lines equally wide and many of them ending in mid-sentence."""
    texts = [line.text for line in lines if line.text and line.kind == "text" and not line.heading]
    if len(texts) < 4 or max(map(len, texts)) > 120:
        return None
    widths = [_width(t) for t in texts]
    full = (
        statistics.mode(w // 3 for w in sorted(widths, reverse=True) if w > 24) * 3
        if any(w > 24 for w in widths)
        else 0
    )
    top = sorted(widths)[-max(1, len(widths) // 50)]
    column = top if top - full <= 6 else full + 3
    if column < 28:
        return None
    near = [t for t, w in zip(texts, widths, strict=True) if column - 5 <= w <= column + 4]
    beyond = sum(w > column + 4 for w in widths)
    cut = sum(not _END.search(t.rstrip()) for t in near)
    if len(near) >= max(3, 0.4 * len(texts)) and cut >= 0.5 * len(near) and beyond <= 0.05 * len(texts):
        return column
    return None


def _unwrapped(placed: list[Placed], column: int) -> list[Placed]:
    """Lines cut at ``column`` joined up to each paragraph's short last line, next indent or next heading."""
    uses_indent = sum(p.line.text.startswith((" ", "\u3000")) for p in placed) >= 2
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
            and _width((previous.last or previous.line.text).rstrip()) >= column - 5
            and not _starts_paragraph(text)
            and not (uses_indent and text.startswith((" ", "\u3000")))
            and not (blank and _END.search(previous.line.text.rstrip()))
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
    """Lines that stop in mid-sentence joined with what goes on after them, whatever blank lines stand between."""
    texts = [p for p in placed if p.line.text]
    sure = sum(_is_sure(a.line, b.line) for a, b in itertools.pairwise(texts))
    bold = sure >= 2 and not firm
    out: list[Placed] = []
    previous: Placed | None = None
    seen_body = False
    for item in placed:
        if not item.line.text:
            out.append(item)
            continue
        if previous is not None and (
            _is_sure(previous.line, item.line)
            or (
                not firm
                and _is_likely(previous.line.text.strip(), item.line.text.strip(), bold, seen_body)
                and _both_plain(previous, item)
            )
        ):
            while out[-1] is not previous:
                out.pop()
            previous.take(item)
        else:
            out.append(item)
            previous = item
        seen_body = seen_body or (len(previous.line.text) >= 40 and bool(_FULL_STOP.search(previous.line.text)))
    return out


def _both_plain(a: Placed, b: Placed) -> bool:
    return _plain(a.line) and _plain(b.line)


def _is_sure(a: Line, b: Line) -> bool:
    """Whether ``a`` certainly goes on in ``b``: an open 《 or quote closed there, or a start that cannot be one."""
    if not (_plain(a) and _plain(b)):
        return False
    first, second = a.text.strip(), b.text.strip()
    if _CANNOT_START.match(second):
        return len(first) > 1
    if _END.search(first) or _MARKER.match(second):
        return False
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


def _is_likely(first: str, second: str, bold: bool, seen_body: bool) -> bool:
    """Whether ``first`` probably goes on in ``second``; ``bold`` where the file is known to break sentences."""
    if _END.search(first) or _starts_paragraph(second):
        return False
    if _CLAUSE_END.search(first):
        return len(first) >= 16 or bold
    if _SIGNATURE.search(first) and not _FULL_STOP.search(first):
        return False
    if _FULL_STOP.search(first) and len(first) >= 30:
        return True
    continues = len(second) >= 20 or bool(re.search(r"[。！？；][”’」』）)]*$", second))
    if not continues:
        return False
    heading = bool(_MARKER.match(first))
    if len(first) >= 60 and (seen_body or _CLAUSE.search(first)) and not heading:
        return True
    if not bold or heading:
        return False
    return bool(_CLAUSE.search(first) and seen_body) or bool(_DANGLING.search(first))
