"""Metadata a user declares: front matter in a file, NAME.meta.yaml beside it, metadata.csv in its folder."""

from __future__ import annotations

import csv
import functools
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gongbao.indexer.documents import Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.sources.declared_days import plain_day
from gongbao.indexer.sources.decoding import decode
from gongbao.indexer.wordlists import word_list

SIDECARS = (".meta.yaml", ".meta.yml")
FOLDER_FILE = "metadata.csv"
_LARGEST = 32 * 1024 * 1024
_LARGEST_SIDECAR = 1024 * 1024
_DEEPEST = 20
_LONGEST_FRONT = 200
_MOST_FOLDERS = 5

_PARTING = re.compile(r"[ _-]+")
_WRAPPED = ("$date", "$oid", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal")
"""How mongoexport writes values of which JSON knows no kind."""

_FIELD = re.compile(r"\s{0,3}([\w一-鿿][\w一-鿿 .-]{0,30}?)\s*[:：]\s*(.*)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stood between the two ``---`` lines, the text below, and what was wrong with it, if anything."""

    values: Mapping[str, str]
    body: str
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class FieldNames:
    """field_names.yaml: the key each name means, its place among the names for that key, and what means no value."""

    keys: Mapping[str, str]
    ranks: Mapping[str, int]
    answers: frozenset[str]
    missing: frozenset[str]


@functools.cache
def field_names() -> FieldNames:
    """The shipped names, read on first use."""
    values = word_list("field_names")
    named = {key: [_plain(name) for name in names] for key, names in values["names"].items()}
    return FieldNames(
        {name: key for key, names in named.items() for name in names},
        {name: place for names in named.values() for place, name in enumerate(names)},
        frozenset(map(_plain, values["answers"])),
        frozenset(str(word).lower() for word in values["missing"]),
    )


def known_keys() -> frozenset[str]:
    """The keys that fields are known by, but the one that names a file."""
    return frozenset(field_names().keys.values()) - {"file"}


def _plain(name: str) -> str:
    """A field's name without case and the marks between its words."""
    return _PARTING.sub("", name.strip().strip("\ufeff").strip().lower())


def is_missing(value: Any) -> bool:
    """Whether a field's value says that there is none: null, an empty string, NaN, ``\\N``, 无."""
    if value is None or value != value:
        return True
    return isinstance(value, str) and (not value.strip() or value.strip().lower() in field_names().missing)


@functools.lru_cache(maxsize=1 << 12)
def is_answer(name: str) -> bool:
    """Whether a field's text stands below the record's own: the answer to a letter (答复内容)."""
    return _plain(name) in field_names().answers


@functools.lru_cache(maxsize=1 << 12)
def canonical_key(name: str) -> str:
    """The key a column or field name means (``标题`` → ``title``); other names are kept as they are."""
    plain = name.strip().strip("\ufeff").strip()
    return field_names().keys.get(_plain(plain), plain)


@functools.lru_cache(maxsize=1 << 12)
def rank(name: str) -> int:
    """The place of a field's name among the names for its key: of two that a record has, the lower one counts."""
    return field_names().ranks.get(_plain(name), 0)


def declared_values(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Keys and values as given → canonical keys and non-empty strings; of two names for one key the lower in rank wins.

    Lists of scalars are joined by 、; what stands for no value (NaN, null, 无) declares nothing; of what mongoexport
    wraps ({"$date": …}) the value counts; anything else that is deeper is not metadata and is left out. Times of
    publication, as seconds since 1970 too, become days.
    """
    values: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for name, value in pairs:
        text = _scalar(value)
        key = canonical_key(str(name))
        if key in ("published", "date"):
            text = plain_day(text)
        if text and (key not in values or rank(str(name)) < ranks[key]):
            values[key], ranks[key] = text, rank(str(name))
    return values


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(filter(None, (_scalar(item) for item in value if not isinstance(item, (list, dict)))))
    while isinstance(value, dict) and len(value) == 1 and (wrapped := next(iter(value))) in _WRAPPED:
        value = value[wrapped]
    if isinstance(value, dict) or is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # Spreadsheets and pandas write years as 2021.0.
    return str(value).strip()


def split_front_matter(text: str, only_known: bool) -> FrontMatter:
    """Splits YAML front matter off ``text``. ``only_known``: it must hold at least one known key."""
    opening = re.match(r"\s*---[ \t]*\r?\n", text[:200])
    if opening is None:
        return FrontMatter({}, text)
    lines = text[opening.end() :].splitlines(keepends=True)
    for n, line in enumerate(lines[:_LONGEST_FRONT]):
        if line.strip() in ("---", "..."):
            block, body = "".join(lines[:n]), "".join(lines[n + 1 :])
            break
    else:
        return FrontMatter({}, text)
    values = _front_values(block)
    if values is None:
        looks_meant = canonical_key(block.split(":", 1)[0]) in known_keys()
        return FrontMatter({}, text, Message("metadata.front_matter") if looks_meant else None)
    if not values or (only_known and not known_keys() & values.keys()):
        return FrontMatter({}, text)
    return FrontMatter(values, body)


def _front_values(block: str) -> dict[str, str] | None:
    try:
        return _yaml_values(block)
    except (ValueError, Unreadable):
        # People write `title: 通知: 关于…`, which YAML refuses but nobody misreads.
        pairs = []
        for line in filter(str.strip, block.splitlines()):
            match = _FIELD.fullmatch(line)
            if match is None and not line.lstrip().startswith("#"):
                return None
            if match is not None:
                pairs.append((match[1], match[2].strip().strip("'\"")))
        return declared_values(pairs)


def _yaml_values(text: str) -> dict[str, str]:
    """A YAML mapping of scalars; raises Unreadable that says what is wrong and where."""
    # The base loader keeps every scalar as written: 2021-02-26 and 010 stay text, nothing is executed.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _refuse_nests(yaml.parse(text, Loader=loader))
        values = yaml.load(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        if error.problem_mark is None:
            raise Unreadable("metadata.yaml", problem=error.problem) from error
        raise Unreadable("metadata.yaml_line", line=error.problem_mark.line + 1, problem=error.problem) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable("metadata.yaml", problem=" ".join(str(error).split())[:200]) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise Unreadable("metadata.no_mapping")
    return declared_values(values.items())


def _refuse_nests(events: Iterable[yaml.Event]) -> None:
    """Raises Unreadable before a value too deep: the loader in C would run out of stack, and take the process along."""
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise Unreadable("metadata.nested")


def declared_beside(path: str) -> tuple[dict[str, str], list[Skipped]]:
    """What metadata.csv files and the file's own NAME.meta.yaml declare, the latter winning.

    The sidecar of ``a.html`` is ``a.meta.yaml`` or ``a.html.meta.yaml``. The metadata.csv of the file's
    folder names it, or one of a folder above names it with the way down (``2021/a.html``); the nearest
    wins. A sidecar that cannot be read comes back as a Skipped; problems of metadata.csv are reported
    once a folder, by ``folder_problems``.
    """
    name = os.path.basename(path)
    values = _from_tables(path)
    problems = []
    for sidecar in filter(os.path.isfile, _sidecars(path)):
        try:
            values |= _yaml_values(_small_text(sidecar, _LARGEST_SIDECAR))
        except (ValueError, Unreadable) as error:
            problems.append(Skipped(sidecar, Message("metadata.sidecar_unused", name=name, error=error)))
    values.pop("text", None)
    values.pop("file", None)
    return values, problems


def companions(path: str) -> list[str]:
    """The files that may declare metadata for ``path``, whether they exist or not."""
    return _sidecars(path) + [os.path.join(folder, FOLDER_FILE) for folder, _ in _ways_down(path)]


def _sidecars(path: str) -> list[str]:
    bare = path.removesuffix(".gz")
    stems = dict.fromkeys((os.path.splitext(bare)[0], bare, path))
    return [stem + ending for stem in stems for ending in SIDECARS]


def _ways_down(path: str) -> list[tuple[str, str]]:
    """The folders above ``path`` as given, nearest first, each with the way from it down to the file."""
    folder, way = os.path.split(path)
    ways = [(folder, way)]
    while len(ways) < _MOST_FOLDERS:
        folder, own = os.path.split(folder)
        if own in ("", ".", ".."):
            break
        way = f"{own}/{way}"
        ways.append((folder, way))
    return ways


def _from_tables(path: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for folder, way in _ways_down(path):
        values = {**_folder_table(folder).rows.get(way, {}), **values}
    return values


def folder_problems(folder: str) -> list[Skipped]:
    """What is wrong with the metadata.csv of ``folder``, if it has one."""
    return list(_folder_table(folder).problems)


@dataclass(frozen=True, slots=True)
class _Table:
    """A folder's metadata.csv: file name → declared values."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    problems: tuple[Skipped, ...] = ()


def _folder_table(folder: str) -> _Table:
    path = os.path.join(folder, FOLDER_FILE)
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return _Table()
    return _read_table(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=16)
def _read_table(path: str, modified: int, size: int) -> _Table:
    try:
        text = _small_text(path, _LARGEST)
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        names = {name: canonical_key(name) for name in reader.fieldnames or () if name}
        if "file" not in names.values():
            raise Unreadable("metadata.no_file_column")
        rows: dict[str, dict[str, str]] = {}
        problems = []
        for row in reader:
            values = declared_values((names[name], value) for name, value in row.items() if name in names)
            name = os.path.normpath(values.pop("file", "").replace("\\", "/"))
            if name == ".":
                continue
            if not os.path.exists(os.path.join(os.path.dirname(path), name)):
                problems.append(Skipped(f"{path}#{reader.line_num}", Message("metadata.names_nothing", name=name)))
            rows[name] = values
        return _Table(rows, tuple(problems))
    except (ValueError, Unreadable, csv.Error, OSError) as error:
        return _Table(problems=(Skipped(path, Message("metadata.unused", error=error)),))


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",\t;", key=header.count)


def _small_text(path: str, largest: int) -> str:
    try:
        with Path(path).open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise Unreadable("file.unopened", error=error.strerror) from error
    if len(data) > largest:
        raise Unreadable("metadata.too_large", limit=largest >> 20)
    return decode(data).text
