"""Chinese lines: nothing lost, nothing too wide, no mark where it may not stand, numbers whole."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gongbao.tui.drawing.cells import clip, pad, pad_left, showable, width
from gongbao.tui.drawing.wrapping import _edges, wrap

PIECES = ["乡村振兴", "，", "。", "（", "）", "《", "》", "“", "”", "5.5%", "1,234.5亿元", "GDP", "2020年12月19日", " ", "——", "……", "①", "·", "ｶﾞ", "\t", "é", "👍", "①", "\u200b", "\ufe0f", "：", "100%", "万元"]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=40).map("".join)


@given(texts, st.integers(2, 90), st.integers(2, 90))
def test_lines_cover_the_text_and_fit_the_cells(text: str, cells: int, first: int) -> None:
    text = showable(text)
    spans = wrap(text, cells, min(first, cells))
    assert "".join(text[start:end] for start, end in spans) == text
    for number, (start, end) in enumerate(spans):
        assert cell_len(text[start:end]) <= (min(first, cells) if number == 0 else cells)
        assert end > start or not text


@pytest.mark.parametrize("plane", range(0, 0x10000, 0x1000))
def test_every_character_is_as_wide_in_a_line_as_a_terminal_draws_it(plane: int) -> None:
    every = showable("".join(map(chr, range(plane, plane + 0x1000))))
    assert _edges(every) == list(accumulate(map(cell_len, every), initial=0))


@given(texts)
def test_a_shown_text_keeps_its_length_and_its_width_is_the_sum_of_its_characters(text: str) -> None:
    shown = showable(text)
    assert len(shown) == len(text)
    assert cell_len(shown) == width(shown) == sum(map(cell_len, shown))


@given(texts, st.integers(0, 60))
def test_clipped_text_never_exceeds_and_padded_text_is_exact(text: str, cells: int) -> None:
    assert cell_len(clip(text, cells)) <= cells
    assert cell_len(pad(text, cells)) == cells
    assert cell_len(pad_left(text, cells)) == cells


def lines(text: str, cells: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, cells)]


@pytest.mark.parametrize("cells", range(12, 60))
def test_no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one(cells: int) -> None:
    text = (
        "会议指出，要坚持“稳中求进”总基调；落实《关于推进乡村振兴的意见》（以下简称《意见》），抓好“六稳”工作：一是稳就业、二是稳投资。"
        * 3
    )
    for line in lines(text, cells):
        assert line[0] not in "，。、；：！？）》”"
        assert line[-1] not in "（《“"


@pytest.mark.parametrize("cells", range(14, 60))
@pytest.mark.parametrize(
    "whole", ["5.5%", "1,234.5亿元", "2020年", "12.3万人", "GDP", "——", "3.2个", "0.5‰", "37.5平方公里"]
)
def test_numbers_with_their_unit_and_words_stay_whole(cells: int, whole: str) -> None:
    text = "全市生产总值增长" + f"达到了{whole}左右的比较好的水平，并且" * 6
    assert sum(line.count(whole) for line in lines(text, cells)) == 6


def test_a_word_longer_than_the_line_is_cut_rather_than_lost() -> None:
    assert lines("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_a_combining_mark_stays_with_its_letter() -> None:
    assert lines("e\u0301" * 4, 2) == ["e\u0301e\u0301", "e\u0301e\u0301"]
