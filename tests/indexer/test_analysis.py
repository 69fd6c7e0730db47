"""Folding and segmentation: offsets map back to the shown text, whatever the text is."""

from __future__ import annotations

import itertools
import marshal
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer import analysis
from gongbao.indexer.analysis import grams, segmenter, words
from gongbao.indexer.config import Analysis
from gongbao.indexer.folding import fold

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
mixed = st.text(
    st.one_of(
        st.sampled_from(
            "营商環境乡村振興著名着力显著第十四个五年规划〇○二一０２ＡＢ“”「」（），。、PM2.5g+- \n\u3000濟源"
        ),
        st.characters(),
    ),
    max_size=80,
)


@given(st.text())
def test_folding_keeps_the_length_and_is_idempotent(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_folding_goes_character_by_character(one: str, two: str) -> None:
    assert fold(one + two) == fold(one) + fold(two)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("營商環境", "营商环境"),
        ("ＧＤＰ", "gdp"),
        ("着力", "著力"),
        ("「十四五」", "“十四五”"),
        ("二○二一", "二〇二一"),
    ],
)
def test_different_spellings_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_that_only_look_traditional_stay_apart() -> None:
    assert fold("什么") == "什么"
    assert fold("老字号") != fold("老字型")


@given(mixed)
def test_a_token_is_the_folded_text_between_its_offsets(text: str) -> None:
    folded = fold(text)
    for word in words(text):
        assert word.text == folded[word.start : word.end] != ""


@given(mixed)
def test_whole_words_have_positions_that_follow_one_another_and_cover_every_letter(text: str) -> None:
    whole = list(words(text, parts=False))
    assert [word.position for word in whole] == list(range(len(whole)))
    assert all(a.end <= b.start for a, b in itertools.pairwise(whole))
    covered = {i for word in whole for i in range(word.start, word.end)}
    assert {i for i, char in enumerate(fold(text)) if char.isalnum()} <= covered


@given(mixed)
def test_parts_lie_inside_the_whole_word_of_their_position(text: str) -> None:
    whole = {word.position: word for word in words(text, parts=False)}
    for word in words(text):
        outer = whole[word.position]
        assert outer.start <= word.start < word.end <= outer.end


@given(mixed)
def test_grams_hold_every_substring(text: str) -> None:
    folded, held = fold(text), set(grams(text))
    for i in range(len(folded) - 1):
        assert folded[i : i + 2] in held
    for char in set(folded):
        assert any(gram.startswith(char) for gram in held)


def test_long_words_also_give_the_words_inside_them() -> None:
    assert [w.text for w in words("人民代表大会常务委员会")] == [
        "人民", "代表", "大会", "常务", "委员", "委员会", "人民代表大会常务委员会",
    ]  # fmt: skip


def test_words_the_dictionary_spells_with_zhu_are_found_although_folding_changes_them() -> None:
    assert "显着" in [w.text for w in words("成效显著")]
    assert "着力" in [w.text for w in words("著力構建")]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda p: p.stem[:3])
def test_jieba_and_rjieba_cut_the_seeds_alike(seed: Path) -> None:
    _same_words(seed.read_text(encoding="utf-8"))


@given(mixed)
def test_jieba_and_rjieba_cut_any_text_alike(text: str) -> None:
    _same_words(text)


def test_jieba_and_rjieba_cut_the_seeds_thrown_together_alike() -> None:
    chance = random.Random(1)
    held = [run for seed in SEEDS for run in _han(seed.read_text(encoding="utf-8"))]
    assert len(held) > 5_000
    for _ in range(1_500):
        pieces = [
            chance.choice(held)[chance.randrange(3) :][: chance.randint(1, 9)] for _ in range(chance.randint(1, 5))
        ]
        changed = list(chance.choice(held))
        for _ in range(2):
            changed[chance.randrange(len(changed))] = chance.choice("一二三十百千〇着的了" + chance.choice(held))
        _same_words("".join(pieces) + chance.choice(["，", "2020年", "gdp", ""]) + "".join(changed))


def test_rjieba_loads_one_dictionary_and_is_the_same_module_whoever_imports_it() -> None:
    pytest.importorskip("rjieba")
    code = """
import sys
from gongbao.indexer.analysis import _rjieba, segmenter
assert segmenter().name == "rjieba"
assert "rjieba" not in sys.modules, "the package loads a dictionary of its own"
ours = _rjieba().Jieba
import rjieba
assert rjieba.Jieba is ours and _rjieba().Jieba is ours
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def _same_words(text: str) -> None:
    fast, plain = (segmenter(Analysis(), name) for name in ("rjieba", "jieba"))
    for run in _han(text):
        assert fast.cut(run) == plain.cut(run)
        for size in (2, 3):
            assert fast.known(run[:size]) == plain.known(run[:size])


def _han(text: str) -> list[str]:
    """The runs of a text that are for jieba."""
    from gongbao.indexer.analysis import runs

    return [run.group() for run in runs().finditer(fold(text)) if run.lastgroup != "alone"]


def test_a_user_dictionary_shapes_the_words(tmp_path: Path) -> None:
    dictionary = tmp_path / "own.txt"
    dictionary.write_text("落实突破年 1000 n\n", encoding="utf-8")
    settings = Analysis(dictionary=str(dictionary))
    assert "落实突破年" in [w.text for w in words("市委把今年确定为落实突破年", settings)]
    assert "落实突破年" not in [w.text for w in words("市委把今年确定为落实突破年")]


def test_a_cache_that_others_left_in_the_temporary_folder_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, own = tmp_path / "shared", tmp_path / "own"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(marshal.dumps(({"乡": 1, "村": 1}, 2)))
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: own.mkdir(exist_ok=True) or own)
    found = analysis._segmenter.__wrapped__(Analysis(), "jieba")
    assert found.known("乡村")
    assert [path.name for path in shared.iterdir()] == ["jieba.cache"]
    assert [path.name for path in own.iterdir()] == ["jieba.cache"]


def test_an_index_made_with_another_folding_is_told_by_its_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    known = analysis.compute_fingerprint(Analysis())
    changed = {**analysis.table(), ord("甲"): ord("乙")}
    monkeypatch.setattr(analysis, "table", lambda: changed)
    assert analysis.compute_fingerprint(Analysis()) != known
    monkeypatch.setattr(analysis, "table", lambda: dict(reversed(changed.items())))
    assert len({analysis.compute_fingerprint(Analysis()), known}) == 2
    monkeypatch.undo()
    assert analysis.compute_fingerprint(Analysis()) == known


def test_a_fingerprint_is_kept_until_something_that_it_is_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    known = analysis.fingerprint()
    assert known == analysis.compute_fingerprint(Analysis())
    monkeypatch.setattr(analysis, "compute_fingerprint", lambda settings: f"anew {settings.hmm}")
    assert analysis.fingerprint() == known
    own = tmp_path / "own.txt"
    own.write_text("词 1 n", encoding="utf-8")
    for name, value in {
        "VERSION": analysis.VERSION + 1, "TABLE": own, "_TERMS": own, "_jieba_source": lambda: own, "__file__": str(own),
    }.items():  # fmt: skip
        with monkeypatch.context() as changed:
            changed.setattr(analysis, name, value)
            assert analysis.fingerprint() == "anew True", name
    assert analysis.fingerprint(Analysis(hmm=False)) == "anew False"
    assert analysis.fingerprint(Analysis(dictionary=str(own))) == "anew True"
