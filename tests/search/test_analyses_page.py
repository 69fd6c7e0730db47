"""The Python of docs/analyses.md runs from top to bottom on the seeds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gongbao

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas", reason="the page writes a Stata file, for which pandas is needed")
    gongbao.build_index([ROOT / "seeds"], index_dir=tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "analyses.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/analyses.md", "exec"), names)
    shown = capsys.readouterr().out
    assert "乡村振兴 (per_10000)" in shown and "[R/OL]" in shown and "@techreport" in shown
    assert (tmp_path / "trend.csv.manifest.json").is_file() and (tmp_path / "hits.jsonl").stat().st_size > 1000
    assert (tmp_path / "texts" / "metadata.csv").is_file() and (tmp_path / "panel.dta").is_file()
    names["index"].close()  # type: ignore[attr-defined]
