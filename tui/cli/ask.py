"""What commands share that needs no click: their state, a question put to the index, JSON.

``gongbao search … --json`` comes here straight from entry_point.py: click, and the making of its commands, would take
12 ms of its 150.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from gongbao.indexer.errors import InputError
from gongbao.tui.cli.terminal import json_text

if TYPE_CHECKING:
    from gongbao.indexer.config import Config
    from gongbao.search import Index, Results

NOTHING_FOUND = 1
INCOMPLETE = 2
DAMAGED = 3
"""Exit codes of a command; those of errors stand with the errors."""


class State:
    """What every command is given: the config, where the index is, and how to print."""

    def __init__(self) -> None:
        self.config_path: str | None = None
        self.index_dir: str | None = None
        self.as_json = False

    @property
    def config(self) -> Config:
        from gongbao.indexer.config import Config

        return Config.load(self.config_path)

    def directory(self, config: Config) -> str:
        return self.index_dir or config.index

    def open(self) -> Index:
        import gongbao

        config = self.config
        return gongbao.open(self.directory(config), config)


def ask(state: State, words: Sequence[str], show: Callable[[Results], None] | None = None, **options: Any) -> int:
    """Put a question to the index and show the answer, or print it as JSON; gives the command's exit code."""
    with state.open() as opened:
        results = opened.search(query_of(words), **options)
        if show is None or state.as_json:
            print_json(results.to_dict())
        else:
            show(results)
    return 0 if results.total else NOTHING_FOUND


def query_of(words: Sequence[str]) -> str:
    """The query from the command line's words; raises InputError for a mistyped option among them."""
    for word in words:
        if re.match("--[a-z]", word):
            raise InputError("option.unknown", option=word)
    return " ".join(words)


def print_json(value: object) -> None:
    print(json_text(value, indent=1), flush=True)
