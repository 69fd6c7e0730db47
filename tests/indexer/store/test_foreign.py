"""Indexes of other makers and versions are refused with the command to run, and no code in them ever runs."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pickle
import re
import tempfile
import zlib
from pathlib import Path

import pytest
from pyroaring import BitMap
from whoosh import fields
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.system import _FLOAT_SIZE, _INT_SIZE, _LONG_SIZE

from gongbao.indexer import Config, build_index, examine, rebuild, store
from gongbao.indexer.errors import GongbaoError, IndexDamaged, IndexForeign, IndexOutdated
from gongbao.indexer.store import toc
from gongbao.tui.cli.commands import main
from tests.indexer.crash import CONFIG, report


class Bomb:
    """Unpickled, it leaves a file behind."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def header(version: int) -> bytes:
    """A table of contents' first bytes, as Whoosh writes them."""
    with tempfile.TemporaryDirectory() as folder:
        file = FileStorage(folder).create_file("header")
        for size in (_INT_SIZE, _LONG_SIZE, _FLOAT_SIZE):
            file.write_varint(size)
        file.write_int(-12345)
        file.write_int(version)
        for number in (3, 54, 0):
            file.write_varint(number)
        file.close()
        return (Path(folder) / "header").read_bytes()


def attempts(folder: Path, capsys: pytest.CaptureFixture[str]) -> set[type]:
    """Everything that opens an index, tried; the errors it ended with."""
    source = folder.parent / "a.txt"
    source.write_text(report("烟台"), encoding="utf-8")
    raised: set[type] = set()
    for attempt in (
        lambda: store.open_generation(folder, CONFIG),
        lambda: store.verify(folder),
        lambda: build_index(source, folder, CONFIG),
        lambda: examine(folder, CONFIG),
    ):
        try:
            attempt()
        except GongbaoError as error:
            raised.add(type(error))
    for command in (["search", "发展"], ["stats"], ["facets"], ["show", "x"]):
        with pytest.raises(SystemExit) as ended:
            main([*command, "--index", str(folder)])
        assert ended.value.code == 3
        assert "Traceback" not in capsys.readouterr().err
    return raised


def test_a_stock_whoosh_index_is_refused_and_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    writer = whoosh_index.create_in(str(folder), fields.Schema(text=fields.TEXT(stored=True))).writer()
    writer.add_document(text="发展")
    writer.commit()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert attempts(folder, capsys) == {IndexForeign}
    for doing in (lambda: build_index(tmp_path / "a.txt", folder, CONFIG, fresh=True), lambda: rebuild(folder, CONFIG)):
        with pytest.raises(IndexForeign, match="another index directory"):
            doing()
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name in before}
    assert after == before


@pytest.mark.parametrize("version", [-111, -110, toc.VERSION, 7])
def test_pickles_in_the_table_of_contents_are_never_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], version: int
) -> None:
    folder, mark = tmp_path / "index", tmp_path / "exploded"
    folder.mkdir()
    bomb = pickle.dumps(Bomb(mark))
    for body in (
        bomb,
        bytes([len(bomb)]) + bomb,
        len(bomb).to_bytes(4, "big") + zlib.crc32(bomb).to_bytes(4, "big") + bomb,
    ):
        (folder / "_MAIN_1.toc").write_bytes(header(version) + body + bomb)
        assert attempts(folder, capsys) <= {IndexForeign, IndexDamaged}
        assert not mark.exists()
    pickle.loads(bomb)
    assert mark.exists(), "the bomb of this test is a dud"


def test_pickles_in_every_file_of_an_index_are_never_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, mark, source = tmp_path / "index", tmp_path / "exploded", tmp_path / "a.txt"
    source.write_text(report("烟台"), encoding="utf-8")
    build_index(source, folder, CONFIG)
    bomb = pickle.dumps(Bomb(mark))
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        for data in (bomb, whole[:8] + bomb, whole + bomb, whole[: len(whole) // 2] + bomb + whole[len(whole) // 2 :]):
            path.unlink()
            path.write_bytes(data)
            for attempt in (lambda: store.verify(folder), lambda: examine(folder, CONFIG)):
                try:
                    attempt()
                except GongbaoError:
                    continue
            with contextlib.suppress(SystemExit):
                main(["search", "乡村", "--index", str(folder)])
            assert "Traceback" not in capsys.readouterr().err
            assert not mark.exists()
        path.unlink()
        path.write_bytes(whole)


def rewritten(folder: Path, **changes: object) -> None:
    """The table of contents with other values, as another version of gongbao would have written it."""
    path = next(folder.glob("*.toc"))
    data = path.read_bytes()
    start = data.index(b'{"format"')
    content = json.dumps({**json.loads(data[start:]), **changes}).encode()
    path.unlink()
    path.write_bytes(
        data[: start - 8] + len(content).to_bytes(4, "big") + zlib.crc32(content).to_bytes(4, "big") + content
    )


@pytest.mark.parametrize("changes", [{"format": 1}, {"format": 99}, {"analysis": "0" * 16}])
def test_an_index_of_another_version_or_analysis_is_refused_with_the_command_to_run(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    source, folder = tmp_path / "a.txt", tmp_path / "index"
    source.write_text(report("烟台"), encoding="utf-8")
    build_index(source, folder, CONFIG)
    rewritten(folder, **changes)
    for attempt in (
        lambda: store.open_generation(folder, CONFIG),
        lambda: build_index(source, folder, CONFIG),
        lambda: examine(folder, CONFIG),
    ):
        with pytest.raises(IndexOutdated) as error:
            attempt()
        command = re.search(r"gongbao index --fresh FOLDER --index (\S+)", str(error.value))
        assert command is not None
        assert Path(command[1]) == folder
    assert build_index(source, folder, Config.load(), fresh=True).documents == 1
    assert store.open_generation(folder, CONFIG).paragraphs > 0


@pytest.mark.parametrize(
    "changes",
    [
        {"documents": 10**15}, {"documents": -5}, {"documents": 2}, {"documents": "3"}, {"documents": 1.5}, {"documents": None},
        {"id": "x/../../a"}, {"id": "a\0b"}, {"id": "\x1b[2J"}, {"id": "a" * 5000}, {"id": None}, {"deleted": "AAAA"},
        {"deleted": base64.b64encode(BitMap([4_000_000_000]).serialize()).decode()}, {"twice": True},
    ],
    ids=str,
)  # fmt: skip
def test_a_table_of_contents_that_contradicts_its_segments_is_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, object]
) -> None:
    """Whoever makes an index can make its checksums fit."""
    source, folder = tmp_path / "a.txt", tmp_path / "index"
    source.write_text(report("烟台"), encoding="utf-8")
    build_index(source, folder, CONFIG)
    path = next(folder.glob("*.toc"))
    held = json.loads(path.read_bytes()[path.read_bytes().index(b'{"format"') :])["segments"]
    rewritten(folder, segments=held * 2 if "twice" in changes else [{**held[0], **changes}])
    assert attempts(folder, capsys) == {IndexDamaged}


@pytest.mark.parametrize("content", [b"[]", b"7", b'{"format": %d}', b'{"format": %d, "segments": [{}]}', b"\xff"])
def test_a_table_of_contents_with_other_content_is_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    content = content.replace(b"%d", b"%d" % toc.FORMAT)
    checked = len(content).to_bytes(4, "big") + zlib.crc32(content).to_bytes(4, "big") + content
    (folder / "_MAIN_1.toc").write_bytes(header(toc.VERSION) + checked)
    assert attempts(folder, capsys) == {IndexDamaged}
