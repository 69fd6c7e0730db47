"""A document laid out: nothing lost, headings once, every match at its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gongbao.tui.drawing.cells import showable
from gongbao.tui.drawing.document_layout import Layout, OpenDocument, Passage, lay_out, part_around

HEADINGS = ["一、总体要求", "（一）指导思想", "第一条", "44.建设平安遵义"]
bodies = st.text(st.sampled_from("乡村振兴，。（）《》“”5.%aB \n\t①"), max_size=60)


@st.composite
def documents(draw: st.DrawFn) -> OpenDocument:
    passages = []
    for number in range(draw(st.integers(0, 6))):
        section = tuple(draw(st.lists(st.sampled_from(HEADINGS), max_size=2)))
        run_in = draw(st.booleans())
        text = ("".join(f"{heading}。" for heading in section) if run_in else "") + draw(bodies)
        cuts = sorted(set(draw(st.lists(st.integers(0, len(text)), max_size=6))))
        matches = tuple(zip(cuts[::2], cuts[1::2], strict=False))
        passages.append(Passage(str(number), section, text, matches))
    return OpenDocument("d", "标题", ("淄博市 · 2021",), tuple(passages))


def written(layout: Layout, blocks: range) -> str:
    return "".join(layout.texts[line.block][line.start : line.end] for line in layout.lines if line.block in blocks)


@given(documents(), st.integers(8, 120))
def test_every_character_of_every_passage_is_shown_once_and_fits(document: OpenDocument, cells: int) -> None:
    layout = lay_out(document, cells)
    for line in layout.lines:
        if line.kind != "gap":
            assert line.indent + cell_len(layout.texts[line.block][line.start : line.end]) <= max(8, cells)
    shown = written(layout, range(len(layout.texts)))
    for passage in document.passages:
        assert showable(passage.text) in shown
    assert len(layout.passage_lines) == len(document.passages)
    assert layout.passage_lines == sorted(layout.passage_lines)


@given(documents(), st.integers(8, 120))
def test_every_match_is_found_on_the_line_that_shows_it(document: OpenDocument, cells: int) -> None:
    layout = lay_out(document, cells)
    assert layout.found == sorted(layout.found)
    marked = sum(end - start for passage in document.passages for start, end in passage.matches)
    assert sum(end - start for matches in layout.matches for start, end in matches) == marked
    for line, block, start in layout.found:
        assert layout.lines[line].block == block
        assert layout.lines[line].start <= start < max(layout.lines[line].end, start + 1)


def test_a_heading_that_its_paragraph_begins_with_is_shown_once() -> None:
    text = "44.建设平安遵义。坚持和发展新时代经验。"
    document = OpenDocument("d", "标题", (), (Passage("1", ("44.建设平安遵义",), text, ((3, 5), (10, 12))),))
    layout = lay_out(document, 60)
    shown = [(line.kind, layout.texts[line.block][line.start : line.end]) for line in layout.lines if line.block > 0]
    assert shown == [("heading", "44.建设平安遵义。"), ("text", "坚持和发展新时代经验。")]
    assert layout.passage_lines == [layout.outline[0].line]
    assert [layout.offsets[block] + start for _, block, start in layout.found] == [3, 10]


@given(documents(), st.integers(8, 120), st.integers(0, 5), st.integers(0, 80))
def test_a_part_has_the_lines_that_the_whole_has(
    document: OpenDocument, cells: int, passage: int, characters: int
) -> None:
    if not document.passages:
        return
    part_of = part_around(document, min(passage, len(document.passages) - 1), characters)
    part, whole = lay_out(document, cells, part_of), lay_out(document, cells)
    assert part.whole == (len(part_of) == len(document.passages))
    shift = whole.passage_lines[part.first] - part.passage_lines[0]
    same = whole.passage_lines[part_of.start : part_of.stop]
    assert [line + shift for line in part.passage_lines] == same
    shown = [
        (line.kind, part.texts[line.block][line.start : line.end] if line.block >= 0 else "") for line in part.lines
    ]
    theirs = [
        (line.kind, whole.texts[line.block][line.start : line.end] if line.block >= 0 else "")
        for line in whole.lines[max(0, shift) :]
    ]
    assert shown == theirs[: len(shown)]
    assert [(line + shift, start) for line, _, start in part.found] == [
        (line, start) for line, _, start in whole.found if shift <= line < shift + len(part.lines)
    ]
