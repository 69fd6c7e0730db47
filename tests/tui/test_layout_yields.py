"""Threads that lay out long documents wait while the screen is drawn, and only then."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from gongbao.tui.drawing.document_layout import OpenDocument, Passage, lay_out
from gongbao.tui.model import gc_tuning
from gongbao.tui.widgets.reader import Reader
from tests.tui.conftest import Start
from tests.tui.harness import settled

PATIENCE = 10


def test_a_thread_waits_until_the_screen_is_drawn() -> None:
    passed = threading.Event()

    def work() -> None:
        gc_tuning.yield_to_render()
        passed.set()

    thread = threading.Thread(target=work)
    with gc_tuning.drawing():
        thread.start()
        assert not passed.wait(20 * gc_tuning.NAP)
    assert passed.wait(PATIENCE)
    thread.join(PATIENCE)


def test_a_drawing_that_fails_holds_nobody_up() -> None:
    with pytest.raises(ValueError), gc_tuning.drawing():
        raise ValueError
    gc_tuning.yield_to_render()


def test_a_layout_gives_way_before_every_passage() -> None:
    passages = tuple(Passage(str(n), (), f"第{n}段。") for n in range(7))
    document = OpenDocument("1", "题", (), passages)
    calls: list[None] = []
    assert lay_out(document, 40, None, lambda: calls.append(None)) == lay_out(document, 40)
    assert len(calls) == 7
    calls.clear()
    lay_out(document, 40, range(2, 4), lambda: calls.append(None))
    assert len(calls) == 2


async def test_threads_wait_while_the_main_screen_is_drawn(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bool] = []
    draw = Reader.render_line

    def noting(reader: Reader, y: int) -> Any:
        drawn.append(gc_tuning._drawing)
        return draw(reader, y)

    async with start() as (pilot, _screen):
        monkeypatch.setattr(Reader, "render_line", noting)
        await pilot.press("escape", "down")
        await settled(pilot)
        assert drawn and all(drawn)
        assert not gc_tuning._drawing
