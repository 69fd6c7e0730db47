"""Plain text keeps its lines; front matter, gzip and limits work as the README says."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from gongbao.indexer.config import Config, Reading
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources import read_file

TEXT = "淄博市人民政府\n\n　　各区县人民政府：\n现将方案印发给你们。\n"


def read(path: Path, config: Config | None = None) -> list[RawText | Skipped]:
    return list(read_file(str(path), config or Config()))


def one(path: Path) -> RawText:
    (raw,) = read(path)
    assert isinstance(raw, RawText)
    return raw


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_lines_stay_as_they_are_and_blank_lines_are_kept(tmp_path: Path) -> None:
    raw = one(write(tmp_path / "a.txt", TEXT.replace("\n", "\r\n")))
    assert [line.text for line in raw.lines] == TEXT.splitlines()
    assert (raw.format, raw.firm, raw.record, raw.declared) == ("txt", False, None, {})


@pytest.mark.parametrize("name", ["报告", "a.2021", "a.txt.gz", "关于第1.2号"])
def test_suffixes_do_not_matter_where_the_bytes_are_text(tmp_path: Path, name: str) -> None:
    data = gzip.compress(TEXT.encode()) if name.endswith(".gz") else TEXT.encode()
    raw = one(write(tmp_path / name, data))
    assert raw.format == "txt"
    assert raw.text.startswith("淄博市人民政府")


def test_front_matter_of_known_keys_is_declared_and_leaves_the_text(tmp_path: Path) -> None:
    front = "---\ntitle: 通知: 关于印发方案\n城市: 淄博市\ndate: 2021-02-26\nyear: 2021\n部门: 财政局\n---\n"
    raw = one(write(tmp_path / "a.txt", front + TEXT))
    assert raw.declared == {
        "title": "通知: 关于印发方案",
        "city": "淄博市",
        "date": "2021-02-26",
        "year": "2021",
        "部门": "财政局",
    }
    assert raw.lines[0].text == "淄博市人民政府"


def test_rules_between_lines_of_text_are_not_front_matter(tmp_path: Path) -> None:
    text = "---\n第一条：本条例适用于本市。\n---\n第二条\n"
    raw = one(write(tmp_path / "a.txt", text))
    assert raw.declared == {}
    assert raw.text == text.rstrip("\n")


def test_front_matter_that_cannot_be_read_is_told_and_the_text_is_read(tmp_path: Path) -> None:
    items = read(write(tmp_path / "a.txt", "---\ncity: [淄博市\n  - x\n---\n" + TEXT))
    assert any(isinstance(item, Skipped) and "front matter" in item.reason for item in items)
    assert any(isinstance(item, RawText) and "现将方案印发给你们。" in item.text for item in items)


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", "\u3000\u3000\n".encode()])
def test_a_file_without_text_is_unreadable_because_empty(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"empty|no text"):
        read(write(tmp_path / "a.txt", data))


def test_limits_of_size_and_expansion_are_kept(tmp_path: Path) -> None:
    config = Config()._replace(reading=Reading(max_file_mb=1, max_expanded_mb=2))
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        read(write(tmp_path / "big.txt", b"a" * (1024 * 1024 + 1)), config)
    with pytest.raises(Unreadable, match="more than 2 MB"):
        read(write(tmp_path / "bomb.txt.gz", gzip.compress(b"a" * (2 * 1024 * 1024 + 1))), config)


def test_damaged_gzip_and_missing_files_have_their_reasons(tmp_path: Path) -> None:
    whole = gzip.compress(TEXT.encode() * 99)
    with pytest.raises(Unreadable, match="cut off"):
        read(write(tmp_path / "cut.txt.gz", whole[: len(whole) // 2]))
    with pytest.raises(Unreadable, match="damaged"):
        read(write(tmp_path / "bad.txt.gz", whole[:12] + b"\xff" * 40))
    with pytest.raises(Unreadable, match="cannot be opened"):
        read(tmp_path / "missing.txt")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx"),
        (b"{\\rtf1\\ansi " + b"x" * 50, "RTF"),
        (b"Rar!\x1a\x07\x00" + b"x" * 50, "RAR"),
    ],
)
def test_other_formats_under_a_text_name_are_told_by_their_bytes(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(write(tmp_path / "a.txt", data))
