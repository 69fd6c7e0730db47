"""Regular expressions over paragraph text, kept to those that cannot run away."""

from __future__ import annotations

import functools
import re
import warnings
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as sre  # type: ignore[attr-defined]
from typing import Any

from gongbao.indexer.errors import QueryError

MAX_REPEAT = 100
WIDE = 10
MOST_WIDE = 2
MOST_WAYS = 10_000
SECONDS = 5.0
"""So long may the matching of one pattern take in one request; engines raise SearchTimeout beyond it."""
_LOOPS = (op.MAX_REPEAT, op.MIN_REPEAT, getattr(op, "POSSESSIVE_REPEAT", None))


@functools.lru_cache(maxsize=256)
def _parsed(pattern: str) -> Any:
    """Python's own tree of a pattern; raises re.error, OverflowError or RecursionError where it is not valid."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about signs that may mean something else one day
        return sre.parse(pattern)


def check(pattern: str) -> None:
    """Lets a pattern pass that may run over every text of an index.

    Raises QueryError (column counted from the pattern's start) for one that is not valid, that matches nothing at
    all, or that could take exponential time: repetitions inside repetitions, back references.
    """
    try:
        tree = _parsed(pattern)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expression = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise QueryError("pattern.invalid", column=getattr(error, "pos", 0), error=error) from None
    if expression.match(""):
        raise QueryError("pattern.matches_nothing")
    _check(tree, inside=False)
    if _loose(tree) > 1:
        raise QueryError("pattern.several_open")
    wide, ways = _freedom(tree)
    if wide > MOST_WIDE or ways > MOST_WAYS:
        raise QueryError("pattern.too_many_ways")


def required(pattern: str) -> tuple[str, ...]:
    """Strings that stand in every text that a valid pattern matches, in the pattern's order.

    >>> required("第[0-9]+届人大")
    ('第', '届人大')
    """
    return tuple(_required(_parsed(pattern)))


def _check(tree: Any, inside: bool) -> None:
    """Refuses what makes matching exponential: an unbounded repeat within a repeat, and references."""
    for kind, value in tree:
        if kind in (op.GROUPREF, op.GROUPREF_EXISTS):
            raise QueryError("pattern.reference")
        if kind in _LOOPS:
            low, high, body = value
            wide = high is op.MAXREPEAT or high > MAX_REPEAT
            if inside and (wide or high > 1):
                raise QueryError("pattern.nested")
            if low > MAX_REPEAT:
                raise QueryError("pattern.repetitions", most=MAX_REPEAT)
            _check(body, inside or high is op.MAXREPEAT or high > 1)
        elif kind is op.SUBPATTERN:
            _check(value[-1], inside)
        elif kind is op.BRANCH:
            for branch in value[1]:
                _check(branch, inside)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            _check(value[1], inside)


def _loose(tree: Any) -> int:
    """How many wide repetitions have no literal right after them: each can multiply the time by the text's length."""
    count = 0
    items = list(tree)
    for at, (kind, value) in enumerate(items):
        if kind in _LOOPS and value[1] is not None and (value[1] is op.MAXREPEAT or value[1] > WIDE):
            count += not (at + 1 < len(items) and items[at + 1][0] is op.LITERAL)
        if kind is op.SUBPATTERN:
            count += _loose(value[-1])
        elif kind is op.BRANCH:
            count += max(map(_loose, value[1]))
    return count


def _freedom(tree: Any) -> tuple[int, int]:
    """How many wide repetitions there are, and in how many ways the other optional parts can be combined: trying
    them all takes that many steps at every character."""
    wide, ways = 0, 1
    for kind, value in tree:
        if kind in _LOOPS:
            low, high, body = value
            own_wide, own_ways = _freedom(body)
            if high is op.MAXREPEAT or high > WIDE:
                wide += 1 + own_wide
                ways *= own_ways if own_ways == 1 else MOST_WAYS + 1  # two ways at every round: twice the time each
            else:
                wide += own_wide
                ways *= (high - low + 1) * own_ways ** max(high, 1)
        elif kind is op.SUBPATTERN:
            own_wide, own_ways = _freedom(value[-1])
            wide, ways = wide + own_wide, ways * own_ways
        elif kind is op.BRANCH:
            each = [_freedom(branch) for branch in value[1]]
            wide += max(w for w, _ in each)
            ways *= sum(n for _, n in each)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            own_wide, own_ways = _freedom(value[1])
            wide, ways = wide + own_wide, ways * own_ways
        ways = min(ways, MOST_WAYS + 1)
    return wide, ways


def _required(tree: Any) -> list[str]:
    """Strings that every match holds: runs of literals outside branches and optional parts."""
    found: list[str] = []
    run = ""
    for kind, value in tree:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        found.append(run)
        run = ""
        if kind is op.SUBPATTERN and value[1] == value[2] == 0:
            found += _required(value[-1])
        elif kind in _LOOPS and value[0] > 0:
            found += _required(value[2])
    return [string for string in [*found, run] if string]
