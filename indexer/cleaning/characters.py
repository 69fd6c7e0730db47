"""Characters that are damage, not text: entities and their residue, tags, control and invisible characters, OCR spaces.

Every function takes text of any number of lines and keeps the line ends, except that a tag which ends a
paragraph becomes LINE_BREAK.
"""

from __future__ import annotations

import html
import re

LINE_BREAK = "\x0b"
"""What a paragraph-ending tag or a Unicode line separator becomes; the caller cuts lines there."""

_NAMES = (
    "ldquo|rdquo|lsquo|rsquo|nbsp|mdash|ndash|hellip|middot|bull|amp|lt|gt|quot|times|divide|deg|plusmn|permil|"
    "yen|copy|reg|trade|laquo|raquo|emsp|ensp|thinsp|apos|sim|le|ge|sup2|sup3|frac12|rarr|larr|sect|para"
)
_ENTITY = re.compile(r"&#[xX]?[0-9a-fA-F]{1,6};?|&[A-Za-z][A-Za-z0-9]{1,12};")
_UNENDED = re.compile(rf"&(?:{_NAMES})(?![A-Za-z0-9;])")
_RESIDUE = re.compile(rf"(?<![A-Za-z&])(?:{_NAMES}|#(?:8[0-9]{{3}}|12288|160));")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")

_HIDDEN_BLOCK = re.compile(
    r"<!--.*?-->|<(style|script)\b[^<>]*>.*?</\1\s*>|<!\[CDATA\[|\]\]>", re.DOTALL | re.IGNORECASE
)
_ATTRIBUTES = r"(?:\s+[A-Za-z_:-]+(?:\s*=[^<>]{0,600})?)?\s*/?>"
_ENDING_TAG = re.compile(
    rf"<\s*/?\s*(?:br|p|div|tr|li|h[1-6]|table|section|article|blockquote){_ATTRIBUTES}", re.IGNORECASE
)
_TAG = re.compile(
    r"<\s*/?\s*(?:span|font|strong|b|i|u|em|a|td|th|tbody|thead|ul|ol|dl|dt|dd|img|center|hr|input|sup|sub|html|head|body"
    r"|meta|link|title|form|button|label|iframe|o:p|v:\w+|w:\w+|st1:\w+|ucap\w*|wbr|small|big|pre|s|del|ins|nobr)"
    rf"{_ATTRIBUTES}|<\?xml[^<>]{{0,200}}>|<!DOCTYPE[^<>]{{0,200}}>",
    re.IGNORECASE,
)

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3164"
_BREAKS = "\x0b\x0c\x85\u2028\u2029"
_RADICALS = "\u2e80-\u2fdf"
_ODD = re.compile(f"[{_INVISIBLE}{_PRIVATE}{_SPACES}{_BREAKS}{_RADICALS}]")
_DROPPED = re.compile(f"[{_INVISIBLE}{_PRIVATE}]")
_SPACE = re.compile(f"[{_SPACES}]")
_BREAK = re.compile(f"[{_BREAKS}]")

# PDF writers use radicals for the whole character; Unicode's own compatibility map covers only U+2F00–2FD5.
_SUPPLEMENT = dict(
    zip(
        "⺀⺁⺄⺆⺈⺊⺌⺍⺎⺕⺜⺝⺟⺠⺧⺪⺫⺮⺶⺷⺸⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "丶厂乙冂刀卜小小兀彐日月母民牛疋目竹羊羊羊虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
_RADICAL_MAP = {ord(r): c for r, c in _SUPPLEMENT.items()}

_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff"
_SPACED_HAN = re.compile(rf"[{_HAN}][ \u3000](?=[{_HAN}])")
_SPACED_RUN = re.compile(rf"(?<![{_HAN}])[{_HAN}](?: {{1,2}}[{_HAN}](?![{_HAN}])|\u3000[{_HAN}](?![{_HAN}])){{3,}}")
_SPACED_PAIR = re.compile(
    rf"^(第[一二三四五六七八九十百\d]+[编章节][ \u3000]+)?([{_HAN}])[ \u3000]+([{_HAN}])$", re.MULTILINE
)
_SPACED_TOKENS = re.compile(r"(?<!\S)\S (?:\S ){3}")
_HAN_WORD = re.compile(rf"(?<!\S)[{_HAN}](?!\S)")
_GAPS = re.compile(r"[ \u3000]+")
_CLOSABLE = rf"{_HAN}0-9０-９，。、；：？！,.;:?!%％“”‘’《》〈〉（）()〔〕【】—―─–－～…·+\-/~"
_CLOSABLE_GAP = re.compile(
    rf"(?<=[{_CLOSABLE}]) (?=\S)|(?<=[^\s]) (?=[{_CLOSABLE}])|(?<=(?<![A-Za-z])[A-Za-z]) (?=[A-Za-z](?![A-Za-z]))"
)
_SPACED_YEAR = re.compile(r"(?<![0-9])[12] [09] [0-9] [0-9] ?年")
_DIGIT_GAP = re.compile(rf"(?<=[0-9０-９．.]) (?=[0-9０-９．.％%{_HAN}，。、；）)])")


def unescaped(text: str) -> str:
    """Entities as their characters, twice-escaped ones and residue that lost its ampersand (``ldquo;``) included."""
    if "&" in text:
        text = text.replace("&amp;", "&").replace("&AMP;", "&")
        text = _ENTITY.sub(_character, text)
        text = _UNENDED.sub(_character, text)
    if ";" in text:
        text = _RESIDUE.sub(lambda m: html.unescape("&" + m.group()), text)
    if "\\u" in text:
        text = _ESCAPED.sub(lambda m: _plain(chr(int(m.group(1), 16))), text)
    return text


def _character(match: re.Match[str]) -> str:
    entity = match.group()
    character = html.unescape(entity if entity.endswith(";") else entity + ";")
    return entity if character.startswith("&") and len(character) > 1 else _plain(character)


def _plain(character: str) -> str:
    # An entity must not break the line it stands in, nor bring in half of a surrogate pair.
    return " " if character in "\r\n" else "" if "\ud800" <= character <= "\udfff" else character


def untagged(text: str) -> tuple[str, list[str]]:
    """``text`` without tags, and the ones that held more than ASCII: scripts, comments, attributes in Chinese."""
    if "<" not in text:
        return text, []
    hidden: list[str] = []

    def drop(match: re.Match[str]) -> str:
        hidden.append(match.group())
        return "\n" * match.group().count("\n")

    text = _HIDDEN_BLOCK.sub(drop, text)
    text = _ENDING_TAG.sub(lambda match: LINE_BREAK + drop(match), text)
    return _TAG.sub(drop, text), [tag for tag in hidden if not tag.isascii()]


def visible(text: str) -> str:
    """``text`` without control, zero-width and private-use characters; odd spaces plain, radicals whole characters."""
    if not _ODD.search(text):
        return text
    text = _SPACE.sub(" ", _BREAK.sub(LINE_BREAK, _DROPPED.sub("", text)))
    return re.sub(f"[{_RADICALS}]", _whole, text)


def _whole(match: re.Match[str]) -> str:
    import unicodedata  # only text copied from some PDFs needs it

    radical = match.group()
    return _RADICAL_MAP.get(ord(radical)) or unicodedata.normalize("NFKC", radical)


def closed_up(text: str) -> str:
    """``text`` without the spaces OCR or typesetting put between single characters; spaces between words stay.

    A line is taken for spaced out when most of its words are single characters; then single spaces go and longer
    gaps shrink to one. In other lines only runs of four or more single characters, and two-character
    words spread over a line (目 录), are closed. Digits are closed (1 9 9 8 年) where the file spells years so.
    """
    if " " not in text and "\u3000" not in text:
        return text
    if _SPACED_TOKENS.search(text):
        lines = text.split("\n")
        spaced = [_is_spaced(line) for line in lines]
        throughout = sum(spaced) >= max(3, 0.5 * sum(" " in line for line in lines))
        text = "\n".join(
            _line_closed_up(line) if apart or (throughout and " " in line) else line
            for line, apart in zip(lines, spaced, strict=True)
        )
    if _SPACED_YEAR.search(text):
        text = _DIGIT_GAP.sub("", text)
    if not _SPACED_HAN.search(text):
        return text
    text = _SPACED_PAIR.sub(lambda m: (m.group(1) or "") + m.group(2) + m.group(3), text)
    return _SPACED_RUN.sub(lambda m: _GAPS.sub("", m.group()), text)


def _is_spaced(line: str) -> bool:
    """Whether most of a line's words are single characters, and Chinese ones among them."""
    if " " not in line:
        return False
    words = line.split()
    single = sum(len(word) == 1 for word in words)
    return len(words) >= 5 and single >= 0.6 * len(words) and len(_HAN_WORD.findall(line)) >= 2


def _line_closed_up(line: str) -> str:
    return re.sub(r" {2,}", " ", _CLOSABLE_GAP.sub("", line))
