"""What is made of data files that come with gongbao, kept as JSON beside Python's bytecode.

To import PyYAML and parse takes 15 to 30 ms, a tenth of a search or of the app's first paint; to read the JSON takes
less than one. A cached file lies where Python would keep the bytecode of the file it was made of, records the times and
sizes of all files it was made of, and is made when it is missing or outdated and can be written.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def parse_yaml(path: Path) -> Any:
    """The values in a YAML file; raises what PyYAML does."""
    import yaml

    return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def cached(path: Path, read: Callable[[Path], Any] = parse_yaml, also: Sequence[Path] = (), given: Any = None) -> Any:
    """What ``read`` makes of the file at ``path``, or made of it before; what it raises is raised.

    ``also`` are other files that the values depend on, ``given`` what else they do (a JSON value). Values that JSON
    cannot keep as they are, such as dates, are read each time.

    >>> cached(Path("texts.yaml"))
    """
    made_of = [given, *([file.stat().st_mtime_ns, file.stat().st_size] for file in (path, *also))]
    cache = Path(importlib.util.cache_from_source(str(path))).with_suffix(".json")
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(cache.read_text(encoding="utf-8"))
        if kept["of"] == made_of:
            return kept["values"]
    values = read(path)
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError, ValueError, TypeError):
            written = json.dumps({"of": made_of, "values": values}, ensure_ascii=False)
            if json.loads(written)["values"] == values:  # JSON knows no dates, and no keys but strings
                cache.parent.mkdir(parents=True, exist_ok=True)
                new = cache.with_suffix(f".{os.getpid()}")
                new.write_text(written, encoding="utf-8")
                new.replace(cache)
    return values
