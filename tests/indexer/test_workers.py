"""The pool of worker processes: order, crashes, time limits, and scripts without a main guard."""

from __future__ import annotations

import contextlib
import functools
import io
import math
import operator
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from gongbao.indexer import workers
from gongbao.indexer.workers import TookTooLong, WorkerDied, Workers, _send

ROOT = Path(__file__).parents[2]


def test_results_come_in_the_order_of_the_items() -> None:
    with Workers(math.factorial, 2) as pool:
        assert list(pool.map(range(30))) == [(n, math.factorial(n)) for n in range(30)]


def test_a_pool_without_processes_gives_the_same() -> None:
    with Workers(math.sqrt, 0) as pool:
        (_, good), (_, bad) = pool.map([4.0, -1.0])
    assert good == 2.0
    assert isinstance(bad, ValueError)


def test_an_error_takes_the_place_of_its_item_only() -> None:
    with Workers(math.sqrt, 2) as pool:
        results = [result for _, result in pool.map([1.0, -1.0, 9.0])]
    assert (results[0], results[2]) == (1.0, 3.0)
    assert "math domain error" in str(results[1])


def test_a_process_that_dies_costs_one_item() -> None:
    with Workers(os._exit, 1) as pool:
        results = [result for _, result in pool.map([3, 4])]
    assert all(isinstance(result, WorkerDied) for result in results)


def test_an_item_that_takes_too_long_is_stopped() -> None:
    with Workers(time.sleep, 1, seconds=0.5) as pool:
        ((_, late),) = pool.map([600.0])
        pool._seconds = 600.0  # what follows may be slow to start
        ((_, following),) = pool.map([0.0])
    assert isinstance(late, TookTooLong)
    assert following is None


def test_what_a_task_prints_does_not_disturb_the_answers() -> None:
    with Workers(print, 1) as pool:
        assert [result for _, result in pool.map(["一", "二"])] == [None, None]


def test_a_script_without_a_main_guard_can_use_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import math\nfrom gongbao.indexer.workers import Workers\n"
        "with Workers(math.sqrt, 2) as pool:\n    print(sum(result for _, result in pool.map([4.0, 9.0])))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    out = subprocess.run([sys.executable, str(script)], env=env, capture_output=True, text=True, check=True)
    assert out.stdout == "5.0\n"


def test_closing_does_not_wait_for_what_is_under_way() -> None:
    pool = Workers(time.sleep, 2)
    results = pool.map([0.0, 0.0, 600.0, 600.0, 600.0])
    assert [next(results)[1], next(results)[1]] == [None, None]
    processes = set(pool._idle) | set(pool._busy)
    pool.close()  # hangs for ten minutes where it waits
    assert all(process.poll() is not None for process in processes)
    assert all(isinstance(result, WorkerDied) for _, result in _those_begun(results))


def test_a_process_that_died_with_its_item_half_sent_can_be_ended() -> None:
    pool = Workers(len, 1)
    process = pool._start()
    process.kill()
    process.wait()
    assert isinstance(process.stdin, io.BufferedWriter)
    with pytest.raises(BrokenPipeError):
        _send(process.stdin, "item")  # and the buffer keeps it
    workers._end(process)
    assert process.stdin.closed


def test_a_process_that_dies_before_it_has_its_task_costs_the_item_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_SERVE", "import os; os._exit(7)")
    task = functools.partial(operator.add, "more than a pipe holds" * 10_000)
    with Workers(task, 1) as pool:
        ((_, answer),) = pool.map(["x"])
    assert isinstance(answer, WorkerDied)


def _those_begun(results: Iterator[tuple[float, object]]) -> Iterator[tuple[float, object]]:
    with contextlib.suppress(CancelledError):  # the items that no process had taken yet
        yield from results


def test_an_interrupted_run_ends_its_processes_at_once(tmp_path: Path) -> None:
    script = (
        "import time\nfrom gongbao.indexer.workers import Workers\n"
        "with Workers(time.sleep, 2) as pool:\n"
        "    results = pool.map([0.0, 600.0])\n    next(results)\n    raise KeyboardInterrupt\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "KeyboardInterrupt" in done.stderr
