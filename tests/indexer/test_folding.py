"""Long and short texts are folded alike, whatever characters they hold."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from gongbao.indexer.folding import LONG, fold, fold_all, points, table

CHARACTERS = st.one_of(
    st.characters(), st.characters(categories=["Cs"]), st.sampled_from([chr(key) for key in table()])
)


@given(st.text(CHARACTERS, max_size=30))
@example("营商環境 ＧＤＰ")
@example("\U0002f800" + "\ud800")
def test_a_long_text_is_folded_as_its_characters_are(text: str) -> None:
    long = text + "的" * LONG
    assert fold(long) == "".join(map(fold, long))
    assert [chr(points()[ord(char)]) for char in text] == list(fold(text))
    assert fold_all([text, long, ""]) == [fold(text), fold(long), ""]
