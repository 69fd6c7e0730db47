"""The schema of an index as Whoosh sees it: field types and analyzers that give the terms that are in the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import columns, fields, formats
from whoosh.analysis import Analyzer, Token

from gongbao.indexer.analysis import grams, words
from gongbao.indexer.config import Analysis
from gongbao.indexer.schema import FieldSpec


def schema_for_whoosh(specs: Iterable[FieldSpec], analysis: Analysis = Analysis()) -> fields.Schema:
    """The Whoosh schema of an index with these fields, whose words are those of ``analysis``."""
    return fields.Schema(**{spec.name: field_type(spec, analysis) for spec in specs})


def field_type(spec: FieldSpec, analysis: Analysis) -> fields.FieldType:
    """Whoosh's type for a field."""
    match spec.kind:
        case "words":
            return fields.TEXT(WordAnalyzer(analysis), phrase=True, stored=spec.stored)
        case "pairs":
            return PAIRS()
        case "id":
            return fields.ID(stored=spec.stored, unique=spec.unique)
        case "facet":
            return fields.ID(stored=spec.stored, sortable=columns.RefBytesColumn())
        case "number":
            return fields.NUMERIC(int, stored=spec.stored, sortable=True)
        case "stored":
            return fields.STORED()


class PAIRS(fields.FieldType):
    """Which pairs of characters a paragraph holds: documents only, never scored."""

    def __init__(self) -> None:
        self.analyzer = GramAnalyzer()
        self.format = formats.Existence()
        self.indexed = True
        self.scorable = False
        self.stored = False
        self.unique = False
        self.vector = None
        self.multitoken_query = "and"


class WordAnalyzer(Analyzer):
    """``analysis.words`` for Whoosh: mode "query" gives whole words only, so that phrases line up."""

    def __init__(self, settings: Analysis = Analysis()) -> None:
        self.settings = settings

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WordAnalyzer) and self.settings == other.settings

    def __hash__(self) -> int:
        return hash(self.settings)

    def __call__(self, value: str, positions: bool = False, chars: bool = False, keeporiginal: bool = False,
                 removestops: bool = True, start_pos: int = 0, start_char: int = 0, mode: str = "",
                 **kwargs: Any) -> Iterator[Token]:  # fmt: skip
        token = Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
        for word in words(value, self.settings, parts=mode != "query"):
            token.text = word.text
            token.boost = 1.0
            token.stopped = False
            if keeporiginal:
                token.original = value[word.start : word.end]
            if positions:
                token.pos = start_pos + word.position
            if chars:
                token.startchar = start_char + word.start
                token.endchar = start_char + word.end
            yield token


class GramAnalyzer(Analyzer):
    """``analysis.grams`` for Whoosh; positions are those of the first character."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GramAnalyzer)

    def __hash__(self) -> int:
        return hash(GramAnalyzer)

    def __call__(self, value: str, positions: bool = False, chars: bool = False, keeporiginal: bool = False,
                 removestops: bool = True, start_pos: int = 0, start_char: int = 0, mode: str = "",
                 **kwargs: Any) -> Iterator[Token]:  # fmt: skip
        token = Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
        for at, gram in enumerate(grams(value)):
            token.text = gram
            token.boost = 1.0
            token.stopped = False
            if keeporiginal:
                token.original = gram
            if positions:
                token.pos = start_pos + at
            if chars:
                token.startchar = start_char + at
                token.endchar = start_char + at + len(gram)
            yield token
