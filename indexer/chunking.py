"""Chunking: an article's lines in, paragraphs with their section paths out.

No character is lost: a heading goes into the section path and stays in the text, above the paragraph it heads.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gongbao.indexer.config import Chunking
from gongbao.indexer.documents import Article, Line, Paragraph
from gongbao.indexer.folding import fold

_NUMBER = "一二三四五六七八九十百千零〇○两"
_CLAUSE = re.compile(rf"第 ?[{_NUMBER}\d]+ ?条(?:之[{_NUMBER}])?(?![款项第、,。和至到的规])")
# Rank, smaller further out, and the marker; matched on folded text.
_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (10, re.compile(rf"第 ?[{_NUMBER}\d]+ ?(?:[编篇]|部分)")),
    (20, re.compile(rf"第 ?[{_NUMBER}\d]+ ?章")),
    (30, re.compile(rf"第 ?[{_NUMBER}\d]+ ?节")),
    (40, _CLAUSE),
    (50, re.compile(rf"[{_NUMBER}]{{1,4}}(?:、|\. ?(?!\d))|专栏 ?[{_NUMBER}\d]+")),
    (60, re.compile(rf"\( ?[{_NUMBER}]{{1,4}} ?\)|[㈠-㈩]")),
    (70, re.compile(r"\d{1,3}(?:、|\. ?(?!\d)| (?=[\u4e00-\u9fff]{2,20}$))|[⒈-⒛]")),
    (80, re.compile(r"\(\d{1,3}\)|\d{1,3}\)|[⑴-⒇]")),
    (90, re.compile(r"[①-⑳]")),
    (95, re.compile(r"--")),
)
_MAY_START = frozenset(
    "第专專(（—―─–－-０１２３４５６７８９0123456789"
    + _NUMBER
    + "".join(chr(c) for a, b in ((0x2460, 0x249B), (0x3220, 0x3229)) for c in range(a, b + 1))
)
_CLAUSE_RANK = 40
_ENDS = re.compile(r"[。！？!?；;]")
_ENDS_LINE = re.compile(r"[。！？!?；;:：，,、][”’」』）)\"]*$")
_RUN_IN = re.compile(r"^(.{2,46}?)(?:[。！？]|[:：](?=.{12}))(?=.)")
_HEADING_LENGTH = 60
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)\"》]*|\n|$)")
_SPOKEN = re.compile(r".{20}[。！？!?；;:：][”’」』）)]*$", re.MULTILINE)
_TRAILING = re.compile(
    r"(?:[。；;][”’」』）)]*|[年月]\s?[\d一二三四五六七八九十]{1,3}\s?日|政府|委员会|委員會|办公[室厅]|[局厅部院]|常委会"
    r"|记者.{0,20}|記者.{0,20}|通[讯訊][员員].{0,20})$|^(?:附|抄送|注|联系)"
)
_PHRASE = re.compile(r"[^，,、:： ]*[，,、:： ]?")


@dataclass(slots=True)
class _Unit:
    """A stretch of text under one section path, on its way to becoming a paragraph."""

    section: tuple[str, ...]
    text: str
    rows: bool = False


def paragraphs(article: Article, document_id: str, config: Chunking) -> tuple[Paragraph, ...]:
    """The paragraphs of an article in order, their ids stable while the text above them changes."""
    out: list[Paragraph] = []
    seen = Counter[str]()
    for unit in _sized(_units(article.lines, config), config):
        seen[unit.text] += 1
        key = _key(unit.text, seen[unit.text])
        out.append(Paragraph(f"{document_id}-{key}", len(out), unit.section, unit.text))
    return tuple(out)


def _key(text: str, occurrence: int) -> str:
    digest = hashlib.blake2s(f"{occurrence}\n{text}".encode("utf-8", "surrogatepass"), digest_size=5).digest()
    return base64.b32encode(digest).decode("ascii").lower()


def _units(lines: tuple[Line, ...], config: Chunking) -> Iterator[_Unit]:
    """One unit for each line, headings carried into the unit they head, table rows gathered."""
    stack: list[tuple[int, str]] = []
    waiting: list[str] = []
    rows: list[str] = []
    started = False
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        if line.kind == "row":
            if rows and sum(map(len, rows)) + len(rows) + len(text) > config.max_characters:
                yield _Unit(_path(stack), "\n".join([*waiting, *rows]), rows=True)
                waiting, rows = [], []
            rows.append(text)
            continue
        if rows:
            yield _Unit(_path(stack), "\n".join([*waiting, *rows]), rows=True)
            waiting, rows = [], []
        heading = _enter(stack, line, text, started)
        if heading:
            waiting.append(text)
            continue
        started = started or len(text) > config.min_characters
        yield _Unit(_path(stack), "\n".join([*waiting, text]))
        waiting = []
    if waiting or rows:
        yield _Unit(_path(stack), "\n".join([*waiting, *rows]), rows=bool(rows))


def _path(stack: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(name for _, name in stack)


def _enter(stack: list[tuple[int, str]], line: Line, text: str, started: bool) -> bool:
    """Bring the section stack up to date with a line; true when the line is nothing but a heading."""
    rank = _rank(text)
    if rank is None:
        if not line.heading or len(text) > _HEADING_LENGTH:
            return False
        if started or stack or line.heading > 1:
            _push(stack, line.heading, text)
        return True
    if rank == _CLAUSE_RANK:
        clause = _CLAUSE.match(_head(text))
        name = re.sub(r"\s", "", text[: clause.end()]) if clause else text
        _push(stack, rank, name)
        return len(text) <= len(name) + 24 and not _ENDS_LINE.search(text)
    alone = len(text) <= _HEADING_LENGTH and not _ENDS.search(text) and not re.search(r"[，,、]$", text)
    if alone:
        _push(stack, rank, re.sub(r"[:：]$", "", text))
        return True
    run_in = _RUN_IN.match(text)
    while stack and stack[-1][0] >= rank:
        stack.pop()
    if run_in and not (rank == 95 and "，" in run_in.group(1)[14:]):
        stack.append((rank, run_in.group(1)))
    return False


def _push(stack: list[tuple[int, str]], rank: int, name: str) -> None:
    while stack and stack[-1][0] >= rank:
        stack.pop()
    stack.append((rank, name))


def _rank(text: str) -> int | None:
    """The rank of the marker a line begins with, smaller further out, None without one."""
    if text[0] not in _MAY_START:
        return None
    head = _head(text)
    return next((rank for rank, marker in _MARKERS if marker.match(head)), None)


def _head(text: str) -> str:
    """The start of a line as markers are matched: folded, with plain spaces."""
    return fold(text[:40]).replace("\u3000", " ")


def _sized(units: Iterator[_Unit], config: Chunking) -> Iterator[_Unit]:
    """Units joined up to the smallest size and cut down to the largest.

    A short line goes with what follows when it leads (a subhead, 各位代表！), with what precedes when it trails
    (a short sentence, a signature, a date); a short clause of its own section stays alone. Everything above the
    first full sentence stays with that sentence.
    """
    joined: list[_Unit] = []
    opened = False
    for unit in units:
        held = joined[-1] if joined else None
        if held is not None and len(held.text) + len(unit.text) < config.max_characters:
            within = unit.section[: len(held.section)] == held.section
            waits = len(held.text) < config.min_characters and (within or not _trails(held.text))
            trails = len(unit.text) < config.min_characters and unit.section == held.section and _trails(unit.text)
            if not opened or waits or trails:
                section = held.section if trails and not waits else unit.section
                joined[-1] = _Unit(section, f"{held.text}\n{unit.text}", held.rows and unit.rows)
                opened = opened or bool(_SPOKEN.search(unit.text))
                continue
        opened = opened or bool(_SPOKEN.search(unit.text)) or held is not None
        joined.append(unit)
    if len(joined) > 1 and len(joined[-1].text) < config.min_characters:
        above, last = joined[-2:]
        if above.section == last.section or not _trails(last.text):
            joined[-2:] = [_Unit(above.section, f"{above.text}\n{last.text}", above.rows)]
    for unit in joined:
        yield from _cut(unit, config.max_characters)


def _trails(text: str) -> bool:
    return "\n" not in text and bool(_TRAILING.search(text))


def _cut(unit: _Unit, most: int) -> Iterator[_Unit]:
    """``unit`` in pieces of at most ``most`` characters, of like length, cut at sentence ends if there are any."""
    if len(unit.text) <= most:
        yield unit
        return
    count = -(-len(unit.text) // most)
    aim = -(-len(unit.text) // count)
    piece = ""
    for part in _parts(unit.text, most):
        if piece and (len(piece) + len(part) > most or len(piece) >= aim):
            yield _Unit(unit.section, piece.strip("\n"), unit.rows)
            piece = ""
        piece += part
    if piece.strip():
        yield _Unit(unit.section, piece.strip("\n"), unit.rows)


def _parts(text: str, most: int) -> Iterator[str]:
    for sentence in _SENTENCE.findall(text):
        if len(sentence) <= most:
            if sentence:
                yield sentence
            continue
        for phrase in _PHRASE.findall(sentence):
            for at in range(0, len(phrase), most):
                yield phrase[at : at + most]
