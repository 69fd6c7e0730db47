"""What commands that count print besides their figures, and where they write them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from test_commands import place, result, run, run_as_process

__all__ = ["place"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("page", [("--limit", "0"), ("--offset", "5000"), ("--limit", "0", "--json")])
def test_an_empty_page_of_a_concordance_says_the_total(place: Path, page: tuple[str, ...]) -> None:
    total = result(place, "kwic", "城市", "--limit", "10000")["total"]
    done = run(place, "kwic", "城市", *page)
    assert done.returncode == 0
    said = str(json.loads(done.stdout)["total"]) if "--json" in page else done.stdout.split()[0].replace(",", "")
    assert said == str(total) and total > 0
    assert run(place, "kwic", "没有这样的词", *page).returncode == 1


def test_readings_and_what_is_left_out_are_printed_with_the_table(place: Path) -> None:
    shown = run(place, "trend", "GDP").stdout
    assert "GDP: read as GDP" in shown and "Left out as copies: 1 documents" in shown
    assert "国内生产总值" in run(place, "trend", "GDP", "--synonyms").stdout
    assert "Left out" not in run(place, "trend", "GDP", "--copies").stdout


def test_tables_go_to_standard_output_too(place: Path) -> None:
    table = result(place, "trend", "城市", "--by", "城市、年份")
    done = run_as_process(place, "trend", "城市", "--by", "城市、年份", "--out", "-")
    assert [row["count"] for row in rows_of(done.stdout)] == [
        "" if row["count"] is None else str(row["count"]) for row in table["rows"]
    ]
    assert "read as" in done.stderr
    lines = run_as_process(
        place, "export", "城市", "--out", "-", "--format", "jsonl", "--sort", "index"
    ).stdout.splitlines()
    assert len(lines) == result(place, "search", "城市")["total"]


def test_a_panel_has_the_shapes_that_are_asked_for(place: Path, tmp_path: Path) -> None:
    (tmp_path / "l.yaml").write_text("乡村: [乡村振兴, 农村]\n数字: [数字经济]\n", encoding="utf-8")
    (tmp_path / "gdp.csv").write_text("城市,年份,gdp\n淄博,2021,4200.5\n遵义市,2020,3720\n", encoding="utf-8")
    lexicon = str(tmp_path / "l.yaml")
    table = result(place, "panel", lexicon)
    wide = rows_of(run_as_process(place, "panel", lexicon, "--wide", "--out", "-").stdout)
    assert [row["数字经济"] for row in wide] == [
        str(row["count"]) for row in table["rows"] if row["term"] == "数字经济"
    ]
    concepts = rows_of(run_as_process(place, "panel", lexicon, "--by-concept", "--out", "-").stdout)
    assert {row["concept"] for row in concepts} == {"乡村", "数字"} and "term" not in concepts[0]
    joined = ("--join", str(tmp_path / "gdp.csv"), "--on", "城市,年份", "--year", "2020-2021", "--wide", "--out", "-")
    done = run_as_process(place, "panel", lexicon, *joined)
    assert {(row["city"], row["gdp"]) for row in rows_of(done.stdout)} == {
        ("淄博市", "4200.5"), ("遵义市", "3720.0"), ("临沂市", ""),
    }  # fmt: skip
    assert "1 groups found no row, 0 rows no group" in done.stderr
    covered = run(place, "panel", lexicon, "--coverage", "--all-groups").stdout
    assert covered.splitlines()[0].split() == ["city", "year", "documents", "paragraphs", "characters", "tokens"]
    narrowed = result(place, "panel", lexicon, "--query", "数字经济", "--section", "发展")
    assert 0 < len(narrowed["rows"]) < len(table["rows"])
    assert run(place, "panel", lexicon, "--coverage", "--wide").returncode == 2


def test_words_are_sorted_by_effect_and_sifted_by_chance(place: Path) -> None:
    rows = result(place, "keyness", "--a", "city=淄博", "--sort", "log_ratio", "--max-p", "0.001")["rows"]
    assert rows and all(row["p_value"] <= 0.001 for row in rows)
    sizes = [abs(row["log_ratio"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    near = result(place, "collocates", "产业", "--sort", "mutual_information")["rows"]
    assert [row["mutual_information"] for row in near] == sorted((r["mutual_information"] for r in near), reverse=True)


def test_documents_and_databases_are_exported(place: Path, tmp_path: Path) -> None:
    done = run(place, "export", "城市", "--documents", str(tmp_path / "texts"))
    assert done.returncode == 0 and (tmp_path / "texts" / "metadata.csv").is_file()
    assert run(place, "export", "城市", "--out", str(tmp_path / "h.sqlite")).returncode == 0
    with sqlite3.connect(tmp_path / "h.sqlite") as database:
        (held,) = database.execute("SELECT count(*) FROM search").fetchone()
    database.close()
    assert held == result(place, "search", "城市")["total"]
    assert run(place, "export", "城市").returncode == 2
