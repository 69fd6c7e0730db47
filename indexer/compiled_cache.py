"""What is made of files that come with gongbao, read from a twin in JSON where there is one.

To import PyYAML and parse takes 15 to 30 ms, a tenth of a search or of the app's first paint; the twin takes less than
one. It lies where Python would keep the file's bytecode, knows like that the times and sizes of the files it was made
of, and is made when it is missing and can be written.
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


def parsed(path: Path) -> Any:
    """The values in a YAML file; raises what PyYAML does."""
    import yaml

    return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def shipped(path: Path, read: Callable[[Path], Any] = parsed, also: Sequence[Path] = (), given: Any = None) -> Any:
    """What ``read`` makes of the file at ``path``, or has made of it before; what it raises is raised.

    ``also`` are other files that the values depend on, ``given`` what else they do (a JSON value).
    """
    made_of = [given, *([file.stat().st_mtime_ns, file.stat().st_size] for file in (path, *also))]
    twin = Path(importlib.util.cache_from_source(str(path))).with_suffix(".json")
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(twin.read_text(encoding="utf-8"))
        if kept["of"] == made_of:
            return kept["values"]
    values = read(path)
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError, ValueError, TypeError):
            written = json.dumps({"of": made_of, "values": values}, ensure_ascii=False)
            if json.loads(written)["values"] == values:  # JSON knows no dates, and no keys but strings
                twin.parent.mkdir(parents=True, exist_ok=True)
                new = twin.with_suffix(f".{os.getpid()}")
                new.write_text(written, encoding="utf-8")
                new.replace(twin)
    return values
