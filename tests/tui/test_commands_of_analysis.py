"""The counting commands on the real seeds, each against a plain count of the seeds' text."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from test_commands import place, result, run

__all__ = ["place"]


def occurrences(folder: Path, term: str, *options: str) -> dict[str, int]:
    """How often ``term`` stands in each city's paragraphs, counted in the texts that ``search`` gives."""
    counts: dict[str, int] = {}
    hits = result(folder, "search", term, "--limit", "1000", *options)["hits"]
    for hit in hits:
        counts[hit["city"]] = counts.get(hit["city"], 0) + hit["text"].count(term)
    return counts


def test_a_concordance_shows_every_match_in_its_context(place: Path) -> None:
    found = result(place, "kwic", "城市", "--limit", "1000", "--city", "淄博")
    assert len(found["rows"]) == occurrences(place, "城市")["淄博市"]
    assert all(row["match"] == "城市" and len(row["left"]) <= 30 for row in found["rows"])


def test_a_printed_concordance_puts_the_match_in_one_column(place: Path) -> None:
    lines = run(place, "kwic", "城市", "--width", "8", "--city", "淄博").stdout.splitlines()[1:]
    wide = [sum(2 if ord(c) > 0x2000 else 1 for c in line[: line.index("城市", 6)]) for line in lines]
    assert len(lines) > 3
    assert max(wide) <= 18


@pytest.mark.parametrize("options", [(), ("--copies",)])
def test_a_trend_counts_what_a_plain_count_counts(place: Path, options: tuple[str, ...]) -> None:
    rows = result(place, "trend", "城市", "--by", "city", *options)["rows"]
    counted = {row["city"]: row["count"] for row in rows}
    assert {city: count for city, count in counted.items() if count} == {
        city: count for city, count in occurrences(place, "城市", *options).items() if city in ("淄博市", "遵义市")
    } | {city: counted[city] for city in ("济源市", "临沂市") if counted[city]}


def test_copies_are_counted_only_when_asked_for(place: Path) -> None:
    without, whole = (result(place, "search", "城市", *options) for options in ((), ("--copies",)))
    assert without["left_out"] == whole["total"] - without["total"] > 0 == whole["left_out"]
    for command in (("facets", "城市"), ("dispersion", "城市", "--by", "city")):
        assert result(place, *command) != result(place, *command, "--copies")


def test_a_trend_can_be_drawn_in_the_terminal(place: Path) -> None:
    shown = run(place, "trend", "城市", "--by", "city", "--plot").stdout
    assert "█" in shown
    assert "淄博市" in shown


def test_a_panel_has_a_row_for_every_group_and_term(place: Path, tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.yaml"
    lexicon.write_text("数字: [数字经济, 大数据]\n乡村: [乡村振兴]\n", encoding="utf-8")
    out = tmp_path / "panel.csv"
    assert run(place, "panel", str(lexicon), "--by", "city", "--out", str(out)).returncode == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4 * 3
    manifest = json.loads((tmp_path / "panel.csv.manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"] == 12


@pytest.mark.parametrize(
    "arguments",
    [
        ("collocates", "乡村振兴"),
        ("keyness", "--a", "city=淄博", "--b", "city=遵义"),
        ("dispersion", "发展", "--by", "city"),
        ("suggest", "zibo"),
    ],
)
def test_each_analysis_prints_text_and_json(place: Path, arguments: tuple[str, ...]) -> None:
    assert run(place, *arguments).stdout.strip()
    assert json.loads(run(place, *arguments, "--json").stdout)


def test_similar_paragraphs_and_citations_start_from_an_id(place: Path) -> None:
    hit = result(place, "search", "数字经济")["hits"][0]
    similar = result(place, "similar", hit["id"])
    assert hit["id"] not in [other["id"] for other in similar["hits"]] != []
    assert hit["title"] in run(place, "cite", hit["id"]).stdout
    assert run(place, "cite", hit["id"], "--bibtex").stdout.startswith("@")


def test_all_hits_are_exported_with_how_they_were_found(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "hits.jsonl"
    assert run(place, "export", "城市", "--out", str(out), "--copies").returncode == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == result(place, "search", "城市", "--copies")["total"]
    manifest = json.loads((tmp_path / "hits.jsonl.manifest.json").read_text(encoding="utf-8"))
    assert manifest["query"] == "城市"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("keyness", "--a", "city"), "city"),
        (("trend", "城市", "--by", "colour"), "colour"),
        (("trend", "城市", "--plot", "x.bmp"), "x.bmp"),
        (("export", "城市", "--out", "x.doc"), "doc"),
        (("panel", "no-lexicon.yaml"), "no-lexicon.yaml"),
        (("kwic", "城市", "--sort", "sideways"), "sideways"),
        (("similar", "nobody"), "nobody"),
    ],
)
def test_mistakes_are_one_sentence_and_return_2(place: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(place, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
