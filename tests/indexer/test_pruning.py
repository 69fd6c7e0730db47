"""``--prune`` removes what was deleted, and never what is merely out of reach."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongbao.indexer import build_index
from gongbao.indexer.errors import InputError
from tests.indexer.crash import CONFIG, content, report

CITIES = ("烟台", "潍坊")


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A folder on a drive of its own, indexed, and a folder elsewhere, indexed too."""
    for folder, cities in (("media/drive/reports", CITIES), ("home", ("日照",))):
        (tmp_path / folder).mkdir(parents=True)
        for city in cities:
            (tmp_path / folder / f"{city}.txt").write_text(report(city), encoding="utf-8")
    (tmp_path / "media/other.txt").write_text("other", encoding="utf-8")
    build_index([tmp_path / "media/drive/reports", tmp_path / "home"], tmp_path / "index", CONFIG)
    return tmp_path


def prune(drive: Path, *paths: str, **options: bool) -> int:
    return build_index([drive / path for path in paths], drive / "index", CONFIG, prune=True, **options).removed


def test_a_drive_that_is_gone_with_its_folder_keeps_its_documents(drive: Path) -> None:
    before = content(drive / "index")
    shutil.rmtree(drive / "media/drive")
    with pytest.raises(InputError, match=r"2 files of \S+drive, which is missing or empty.*--prune-folders"):
        prune(drive, "home")
    assert content(drive / "index") == before


@pytest.mark.parametrize("left", ["media/drive", "media/drive/reports"])
def test_an_empty_place_where_a_drive_was_mounted_keeps_its_documents(drive: Path, left: str) -> None:
    before = content(drive / "index")
    shutil.rmtree(drive / "media/drive")
    (drive / left).mkdir(parents=True)
    (drive / left / ".hidden").touch()
    for given in ("home", left, "media"):
        with pytest.raises(InputError, match="missing or empty as a whole"):
            prune(drive, given)
    assert content(drive / "index") == before


def test_nothing_is_changed_by_a_run_that_refuses(drive: Path) -> None:
    before = content(drive / "index")
    shutil.rmtree(drive / "media/drive")
    (drive / "home/日照.txt").write_text(report("日照", 5), encoding="utf-8")
    with pytest.raises(InputError):
        prune(drive, "home")
    assert content(drive / "index") == before


def test_whoever_insists_removes_them(drive: Path) -> None:
    shutil.rmtree(drive / "media/drive")
    assert prune(drive, "home", prune_folders=True) == 2
    assert {row["city"] for row in content(drive / "index").values()} == {"日照市"}


def test_a_deleted_file_is_removed_wherever_it_was(drive: Path) -> None:
    (drive / "media/drive/reports/烟台.txt").unlink()
    assert prune(drive, "home") == 1


def test_a_folder_deleted_below_one_that_is_indexed_is_removed(drive: Path) -> None:
    shutil.rmtree(drive / "media/drive/reports")
    (drive / "media/drive/新.txt").write_text(report("德州"), encoding="utf-8")
    assert prune(drive, "media/drive") == 2


def test_without_prune_a_missing_drive_is_no_matter(drive: Path) -> None:
    before = content(drive / "index")
    shutil.rmtree(drive / "media/drive")
    assert build_index(drive / "home", drive / "index", CONFIG).unchanged == 1
    assert content(drive / "index") == before
