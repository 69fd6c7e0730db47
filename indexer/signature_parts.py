"""Signatures of documents and their band keys, a part a commit: in memory, or mapped from a file that never changes.

A part holds in rows the ids of D documents (numbers of 48 bits), their band keys by band, uint32[BANDS, D], and their
signatures end to end. Nothing of a mapped part is in memory but what is being compared.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongbao.indexer.minhash import BANDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FILTER_BITS = 20
"""A table of so many bits tells which of a part's keys may be among those asked for: it fits into the cache."""


class Part:
    """Documents that may be the original of others; ``dead`` (bool[D]) are those that are none any more."""

    def __init__(self, ids: Sequence[str], keys: Any, data: Sequence[bytes]) -> None:
        """``keys``: uint32[D, BANDS]."""
        import numpy as np

        self.path: Path | None = None
        self.keys: Any = np.ascontiguousarray(np.asarray(keys, np.uint32).reshape(-1, BANDS).T)
        self.dead: NDArray[np.bool_] = np.zeros(len(ids), bool)
        self._ids: Sequence[str] | None = list(ids)
        self._numbers: Any = None
        self._data: Any = list(data)
        self._at: Any = None

    @classmethod
    def mapped(cls, path: Path, dead: Any = ()) -> Part:
        """The part in a file; raises OSError, IndexDamaged."""
        import numpy as np

        from gongbao.indexer.store.arrays import ArrayFile

        file = ArrayFile(path)
        part = cls.__new__(cls)
        part.path, part._ids = path, None
        part._numbers, part._data, part._at = file["ids"], file["data"].data, file["at"]
        part.keys = file["keys"].reshape(BANDS, -1)
        part.dead = np.zeros(len(part._numbers), bool)
        part.dead[np.asarray(dead, np.int64)] = True
        return part

    def write(self, path: Path) -> Part:
        """Write the living rows to a file, synced; the part as it is mapped from there."""
        return write_joined([self], path)

    def __len__(self) -> int:
        return len(self.dead)

    def id_of(self, row: int) -> str:
        """The id of the document in a row."""
        return self._ids[row] if self._ids is not None else f"{int(self._numbers[row]):012x}"

    def signature(self, row: int) -> bytes:
        """Its signature."""
        if self._at is None:
            found: bytes = self._data[row]
            return found
        return bytes(self._data[int(self._at[row]) : int(self._at[row + 1])])

    def discard(self, keys: Collection[str]) -> None:
        """Forget the documents with these ids."""
        import numpy as np

        if not keys or not len(self):
            return
        if self._ids is not None:
            self.dead |= np.fromiter((name in keys for name in self._ids), bool, len(self))
        else:
            self.dead |= np.isin(self._numbers, np.array([int(name, 16) for name in keys], np.uint64))

    def sharing(self, keys: Any) -> tuple[Any, Any]:
        """Which of n texts (``keys``: uint32[n, BANDS]) share a band with which living row: two int64 arrays, ordered
        by text, then row, each pair once."""
        import numpy as np

        none = np.zeros(0, np.int64)
        if not len(self) or not len(keys):
            return none, none
        shift = np.uint32(32 - _FILTER_BITS)
        living = ~self.dead
        pairs: list[Any] = []
        for band in range(BANDS):
            wanted, held = keys[:, band], self.keys[band]
            if len(wanted) < 16:
                rows = np.flatnonzero(np.isin(held, wanted) & living)
            else:
                table = np.zeros(1 << _FILTER_BITS, bool)
                table[wanted >> shift] = True
                rows = np.flatnonzero(table[held >> shift] & living)
            if not len(rows):
                continue
            order = np.argsort(wanted, kind="stable")
            ordered = wanted[order]
            low, high = ordered.searchsorted(held[rows]), ordered.searchsorted(held[rows], "right")
            counts = high - low
            texts = np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))
            pairs.append(order[texts].astype(np.uint64) << np.uint64(32) | np.repeat(rows, counts).astype(np.uint64))
        if not pairs:
            return none, none
        found = np.unique(np.concatenate(pairs))
        return (found >> np.uint64(32)).astype(np.int64), (found & np.uint64(0xFFFFFFFF)).astype(np.int64)


def write_joined(parts: Sequence[Part], path: Path) -> Part:
    """The living rows of parts as one part in a file, synced; the part as it is mapped from there."""
    import numpy as np

    from gongbao.indexer.store.arrays import ArrayFileWriter, boundaries

    rows = [np.flatnonzero(~part.dead) for part in parts]
    sizes: list[int] = []

    def blobs() -> Any:
        yield np.zeros(0, np.uint8)
        for part, kept in zip(parts, rows, strict=True):
            for start in range(0, len(kept), 1 << 12):
                some = [part.signature(row) for row in kept[start : start + (1 << 12)].tolist()]
                sizes.extend(map(len, some))
                yield np.frombuffer(b"".join(some), np.uint8)

    file = ArrayFileWriter(path)
    try:
        file.add(
            "ids",
            np.array(
                [int(p.id_of(r), 16) for p, kept in zip(parts, rows, strict=True) for r in kept.tolist()], np.uint64
            ),
        )
        keys = np.concatenate([part.keys[:, kept] for part, kept in zip(parts, rows, strict=True)], axis=1)
        file.add("keys", np.ascontiguousarray(keys, np.uint32).reshape(-1))
        file.add("data", blobs())
        file.add("at", boundaries(np.array(sizes, np.int64)))
        file.close({})
    except BaseException:
        file.abandon()
        path.unlink(missing_ok=True)
        raise
    return Part.mapped(path)
