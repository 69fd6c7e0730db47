"""Pinyin notes after characters, 報(bào)告: taken out only where the note is a reading of what stands before it."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

_MARKED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿếềê\u0300-\u030c\u0308"
_LETTERS = f"a-zü:ɡA-Z{_MARKED}"
_OPEN, _CLOSE = "(（\\[〔﹙【", ")）\\]〕﹚】"
_NOTE = re.compile(rf"[{_OPEN}] ?(?:[{_LETTERS}]{{1,8}}[1-5]?[ ,，/'’\u3000]?){{1,8}}[{_CLOSE}]")
_UNOPENED = re.compile(rf"[?？][{_LETTERS}]{{1,8}}[)）]")
_WORD = re.compile(rf"[{_LETTERS}]+[1-5]?")
_TONE_MARKS = re.compile("[\u0300\u0301\u0304\u030c]")
_DENSE = 8


def without_notes(text: str) -> tuple[str, list[str]]:
    """``text`` without pinyin notes, and the notes.

    A note with tone marks goes where it reads the character (or, syllable by syllable, the characters) before
    it. One without tones goes only from a page with many notes, since (an) or (he) may be something else; in
    such a page a toned syllable goes even where the character before it is damaged.
    """
    found = [_Found(text, m) for m in _NOTE.finditer(text)]
    if not found:
        return text, []
    toned = sum(f.toned and f.reads for f in found)
    dense = toned >= _DENSE or sum(f.reads for f in found) >= 2 * _DENSE
    parts: list[str] = []
    notes: list[str] = []
    at = 0
    for note in found:
        doubled = note.start == at and bool(notes) and note.syllables == _syllables(notes[-1])
        if doubled or (note.reads and (note.toned or dense)) or (dense and note.stray):
            parts.append(text[at : note.start])
            notes.append(note.text)
            at = note.start + len(note.text)
    parts.append(text[at:])
    text = "".join(parts)
    if dense:
        # A character lost in decoding takes the bracket with it: 勇?zhēng) is what is left of 勇爭(zhēng).
        broken = [n for n in _UNOPENED.findall(text) if _TONE_MARKS.search(unicodedata.normalize("NFD", n))]
        for note in set(broken):
            text = text.replace(note, "")
        notes += broken
    return text, notes


class _Found:
    """A bracket that might be a note: where it stands, whether it has tone marks, whether it reads what precedes it."""

    __slots__ = ("reads", "start", "stray", "syllables", "text", "toned")

    def __init__(self, text: str, match: re.Match[str]) -> None:
        self.text, self.start = match.group(), match.start()
        self.syllables = _syllables(self.text)
        self.toned = bool(_TONE_MARKS.search(unicodedata.normalize("NFD", self.text)))
        before = text[max(0, self.start - 8) : self.start].rstrip(" \u3000")
        self.reads = bool(before) and bool(self.syllables) and _reads(self.syllables, before)
        self.stray = (
            self.toned and len(self.syllables) == 1 and not before.endswith(("作", "音", "读", "讀", "念", "为", "為"))
        )


def _syllables(note: str) -> list[str]:
    return [_bare(word) for word in _WORD.findall(note)]


def _reads(syllables: list[str], before: str) -> bool:
    """Whether the syllables each read the last character, plainly or doubled, or one by one the last characters."""
    last = _readings(before[-1])
    if last and all(s in last or (s[: len(s) // 2] * 2 == s and s[: len(s) // 2] in last) for s in syllables):
        return True
    return len(syllables) <= 8 and _spells("".join(syllables), before)


def _spells(letters: str, characters: str) -> bool:
    """Whether ``letters`` is the readings of the last two or more of ``characters`` run together."""
    rests = {letters}
    for count, character in enumerate(reversed(characters), 1):
        rests = {rest[: -len(r)] for rest in rests for r in _readings(character) if rest.endswith(r)}
        if not rests:
            return False
        if "" in rests:
            return count >= 2
    return False


@functools.lru_cache(maxsize=8192)
def _readings(character: str) -> frozenset[str]:
    """The toneless readings of a character, ü as v."""
    return frozenset(_bare(r) for r in _dictionary().get(ord(character), "").split(",") if r)


@functools.lru_cache(maxsize=8192)
def _bare(syllable: str) -> str:
    """A syllable in plain letters: tone marks and numbers gone, ü and u: as v, the script g as g."""
    letters = unicodedata.normalize("NFD", syllable.lower().replace("ɡ", "g").replace("u:", "ü"))
    letters = letters.replace("u\u0308", "v").replace("e\u0302", "e")
    letters = re.sub("u([\u0300-\u030c])\u0308", "v", letters)
    return re.sub("[\u0300-\u0308\u030c1-5]", "", letters)


@functools.cache
def _dictionary() -> Mapping[int, str]:
    from pypinyin.constants import PINYIN_DICT  # 0.1 s, and only annotated pages need it

    readings: Mapping[int, str] = PINYIN_DICT
    return readings
