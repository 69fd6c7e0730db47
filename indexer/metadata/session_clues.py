"""Clues to the place in who met and who speaks for whom: 淄博市第十五届人民代表大会第四次会议, 我代表市人民政府."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongbao.indexer.documents import Level
from gongbao.indexer.metadata.article_layout import Sheet, closed_up
from gongbao.indexer.metadata.calendar import dates
from gongbao.indexer.metadata.issuer_wording import is_national, rank_ending, wording
from gongbao.indexer.metadata.place_clue import Clue
from gongbao.indexer.places.mentions import Mention, mentions

_N = r"[一二三四五六七八九十百零〇\d]+"
_SESSION = re.compile(
    rf"(?:第?{_N}届)?(?:人民代表大会|人大)(?:常务委员会|常委会)?(?:第?{_N}次)(?:全体)?(?:\(扩大\))?会议"
    rf"|第?{_N}届(?:委员会|委)?(?:常务委员会)?第?{_N}次(?:全体)?(?:\(扩大\))?(?:会议|全会)"
    rf"|委(?:第?{_N}届)?(?:委员会)?第?{_N}次(?:全体)?(?:\(扩大\))?(?:会议|全会)"
    rf"|(?:第?{_N}届)(?:人民代表大会|人大)(?:常务委员会|常委会)?主任会议"
    rf"|(?:人民)?政府(?:第?{_N}届)?(?:第?{_N}次)?(?:常务|全体)会议"
    rf"|(?<=[省市县区州盟旗乡镇木道])第{_N}次(?:党员)?代表大会"
)
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,10}(?:[乡镇]|苏木|街道(?:办事处)?)")
"""What may stand between a county and a township's session: 道县|白沙乡|第十届人民代表大会."""

_PARTY = re.compile(rf"(?:中国共产党|中共|政协(?:第?{_N}届)?)([^,。;]{{2,16}}?)(?:第?{_N}届)?委员会")
_NATIONAL_SESSION = re.compile(
    rf"第?{_N}届全国(?:人民代表大会|人大|政协|委员会)|全国(?:人民代表大会|人大|政协)"
    rf"|中国人民政治协商会议第{_N}届全国委员会|(?:中国共产党|中共)?第?{_N}届中央委员会|中国共产党第{_N}次全国代表大会"
    rf"|国务院(?:第?{_N}次)?常务会议"
)
_NUMBERED = re.compile(rf"\({_N}\)")
_ORDER = re.compile(r"令\(?(?:\d{4})?.{0,6}?第?\s*\d+号|公告\d{4}年第|(?:审判|检察)委员会|(?:发布|公布)[。)\s]*$")
_DELIVERED = re.compile(r"会议上|会议\S{0,6}通过|大会上|全会上|通过|批准")
_DELEGATE = re.compile(
    r"我(?:们)?(?:谨)?(?:受[^,。;]{2,30}委托[,，]?\s*)?(?:谨?代表|受)\s*(?P<who>[^,。;:\s]{0,24}?)"
    r"(?:人民政府|行政公署|政府|行署|人大常委会|人民代表大会常务委员会|中级人民法院|高级人民法院|人民法院|人民检察院"
    r"|政协|常务委员会|常委会|委员会)"
)
_CHIEF = re.compile(
    r"(?:行政长官|省长|主席|市长|州长|县长|区长|旗长|盟长)(?=[^。;:]{0,50}(?:施政|政府工作)报告)"
    r"|行政长官(?=[^。;:]{2,40}(?:发表|宣读))"
)


def sessions(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    """The session a line at the head names: whose it was, or of what rank. ``year`` is the document's."""
    ranked = False
    for line in (closed_up(each)[:170] for each in (*sheet.notes("adopted", "lead"), *_unbroken(sheet.head[:8]))):
        if "会" not in line:
            continue
        found = _SESSION.search(line)
        national = _NATIONAL_SESSION.search(line)
        formal = bool(
            (re.match(r"[\s((—―\-–─]", line) and not _NUMBERED.match(line))
            or (len(line) <= 80 and _DELIVERED.search(line))
        )
        if national and formal and (not found or national.start() <= found.start() + 8):
            yield Clue("session", national[0], 0.97, level="national")
            return
        if not found or (national and not formal):
            continue
        if not formal and (found.start() > 60 or wording().cites.search(line[: found.start()])):
            continue
        if line.startswith("批准", found.end()) and "通过" not in line[: found.start()]:
            continue  # approved by the congress above; the issuer is below
        words = line[max(0, found.start() - 12) : found.end()]
        confidence = 0.97 if formal else 0.85
        if named := _ending_at(line, found):
            yield Clue("session", words, confidence, named.units_in(year), name=named.text)
            return
        if (rank := _rank_at(line[: found.start()])) and not ranked:
            yield Clue("session", words, confidence - 0.1, level=rank[1], rank=rank[0])
            ranked = True  # a line below may name the place as well


def _unbroken(lines: tuple[str, ...]) -> Iterator[str]:
    """The lines, a subtitle that runs over two of them in one."""
    for line, following in zip(lines, (*lines[1:], ""), strict=False):
        cut = re.match(r"[\s((—―\-–─]", line) and len(line) < 60 and not re.search(r"会议|大会|全会|[))]", line)
        yield line + following if cut else line


def _ending_at(line: str, found: re.Match[str]) -> Mention | None:
    """The mention the session's words follow, 淄博市|第十五届人大, or that stands inside 中共…委员会."""
    left = re.sub(rf"(?:委|第?{_N}届|常务|委员会)+$", "", line[: found.start()])
    near = [m for m in mentions(line[: found.end()]) if m.end == len(left)]
    above = [m for m in mentions(left, short=False) if _TOWNSHIP.fullmatch(left, m.end)]
    if near or above:
        return (near or above)[-1]
    party = _PARTY.search(line[: found.end() + 2])
    inside = [m for m in mentions(party[1]) if m.end == len(party[1])] if party else []
    return inside[-1] if inside else None


def _rank_at(left: str) -> tuple[str, Level] | None:
    return rank_ending(re.sub(rf"(?:中共|第?{_N}届|委|政协)+$", "", left))


def orders(sheet: Sheet) -> Iterator[Clue]:
    """The organ of the state whose order a rule was made by: 2004年7月8日国家某某总局令第9号公布."""
    for line in (closed_up(each)[:200] for each in sheet.head[1:8]):
        day = next(dates(line), None)
        if not day or line.endswith("。") or day.start > 12:
            continue
        said = line[day.end :].lstrip(" ,日")
        if is_national(said) and _ORDER.search(said):
            yield Clue("session", said[:30], 0.95, level="national")
            return


def delegates(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    """Whom a speaker says to represent."""
    for line in sheet.top:
        found = _DELEGATE.search(closed_up(line[:300]))
        if not found:
            if re.search(r"我代表国务院|代表国务院", line[:200]):
                yield Clue("session", "我代表国务院", 0.95, level="national")
                return
            continue
        if re.search(r"国务院|中央", found[0]):
            yield Clue("session", found[0], 0.95, level="national")
            return
        who = found["who"]
        named = mentions(who)
        if named and named[-1].end == len(who):
            yield Clue("session", found[0], 0.95, named[-1].units_in(year), name=named[-1].text)
            return
        if rank := _rank_at(who):
            yield Clue("session", found[0], 0.85, level=rank[1], rank=rank[0])
            return


def delivered(sheet: Sheet, year: int | None) -> Iterator[Clue]:
    """The office that is said to have delivered a policy address: 香港特别行政区行政长官某某先生…发表的施政报告."""
    for line in sheet.head[:6]:
        text = closed_up(line)[:120]
        if (found := _CHIEF.search(text)) and (named := [m for m in mentions(text) if m.end == found.start()]):
            yield Clue("session", text[: found.end()][:40], 0.9, named[-1].units_in(year))
            return
