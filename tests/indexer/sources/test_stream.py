"""A stream of records gives what reading the whole file gives, wherever blocks and lines end."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.sources.records import stream
from gongbao.indexer.sources.records.records import read as read_whole

CONFIG = Config.load()
CELLS = st.text(st.sampled_from('甲乙,;\t"\n\r\\ a'), max_size=8)


def streamed(path: Path, data: bytes, config: Config = CONFIG) -> list[RawText | Skipped]:
    path.write_bytes(data)
    found = stream.stream_of(str(path), config)
    assert found is not None
    return [stream.read_record(found, record, config) for record in found.records()]


def texts(items: list[RawText | Skipped]) -> list[str]:
    return [item.text for item in items if isinstance(item, RawText)]


@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=200, deadline=None)
def test_rows_are_cut_where_the_csv_module_cuts_them(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], end: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["标题", "正文"], *((f"t{a}", f"甲{b}".replace("\r", "")) for a, b in rows)])
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    path.write_bytes(out.getvalue().encode())
    expected = list(read_whole(str(path), path.read_bytes(), CONFIG))
    assert texts(streamed(path, path.read_bytes())) == texts(expected)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("form", ["csv", "jsonl", "json", "pretty"])
def test_any_encoding_and_form_is_read_in_blocks_of_any_size(
    tmp_path: Path, encoding: str, zipped: bool, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"id": str(n), "text": f'各位代表：第{n}批"民生实事"全部办结，\n人民生活水平继续提高{{[。'} for n in range(40)
    ]
    if form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, ["id", "text"])
        writer.writeheader()
        writer.writerows(rows)
        data = out.getvalue()
    elif form == "jsonl":
        data = "".join(json.dumps(row, ensure_ascii=False) + "\r\n" for row in rows)
    else:
        data = json.dumps(rows, ensure_ascii=False, indent=2 if form == "pretty" else None)
    raw = data.encode(encoding)
    name = {"pretty": "json"}.get(form, form)
    for block in (7, 64, 1 << 20):
        monkeypatch.setattr(stream, "_BLOCK", block)
        items = streamed(tmp_path / f"a.{name}{'.gz' if zipped else ''}", gzip.compress(raw) if zipped else raw)
        assert texts(items) == [row["text"] for row in rows]
        assert [item.record for item in items if isinstance(item, RawText)] == [row["id"] for row in rows]


def test_a_bad_line_is_told_by_its_number_and_line(tmp_path: Path) -> None:
    good = json.dumps({"text": "各位代表。"}, ensure_ascii=False)
    items = streamed(tmp_path / "a.jsonl", f"{good}\n{{broken\n\n{good}\n[1]\n".encode())
    assert texts(items) == ["各位代表。"] * 2
    assert [(i.path.rsplit("#")[-1], i.reason[:6]) for i in items if isinstance(i, Skipped)] == [
        ("2", "line 2"),
        ("4", "line 5"),
    ]


def test_an_unclosed_quote_costs_one_row_only(tmp_path: Path) -> None:
    items = streamed(tmp_path / "a.csv", 'title,text\n一,第一篇。\n二,"第二篇。\n三,第三篇。\n'.encode())
    assert texts(items)[0] == "第一篇。"
    assert "第三篇。" in texts(items)
    assert [i.reason[:6] for i in items if isinstance(i, Skipped)] == ["line 3"]


def test_a_record_longer_than_allowed_is_skipped_alone(tmp_path: Path) -> None:
    config = CONFIG._replace(reading=CONFIG.reading._replace(max_file_mb=1))
    good = json.dumps({"text": "各位代表。"}, ensure_ascii=False)
    long = json.dumps({"text": "改" * 800_000}, ensure_ascii=False)
    items = streamed(tmp_path / "a.jsonl", f"{good}\n{long}\n{good}\n".encode(), config)
    assert texts(items) == ["各位代表。"] * 2
    assert [i.reason for i in items if isinstance(i, Skipped)] == [
        "line 2: longer than 1 MB; raise reading.max_file_mb in config.yaml to read it"
    ]


def test_a_json_list_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    items = streamed(tmp_path / "a.json", '[{"text": "第一篇。"}, {"text": "第二'.encode())
    assert texts(items) == ["第一篇。"]
    assert isinstance(items[1], Skipped)
    assert streamed(tmp_path / "b.json", b"[]") == []
