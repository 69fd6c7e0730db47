"""Pinyin of the words in an index, to find what someone spelled by sound."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

MAX_WORDS = 30_000
"""The most frequent words that are spelled out: 30,000 take about 0.1 s."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z' ]+")


def is_pinyin(folded: str) -> bool:
    """Whether a text could be pinyin: Latin letters, spaces and apostrophes only."""
    return bool(_LATIN.fullmatch(folded)) and len(folded.strip()) > 1


def syllables(word: str) -> list[str]:
    """Toneless pinyin, a syllable for each character; as in the phrase (重庆 chong qing) where it is a known one."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # 150 ms to load: only when sound is asked for

    phrase = PHRASES_DICT.get(word)
    if phrase is not None:
        return [_toneless(reading[0]) for reading in phrase]
    return [_toneless(PINYIN_DICT.get(ord(char), char).split(",", 1)[0]) for char in word]


@functools.cache
def _toneless(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    letters = re.sub("u([\u0300-\u030c])?\u0308", "v", letters)  # ǘ and its like
    return "".join(char for char in letters if not unicodedata.combining(char))


class Sounds:
    """Words by the way they sound: ``words`` are (word, frequency), most frequent kept."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        spoken = [(w, n) for w, n in words if _HAN.fullmatch(w)]
        spoken.sort(key=lambda pair: (-pair[1], pair[0]))
        self.by_sound: dict[str, list[str]] = {}
        self.spelled: list[tuple[str, str, str, int]] = []
        for word, count in spoken[:MAX_WORDS]:
            parts = syllables(word)
            sound = "".join(parts)
            self.by_sound.setdefault(sound, []).append(word)
            self.spelled.append((sound, "".join(part[0] for part in parts), word, count))

    def starting(self, prefix: str) -> list[tuple[str, int]]:
        """Words whose pinyin, or its initials, begin so; most frequent first."""
        wanted = _joined(prefix)
        return [
            (word, count)
            for sound, initials, word, count in self.spelled
            if sound.startswith(wanted) or initials.startswith(wanted)
        ]

    def readings(self, typed: str, most: int = 8) -> list[list[str]]:
        """Rows of words that together sound like ``typed``, fewest words first, then most frequent."""
        wanted = _joined(typed)
        rows: list[list[list[str]]] = [[] for _ in range(len(wanted) + 1)]
        rows[0].append([])
        for end in range(1, len(wanted) + 1):
            for start in range(max(0, end - 24), end):
                if not rows[start]:
                    continue
                words = self.by_sound.get(wanted[start:end], ())[:3]
                rows[end] += [[*row, word] for row in rows[start] for word in words]
            rows[end] = sorted(rows[end], key=len)[:most]
        return rows[-1]


def _joined(typed: str) -> str:
    return typed.replace(" ", "").replace("'", "")
