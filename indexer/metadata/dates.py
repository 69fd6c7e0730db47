"""The year and day a document was adopted, delivered or published, and the period a plan covers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import Sheet, closed_up, outside_quotes
from gongbao.indexer.metadata.calendar import Found, dates, number, years
from gongbao.indexer.metadata.issuer_wording import wording
from gongbao.indexer.metadata.title import Title
from gongbao.indexer.metadata.year_hints import year_from_words, year_of_day, year_words

_ADOPTION = re.compile(r"通过|会议上|大会上|全会上|批准|会议$|修订|公布|发布|讲话")
_PASSED = re.compile(r"会议上|会议\S{0,6}通过|通过|批准|常务会议")
_STARTS_WITH_YEAR = re.compile(r"^[\s((—―\-–─]*(?:19|20|[12] [90] |[一二]\s?[九〇零○o])")
_CLOCK = re.compile(r"(?:19|20)\d\d\s?[-./]|\d:\d\d")
_NUMBER = re.compile(r"[〔\[(【<〈]\s*((?:19|20)\d\d)\s*年?\s*[〕\])】>〉]\s*第?\s*\d+\s*号?")
_NUMBER_ALONE = re.compile(
    r"^[^,。;《》]{0,18}[〔\[(【<〈]\s*(?:19|20)\d\d\s*年?\s*[〕\])】>〉]\s*第?\s*\d+\s*号?(?:\s.{0,20})?$"
)
_WIRE = re.compile(r"[))]?\s*(?:电|讯|消息)")
_YEAR = r"((?:19|20)\d\d|[一二][九〇零○o][〇零○o一二三四五六七八九]{2})"
_SPAN = re.compile(rf"(?<!\d){_YEAR}\s*年?\s*(?:[-–—―~─]+|至|到)\s*{_YEAR}(?!\d)\s*年?")
_PLAN = re.compile(
    r"第([一二三四五六七八九十]+)个五年(?:规划|计划)"
    r"|[“\"'‘]?(?<![二三四五六七八九])(十[一二三四五]五|(?<!十)[一二三四五六七八九十]五)[”\"'’]?"
    r"(?=时期|期间|[^。]{0,30}(?:规划|计划|纲要|发展))"
)
_AIMED_AT = re.compile(r"(?:到|至|力争|截至|远景|[-–—―~─])\s*$")
_LOOKS_BACK = re.compile(r"决算|年度报告|年报|白皮书|运行情况|完成情况|(?:建设|公开)(?:年度)?(?:工作)?情况")
_OF_A_YEAR = re.compile(r"年度.{0,16}(?:情况|报告|总结)$")
_OPENED = re.compile(r"会议[^。;]{0,6}(?:开幕|召开|举行)")
_PART_OF_YEAR = re.compile(r"上半年|下半年|季度|\d月|[一二三四]季|前.{1,2}月")
_LOOKS_AHEAD = re.compile(r"草案|计划|安排|打算|要点|任务|规划|纲要|方案")
_AHEAD = re.compile(
    rf"\n[^\n。]{{0,12}}?{_YEAR}年[^\n。]{{0,16}}?"
    r"(?:工作安排|主要任务|工作任务|重点工作|总体要求|主要目标|发展目标|工作建议|工作目标|工作思路|预算草案|重点任务|政府工作)"
    r"[^\n。]{0,16}(?=\n|$)"
)
_BACK = re.compile(
    rf"\n[^\n。]{{0,10}}?{_YEAR}年[^\n。]{{0,12}}?(?:回顾|总结|执行情况|完成情况|工作情况)[^\n。]{{0,16}}(?=\n|$)"
)
_FIRM = 0.6
_SOON = 31
"""Days within which news of an event are put up."""
_LATE = 10
"""The month from which a document for the next year is likely to be put up before that year begins."""


@dataclass(frozen=True, slots=True)
class When:
    """Year and ISO day with their evidence; ``year`` None when unknown."""

    year: int | None
    date: str | None
    evidence: Evidence | None
    day_evidence: Evidence | None


def find_when(sheet: Sheet, title: Title, genre: str) -> When:
    """When the document was adopted, delivered or published."""
    own: tuple[int, Evidence] | None = None
    looked = False
    for found, evidence in _dated(sheet, title, genre):
        if found.year and evidence.where not in ("published", "opening"):
            return _when(found, evidence)
        if not looked:
            own, looked = _own_year(sheet, title, genre), True
        if evidence.where == "opening" and (posted := _posted_after(found, own, sheet)):
            return _when(*posted)
        if found.year is None:
            if year := _year_for(found, own, sheet):
                full = Found(found.start, found.end, year[0], found.month, found.day)
                doubt = Evidence(evidence.text, evidence.where, min(evidence.confidence, year[1].confidence))
                return When(year[0], full.iso, year[1], doubt if full.iso else None)
        elif evidence.where == "opening" or not _put_up_again(found, own):
            return _when(found, evidence)
    own = own if looked else _own_year(sheet, title, genre)
    if own is None and genre == "新闻报道":
        own = _latest_year(sheet)
    return When(own[0], None, own[1], None) if own else When(None, None, None, None)


def _when(found: Found, evidence: Evidence) -> When:
    return When(found.year, found.iso, evidence, evidence if found.iso else None)


def _put_up_again(found: Found, own: tuple[int, Evidence] | None) -> bool:
    """Whether the day a page was put up lies too far from the year the document gives itself."""
    if own is None or found.year is None or own[1].confidence < _FIRM or own[1].where == "path":
        return False
    later = found.year - own[0]
    if own[1].where == "period":
        return not -1 <= later <= 1
    early = later == -1 and (found.month or 0) >= _LATE and own[1].where == "title"
    return not (later == 0 or early)


def _dated(sheet: Sheet, title: Title, genre: str) -> Iterator[tuple[Found, Evidence]]:
    """Dates that may be the document's, most believed first."""
    for value in (*sheet.notes("adopted", "lead"), fold(title.evidence.text)):
        if _ADOPTION.search(value):
            yield from _in_line(value, "session", 0.95)
    for line in sheet.head[:10]:
        text = closed_up(line)[:170]
        sentence = text.endswith(("。", ";", ":")) or len(text) > 100
        if _ADOPTION.search(text) and not sentence and not _WIRE.search(text[:40]):
            yield from _in_line(text, "session", 0.95)
        elif sentence and genre != "新闻报道" and _PASSED.search(text):
            yield from _in_line(text, "session", 0.9, within=60)
        elif genre == "政府工作报告" and sentence and _OPENED.search(text):
            yield from _in_line(text, "session", 0.9, within=4)
        elif len(text) <= 40 and _STARTS_WITH_YEAR.match(text) and not re.search(r"[,。]", text):
            yield from _in_line(text, "published" if _CLOCK.search(text) else "session", 0.9)
    for value in sheet.notes("signed"):
        yield from _in_line(value, "signature", 0.95)
    yield from _in_line(sheet.signed_on, "signature", 0.92)
    for line in sheet.tail[:8]:
        text = closed_up(line)
        if len(text) <= 45 and not re.search(r"[,。;]|施行|实施|有效期|http|到期|截止|之前", text):
            yield from _in_line(text, "published" if _CLOCK.search(text) else "signature", 0.85)
    for value in sheet.notes("index"):
        if re.search(r"成文|签发|生成", value):
            yield from _in_line(value, "index", 0.9)
    yield from _datelines(sheet)
    if genre == "新闻报道":
        for line in sheet.head[:6]:
            yield from _in_line(closed_up(line)[:120], "opening", 0.75, within=60)
    for value in sheet.notes("published", "index", "source"):
        yield from _in_line(value, "published", 0.8)


def _in_line(text: str, where: str, confidence: float, within: int = 200) -> Iterator[tuple[Found, Evidence]]:
    """The first date with a year in ``text`` that begins ``within`` so many characters and is not cited."""
    found = next((d for d in dates(text) if d.year), None)
    if found is None or found.start > within:
        return
    clause = re.split(r"[((。]", text[: found.start])[-1]
    if not wording().cites.search(clause):
        yield found, Evidence(text[max(0, found.start - 10) : found.end + 10], where, confidence)


def _datelines(sheet: Sheet) -> Iterator[tuple[Found, Evidence]]:
    """The day of a dateline (淄博2月27日讯), or of the event a text opens with (2月26日,会议召开)."""
    for line in sheet.head[:8]:
        text = closed_up(line)[:90]
        found = next(dates(text), None)
        if not found or not found.day:
            continue
        wired = bool(_WIRE.match(text, found.end))
        if wired or found.start <= 2 or _WIRE.search(text[: found.start]):
            yield found, Evidence(text[: found.end + 2], "dateline" if wired else "opening", 0.8)
            return


def _posted(sheet: Sheet) -> Iterator[tuple[Found, str]]:
    """The days the page says it was put up."""
    for value in sheet.notes("published", "source", "index"):
        for found in dates(value):
            if found.iso:
                yield found, value


def _posted_after(event: Found, own: tuple[int, Evidence] | None, sheet: Sheet) -> tuple[Found, Evidence] | None:
    """The day news of ``event`` were published, when the page says one shortly after it."""
    for day, value in _posted(sheet):
        near = _last_before(event, day)
        agrees = near is not None and event.year in (None, near[0])
        if near and agrees and near[1] <= _SOON and not _put_up_again(day, own):
            return day, Evidence(value[:30], "published", 0.85)
    return None


def _year_for(found: Found, own: tuple[int, Evidence] | None, sheet: Sheet) -> tuple[int, Evidence] | None:
    """The year of a month and day: the page's when near, else the document's own, else what its words say."""
    for day, value in _posted(sheet):
        near = _last_before(found, day)
        if near and near[1] <= _SOON and not _put_up_again(Found(0, 0, near[0], found.month), own):
            return near[0], Evidence(value[:30], "published", 0.85)
    if own and own[1].confidence >= _FIRM and own[1].where != "body":
        return own
    if (said := year_from_words(sheet.text)) and said[1].confidence >= _FIRM:
        return said
    by_plenum = year_of_day(sheet.text, found.month, found.day) if found.month and found.day else None
    return by_plenum or own or _latest_year(sheet)


def _last_before(found: Found, day: Found) -> tuple[int, int] | None:
    """The latest year in which ``found`` lies on or before ``day``, and how many days before."""
    posted = datetime.date(day.year or 0, day.month or 1, day.day or 1)
    for year in (posted.year, posted.year - 1):
        try:
            at = datetime.date(year, found.month or 1, found.day or 1)
        except ValueError:
            continue
        if at <= posted:
            return year, (posted - at).days
    return None


def _own_year(sheet: Sheet, title: Title, genre: str) -> tuple[int, Evidence] | None:
    """The year the document gives itself without a day: number, title, headings, period, file name, words."""
    numbered = [line for line in sheet.head[:8] if _NUMBER_ALONE.match(line)]
    for line in (*sheet.notes("number"), *numbered):
        if found := _NUMBER.search(line):
            return int(found[1]), Evidence(found[0], "number", 0.9)
    headed = _headed_year(sheet)
    named = _title_year(title.folded, genre)
    if named and genre != "政府工作报告" and _OF_A_YEAR.search(title.folded) and not _LOOKS_AHEAD.search(title.folded):
        put_up = [value for day, value in _posted(sheet) if day.year == named[0] + 1]
        if put_up:
            return named[0] + 1, Evidence(put_up[0][:30], "published", 0.8)
    if named and headed and genre == "政府工作报告" and headed[0] == named[0] + 1:
        return headed
    if named or headed:
        return named or headed
    if period := find_period(title.folded):
        return period[0][0], Evidence(period[1], "period", 0.65)
    return _path_year(sheet.raw.path) or year_from_words(sheet.text) or _index_year(sheet)


def _index_year(sheet: Sheet) -> tuple[int, Evidence] | None:
    """The year in an index number (01530-X/2016-00058), unless the page was put up before it was given."""
    for value in sheet.notes("index"):
        found = re.search(r"(?<!\d)((?:19[89]|20[0-4])\d)-?\d{4,6}$", value.strip())
        if found and all((day.year or 0) >= int(found[1]) for day, _ in _posted(sheet)):
            return int(found[1]), Evidence(value[:40], "index", 0.6)
    return None


def _path_year(path: str) -> tuple[int, Evidence] | None:
    """A year in a file name that says more than a number, or a folder of that name; 1987.txt is but the 1,987th."""
    parts = PurePosixPath(path.replace("\\", "/"))
    stem, folder = fold(parts.name.split(".")[0]), fold(parts.parent.name)
    year = r"(?<!\d)((?:19[5-9]|20[0-4])\d)(?!\d)"
    if re.search(r"[\u4e00-\u9fffa-z]", stem) and (found := re.search(year, stem)):
        return int(found[1]), Evidence(stem, "path", 0.7)
    if found := re.fullmatch(rf"{year}年?", folder):
        return int(found[1]), Evidence(folder, "path", 0.65)
    return None


def _title_year(title: str, genre: str) -> tuple[int, Evidence] | None:
    spans = [match.span() for match in _SPAN.finditer(title)]
    bare = [y for y in years(title) if not any(a <= y.start < b for a, b in spans)]
    if not bare:
        loose = re.match(r"^\D{0,14}((?:19[5-9]|20[0-4])\d)(?![\d\-—–~年.])", outside_quotes(title))
        bare = [Found(loose.start(1), loose.end(1), int(loose[1]))] if loose else []
    bare = [
        y for y in bare if not re.match(r"远景|愿景", title[y.end :]) and not re.search(r"[到至]$", title[: y.start])
    ]
    named = [y.year for y in bare if y.year]
    if not named:
        return None
    words = title[bare[0].start : bare[-1].end + 6]
    back = genre == "统计公报" or _LOOKS_BACK.search(title) or (genre == "财政预算" and "执行" in title)
    if back and len(set(named)) == 1 and not (_LOOKS_AHEAD.search(title) or _PART_OF_YEAR.search(title)):
        return named[0] + 1, Evidence(words, "title", 0.62)
    return max(named), Evidence(words, "title", 0.8)


def _headed_year(sheet: Sheet) -> tuple[int, Evidence] | None:
    """The year whose work a report plans (2021年工作安排), or the one after the year it looks back on."""
    if ahead := _AHEAD.search(sheet.text):
        return number(ahead[1]), Evidence(ahead[0].strip()[:40], "body", 0.75)
    if back := _BACK.search(sheet.text):
        return number(back[1]) + 1, Evidence(back[0].strip()[:40], "body", 0.65)
    return None


def _latest_year(sheet: Sheet) -> tuple[int, Evidence] | None:
    """The newest year the text speaks of as its own time; what it aims at does not count."""
    text = sheet.text
    spans = [match.span() for match in _SPAN.finditer(text)]
    this_year = datetime.date.today().year
    best: Found | None = None
    for found in years(text):
        if (
            found.year is None
            or found.year > this_year
            or _AIMED_AT.search(text[max(0, found.start - 4) : found.start])
        ):
            continue
        if any(a <= found.start < b for a, b in spans) or re.match(
            r"远景|愿景|底|前(?!.{1,3}月)|基本实现", text[found.end :]
        ):
            continue
        if best is None or (best.year or 0) < found.year:
            best = found
    if best is None or best.year is None:
        return None
    return best.year, Evidence(text[max(0, best.start - 6) : best.end + 6], "body", 0.5)


def find_period(text: str) -> tuple[tuple[int, int], str] | None:
    """The years a plan covers and the words that say so: 2021-2025年, 十四五, 第十四个五年规划."""
    for match in _SPAN.finditer(text):
        first, last = number(match[1]), number(match[2])
        if 1949 <= first < last <= first + 40:
            return (first, last), match[0]
    found = _PLAN.search(text)
    if found:
        ordinal = found[1] + "五" if found[1] else found[2]
        first_year = year_words().plans.get(ordinal)
        if first_year:
            return (first_year, first_year + 4), found[0]
    return None
