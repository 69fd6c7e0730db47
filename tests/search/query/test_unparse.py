"""What a tree is written as, where the wording of parsed trees does not already say it (see test_any_input)."""

from __future__ import annotations

import datetime
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.search.query.ast import All, Any, Boosted, Near, Not, Query, Range, Substring, Synonyms, Word
from gongbao.search.query.fields import Fields
from gongbao.search.query.parser import parse
from gongbao.search.query.unparse import unparse

FIELDS = Fields(lambda name: [])
甲, 乙, 丙 = (Substring("text", string) for string in "甲乙丙")
COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "": operator.eq}
DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))


@pytest.mark.parametrize(
    ("tree", "written"),
    [
        (Synonyms(甲, (乙, 丙)), "=甲 OR 乙 OR 丙"),
        (All((Synonyms(甲, (乙,)), 丙)), "(=甲 OR 乙) AND 丙"),
        (Any((丙, Synonyms(甲, (乙,)))), "丙 OR =甲 OR 乙"),
        (Not(Synonyms(甲, (乙,))), "NOT (=甲 OR 乙)"),
        (Boosted(All((甲, Substring("text", "乙", 2.0), Not(丙))), 3.0), "甲^3 AND 乙^6 AND NOT 丙^3"),
        (Boosted(Synonyms(甲, (乙,)), 0.5), "=甲^0.5 OR 乙^0.5"),
        (Word("text", "发展"), "text:发展"),
        (Word("city", "a b"), 'city:"a b"'),
        (Near("title", ("甲", "乙"), 3), 'title:("甲" NEAR/3 "乙")'),
        (Substring("text", "鄉村"), "鄉村"),
        (Substring("text", "甲", 0.00001), "甲^0.00001"),
        (Substring("text", "且"), '="且"'),
    ],
)
def test_a_tree_is_written_so(tree: Query, written: str) -> None:
    assert unparse(tree) == written


@given(day=DAYS, sign=st.sampled_from(list(COMPARED)))
def test_an_open_range_of_days_is_written_with_days_that_there_are(day: datetime.date, sign: str) -> None:
    tree = parse(f"date:{sign}{day.isoformat()}", FIELDS)
    assert isinstance(tree, Range)
    assert parse(unparse(tree), FIELDS) == tree
    number = int(day.strftime("%Y%m%d").rjust(8, "0"))
    for other in (number, *(int(one.strftime("%Y%m%d").rjust(8, "0")) for one in beside(day))):
        holds = (tree.low is None or tree.low <= other) and (tree.high is None or other <= tree.high)
        assert holds == COMPARED[sign](other, number)


def beside(day: datetime.date) -> list[datetime.date]:
    """The day before and the day after, where there are any."""
    return [
        day + datetime.timedelta(step)
        for step in (-1, 1)
        if datetime.date.min < day < datetime.date.max or (step > 0) == (day == datetime.date.min)
    ]


@given(year=st.integers(0, 9999), sign=st.sampled_from(list(COMPARED)), name=st.sampled_from(["year", "date"]))
def test_an_open_range_of_years_reads_as_the_same_range(year: int, sign: str, name: str) -> None:
    tree = parse(f"{name}:{sign}{year:04}", FIELDS)
    assert parse(unparse(tree), FIELDS) == tree
