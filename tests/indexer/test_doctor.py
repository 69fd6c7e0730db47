"""The doctor finds every changed bit and every inconsistency, names it, and mends what can be mended."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import gongbao
from gongbao.indexer import build_index, examine, rebuild, store
from gongbao.indexer.doctor import UNFINISHED
from gongbao.indexer.errors import IndexDamaged, IndexForeign, IndexMissing, IndexOutdated
from gongbao.indexer.store import merge, texts
from gongbao.indexer.store.arrays import ArrayFile, ArrayFileWriter
from gongbao.tui.cli.commands import main
from tests.indexer.crash import CITIES, CONFIG, content, report


@pytest.fixture
def index(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for city in CITIES[:4]:
        (corpus / f"{city}.txt").write_text(report(city), encoding="utf-8")
    build_index(corpus, tmp_path / "index", CONFIG)
    store.open_writer(tmp_path / "index", CONFIG).commit(optimize=True)
    return tmp_path / "index"


def replaced(path: Path, data: bytes) -> None:
    """Other bytes under the same name; what is mapped already keeps the old ones."""
    path.unlink()
    path.write_bytes(data)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def segment(index: Path) -> Path:
    (path,) = index.glob("*.gongbao")
    return path


def damage_array(index: Path, name: str) -> None:
    path = segment(index)
    offset = ArrayFile(path).entries[name].offset
    replaced(path, flipped(path.read_bytes(), offset * 8 + 1))


def rewrite_array(index: Path, name: str, change: Callable[[np.ndarray], np.ndarray]) -> None:
    """The same segment with one array changed and every checksum right, as a faulty writer would leave it."""
    path = segment(index)
    old = ArrayFile(path)
    file = ArrayFileWriter(path.with_suffix(".tmp"))
    for each in old.entries:
        file.add(each, change(old[each].copy()) if each == name else old[each])
    file.close(old.facts)
    path.with_suffix(".tmp").replace(path)


def test_a_sound_index_is_called_sound_and_left_alone(index: Path) -> None:
    before = {path.name: path.read_bytes() for path in index.glob("*.*")}
    assert examine(index, CONFIG, full=True).sound
    assert rebuild(index, CONFIG).whole
    assert {path.name: path.read_bytes() for path in index.glob("*.*")} == before


def test_thousands_of_flipped_bits_are_each_found(index: Path) -> None:
    chance, original = random.Random(1), segment(index).read_bytes()
    path = index.parent / "MAIN_copy.gongbao"
    file = ArrayFile(segment(index))
    directory = max(entry.offset + entry.size for entry in file.entries.values())
    everywhere = [chance.randrange(len(original) * 8) for _ in range(2500)]
    ends = [*range(64), *(chance.randrange(directory * 8, len(original) * 8) for _ in range(500))]
    for bit in [*everywhere, *ends]:
        path.unlink(missing_ok=True)
        path.write_bytes(flipped(original, bit))
        try:
            opened = ArrayFile(path)
        except IndexDamaged:
            continue
        assert opened.changed(), f"bit {bit} of {len(original) * 8} was changed and not found"


def test_every_flipped_bit_of_the_table_of_contents_is_found_or_changes_nothing(index: Path) -> None:
    path = next(index.glob("*.toc"))
    original, held = path.read_bytes(), content(index)
    unseen = set()
    for bit in range(len(original) * 8):
        replaced(path, flipped(original, bit))
        health = examine(index, CONFIG) if bit < 300 else None
        try:
            store.open_generation(index, CONFIG)
        except IndexDamaged:
            assert health is None or not health.sound
            continue
        unseen.add(bit // 8)
        assert content(index) == held
    assert len(unseen) <= 3  # the release number that Whoosh writes and nobody reads


@pytest.mark.parametrize(
    "part",
    [
        "text.counts",
        "text.low",
        "text.high",
        "text.positions",
        "grams.shapes",
        "grams.lexicon",
        "grams.begins",
        "city.values",
        "profile",
        "file.lexicon",
    ],
)
def test_damage_beside_the_stored_text_is_mended_from_it_without_the_files(index: Path, part: str) -> None:
    before = content(index)
    for path in (index.parent / "corpus").iterdir():
        path.unlink()
    damage_array(index, part)
    (found,) = examine(index, CONFIG).damage
    assert (found.file, found.part) == (segment(index).name, part)
    rebuilt = rebuild(index, CONFIG)
    assert rebuilt.whole
    assert rebuilt.restored == len(before)
    assert content(index) == before


@pytest.mark.parametrize("part", ["stored.text", "stored.3", "stored.0_at"])
def test_damaged_text_is_read_again_from_the_files(index: Path, part: str) -> None:
    before = content(index)
    damage_array(index, part)
    (found,) = examine(index, CONFIG).damage
    assert {Path(name).stem for name in found.sources} == set(CITIES[:4])
    rebuilt = rebuild(index, CONFIG)
    assert rebuilt.whole
    assert (rebuilt.restored, len(rebuilt.files)) == (0, 4)
    assert content(index) == before
    assert not (index / "damaged").exists()


@pytest.mark.parametrize(
    ("part", "told"),
    [(part, True) for part in ("stored.dictionary", "stored.text", "stored.text_at")]
    + [(part, False) for part in ("stored.dictionary", "stored.text")],
)
def test_damaged_compressed_text_is_read_again_from_the_files(
    index: Path, part: str, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "COMPRESSED", 8)
    monkeypatch.setattr(texts, "SHARE", 1)
    for city in CITIES[4:8]:
        (index.parent / "corpus" / f"{city}.txt").write_text(report(city), encoding="utf-8")
    build_index(index.parent / "corpus", index, CONFIG)
    store.open_writer(index, CONFIG).commit(optimize=True)
    assert len(ArrayFile(segment(index))["stored.dictionary"])
    before = content(index)
    if told:
        damage_array(index, part)
    else:  # every checksum right, but nothing can be read
        rewrite_array(index, part, lambda a: a[::-1])
    assert {damage.part for damage in examine(index, CONFIG).damage} == {part if told else ""}
    rebuilt = rebuild(index, CONFIG)
    assert rebuilt.whole
    assert (rebuilt.restored, len(rebuilt.files)) == (0, 8)
    assert content(index) == before


def test_what_cannot_be_had_again_is_named_and_its_remains_are_kept(index: Path) -> None:
    damage_array(index, "stored.text")
    name = segment(index).name
    (index.parent / "corpus" / "烟台.txt").unlink()
    rebuilt = rebuild(index, CONFIG)
    assert rebuilt.after.sound
    assert not rebuilt.whole
    assert [Path(lost).name for lost in rebuilt.lost] == ["烟台.txt"]
    assert (index / "damaged" / name).exists()
    assert {Path(row["file"]).stem for row in content(index).values()} == set(CITIES[1:4])


@pytest.mark.parametrize("how", ["gone", "empty", "cut", "other"])
def test_a_segment_that_is_no_longer_one_is_found_and_the_index_made_sound(index: Path, how: str) -> None:
    path = segment(index)
    data = path.read_bytes()
    path.unlink()
    if how != "gone":
        path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "other": b"hello" * 100}[how])
    (found,) = examine(index, CONFIG).damage
    assert found.file == path.name
    rebuilt = rebuild(index, CONFIG)
    assert (rebuilt.nameless, rebuilt.whole, rebuilt.after.sound) == (1, False, True)
    assert build_index(index.parent / "corpus", index, CONFIG).documents == 4


def test_damage_that_is_met_while_opening_is_called_so(index: Path) -> None:
    rewrite_array(index, "city.values", lambda values: np.full_like(values, 0xFF))
    with pytest.raises(IndexDamaged, match="doctor --rebuild"):
        gongbao.open(index, config=CONFIG)


def test_indexing_over_damaged_records_says_so(index: Path) -> None:
    path = segment(index)
    for table in index.glob("known-*.table"):  # else no run reads paragraphs to learn which files there are
        table.unlink()
    _, length, offset, _ = ArrayFile(path).entries["stored.3"]  # bytes
    whole = path.read_bytes()
    replaced(path, whole[:offset] + b"\xff" * length + whole[offset + length :])
    with pytest.raises(IndexDamaged, match=r"'stored\.3' has changed"):
        build_index(index.parent / "corpus", index, CONFIG)


def test_a_damaged_table_of_contents_is_rebuilt_from_the_files(index: Path) -> None:
    before = content(index)
    path = next(index.glob("*.toc"))
    replaced(path, path.read_bytes()[:-5])
    assert [damage.file for damage in examine(index, CONFIG).damage] == [path.name]
    assert rebuild(index, CONFIG).whole
    assert content(index) == before


def test_one_damaged_segment_of_several_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "LARGEST", 6)
    records = [json.dumps({"text": report(city), "title": f"{city}报告"}, ensure_ascii=False) for city in CITIES]
    (tmp_path / "all.jsonl").write_text("\n".join(records), encoding="utf-8")  # one file in several segments
    (tmp_path / "烟台.txt").write_text(report("莱芜"), encoding="utf-8")
    build_index([tmp_path / "烟台.txt"], tmp_path / "index", CONFIG)
    monkeypatch.setattr("gongbao.indexer.store.writer.BYTES_PER_CHARACTER", CONFIG.indexing.memory_mb * 2**20 // 100)
    build_index([tmp_path / "all.jsonl"], tmp_path / "index", CONFIG)
    before, segments = content(tmp_path / "index"), sorted((tmp_path / "index").glob("*.gongbao"))
    assert len(segments) > 3
    chosen = next(path for path in segments if len(path.read_bytes()) > 0)
    offset = ArrayFile(chosen).entries["stored.text"].offset
    replaced(chosen, flipped(chosen.read_bytes(), offset * 8))
    assert rebuild(tmp_path / "index", CONFIG).whole
    assert content(tmp_path / "index") == before


def test_an_interrupted_rebuild_is_told_and_goes_on(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(index)
    damage_array(index, "stored.text")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gongbao.indexer.build.Build.run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rebuild(index, CONFIG)
    monkeypatch.undo()
    assert [damage.file for damage in examine(index, CONFIG).damage] == [UNFINISHED]
    assert rebuild(index, CONFIG).whole
    assert content(index) == before


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("text.low", lambda a: np.where(np.arange(len(a)) == 0, a ^ 1, a), "text"),
        ("text.lengths", lambda a: a + 1, "text.lengths"),
        ("grams.begins", lambda a: np.where(np.arange(len(a)) == 3, a ^ 4, a), ""),
        ("grams.begins_at", lambda a: a + 1, ""),
        ("grams.positions", lambda a: a + 1, "grams"),
        ("grams.lexicon", lambda a: np.where(a == a.max(), a - 1, a), "grams"),
        ("profile.city", lambda a: a[::-1], "profile.city"),
        ("profile.year", lambda a: a + 1, "profile.year"),
        ("date.numbers", lambda a: a + 1, "date.numbers"),
        ("profile.genre", lambda a: a + 1, "profile.genre"),
        ("stored.folded", lambda a: a ^ 1, "stored.folded"),
    ],
)
def test_what_is_indexed_and_does_not_follow_from_the_text_is_found(
    index: Path, part: str, change: Callable[[np.ndarray], np.ndarray], said: str
) -> None:
    before = content(index)
    rewrite_array(index, part, change)
    assert said in {damage.part for damage in examine(index, CONFIG).damage}
    assert rebuild(index, CONFIG).whole
    assert content(index) == before


def test_a_paragraph_that_is_there_twice_is_found(index: Path) -> None:
    writer = store.open_writer(index, CONFIG)
    row = next(iter(content(index).values()))
    writer.add_document(**row, grams=row["text"])
    writer.commit(merge=False)
    assert any("twice" in damage.what for damage in examine(index, CONFIG).damage)


def test_the_command_says_what_is_damaged_and_returns_3(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main(["doctor", "--index", str(index), *arguments])
        return ended.value.code, capsys.readouterr().out

    assert run() == (0, run()[1])
    assert "Nothing is damaged" in run("--full")[1]
    name = segment(index).name
    damage_array(index, "text.low")
    code, said = run()
    assert code == 3
    assert f"{name} (text.low)" in said
    code, said = run("--json")
    assert (code, json.loads(said)["damage"][0]["part"]) == (3, "text.low")
    code, said = run("--rebuild")
    assert (code, "sound again" in said) == (0, True)
    assert run("--json")[0] == 0


def test_what_is_no_index_of_ours_is_refused(tmp_path: Path, index: Path) -> None:

    with pytest.raises(IndexMissing):
        examine(tmp_path / "nowhere", CONFIG)
    other = CONFIG._replace(analysis=CONFIG.analysis._replace(hmm=False))
    with pytest.raises(IndexOutdated, match="--fresh"):
        rebuild(index, other)
    assert issubclass(IndexForeign, IndexDamaged)
