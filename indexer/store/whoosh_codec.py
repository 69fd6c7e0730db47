"""The codec: Whoosh's way into a segment, so that its Searcher, parser, highlighter and sorting work on it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from gongbao.indexer.store.arrays import Array, boundaries
from gongbao.indexer.store.columns import FacetReader, NumberReader
from gongbao.indexer.store.impacts import LENGTHS
from gongbao.indexer.store.postings import FieldPostings
from gongbao.indexer.store.segment import Segment, SegmentArrays


class GongbaoCodec(base.Codec):
    """Reads segments for Whoosh; they are written by ``gongbao.indexer.store.writer`` only."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: base.Segment) -> base.PerDocumentWriter:
        raise NotImplementedError("gongbao segments are written through the writer of gongbao.indexer.store")

    def field_writer(self, storage: Any, segment: base.Segment) -> base.FieldWriter:
        raise NotImplementedError("gongbao segments are written through the writer of gongbao.indexer.store")

    def terms_reader(self, storage: Any, segment: Segment) -> TermsReader:
        return TermsReader(segment.arrays(storage))

    def per_document_reader(self, storage: Any, segment: Segment) -> DocumentsReader:
        return DocumentsReader(segment.arrays(storage), segment)

    def new_segment(self, storage: Any, indexname: str) -> Segment:
        return Segment(indexname)


CODEC = GongbaoCodec()


class TermsReader(base.TermsReader):
    """The terms of a segment, field by field, each in byte order."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays

    def _found(self, field: str, text: bytes) -> tuple[FieldPostings | None, int]:
        """The field's postings and the number of the term; no postings if the segment lacks the term."""
        postings = self._arrays.postings(field)
        term = postings.find(text) if postings is not None else None
        return (None, -1) if term is None else (postings, term)

    def _find(self, field: str, text: bytes) -> tuple[FieldPostings, int]:
        postings, term = self._found(field, text)
        if postings is None:
            raise TermNotFound(f"No term {field}:{text!r}")
        return postings, term

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._found(*term)[0] is not None

    def indexed_field_names(self) -> list[str]:
        return list(self._arrays.fields)

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        postings = self._arrays.postings(fieldname)
        if postings is None:
            return base.EmptyCursor()
        return FieldCursor(self._arrays, fieldname, postings, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in sorted(self._arrays.fields):
            yield from self.terms_from(field, b"", only=True)

    def terms_from(self, fieldname: str, prefix: bytes, only: bool = False) -> Iterator[tuple[str, bytes]]:
        for field in sorted(self._arrays.fields):
            postings = self._arrays.postings(field)
            if field < fieldname or postings is None or (only and field > fieldname):
                continue
            first = postings.seek(prefix) if field == fieldname else 0
            for text in postings.texts(first):
                yield field, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        return term_info(self._arrays, fieldname, *self._find(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        postings, term = self._found(fieldname, text)
        return 0.0 if postings is None else float(weights(self._arrays, fieldname, postings, term).sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        postings, term = self._found(fieldname, text)
        return 0 if postings is None else postings.document_count(term)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> LeafMatcher:
        postings, term = self._find(fieldname, text)
        return TermMatcher(self._arrays, (fieldname, text), postings, term, format_, scorer)


def weights(arrays: SegmentArrays, field: str, postings: FieldPostings, term: int) -> Array:
    """What Whoosh calls the weight of each posting: tf in a scored field, else 1 (uint32[df])."""
    return postings.tfs(term) if field in arrays.totals else np.ones(postings.document_count(term), np.uint32)


def term_info(arrays: SegmentArrays, field: str, postings: FieldPostings, term: int) -> TermInfo:
    """Whoosh's statistics of a term."""
    docs, tfs, lengths = postings.docs(term), weights(arrays, field, postings, term), arrays.lengths(field)
    shortest, longest = None, 0
    if lengths is not None:
        own = lengths[docs]
        shortest, longest = int(LENGTHS[own.min()]), int(LENGTHS[own.max()])
    return TermInfo(
        weight=float(tfs.sum()),
        df=len(docs),
        minlength=shortest,
        maxlength=longest,
        maxweight=float(tfs.max()),
        minid=int(docs[0]),
        maxid=int(docs[-1]),
    )


class FieldCursor(base.FieldCursor):
    """Walks the terms of one field; what Whoosh's fuzzy matching steps through."""

    def __init__(self, arrays: SegmentArrays, name: str, postings: FieldPostings, field: Any) -> None:
        self._arrays, self._name, self._postings, self._field = arrays, name, postings, field
        self._term = 0

    def first(self) -> str | None:
        self._term = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        self._term = self._postings.seek(term if isinstance(term, bytes) else self._field.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        self._term += 1
        return self.text()

    def text(self) -> str | None:
        return self._field.from_bytes(self._postings.text(self._term)) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return term_info(self._arrays, self._name, self._postings, self._term) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._term < len(self._postings)


class TermMatcher(LeafMatcher):
    """Steps through the postings of one term, as one block."""

    def __init__(self, arrays: SegmentArrays, term: tuple[str, bytes], postings: FieldPostings, number: int,
                 format_: Any, scorer: Any) -> None:  # fmt: skip
        self._arrays, self._term, self._postings, self._number = arrays, term, postings, number
        self.format, self.scorer = format_, scorer
        self._ids: list[int] = postings.docs(number).tolist()
        self._tfs: Array = weights(arrays, term[0], postings, number)
        self._weights: list[float] = self._tfs.astype(float).tolist()
        self._positions: Array | None = None
        self._i = 0

    def term(self) -> tuple[str, bytes]:
        return self._term

    def is_active(self) -> bool:
        return self._i < len(self._ids)

    def reset(self) -> None:
        self._i = 0

    def copy(self) -> TermMatcher:
        twin = TermMatcher(self._arrays, self._term, self._postings, self._number, self.format, self.scorer)
        twin._i = self._i
        return twin

    def id(self) -> int:
        return self._ids[self._i]

    def all_ids(self) -> Iterable[int]:
        return iter(self._ids[self._i :])

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._i += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def weight(self) -> float:
        return self._weights[self._i]

    def value(self) -> Any:
        if not self.format.supports("positions"):
            return b""
        return self.format.encode(self._places())

    def value_as(self, astype: str) -> Any:
        if astype == "positions":
            return self._places()
        if astype == "frequency":
            return int(self._tfs[self._i])
        return self.format.decoder(astype)(self.value())

    def _places(self) -> list[int]:
        if self._positions is None:
            self._positions = self._postings.positions(self._number)
            self._starts = boundaries(self._tfs)
        places: list[int] = self._positions[self._starts[self._i] : self._starts[self._i + 1]].tolist()
        return places

    def supports(self, astype: str) -> bool:
        supported: bool = self.format.supports(astype)
        return supported

    def supports_block_quality(self) -> bool:
        return False

    def block_min_length(self) -> int:
        return int(self._own_lengths().min())

    def block_max_length(self) -> int:
        return int(self._own_lengths().max())

    def block_max_weight(self) -> float:
        return float(self._tfs.max())

    def _own_lengths(self) -> Array:
        lengths = self._arrays.lengths(self._term[0])
        return np.ones(1, np.int64) if lengths is None else LENGTHS[lengths[self._postings.docs(self._number)]]


class DocumentsReader(base.PerDocumentReader):
    """What a segment knows of each document: stored fields, lengths, columns, and whether it is deleted."""

    def __init__(self, arrays: SegmentArrays, segment: Segment) -> None:
        self._arrays, self._segment = arrays, segment

    def doc_count(self) -> int:
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        return self._arrays.count

    def has_deletions(self) -> bool:
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._arrays.columns.facets or fieldname in self._arrays.columns.numbers

    def list_columns(self) -> list[str]:
        return [*self._arrays.columns.facets, *self._arrays.columns.numbers]

    def column_reader(self, fieldname: str, column: Any) -> FacetReader | NumberReader:
        columns = self._arrays.columns
        if fieldname in columns.facets:
            return FacetReader(columns.facets[fieldname], columns.values(fieldname))
        return NumberReader(columns.numbers[fieldname])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._arrays.lengths(fieldname)
        return default if lengths is None else int(LENGTHS[lengths[docnum]])

    def field_length(self, fieldname: str) -> int:
        return self._arrays.totals.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._arrays.lengths(fieldname)
        return 0 if lengths is None else int(LENGTHS[lengths.min()])

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._arrays.lengths(fieldname)
        return 0 if lengths is None else int(LENGTHS[lengths.max()])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return self._arrays.stored.fields(docnum)
