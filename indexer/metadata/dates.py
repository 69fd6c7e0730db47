"""The year and day a document was adopted, delivered or published."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata import path_clues
from gongbao.indexer.metadata.amendments import latest_act
from gongbao.indexer.metadata.article_layout import Sheet, closed_up
from gongbao.indexer.metadata.calendar import DateMention, dates, day_or_year
from gongbao.indexer.metadata.issuer_wording import wording
from gongbao.indexer.metadata.own_year import latest_year, own_year, posted_days
from gongbao.indexer.metadata.title import Title
from gongbao.indexer.metadata.year_hints import year_from_words, year_of_day

_ADOPTION = re.compile(r"通过|会议上|大会上|全会上|批准|会议$|修订|公布|发布|讲话")
_PASSED = re.compile(r"会议上|会议\S{0,6}通过|通过|批准|常务会议")
_STARTS_WITH_YEAR = re.compile(r"^[\s((—―\-–─]*(?:19|20|[12] [90] |[一二]\s?[九〇零○o])")
_CLOCK = re.compile(r"(?:19|20)\d\d\s?[-./]|\d:\d\d")
_WIRE = re.compile(r"[))]?\s*(?:电|讯|消息)")
_OPENED = re.compile(r"会议[^。;]{0,6}(?:开幕|召开|举行)")
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
            own, looked = own_year(sheet, title, genre), True
        if evidence.where == "opening" and (posted := _posted_after(found, own, sheet)):
            return _when(*posted)
        if found.year is None:
            if year := _year_for(found, own, sheet):
                full = DateMention(found.start, found.end, year[0], found.month, found.day)
                doubt = Evidence(evidence.text, evidence.where, min(evidence.confidence, year[1].confidence))
                return When(year[0], full.iso, year[1], doubt if full.iso else None)
        elif evidence.where == "opening" or not _put_up_again(found, own):
            return _when(found, evidence)
    own = own if looked else own_year(sheet, title, genre)
    if (named := _named_by_day(sheet, genre)) and (own is None or own[0] == named[0].year or own[1].where == "body"):
        return _when(*named)
    if own is None and genre == "新闻报道":
        own = latest_year(sheet)
    return When(own[0], None, own[1], None) if own else When(None, None, None, None)


def _named_by_day(sheet: Sheet, genre: str) -> tuple[DateMention, Evidence] | None:
    """The day a file is named by, where it is named by nothing else or holds the news of that day."""
    day = path_clues.day_of(sheet.raw.path) if sheet.raw.record is None else None
    if day and (day[1] or genre == "新闻报道"):
        return day[0], Evidence(path_clues.stem(sheet.raw.path), "path", 0.65)
    return None


def _when(found: DateMention, evidence: Evidence) -> When:
    return When(found.year, found.iso, evidence, evidence if found.iso else None)


def _put_up_again(found: DateMention, own: tuple[int, Evidence] | None) -> bool:
    """Whether the day a page was put up lies too far from the year the document gives itself."""
    if own is None or found.year is None or own[1].confidence < _FIRM or own[1].where == "path":
        return False
    later = found.year - own[0]
    if own[1].where == "period":
        return not -1 <= later <= 1
    early = later == -1 and (found.month or 0) >= _LATE and own[1].where == "title"
    return not (later == 0 or early)


def _dated(sheet: Sheet, title: Title, genre: str) -> Iterator[tuple[DateMention, Evidence]]:
    """Dates that may be the document's, most believed first."""
    if act := latest_act(sheet):
        yield act
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


def _in_line(text: str, where: str, confidence: float, within: int = 200) -> Iterator[tuple[DateMention, Evidence]]:
    """The first date with a year in ``text`` that begins ``within`` so many characters and is not cited."""
    found = day_or_year(text) if where == "published" else next((d for d in dates(text) if d.year), None)
    if found is None or found.start > within:
        return
    clause = re.split(r"[((。]", text[: found.start])[-1]
    if not wording().cites.search(clause):
        yield found, Evidence(text[max(0, found.start - 10) : found.end + 10], where, confidence)


def _datelines(sheet: Sheet) -> Iterator[tuple[DateMention, Evidence]]:
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


def _posted_after(
    event: DateMention, own: tuple[int, Evidence] | None, sheet: Sheet
) -> tuple[DateMention, Evidence] | None:
    """The day news of ``event`` were published, when the page says one shortly after it."""
    for day, value in posted_days(sheet):
        near = _last_before(event, day)
        agrees = near is not None and event.year in (None, near[0])
        if near and agrees and near[1] <= _SOON and not _put_up_again(day, own):
            return day, Evidence(value[:30], "published", 0.85)
    return None


def _year_for(found: DateMention, own: tuple[int, Evidence] | None, sheet: Sheet) -> tuple[int, Evidence] | None:
    """The year of a month and day: the page's when near, else the document's own, else what its words say."""
    for day, value in posted_days(sheet):
        near = _last_before(found, day)
        if near and near[1] <= _SOON and not _put_up_again(DateMention(0, 0, near[0], found.month), own):
            return near[0], Evidence(value[:30], "published", 0.85)
    if own and own[1].confidence >= _FIRM and own[1].where != "body":
        return own
    if (said := year_from_words(sheet.text)) and said[1].confidence >= _FIRM:
        return said
    by_plenum = year_of_day(sheet.text, found.month, found.day) if found.month and found.day else None
    return by_plenum or own or latest_year(sheet)


def _last_before(found: DateMention, day: DateMention) -> tuple[int, int] | None:
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
