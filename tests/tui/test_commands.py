"""The command line on the real seeds: what it prints, and what it returns to the shell."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from gongbao.tui.cli.commands import main

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    shutil.copytree(SEEDS, folder / "seeds")
    done = run(folder, "index", "seeds")
    assert done.returncode == 0, done.stderr
    return folder


def run(folder: Path, *arguments: str) -> Done:
    """The command in this process, as started in ``folder``."""
    code: object = 0
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as exit:
            code = exit.code
    return Done(int(str(code or 0)), out.getvalue(), err.getvalue())


def run_as_process(folder: Path, *arguments: str, **env: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "gongbao.tui.cli.commands", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def result(folder: Path, *arguments: str) -> dict:
    done = run(folder, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_search_lists_paragraphs_of_the_plan_with_their_section_paths(place: Path) -> None:
    found = result(place, "search", "乡村振兴", "--city", "遵义")
    assert found["total"] == len(found["hits"]) > 0
    for hit in found["hits"]:
        assert hit["city"] == "遵义市"
        assert "乡村振兴" in hit["text"]
        assert hit["section"]
        assert hit["path"] == str(Path("seeds") / "003_4cae8ea3305e4c0d.txt")


def test_a_search_prints_the_fields_the_design_names(place: Path) -> None:
    found = result(place, "search", "营商环境")
    assert {"total", "hits", "facets", "seconds", "interpretation"} <= found.keys()
    assert {
        "id", "score", "document", "title", "city", "province", "county", "year", "date", "genre", "section",
        "snippet", "text", "path",
    } <= found["hits"][0].keys()  # fmt: skip
    assert sum(count for _, count in found["facets"]["city"]) == found["total"]


def test_traditional_and_simplified_queries_return_the_same_hits(place: Path) -> None:
    one, other = (result(place, "search", query, "--limit", "50") for query in ("營商環境", "营商环境"))
    assert [h["id"] for h in one["hits"]] == [h["id"] for h in other["hits"]]
    assert len({hit["city"] for hit in one["hits"]}) > 1


def test_an_exact_string_is_found_in_the_other_script(place: Path) -> None:
    found = result(place, "search", '"新旧动能转换"')
    assert found["hits"]
    assert all("新舊動能轉換" in hit["text"] and hit["city"] == "临沂市" for hit in found["hits"])


def test_inspect_prints_seven_documents_with_the_copy_marked(place: Path) -> None:
    names = sorted(p.relative_to(place).as_posix() for p in (place / "seeds").iterdir())
    done = run(place, "inspect", "--jsonl", *names)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["file"][6:9] for record in records] == ["000", "001", "001", "001", "002", "003", "004"]
    assert [record["duplicate_of"] for record in records] == [None, None, None, names[0], None, None, None]
    assert {"file", "title", "city", "province", "county", "level", "year", "date", "genre", "paragraphs"} <= records[
        0
    ].keys()


def test_nothing_found_is_said_and_returns_1(place: Path) -> None:
    done = run(place, "search", "不存在的词语")
    assert done.returncode == 1
    assert "不存在的词语" in done.stdout


def test_a_query_that_cannot_be_understood_returns_2_with_a_caret_under_the_fault(place: Path) -> None:
    done = run(place, "search", "a AND (")
    assert done.returncode == 2
    query, caret = done.stderr.splitlines()[-2:]
    assert query.strip() == "a AND ("
    assert query[caret.index("^")] == "("


def test_the_caret_stands_right_under_wide_characters(place: Path) -> None:
    query, caret = run(place, "search", "乡村 AND (").stderr.splitlines()[-2:]
    assert caret.index("^") == sum(2 if ord(c) > 0x2E80 else 1 for c in query.rstrip()) - 1


def test_a_missing_index_returns_3_and_says_how_to_make_one(place: Path) -> None:
    done = run(place, "search", "x", "--index", "nowhere")
    assert done.returncode == 3
    assert "gongbao index" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", "乡村", "--year", "twenty"), "twenty"),
        (("search", "乡村", "--year", ".."), "--year"),
        (("search", "乡村", "--ctiy", "淄博"), "--ctiy"),
        (("search", "乡村", "--exclude", "genre"), "genre"),
        (("search", "乡村", "--sort", "colour"), "colour"),
        (("search", ""), ""),
        (("index", "no/such/folder"), "no/such/folder"),
        (("inspect", "no/such/file.txt"), "no/such/file.txt"),
        (("search", "乡村", "--config", "none.yaml"), "none.yaml"),
        (("show", "no-such-document"), "no-such-document"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_without_a_traceback(
    place: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run(place, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dash_before_a_word_excludes_it(place: Path) -> None:
    both, without = result(place, "search", "数字"), result(place, "search", "数字", "-数字经济")
    assert 0 < without["total"] < both["total"]


def test_filters_narrow_and_exclude(place: Path) -> None:
    assert result(place, "facets", "数字", "--exclude", "city=遵义")["city"]
    years = result(place, "search", "发展", "--year", "2019..2020", "--limit", "100")
    assert {hit["year"] for hit in years["hits"]} == {2019, 2020}
    assert run(place, "search", "发展", "--year", "1998").returncode == 1


def test_a_document_is_shown_whole_by_its_id_and_by_a_paragraphs_id(place: Path) -> None:
    hit = result(place, "search", "酱香白酒")["hits"][0]
    by_document, by_paragraph = (result(place, "show", hit[key]) for key in ("document", "id"))
    assert by_document == by_paragraph
    assert hit["text"] in [p["text"] for p in by_document["paragraphs"]]
    assert len(by_document["paragraphs"]) > 50


def test_statistics_count_documents_and_list_what_is_doubtful(place: Path) -> None:
    found = result(place, "stats")
    assert (found["documents"], found["copies"]) == (7, 1)
    assert dict(map(tuple, found["cities"])) == {"淄博市": 4, "临沂市": 1, "济源市": 1, "遵义市": 1}
    assert all(doubt["text"] for doubt in found["doubtful"])


def test_a_query_that_is_not_text_is_an_error(place: Path) -> None:
    done = run(place, "search", "\udce4\udcb9")
    assert done.returncode == 2
    assert "UTF-8" in done.stderr


def test_no_colours_and_no_progress_reach_a_pipe(place: Path) -> None:
    done = run_as_process(place, "search", "乡村振兴")
    assert "\x1b" not in done.stdout + done.stderr
    assert "\x1b" not in run_as_process(place, "index", "seeds").stderr


def test_output_is_utf_8_whatever_the_locale(place: Path) -> None:
    done = run_as_process(place, "search", "乡村振兴", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "乡村振兴" in done.stdout


def test_escape_sequences_in_documents_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        json.dumps({"text": "危险\x1b]0;标题\x07的序列在这里，说明终端不受文件左右。", "title": "标题\x1b[31m"}) + "\n",
        encoding="utf-8",
    )
    assert run(tmp_path, "index", "x.jsonl").returncode == 0
    done = run(tmp_path, "search", "终端")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_what_was_taken_out_of_a_text_is_told_with_its_rule(tmp_path: Path) -> None:
    page = [
        "关于停车管理的通知",
        "来源：德州日报　发布时间：2021-03-05",
        "各县区：",
        "请各单位认真落实停车管理的各项要求，确保年底见效。",
        "责任编辑：张三",
    ]
    (tmp_path / "a.txt").write_text("\n".join(page), encoding="utf-8")
    (record,) = [json.loads(line) for line in run(tmp_path, "inspect", "--jsonl", "a.txt").stdout.splitlines()]
    assert {piece["text"] for piece in record["removed"]} == {page[1], page[4]}
    shown = run(tmp_path, "inspect", "--removed", "a.txt").stdout
    assert "information-line" in shown and page[1].split("　")[0] in shown
    assert page[1].split("　")[0] not in run(tmp_path, "inspect", "a.txt").stdout
    told = run(tmp_path, "index", "--report", "a.txt").stdout
    assert "information-line" in told and "characters" in told
    noise = json.loads(run(tmp_path, "index", "--json", "--fresh", "a.txt").stdout)["noise"]
    taken = [sum(column) for column in zip(*noise.values(), strict=True)]
    assert taken == [2, sum(len("".join(page[n].split())) for n in (1, 4))]


def test_a_file_that_takes_too_long_is_said_loudly_and_sets_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongbao import indexer

    report = indexer.IndexReport(files=1, given_up=1)
    monkeypatch.setattr(indexer, "build_index", lambda *_, **__: report)
    done = run(tmp_path, "index", str(tmp_path), "--index", str(tmp_path / "index"))
    assert done.returncode == 2
    assert "1 files or records were given up" in done.stdout
