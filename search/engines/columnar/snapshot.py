"""One generation of an index, open for questions; whoever asks keeps it until the answer is complete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongbao.indexer.config import Config
from gongbao.indexer.folding import units_table
from gongbao.indexer.schema import FACETS
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.copies import Copies
from gongbao.search.engines.columnar.facets import Facets
from gongbao.search.engines.columnar.filters import FilterMasks
from gongbao.search.engines.columnar.lengths import ParagraphLengths
from gongbao.search.engines.columnar.segments import Segments
from gongbao.search.engines.protocol import Columns

if TYPE_CHECKING:
    from gongbao.indexer.store import Generation


class Snapshot:
    """The segments of a generation with what is worked out of them once: facets, masks of filters, copies, lengths."""

    def __init__(self, generation: Generation, config: Config) -> None:
        self.generation = generation.number
        self.segments = Segments(generation.segments, generation.fields)
        self.facets = Facets(self.segments)
        self.filters = FilterMasks(self.segments, self.facets)
        self.lengths = ParagraphLengths(self.segments, config.analysis)
        self._prepare((*FACETS, *config.facets))

    def _prepare(self, facets: tuple[str, ...]) -> None:
        """Work out now what every answer needs, so that the first one need not wait (3 ms)."""
        units_table()
        for reader in self.segments.readers:
            reader.prepare()
        if self.segments.readers and all(map(self.facets.in_profiles, facets)):
            self.facets.layout(facets)

    @cached_property
    def copies(self) -> Copies:
        """Which documents repeat others."""
        return Copies(self.segments)

    def document(self, number: int) -> int:
        """The number of a paragraph's document in the whole index."""
        reader = self.segments.readers[self.segments.place(number)]
        return reader.first_document + int(reader.document[number - reader.base])

    def columns(self, numbers: Sequence[int], names: tuple[str, ...]) -> Columns:
        """Stored fields of paragraphs, given by their numbers in the whole index, in their order."""
        readers = self.segments.readers
        if not names or not numbers:
            return Columns(names, [()] * len(names))
        if len(readers) == 1:
            return Columns(names, readers[0].arrays.stored.values(numbers, names))
        rows_of: dict[int, list[int]] = {}  # by segment
        for row, number in enumerate(numbers):
            rows_of.setdefault(self.segments.place(number), []).append(row)
        values: list[list[Any]] = [[None] * len(numbers) for _ in names]
        for place, rows in rows_of.items():
            reader = readers[place]
            held = reader.arrays.stored.values([numbers[row] - reader.base for row in rows], names)
            for column, own in zip(values, held, strict=True):
                for row, value in zip(rows, own, strict=True):
                    column[row] = value
        return Columns(names, values)

    def verify(self) -> None:
        """Read every byte; raises IndexDamaged naming the first array that has changed since it was written."""
        for reader in self.segments.readers:
            reader.arrays.file.verify()
