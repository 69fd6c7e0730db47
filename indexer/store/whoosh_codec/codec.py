"""Whoosh's codec over our segments: its Searcher, parser, highlighter and sorting read them through these classes.

Their methods are those of the classes in Whoosh's ``codec.base`` and ``columns``, which say what each does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.matching import LeafMatcher
from whoosh.reading import TermInfo, TermNotFound

from gongbao.indexer.store.arrays import Array
from gongbao.indexer.store.impacts import LENGTHS
from gongbao.indexer.store.postings import FieldPostings
from gongbao.indexer.store.segment import INDEX_NAME, Segment, SegmentArrays
from gongbao.indexer.store.whoosh_codec.matcher import TermMatcher, term_info, weights


class WhooshSegment(base.Segment):
    """A segment as Whoosh's readers hold it."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(INDEX_NAME)
        self.segid = segment.identifier
        self.segment = segment

    def codec(self) -> base.Codec:
        return CODEC

    def should_assemble(self) -> bool:
        return False

    def doc_count_all(self) -> int:
        return self.segment.count

    def deleted_count(self) -> int:
        return len(self.segment.deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.segment.deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.segment.deleted


class GongbaoCodec(base.Codec):
    """Reads segments for Whoosh; they are written by ``gongbao.indexer.store.open_writer`` only."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: WhooshSegment) -> base.PerDocumentWriter:
        raise NotImplementedError(_READ_ONLY)

    def field_writer(self, storage: Any, segment: WhooshSegment) -> base.FieldWriter:
        raise NotImplementedError(_READ_ONLY)

    def terms_reader(self, storage: Any, segment: WhooshSegment) -> TermsReader:
        return TermsReader(segment.segment.arrays)

    def per_document_reader(self, storage: Any, segment: WhooshSegment) -> DocumentsReader:
        return DocumentsReader(segment.segment.arrays, segment)

    def new_segment(self, storage: Any, indexname: str) -> WhooshSegment:
        raise NotImplementedError(_READ_ONLY)


_READ_ONLY = "gongbao's segments are written by gongbao.indexer.store.open_writer"

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


class DocumentsReader(base.PerDocumentReader):
    """What a segment knows of each document: stored fields, lengths, columns, and whether it is deleted."""

    def __init__(self, arrays: SegmentArrays, segment: WhooshSegment) -> None:
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


class FacetReader(ColumnReader):
    """Whoosh's view of a facet column."""

    def __init__(self, ordinals: Array, values: list[bytes]) -> None:
        self._ordinals, self._values = ordinals, values

    def __len__(self) -> int:
        return len(self._ordinals)

    def __getitem__(self, document: int) -> bytes:
        return self._values[self._ordinals[document]]


class NumberReader(ColumnReader):
    """Whoosh's view of a number column: numbers as unsigned integers that sort alike."""

    def __init__(self, numbers: Array) -> None:
        self._numbers, self._sign = numbers, 1

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, document: int) -> int:
        return int(self._numbers[document]) + 2**31

    def sort_key(self, document: int) -> int:
        return self._sign * self[document]

    def set_reverse(self) -> None:
        self._sign = -1
