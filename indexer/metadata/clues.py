"""Clues to the issuer's place, in the order they are believed: each the units its words may mean, or only a rank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from indexer.documents import Level
from indexer.folding import fold
from indexer.metadata.sheet import Sheet, closed_up, outside_quotes
from indexer.metadata.title import Title
from indexer.places.mentions import Mention, mentions
from indexer.places.table import Unit

_N = r"[一二三四五六七八九十百零〇\d]+"
_SESSION = re.compile(
    rf"(?:第?{_N}届)?(?:人民代表大会|人大)(?:常务委员会|常委会)?(?:第?{_N}次)(?:全体)?(?:\(扩大\))?会议"
    rf"|第?{_N}届(?:委员会|委)?第?{_N}次(?:全体)?(?:\(扩大\))?(?:会议|全会)"
    rf"|委{_N}届{_N}次(?:全体)?(?:\(扩大\))?(?:会议|全会)"
    rf"|(?:第?{_N}届)(?:人民代表大会|人大)(?:常务委员会|常委会)?主任会议"
    rf"|(?:人民)?政府(?:第?{_N}届)?第?{_N}次(?:常务|全体)会议|(?:人民政府|政府)常务会议"
)
_PARTY = re.compile(
    r"(?:中国共产党|中共|政协第?[一二三四五六七八九十]+届)([^,。;]{2,16}?)(?:第?[一二三四五六七八九十]+届)?委员会"
)
_NATIONAL_SESSION = re.compile(
    rf"(?:第{_N}届全国人民代表大会|全国人民代表大会|第{_N}届全国人大|全国人大常委会|中国人民政治协商会议第{_N}届全国委员会"
    rf"|中国共产党第{_N}届中央委员会|中国共产党第{_N}次全国代表大会|国务院第?{_N}次常务会议)"
)
_DELEGATE = re.compile(
    r"我(?:谨)?(?:受[^,。;]{2,30}委托[,，]?\s*)?(?:代表|向大会报告|受)\s*(?P<who>[^,。;:\s]{0,24}?)"
    r"(?:人民政府|政府|人大常委会|人民代表大会常务委员会|人民代表大会常务委员会|中级人民法院|人民法院|人民检察院|政协|委员会|常委会)"
)
_RANKS: tuple[tuple[str, Level], ...] = (
    ("自治区", "province"),
    ("自治州", "prefecture"),
    ("自治县", "county"),
    ("省", "province"),
    ("州", "prefecture"),
    ("盟", "prefecture"),
    ("行署", "prefecture"),
    ("市", "prefecture"),
    ("县", "county"),
    ("区", "county"),
    ("旗", "county"),
)
_NATIONAL = re.compile(
    r"^(?:国务院|中共中央|全国人民代表大会|全国人大|中华人民共和国|全国政协|最高人民法院|最高人民检察院|中央|国家[^,。]{2,12}(?:局|委员会|部|署)"
    r"|(?:外交|国防|教育|科技|科学技术|工业和信息化|公安|民政|司法|财政|人力资源和?社会保障|自然资源|国土资源|生态环境|环境保护|住房和?城乡建设"
    r"|交通运输|水利|农业农村|农业|商务|文化和旅游|卫生健康|卫生|应急管理|退役军人事务)部(?!门)|人民银行|中国人民银行|海关总署|税务总局|审计署)"
)
_NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,10})\s*[〔\[(【<〈]\s*((?:19|20)\d\d)\s*(?:年)?[〕\])】>〉]\s*第?\s*\d+\s*号?"
)
_DATELINE = re.compile(
    r"^(?:[^\s。,]{0,10}?(?:本报|新华社|中新社|中新网|人民网|[^\s。]{1,6}(?:日报|晚报|网|社|在线)))?[\s((]*(?:记者\S{0,12})?\s*"
    r"(?P<where>[\u4e00-\u9fff]{2,12}?)\s*(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?\s*(?:电|讯|消息)"
)
_SIGNER = re.compile(r"^(?P<who>[\u4e00-\u9fff()、\s]{4,40}?)(?:\(?(?:章|印章|公章)\)?)?\s*(?:[\d一二〔(\[].{0,24})?$")
_ADDRESSEES: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"^各省、?自治区、?直辖市"), "national"),
    (re.compile(r"^各(?:设区)?市[((]?[、,]?[^::]{0,40}(?:省政府|省直|省级)"), "province"),
    (re.compile(r"^各(?:盟|地|州)[^::]{0,40}(?:自治区|省)"), "province"),
    (re.compile(r"^各[^::]{0,30}(?:市政府|市直|州政府|州直|盟行署|市人民政府)"), "prefecture"),
    (re.compile(r"^各(?:区县|县区|县市区|县[((]|县、|区、县|市[、((]县|旗县|区市|市区)"), "prefecture"),
    (re.compile(r"^各(?:乡镇|乡|镇|街道|苏木)"), "county"),
)


@dataclass(frozen=True, slots=True)
class Clue:
    """``units`` what the words may mean; none when only a ``level`` is said (我代表市人民政府)."""

    where: str
    text: str
    confidence: float
    units: tuple[Unit, ...] = ()
    level: Level | None = None
    rank: str = ""
    also: tuple[Mention, ...] = field(default=())


def clues(sheet: Sheet, title: Title) -> Iterator[Clue]:
    """All clues, most believed first."""
    yield from _sessions(sheet)
    yield from _delegates(sheet)
    yield from _issuers(sheet)
    yield from _title(title)
    yield from _datelines(sheet)
    yield from _signatures(sheet)
    yield from _indexed(sheet)
    yield from _addressees(sheet)
    yield from _paths(sheet)
    yield from _quoted(title)
    yield from _footers(sheet)


def _sessions(sheet: Sheet) -> Iterator[Clue]:
    adopted = [closed_up(value) for value in sheet.notes("adopted")]
    for at, line in enumerate([*adopted, *(closed_up(h) for h in sheet.head[:8])]):
        if at >= len(adopted) and len(line) > 160:
            line = line[:160]
        if not re.search(r"会议|全会|大会", line):
            continue
        national = _NATIONAL_SESSION.search(line)
        found = _SESSION.search(line)
        if national and (not found or national.start() <= found.start() + 4) and _formal(line):
            yield Clue("session", national[0], 0.97, level="national")
            return
        if not found:
            continue
        named = _ending_at(line, found.start())
        party = _PARTY.search(line[: found.end() + 2])
        if not named and party:
            named = [m for m in mentions(party[1]) if m.end >= len(party[1]) - 1]
        confidence = 0.97 if _formal(line) else 0.85
        words = line[max(0, found.start() - 12) : found.end()]
        if named:
            yield Clue("session", words, confidence, named[-1].units)
        else:
            rank = _rank_at(line, found.start())
            if rank:
                yield Clue("session", words, confidence - 0.1, level=rank[1], rank=rank[0])
        return


def _formal(line: str) -> bool:
    """A line that only says where the document was delivered or adopted."""
    return bool(
        re.match(r"^[\s((—―\-–─]", line) or re.search(r"(?:会议上|会议通过|通过[))]|批准[))]|会议上[))])", line[:120])
    )


def _ending_at(line: str, end: int) -> list[Mention]:
    """The mention that ends where an organ's name goes on, 淄博市|十五届人大; words like 第十五届 may stand between."""
    left = re.sub(rf"第?{_N}届$", "", line[:end])
    return [m for m in mentions(left) if len(left) - m.end <= 1 and left[m.end :] in ("", "市", "第", "委")]


def _rank_at(line: str, end: int) -> tuple[str, Level] | None:
    left = re.sub(rf"(?:中共|第?{_N}届)$", "", line[:end])
    return next(((word, level) for word, level in _RANKS if left.endswith((word, word + "委"))), None)


def _delegates(sheet: Sheet) -> Iterator[Clue]:
    for line in sheet.folded[:20]:
        found = _DELEGATE.search(closed_up(line[:300]))
        if not found:
            continue
        who = found["who"]
        if re.search(r"国务院|中央", found[0]):
            yield Clue("session", found[0], 0.95, level="national")
            return
        named = mentions(who)
        if named and len(who) - named[-1].end <= 1:
            yield Clue("session", found[0], 0.95, named[-1].units)
            return
        rank = _rank_at(who, len(who))
        if rank:
            yield Clue("session", found[0], 0.85, level=rank[1], rank=rank[0])
            return
    if re.search(r"我(?:代表|受)国务院", sheet.text[:1500]):
        yield Clue("session", "代表国务院", 0.95, level="national")


def _issuers(sheet: Sheet) -> Iterator[Clue]:
    for value in sheet.notes("issuer", "signed"):
        yield from _of_issuer(value, "issuer", 0.92)
    for line in sheet.head[:3]:
        head = re.fullmatch(r"(.{4,40}?)\s*(?:文件|令|公报|公告)\s*", line)
        if head:
            yield from _of_issuer(head[1], "issuer", 0.92)


def _of_issuer(value: str, where: str, confidence: float) -> Iterator[Clue]:
    value = closed_up(value)
    if _NATIONAL.match(value) and not mentions(value):
        yield Clue(where, value[:40], confidence, level="national")
        return
    named = mentions(value[:60])
    if named:
        yield Clue(where, value[:40], confidence, named[0].units)


def numbers(sheet: Sheet) -> list[str]:
    """The letters in front of the year of each document number at the head or among the notes."""
    lines = [*sheet.notes("number"), *sheet.head[:10]]
    return [found[1] for line in lines if (found := _NUMBER.search(line[:80]))]


def _title(title: Title) -> Iterator[Clue]:
    bare = closed_up(outside_quotes(title.folded))
    if _NATIONAL.match(bare):
        yield Clue("title", bare[:30], 0.9, level="national")
        return
    named = mentions(bare)
    if named:
        first = named[0]
        sure = 0.9 if not first.short else 0.8
        if re.search(r"(?:同意|支持|批准|赴|向|对)$", bare[: first.start]):
            sure = 0.5
        yield Clue("title", first.text, sure, first.units, also=tuple(named[1:]))


def _datelines(sheet: Sheet) -> Iterator[Clue]:
    for line in sheet.head[:8]:
        found = _DATELINE.match(closed_up(line[:60]))
        if not found:
            continue
        named = mentions(found["where"])
        if named and named[-1].end == len(found["where"]):
            yield Clue("dateline", found[0][:30], 0.8, named[-1].units)
            return


def _signatures(sheet: Sheet) -> Iterator[Clue]:
    for line in sheet.tail[:6]:
        text = closed_up(line)
        if len(text) > 48:
            continue
        found = _SIGNER.match(text)
        if not found or not re.search(r"(?:政府|委员会|办公[室厅]|[局厅委院会]|公署|行署)", found["who"]):
            continue
        yield from _of_issuer(found["who"], "signature", 0.85)
        return


def _indexed(sheet: Sheet) -> Iterator[Clue]:
    for value in sheet.notes("index"):
        yield from _of_issuer(value, "index", 0.75)


def _addressees(sheet: Sheet) -> Iterator[Clue]:
    for line in sheet.head:
        for pattern, level in _ADDRESSEES:
            if pattern.match(line):
                yield Clue("opening", line[:30], 0.7, level=level)
                return


def _paths(sheet: Sheet) -> Iterator[Clue]:
    parts = PurePosixPath(sheet.raw.path.replace("\\", "/")).parts
    for part in reversed(parts):
        named = mentions(fold(part.split(".")[0] if part == parts[-1] else part))
        if named:
            yield Clue("path", part, 0.75, named[0].units)


def _quoted(title: Title) -> Iterator[Clue]:
    named = mentions(title.folded, short=False)
    if named:
        yield Clue("title", named[0].text, 0.65, named[0].units)


def _footers(sheet: Sheet) -> Iterator[Clue]:
    for value in sheet.notes("source"):
        named = mentions(value[:30])
        if named and named[0].start <= 1:
            yield Clue("footer", value[:30], 0.55, named[0].units)
    for value in sheet.notes("site", "crumbs"):
        named = mentions(value[:60])
        if named:
            yield Clue("footer", value[:40], 0.5, named[0].units)
