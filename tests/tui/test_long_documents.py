"""A long document is shown before all of it is laid out; where one is in it stays the same when the rest comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gongbao.tui.drawing.document_layout import Layout
from gongbao.tui.widgets.reader import Reader
from tests.tui import fake_index
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled


def documents() -> Iterator[fake_index.Hit]:
    yield from fake_index.paragraphs(documents=3, each=60)


async def visit(start: Start, keys: tuple[str, ...]) -> tuple[list[str], str, list[Layout]]:
    """What is on the screen after these keys, the line over the reader, and the layouts it was given."""
    seen: list[Layout] = []
    async with start(fake_index.Index(list(documents()))) as (pilot, screen):
        reader = screen.query_one(Reader)
        place = reader.on_reader_laid_out

        def noting(event: Reader.LaidOut) -> None:
            seen.append(event.layout)
            place(event)

        reader.on_reader_laid_out = noting  # type: ignore[method-assign]
        for key in keys:
            await pilot.press(*([key] if key.isascii() else key))
            await settled(pilot)
        head = rows(pilot)[3]
        return rows(pilot), head, seen


@pytest.mark.parametrize(
    "keys",
    [
        ("乡村", "enter", "pagedown", "pagedown", "pagedown"),
        ("乡村", "enter", "end", "enter"),
        ("乡村", "enter", "down", "enter", "n", "n", "N", "n"),
        ("乡村", "enter", "enter", "]", "n", "pagedown", "["),
        ("改革", "enter"),
    ],
)
async def test_it_looks_as_if_it_had_been_laid_out_at_once(
    start: Start, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once, head, whole = await visit(start, keys)
    assert all(layout.whole for layout in whole)
    monkeypatch.setattr("gongbao.tui.widgets.reader.LONG", 0)
    monkeypatch.setattr("gongbao.tui.widgets.reader.AROUND", 200)
    in_parts, same_head, parts = await visit(start, keys)
    drop = [row for row in at_once if " 毫秒" not in row]
    assert [row for row in in_parts if " 毫秒" not in row] == drop
    assert head == same_head
    if whole:
        assert [layout.whole for layout in parts][:2] == [False, True]
