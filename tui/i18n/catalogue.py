"""Interface texts in Chinese and English, from one catalogue (data/texts.yaml)."""

from __future__ import annotations

import functools
import locale
import os
from pathlib import Path
from typing import Literal

from gongbao.indexer.compiled_cache import cached
from gongbao.indexer.errors import GongbaoError

Language = Literal["zh", "en"]
_FILE = Path(__file__).resolve().parent / "texts.yaml"


@functools.cache
def _entries() -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = cached(_FILE)
    return entries


def language(wanted: str = "auto") -> Language:
    """``zh`` or ``en``: as ``wanted``, or by the locale of the terminal; Chinese where the locale says nothing."""
    if wanted in ("zh", "en"):
        return "zh" if wanted == "zh" else "en"
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not spoken:
        spoken = locale.getlocale()[0] or ""
    return "en" if spoken.lower().startswith("en") else "zh"


def in_words(error: Exception, texts: Texts) -> str:
    """What went wrong, as one sentence in the language of the interface."""
    if isinstance(error, GongbaoError):
        return error.sentence(texts.language)
    return texts("error.unexpected", error=repr(error))


class Texts:
    """``texts("results.none")`` is that text in the language chosen; ``{names}`` in it are filled in."""

    def __init__(self, chosen: Language) -> None:
        self.language = chosen

    def __call__(self, key: str, /, **values: object) -> str:
        return _entries()[key][self.language].format(**values)

    def get(self, key: str, otherwise: str) -> str:
        """The text, or ``otherwise`` where the catalogue has no such key (values that users bring)."""
        entry = _entries().get(key)
        return entry[self.language] if entry else otherwise
