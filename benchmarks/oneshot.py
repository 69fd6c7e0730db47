"""How long ``gongbao search WORD --json`` takes as a whole process, and where the time goes.

``python -m benchmarks.startup`` prints it beside the terminal app's figures. Every stage is a process of its own that
does a little more than the one before, and they take turns. Seconds of processor say more than those of the clock
where other work runs beside.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

WORD = "乡村振兴"
_AS_START_DOES = "from gongbao.tui.cli.entry_point import lighten; lighten()\n"
_OPEN = "import gongbao.tui.cli.ask, gongbao.search; index = gongbao.search.open({index!r})\n"
STAGES = {
    "python": "",
    "numpy": "import numpy",
    "whoosh": "import numpy, whoosh.query, whoosh.fields, whoosh.index, whoosh.codec.base",
    "gongbao's modules": "import gongbao.tui.cli.ask, gongbao.search.index",
    "open the index": _OPEN,
    "search": f"{_OPEN}index.search({WORD!r})",
}
"""Name → code; the whole command comes last."""


def one_shot(index: str, runs: int, environment: Mapping[str, str]) -> dict[str, list[tuple[float, float]]]:
    """Stage → (seconds of the clock, of the processor) of each run; the first run of each is not counted."""
    code = {name: [_AS_START_DOES + text.format(index=index)] for name, text in STAGES.items()}
    code["whole command"] = [
        "from gongbao.tui.cli.entry_point import start; start()",
        "search",
        WORD,
        "--json",
        "--index",
        index,
    ]
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in code}
    for _ in range(runs + 1):
        for name, arguments in code.items():
            times[name].append(_seconds(arguments, environment))
    return {name: values[1:] for name, values in times.items()}


def _seconds(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """What a Python takes that is given this code and these arguments, from its start to its end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", *arguments], env={**environment, "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    ended = time.perf_counter()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended - began, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def print_stages(index: str, runs: int, environment: Mapping[str, str] = os.environ) -> None:
    """One line a stage: medians, and what the stage adds to the processor's time."""
    before = 0.0
    print(f"{'gongbao search':18} {'clock':>8} {'processor':>10} {'more':>6}")
    for name, values in one_shot(index, runs, environment).items():
        clock, used = (statistics.median(kind) * 1000 for kind in zip(*values, strict=True))
        print(f"{name:18} {clock:5.0f} ms {used:7.0f} ms {used - before:+6.0f}")
        before = used
