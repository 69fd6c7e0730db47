"""A file four times as long costs about four times the work, whatever it repeats; work is counted in calls, not timed."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest

from gongbao.indexer import Config, pipeline
from gongbao.indexer.pipeline import Job

SENTENCE = "各位代表：现在我代表市人民政府向大会报告工作，请予审议。2020年全市经济平稳发展。\n"
UNITS = [
    "2020年", "http://", "zhōng", "关于印发办法的通知", "（一）", "第一条", "各位代表：", "附件", "责任编辑：张三", "2020年1月1日", "《",
    "来源：", "市人民政府", "全市经济平稳发展，人民生活水平继续提高，民生实事全部办结。", "— 1 —", "|a|b|", "1.",
]  # fmt: skip


def calls(folder: Path, text: str) -> int:
    """How many functions of ours are entered, and generators resumed, while a file is read."""
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    counted = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        pipeline.read_file(Job(str(path), "a.txt"), Config())
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("shape", ["lines", "one line"])
def test_work_grows_with_the_length_and_not_with_its_square(tmp_path: Path, unit: str, shape: str) -> None:
    def text(times: int) -> str:
        return (f"{unit}\n" * times if shape == "lines" else unit * times + "\n") + SENTENCE

    calls(tmp_path, text(10))  # what is loaded once
    short, long = calls(tmp_path, text(250)), calls(tmp_path, text(1000))
    assert long < 6 * short
