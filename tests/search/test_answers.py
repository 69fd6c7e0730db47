"""Concordance, trends, panels, collocates, keyness, dispersion: equal to a plain recount over the documents."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from gongbao.indexer.analysis import words
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Metadata, Place
from gongbao.indexer.errors import InputError, QueryError
from gongbao.indexer.folding import fold
from gongbao.search.analyses.association import g2_two_cell, log_ratio
from gongbao.search.index import Index
from tests.search.conftest import document, write

TERMS = ["发展", "乡村振兴", "营商环境", "数字经济"]


def plain(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def tokens(text: str) -> list[str]:
    return [w.text for w in words(text, parts=False)]


def written(texts: Iterable[str]) -> dict[str, str]:
    """Folded word → the form in which these texts write it most often; of equally frequent ones the first."""
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        for w in words(text, parts=False):
            forms.setdefault(w.text, Counter())[text[w.start : w.end]] += 1
    return {word: min(found, key=lambda form: (-found[form], form)) for word, found in forms.items()}


def by_year(seeds: list[Document]) -> dict[int, list[Document]]:
    years: dict[int, list[Document]] = {}
    for d in seeds:
        assert d.meta.year
        years.setdefault(d.meta.year, []).append(d)
    return years


def test_a_concordance_shows_every_occurrence_in_its_context(seed_index: Index, seeds: list[Document]) -> None:
    found = seed_index.concordance("发展", width=12, limit=None)
    expected = [
        (
            p.id,
            m.start(),
            p.text[max(0, m.start() - 12) : m.start()],
            p.text[m.start() : m.end()],
            p.text[m.end() : m.end() + 12],
        )
        for d in seeds
        for p in d.paragraphs
        for m in re.finditer("发展", fold(p.text))
    ]
    assert sorted((x.id, x.start, x.left, x.match, x.right) for x in found.lines) == sorted(expected)
    assert found.total == len(expected)


def test_a_concordance_sorts_by_what_stands_beside_the_match(seed_index: Index) -> None:
    right = [fold(line.right) for line in seed_index.concordance("发展", sort="right", limit=None).lines]
    left = [fold(line.left)[::-1] for line in seed_index.concordance("发展", sort="left", limit=None).lines]
    years = [line.year for line in seed_index.concordance("发展", sort="year", limit=None).lines]
    assert right == sorted(right) and left == sorted(left) and years == sorted(years)  # type: ignore[type-var]
    page = seed_index.concordance("发展", sort="right", limit=5, offset=3)
    assert [fold(line.right) for line in page.lines] == right[3:8] and page.total == len(right)


def test_a_trend_is_a_plain_recount(seed_index: Index, seeds: list[Document]) -> None:
    trend = seed_index.trend(TERMS, by="year")
    years = by_year(seeds)
    assert len(trend.points) == len(TERMS) * len(years)
    for point in trend.points:
        here = years[point.group[0]]  # type: ignore[index]
        texts = [fold(p.text) for d in here for p in d.paragraphs]
        assert point.count == sum(text.count(point.term) for text in texts)
        assert point.paragraphs == sum(point.term in text for text in texts)
        assert point.documents == sum(any(point.term in fold(p.text) for p in d.paragraphs) for d in here)
        assert point.of_documents == len(here)
        assert point.characters == sum(map(plain, texts))
        assert point.tokens == sum(len(tokens(text)) for text in texts)
        assert point.share == point.documents / len(here)
        assert point.per_10000 == pytest.approx(point.count * 10_000 / point.characters)


def test_a_trend_tells_zero_from_no_document(tmp_path: Path) -> None:
    def made(name: str, city: str, year: int, text: str) -> Document:
        return document(name, [text], Metadata(name, Place("prefecture", "山东省", city), year))

    documents = [
        made("a", "淄博市", 2018, "推进乡村振兴,乡村振兴见成效。"),
        made("b", "淄博市", 2020, "推进城镇建设。"),
        made("c", "临沂市", 2020, "乡村振兴。"),
        document("d", ["乡村振兴不知何处何年。"], Metadata("d")),
    ]
    with Index(write(tmp_path / "index", documents), Config()) as index:
        assert [(p.group, p.count) for p in index.trend("乡村振兴").points] == [
            ((2018,), 2),
            ((2019,), None),
            ((2020,), 1),
        ]
        both = index.trend(["乡村振兴"], by=("city", "year"))
        assert {p.group: p.count for p in both.points} == {
            ("临沂市", 2018): None, ("临沂市", 2019): None, ("临沂市", 2020): 1,
            ("淄博市", 2018): 2, ("淄博市", 2019): None, ("淄博市", 2020): 0,
        }  # fmt: skip
        assert (both.left_out.paragraphs, both.left_out.documents) == (1, 1)
        assert both.left_out.missing == {"city": 1, "year": 1}
        assert {p.group: p.count for p in index.trend("乡村振兴", city="淄博").points}[(2020,)] == 0


def longest(text: str, terms: list[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    at = 0
    while at < len(text):
        here = max((t for t in terms if text.startswith(t, at)), key=len, default="")
        counts[here] += bool(here)
        at += len(here) or 1
    return counts


@pytest.mark.parametrize("rule", ["longest", "substrings", "tokens"])
def test_a_panel_is_a_plain_recount_by_each_rule(seed_index: Index, seeds: list[Document], rule: str) -> None:
    lexicon = {"农村": ["乡村", "乡村振兴", "农业"], "经济": ["经济", "经济发展", "发展", "展经"]}
    panel = seed_index.panel(lexicon, rule=rule)  # type: ignore[arg-type]
    terms = [t for listed in lexicon.values() for t in listed]
    groups: dict[tuple[str, int], Counter[str]] = {}
    for d in seeds:
        counts = groups.setdefault((d.meta.place.city, d.meta.year), Counter())  # type: ignore[arg-type]
        for p in d.paragraphs:
            text = fold(p.text)
            if rule == "longest":
                counts.update(longest(text, terms))
            elif rule == "substrings":
                counts.update({t: sum(text.startswith(t, i) for i in range(len(text))) for t in terms})
            else:
                counts.update(token for token in tokens(text) if token in terms)
    assert len(panel.cells) == len(groups) * len(terms)
    for cell in panel.cells:
        assert cell.count == groups[cell.group][cell.term], cell  # type: ignore[index]
    totals = {(r["city"], r["year"], r["concept"]): r["count"] for r in panel.by_concept().rows()}
    for (city, year), counts in groups.items():
        assert totals[city, year, "农村"] == sum(counts[t] for t in lexicon["农村"])
    covered = {(r["city"], r["year"]): r["documents"] for r in panel.coverage().rows()}
    assert covered["淄博市", 2021] == 2 and covered["淄博市", 2020] == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.txt", "# mine\n农村：乡村 农业\n发展\n"),
        ("l.csv", "concept,term\n农村,乡村\n农村,农业\n发展,发展\n"),
        ("dun.txt", "农村:乡村、农业\n发展\n"),
        ("commas.txt", "农村：乡村，农业\n发展\n"),
        ("ascii.txt", "农村: 乡村, 农业\n发展\n"),
        ("semicolons.txt", "农村: 乡村；农业;\n发展\n"),
        ("tabs.txt", "农村:\t乡村\t农业\n发展\n"),
        ("one_line.txt", "农村: 乡村 农业\n发展、\n"),
        ("l.yaml", "农村: [乡村, 农业]\n发展: 发展\n"),
    ],
)
def test_lexicon_files_are_read(seed_index: Index, tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert (
        seed_index.panel(path, tokens=False).cells
        == seed_index.panel({"农村": ["乡村", "农业"], "发展": ["发展"]}, tokens=False).cells
    )


def test_a_lexicon_that_is_none_says_so(seed_index: Index, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        seed_index.panel(tmp_path / "nowhere.txt")
    with pytest.raises(InputError, match="no terms"):
        seed_index.panel({})
    with pytest.raises(InputError, match="rules are"):
        seed_index.panel(["甲"], rule="all")  # type: ignore[arg-type]
    with pytest.raises(QueryError, match="facet"):
        seed_index.panel(["甲"], by="colour")


def test_collocates_are_a_plain_recount(seed_index: Index, seeds: list[Document]) -> None:
    found = seed_index.collocates("发展", window=3, min_count=1, min_characters=1, limit=None)
    near: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    matches = 0
    for d in seeds:
        for p in d.paragraphs:
            spans = [m.span() for m in re.finditer("发展", fold(p.text))]
            matches += len(spans)
            outside = [w for w in words(p.text, parts=False) if all(w.end <= s or w.start >= e for s, e in spans)]
            everywhere.update(w.text for w in outside)
            close: set[int] = set()
            for s, e in spans:
                before = [i for i, w in enumerate(outside) if w.end <= s]
                after = [i for i, w in enumerate(outside) if w.start >= e]
                close |= {*before[-3:], *after[:3]}
            near.update(outside[i].text for i in close)
    assert found.matches == matches and found.tokens == everywhere.total() and found.near == near.total()
    assert {fold(c.word): (c.count, c.frequency) for c in found.collocates} == {
        w: (n, everywhere[w]) for w, n in near.items()
    }
    for c in found.collocates:
        assert c.left + c.right == c.count
        assert c.mutual_information == pytest.approx(math.log2(c.count * found.tokens / c.frequency / found.near))
    strengths = [c.g2_two_cell for c in found.collocates]
    assert strengths == sorted(strengths, reverse=True)


def test_keyness_compares_counts_of_words(seed_index: Index, seeds: list[Document]) -> None:
    found = seed_index.keyness({"city": "遵义"}, min_count=1, min_characters=1, limit=None)
    a = Counter(t for d in seeds if d.meta.place.city == "遵义市" for p in d.paragraphs for t in tokens(p.text))
    b = Counter(t for d in seeds if d.meta.place.city != "遵义市" for p in d.paragraphs for t in tokens(p.text))
    forms = written(p.text for d in seeds for p in d.paragraphs)
    assert {k.word: (k.a, k.b) for k in found.keywords} == {forms[w]: (a[w], b[w]) for w in a | b}
    assert {"5G", "GDP", "中國"} <= {k.word for k in found.keywords}
    assert "遵义" in [k.word for k in found.keywords if k.g2_two_cell > 0][:20]
    against = seed_index.keyness({"query": "乡村振兴"}, {"year": 2019}, limit=5)
    assert len(against.keywords) == 5


def test_association_measures_agree_with_worked_examples() -> None:
    # Two corpora of 1,000 and 2,000 words, a word 20 and 10 times: expected 10 and 20.
    assert g2_two_cell(20, 10, 1000, 2000) == pytest.approx(2 * (20 * math.log(2) + 10 * math.log(0.5)))
    assert g2_two_cell(10, 20, 2000, 1000) < 0 == g2_two_cell(5, 10, 1000, 2000)
    assert log_ratio(20, 10, 1000, 2000) == 2.0
    assert log_ratio(0, 4, 1000, 1000) == -3.0


def test_dispersion_is_zero_when_even_and_high_when_in_one_place(tmp_path: Path) -> None:
    texts = {"a": "乡村建设", "b": "乡村治理", "c": "乡村发展"}
    documents = [document(n, [t], Metadata(n, Place(), 2020)) for n, t in texts.items()]
    with Index(write(tmp_path / "index", documents), Config()) as index:
        even = index.dispersion("乡村")
        assert (even.count, even.range, even.dp, even.dp_norm, even.juilland_d) == (3, 3, 0.0, 0.0, 1.0)
        one = index.dispersion("治理")
        assert (one.count, one.range) == (1, 1)
        assert (
            one.dp == pytest.approx(2 / 3)
            and one.dp_norm == pytest.approx(1.0)
            and one.juilland_d == pytest.approx(0.0)
        )
        assert index.dispersion("没有").dp is None


def test_neighbours_stand_beside_a_hit_and_similar_ones_share_its_words(
    seed_index: Index, seeds: list[Document]
) -> None:
    hit = seed_index.search("数字经济", city="遵义").hits[0]
    before, after = seed_index.neighbours(hit)
    assert (before.position, after.position) == (hit.position - 1, hit.position + 1)
    assert before.document == after.document == hit.document
    assert [h.position for h in seed_index.neighbours(f"{hit.document}-0", before=3, after=2)] == [1, 2]
    results = seed_index.similar(hit, limit=5)
    assert len(results.hits) == 5 and hit.id not in [h.id for h in results.hits]
    assert all(set(tokens(h.text)) & set(tokens(hit.text)) for h in results.hits)
    copy = next(p for d in seeds if d.id == "000" for p in d.paragraphs if len(p.text) > 200)
    assert seed_index.similar(copy.id, limit=1).hits[0].document == "001"


@pytest.mark.parametrize("query", ["city:淄博", "-发展", "title:报告"])
def test_a_query_without_words_of_the_text_cannot_be_counted(seed_index: Index, query: str) -> None:
    for ask in (seed_index.concordance, seed_index.trend, seed_index.collocates, seed_index.dispersion):
        with pytest.raises(QueryError, match="to count"):
            ask(query)
    assert seed_index.keyness({"query": query}).tokens_a > 0


def test_analyses_take_the_same_filters_as_search(seed_index: Index) -> None:
    assert {line.city for line in seed_index.concordance("发展", city="淄博", limit=None).lines} == {"淄博市"}
    assert [p.group for p in seed_index.trend("发展", genre="规划计划").points] == [(2020,)]
    assert seed_index.concordance("发展", year=(2019, 2020)).manifest.filters == {"year": {"from": 2019, "to": 2020}}
