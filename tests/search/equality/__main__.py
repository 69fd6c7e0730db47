"""Asks random questions in every way there is and prints how many answers were compared, and where they differed.

    nice python -m tests.search.equality --queries 20000 --seed 1

Takes about 30 ms of one core for each; exit code 1 when anything differed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gongbao.indexer.config import Config
from gongbao.search.engines.registry import open_engine
from gongbao.search.index import Index
from tests.search.engines.contract.agreeing import STATES as SIMPLE
from tests.search.engines.contract.agreeing import fill
from tests.search.engines.workshops import IndexWorkshop, MemoryWorkshop
from tests.search.equality import oracle, paging
from tests.search.equality.collection import documents, write
from tests.search.equality.naive import Naive
from tests.search.equality.oracle import Oracle
from tests.search.equality.searchers import Sorted, compare, is_for_whoosh
from tests.search.equality.states import STATES, build, rewritten
from tests.search.equality.trees import Trees

Ask = Callable[[], object]
SHOWN = 5


def columnar_against_the_reference(folder: Path, state: str, size: int, draw: random.Random) -> Ask:
    index = str(build(folder, state, size, draw.randrange(10**6)))
    engine, reference, trees = open_engine(index, Config()), Oracle(index, Config()), Trees(draw)
    return lambda: oracle.ask(engine, reference, trees)


def columnar_against_a_list(folder: Path, state: str, size: int, draw: random.Random) -> Ask:
    return _against_a_list("columnar", folder, state, size, draw)


def the_reference_against_a_list(folder: Path, state: str, size: int, draw: random.Random) -> Ask:
    return _against_a_list("whoosh", folder, state, size, draw)


def _against_a_list(name: str, folder: Path, state: str, size: int, draw: random.Random) -> Ask:
    folder.mkdir()
    place, plain, seed = IndexWorkshop(folder, name), MemoryWorkshop(), draw.randrange(10**6)
    fill(place, state, size, seed)
    fill(plain, state, size, seed)
    engine, reference, trees = place.open(), plain.open(), Trees(draw)
    return lambda: oracle.ask(engine, reference, trees)


def columnar_against_the_sort_of_whoosh(folder: Path, state: str, size: int, draw: random.Random) -> Ask:
    seed = draw.randrange(10**6)
    folder.mkdir()
    index, stock = build(folder / "ours", state, size, seed), folder / "stock"
    _ = rewritten(stock, index) if state == "optimized" else build(stock, state, size, seed, stock=True)
    engine, trees = open_engine(index, Config()), Trees(draw)
    on_ours, on_stock = Sorted("ours", index), Sorted("stock", stock)

    def ask() -> None:
        query, bonuses = trees.scored(), trees.bonuses()
        compare(engine, on_ours, query, bonuses)
        compare(engine, on_stock, query, bonuses, scores=state != "merged")
        query = trees.tree(4)
        if is_for_whoosh(query):
            compare(engine, on_ours, query, scores=False)
            compare(engine, on_stock, query, scores=False)

    return ask


def typed_questions(folder: Path, state: str, size: int, draw: random.Random) -> Ask:
    every = documents(size, draw.randrange(10**6))
    gone = [] if state == "one segment" else [one.id for one in every[::9]]
    third = len(every) // 3 if gone else len(every)
    parts = [part for part in (every[:third], every[third : 2 * third], every[2 * third :]) if part]
    merged = state in ("merged", "optimized")
    index = Index(write(folder, parts, gone, merge=merged), Config())
    naive = Naive([one for one in every if one.id not in gone]) if merged else Naive(every, gone)
    return lambda: paging.ask(index, naive, draw)


WAYS = [
    (columnar_against_the_reference, STATES, 600, 6),
    (columnar_against_a_list, SIMPLE, 300, 1),
    (the_reference_against_a_list, SIMPLE, 300, 1),
    (columnar_against_the_sort_of_whoosh, STATES, 300, 1),
    (typed_questions, STATES, 2_400, 1),
]
"""Each with its states, the paragraphs of its indexes and its share of the questions."""


def rounds(queries: int, seed: int) -> Iterator[tuple[str, str, int, int, float]]:
    """(way, state, questions, differences, CPU seconds) of each way and state."""
    shares = sum(share * len(states) for _, states, _, share in WAYS)
    for way, states, size, share in WAYS:
        for state in states:
            draw = random.Random(f"{seed} {way.__name__} {state}")
            count, different, began = max(1, queries * share // shares), 0, time.process_time()
            with tempfile.TemporaryDirectory() as folder:
                ask = way(Path(folder) / "index", state, size, draw)
                for _ in range(count):
                    try:
                        ask()
                    except Exception as error:  # an engine that fails differs too; all are counted, some shown
                        different += 1
                        if different <= SHOWN:
                            print(f"  {way.__name__}, {state}: {type(error).__name__}: {str(error)[:1000]}", flush=True)
            yield way.__name__.replace("_", " "), state, count, different, time.process_time() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print("| compared | index | questions | different | CPU s |\n| --- | --- | ---: | ---: | ---: |")
    total = 0
    for way, state, count, different, seconds in rounds(arguments.queries, arguments.seed):
        print(f"| {way} | {state} | {count:,} | {different} | {seconds:.1f} |", flush=True)
        total += different
    return 1 if total else 0


if __name__ == "__main__":
    raise SystemExit(main())
