"""Folders are walked in one order, paths come back as given, and what is left out is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.config import Config, Reading
from gongbao.indexer.documents import Skipped
from gongbao.indexer.errors import InputError
from gongbao.indexer.sources import find_files


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str, text: str = "各位代表：") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(*paths: str, ignore: tuple[str, ...] = ()) -> list[str]:
    config = Config()._replace(reading=Reading(ignore=ignore))
    return [item for item in find_files(paths, config) if isinstance(item, str)]


def skipped(*paths: str) -> dict[str, str]:
    return {item.path: item.reason for item in find_files(paths, Config()) if isinstance(item, Skipped)}


def test_a_folder_comes_back_sorted_with_the_path_as_given(here: Path) -> None:
    make("d/b.txt", "d/a.txt", "d/淄博/报告.html", "d/a/z.md")
    assert found("d") == ["d/a/z.md", "d/a.txt", "d/b.txt", "d/淄博/报告.html"]
    assert found("./d")[0] == "./d/a/z.md"
    assert found(str(here / "d"))[0] == str(here / "d/a/z.md")


def test_named_files_keep_their_order_and_no_file_comes_twice(here: Path) -> None:
    make("d/b.txt", "d/a.txt")
    assert found("d/b.txt", "d/a.txt", "d", "./d/a.txt") == ["d/b.txt", "d/a.txt"]


def test_a_path_that_does_not_exist_is_an_error_that_names_it(here: Path) -> None:
    make("a.txt")
    with pytest.raises(InputError, match=r"no-such\.txt"):
        found("a.txt", "no-such.txt")


def test_hidden_names_litter_and_sidecars_are_left_out_in_silence(here: Path) -> None:
    make("d/.git/x.txt", "d/.hidden.txt", "d/~$a.docx", "d/Thumbs.db", "d/a.txt", "d/__MACOSX/a.txt")
    make("d/a.meta.yaml", text="city: 淄博市")
    make("d/metadata.csv", text="file,city\na.txt,淄博市\n")
    assert found("d") == ["d/a.txt"]
    assert skipped("d") == {}


def test_a_hidden_file_that_is_named_is_read_but_a_sidecar_is_not(here: Path) -> None:
    make(".hidden.txt", "a.meta.yaml")
    assert found(".hidden.txt", "a.meta.yaml") == [".hidden.txt"]


def test_an_ignore_file_speaks_for_its_folder_and_the_nearest_has_the_last_word(here: Path) -> None:
    make("d/.gongbaoignore", text="# 草稿\n*.bak.txt\n/old/\nnews*\n")
    make("d/a.txt", "d/a.bak.txt", "d/old/b.txt", "d/e/old/c.txt", "d/e/news1.txt", "d/f/news2.txt")
    make("d/f/.gongbaoignore", text="!news2.txt\n")
    assert found("d") == ["d/a.txt", "d/e/old/c.txt", "d/f/news2.txt"]


def test_patterns_of_the_config_apply_to_every_walked_folder_but_not_to_named_files(here: Path) -> None:
    make("d/a.txt", "d/草稿/b.txt", "d/草稿.txt")
    assert found("d", ignore=("草稿*",)) == ["d/a.txt"]
    assert found("d/草稿.txt", ignore=("草稿*",)) == ["d/草稿.txt"]


def test_unsupported_formats_are_told_with_what_to_do(here: Path) -> None:
    make("d/scan.jpg", "d/all.zip", "d/表.xlsx", "d/app.js")
    reasons = skipped("d")
    assert set(reasons) == {"d/scan.jpg", "d/all.zip", "d/表.xlsx", "d/app.js"}
    assert all("unsupported format" in reason for reason in reasons.values())
    assert "OCR" in reasons["d/scan.jpg"]
    assert ".csv" in reasons["d/表.xlsx"]


def test_files_with_odd_or_no_suffix_are_given_a_chance(here: Path) -> None:
    make("d/报告", "d/关于第1.2号议案的决定", "d/a.txt.gz", "d/page.doc")
    assert found("d") == ["d/a.txt.gz", "d/page.doc", "d/关于第1.2号议案的决定", "d/报告"]


def test_the_folder_of_a_saved_page_is_part_of_it(here: Path) -> None:
    make("d/报告.html", "d/报告_files/frame.html", "d/方案.htm", "d/方案.files/header.htm", "d/own_files/a.txt")
    assert found("d") == ["d/own_files/a.txt", "d/报告.html", "d/方案.htm"]


def test_links_in_circles_and_broken_links_end_the_walk_nowhere(here: Path) -> None:
    make("d/a.txt")
    (here / "d/loop").symlink_to(here / "d", target_is_directory=True)
    (here / "d/gone.txt").symlink_to(here / "nowhere.txt")
    assert found("d") == ["d/a.txt"]
    assert set(skipped("d")) == {"d/loop", "d/gone.txt"}


def test_an_ignore_file_with_a_bad_pattern_is_told_and_the_rest_is_read(here: Path) -> None:
    make("d/a.txt")
    make("d/.gongbaoignore", text="!\n")
    assert found("d") == ["d/a.txt"]
    assert "d/.gongbaoignore" in skipped("d")
