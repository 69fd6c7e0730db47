"""Which engine answers for an index, and how others than the built-in ones are found.

The address of an index may name its engine, as in ``whoosh://index``; else config.yaml's ``search.engine`` does. A
package adds an engine by an entry point in the group ``gongbao.engines``, whose name is the engine's and which leads to
a callable of an address and the configuration::

    [project.entry-points."gongbao.engines"]
    mine = "my_package.engine:MyEngine"

``docs/engines.md`` says what such an engine has to do, and how it is tested.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable
from typing import cast

from gongbao.indexer.config import Config
from gongbao.indexer.errors import EngineUnavailable, GongbaoError
from gongbao.search.engines.protocol import Engine

GROUP = "gongbao.engines"
"""The group of entry points that engines of other packages stand in."""
MakeEngine = Callable[[str, Config], Engine]
_BUILT_IN = {
    "columnar": ("gongbao.search.engines.columnar.engine", "ColumnarEngine"),
    "whoosh": ("gongbao.search.engines.whoosh.engine", "WhooshEngine"),
}
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9_.+-]+)://(.*)", re.DOTALL)


def open_engine(address: str | os.PathLike[str], config: Config) -> Engine:
    """The engine for the index at ``address``, opened on its newest generation.

    ``address`` is a directory, or ``NAME://…`` for the engine NAME: a built-in one gets what follows ``://``, the
    directory; one of another package gets the whole address.

    Raises EngineUnavailable where there is no engine of that name or it cannot be loaded, and what the engine raises
    where it cannot open the index (IndexMissing, IndexDamaged, IndexOutdated …).

    >>> open_engine("whoosh://index", Config()).capabilities
    frozenset()
    """
    name, place = engine_of(address, config)
    if name in _BUILT_IN:
        module, attribute = _BUILT_IN[name]
        return cast(MakeEngine, getattr(importlib.import_module(module), attribute))(place, config)
    return _foreign(name)(place, config)


def engine_of(address: str | os.PathLike[str], config: Config) -> tuple[str, str]:
    """The name of the engine for an index, and what that engine is given as the address."""
    typed = os.fspath(address)
    named = _ADDRESS.fullmatch(typed)
    if named is None:
        return config.search.engine, typed
    name: str = named[1]
    return name, named[2] if name in _BUILT_IN else typed


def engine_names() -> tuple[str, ...]:
    """The engines there are: the built-in ones, then those that installed packages add, by name."""
    from importlib.metadata import entry_points  # 20 ms, which opening a built-in engine need not take

    return (*_BUILT_IN, *sorted({found.name for found in entry_points(group=GROUP)} - _BUILT_IN.keys()))


def _foreign(name: str) -> MakeEngine:
    """What makes the engine that a package adds under this name; raises EngineUnavailable."""
    from importlib.metadata import entry_points  # see engine_names

    found = sorted(entry_points(group=GROUP, name=name), key=lambda entry: entry.value)
    if not found:
        raise EngineUnavailable("engine.unknown", name=name, known=", ".join(engine_names()))
    if len({entry.value for entry in found}) > 1:
        places = ", ".join(entry.value for entry in found)
        raise EngineUnavailable("engine.several", name=name, places=places)
    try:
        made = found[0].load()
    except GongbaoError:
        raise
    except Exception as error:  # whatever a foreign module does when it is imported
        raise EngineUnavailable(
            "engine.unloadable", name=name, place=found[0].value, kind=type(error).__name__, error=error
        ) from error
    if not callable(made):
        raise EngineUnavailable("engine.not_callable", name=name, place=found[0].value)
    return cast(MakeEngine, made)
