"""Finding the files to read: named ones as named, folders walked in a fixed order, with what is left out."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

from gongbao.indexer import lock
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Skipped
from gongbao.indexer.errors import ConfigError, InputError, Message, Unreadable
from gongbao.indexer.sources.declared import FOLDER_FILE, SIDECARS, folder_problems
from gongbao.indexer.sources.decoding import decode
from gongbao.indexer.sources.formats import UNSUPPORTED, suffix_of

IGNORE_FILE = ".gongbaoignore"

# What systems and editors leave lying about. Nobody wants to hear of it; all else that is not read is told.
_LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "__pycache__", "$recycle.bin"})
_PAGE_FOLDER = re.compile(r"(.+)(?:_files|\.files)")
_INDEX_SUFFIX = ".gongbao"
_LITTER_SUFFIXES = (".tmp", ".swp", ".bak", ".part", ".crdownload", ".pyc", "~")


def find_files(paths: Sequence[str | os.PathLike[str]], config: Config) -> Iterator[str | Skipped]:
    """Every file to read under ``paths``, each once, as the user gave it plus the way below it.

    Folders are walked depth first, names in code-point order. Hidden names, sidecars, litter, and what
    .gongbaoignore files or reading.ignore match, and indexes, are left out in silence; unsupported formats, broken
    links and folders that cannot be entered come out as Skipped. Raises InputError when a path does not exist.
    """
    named = [os.fspath(path) for path in paths]
    for path in named:
        if not os.path.lexists(path):
            raise InputError("file.missing", path=path)
    yield from _Walk(_own_patterns(config)).over(named)


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of one folder, which see paths relative to it."""

    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True: left out; False: kept in on purpose (``!pattern``); None: these patterns do not speak of it."""
        relative = os.path.relpath(path, self.folder).replace(os.sep, "/")
        return self.spec.check_file(relative + "/" if is_folder else relative).include


class _Walk:
    """One walk; it remembers what it has seen, so that no file is read twice and no link leads in circles."""

    def __init__(self, own: GitIgnoreSpec) -> None:
        self._own = own
        self._seen: set[str] = set()
        self._folders: set[str] = set()

    def over(self, named: Sequence[str]) -> Iterator[str | Skipped]:
        for path in named:
            if os.path.isdir(path):
                yield from self._folder(path, (_Rules(path, self._own),), ())
            elif not _is_sidecar(os.path.basename(path)):
                yield from self._file(path)

    def _folder(self, folder: str, rules: tuple[_Rules, ...], above: tuple[str, ...]) -> Iterator[str | Skipped]:
        real = os.path.realpath(folder)
        if real in above:
            yield Skipped(folder, Message("folder.circle"))
            return
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            yield Skipped(folder, Message("folder.unopened", error=error.strerror))
            return
        if any(name.endswith(_INDEX_SUFFIX) or name == lock.NAME for name in names):
            return  # an index: it holds the documents' text, and would be indexed into itself
        if IGNORE_FILE in names:
            try:
                rules = (*rules, _Rules(folder, _read_patterns(os.path.join(folder, IGNORE_FILE))))
            except (OSError, ValueError, Unreadable) as error:
                yield Skipped(os.path.join(folder, IGNORE_FILE), Message("metadata.unused", error=error))
        for name in names:
            path = os.path.join(folder, name)
            is_folder = os.path.isdir(path)
            if name.startswith(".") or _is_litter(name) or _ignored(path, is_folder, rules):
                continue
            if is_folder and _belongs_to_a_page(name, names):
                continue
            if is_folder:
                yield from self._folder(path, rules, (*above, real))
            elif not _is_sidecar(name):
                yield from self._file(path)

    def _file(self, path: str) -> Iterator[str | Skipped]:
        real = os.path.realpath(path)
        if real in self._seen:
            return
        self._seen.add(real)
        reason = _unreadable(path)
        if reason is not None:
            yield Skipped(os.fsencode(path).decode("utf-8", "replace"), reason)
            return
        folder = os.path.dirname(path)
        if folder not in self._folders:
            self._folders.add(folder)
            yield from folder_problems(folder)
        yield path


def _unreadable(path: str) -> Message | None:
    """Why a file need not be opened to know that it will not be read."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return Message("file.broken_link")
    if not stat.S_ISREG(mode):
        return Message("file.not_regular")
    try:
        path.encode()
    except UnicodeEncodeError:
        return Message("file.name_not_utf8")
    suffix = suffix_of(path)
    # Office suffixes are often lies: pages exported as .doc are HTML. Those are told by their bytes, later.
    if suffix in UNSUPPORTED and suffix not in (".doc", ".wps", ".dot", ".rtf"):
        return Message("format.unsupported", suffix=suffix, advice=UNSUPPORTED[suffix])
    return None


def _is_sidecar(name: str) -> bool:
    return name.lower().endswith(SIDECARS) or name.lower() == FOLDER_FILE


def _is_litter(name: str) -> bool:
    lower = name.lower()
    return lower in _LITTER_NAMES or lower.endswith(_LITTER_SUFFIXES) or lower.startswith("~$")


def _belongs_to_a_page(folder: str, names: Sequence[str]) -> bool:
    """Whether ``folder`` is where a browser or Word put the pictures and frames of a page it saved beside it."""
    match = _PAGE_FOLDER.fullmatch(folder)
    return match is not None and any(match[1] + suffix in names for suffix in (".html", ".htm", ".mht", ".shtml"))


def _ignored(path: str, is_folder: bool, rules: tuple[_Rules, ...]) -> bool:
    """As in Git, the patterns nearest to the file have the last word."""
    for rule in reversed(rules):
        verdict = rule.verdict(path, is_folder)
        if verdict is not None:
            return verdict
    return False


def _own_patterns(config: Config) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(config.reading.ignore)
    except ValueError as error:
        raise ConfigError("config.ignore", error=error) from error


def _read_patterns(path: str) -> GitIgnoreSpec:
    with open(path, "rb") as file:
        data = file.read()
    return GitIgnoreSpec.from_lines(decode(data).text.splitlines())
