"""Analysis: text becomes words with character offsets (jieba), and character pairs for exact matching.

A token's text is always the folded text between its offsets, and its position is the number of the word
it belongs to: the parts that search mode adds to a long word stand at that word's position, so a phrase of
whole words has positions that follow one another.
"""

from __future__ import annotations

import functools
import importlib.machinery
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from gongbao.indexer.compiled_cache import cached
from gongbao.indexer.config import Analysis
from gongbao.indexer.errors import ConfigError
from gongbao.indexer.folding import TABLE, fold, table

VERSION = 1
"""Raised when the rules below change what an index holds."""

_TERMS = Path(__file__).resolve().parent / "data" / "policy_terms.txt"

# Runs that are words as they stand: years such as 二〇二一; numbers and Latin words; any other letter that jieba
# does not know, alone. Han runs are for jieba; what is left over is punctuation and space.
_HAN = "\u4e00-\u9fd5"
NUMERALS = "一二三四五六七八九十百千两"
_YEAR = f"[{NUMERALS}]*〇[〇{NUMERALS}]*"
_ALONE = rf"{_YEAR}|[a-z0-9]+(?:[.][0-9]+)*|[^\W_{_HAN}]"
_RUNS = f"(?P<alone>{_ALONE})|(?:(?!{_YEAR})[{_HAN}])+"
# Folding writes 著 as 着; jieba's dictionary knows these words only with 著.
_ZHU = "(?<=[显卓昭编原名专论译巨拙遗土])着|着(?=[名作称书者述录])"

# Compiling these takes 10 ms, and few questions need words: so only when the first text is segmented.
_compiled = functools.cache(re.compile)


def alone() -> re.Pattern[str]:
    """Finds the runs that are one word as they stand, in folded text."""
    return _compiled(_ALONE)


def runs() -> re.Pattern[str]:
    """Finds those (its group "alone") and the runs of Han characters."""
    return _compiled(_RUNS)


def as_spelled(folded: str) -> str:
    """Folded text as jieba's dictionary spells it: 显著, 编著, 著名."""
    return _compiled(_ZHU).sub("著", folded) if "着" in folded else folded


def as_written(spelled: str) -> str:
    """The folded text that ``as_spelled`` was made of."""
    return spelled.replace("著", "着")


class Word(NamedTuple):
    """One token: ``text`` = folded[start:end], ``position`` = number of the whole word it is part of."""

    text: str
    start: int
    end: int
    position: int


class Segmenter(NamedTuple):
    """Chinese word segmentation: ``cut`` splits a run of Han characters, ``known`` asks the dictionary."""

    name: str
    cut: Callable[[str], list[str]]
    known: Callable[[str], bool]


def segmenter(settings: Analysis = Analysis(), prefer: str | None = None) -> Segmenter:
    """rjieba where it is installed, else jieba (``prefer`` names one); both give the same words."""
    return _segmenter(settings, prefer)


@functools.lru_cache(maxsize=4)
def _segmenter(settings: Analysis, prefer: str | None) -> Segmenter:
    entries = _dictionary(settings)
    if prefer != "jieba":
        try:
            fast = _rjieba().Jieba()  # its dictionary takes 80 ms to load: only when words are needed
        except ImportError:
            if prefer == "rjieba":
                raise
        else:
            for word, frequency, tag in entries:
                fast.add_word(word, frequency, tag)
            return Segmenter("rjieba", lambda run: fast.cut(run, settings.hmm), functools.cache(fast.has_word))
    import logging

    import jieba  # 150 to 700 ms: only when words are needed

    jieba.setLogLevel(logging.WARNING)
    plain = jieba.Tokenizer()
    plain.tmp_dir = str(_own_cache())
    plain.initialize()
    for word, frequency, tag in entries:
        plain.add_word(word, frequency, tag)
    return Segmenter("jieba", lambda run: plain.lcut(run, HMM=settings.hmm), lambda w: bool(plain.FREQ.get(w)))


def _rjieba() -> Any:
    """rjieba's compiled module, without its package: that loads a dictionary of its own (30 MB) when imported."""
    package = importlib.util.find_spec("rjieba")
    if package is None:
        raise ImportError("rjieba is not installed")
    if (loaded := sys.modules.get("rjieba")) is not None:
        return loaded
    spec = importlib.machinery.PathFinder.find_spec("rjieba.rjieba", package.submodule_search_locations)
    if spec is None or spec.loader is None:
        return importlib.import_module("rjieba")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _own_cache() -> Path:
    """A folder of this user's for jieba's cache: in the system's temporary one, anybody could leave another."""
    import tempfile  # both only where rjieba is missing

    import platformdirs

    try:
        return platformdirs.user_cache_path("gongbao", ensure_exists=True)
    except OSError:  # no home, or a read-only one
        return Path(tempfile.mkdtemp(prefix="gongbao-"))


def _dictionary(settings: Analysis) -> list[tuple[str, int | None, str | None]]:
    """The words added to jieba's: the shipped policy terms, then the user's."""
    own = _entries(str(_TERMS)) if settings.policy_terms else []
    return own + (_entries(settings.dictionary) if settings.dictionary else [])


def _entries(dictionary: str) -> list[tuple[str, int | None, str | None]]:
    """A jieba user dictionary as (word, frequency, tag); raises ConfigError naming the line."""
    entries: list[tuple[str, int | None, str | None]] = []
    try:
        lines = Path(dictionary).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("words.unreadable", file=dictionary, error=error) from error
    for number, line in enumerate(lines, 1):
        parts = line.split()
        if not parts or line.startswith("#"):
            continue
        frequency = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else None
        tag = parts[-1] if len(parts) > 1 and not parts[-1].isdecimal() else None
        if len(parts) > 3 or (len(parts) == 3 and frequency is None):
            raise ConfigError("words.line", file=dictionary, line=number, text=line)
        entries.append((fold(parts[0]), frequency, tag))
    return entries


def words(text: str, settings: Analysis = Analysis(), parts: bool = True) -> Iterator[Word]:
    """The tokens of ``text`` (any script), in order of position.

    With ``parts`` a word of three or more characters also gives the shorter dictionary words inside it,
    before itself, as jieba's search mode does; without, whole words only (for queries).
    """
    folded = fold(text)
    segment = segmenter(settings)
    position = 0
    for run in runs().finditer(folded):
        start, end = run.span()
        if run.lastgroup == "alone":
            yield Word(run.group(), start, end, position)
            position += 1
            continue
        for whole in segment.cut(as_spelled(run.group())):
            for at, size in pieces(whole, segment.known) if parts else ((0, len(whole)),):
                yield Word(folded[start + at : start + at + size], start + at, start + at + size, position)
            start += len(whole)
            position += 1


def whole_words(text: str, settings: Analysis = Analysis()) -> list[str]:
    """The texts of ``words(text, parts=False)``, four times as fast (3.6 MB of UTF-8 a second on one core)."""
    cut = segmenter(settings).cut
    found: list[str] = []
    for run in runs().finditer(fold(text)):
        if run.lastgroup:
            found.append(run.group())
        elif "着" in run.group():
            found += map(as_written, cut(as_spelled(run.group())))
        else:
            found += cut(run.group())
    return found


def pieces(whole: str, known: Callable[[str], bool]) -> list[tuple[int, int]]:
    """(offset, length) of the shorter dictionary words inside a word, two characters first, and of itself, last."""
    length = len(whole)
    found = [(at, size) for size in (2, 3) if size < length for at in range(length - size + 1)]
    return [*((at, size) for at, size in found if known(whole[at : at + size])), (0, length)]


def grams(text: str) -> list[str]:
    """Every pair of neighbouring characters of the folded text, and its last character alone.

    A paragraph contains a string of two or more characters only if it holds all the string's pairs; a single
    character is the first of a pair or the last of the text.
    """
    folded = fold(text)
    return [folded[i : i + 2] for i in range(len(folded) - 1)] + ([folded[-1]] if folded else [])


def _jieba_source() -> Path:
    """jieba's source: to import it, or importlib.metadata, for its version would take 20 to 700 ms of every start."""
    spec = importlib.util.find_spec("jieba")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin)


def _jieba_version() -> str:
    found = re.search(r"^__version__ = '(.+)'$", _jieba_source().read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, "jieba tells its version in another way now"
    return found[1]


def fingerprint(settings: Analysis = Analysis()) -> str:
    """A hash of everything that decides which tokens a text gives; stored in the index."""
    if settings.dictionary is not None:  # the user's file
        return compute_fingerprint(settings)
    sources = (Path(__file__), TABLE, _jieba_source())
    found: str = cached(_TERMS, lambda _: compute_fingerprint(settings), sources, [VERSION, *settings])
    return found


def compute_fingerprint(settings: Analysis) -> str:
    """``fingerprint`` without the cache: 7 ms, and 3 for hashlib."""
    import hashlib  # with OpenSSL

    state = {
        "version": VERSION,
        "jieba": _jieba_version(),
        "hmm": settings.hmm,
        "dictionary": _dictionary(settings),
    }
    digest = hashlib.sha256(json.dumps(state, ensure_ascii=False, sort_keys=True).encode())
    characters = table()  # below, what repr writes of its sorted items, in a third of the time
    digest.update(f"[{', '.join([f'({number}, {characters[number]})' for number in sorted(characters)])}]".encode())
    return digest.hexdigest()[:16]
