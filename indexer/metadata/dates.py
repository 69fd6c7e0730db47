"""The year and day a document was adopted, delivered or published, and the period a plan covers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from indexer.documents import Evidence
from indexer.folding import fold
from indexer.metadata.calendar import Found, dates, number, years
from indexer.metadata.hints_of_year import year_from_words, year_of_day, year_words
from indexer.metadata.sheet import Sheet, closed_up, outside_quotes
from indexer.metadata.title import Title

_FORMAL = re.compile(r"会议|通过|批准|大会|全会|修订|修正|公布|发布|印发|施行")
_ALONE = re.compile(r"^[\s((—―\-–─]*[^,。;]{0,30}$")
_NUMBER = re.compile(r"[〔\[(【<〈]\s*((?:19|20)\d\d)\s*(?:年)?[〕\])】>〉]\s*第?\s*\d+\s*号?")
_DATELINE = re.compile(r"(?:电|讯|消息)")
_SPAN = re.compile(
    r"((?:19|20)\d\d|[一二][九〇零○o]..)\s*年?\s*(?:[-–—―~─至到]+)\s*((?:19|20)\d\d|[一二][九〇零○o]..)\s*年?"
)
_PLAN = re.compile(
    r"(?:第([一二三四五六七八九十]+)个五年(?:规划|计划)|[“\"'‘]?(十[一二三四五]五|[一二三四五六七八九十]五)[”\"'’]?(?=时期|期间|[^。]{0,30}(?:规划|计划|纲要|发展)))"
)
_FUTURE = re.compile(r"(?:到|至|力争|截至|[-–—―~─]|远景)\s*$")


@dataclass(frozen=True, slots=True)
class When:
    """Year and ISO day with their evidence; ``year`` None when unknown."""

    year: int | None
    date: str | None
    evidence: Evidence | None
    day_evidence: Evidence | None


def find_when(sheet: Sheet, title: Title, genre: str) -> When:
    """When the document was adopted, delivered or published."""
    own = _own_year(sheet, title, genre)
    for found, evidence in _dated(sheet, title):
        if found.year is None:
            year = _year_for(found, own, sheet)
            if year is None:
                continue
            full = Found(found.start, found.end, year[0], found.month, found.day)
            doubt = Evidence(evidence.text, evidence.where, min(evidence.confidence, year[1].confidence))
            return When(year[0], full.iso, year[1], doubt if full.iso else None)
        if evidence.where == "published" and own and own[1].confidence >= 0.6 and not 0 <= found.year - own[0] <= 1:
            continue  # a page put up again years later
        if evidence.where == "published" and own and found.year != own[0] and own[1].where in ("number", "title"):
            continue
        return When(found.year, found.iso, evidence, evidence if found.iso else None)
    if own:
        return When(own[0], None, own[1], None)
    return When(None, None, None, None)


def _dated(sheet: Sheet, title: Title) -> Iterator[tuple[Found, Evidence]]:
    """Dates that may be the document's, most believed first."""
    for value in (*sheet.notes("adopted"), title.evidence.text):
        yield from _in_line(fold(value), "session", 0.95, need=_FORMAL)
    for line in sheet.head[:10]:
        text = closed_up(line)
        if len(text) <= 200 and re.search(r"通过|会议上|大会上|全会上|批准|会议$|修订", text):
            yield from _in_line(text[:200], "session", 0.95)
        elif len(text) <= 40 and re.match(r"^[\s((—―\-–─]*(?:19|20|[一二][九〇零○o])", text):
            yield from _in_line(text, "session", 0.9, alone=True)
    for value in sheet.notes("signed"):
        yield from _in_line(value, "signature", 0.95)
    for line in sheet.tail[:8]:
        text = closed_up(line)
        if len(text) <= 45 and not re.search(r"[,。;]|施行|有效期|印发$|http", text):
            yield from _in_line(text, "signature", 0.9, alone=True)
    for value in sheet.notes("index"):
        if re.search(r"成文|签发|生成", value):
            yield from _in_line(value, "index", 0.9)
    yield from _datelines(sheet)
    for value in sheet.notes("published"):
        yield from _in_line(value, "published", 0.8)
    if sheet.hint("published"):
        yield from _in_line(sheet.hint("published"), "published", 0.75)
    for value in sheet.notes("index", "source"):
        yield from _in_line(value, "published", 0.7)


def _in_line(
    text: str, where: str, confidence: float, need: re.Pattern[str] | None = None, alone: bool = False
) -> Iterator[tuple[Found, Evidence]]:
    if need and not need.search(text):
        return
    found = next((d for d in dates(text) if d.year and d.month), None)
    if found is None or (alone and len(text) - (found.end - found.start) > 34):
        return
    yield found, Evidence(text[max(0, found.start - 10) : found.end + 10], where, confidence)


def _datelines(sheet: Sheet) -> Iterator[tuple[Found, Evidence]]:
    for line in sheet.head[:8]:
        text = closed_up(line)[:80]
        found = next(dates(text), None)
        if not found or found.month is None:
            continue
        if found.day and (_DATELINE.match(text, found.end) or found.start <= 2):
            yield found, Evidence(text[: found.end + 2], "dateline", 0.8)
            return


def _year_for(found: Found, own: tuple[int, Evidence] | None, sheet: Sheet) -> tuple[int, Evidence] | None:
    """The year of a month and day: the page's when near, else the document's own, else what its words say."""
    for value in (*sheet.notes("published"), sheet.hint("published")):
        near = next((d for d in dates(value) if d.year and d.month), None)
        if near and near.year and near.month and found.month and (near.month - found.month) % 12 <= 2:
            year = near.year if near.month >= found.month else near.year - 1
            return year, Evidence(value[:30], "published", 0.85)
    if own and own[1].confidence >= 0.6 and own[1].where != "body":
        return own
    if found.month and found.day and (by_plenum := year_of_day(sheet.text, found.month, found.day)):
        said = year_from_words(sheet.text)
        return (said[0], said[1]) if said and said[0] == by_plenum[0] else by_plenum
    return own or _latest_year(sheet)


def _own_year(sheet: Sheet, title: Title, genre: str) -> tuple[int, Evidence] | None:
    """The year the document gives itself without a day: number, title, period, headings, file name, words."""
    for line in (*sheet.notes("number"), *sheet.head[:8]):
        if (found := _NUMBER.search(line)) and len(line) < 60:
            return int(found[1]), Evidence(found[0], "number", 0.9)
    if named := _title_year(title.folded, genre):
        return named
    if headed := _headed_year(sheet):
        return headed
    if period := find_period(title.folded):
        return period[0][0], Evidence(period[1], "title", 0.65)
    path = PurePosixPath(sheet.raw.path)
    for part in (fold(path.name), fold(path.parent.name)):
        if found := re.search(r"(?<!\d)((?:19[5-9]|20[0-4])\d)(?!\d)", part):
            return int(found[1]), Evidence(part, "path", 0.7)
    return year_from_words(sheet.text)


def _title_year(title: str, genre: str) -> tuple[int, Evidence] | None:
    spans = [match.span() for match in _SPAN.finditer(title)]
    bare = [y for y in years(title) if not any(a <= y.start < b for a, b in spans)]
    if not bare:
        loose = re.match(r"^\D{0,12}((?:19[5-9]|20[0-4])\d)(?![\d\-—–~年.])", outside_quotes(title))
        bare = [Found(loose.start(1), loose.end(1), int(loose[1]))] if loose else []
    named = [y.year for y in bare if y.year and not re.match(r"年?(?:远景|愿景)", title[y.end :])]
    if not named:
        return None
    year = max(named)
    words = title[bare[0].start : bare[-1].end + 6]
    if (
        genre == "统计公报"
        or re.search(r"决算|年度报告|年报|工作总结", title)
        or (genre == "财政预算" and "执行" in title and len(named) == 1)
    ):
        return year + 1, Evidence(words, "title", 0.6)
    return year, Evidence(words, "title", 0.8)


def _headed_year(sheet: Sheet) -> tuple[int, Evidence] | None:
    """The year whose work a report plans (2021年工作安排), or the one after the year it looks back on."""
    ahead = re.search(
        r"\n[^\n。]{0,12}?((?:19|20)\d\d)年[^\n。]{0,16}?(?:工作安排|主要任务|工作任务|重点工作|总体要求|目标|工作建议|预期|预算草案)[^\n。]{0,16}(?:\n|$)",
        sheet.text,
    )
    if ahead:
        return int(ahead[1]), Evidence(ahead[0].strip()[:40], "body", 0.75)
    back = re.search(
        r"\n[^\n。]{0,10}?((?:19|20)\d\d)年[^\n。]{0,10}?(?:工作)?(?:回顾|总结|执行情况|完成情况)[^\n。]{0,16}(?:\n|$)",
        sheet.text,
    )
    if back:
        return int(back[1]) + 1, Evidence(back[0].strip()[:40], "body", 0.65)
    return None


def _latest_year(sheet: Sheet) -> tuple[int, Evidence] | None:
    """The newest year the text speaks of as its own time; what it aims at does not count."""
    text = sheet.text
    spans = [match.span() for match in _SPAN.finditer(text)]
    best: Found | None = None
    for found in years(text):
        if found.year is None or _FUTURE.search(text[max(0, found.start - 4) : found.start]):
            continue
        if any(a <= found.start < b for a, b in spans) or re.match(r"(?:远景|愿景|底|前)", text[found.end :]):
            continue
        if best is None or (best.year or 0) < found.year:
            best = found
    if best is None or best.year is None or best.year > datetime.date.today().year:
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
