"""How the terminal app feels on a large index: from key to results, the event loop's lag, opening a long document.

Run from the project's folder: ``python -m benchmarks.responsiveness [--n 100000] [--index DIR]``. It drives the
real app without a terminal. The pause the app waits for after the last key is taken off the times.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus import documents, sentences
from gongbao import indexer
from gongbao.indexer.config import Config
from gongbao.tui.app import GongbaoApp
from gongbao.tui.controllers.questions import TYPING_PAUSE
from gongbao.tui.screens.indexing import IndexingScreen
from gongbao.tui.screens.main import MainScreen
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader

TICK = 0.005
QUERIES = (
    "乡村振兴",
    "发展",
    "营商环境 改革",
    '"新旧动能转换"',
    "创新 OR 人才",
    "产业 NOT 农业",
    "title:报告 环境",
    "建设",
)
A_FILE = 200
"""Documents in one file."""
INSIDE = 8_000
"""Paragraphs indexed from inside the app."""
LONG = 270_000
"""Characters written for the long document; cleaning leaves more than 200,000 of them."""


def build(folder: Path, paragraphs: int) -> str:
    """An index of so many generated paragraphs and one document of 200,000 characters."""
    corpus = folder / "corpus"
    corpus.mkdir()
    made, records = 0, []
    for document in documents():
        meta = document.meta
        records.append(
            {
                "title": meta.title,
                "city": meta.place.city,
                "year": meta.year,
                "genre": meta.genre,
                "text": "\n".join(paragraph.text for paragraph in document.paragraphs),
            }
        )
        made += len(document.paragraphs)
        if len(records) == A_FILE or made >= paragraphs:
            write(corpus / f"{made:08}.jsonl", records)
            records = []
        if made >= paragraphs:
            break
    write(
        corpus / "long.jsonl",
        [{"title": "长文档", "city": "淄博市", "year": 2000, "genre": "其他", "text": long_text(LONG)}],
    )
    report = indexer.build_index(corpus, folder / "index", Config.load())
    print(f"{report.paragraphs:,} paragraphs indexed in {report.seconds:.0f} s")
    return os.fspath(folder / "index")


def write(file: Path, records: Sequence[dict[str, Any]]) -> None:
    file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8")


def long_text(characters: int) -> str:
    """Paragraphs of several sentences, no two alike: what repeats is taken for a page's furniture."""
    parts = [each for each in sentences() if len(each) > 20 and each[-1] in "。；"]
    lines, size, chance = [], 0, random.Random(1)
    while size < characters:
        lines.append("".join(chance.sample(parts, 4)))
        size += len(lines[-1])
    return "\n".join(lines)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def measure(index_dir: str) -> None:
    app = GongbaoApp(index_dir, Config.load())
    lags: list[float] = []

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            lags.append(time.perf_counter() - before - TICK)

    async with app.run_test(size=(120, 35)) as pilot:
        screen = app.screen
        assert isinstance(screen, MainScreen)
        while screen.workspace.results is None:
            await asyncio.sleep(0.01)
        await asyncio.sleep(1)
        ticking = asyncio.create_task(tick())
        answers: list[float] = []
        shown: dict[str, float] = {}
        answers = screen.workspace.answers
        show_answer = answers.show

        def noting(results: Any) -> None:
            show_answer(results)
            shown[screen.question.query] = time.perf_counter()

        answers.show = noting  # type: ignore[method-assign]
        box = screen.query_one(QueryBox)
        for query in QUERIES * 3:
            shown.clear()
            for end in range(1, len(query) + 1):
                await asyncio.sleep(0.04)
                box.value = query[:end]
            typed = time.perf_counter()
            while query not in shown:
                await asyncio.sleep(0.001)
            answers.append(shown[query] - typed - TYPING_PAUSE)
            await asyncio.sleep(0.2)
        ticking.cancel()
        show("key to results", answers)
        show("event-loop lag while typing", lags)
        lags.clear()
        ticking = asyncio.create_task(tick())
        box.value = "title:长文档"
        while box.value not in shown:
            await asyncio.sleep(0.001)
        reader = screen.query_one(Reader)
        opened: list[float] = []
        laid_out: list[float] = []
        for _ in range(5):
            reader.clear()
            started = time.perf_counter()
            screen.workspace.reading.read()
            while reader.laid is None:
                await asyncio.sleep(0.001)
            opened.append(time.perf_counter() - started)
            while not reader.laid.whole:
                await asyncio.sleep(0.001)
            laid_out.append(time.perf_counter() - started)
        ticking.cancel()
        assert reader.document is not None
        print(f"document of {sum(len(each.text) for each in reader.document.passages):,} characters")
        show("opening it", opened)
        show("all of it laid out", laid_out)
        show("event-loop lag meanwhile", lags)
        lags.clear()
        with tempfile.TemporaryDirectory() as folder:
            await index_inside(app, screen, Path(folder), lags, tick)
        await pilot.pause()


async def index_inside(
    app: GongbaoApp, screen: MainScreen, folder: Path, lags: list[float], tick: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Index 8,000 generated paragraphs in many files from inside the app, and note its lag meanwhile."""
    corpus = folder / "corpus"
    corpus.mkdir()
    made = 0
    for number, document in enumerate(documents()):
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        (corpus / f"{number:05}.txt").write_text(f"{document.meta.title}\n\n{text}\n", encoding="utf-8")
        made += len(document.paragraphs)
        if made > INSIDE:
            break
    session = screen.workspace.session
    indexing = IndexingScreen(screen.workspace.ui, os.fspath(folder / "index"), session.config, session.build)
    await app.push_screen(indexing)
    indexing.picked = [os.fspath(corpus)]
    ticking = asyncio.create_task(tick())
    started = time.perf_counter()
    indexing.action_start()
    while indexing.running:
        await asyncio.sleep(0.01)
    ticking.cancel()
    if not indexing.changed:
        raise SystemExit("The indexing from inside failed.")
    print(f"indexing {made:,} paragraphs from inside: {time.perf_counter() - started:.0f} s")
    show("event-loop lag meanwhile", lags)
    indexing.dismiss(False)


def show(name: str, seconds: Sequence[float]) -> None:
    values = [f"{percentile(seconds, share) * 1000:7.1f}" for share in (0.5, 0.95, 0.99)]
    print(f"{name:30} p50 {values[0]} ms   p95 {values[1]} ms   p99 {values[2]} ms   max {max(seconds) * 1000:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--index", help="an index made by an earlier run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        asyncio.run(measure(options.index or build(Path(folder), options.n)))


if __name__ == "__main__":
    main()
