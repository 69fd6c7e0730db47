"""Texts come back from a segment as they were given, compressed or not, whatever they hold and whoever asks."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.errors import IndexDamaged
from gongbao.indexer.store import texts as module
from gongbao.indexer.store.arrays import ArrayFile, ArrayFileWriter
from gongbao.indexer.store.texts import COMPRESSED, Texts, TextsBuilder

HOSTILE = st.one_of(
    st.text(st.characters(codec=None), max_size=40),  # lone surrogates too
    st.text("的发展经济社会\n \0", max_size=300),
    st.sampled_from(
        ["", "\ud800", "\udc00\ud800", "𠮷", "𠮷\udfff", "\0", "的" * 70_000, "\ufeff发展", "\U0010ffff" * 9]
    ),
)


def sentences(count: int, chance: random.Random, words: str = "推动产业加快发展经济社会稳定增长") -> list[str]:
    """Texts that share words, as those of reports do."""
    parts = [words[at : at + 2] for at in range(0, len(words), 2)]
    return ["".join(chance.choices(parts, k=chance.randrange(5, 60))) + f"，{at}。" for at in range(count)]


def written(path: Path, builder: TextsBuilder) -> ArrayFile:
    file = ArrayFileWriter(path)
    builder.write(file)
    file.close({})
    return ArrayFile(path)


def held(path: Path, texts: list[str]) -> Texts:
    builder = TextsBuilder()
    builder.add_all(texts)
    return Texts(written(path, builder))


@settings(max_examples=60)
@given(texts=st.lists(HOSTILE, min_size=1, max_size=30), compressed=st.booleans(), seed=st.integers(0, 99))
def test_hostile_texts_come_back(
    texts: list[str], compressed: bool, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    many = texts + sentences(COMPRESSED if compressed else 10, chance)
    chance.shuffle(many)
    read = held(tmp_path_factory.mktemp("texts") / "f", many)
    many = [text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass") for text in many]  # pairs
    assert read.compressed == compressed
    assert [read.of(number) for number in range(len(many))] == many
    some = [chance.randrange(len(many)) for _ in range(50)]
    assert read.all_of(some) == [many[number] for number in some]
    assert read.raw(some) == [many[number].encode("utf-16-le", "surrogatepass") for number in some]


def test_few_texts_are_left_as_they_are_and_many_take_less_room(tmp_path: Path) -> None:
    few, many = (sentences(count, random.Random(1)) for count in (COMPRESSED - 1, COMPRESSED * 4))
    held(tmp_path / "few", few)
    held(tmp_path / "many", many)
    sizes = ArrayFile(tmp_path / "few").sizes()
    assert (sizes["stored.dictionary"], sizes["stored.text"]) == (0, 2 * len("".join(few)))
    sizes = ArrayFile(tmp_path / "many").sizes()
    assert 0 < sizes["stored.dictionary"] <= module.DICTIONARY
    assert sizes["stored.dictionary"] + sizes["stored.text"] < len("".join(many))


@pytest.mark.parametrize("texts", [[""] * 2000, ["经"] * 2000, [chr(0x4E00 + at) for at in range(5000)]])
def test_texts_that_no_dictionary_can_be_made_of_come_back(tmp_path: Path, texts: list[str]) -> None:
    read = held(tmp_path / "f", texts)
    assert read.all_of(range(len(texts))) == texts


@pytest.mark.parametrize("counts", [(40, 30), (2000, 1500), (1800, 20, 0, 1300), (600, 600)])
def test_segments_with_dictionaries_of_their_own_merge(tmp_path: Path, counts: tuple[int, ...]) -> None:
    chance = random.Random(5)
    alphabets = ("推动产业加快发展", "财政收入增长𠮷𠮷", "繁體字幕與異體字", "abcdefgh\ud800x")
    builder, expected = TextsBuilder(), list[str]()
    for at, (count, words) in enumerate(zip(counts, alphabets, strict=False)):
        texts = [*sentences(count, chance, words), "", "\udfff"][: count + 2]
        kept = [number for number in range(len(texts)) if chance.random() < 0.8]
        builder.add_segment(held(tmp_path / str(at), texts), np.array(kept, np.int64))
        expected += [texts[number] for number in kept]
    merged = Texts(written(tmp_path / "merged", builder))
    assert merged.compressed == (len(expected) >= COMPRESSED)
    assert merged.all_of(range(len(expected))) == expected
    assert merged.folded.tolist() == module.changed_kinds(expected).tolist()


def test_threads_read_one_segment_together(tmp_path: Path) -> None:
    texts = sentences(3000, random.Random(2))
    read = held(tmp_path / "f", texts)

    def asked(seed: int) -> bool:
        chance = random.Random(seed)
        for _ in range(300):
            numbers = [chance.randrange(len(texts)) for _ in range(20)]
            if read.all_of(numbers) != [texts[number] for number in numbers] or read.of(seed) != texts[seed]:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(asked, range(24)))
    assert 1 <= len(read._idle) <= 8


def test_texts_behind_four_gigabytes_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = held(tmp_path / "f", ["发展"])

    class Far:
        def __getitem__(self, places: slice) -> bytes:
            assert (places.start, places.stop) == (2**33, 2**33 + 4)
            return "发展".encode("utf-16-le")

    monkeypatch.setattr(read, "_data", Far())
    monkeypatch.setattr(read, "_at", np.array([2**33, 2**33 + 4], np.uint64).data)
    assert (read.of(0), read.all_of([0])) == ("发展", ["发展"])


def test_a_changed_frame_is_damage_or_another_text_and_never_another_error(tmp_path: Path) -> None:
    path, chance = tmp_path / "f", random.Random(3)
    file = written(path, _builder(sentences(1500, chance)))
    whole, (_, length, offset, _) = path.read_bytes(), file.entries["stored.text"]
    damaged = 0
    for _ in range(400):
        at = offset + chance.randrange(length)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        number = int(np.searchsorted(file["stored.text_at"], at - offset, side="right")) - 1
        opened = ArrayFile(path)
        assert opened.changed() == ["stored.text"]
        for ask in ("of", "all_of"):
            try:
                getattr(Texts(opened), ask)(number if ask == "of" else [number])
            except IndexDamaged as error:
                damaged += 1
                assert "one of its texts has changed" in str(error)
    assert damaged > 100


@pytest.mark.parametrize(
    ("count", "part", "what"), [(1500, "stored.dictionary", "dictionary"), (30, "stored.text_at", "one of its texts")]
)
def test_a_changed_dictionary_or_boundary_is_damage_and_never_another_error(
    tmp_path: Path, count: int, part: str, what: str
) -> None:
    path, chance = tmp_path / "f", random.Random(3)
    file = written(path, _builder(sentences(count, chance)))
    whole, (kind, length, offset, _) = path.read_bytes(), file.entries[part]
    told: set[str] = set()
    for bit in range(min(400, 8 * np.dtype(kind).itemsize * length)):
        at = offset + bit // 8
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit % 8]) + whole[at + 1 :])
        opened = ArrayFile(path)
        for ask in (lambda t: t.prepare(), lambda t: [t.of(n) for n in range(count)], lambda t: t.all_of(range(count))):
            try:
                ask(Texts(opened))
            except IndexDamaged as error:
                told.add(str(error))
    assert any(what in one for one in told)


def _builder(texts: list[str]) -> TextsBuilder:
    builder = TextsBuilder()
    builder.add_all(texts)
    return builder
