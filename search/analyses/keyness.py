"""Keyness: the words that mark one choice of paragraphs out against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from gongbao.indexer.errors import QueryError
from gongbao.search.analyses.association import g2_two_cell, log_ratio, p_value
from gongbao.search.analyses.trend import rate
from gongbao.search.analyses.words import WrittenForms
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table

KeynessOrder = Literal["g2_two_cell", "log_ratio", "count"]


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word's count in ``a`` and ``b``, per 10,000 words of each, and how it marks ``a`` (negative: ``b``).

    ``word`` is written as it stands most often in the documents. ``g2_two_cell`` is the log-likelihood over two
    cells with its ``p_value``, ``log_ratio`` the size of the effect (``association`` has the formulas).
    """

    word: str
    a: int
    b: int
    a_per_10000: float
    b_per_10000: float
    g2_two_cell: float
    p_value: float
    log_ratio: float


@dataclass(frozen=True, slots=True)
class Keyness(Table):
    """Keywords in the order asked for; ``tokens_a`` and ``tokens_b`` are all words of each side.

    ``readings``: query of a side → how it was understood.
    """

    keywords: tuple[Keyword, ...]
    tokens_a: int
    tokens_b: int
    readings: Mapping[str, str]
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a ``Keyword``'s values."""
        return tuple(f.name for f in fields(Keyword))

    def rows(self) -> list[dict[str, Any]]:
        """A row for each keyword."""
        return [{name: getattr(k, name) for name in self.columns} for k in self.keywords]

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``."""
        sizes = {"tokens_a": self.tokens_a, "tokens_b": self.tokens_b}
        return {**Table.to_dict(self), **sizes, "readings": dict(self.readings)}


_SIZE_OF: Mapping[str, Callable[[Keyword], float]] = {
    "g2_two_cell": lambda k: abs(k.g2_two_cell),
    "log_ratio": lambda k: abs(k.log_ratio),
    "count": lambda k: k.a + k.b,
}


def keywords(
    a: Counter[str], b: Counter[str], forms: WrittenForms, *, min_count: int, min_characters: int,
    max_p: float | None = None, sort: KeynessOrder = "g2_two_cell",
) -> tuple[Keyword, ...]:  # fmt: skip
    """The words that occur at least ``min_count`` times in all, compared, the largest value of ``sort`` first.

    Log-likelihoods and log-ratios are sorted by their size, whichever side they mark. ``max_p`` leaves out the words
    whose difference may be chance. Raises QueryError for an order there is not.
    """
    if sort not in _SIZE_OF:
        raise QueryError("order.unknown", order=sort, known=", ".join(_SIZE_OF))
    size_a, size_b = a.total(), b.total()
    found: list[Keyword] = []
    for word in a.keys() | b.keys():
        if a[word] + b[word] < min_count or len(word) < min_characters:
            continue
        g2 = g2_two_cell(a[word], b[word], size_a, size_b)
        keyword = Keyword(
            word=forms.form(word, a[word] + b[word]),
            a=a[word],
            b=b[word],
            a_per_10000=rate(a[word], size_a) or 0.0,
            b_per_10000=rate(b[word], size_b) or 0.0,
            g2_two_cell=g2,
            p_value=p_value(g2),
            log_ratio=log_ratio(a[word], b[word], size_a, size_b),
        )
        if max_p is None or keyword.p_value <= max_p:
            found.append(keyword)
    size_of = _SIZE_OF[sort]
    return tuple(sorted(found, key=lambda k: (-size_of(k), -abs(k.g2_two_cell), k.word)))
