"""The genre of a document, by the patterns of config.yaml: its title outside 《》, then its opening lines."""

from __future__ import annotations

import functools
import re

from indexer.config import Config, GenreRule
from indexer.documents import Evidence
from indexer.metadata.sheet import Sheet, closed_up, outside_quotes
from indexer.metadata.title import Title

OPENING = 8
_TAIL = re.compile(
    r"(?:\s*[((](?:[^()()]{0,40})[))]|\s*(?:全文|(?:19|20)\d\d年?(?:\d+月(?:\d+日)?)?|[-—–]+.{0,30}|\.\w{2,4}))+$"
)


@functools.lru_cache(maxsize=8)
def _compiled(
    rules: tuple[tuple[str, GenreRule], ...],
) -> tuple[tuple[str, tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]], ...]:
    return tuple(
        (name, tuple(map(re.compile, rule.title)), tuple(map(re.compile, rule.opening))) for name, rule in rules
    )


def find_genre(sheet: Sheet, title: Title, config: Config) -> tuple[str, Evidence | None]:
    """The genre and the words that show it; 其他 and None when no rule speaks."""
    rules = _compiled(tuple(config.genres.items()))
    bare = _TAIL.sub("", closed_up(outside_quotes(title.folded))).strip()
    best: tuple[int, int, str, str] | None = None
    for name, patterns, _ in rules:
        for pattern in patterns:
            for found in pattern.finditer(bare):
                rank = (found.end(), len(found[0]), name, found[0])
                if best is None or rank[:2] > best[:2]:
                    best = rank
    if best:
        return best[2], Evidence(best[3], "title", 0.9)
    opening = "\n".join(closed_up(line) for line in sheet.head[:OPENING])
    for name, _, patterns in rules:
        for pattern in patterns:
            for line in (*opening.split("\n"), opening):
                if found_line := pattern.search(line):
                    return name, Evidence(found_line[0].strip()[:40], "opening", 0.75)
    return "其他", None
