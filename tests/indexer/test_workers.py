"""The pool of worker processes: order, crashes, time limits, and scripts without a main guard."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from pathlib import Path

from indexer.workers import WorkerDied, Workers


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
    with Workers(time.sleep, 1, seconds=1.5) as pool:
        results = [result for _, result in pool.map([60.0, 0.0])]
    assert isinstance(results[0], WorkerDied)
    assert results[1] is None


def test_what_a_task_prints_does_not_disturb_the_answers() -> None:
    with Workers(print, 1) as pool:
        assert [result for _, result in pool.map(["一", "二"])] == [None, None]


def test_a_script_without_a_main_guard_can_use_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import math\nfrom indexer.workers import Workers\n"
        "with Workers(math.sqrt, 2) as pool:\n    print(sum(result for _, result in pool.map([4.0, 9.0])))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    out = subprocess.run([sys.executable, str(script)], env=env, capture_output=True, text=True, check=True)
    assert out.stdout == "5.0\n"
