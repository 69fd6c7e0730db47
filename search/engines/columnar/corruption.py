"""An answer that could not be worked out because the index is damaged says so."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from gongbao.indexer.errors import GongbaoError

Asked = ParamSpec("Asked")
Given = TypeVar("Given")


class Verifiable(Protocol):
    """What can compare its checksums."""

    def verify(self) -> None:
        """Raises IndexDamaged where one differs."""


Held = TypeVar("Held", bound=Verifiable)


def telling(
    method: Callable[Concatenate[Held, Asked], Given],
) -> Callable[Concatenate[Held, Asked], Given]:
    """The same method; but when it fails, and an array has changed since it was written, it raises IndexDamaged.

    Checksums are compared only then: while a question is answered, that would take longer than the answer. What fails
    over a sound index is raised as it is.
    """

    @functools.wraps(method)
    def told(self: Held, *args: Asked.args, **options: Asked.kwargs) -> Given:
        try:
            return method(self, *args, **options)
        except GongbaoError:
            raise
        except Exception:  # whatever arrays that contradict each other may lead to
            self.verify()
            raise

    return told
