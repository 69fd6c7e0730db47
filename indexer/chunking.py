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

from indexer.config import Chunking
from indexer.documents import Article, Line, Paragraph

_NUMBER = "一二三四五六七八九十百千零〇○两"
_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (10, re.compile(rf"第[{_NUMBER}\d]+[编篇部](?:分)?(?![门])")),
    (20, re.compile(rf"第[ \u3000]?[{_NUMBER}\d]+[ \u3000]?章")),
    (30, re.compile(rf"第[ \u3000]?[{_NUMBER}\d]+[ \u3000]?节")),
    (
        40,
        re.compile(rf"第[ \u3000]?[{_NUMBER}\d]+[ \u3000]?条(?:之[{_NUMBER}])?(?=[ \u3000]|$|[^款项第、，。,和至到])"),
    ),
    (50, re.compile(rf"[{_NUMBER}]{{1,4}}(?:、|[.．][ \u3000]?(?!\d))|专栏[ \u3000]?[{_NUMBER}\d]+")),
    (60, re.compile(rf"[(（][ \u3000]?[{_NUMBER}]{{1,4}}[ \u3000]?[)）]|[㈠-㈩]")),
    (70, re.compile(r"\d{1,3}(?:、|[.．][ \u3000]?(?!\d)|[ \u3000](?=[\u4e00-\u9fff]{2,20}$))|[⒈-⒛]")),
    (80, re.compile(r"[(（]\d{1,3}[)）]|\d{1,3}[)）]|[⑴-⒇]")),
    (90, re.compile(r"[①-⑳]")),
    (95, re.compile(r"[—―─–]{2}|－－|--")),
)
_MAY_START = frozenset(
    "第专(（㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩—―─–－-0123456789" + _NUMBER + "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
)
_CLAUSE_RANK = 40
_ENDS = re.compile(r"[。！？!?；;]")
_ENDS_LINE = re.compile(r"[。！？!?；;:：，,、][”’」』）)\"]*$")
_RUN_IN = re.compile(r"^(.{2,46}?)(?:[。！？]|[:：](?=.{12}))(?=.)")
_HEADING_LENGTH = 60
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)\"》]*|\n|$)")
_SPOKEN = re.compile(r".{20}[。！？!?；;:：][”’」』）)]*$", re.MULTILINE)
_CLAUSE = re.compile(r"[^，,、:： ]*[，,、:： ]?")


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
        clause = _MARKERS[3][1].match(text)
        name = re.sub(r"\s", "", clause.group()) if clause else text
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
    return next((rank for rank, marker in _MARKERS if marker.match(text)), None)


def _sized(units: Iterator[_Unit], config: Chunking) -> Iterator[_Unit]:
    """Units joined up to the smallest size and cut down to the largest."""
    held: _Unit | None = None
    opened = False  # whether a full sentence has been met: title lines above the first one stay with it
    for unit in units:
        if held is None:
            held = unit
            continue
        opening = not opened and not _SPOKEN.search(held.text)
        short = (
            opening
            or len(held.text) < config.min_characters
            or (len(unit.text) < config.min_characters and _belongs(held, unit))
        )
        if short and len(held.text) + len(unit.text) < config.max_characters:
            section = held.section if len(held.text) > len(unit.text) else unit.section
            held = _Unit(section, f"{held.text}\n{unit.text}", held.rows and unit.rows)
        else:
            yield from _cut(held, config.max_characters)
            held, opened = unit, True
    if held is not None:
        yield from _cut(held, config.max_characters)


def _belongs(held: _Unit, unit: _Unit) -> bool:
    """Whether a short unit may join the one before it rather than wait for the next: it opens no section."""
    return unit.section == held.section and "\n" not in unit.text


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
        for clause in _CLAUSE.findall(sentence):
            for at in range(0, len(clause), most):
                yield clause[at : at + most]
