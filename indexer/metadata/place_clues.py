"""Clues to the issuer's place, in the order they are believed: each the units its words may mean, or only a rank."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath

from gongbao.indexer.documents import Level
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import Sheet, closed_up, outside_quotes, unspaced
from gongbao.indexer.metadata.issuer_wording import is_national, wording
from gongbao.indexer.metadata.place_clue import Clue
from gongbao.indexer.metadata.session_clues import delegates, delivered, orders, sessions
from gongbao.indexer.metadata.title import Title
from gongbao.indexer.places.lookup import find
from gongbao.indexer.places.mentions import Mention, mentions, narrowed
from gongbao.indexer.places.table import Unit

OURSELVES = re.compile(r"我[省市县区州盟旗]|全[市县州盟旗]|[市县州盟旗](?:委|(?:人民)?政府|人大)")
"""Words by which a text speaks of the unit it comes from, so that the unit's name may be looked for elsewhere."""

_OWN_PAPER = re.compile(r"^[^。]{0,6}(?:本报|本网|本台|本刊)[^。]{0,12}(?:讯|电|消息|记者|报道)")
_DAY_AND_PAPER = re.compile(
    r"(?:19|20)\d\d[-./年]\d\d?[-./月]\d\d?日?[\sT]*(?:\d\d?:\d\d(?::\d\d)?)?\s*([\u4e00-\u9fff]{3,12})\s*$"
)
_OURS = re.compile(r"我(省|自治区|市|州|盟|县|区|旗)(?!域|场|级|民)")
_TITLE_RANK = re.compile(
    r"^(?:关于|在|中共)?(省|自治区|市|州|盟|地区|县|区|旗)(?:委|(?:人民)?政府|人大|人民代表大会|政协|[\u4e00-\u9fff]{1,8}(?:局|厅|办|委|院)(?:关于|印发|[^\u4e00-\u9fff]))"
)
_NUMBER = re.compile(
    r"^(?:(?:发文)?[文字编]?[字文]?号[::]\s*)?([\u4e00-\u9fff]{1,10})\s*[〔\[(【<〈]\s*(?:19|20)\d\d\s*年?\s*[〕\])】>〉]\s*第?\s*\d+\s*号?"
    r"(?:\s+.{0,20})?$"
)
_WIRE = re.compile(
    r"^(?P<before>[^。;:]{0,34}?)(?<![来致函去发])(?:电|讯|消息)(?![影视子力话脑商网器线缆动台梯气报信池]|息)"
)
_SLOT = re.compile(
    r"(?:本报|新华社|中新社|中新网|人民网|央广网|光明网|日报|晚报|^)([\u4e00-\u9fff]{2,8}?)(?:\d{1,2}月\d{1,2}日|[((]|$)"
)
_PREFACE = re.compile(
    r"^[^。,;]{0,40}?(?:电|讯|消息)[\s,::]*(?:[((][^))]*[))])?\s*"
    r"|^(?:近日|日前|昨日|昨天|今天|今日|(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚)?)[,\s]*"
)
_ACTS = re.compile(
    r"(?:市|县|区|州|旗|省)?(?:委|政府|人民政府|人大|政协|[\u4e00-\u9fff]{2,8}[局委办院会])"
    r"|.{0,12}(?:召开|举行|举办|开展|出台|发布|公布|宣布|启动|获|将|正|已|积极|坚持|紧紧|紧盯|聚焦|围绕|大力|全力|深入|扎实|加快|推进|建成|迎来|传来|以)"
)
"""What follows a subject; a list or 的做法, 等地 does not."""

_ISSUES = re.compile(
    r"委?[\u4e00-\u9fff]{0,12}?(?:政府|公署|行署|委员会|办公[厅室]|[局厅院委])?[\u4e00-\u9fff]{0,6}关于"
)
"""What stands between an issuer's place and 关于 in a title: …人民政府办公室关于."""


_SORTED_UNDER = re.compile(r"^[\[(【][\u4e00-\u9fff]{2,7}(?:省|自治区|市)[\])】](?=.{6})")
"""What a site that collects documents sorts them under: (河南省)2025年安阳市国民经济和社会发展统计公报."""

_DATA_OF = re.compile(r"(?:统计|普查)公报|政府工作报告|年鉴$")
"""Titles that begin with the place whose own document they are, whichever office's site shows it."""

_VISIT = re.compile(
    r"[^,]{0,16}?(?:团|组|一行|队|领导|代表|客商|企业家|书记|[市县区州]长|政协|人大|政府|[委局厅办会院])"
    r"(?P<way>来|莅临?|到|赴|走进|抵达?)(?P<host>[^,]{0,8}?)(?:实地|专题|开展|进行)?"
    r"(?:考察|调研|学习|访问|参观|交流|洽谈|对接|座谈|观摩|访$)"
)
"""A delegation and where it goes, behind the place it is from: 长沙市|党政代表团来永州考察."""

LOOSE = 0.6
"""The confidence of a short name in the middle of a title (…亮相上海茶博会): below a dateline."""

HOSTED = 0.65
"""The confidence of the host whom a title names with its guests: below a dateline, which may be the guests' own."""

ISSUED = 0.92
"""The confidence of an issuer in the index table, often the site's host; a title's own 某某政府关于 is above it."""


def clues(sheet: Sheet, title: Title, year: int | None) -> Iterator[Clue]:
    """All clues, most believed first. ``year`` is the document's, for names that changed hands."""
    for clue in (*sessions(sheet, year), *delegates(sheet, year), *delivered(sheet, year), *orders(sheet)):
        yield _under_title(clue, title, year)
    named = list(_title(title, year))
    yield from (clue for clue in named if clue.confidence > ISSUED)
    yield from _issuers(sheet, year)
    yield from (clue for clue in named if HOSTED < clue.confidence <= ISSUED)
    wired = list(_datelines(sheet, year))
    yield from wired
    yield from (clue for clue in named if clue.confidence <= HOSTED)
    if not wired:
        yield from _signatures(sheet, year)
    for source in (_indexed, _addressees, _ours):
        yield from source(sheet, year)
    yield from _openings(sheet, title, year)
    yield from _paths(sheet, year)
    yield from _quoted(title, year)


def _under_title(clue: Clue, title: Title, year: int | None) -> Clue:
    """A session's bare 江北区 is the one that the title names with its parent (重庆市江北区), living or dissolved.

    Where the table knows no such district in that city, the city is all that is known.
    """
    if not clue.name or not clue.units:
        return clue
    bare = unspaced(outside_quotes(title.folded))
    named = mentions(bare)
    for each in named:
        if not bare.endswith(clue.name, 0, each.end):
            continue
        if len(each.text) > len(clue.name):
            return replace(clue, units=each.units_in(year))
    for above, each in pairwise(named):
        apart = each.text == clue.name and each.start == above.end and not above.short
        cities = [unit for unit in above.units if unit.kind == "prefecture"]
        if apart and len(cities) == 1 and not _moved_from(cities[0], clue):
            return replace(clue, units=(cities[0],), lost=True)
    return clue


def _moved_from(city: Unit, clue: Clue) -> bool:
    """Whether the one county a clue means may have left this city for another of its province."""
    return len(clue.units) == 1 and clue.units[0].lineage[0] is city.lineage[0]


def last_clues(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    """Where the text was printed or put up: believed only when nothing else speaks."""
    own = OURSELVES.search(sheet.text) or any(map(_OWN_PAPER.search, sheet.head[:6]))
    for value in (*sheet.notes("source", "issuer", "author"), *_printed_in(sheet)):
        named = mentions(value[:30])
        if named and named[0].start <= 1 and (own or any(fold(u.name) in sheet.text for u in named[0].units)):
            yield Clue("footer", value[:30], 0.55, named[0].units_in(year))
    yield from _accounts(sheet)
    for value in sheet.notes("site"):
        named = mentions(value[:60])
        if named and wording().hosts.match(value, named[-1].end):
            yield Clue("footer", value[:40], 0.5, named[0].units_in(year))


def _accounts(sheet: Sheet) -> Iterator[Clue]:
    """The place whose account or media centre speaks: 通城发布; where the text names one of several, that one."""
    for value in sheet.printed:
        found = wording().accounts.match(closed_up(value))
        units = find(found[1]) if found else []
        named = [unit for unit in units if fold(unit.name) in sheet.text]
        if units:
            yield Clue("footer", value[:30], 0.72 if named else LOOSE, tuple(named or units))
            return


def _printed_in(sheet: Sheet) -> Iterator[str]:
    """The paper of a line 2018-10-19 09:12 天水日报, as a note of when it was put up or among the first lines."""
    for line in (*sheet.notes("published"), *sheet.head[:4]):
        if (found := _DAY_AND_PAPER.search(line)) and wording().papers.search(found[1]):
            yield found[1]


def _issuers(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    for value in sheet.notes("issuer"):
        if not wording().papers.search(value):
            yield from _of_issuer(value, "issuer", ISSUED, year)
    for line in sheet.head[:3]:
        head = re.fullmatch(r"(.{4,40}?)\s*(?:文件|令|政府公报)(?:\s*\(?第.{1,6}号\)?)?\s*", closed_up(line))
        if head:
            yield from _of_issuer(head[1], "issuer", ISSUED, year)


def _level(rank: str) -> Level:
    return dict(wording().ranks)[rank]


def _of_issuer(value: str, where: str, confidence: float, year: int | None) -> Iterator[Clue]:
    value = closed_up(value)[:60]
    if is_national(value):
        yield Clue(where, value[:40], confidence, level="national")
    elif named := mentions(value):
        yield Clue(where, value[:40], confidence, narrowed(named, value).units_in(year))
    elif rank := _TITLE_RANK.match(value):
        yield Clue(where, value[:40], 0.6, level=_level(rank[1]), rank=rank[1])


def numbers(sheet: Sheet) -> list[str]:
    """The letters in front of the year of each document number at the head or among the notes."""
    lines = [*sheet.notes("number"), *sheet.head[:10]]
    return [found[1] for line in lines if (found := _NUMBER.match(line))]


def _title(title: Title, year: int | None) -> Iterator[Clue]:
    bare = _SORTED_UNDER.sub("", unspaced(outside_quotes(title.folded)))
    if is_national(bare):
        yield Clue("title", bare[:30], 0.94, level="national")
        return
    if rank := _TITLE_RANK.match(bare):
        yield Clue("title", rank[0], 0.75, level=_level(rank[1]), rank=rank[1])
    elif ours := _OURS.search(bare):
        yield Clue("title", ours[0], 0.72, level=_level(ours[1]), rank=ours[1])
    named = mentions(bare)
    if not named:
        return
    first = narrowed(named, bare)
    before = bare[: named[0].start]
    if wording().guard.search(before):
        return
    visit = _VISIT.match(bare, first.end)
    if visit and not _at_home(first, visit, named):
        yield from _hosts(visit, first, named, year)
        return
    if wording().leading.match(before) or re.search(r"[,!?:\s|]$", before):
        issued = _ISSUES.match(bare, first.end) or (_DATA_OF.search(bare) and not before.startswith("关于"))
        confidence = 0.8 if first.short else 0.94 if issued else 0.9
    else:
        confidence = LOOSE if first.short else 0.75
    yield Clue("title", first.text, confidence, first.units_in(year))


def _at_home(guest: Mention, visit: re.Match[str], named: list[Mention]) -> bool:
    """Whether those who come only go down to a unit of their own: 长沙市委调研组到浏阳市调研."""
    hosts = [m for m in named if visit.start("host") <= m.start < visit.end("host")]
    return any(u.within(g) for m in hosts for u in m.units for g in guest.units)


def _hosts(visit: re.Match[str], guest: Mention, named: list[Mention], year: int | None) -> Iterator[Clue]:
    """Whose news of a visit it is: the host's where guests come, else either's; a dateline is believed before both."""
    if visit["way"][0] in "来莅" or _OURS.search(visit["host"]):
        for host in (m for m in named if visit.start("host") <= m.start < visit.end("host")):
            yield Clue("title", host.text, HOSTED, host.units_in(year))
            return
    else:
        yield Clue("title", guest.text, LOOSE, guest.units_in(year))


def _datelines(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    for line in sheet.head[:8]:
        found = _WIRE.match(closed_up(line)[:60])
        if not found:
            continue
        before = found["before"]
        named = mentions(before)
        slot = _SLOT.search(before)
        if slot and not (named and named[-1].text.endswith(slot[1])) and (units := find(slot[1])):
            yield Clue("dateline", found[0][:34], 0.75, tuple(units))
            return
        if named:
            last = named[-1]
            printed = wording().papers.match(before, last.end)
            if printed or len(before) - last.end <= 16:
                yield Clue("dateline", found[0][:34], 0.65 if printed else 0.8, last.units_in(year))
                return


def _below_title(sheet: Sheet, title: Title) -> tuple[str, ...]:
    """The first lines of the text: all of them where the title was declared and does not stand on top."""
    apart = title.evidence.where == "declared" and sheet.head and unspaced(sheet.head[0]) not in title.folded
    return sheet.head[0 if apart else 1 : 5]


def _openings(sheet: Sheet, title: Title, year: int | None) -> Iterator[Clue]:
    """The subject of the first sentence: 近日,沂源县召开…; not one of several, nor one that serves as an example."""
    for line in _below_title(sheet, title):
        text = _PREFACE.sub("", _PREFACE.sub("", closed_up(line)[:150]))
        named = [m for m in mentions(text[:60]) if not m.short]
        if not named:
            continue
        first = narrowed(named, text)
        opens = named[0].start <= 2 or (named[0].start <= 24 and re.search(r"[,:]$", text[: named[0].start]))
        if opens and _ACTS.match(text, first.end):
            yield Clue("opening", first.text, 0.7, first.units_in(year))
            return


def _signatures(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    for line in sheet.signers:
        yield from _of_issuer(line, "signature", 0.85, year)
    for line in sheet.tail[: min(6, len(sheet.lines) - 1)]:
        text = closed_up(line)
        signed = re.sub(r"[\d〇零○o年月日\s].*$", "", text)
        if (
            len(text) <= 44
            and wording().organs.search(signed)
            and not wording().headlines.search(signed)
            and not re.search(r"[。;:]|^抄送", text)
        ):
            yield from _of_issuer(text, "signature", 0.8, year)
            return


def _indexed(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    for value in sheet.notes("index"):
        yield from _of_issuer(value, "index", 0.75, year)


def _addressees(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    for line in sheet.head:
        for pattern, level in wording().addressees:
            if pattern.match(line):
                yield Clue("opening", line[:30], 0.7, level=level)
                return


def _ours(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    said = [found[1] for line in sheet.head for found in _OURS.finditer(line)]
    if said:
        rank = max(sorted(set(said)), key=said.count)
        yield Clue("opening", f"我{rank}", 0.6, level=_level(rank), rank=rank)


def _paths(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    yield from _of_path(sheet.raw.path, year)


@functools.lru_cache(maxsize=1 << 8)  # all records of a file have one path
def _of_path(path: str, year: int | None) -> tuple[Clue, ...]:
    found = []
    for part in reversed(PurePosixPath(path.replace("\\", "/")).parts):
        text = fold(re.sub(r"\.\w{1,5}(?:\.gz)?$", "", part))
        if named := mentions(text):
            found.append(Clue("path", part, 0.75, narrowed(named, text).units_in(year)))
        elif len(text) > 1 and (units := find(text)):
            found.append(Clue("path", part, 0.65, tuple(units)))
    return tuple(found)


def _quoted(title: Title, year: int | None) -> Iterator[Clue]:
    """A place that only the words in 《》 name: 关于印发《平凉市城市更新实施方案》的通知."""
    named = mentions(title.folded, short=False)
    if named and not wording().guard.search(title.folded[: named[0].start]):
        yield Clue("title", named[0].text, 0.65, named[0].units_in(year))
