"""Word lists and rules kept as YAML in indexer/data, read once by the module that compiles them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parent / "data"


def word_list(name: str) -> Any:
    """The values of indexer/data/NAME.yaml; the C parser, where there is one, is ten times faster."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((DATA / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)
