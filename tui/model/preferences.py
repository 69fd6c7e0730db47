"""How the user likes to look at things: colours, orders and groupings, kept from one run to the next."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from gongbao.tui.model.question import SORTS


class PreferenceValues(NamedTuple):
    """``theme`` is "" where none was chosen; ``over`` is the config's theme at the time, and a new one wins.

    ``sort`` and ``group`` are those of the results, ``order`` the concordance's, ``by`` and ``measure`` the trend's.
    """

    theme: str = ""
    over: str = ""
    sort: str = SORTS[0]
    group: bool = False
    order: str = ""
    by: str = ""
    measure: str = ""


class Preferences:
    """The choices and the JSON file that keeps them; what it cannot understand is as if it were not there."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.now = PreferenceValues()
        with contextlib.suppress(OSError, ValueError):
            self.now = _read(json.loads(file.read_text(encoding="utf-8")))

    def theme(self, configured: str) -> str:
        """The theme to begin with: what was chosen over the config's one, as long as that stays."""
        return self.now.theme if self.now.theme and self.now.over == configured else configured

    def keep(self, **changes: Any) -> None:
        """Choose, and write it down; raises OSError where that fails, though the choice holds for this run."""
        now = self.now._replace(**changes)
        if now == self.now:
            return
        self.now = now
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        beside.write_text(json.dumps(now._asdict(), ensure_ascii=False), encoding="utf-8")
        beside.replace(self.file)


def _read(values: object) -> PreferenceValues:
    if not isinstance(values, Mapping):
        return PreferenceValues()
    defaults = PreferenceValues()._asdict()
    known = {name: values[name] for name, default in defaults.items() if type(values.get(name)) is type(default)}
    choices = PreferenceValues(**known)
    return choices if choices.sort in SORTS else choices._replace(sort=SORTS[0])
