"""config.yaml as typed, checked values. A user's file is laid over the shipped one, so three lines are enough.

Every start makes these classes: as NamedTuples in 1 ms, as frozen dataclasses, which are compiled, in 7 (Python 3.11).
"""

from __future__ import annotations

import functools
import os
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from gongbao.indexer.compiled_cache import cached, parse_yaml
from gongbao.indexer.errors import ConfigError

_HERE = Path(__file__).resolve().parent
_SHIPPED = (_HERE.parent / "config.yaml", _HERE / "data" / "config.yaml")

GENRES = (
    "政府工作报告",
    "规划计划",
    "决议决定",
    "新闻报道",
    "领导讲话",
    "法规规章",
    "通知意见",
    "统计公报",
    "财政预算",
    "其他",
)
"""The genre facet's built-in values, the last for what is none of the others; config.yaml may add more."""


class Reading(NamedTuple):
    """How files are found and decoded."""

    max_file_mb: int = 64
    max_expanded_mb: int = 256
    max_seconds: float = 120.0
    max_memory_mb: int = 4096
    workers: int = 0
    ignore: tuple[str, ...] = ()
    text_column: str | None = None


class Chunking(NamedTuple):
    """Paragraph sizes in characters: shorter ones join their neighbours, longer ones split at sentence ends."""

    min_characters: int = 30
    max_characters: int = 1000


class GenreRule(NamedTuple):
    """What makes a document this genre: regular expressions tried on the title outside 《》; where none of any genre
    fits, on its opening lines, on every line, and on who printed or wrote it, and added up."""

    title: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    press: tuple[str, ...] = ()


class Analysis(NamedTuple):
    """How text becomes tokens; the index records a hash of these."""

    hmm: bool = True
    dictionary: str | None = None
    policy_terms: bool = True


class Search(NamedTuple):
    """How questions are understood, and which engine answers them."""

    synonyms: str = "shipped"
    engine: str = "columnar"


class Indexing(NamedTuple):
    """What building an index may use: memory in megabytes, processes (0 = one per core), characters between commits,
    seconds to wait for another process that writes."""

    memory_mb: int = 512
    workers: int = 0
    batch_characters: int = 12_000_000
    wait_seconds: float = 10.0


class Tui(NamedTuple):
    """How the terminal app looks and which keys it takes."""

    language: str = "auto"
    theme: str = "textual-dark"
    borders: str = "lines"
    kitty_keyboard: str = "auto"
    notebook: str | None = None
    keys: Mapping[str, str] = {}


class Config(NamedTuple):
    """All settings; see config.yaml for what each one does."""

    index: str = "index"  # type: ignore[assignment]  # the method of tuples with this name is for no settings
    reading: Reading = Reading()
    chunking: Chunking = Chunking()
    genres: Mapping[str, GenreRule] = {}
    facets: tuple[str, ...] = ()
    analysis: Analysis = Analysis()
    indexing: Indexing = Indexing()
    search: Search = Search()
    tui: Tui = Tui()

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None) -> Config:
        """The shipped settings, overlaid by ``path``, or by ./config.yaml when no path is given.

        Raises ConfigError with file, key and the known keys when something is not understood.
        """
        values = cached(_shipped(), _read)
        own = Path(path) if path is not None else Path("config.yaml")
        if path is not None and not own.is_file():
            raise ConfigError("config.missing", file=own)
        if own.is_file() and own.resolve() != _shipped().resolve():
            overlay = _read(own)
            _build(cls, overlay, str(own), "")
            values = _overlaid(values, overlay)
            return typing.cast(Config, _build(cls, values, str(own), ""))
        return typing.cast(Config, _build(cls, values, str(_shipped()), ""))


@functools.cache
def _shipped() -> Path:
    for candidate in _SHIPPED:
        if candidate.is_file():
            return candidate
    raise ConfigError("config.shipped_missing")


def _read(path: Path) -> dict[str, Any]:
    import yaml  # 15 ms: many who import this module read no file

    try:
        values = parse_yaml(path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise ConfigError("config.yaml_line", file=path, line=line, problem=error.problem) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError("config.unreadable", file=path, error=error) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError("config.no_mapping", file=path)
    return values


def _overlaid(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _overlaid(merged[key], value) if both else value
    return merged


@functools.cache
def _hints(wanted: type) -> dict[str, Any]:
    return typing.get_type_hints(wanted)


def _build(wanted: Any, value: Any, file: str, key: str) -> Any:
    """``value`` from YAML as the type ``wanted``; raises ConfigError that names file and key."""
    origin = typing.get_origin(wanted)
    if hasattr(wanted, "_fields"):
        if value is None:
            return wanted()
        if not isinstance(value, Mapping):
            raise ConfigError("config.value_mapping", file=file, key=key, value=repr(value))
        known = _hints(wanted)
        for name in value:
            if name not in known:
                where = f"{key}.{name}" if key else str(name)
                raise ConfigError("config.unknown_key", file=file, key=where, known=", ".join(known))
        parts = {name: _build(known[name], v, file, f"{key}.{name}" if key else name) for name, v in value.items()}
        return wanted(**parts)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        (inner,) = (a for a in typing.get_args(wanted) if a is not type(None))
        return _build(inner, value, file, key)
    if origin is tuple:
        items = [value] if isinstance(value, str) else value
        if items is None:
            return ()
        if not isinstance(items, list):
            raise ConfigError("config.value_list", file=file, key=key, value=repr(value))
        inner = typing.get_args(wanted)[0]
        return tuple(_build(inner, item, file, f"{key}[{n}]") for n, item in enumerate(items))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise ConfigError("config.value_named_settings", file=file, key=key, value=repr(value))
        inner = typing.get_args(wanted)[1]
        return {str(name): _build(inner, v, file, f"{key}.{name}") for name, v in value.items()}
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ConfigError("config.value_kind", file=file, key=key, kind=wanted.__name__, value=repr(value))
    return value
