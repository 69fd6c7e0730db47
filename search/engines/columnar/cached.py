"""What an object works out once: ``functools.cached_property`` without its lock.

Before Python 3.12, all objects of a class share one lock a property: a thread that evaluates an Or within an And, and
one that evaluates an And within an Or, would wait for each other for ever. Nodes belong to one evaluation, in one
thread; where several threads share an object, they may work out the same value twice, and one of the two stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property:
        """Computed when first asked for, then kept in the object's ``__dict__``, where it is found before this."""

        def __init__(self, compute: Any) -> None:
            self._compute = compute
            self.__doc__ = compute.__doc__

        def __set_name__(self, owner: Any, name: str) -> None:
            self._name = name

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            held = instance.__dict__
            if self._name not in held:  # where a subclass asks by super()
                held[self._name] = self._compute(instance)
            return held[self._name]


__all__ = ["cached_property"]
