"""An answer that could not be worked out because the index is damaged says so."""

from __future__ import annotations

from typing import Protocol

from gongbao.indexer.errors import GongbaoError


class Verifiable(Protocol):
    """What can compare its checksums."""

    def verify(self) -> None:
        """Raises IndexDamaged where one differs."""


class raise_if_corrupt:
    """A ``with`` whose body's errors become IndexDamaged, if an array of the snapshot has changed since it was written.

    Checksums are compared only after an error: while a question is answered, that would take longer than the answer.
    What fails over a sound index is raised as it is.
    """

    def __init__(self, snapshot: Verifiable) -> None:
        self._snapshot = snapshot

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, GongbaoError):
            self._snapshot.verify()  # whatever arrays that contradict each other may lead to
