"""Which other words a word also asks for: a visible file, one direction, shown in every interpretation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gongbao.indexer.errors import ConfigError
from gongbao.indexer.folding import fold

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "synonyms.txt"


def synonyms(setting: str) -> Mapping[str, tuple[str, ...]]:
    """Folded word → folded words found besides it. ``setting`` is "shipped", "none" or a file's path.

    Raises ConfigError naming the line that is not ``word: other other``.
    """
    if setting == "none":
        return {}
    path = SHIPPED if setting == "shipped" else Path(setting)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("synonyms.unreadable", file=path, error=error) from error
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        word, colon, others = fold(line).partition(":")
        listed = tuple(dict.fromkeys(others.split()))
        if not colon or not word.strip() or not listed:
            raise ConfigError("synonyms.line", file=path, line=number, text=line)
        found[word.strip()] = tuple(o for o in dict.fromkeys([*found.get(word.strip(), ()), *listed]) if o != word)
    return found
