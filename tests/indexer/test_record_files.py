"""Files of records: of a changed one only what changed is read again, and a run that ended early goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gongbao
from gongbao.indexer import Config, build, build_index, optimize, pipeline
from gongbao.indexer.build import Event

CONFIG = Config.load()
SMALL = CONFIG._replace(indexing=CONFIG.indexing._replace(batch_characters=400))


def record(n: int, word: str = "民生实事") -> dict[str, str]:
    return {
        "title": f"第{n}号通知",
        "genre": "通知意见",
        "date": f"2021-01-{n % 28 + 1:02}",
        "text": f"各县区要抓好第{n}项任务，{word}要在年底以前全部办结，第{n}号文件同时废止，{n}个部门分头落实。",
    }


def write(path: Path, records: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")


def held(index: Path) -> dict[str, str]:
    """The text of each paragraph by its document's id."""
    with gongbao.open(index, CONFIG) as opened:
        return {hit.document: hit.text for hit in opened.scan(None, copies=True)}


def test_one_changed_record_is_read_and_the_others_keep_their_ids(tmp_path: Path) -> None:
    path, index = tmp_path / "a.jsonl", tmp_path / "index"
    records = [record(n) for n in range(30)]
    write(path, records)
    assert build_index(path, index, CONFIG).documents == 30
    before = held(index)
    records[7] = record(7, "道路养护")
    del records[3]
    records.insert(0, record(99))
    write(path, records)
    assert build_index(path, index, CONFIG).documents == 2
    after = held(index)
    assert sorted(after.values()) == sorted(one["text"] for one in records)
    assert len(before.keys() & after.keys()) == 28
    assert build_index(path, index, CONFIG).unchanged == 1


def test_a_record_with_an_id_keeps_it_when_its_text_changes(tmp_path: Path) -> None:
    path, index = tmp_path / "a.jsonl", tmp_path / "index"
    write(path, [record(n) | {"id": f"r{n}"} for n in range(3)])
    build_index(path, index, CONFIG)
    before = held(index)
    write(path, [record(n, "道路养护" if n == 1 else "民生实事") | {"id": f"r{n}"} for n in range(3)])
    assert build_index(path, index, CONFIG).documents == 1
    assert held(index).keys() == before.keys()
    assert sum("道路养护" in text for text in held(index).values()) == 1


def test_records_with_one_id_and_equal_records_are_all_there(tmp_path: Path) -> None:
    path, index = tmp_path / "a.jsonl", tmp_path / "index"
    records = [record(1) | {"id": "x"}, record(2) | {"id": "x"}, record(3), record(3), record(3)]
    write(path, records)
    build_index(path, index, CONFIG)
    assert sorted(held(index).values()) == sorted(one["text"] for one in records)
    write(path, records[:-1])
    build_index(path, index, CONFIG)
    assert sorted(held(index).values()) == sorted(one["text"] for one in records[:-1])


@pytest.mark.parametrize("commits", [1, 2, 4])
def test_a_run_that_ended_early_goes_on_near_its_last_commit(
    tmp_path: Path, commits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "RECORDS", 5)
    path, index = tmp_path / "a.jsonl", tmp_path / "index"
    records = [record(n) for n in range(60)]
    write(path, records)
    done = 0
    commit = build.Build._commit

    def stopping(self: build.Build, *args: object) -> None:
        nonlocal done
        commit(self, *args)  # type: ignore[arg-type]
        done += 1
        if done == commits:
            raise KeyboardInterrupt

    monkeypatch.setattr(build.Build, "_commit", stopping)
    with pytest.raises(KeyboardInterrupt):
        build_index(path, index, SMALL)
    monkeypatch.setattr(build.Build, "_commit", commit)
    there = len(held(index))
    assert 0 < there < 60
    assert build_index(path, index, SMALL).documents == 60 - there
    assert sorted(held(index).values()) == sorted(one["text"] for one in records)
    assert build_index(path, index, SMALL).unchanged == 1


def test_a_file_larger_than_a_record_may_be_is_read(tmp_path: Path) -> None:
    config = CONFIG._replace(reading=CONFIG.reading._replace(max_file_mb=1))
    path, index = tmp_path / "a.jsonl", tmp_path / "index"
    lines = [json.dumps(record(n), ensure_ascii=False) + " " * 4000 for n in range(300)]
    path.write_text("\n".join([*lines, "{broken"]), encoding="utf-8")
    assert path.stat().st_size > 1 << 20
    seen: list[Event] = []
    report = build_index(path, index, config, progress=seen.append)
    assert (report.documents, len(report.skipped)) == (300, 1)
    assert report.skipped[0].reason.startswith("line 301: not valid JSON")
    assert seen[-1].records >= 300


def test_where_the_table_is_lost_files_are_read_again(tmp_path: Path) -> None:
    path, index = tmp_path / "a.jsonl", tmp_path / "index"
    write(path, [record(n) for n in range(5)])
    build_index(path, index, CONFIG)
    before = held(index)
    for table in index.glob("known-*"):
        table.unlink()
    assert build_index(path, index, CONFIG).documents == 5
    assert held(index) == before
    assert build_index(path, index, CONFIG).unchanged == 1


def test_a_report_of_many_bad_records_is_bounded_and_counts_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "MOST_TOLD", 3)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record(1)) + "\n" + "{broken\n" * 10, encoding="utf-8")
    report = build_index(path, tmp_path / "index", CONFIG)
    assert len(report.skipped) == 4
    assert report.skipped[-1].code == "skipped.others"
    assert report.skipped[-1].params["problem"].code == "json.invalid_at"
    assert report.skipped[-1].reason.startswith("7 more: not valid JSON at line 1, column 2 (")


def test_merging_all_segments_keeps_what_the_next_run_must_know(tmp_path: Path) -> None:
    path, index = tmp_path / "a.jsonl", tmp_path / "index"
    for count in (3, 6, 9):
        write(path, [record(n) for n in range(count)])
        build_index(path, index, CONFIG)
    before = held(index)
    assert optimize(index, CONFIG) == (3, 1)
    assert held(index) == before
    assert build_index(path, index, CONFIG).unchanged == 1
