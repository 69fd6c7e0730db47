"""Indexing in a process of its own: the app stays quick meanwhile, and leaving it never waits for the indexer.

The child is a fresh Python. It reads one pickled order from its standard input and answers there with pickled
pairs; when that input closes, because the user stops the run or the app is gone, it commits no more and ends.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO, Any

from gongbao.indexer.config import Config

_SERVE = "import sys; sys.path[:] = {path!r}; from gongbao.tui.model.build_in_subprocess import _serve; _serve()"
_HEARTBEAT = 0.2
"""Seconds between two events at most: whoever follows them says by raising that the run is to stop."""
_POLITE = 5
"""How much the indexer steps back behind the app, as ``nice`` counts."""


class Stopped(Exception):
    """The user has stopped the indexing."""


def build_in_subprocess(
    paths: Sequence[str], index_dir: str, config: Config, progress: Callable[[Any], None] | None = None
) -> Any:
    """What ``indexer.build_index`` does and gives, in another process.

    ``progress`` is called several times a second; what it raises stops the run, is waited for, and raised again.
    """
    path = [os.path.abspath(each) for each in sys.path]  # noqa: PTH100 - entries may be zip files
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE.format(path=path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    with process, process.stdout as answers:
        try:
            _send(process.stdin, (list(paths), index_dir, config))
            while True:
                kind, value = pickle.load(answers)
                if kind == "report":
                    return value
                if kind == "error":
                    raise value
                if progress:
                    progress(value)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise RuntimeError("the indexing process ended before its work was done") from None
        finally:
            process.stdin.close()
            while answers.read(1 << 16):
                pass  # what it still says while it ends, lest it wait for somebody to listen


def _send(pipe: IO[bytes], value: object) -> None:
    pickle.dump(value, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _serve() -> None:
    """The child's side."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    paths, index_dir, config = pickle.load(orders)
    from gongbao.indexer import Event, build_index  # readers and jieba, 100 ms and more

    speaking, stopped = threading.Lock(), threading.Event()
    latest = Event("finding", 0, 0, 0)

    def say(kind: str, value: object) -> None:
        with speaking:
            try:
                _send(answers, (kind, value))
            except BrokenPipeError:  # the app is gone
                stopped.set()

    def await_the_end() -> None:
        orders.read()
        stopped.set()

    def beat() -> None:
        while not stopped.wait(_HEARTBEAT):
            say("event", latest)

    def progress(event: Event) -> None:
        nonlocal latest
        if stopped.is_set():
            raise Stopped
        latest = event

    for each in (await_the_end, beat):
        threading.Thread(target=each, daemon=True).start()
    say("event", latest)
    try:
        report = build_index(paths, index_dir, config, progress=progress)
    except Exception as error:
        say("error", _portable(error))
    else:
        say("event", latest)
        say("report", report)
    speaking.acquire()  # the beat may be in the middle of a word
    answers.flush()
    os._exit(0)  # the waiting thread holds the standard input, and would keep a tidy exit from ending


def _portable(error: Exception) -> Exception:
    """``error`` if it survives the way to the other process, else its words."""
    with contextlib.suppress(Exception):  # whatever a foreign exception's pickling raises
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return error
    return RuntimeError(f"{type(error).__name__}: {error}")
