"""A pool of worker processes that survives what a bad file does to one of them.

Each worker is a fresh Python that reads pickled items from its standard input and answers on its standard
output. So nothing depends on how the caller was started (no ``if __name__ == "__main__"`` needed, threads are
fine, the same on Linux, macOS and Windows), a crash in a native library costs one item and not the pool, and an
item that takes too long can be stopped.
"""

from __future__ import annotations

import collections
import contextlib
import itertools
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any, Generic, TypeVar

from gongbao.indexer.errors import GongbaoError

Item = TypeVar("Item")
Result = TypeVar("Result")

_SERVE = (
    "import sys; sys.path[:] = {path!r}; from gongbao.indexer.workers import _serve; _serve({seconds!r}, {memory_mb!r})"
)

_GRACE_SECONDS = 5.0


class WorkerDied(GongbaoError):
    """The worker process ended, or was ended, while it held this item."""


class TookTooLong(WorkerDied):
    """The worker process was ended because this item took more time than one may."""


class Workers(Generic[Item, Result]):
    """``count`` processes that run ``task`` (a picklable function of one item); 0 runs it in this process.

    ``seconds`` bounds one item; the worker that exceeds it is ended and replaced. ``memory_mb`` bounds a process's
    address space where the system can; beyond it the task meets MemoryError.
    """

    def __init__(
        self, task: Callable[[Item], Result], count: int, seconds: float | None = None, memory_mb: int = 0
    ) -> None:
        self._task = task
        self._count = count
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._idle: list[subprocess.Popen[bytes]] = []
        self._busy: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(count) if count else None

    def map(self, items: Iterable[Item], window: int = 4) -> Iterator[tuple[Item, Result | Exception]]:
        """Each item with its result, in the order given, or with the exception that took its place.

        At most ``window`` items a worker are under way or waiting to be taken, so memory stays flat.
        """
        if self._threads is None:
            for item in items:
                try:
                    result: Result | Exception = self._task(item)
                except Exception as error:
                    result = error
                yield item, result
            return
        source = iter(items)
        pending: collections.deque[tuple[Item, Future[Result | Exception]]] = collections.deque()
        try:
            for item in itertools.islice(source, self._count * window):
                pending.append((item, self._threads.submit(self._run, item)))
            while pending:
                item, future = pending.popleft()
                yield item, future.result()
                for following in itertools.islice(source, 1):
                    pending.append((following, self._threads.submit(self._run, following)))
        finally:
            for _, future in pending:
                future.cancel()

    def close(self) -> None:
        """End the processes at once; what is under way is given up."""
        with self._lock:
            self._closed = True
            for process in self._busy:
                process.kill()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._idle:
            _end(process)
        self._idle.clear()

    def __enter__(self) -> Workers[Item, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, item: Item) -> Result | Exception:
        process = self._take()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, stop) if self._seconds else None
        if timer:
            timer.start()
        try:
            answer: Result | Exception = _ask(process, item)
            ended = False
        except (OSError, EOFError, pickle.UnpicklingError):
            answer, ended = WorkerDied("worker.ended"), True
        if timer:
            timer.cancel()
            timer.join()  # it may be ending the process just now
        self._give_back(process, whole=not ended and not late.is_set())
        if ended and late.is_set():
            return TookTooLong("worker.too_long", seconds=self._seconds)
        return WorkerDied("worker.ended_with", status=process.returncode) if ended else answer

    def _take(self) -> subprocess.Popen[bytes]:
        """A process to work with, whom ``close`` knows to be working."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
        process = process or self._start()
        with self._lock:
            self._busy.add(process)
            if self._closed:
                process.kill()
        return process

    def _give_back(self, process: subprocess.Popen[bytes], whole: bool) -> None:
        """Keep a process for the next item if it is ``whole``, else end it."""
        with self._lock:
            self._busy.discard(process)
            if whole:
                self._idle.append(process)
        if not whole:
            _end(process)

    def _start(self) -> subprocess.Popen[bytes]:
        path = [os.path.abspath(p) for p in sys.path]  # noqa: PTH100 - entries may be zip files
        code = _SERVE.format(path=path, seconds=self._seconds, memory_mb=self._memory_mb)
        process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with contextlib.suppress(BrokenPipeError):  # it has ended already: the first item will tell
            _send(_pipe(process.stdin), self._task)
        return process


def _ask(process: subprocess.Popen[bytes], item: object) -> Any:
    _send(_pipe(process.stdin), item)
    return pickle.load(_pipe(process.stdout))


def _send(pipe: IO[bytes], value: object) -> None:
    pickle.dump(value, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was not sent yet goes nowhere now
                pipe.close()


def _serve(seconds: float | None, memory_mb: int) -> None:
    """The worker's side: the task once, then items until the parent closes the pipe."""
    _limit_memory(memory_mb)
    source = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between the answers
    try:
        task = pickle.load(source)
        while True:
            item = pickle.load(source)
            _limit_time(seconds)
            try:
                answer: object = task(item)
            except Exception as error:
                answer = RuntimeError(f"{type(error).__name__}: {error}")
            _limit_time(None)
            _send(answers, answer)
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        return


def _limit_memory(memory_mb: int) -> None:
    if not memory_mb:
        return
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    except (ImportError, OSError, ValueError):  # Windows has no such limit, and macOS may refuse it
        return


def _limit_time(seconds: float | None) -> None:
    """End this process a little after the parent would have: the parent may be dead."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS if seconds else 0)
