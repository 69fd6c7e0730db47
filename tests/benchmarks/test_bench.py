"""The benchmark measures what it says, on an index small enough for a test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import apart, peers
from benchmarks.corpus import SEEDS, paragraphs
from benchmarks.questions import Question
from benchmarks.report import Measured, mean, means, ratio

ROOT = Path(__file__).parent.parent.parent
ASKED = [
    Question("word", "发展", every=("发展",)),
    Question("or", "发展 OR 建设", some=("发展", "建设")),
    Question("not", "发展 -建设", every=("发展",), none=("建设",)),
    Question("city", "发展", every=("发展",), city="济南市"),
    Question("years", "发展", every=("发展",), years=(2016, 2019)),
]


@pytest.mark.parametrize("name", peers.NAMES)
def test_every_engine_counts_what_a_plain_scan_of_the_tokens_counts(name: str, tmp_path: Path) -> None:
    if not peers.available([name], lambda line: None):
        pytest.skip(f"{name} is not installed")
    corpus = list(paragraphs(300))
    engine = peers.peer(name)
    engine.build(tmp_path / "index", iter(corpus))
    engine.open(tmp_path / "index")
    tokens = [set(_tokens(paragraph["text"])) for paragraph in corpus]
    for question in ASKED:
        try:
            count, facets = engine.answer(question)
        except NotImplementedError:
            assert name == "bm25s"
            continue
        held = [
            paragraph
            for paragraph, own in zip(corpus, tokens, strict=True)
            if own.issuperset(question.every)
            and (not question.some or own & set(question.some))
            and not own & set(question.none)
            and question.city in (None, paragraph.get("city"))
            and (question.years is None or question.years[0] <= paragraph["year"] <= question.years[1])
        ]
        if name != "gongbao":  # which finds the characters inside longer words too
            assert count == len(held), question
        assert count >= len(held) > 0
        if not question.city and name != "gongbao":
            counted = {key: n for key, n in facets["city"].items() if key}
            cities = [paragraph["city"] for paragraph in held]
            assert counted == {city: cities.count(city) for city in cities}


def _tokens(text: str) -> list[str]:
    from gongbao.indexer.analysis import words

    return [word.text for word in words(text)]


def test_an_index_built_in_a_process_of_its_own_is_measured(tmp_path: Path) -> None:
    built = apart.build("gongbao", tmp_path / "index", 50, SEEDS)
    assert built.bytes == apart.folder_size(tmp_path / "index") > 0
    assert built.cpu > 0 and 10**6 < built.memory < 10**10
    served = apart.serve("gongbao", tmp_path / "index", ASKED)
    assert served.opening > 0 and served.first > 0
    assert served.resident is None or 10**6 < served.resident < 10**10


def test_means_are_over_the_questions_that_all_shown_engines_answer() -> None:
    medians = {("a", 0): 1.0, ("a", 1): 4.0, ("b", 0): 2.0, ("b", 1): 8.0, ("c", 0): 3.0}
    measured = Measured(1, 0.0, ["a", "b", "c"], ASKED[:2], {}, {}, medians, [])
    (_, shared), (_, every) = means(measured)
    assert (shared, every) == ([0], [0, 1])
    assert mean(medians, "a", every) == 2.0 and mean(medians, "c", every) is None
    assert ratio(medians, "a", "b", every) == 0.5 and ratio(medians, "a", "c", every) is None


def test_a_kept_index_is_opened_again_and_not_built(tmp_path: Path) -> None:
    def bench() -> str:
        command = [sys.executable, "-m", "benchmarks", "--growth", "300,600", "--peers", "tokens",
                   "--rounds", "1", "--keep", str(tmp_path / "kept"), "--out", str(tmp_path / "tables.md")]  # fmt: skip
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr

    assert "built in" in bench()
    notes = tmp_path / "kept/600/gongbao.json"
    notes.write_text(json.dumps({**json.loads(notes.read_text()), "seconds": 4321.0}))
    again = bench()
    assert "built in" not in again and "taken from" in again
    tables = (tmp_path / "tables.md").read_text(encoding="utf-8")
    assert "4321.0" in tables and "## Growth" in tables and "## 300 paragraphs" in tables
    assert "They agree everywhere." in tables
