"""Nothing a document, its metadata or its name holds steers the terminal, whatever command or screen shows it."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import re
from pathlib import Path

import pytest

from gongbao.tui.cli.commands import main
from tests.tui import fake_index
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled

EVIL = (
    "\x1b[31m红\x1b]0;标题\x07\x9b2J\x7f\u202e倒\u2066\r\x08\x1b]52;c;aGk=\x07\x1b]8;;http://x\x1b\\链\x1b]8;;\x1b\\"
    "\x9d52;c;aGk=\x9c\x90q\x9c\x1b_a\x1b\\\x1b[?1049h\x1b[6n\x0e\x85\u061c\u2028\u2029"
)
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
TEXT = f"关于终端安全的通知{EVIL}，说明文件里的字符不得左右终端。各单位要高度重视，认真抓好落实。"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evil")
    records = [
        {"text": TEXT * 2, "title": f"通知{EVIL}{n}", "city": f"淄博{EVIL}", "source": f"来源{EVIL}", "genre": f"通知{EVIL}",
         "date": f"2021{EVIL}", "year": 2020 + n, "部门": f"办公室{EVIL}", "id": f"a{EVIL}{n}"}
        for n in range(2)
    ]  # fmt: skip
    (folder / "a.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    (folder / "config.yaml").write_text("facets: [部门]\n", encoding="utf-8")
    for name, content in ((f"通{EVIL}知\n.txt", TEXT * 3), (f"空{EVIL}.txt", ""), (f"图{EVIL}.png", "x")):
        with contextlib.suppress(OSError):  # not every file system takes such names
            (folder / name).write_text(content, encoding="utf-8")
    assert "终端" not in run(folder, "index", ".")
    return folder


def run(folder: Path, *arguments: str) -> str:
    """Everything the command prints, errors too; it may end with any code but a traceback's."""
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main(arguments)
        except SystemExit as ended:
            assert ended.code in (None, 0, 1, 2, 3)
    return out.getvalue()


COMMANDS = [
    ["search", "终端"], ["search", f"终端{EVIL}"], ["search", f'"{EVIL}'], ["search", "终端", "--where", f"部门={EVIL}"],
    ["facets"], ["facets", "终端"], ["stats"], ["stats", "--doubtful"], ["inspect", "."], ["inspect", "--jsonl", "."],
    ["kwic", "终端"], ["trend", "终端"], ["panel", "终端"], ["collocates", "终端"], ["dispersion", "终端"], ["suggest", "通"],
    ["doctor"], ["index", "."], ["index", f"没有{EVIL}"], ["search", "x", "--index", f"没有{EVIL}"], ["show", f"x{EVIL}"],
    ["search", "x", "--config", f"没有{EVIL}"], ["search", "终端", "--sort", EVIL], ["search", "终端", "--year", EVIL],
]  # fmt: skip


@pytest.mark.parametrize(
    "arguments", COMMANDS, ids=lambda arguments: " ".join(arguments).encode("ascii", "replace").decode()
)
def test_no_command_prints_what_steers_the_terminal(place: Path, arguments: list[str]) -> None:
    for options in ([], ["--json"]):
        said = run(place, *arguments, *options)
        assert said
        assert not STEERING.search(said), ascii(said)


def test_documents_shown_cited_and_compared_are_safe_too(place: Path) -> None:
    hits = json.loads(run(place, "search", "终端", "--json"))["hits"]
    assert hits
    for hit in hits:
        for arguments in (["show", hit["document"]], ["similar", hit["id"]], ["cite", hit["document"]]):
            for options in ([], ["--json"]):
                said = run(place, *arguments, *options)
                assert not STEERING.search(said), ascii(said)
        assert "终端" in run(place, "show", hit["document"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "{}"], ["show", "{}"], ["search", "终端", "--city", "{}"], ["search", "终端", "--year", "{}"],
        ["search", "终端", "--where", "部门={}"], ["search", "终端", "--index", "{}"], ["search", "终端", "--config", "{}"],
        ["index", "{}"], ["inspect", "{}"], ["cite", "{}"], ["similar", "{}"], ["export", "终端", "--out", "{}.csv"], ["{}"],
        ["search", "终端", "--exclude", "year=²"], ["search", "终端", "--exclude", "year=" + "9" * 5000],
    ],
)  # fmt: skip
def test_arguments_that_are_no_text_are_answered_in_a_sentence(place: Path, arguments: list[str]) -> None:
    said = run(place, *(argument.format("\udcff\udc9b") for argument in arguments))
    assert said and "gongbao failed" not in said, said


async def test_no_screen_of_the_app_shows_what_steers_the_terminal(start: Start) -> None:
    class Evil(fake_index.Index):
        pass

    index = Evil()
    for held in vars(index).values():
        if isinstance(held, list) and held and isinstance(held[0], fake_index.Hit):
            held[:] = [
                dataclasses.replace(h, title=h.title + EVIL, text=h.text[:20] + EVIL + h.text[20:], genre=h.genre + EVIL,
                                    city=f"{h.city}{EVIL}", section=(EVIL, *h.section), path=f"{EVIL}{h.path}", source=EVIL)
                for h in held
            ]  # fmt: skip
    async with start(index) as (pilot, _):
        seen = []
        for keys in ((), ("乡", "村"), ("enter",), ("down",), ("enter",), ("f1",)):
            await pilot.press(*keys)
            await settled(pilot)
            seen += rows(pilot)
    assert any("政府工作报告" in row for row in seen)
    assert not [ascii(row) for row in seen if STEERING.search(row)]
