"""Files made to exhaust, crash or mislead the reader become a Skipped with a reason, or are read like any other."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from gongbao.indexer import Config, build_index, inspect, pipeline
from gongbao.indexer.config import Reading
from gongbao.indexer.documents import Document, Skipped
from gongbao.indexer.workers import TookTooLong, Workers

ROOT = Path(__file__).parents[2]
TEXT = "第一条　为了加强管理，保障公众安全，根据有关法律、法规，结合本市实际，制定本条例。\n"
LIMITS = Reading(max_file_mb=4, max_expanded_mb=8, max_seconds=60.0, max_memory_mb=3000)


def read(path: Path, limits: Reading = LIMITS) -> tuple[list[Document], list[Skipped]]:
    return inspect([path], Config.load()._replace(reading=limits))


def reason(path: Path, limits: Reading = LIMITS) -> str:
    documents, (skipped,) = read(path, limits)
    assert not documents
    return skipped.reason


def word(body: bytes, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", body)
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD = f"<w:document {W}><w:body><w:p><w:r><w:t>{TEXT * 2}%s</w:t></w:r></w:p></w:body></w:document>"


def test_a_word_file_that_unfolds_to_too_much_is_not_unfolded(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word(b"<a>" + b" " * (9 << 20) + b"</a>"))
    assert "unpacks to more than 8 MB" in reason(tmp_path / "a.docx")
    (tmp_path / "b.docx").write_bytes(word(WORD.encode(), media=b"\0" * (9 << 20)))
    assert "unpacks to more than 8 MB" in reason(tmp_path / "b.docx")


def test_a_gzip_file_that_unfolds_to_too_much_is_not_unfolded(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"\0" * (64 << 20)))
    assert "unpacks to more than 8 MB" in reason(tmp_path / "a.txt.gz")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(gzip.compress(TEXT.encode() * 20)))
    assert "gzipped twice" in reason(tmp_path / "b.txt.gz")


def test_entities_that_name_each_other_are_not_expanded(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    head = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "哈哈">{laughs}]>'
    (tmp_path / "a.docx").write_bytes(word((head + WORD % "&l12;").encode()))
    (tmp_path / "a.html").write_text(head + f"<html><body><p>{TEXT * 3}&l12;</p></body></html>", encoding="utf-8")
    for name in ("a.docx", "a.html"):
        documents, _ = read(tmp_path / name)
        assert sum(document.characters for document in documents) < 1000


def test_files_outside_are_not_read_through_entities(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("绝密内容", encoding="utf-8")
    head = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    (tmp_path / "a.docx").write_bytes(word((head + WORD % "&x;").encode()))
    (tmp_path / "a.html").write_text(head + f"<html><body><p>{TEXT * 3}&x;</p></body></html>", encoding="utf-8")
    for name in ("a.docx", "a.html"):
        documents, _ = read(tmp_path / name)
        assert documents
        assert "绝密" not in repr(documents)


def test_yaml_that_names_itself_over_and_over_is_not_expanded(tmp_path: Path) -> None:
    lines = ["a0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]"]
    lines += [f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]" for n in range(9)]
    bomb = "\n".join([*lines, "title: *a9", "部门: *a9"])
    (tmp_path / "a.txt").write_text(TEXT * 3, encoding="utf-8")
    (tmp_path / "a.meta.yaml").write_text(bomb, encoding="utf-8")
    (tmp_path / "b.md").write_text(f"---\n{bomb}\n---\n{TEXT * 3}", encoding="utf-8")
    for name in ("a.txt", "b.md"):
        documents, _ = read(tmp_path / name)
        assert len(repr(documents)) < 100_000


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "ul><li", "b", "blockquote"])
def test_deeply_nested_markup_is_read_or_skipped(tmp_path: Path, tag: str) -> None:
    depth = 30_000
    (tmp_path / "a.html").write_text(f"<html><body>{f'<{tag}>' * depth}{TEXT * 3}</body></html>", encoding="utf-8")
    documents, skipped = read(tmp_path / "a.html")
    assert documents or skipped[0].reason


def test_deeply_nested_records_are_read_or_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a":' * 100_000 + "1" + "}" * 100_000)
    (tmp_path / "b.jsonl").write_text("[" * 100_000 + "\n" + json.dumps({"text": TEXT * 3}) + "\n")
    (tmp_path / "c.meta.yaml").write_text("[" * 3_000)
    (tmp_path / "c.txt").write_text(TEXT * 3, encoding="utf-8")
    assert reason(tmp_path / "a.json")
    documents, _ = read(tmp_path)
    assert {Path(document.path).name for document in documents} == {"b.jsonl", "c.txt"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_metadata_nested_deeper_than_any_stack_cost_only_themselves(tmp_path: Path, opening: str) -> None:
    """Parsers in C run out of stack and take the process along; so small a file is read in this very process."""
    deep = "a:\n " + opening * 50_000 + "\n"
    (tmp_path / "a.txt").write_text(TEXT * 3, encoding="utf-8")
    (tmp_path / "a.meta.yaml").write_text(f"city: 淄博市\n{deep}", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"---\n{deep}---\n{TEXT * 3}", encoding="utf-8")
    documents, (skipped,) = inspect([tmp_path / "a.txt"], Config.load())
    assert len(documents) == 1 and "nested too deeply" in skipped.reason
    run = "import sys, indexer; print(len(indexer.inspect(sys.argv[1:], indexer.Config.load())[0]))"
    done = subprocess.run([sys.executable, "-c", run, str(tmp_path / "b.md")], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "1\n")


def test_a_sidecar_too_large_for_the_facts_of_one_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT * 3, encoding="utf-8")
    (tmp_path / "a.meta.yaml").write_text("city: 淄博市\n" + "# 注\n" * 300_000, encoding="utf-8")
    documents, (skipped,) = read(tmp_path / "a.txt")
    assert len(documents) == 1 and "larger than 1 MB" in skipped.reason


def pdf(kids: str, count: int, extra: str = "") -> bytes:
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        extra or "null",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    return (
        out + f"{head}{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


@pytest.mark.parametrize(
    ("kids", "count", "extra"),
    [
        ("2 0 R", 5, ""),
        ("2 0 R 2 0 R 2 0 R", 2**31 - 1, ""),
        ("3 0 R", 2**31 - 1, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 1e30] /Contents 3 0 R >>"),
        ("3 0 R", 9, "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 9 >>"),
    ],
)
def test_pages_that_hold_each_other_or_do_not_exist_end_somewhere(
    tmp_path: Path, kids: str, count: int, extra: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(kids, count, extra))
    assert reason(tmp_path / "a.pdf", LIMITS._replace(max_seconds=10.0))


def test_links_in_circles_pipes_and_devices_are_not_followed(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    (tmp_path / "a.txt").write_text(TEXT * 3, encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.txt")
    documents, skipped = read(tmp_path)
    assert [Path(document.path).name for document in documents] == ["a.txt"]
    assert {Path(s.path).name for s in skipped} == {"loop", "self.txt", "zero.txt", "pipe.txt"}


def test_metadata_cannot_point_gongbao_at_other_files(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("绝密内容，不得外传。" * 5, encoding="utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "metadata.csv").write_text(
        "file,title\n../secret.txt,标题\n/etc/passwd,标题\na.txt,通知\n", encoding="utf-8"
    )
    (folder / "a.txt").write_text(TEXT * 3, encoding="utf-8")
    record = {
        "text": TEXT * 3,
        "path": "/etc/passwd",
        "file": "../secret.txt",
        "source": "../../secret.txt",
        "id": "../x",
    }
    (folder / "b.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (folder / "c.docx").write_bytes(word((WORD % "").encode(), **{"../../../tmp/escaped": b"x"}))
    documents, _ = read(folder)
    assert {Path(document.path).name for document in documents} == {"a.txt", "b.jsonl", "c.docx"}
    assert "绝密" not in repr(documents)
    assert {Path(document.path).parent for document in documents} == {folder}


def test_a_file_that_takes_too_long_is_given_up_with_the_setting_to_raise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><p>{TEXT * 3}</p></body></html>", encoding="utf-8")
    monkeypatch.setattr(pipeline.functools, "partial", lambda *_, **__: _sleeping)
    assert "reading.max_seconds" in reason(tmp_path / "a.html", LIMITS._replace(max_seconds=1.0))


def _sleeping(_: object) -> None:
    time.sleep(60)


def test_only_a_few_small_plain_texts_are_read_without_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><p>{TEXT * 3}</p></body></html>", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes((tmp_path / "a.html").read_bytes())
    (tmp_path / "c.txt").write_text(TEXT * 3, encoding="utf-8")
    (tmp_path / "d.txt").write_text(TEXT * 3000, encoding="utf-8")
    (tmp_path / "e.txt").write_bytes(gzip.compress(TEXT.encode() * 3))
    counts = []

    def noted(task: object, count: int, *limits: object) -> object:
        counts.append(count)
        return Workers(task, 0)

    monkeypatch.setattr(pipeline, "Workers", noted)
    for name in "a.html", "b.txt", "c.txt", "d.txt", "e.txt":
        read(tmp_path / name)
    assert counts == [1, 1, 0, 1, 1]


def test_memory_and_time_of_a_worker_are_bounded() -> None:
    pytest.importorskip("resource", reason="limits of POSIX systems")
    with Workers(bytearray, 1, seconds=30.0, memory_mb=400) as pool:
        (_, small), (_, large) = pool.map([10, 1 << 30])
    assert small == bytearray(10)
    assert "MemoryError" in str(large)
    with Workers(time.sleep, 1, seconds=0.5) as pool:
        ((_, late),) = pool.map([60.0])
    assert isinstance(late, TookTooLong)


def test_names_with_line_breaks_and_escapes_are_indexed_under_those_names(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    name = "通\x1b[2J知\n公告.txt"
    try:
        (folder / name).write_text(TEXT * 3, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    assert build_index(folder, tmp_path / "index", Config.load()).documents == 1
    assert build_index(folder, tmp_path / "index", Config.load()).unchanged == 1


def test_a_page_tree_deeper_than_any_stack_ends_somewhere(tmp_path: Path) -> None:
    depth = 50_000
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    objects += [f"<< /Type /Pages /Kids [{number} 0 R] /Count 1 >>" for number in range(3, depth + 3)]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate([*objects, "<< /Type /Page /MediaBox [0 0 9 9] >>"], 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(places) + 1} /Root 1 0 R >>\n"
    (tmp_path / "a.pdf").write_bytes(out + f"{tail}startxref\n{len(out)}\n%%EOF".encode())
    assert reason(tmp_path / "a.pdf", LIMITS._replace(max_seconds=30.0))


@pytest.mark.parametrize("entity", ["&a;" * 2000, "&l12;"])
def test_entities_in_the_smaller_parts_of_a_word_file_are_not_expanded(tmp_path: Path, entity: str) -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    head = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "{"哈" * 20_000}"><!ENTITY l0 "哈哈">{laughs}]>'
    parts = (
        "word/styles.xml",
        "word/numbering.xml",
        "[Content_Types].xml",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
    )
    evil = {name: f"{head}<w:x {W}>{entity}</w:x>".encode() for name in parts}
    (tmp_path / "a.docx").write_bytes(word((WORD % "").encode(), **evil))
    documents, _ = read(tmp_path / "a.docx")
    assert sum(document.characters for document in documents) < 1000


def test_parts_within_parts_of_a_web_archive_end_somewhere(tmp_path: Path) -> None:
    nested = "".join(f'Content-Type: multipart/related; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
    (tmp_path / "a.mht").write_text(
        f"From: x\nMIME-Version: 1.0\n{nested}Content-Type: text/html\n\n<html><body><p>{TEXT * 3}</p></body></html>",
        encoding="utf-8",
    )
    documents, skipped = read(tmp_path / "a.mht")
    assert documents or skipped[0].reason


def test_records_with_values_of_any_kind_are_read_under_their_text(tmp_path: Path) -> None:
    values = [
        "1e999",
        "NaN",
        "-Infinity",
        "[]",
        "{}",
        "true",
        '"\\ud800"',
        '"\\u0000"',
        "null",
        '"0000-00-00"',
        "1e308",
    ]
    lines = [
        json.dumps({"text": TEXT * 3})[:-1] + f', "year": {v}, "date": {v}, "title": {v}, "city": {v}}}' for v in values
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert build_index(tmp_path / "a.jsonl", tmp_path / "index", Config.load()).documents == len(values)
