"""Saving a segment: postings, columns and stored fields, from wherever they come, into one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongbao.indexer.schema import FieldSpec
from gongbao.indexer.store.arrays import Array, ArrayFileWriter
from gongbao.indexer.store.columns import ColumnsBuilder, facet_names, number_names
from gongbao.indexer.store.postings import Postings, PostingsEncoder
from gongbao.indexer.store.stored import StoredBuilder


@dataclass(frozen=True, slots=True)
class Inverted:
    """One field: its postings in order of terms.

    With positions also the length bytes (uint8[N]) of the documents, all 0 for a field that is not ``scored``.
    """

    postings: Iterable[Postings]
    lengths: Array | None = None
    scored: bool = False


def save(path: Path, fields: Mapping[str, FieldSpec], count: int, inverted: Iterable[tuple[str, Inverted]],
         columns: ColumnsBuilder, stored: StoredBuilder) -> None:  # fmt: skip
    """Write the segment file at ``path``; when this returns, the disk holds it."""
    file = ArrayFileWriter(path)
    try:
        columns.write(file)
        stored.write(file)  # and lets go of the texts before postings need memory
        names, totals = [], {}
        for name, own in inverted:
            encoder = PostingsEncoder(count, own.lengths, own.scored)
            for postings in own.postings:
                encoder.add(postings)
            encoder.write(file, name)
            names.append(name)
            if own.scored and own.lengths is not None:
                file.add(f"{name}.lengths", own.lengths)
                totals[name] = encoder.total
        facts = {
            "documents": count,
            "fields": names,
            "totals": totals,
            "facets": facet_names(fields),
            "numbers": number_names(fields),
            "stored": stored.facts,
        }
        file.close(facts)
    except BaseException:
        file.abandon()
        path.unlink(missing_ok=True)
        raise
