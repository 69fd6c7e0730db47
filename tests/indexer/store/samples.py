"""Small collections of paragraphs, and the same paragraphs in our index and in a stock Whoosh index."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as Q

from benchmarks.corpus import sentences
from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.schema import FIELDS
from gongbao.indexer.store import whoosh_codec

CONFIG = Config()
WORDS = [
    "发展",
    "经济",
    "改革",
    "工作",
    "建设",
    "乡村振兴",
    "数字",
    "全面",
    "政府",
    "报告",
    "城市",
    "生态",
    "gdp",
    "8.5",
    "2020",
    "人民",
    "推进",
    "坚持",
]
LINES = [
    "发展数字经济，推进乡村振兴。",
    "ＧＤＰ增长8.5%，财政收入稳定。",
    "顯著提高人民生活水平",
    "著力推進改革開放",
    "a-b_c 二〇二一年工作要点",
]


def paragraphs(count: int, seed: int, first: int = 0) -> list[dict[str, Any]]:
    """``count`` paragraphs in documents of one to six, some fields unknown, some documents copies."""
    chance = random.Random(seed)
    stock = [*sentences(), *LINES]
    found: list[dict[str, Any]] = []
    number = first
    while len(found) < count:
        doc: dict[str, Any] = {"doc": f"d{number}", "file": f"f{number // 2}.txt"}
        doc |= {"title": chance.choice(LINES), "genre": chance.choice(["规划计划", "新闻报道"])}
        if chance.random() < 0.8:
            doc["city"] = chance.choice(["淄博市", "合肥市", "遵义市", "北京市"])
        if chance.random() < 0.8:
            doc |= {"year": chance.randint(2015, 2020), "date": 20150101 + chance.randint(0, 5) * 10000}
        if chance.random() < 0.1:
            doc["copy_of"] = f"d{chance.randint(0, number)}"
        for at in range(chance.randint(1, 6)):
            text = "".join(chance.choices(stock, k=chance.choice([1, 1, 2, 3, 30])))
            if chance.random() < 0.1:
                text = "发展" * chance.choice([3, 200, 300])
            own = {"id": f"d{number}-{at}", "position": at, "section": chance.choice(WORDS)}
            found.append(doc | own | {"text": text, "grams": text})
        number += 1
    return found[:count]


def stock(folder: Path, documents: list[dict[str, Any]]) -> Any:
    """A stock Whoosh index of these documents."""
    folder.mkdir()
    index = whoosh_index.create_in(str(folder), whoosh_codec.schema_for_whoosh(FIELDS))
    writer = index.writer(limitmb=512)
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    return index


def ours(folder: Path, documents: list[dict[str, Any]], commits: int = 1) -> whoosh_codec.WhooshIndex:
    """Our index of these documents, opened by Whoosh; added in several commits that split no document and merge
    nothing."""
    store.create(folder, CONFIG)
    names = list(dict.fromkeys(document["doc"] for document in documents))
    share = {name: at * commits // len(names) for at, name in enumerate(names)}
    for number in range(commits):
        writer = store.open_writer(folder, CONFIG)
        for document in documents:
            if share[document["doc"]] == number:
                writer.add_document(**document)
        writer.commit(merge=False)
    return whoosh_codec.open_index(folder, CONFIG)


def rows(index: Any, query: Q.Query) -> list[tuple[str, float]]:
    """(paragraph id, score) of every match, in Whoosh's full order."""
    with index.searcher() as searcher:
        return [(hit["id"], hit.score) for hit in searcher.search(query, limit=None)]


def terms() -> st.SearchStrategy[Q.Query]:
    texts = st.sampled_from([*WORDS, "的", "和", "没有这个词"])
    fields = st.sampled_from(["text", "text", "text", "title", "section"])
    return st.builds(lambda f, t, b: Q.Term(f, t, boost=b), fields, texts, st.sampled_from([1.0, 1.0, 2.0, 0.5]))


def patterns() -> st.SearchStrategy[Q.Query]:
    """Queries for many terms; how Whoosh scores them depends on how many of the terms a segment holds."""
    return st.one_of(
        st.sampled_from(["发", "经", "工作", "20", "乡"]).map(lambda t: Q.Prefix("text", t)),
        st.sampled_from(["*展", "?作", "发*"]).map(lambda t: Q.Wildcard("text", t)),
        st.sampled_from(["发展", "改革"]).map(lambda t: Q.FuzzyTerm("text", t, maxdist=1)),
        st.just(Q.Regex("text", "[发改].")),
        st.just(Q.TermRange("text", "工", "改革")),
    )


def queries() -> st.SearchStrategy[Q.Query]:
    """Query trees of Whoosh's own classes."""
    phrases = st.builds(
        lambda words, slop: Q.Phrase("text", words, slop=slop),
        st.lists(st.sampled_from(["发展", "数字", "经济", "推进", "改革"]), min_size=2, max_size=3),
        st.integers(1, 3),
    )
    simple = st.one_of(
        terms(),
        terms(),
        phrases,
        patterns().map(Q.ConstantScoreQuery),
        st.tuples(st.integers(2014, 2018), st.integers(2016, 2021)).map(lambda r: Q.NumericRange("year", *r)),
        st.sampled_from(["淄博市", "合肥市"]).map(lambda t: Q.Term("city", t)),
        st.sampled_from(["发展", "展经"]).map(lambda t: Q.Term("grams", t)),
        st.just(Q.Every()),
    )
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=4).map(Q.And),
            st.lists(inner, min_size=2, max_size=4).map(Q.Or),
            st.builds(lambda a, b: Q.And([a, Q.Not(b)]), inner, inner),
            st.builds(Q.AndMaybe, inner, inner),
            st.builds(lambda a: Q.ConstantScoreQuery(a, 2.0), inner),
        ),
        max_leaves=5,
    )
