"""What a search gives back: hits with their place in the world, exact counts, facets, and how it was understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gongbao.search.engines.protocol import Value
from gongbao.search.query.ast import Query


class Hit(NamedTuple):
    """One paragraph that matched.

    ``highlights`` are (start, end) offsets within ``snippet``, which is ``text[snippet_start:]`` cut short;
    ``copies`` are the ids of documents that are left out because they repeat this one; ``more`` counts the other
    matching paragraphs of this document when results are grouped by document. ``custom`` holds config.yaml's facets.
    ``matches`` counts the places that match in the whole ``text``.
    """

    id: str
    score: float
    document: str
    title: str
    city: str | None
    province: str | None
    county: str | None
    level: str | None
    year: int | None
    date: str | None
    genre: str | None
    source: str | None
    section: tuple[str, ...]
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    snippet_start: int
    text: str
    path: str
    position: int
    copies: tuple[str, ...] = ()
    more: int = 0
    custom: Mapping[str, str] = {}
    matches: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Every field of the hit, as ``search --json`` prints it: tuples are lists."""
        return self._asdict() | {
            "section": list(self.section),
            "highlights": [list(span) for span in self.highlights],
            "copies": list(self.copies),
            "custom": dict(self.custom),
        }


class Results(NamedTuple):
    """``total`` paragraphs in ``documents`` documents match; ``hits`` is the page asked for out of ``rows`` rows.

    ``facets``: name → (value, number of paragraphs), most frequent first; a facet's counts ignore the filter
    on that facet. ``interpretation`` is the query as understood, in the query language, and ``query`` its tree (None
    where every paragraph was asked for). ``left_out`` counts the matching paragraphs that are left out because their
    documents repeat another one. ``notes`` say what a bound cut short and what else would be found. ``offers`` works
    out the suggestions.
    """

    total: int
    documents: int
    rows: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[Value, int], ...]]
    seconds: float
    interpretation: str
    query: Query | None = None
    left_out: int = 0
    notes: tuple[str, ...] = ()
    offers: Callable[[], tuple[str, ...]] = tuple

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Queries to try when nothing was found, worked out when first asked for: that may need a dictionary."""
        return self.offers()

    def to_dict(self) -> dict[str, Any]:
        """The results as ``search --json`` prints them; ``query`` is the tree in JSON (see ``query.json_form``)."""
        from gongbao.search.query.json_form import to_json

        return {
            "total": self.total,
            "documents": self.documents,
            "left_out": self.left_out,
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {name: [list(pair) for pair in pairs] for name, pairs in self.facets.items()},
            "seconds": self.seconds,
            "interpretation": self.interpretation,
            "query": None if self.query is None else to_json(self.query),
            "notes": list(self.notes),
            "suggestions": list(self.suggestions),
        }

    def to_pandas(self) -> Any:
        """The page of hits as a pandas DataFrame, a row each; raises MissingExtra without pandas."""
        from gongbao.search.output.tables import frame

        return frame([hit.to_dict() for hit in self.hits], Hit._fields)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{_cell(hit.city or hit.province)}</td><td>{_cell(hit.year)}</td><td>{_cell(hit.genre)}</td>"
            f"<td>{_cell(hit.title)}</td><td>{highlighted(hit.snippet, hit.highlights)}</td></tr>"
            for hit in self.hits
        )
        head = "".join(f"<th>{name}</th>" for name in ("city", "year", "genre", "title", "snippet"))
        return (
            f"<p>{_cell(self.interpretation)}: {self.total:,} paragraphs in {self.documents:,} documents</p>"
            f"<table><tr>{head}</tr>{rows}</table>"
        )


def highlighted(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """Escaped HTML of the text with <mark> around the spans."""
    parts, at = [], 0
    for start, end in spans:
        parts += [_escape(text[at:start]), "<mark>", _escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*parts, _escape(text[at:])])


def _escape(text: str) -> str:
    import html  # its table of entities takes 2 ms, and only notebooks show HTML

    return html.escape(text)


def _cell(value: object) -> str:
    return "" if value is None else _escape(str(value))
