"""Metadata beside a file: the file's own words first, then NAME.meta.yaml, then the folder's metadata.csv."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.sources import find_files, read_file

TEXT = "各位代表：现在我代表市人民政府向大会报告工作。\n"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def declared(path: Path) -> dict[str, str]:
    (raw,) = [item for item in read_file(str(path), Config()) if isinstance(item, RawText)]
    return dict(raw.declared)


def problems(path: Path) -> list[Skipped]:
    return [item for item in read_file(str(path), Config()) if isinstance(item, Skipped)]


def test_each_nearer_source_outweighs_the_farther_and_fills_its_gaps(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", f"---\ncity: 淄博市\n---\n{TEXT}")
    write(tmp_path / "a.meta.yaml", "city: 济南市\nyear: 2020\n")
    write(tmp_path / "metadata.csv", "文件名,城市,年份,省份,栏目\na.txt,青岛市,2019,山东省,公告\nb.txt,临沂市,,,\n")
    assert declared(file) == {"city": "淄博市", "year": "2020", "province": "山东省", "栏目": "公告"}
    assert declared(write(tmp_path / "b.txt", TEXT)) == {"city": "临沂市"}
    assert declared(write(tmp_path / "c.txt", TEXT)) == {}


@pytest.mark.parametrize("sidecar", ["a.meta.yaml", "a.txt.meta.yaml", "a.meta.yml"])
def test_a_sidecar_is_named_after_the_file_with_or_without_its_suffix(tmp_path: Path, sidecar: str) -> None:
    write(tmp_path / sidecar, "标题: 工作报告\ndate: 2021-02-26\ntags: [财政, 预算]\n")
    assert declared(write(tmp_path / "a.txt", TEXT)) == {
        "title": "工作报告",
        "date": "2021-02-26",
        "tags": "财政、预算",
    }


def test_the_day_of_publication_is_evidence_and_not_the_date(tmp_path: Path) -> None:
    write(tmp_path / "a.meta.yaml", "发布时间: 2021-03-01\n")
    (raw,) = read_file(str(write(tmp_path / "a.txt", TEXT)), Config())
    assert isinstance(raw, RawText)
    assert (raw.declared, raw.hints) == ({"published": "2021-03-01"}, {"published": "2021-03-01"})


def test_values_stay_as_written(tmp_path: Path) -> None:
    write(tmp_path / "a.meta.yaml", "id: 007\nflag: no\ndate: 2021-2-6\nempty:\n")
    assert declared(write(tmp_path / "a.txt", TEXT)) == {"id": "007", "flag": "no", "date": "2021-2-6"}


@pytest.mark.parametrize(
    "text",
    [
        "city: [淄博市\n",
        "- 淄博市\n",
        "a: &a [x]\n" + "".join(f"{c}: &{c} [*{b},*{b}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True)) + "!",
        "[" * 5000,
    ],
    ids=["open list", "no keys", "aliases of aliases", "deep"],
)
def test_a_bad_sidecar_is_told_and_the_file_is_read(tmp_path: Path, text: str) -> None:
    write(tmp_path / "a.meta.yaml", text)
    file = write(tmp_path / "a.txt", TEXT)
    assert declared(file) == {}
    (problem,) = problems(file)
    assert problem.path.endswith("a.meta.yaml")


def test_a_folder_table_may_be_gbk_and_use_semicolons(tmp_path: Path) -> None:
    write(tmp_path / "metadata.csv", "文件;城市;日期\r\na.txt;遵义市;2020-12-19\r\n", "gbk")
    assert declared(write(tmp_path / "a.txt", TEXT)) == {"city": "遵义市", "date": "2020-12-19"}


def test_a_table_above_names_files_with_the_way_down_and_the_nearest_wins(tmp_path: Path) -> None:
    (tmp_path / "2021" / "shandong").mkdir(parents=True)
    file = write(tmp_path / "2021" / "shandong" / "a.txt", TEXT)
    write(tmp_path / "metadata.csv", "file,city,year\n2021/shandong/a.txt,济南市,2021\na.txt,临沂市,1999\n")
    write(tmp_path / "2021" / "metadata.csv", "file,city\nshandong\\a.txt,淄博市\n")
    assert declared(file) == {"city": "淄博市", "year": "2021"}


def test_problems_of_a_folder_table_are_told_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        write(tmp_path / name, TEXT)
    write(tmp_path / "metadata.csv", "file,city\na.txt,淄博市\nno-such.txt,济南市\n")
    told = [item for item in find_files([tmp_path], Config()) if isinstance(item, Skipped)]
    assert len(told) == 1
    assert "no-such.txt" in told[0].reason


def test_a_folder_table_without_a_file_column_is_told(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "metadata.csv", "name1,city\na.txt,淄博市\n")
    told = [item for item in find_files([tmp_path], Config()) if isinstance(item, Skipped)]
    assert "'file' column" in told[0].reason
    assert declared(tmp_path / "a.txt") == {}


def test_a_changed_folder_table_is_read_again(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", TEXT)
    table = write(tmp_path / "metadata.csv", "file,city\na.txt,淄博市\n")
    assert declared(file) == {"city": "淄博市"}
    write(table, "file,city\na.txt,济南市\n")
    os.utime(table, (1, 1))
    assert declared(file) == {"city": "济南市"}
