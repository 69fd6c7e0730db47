"""Two threads whose queries nest And and Or the other way round do not wait for each other."""

from __future__ import annotations

import threading

import numpy as np
from pyroaring import BitMap

from gongbao.search.engines.columnar.combined import And, Or
from gongbao.search.engines.columnar.nodes import Node


class Meeting(Node):
    """Waits, when its bitmap is asked for, until the other thread's is."""

    def __init__(self, barrier: threading.Barrier) -> None:
        super().__init__(10, np.array([1]))
        self._barrier = barrier

    @property
    def bitmap(self) -> BitMap:
        self._barrier.wait(120)
        return BitMap([1])


def test_an_or_in_an_and_and_an_and_in_an_or_are_found_at_once() -> None:
    barrier = threading.Barrier(2)
    some = Node(10, np.arange(5))
    trees = [And(10, [Meeting(barrier), Or(10, [some])]), Or(10, [Meeting(barrier), And(10, [some])])]
    threads = [threading.Thread(target=lambda tree=tree: tree.bitmap, daemon=True) for tree in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    assert not any(thread.is_alive() for thread in threads)
