"""Bytes to text: byte-order mark, strict UTF-8, the declared charset, then what reads most like Chinese."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources.plausible import plausibility

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# A charset name means the largest set that contains it: pages labelled gb2312 use characters of GB 18030.
_WIDER = {
    "gb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "euc-cn": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
}
# Python also knows codecs that are no charsets (idna, rot13, zip).
_CHARSETS = (
    "utf-8",
    "utf-16",
    "utf-32",
    "gb",
    "big5",
    "hz",
    "euc",
    "shift_jis",
    "cp",
    "windows",
    "iso8859",
    "koi8",
    "mac",
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,24})""", re.I)
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b") + b"\x7f"
_SAMPLE = 200_000
_WIDE_SAMPLE = 20_000
_TELLING_SAMPLE = 4_000
_ASCII_RUN = re.compile(r"[\x00-\x7f]+")
_SURE = 0.7
_CHINESE = 0.5  # Prose in the right encoding scores 0.75 to 0.95, in a wrong one below 0.4 (measured on the seeds).


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and the number of places where bytes that fit nothing were dropped."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """``data`` as text. ``declared`` is the charset the file names for itself, believed only if it fits.

    Raises Unreadable when the bytes are not text in any encoding.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            body = data[len(bom) :]
            marked = _dropping(body, encoding)
            # Page templates put a UTF-8 mark in front of GBK text, so a mark is checked like any claim.
            if marked.lost <= 1 + len(marked.text) // 100:
                return marked
            data = body
            break
    if b"\0" not in data:
        try:
            return _mended(data.decode("utf-8"), data)
        except UnicodeDecodeError:
            pass
    name = _codec(declared)
    if name is not None and name not in ("utf-8", "cp1252"):
        claimed = _dropping(data, name)
        if claimed.lost <= len(claimed.text) // 500 and plausibility(claimed.text[:_SAMPLE]) >= _CHINESE:
            return claimed
    return _detected(data)


def declared_charset(data: bytes) -> str | None:
    """The charset that the first 4 KB name for themselves: an HTML meta tag or an XML declaration."""
    match = _DECLARED.search(data[:4096])
    return match[1].decode("ascii").lower() if match else None


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        found = _WIDER.get(name.strip().lower()) or codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if found.startswith(_CHARSETS) else None


def _dropping(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    if encoding.startswith("utf-") and lost and "\ufffd".encode(encoding) in data:
        # The file holds replacement characters of its own: an earlier loss, not ours.
        lost = max(0, lost - data.count("\ufffd".encode(encoding)))
    return Decoded(text.replace("\ufffd", "").replace("\0", ""), encoding, lost)


def _mended(text: str, data: bytes) -> Decoded:
    """Strictly valid UTF-8, unless it is a few GBK characters that happen to be valid, or was encoded twice."""
    if text.isascii():
        return _checked(Decoded(text, "utf-8"), data)
    sample = _ASCII_RUN.sub("", text[:_SAMPLE])[:400]
    if sample and plausibility(sample) < 0.4:
        for wrong in ("cp1252", "latin-1", "gb18030"):
            try:
                once = text.encode(wrong).decode("utf-8")
            except UnicodeError:
                continue
            if plausibility(once[:2000]) >= _CHINESE:
                return Decoded(once, f"utf-8 read as {wrong}")
        if max(sample) < "\u0800":
            chinese = _dropping(data, "gb18030")
            if not chinese.lost and plausibility(chinese.text[:2000]) > 0.7:
                return chinese
    return _checked(Decoded(text, "utf-8"), data)


def _checked(decoded: Decoded, data: bytes) -> Decoded:
    sample = data[:_SAMPLE]
    if len(sample) - len(sample.translate(None, _CONTROL)) > 0.02 * len(sample) + 2:
        raise Unreadable("file.binary")
    return decoded


def _detected(data: bytes) -> Decoded:
    """The candidate that reads most like Chinese; other scripts are left to chardet."""
    sample = data[:_SAMPLE]
    telling = _telling(sample)
    scores: dict[str, float] = {}
    for name in _CANDIDATES:
        scores[name] = _score(sample[:_WIDE_SAMPLE] if name.startswith("utf-16") else telling, name)
        if scores[name] >= _SURE and len(telling) > 200:
            return _by_lines(data, name)
    second, first = sorted(scores.values())[-2:]
    best = max(scores, key=lambda name: scores[name])
    if first >= _CHINESE or (first >= 0.35 and first - second >= 0.25):
        return _by_lines(data, best)
    if b"\0" in sample.strip(b"\0"):
        for name in ("utf-16-le", "utf-16-be"):
            if _is_wide_ascii(sample, name):
                return _dropping(data, name)
    if sample.count(0) <= len(sample) // 100:
        if scores["utf-8"] > 0.3 or _dropping(sample, "utf-8").lost <= 1 + len(sample) // 1000:
            return _checked(_dropping(data, "utf-8"), data)
        found = _by_chardet(sample)
        if found is not None:
            return _checked(_dropping(data, found), data)
    raise Unreadable("file.unknown_encoding")


def _telling(sample: bytes) -> bytes:
    """The first lines that hold more than ASCII: what tells the encodings of bytes apart."""
    lines: list[bytes] = []
    size = 0
    for line in sample.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _TELLING_SAMPLE:
                break
    return b"".join(lines)[:_SAMPLE]


def _score(sample: bytes, encoding: str) -> float:
    width = 2 if encoding.startswith("utf-16") else 1
    text = sample[: len(sample) // width * width].decode(encoding, errors="replace")
    # The sample may end inside a character; that says nothing about the encoding.
    text = text[:-1].rstrip("\ufffd") if len(text) > 3 else text
    if width == 2:
        # Every byte string is nearly valid UTF-16, so ASCII must not hide behind the few Han characters.
        ascii_share = sum(text.count(c) for c in "\r\n\t 0123456789.,") / max(1, len(text))
        return plausibility(text) if ascii_share < 0.9 else 0.0
    return plausibility(text)


def _is_wide_ascii(sample: bytes, encoding: str) -> bool:
    text = _dropping(sample, encoding).text
    return sum("\x20" <= c <= "\x7e" or c in "\r\n\t" for c in text) > 0.9 * len(text)


def _by_lines(data: bytes, encoding: str) -> Decoded:
    """Decodes with ``encoding``; a line that does not fit but reads as the other of UTF-8 and GB 18030 is that.

    Pages glued together by crawlers mix the two.
    """
    other = {"utf-8": "gb18030", "gb18030": "utf-8"}.get(encoding)
    whole = _dropping(data, encoding)
    if other is None or whole.lost < 3:
        return whole
    parts: list[str] = []
    lost = 0
    for line in data.splitlines(keepends=True):
        mine = _dropping(line, encoding)
        if mine.lost:
            theirs = _dropping(line, other)
            if theirs.lost < mine.lost and plausibility(theirs.text) >= _CHINESE:
                mine = theirs
        parts.append(mine.text)
        lost += mine.lost
    return Decoded("".join(parts), encoding, lost)


def _by_chardet(sample: bytes) -> str | None:
    import chardet  # Its models take 60 ms to load, and almost no file needs them.

    found = chardet.detect(sample, prefer_superset=True, compat_names=False)
    name = _codec(found["encoding"])
    return name if found["confidence"] > 0.1 else None  # 0.1 is what it says of bytes it cannot place.
