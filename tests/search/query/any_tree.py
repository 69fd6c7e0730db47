"""Any query tree, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from gongbao.indexer.folding import fold
from gongbao.search.query.ast import (
    All,
    Any,
    Boosted,
    Fuzzy,
    Near,
    Not,
    Prefix,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Synonyms,
    Wildcard,
    Word,
)

FOLDED = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).map(fold)
NAMES = st.sampled_from(["text", "title", "section", "主题"])
FACETS = st.sampled_from(["city", "source", "doc", "主题"])
BOOSTS = st.just(1.0) | st.floats(1e-6, 1e6)
NUMBERS = st.integers(-(2**31) + 1, 2**31 - 1)

STRINGS = st.builds(Substring, NAMES, FOLDED, BOOSTS, st.booleans(), st.booleans())
LEAVES: st.SearchStrategy[Query] = st.one_of(
    STRINGS,
    st.builds(Word, FACETS, st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), BOOSTS),
    st.builds(Near, NAMES, st.tuples(FOLDED, FOLDED), st.integers(0, 1_000), st.just(False), BOOSTS),
    st.builds(Near, NAMES, st.tuples(FOLDED, FOLDED, FOLDED), st.integers(0, 1_000), st.just(True), BOOSTS),
    st.builds(Prefix, NAMES, FOLDED, BOOSTS),
    st.builds(Wildcard, NAMES, FOLDED.map(lambda text: f"{text.replace('*', '').replace('?', '')}a*?"), BOOSTS),
    st.builds(Fuzzy, NAMES, FOLDED.map(lambda text: f"{text}甲乙"), st.sampled_from([1, 2]), BOOSTS),
    st.builds(Regex, NAMES, st.sampled_from([r"\d+%", "第[一二]产业", "发展.{2,5}建设"]), BOOSTS),
    st.builds(Range, st.sampled_from(["year", "date"]), st.none() | NUMBERS, st.none() | NUMBERS),
)
TREES: st.SearchStrategy[Query] = st.recursive(
    LEAVES | st.builds(Synonyms, STRINGS, st.lists(STRINGS, max_size=3).map(tuple)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda parts: All(tuple(parts))),
        st.lists(inner, max_size=4).map(lambda parts: Any(tuple(parts))),
        inner.map(Not),
        inner.map(SameDocument),
        st.builds(Boosted, inner, BOOSTS),
    ),
    max_leaves=12,
)
