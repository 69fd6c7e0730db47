"""Finding Chinese names by what an English keyboard can type: syllables, their beginnings, or initials."""

from __future__ import annotations

import functools

from gongbao.tui.model import gc_tuning


def load() -> None:
    """Read the tables (300 ms), best in a thread before anybody types."""
    syllables("公")
    gc_tuning.settle()


@functools.cache
def syllables(name: str) -> tuple[str, ...]:
    """The syllable of each character, without tones; what is not Chinese stands for itself."""
    from pypinyin import lazy_pinyin  # 300 ms: not before it is needed

    return tuple(part.lower() for character in name for part in lazy_pinyin(character))


def sounds_like(typed: str, name: str) -> bool:
    """Whether ``name`` contains ``typed``, or reads so from some character on: ``zib``, ``zb`` and ``bo`` find 淄博."""
    typed = typed.strip().lower().replace(" ", "")
    if typed in name.lower():
        return True
    if not typed.isascii() or name.isascii():
        return False
    spelled = syllables(name)
    return any(_reads(typed, spelled[start:]) for start in range(len(spelled)))


def _reads(typed: str, spelled: tuple[str, ...]) -> bool:
    """Whether ``typed`` is made of the beginnings of these syllables, one after another, none left out."""
    if not typed:
        return True
    if not spelled:
        return False
    for size in range(min(len(typed), len(spelled[0])), 0, -1):
        if spelled[0].startswith(typed[:size]) and _reads(typed[size:], spelled[1:]):
            return True
    return False
