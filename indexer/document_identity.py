"""What tells a document from its sisters, the versions of one text and one template filled in again.

They are pairs of a kind and a value. Two copies of one document agree in them wherever both have a kind; two versions
of a regulation differ in the date of the latest amendment, last year's and this year's notice in title, number and date
below. A kind that one of the two lacks says nothing: copies lose their heads and feet.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

from gongbao.indexer.metadata import calendar

_HEAD = 500  # characters in which a document's number and the history of a regulation stand
_FOOT = 3  # lines among which the date below a document stands
_DATE_LONGEST = 20

_NUMERAL = r"(\d{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[〇零一二三四五六七八九]{4}|[一二三四五六七八九])"
_ORDINAL = re.compile(_NUMERAL + "(年|届|次|号|期|批|季度|月|日)")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2}(省|市|县|区|州|盟|旗|镇|乡)")
_NUMBER = re.compile(r"[\[(〔【《]((?:19|20)\d\d)[\])〕】》]第?(\d{1,4})号")
_ENACTED = re.compile(r"通过|批准|修正|修订|修改|令.{0,12}公布")
_REPLACED = 2
"""A year that only one has so often, and another that only the other has, are a year put in another's place."""

_YEAR = zlib.crc32(b"year")


def of(title: str, text: str) -> Iterator[tuple[str, str]]:
    """The telltales of a document, from its folded title and text (a line a paragraph); each time they stand there.

    The kinds: what its title counts (``title年``) and where it is (``title市``), its ``number``, the latest date of a
    regulation (``enacted``), the date ``below``, and ``year``.
    """
    for numeral, unit in _ORDINAL.findall(title):
        yield f"title{unit}", str(calendar.number(numeral))
    for match in _PLACE.finditer(title):
        yield f"title{match[1]}", match[0]
    head = text[:_HEAD]
    for year, number in _NUMBER.findall("".join(head.split())):
        yield "number", f"{year}:{int(number)}"
    if "年" in head and _ENACTED.search(head) and (enacted := max(_enacted(head), default="")):
        yield "enacted", enacted
    for line in map(str.strip, text.rsplit("\n", _FOOT)[-_FOOT:]):
        found = next(calendar.dates(line), None) if len(line) <= _DATE_LONGEST else None
        if found is not None and found.iso and found.end - found.start == len(line):
            yield "below", found.iso
    if "年" in text:
        for found in calendar.years(text):
            yield "year", str(found.year)


def _enacted(head: str) -> Iterator[str]:
    """The dates of the history of a regulation: (1998年9月1日通过 根据2018年11月23日《…》修正)."""
    dates = [found for found in calendar.dates(head) if found.iso]
    for found, following in zip(dates, [*dates[1:], None], strict=False):
        until = found.end + 80 if following is None else following.start
        if _ENACTED.search(head, found.end, min(until, found.end + 80)):
            yield found.iso or ""


def differ(a: Mapping[int, Counter[int]], b: Mapping[int, Counter[int]]) -> bool:
    """Whether the telltales of two documents (CRC-32 of a kind: counted CRC-32 of its values) set them apart."""
    for kind, values in a.items():
        others = b.get(kind)
        if not others:
            continue
        if kind == _YEAR:
            gone = sum(count for year, count in values.items() if year not in others)
            come = sum(count for year, count in others.items() if year not in values)
            if min(gone, come) >= _REPLACED:
                return True
        elif values.keys().isdisjoint(others.keys()):
            return True
    return False
