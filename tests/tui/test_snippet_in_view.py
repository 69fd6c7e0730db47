"""Of a hit's snippet those lines are shown in which its first match stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongbao.tui.drawing.cells import width
from gongbao.tui.widgets.results import SNIPPET_LINES, snippet_in_view

TEXTS = st.text(st.sampled_from("深化改革，发展。（十）abc 12"), min_size=1, max_size=120)


@given(text=TEXTS, places=st.lists(st.integers(0, 119), min_size=1, max_size=3), cells=st.integers(6, 60))
def test_the_first_match_is_snippet_in_view_and_marks_stay_where_they_were(
    text: str, places: list[int], cells: int
) -> None:
    starts = sorted({place % len(text) for place in places})
    spans = [(start, start + 1) for start in starts]
    shown, moved, lines = snippet_in_view(text, spans, cells)
    first, last = moved[0]
    assert any(start <= first and last <= end for start, end in lines[:SNIPPET_LINES])
    assert [shown[start:end] for start, end in moved] == [text[start:end] for start, end in spans]
    assert text.endswith(shown.removeprefix("…")) and all(width(shown[start:end]) <= cells for start, end in lines)


@given(text=TEXTS, cells=st.integers(6, 60))
def test_what_fits_and_what_has_no_match_begins_where_it_began(text: str, cells: int) -> None:
    assert snippet_in_view(text, [], cells)[0] == text
    assert snippet_in_view(text, [(0, 1)], cells)[0] == text


def test_a_match_far_behind_is_led_up_to_by_its_own_line() -> None:
    text = "锚定深化改革开放落实突破。持续深化改革开放赋能行动，全面落实，优化营商环境，激发活力。"
    at = text.index("营商环境")
    shown, moved, lines = snippet_in_view(text, [(at, at + 4)], 24)
    assert shown.startswith("…") and shown[slice(*moved[0])] == "营商环境"
    assert moved[0][1] <= lines[SNIPPET_LINES - 1][1] and moved[0][0] > 1
