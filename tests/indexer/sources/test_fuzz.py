"""Whatever the bytes, a file is read or is Unreadable with a reason; nothing else ever comes out."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printed import pdf, set_text

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources import find_files, read_file

TEXT = "第一条　为了加强管理，保障公众安全，根据有关法律、法规，结合本市实际，制定本条例。\n"
PAGE = f"<html><head><title>条例</title></head><body><table><tr><td><p>{TEXT}</p></td></tr></table></body></html>"


def word() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_heading("总则", 1)
    document.add_paragraph(TEXT)
    document.add_table(2, 2)
    document.save(out)
    return out.getvalue()


SAMPLES = {
    "a.txt": TEXT.encode() * 3,
    "b.txt": TEXT.encode("gb18030") * 3,
    "c.txt": TEXT.encode("utf-16"),
    "a.md": b"---\ntitle: a\n---\n# h\n\n- a\n\n|a|b|\n|-|-|\n|c|d|\n" + TEXT.encode(),
    "a.html": PAGE.encode(),
    "b.html": PAGE.encode("gb18030"),
    "a.docx": word(),
    "a.pdf": pdf([set_text([TEXT]), set_text([TEXT * 2])]),
    "a.csv": f'title,text\n甲,"{TEXT}"\n乙,"{TEXT}"\n'.encode(),
    "a.jsonl": (json.dumps({"text": TEXT, "year": 2020}) + "\n").encode() * 3,
    "a.json": json.dumps([{"text": TEXT, "id": 1}]).encode(),
    "a.txt.gz": gzip.compress(TEXT.encode() * 50),
}


def check(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        for item in read_file(str(path), Config()):
            assert isinstance(item, RawText | Skipped)
            if isinstance(item, RawText):
                assert item.lines
                item.text.encode("utf-8")
                assert all(isinstance(value, str) for value in (*item.declared.values(), *item.hints.values()))
                "".join((*item.declared.values(), *item.hints.values())).encode("utf-8")
            else:
                assert item.reason
    except Unreadable as error:
        assert str(error)
        str(error).encode("utf-8")


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(SAMPLES[name])
    assert any(isinstance(item, RawText) and "保障公众安全" in item.text for item in read_file(str(path), Config()))


@pytest.mark.parametrize("name", SAMPLES)
def test_cut_off_files_do_no_harm(tmp_path: Path, name: str) -> None:
    data = SAMPLES[name]
    for size in sorted({*range(0, min(len(data), 40), 3), *range(0, len(data), max(1, len(data) // 25))}):
        check(tmp_path / name, data[:size])


@pytest.mark.parametrize("name", SAMPLES)
def test_files_with_changed_bytes_do_no_harm(tmp_path: Path, name: str) -> None:
    choice = random.Random(name)
    for _ in range(25):
        data = bytearray(SAMPLES[name])
        for _ in range(choice.randint(1, 30)):
            data[choice.randrange(len(data))] = choice.randrange(256)
        check(tmp_path / name, bytes(data))


@pytest.mark.parametrize("name", [*SAMPLES, "no-suffix", "a.doc", "a.zip"])
def test_a_file_of_another_format_does_no_harm(tmp_path: Path, name: str) -> None:
    for data in (*SAMPLES.values(), b"\0" * 5000, bytes(range(256)) * 40):
        check(tmp_path / name, data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["a.txt", "a.html", "a.md", "a.csv", "a.jsonl", "a.json"]), data=st.binary(max_size=300))
def test_random_bytes_do_no_harm(tmp_path: Path, name: str, data: bytes) -> None:
    check(tmp_path / name, data)


PIECES = """<p> </p> <table> <tr> <td> </table> <div/id=zoom> </div> <br> <!-- --> <![if/x]> <ruby> <rt> <h1> </h2> <pre> <a/href=x>
&amp;lt;p&gt; &#55296; &#0; 来源： 。 ，，， 索引号： 发文机关： <p/style="display:none"> <script> <frameset> <html> <body> <title> <meta/name="date"/content=" ">"""
MARKUP = st.lists(
    st.sampled_from([piece.replace("/", " ") if "=" in piece else piece for piece in PIECES.split()]), max_size=60
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MARKUP)
def test_broken_markup_does_no_harm(tmp_path: Path, parts: list[str]) -> None:
    check(tmp_path / "a.html", "".join(parts).encode())


def test_a_zip_with_strange_names_and_lying_sizes_does_no_harm(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("../../etc/passwd", "x")
        package.writestr("word/document.xml", "<a/>" + " " * 100_000)
    data = bytearray(out.getvalue())
    check(tmp_path / "a.docx", bytes(data))
    place = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    check(tmp_path / "a.docx", bytes(data))
    assert not (tmp_path / ".." / "etc").exists()


def test_a_file_that_vanishes_between_finding_and_reading_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (found,) = find_files([tmp_path], Config())
    (tmp_path / "a.txt").unlink()
    assert isinstance(found, str)
    with pytest.raises(Unreadable, match="cannot be opened"):
        list(read_file(found, Config()))
