"""Trailing white space and missing line ends, named. Run: ``python tools/whitespace.py FILE…``; exits 1 for any."""

from __future__ import annotations

import sys
from pathlib import Path


def faults(text: str) -> list[str]:
    """What is wrong with a text file's white space, a sentence each."""
    lines = text.splitlines()
    found = [f"line {n}: white space at its end" for n, line in enumerate(lines, 1) if line != line.rstrip(" \t")]
    if text and not text.endswith("\n"):
        found.append("no line end at the end of the file")
    return found


def main(paths: list[str]) -> int:
    found = [f"{path}: {fault}" for path in paths for fault in faults(Path(path).read_text(encoding="utf-8"))]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
