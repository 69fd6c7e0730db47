"""How near strings stand in paragraphs, told by the positions of their pairs of characters where these tell it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from gongbao.indexer.folding import fold_all
from gongbao.indexer.store.stored import TEXT
from gongbao.search.engines.columnar import string_positions
from gongbao.search.engines.columnar.decoded_postings import Postings
from gongbao.search.engines.columnar.segments import SegmentReader
from gongbao.search.engines.columnar.snapshot import Snapshot
from gongbao.search.engines.columnar.sorted_lists import Ids
from gongbao.search.engines.columnar.verification import pairs_of
from gongbao.search.query.ast import All, Query, Substring
from gongbao.search.ranking import proximity

if TYPE_CHECKING:
    from numpy.typing import NDArray


def min_distances(
    snapshot: Snapshot, query: Query | None, strings: Sequence[str], numbers: Sequence[int]
) -> list[list[int]]:
    """``ranking.proximity.min_distances`` in the text of each of some paragraphs that match the query, given by their
    numbers in the whole index: int[len(numbers)][len(strings) - 1]."""
    told = min(map(len, strings)) > 1 and _every_match_holds(query, strings)
    found: dict[int, list[int]] = {}
    for reader in snapshot.segments.readers:
        own = sorted([number for number in numbers if 0 <= number - reader.base < reader.size])
        if not own:
            continue
        ids = np.array(own, np.int64) - reader.base
        if told:
            rows = by_positions(reader, strings, ids).T.tolist()
        else:
            texts = fold_all(reader.arrays.stored.texts.all_of(ids.tolist()))
            rows = [proximity.min_distances(strings, text) for text in texts]
        found |= zip(own, rows, strict=True)
    return [found[number] for number in numbers]


def _every_match_holds(query: Query | None, strings: Sequence[str]) -> bool:
    """Whether whatever matches the query has all the strings in its text."""
    if not isinstance(query, All):
        return False
    held = {child.text for child in query.children if isinstance(child, Substring) and child.field == TEXT}
    return held.issuperset(strings)


def by_positions(reader: SegmentReader, strings: Sequence[str], ids: Ids) -> NDArray[np.int64]:
    """How far apart each two neighbours among strings of two or more characters are, in ascending paragraphs that hold
    them all: int64[len(strings) - 1, len(ids)]."""
    held = [pairs for string in strings if (pairs := pairs_of(reader, string)) is not None]
    found = []
    for one, other in pairwise(zip(map(len, strings), held, strict=True)):
        (size, few), (other_size, many) = sorted((one, other), key=_rarest)
        places = many[0][1].occurrences if len(many) == 1 else string_positions.starts(many, ids)
        starts = string_positions.starts(few, ids)
        found.append(string_positions.min_distances(starts, size, places, other_size, ids, proximity.REACH))
    return np.array(found)


def _rarest(string: tuple[int, Sequence[tuple[int, Postings]]]) -> int:
    """In how many paragraphs the rarest pair of characters of a string stands, given with its size."""
    return min([postings.count for _, postings in string[1]])
