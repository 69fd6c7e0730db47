"""Whatever is typed is answered or refused with a reason, soon."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.errors import QueryError
from gongbao.search.index import Index
from gongbao.search.query import regex

LONG = {
    "a long word": "发展" * 4000,
    "brackets": "(" * 4000 + "发展" + ")" * 4000,
    "many words": " OR ".join(f"词{n}" for n in range(1500)),
    "one word often": " ".join(["发展"] * 3000),
    "stars": "*" * 2000 + "发",
    "stars between": "*发*展*经*济*改*革*开*放*" * 20,
    "all that begins so": "一*",
    "minus signs": "-" * 5000 + "发展",
    "nots": "NOT " * 2000 + "发展",
    "quotes": '"' * 9999,
    "a long string": '"' + "发展" * 4000 + '"',
    "colons": "a:" * 3000 + "x",
    "signs": "/^~?{[|&!" * 900,
    "a huge year": "year:" + "9" * 400,
    "a huge boost": "发展^" + "9" * 1000,
    "a huge distance": "发展 NEAR/999999999 经济",
    "a distance of thousands of digits": "发展 NEAR/" + "9" * 9000 + " 经济",
    "a nearness of thousands of digits": '"发展 经济"~' + "9" * 9000,
    "a fuzziness of thousands of digits": "发展~" + "9" * 9000,
    "a year of thousands of digits": "year:2000.." + "9" * 9000,
    "deeper than the stack": "(" * 100_000 + "发展" + ")" * 100_000,
    "words of one character": " ".join(chr(0x4E00 + n) for n in range(4900)),
    "beginnings": " OR ".join(f"{chr(0x4E00 + n)}*" for n in range(1600)),
    "question marks": "?" * 9000,
    "words beside each other": " NEAR/999 ".join(["发展"] * 290),
    "half a character": "发展\ud800",
    "accents": "e" + "\u0301" * 8000,
    "spaces": " " * 9000,
    "full-width brackets": "（" * 8000,
    "controls": "\0发展\x1b[31m\u202e\n",
    "a million": "发" * 1_000_000,
}


@pytest.mark.parametrize("query", LONG.values(), ids=LONG)
def test_long_queries_are_answered_or_refused(seed_index: Index, query: str) -> None:
    try:
        assert seed_index.search(query, limit=3).total >= 0
    except QueryError as error:
        assert str(error)


RUNAWAY = [
    "(a+)+$", "(.*)*x", ".*.*.*.*.*x", "(发|展|.)*(发|展|.)*x", ".?" * 60 + "x", "(?:一|.)" * 40 + "x",
    "(?:发?展?经?济?){9}x", ".{0,9}" * 12 + "x", ".*的.*的.*的.*的.*的.*的x", "(?:.{0,100}){0,100}x", ".{0,100}" * 6 + "x",
    "(?=.*一)(?=.*二)(?=.*三)(?=.*四).*x", "(?:(?:a?){5}){5}x", "发(?:.|..){0,50}x", "(发)\\1+x",
]  # fmt: skip


@pytest.mark.parametrize("pattern", RUNAWAY)
def test_patterns_that_could_run_for_ages_are_refused_with_a_reason(pattern: str) -> None:
    with pytest.raises(QueryError):
        regex.check(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "第[一二三四五]产业",
        r"\d{1,4}(\.\d+)?%",
        r"(教育|医疗|养老)(服务|保障)(体系|制度)?",
        "坚持.*推进.*实现",
        r"20\d\d年\d{1,2}月\d{1,2}日",
    ],
)
def test_patterns_that_people_write_are_taken(pattern: str) -> None:
    regex.check(pattern)


HURRY = """
import sys
from gongbao.search.query import matching, regex
from gongbao.search.query.ast import Regex
from gongbao.indexer.errors import QueryError
for pattern in sys.stdin.read().split("\\n"):
    try:
        regex.check(pattern)
        matching.occurrences(Regex("text", pattern), "的一二发展" * 40)
    except QueryError:
        pass
"""


def test_patterns_made_at_random_end(tmp_path: Path) -> None:
    import random

    chance = random.Random(3)
    pieces = [
        "的",
        "一",
        ".",
        "[一二]",
        "(的|一)",
        "(?:发展)",
        "\\w",
        ".*",
        "的+",
        "一?",
        ".{0,9}",
        "(.|二){1,3}",
        "$",
        "^",
        "|",
        "(",
        ")",
        "(?=一)",
    ]
    patterns = ["".join(chance.choices(pieces, k=chance.randint(1, 9))) for _ in range(400)]
    subprocess.run([sys.executable, "-c", HURRY], input="\n".join(patterns), text=True, check=True, timeout=100,
                   cwd=Path(__file__).parents[2])  # fmt: skip


SIGNS = st.lists(
    st.sampled_from(
        ["发展", "经济", " ", '"', "(", ")", "AND", "OR", "NOT", "-", "+", "*", "?", "/", "^", "~", ":", "city:", "year:",
         "2019", "..", "2021", "[", "]", "TO", "\\", "（", "）", "“", "”", "NEAR/3", "淄博", "{", "}", "\n", "\x1b", "，"]
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=250)
@given(SIGNS.map("".join) | SIGNS.map(" ".join) | st.text(max_size=40))
def test_any_text_is_answered_or_refused_at_a_column_of_it(seed_index: Index, query: str) -> None:
    try:
        found = seed_index.search(query, limit=2)
    except QueryError as error:
        assert str(error)
        assert error.column is None or 0 <= error.column <= len(query)
    else:
        assert found.total >= len(found.hits)
        assert found.interpretation is not None
