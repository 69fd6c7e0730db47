"""The year a document gives itself without a day: its number, title, headings, period, file name, words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata import path_clues
from gongbao.indexer.metadata.amendments import year_of_version
from gongbao.indexer.metadata.article_layout import Sheet, outside_quotes
from gongbao.indexer.metadata.calendar import DateMention, dates, number, years
from gongbao.indexer.metadata.title import Title
from gongbao.indexer.metadata.year_hints import year_from_words, year_words

_NUMBER = re.compile(r"[〔\[(【<〈]\s*((?:19|20)\d\d)\s*年?\s*[〕\])】>〉]\s*第?\s*\d+\s*号?")
_NUMBER_ALONE = re.compile(
    r"^[^,。;《》]{0,18}[〔\[(【<〈]\s*(?:19|20)\d\d\s*年?\s*[〕\])】>〉]\s*第?\s*\d+\s*号?(?:\s.{0,20})?$"
)
_YEAR = r"((?:19|20)\d\d|[一二][九〇零○o][〇零○o一二三四五六七八九]{2})"
_CONGRESS = re.compile(
    r"(?:第?([五六七八九十]{1,2})届全国(?:人民代表大会|人大|政协)|全国政协([五六七八九十]{1,2})届)(?!常)第?([一二三四五])次会议"
)
_SPAN = re.compile(rf"(?<!\d){_YEAR}\s*年?\s*(?:[-–—―~─]+|至|到)\s*{_YEAR}(?!\d)\s*年?")
_PLAN = re.compile(
    r"第([一二三四五六七八九十]+)个五年(?:规划|计划)"
    r"|[“\"'‘]?(?<![二三四五六七八九])(十[一二三四五]五|(?<!十)[一二三四五六七八九十]五)[”\"'’]?"
    r"(?=时期|期间|[^。]{0,30}(?:规划|计划|纲要|发展))"
)
_AIMED_AT = re.compile(r"(?:到|至|力争|截至|远景|[-–—―~─])\s*$")
_LOOKS_BACK = re.compile(
    r"经济(?:社会发展)?(?:总量|运行)|运行(?:总体)?(?:平稳|分析|简况)|执行情况分析|主要(?:经济)?(?:指标|数据)|统计(?:数据|快报|年报)|决算|年度报告|年报|白皮书|运行情况|完成情况|(?:建设|公开)(?:年度)?(?:工作)?情况"
)
_OF_A_YEAR = re.compile(r"年度.{0,16}(?:情况|报告|总结)$")
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


def own_year(sheet: Sheet, title: Title, genre: str) -> tuple[int, Evidence] | None:
    """The year the document gives itself without a day: number, title, headings, period, file name, words."""
    numbered = [line for line in sheet.head[:8] if _NUMBER_ALONE.match(line)]
    for line in (*sheet.notes("number"), *numbered):
        if found := _NUMBER.search(line):
            return int(found[1]), Evidence(found[0], "number", 0.9)
    if version := year_of_version(fold(title.evidence.text)):
        return version
    if congress := _congress_year(title.folded):
        return congress
    headed = _headed_year(sheet)
    named = _title_year(title.folded, genre)
    if named and genre != "政府工作报告" and _OF_A_YEAR.search(title.folded) and not _LOOKS_AHEAD.search(title.folded):
        put_up = [value for day, value in posted_days(sheet) if day.year == named[0] + 1]
        if put_up:
            return named[0] + 1, Evidence(put_up[0][:30], "published", 0.8)
    if named and headed and genre == "政府工作报告" and headed[0] == named[0] + 1:
        return headed
    if named or headed:
        return named or headed
    if period := find_period(title.folded):
        return period[0][0], Evidence(period[1], "period", 0.65)
    return _path_year(sheet.raw.path) or year_from_words(sheet.text) or _index_year(sheet)


def _congress_year(title: str) -> tuple[int, Evidence] | None:
    """The year of the session of the national congress a title names: 第十一届全国人民代表大会第四次会议关于…的决议."""
    found = _CONGRESS.search(title)
    since = year_words().congresses.get(found[1] or found[2]) if found else None
    if not found or since is None:
        return None
    session = number(found[3])
    return (since + session - 1, Evidence(found[0], "title", 0.9)) if 1 <= session <= 5 else None


def _index_year(sheet: Sheet) -> tuple[int, Evidence] | None:
    """The year in an index number (01530-X/2016-00058), unless the page was put up before it was given."""
    for value in sheet.notes("index"):
        found = re.search(r"(?<!\d)((?:19[89]|20[0-4])\d)-?\d{4,6}$", value.strip())
        if found and all((day.year or 0) >= int(found[1]) for day, _ in posted_days(sheet)):
            return int(found[1]), Evidence(value[:40], "index", 0.6)
    return None


def _path_year(path: str) -> tuple[int, Evidence] | None:
    """The year that the file's name or folder tells."""
    if day := path_clues.day_of(path):
        return day[0].year or 0, Evidence(path_clues.stem(path), "path", 0.65)
    if found := path_clues.year_of(path):
        return found[0], Evidence(found[1], "path", 0.7 if found[2] else 0.65)
    return None


def _title_year(title: str, genre: str) -> tuple[int, Evidence] | None:
    spans = [match.span() for match in _SPAN.finditer(title)]
    bare = [y for y in years(title) if not any(a <= y.start < b for a, b in spans)]
    if not bare:
        loose = re.match(r"^\D{0,14}((?:19[5-9]|20[0-4])\d)(?![\d\-—–~年.])", outside_quotes(title))
        bare = [DateMention(loose.start(1), loose.end(1), int(loose[1]))] if loose else []
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


def latest_year(sheet: Sheet) -> tuple[int, Evidence] | None:
    """The newest year the text speaks of as its own time; what it aims at does not count."""
    text = sheet.text
    spans = [match.span() for match in _SPAN.finditer(text)]
    this_year = datetime.date.today().year
    best: DateMention | None = None
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


def posted_days(sheet: Sheet) -> Iterator[tuple[DateMention, str]]:
    """The days the page says it was put up."""
    for value in sheet.notes("published", "source", "index"):
        for found in dates(value):
            if found.iso:
                yield found, value


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
