"""How an index offers methods of other objects as its own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from gongbao.indexer.errors import IndexClosed, IndexLocked
from gongbao.search.analyses.selection import Corpus

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
_TRIES = 5


def offered(method: Callable[Concatenate[T, P], R], of: Callable[[Corpus], T]) -> Callable[Concatenate[Any, P], R]:
    """``method`` of what ``of`` makes of an index, as a method of the index, with its signature and docstring.

    All that it reads is of one generation: it begins anew where the index has moved to another one meanwhile. Raises
    IndexLocked when that happens again and again.
    """

    @functools.wraps(method)
    def delegate(index: Any, *args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(_TRIES):
            engine = index.engine
            before = engine.generation
            try:
                answer = method(of(index), *args, **kwargs)
            except IndexClosed:
                if index.engine is engine:
                    raise
                continue
            if index.engine is engine and engine.generation == before:
                return answer
        raise IndexLocked("index.changing_while_counted")

    return delegate
