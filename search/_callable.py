"""Why ``gongbao.search`` can be called although it is a package.

The public face has a function ``gongbao.search(…)``, and the folder that holds what it needs is called ``search`` too.
Python binds a package to that name on ``gongbao`` when it is imported, whatever stood there; so the package itself
answers the call.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any


class CallablePackage(ModuleType):
    """A package that, when called, does what its attribute ``search`` does."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.search(*args, **kwargs)
