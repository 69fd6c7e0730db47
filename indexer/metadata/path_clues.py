"""What a file's name says: a title, a day, a year. Crawlers number, date and shorten names; what is left is a clue."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.calendar import FIRST_YEAR, LAST_YEAR, DateMention, dates

_SUFFIX = re.compile(r"\.(?:[a-z][a-z0-9]{1,5}|7z)$", re.I)
_PACKED = re.compile(r"\.(?:gz|raw|utf-?8|gbk|clean|ocr)$", re.I)
_NUMBER = re.compile(r"^(?:\d{1,6}\s*[._、\-\s]+|[\[(（【]\d{1,4}[\])）】]\s*)(?=\D)")
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.年]?(?:0?[1-9]|1[0-2])[-_.月]?(?:0?[1-9]|[12]\d|3[01])日?(?!\d)")
_DATED = re.compile(rf"^[\[(（【]?{_DAY.pattern}[\])）】]?[\s._\-]*|[\s._\-]*[\[(（【]?{_DAY.pattern}[\])）】]?$")
_YEAR = re.compile(r"(?<!\d)((?:19[5-9]|20[0-4])\d)(?!\d)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LEAST = 4


def stem(path: str) -> str:
    """The name of a file without its folder and the endings that tell its format: 1.某市2.5版.raw.txt → 1.某市2.5版."""
    name = PurePosixPath(path.replace("\\", "/")).name
    while len(bare := _PACKED.sub("", _SUFFIX.sub("", name, count=1))) < len(name) and bare:
        name = bare
    return name


def title_of(path: str) -> str:
    """The title a file is named by, without its running number and days; empty where the name is no words."""
    name = _NUMBER.sub("", stem(path))
    for _ in range(2):
        name = _DATED.sub("", name) if len(_HAN.findall(_DATED.sub("", name))) >= _LEAST else name
    name = _NUMBER.sub("", name).strip(" _-.")
    words = len(_HAN.findall(name))
    return name if words >= _LEAST or (words > 1 and _YEAR.search(name)) else ""


def day_of(path: str) -> tuple[DateMention, bool] | None:
    """The day in a file's name, and whether the name is nothing else (20221210.md); None without one."""
    name = fold(stem(path))
    spelled = re.sub(r"(?<=\d)_(?=\d)", "-", name)
    found = next((day for day in dates(spelled) if day.iso), None)
    if found is None or not FIRST_YEAR <= (found.year or 0) <= LAST_YEAR:
        return None
    return found, not re.search(r"\w", spelled[: found.start] + spelled[found.end :])


def year_of(path: str) -> tuple[int, str, bool] | None:
    """A year in a file name that says more than a number, or of a folder of that name; 1987.txt is but the 1,987th.

    With the words it was found in, and whether these are the file's own.
    """
    name, folder = fold(stem(path)), fold(PurePosixPath(path.replace("\\", "/")).parent.name)
    if re.search(r"[\u4e00-\u9fffa-z]", name) and (found := _YEAR.search(name)):
        return int(found[1]), name, True
    if found := re.fullmatch(rf"{_YEAR.pattern}年?", folder):
        return int(found[1]), folder, False
    return None
