"""Every example of docs/methods.md runs, gives what the page says, and is counted again in plain Python."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import gongbao
from gongbao.indexer.analysis import words
from gongbao.indexer.folding import fold

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "methods.md").read_text(encoding="utf-8")
RECORDS = [json.loads(line) for line in re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)[0].splitlines()]
EXAMPLES = [
    tuple(line.rsplit("  # ", 1)) for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gongbao.Index]:
    folder = tmp_path_factory.mktemp("methods")
    (folder / "reports.jsonl").write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    gongbao.build_index([folder / "reports.jsonl"], index_dir=folder / "index")
    with gongbao.open(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(("expression", "value"), EXAMPLES)
def test_an_example_gives_what_the_page_says(index: gongbao.Index, expression: str, value: str) -> None:
    assert repr(eval(expression, {"index": index})) == value


def texts(copies: bool = False, **wanted: Any) -> list[str]:
    """The folded texts of the records with these values; ``zd`` repeats ``zc``."""
    chosen = [r for r in RECORDS if copies or r["id"] != "zd"]
    return [fold(r["text"]) for r in chosen if all(r.get(name) == value for name, value in wanted.items())]


def occurrences(pattern: str, held: list[str]) -> int:
    return sum(len(re.findall(pattern, text)) for text in held)


def tokens(held: list[str]) -> Counter[str]:
    return Counter(word.text for text in held for word in words(text, parts=False))


def g2(word: str, a: list[str], b: list[str]) -> float:
    first, second = tokens(a), tokens(b)
    both, size = first[word] + second[word], first.total() + second.total()
    cells = ((first[word], first.total() * both / size), (second[word], second.total() * both / size))
    return 2 * sum(seen * math.log(seen / expected) for seen, expected in cells if seen)


def shares(word: str) -> list[tuple[float, float]]:
    """Each document's share of the occurrences of a word, and of the characters."""
    held = texts()
    whole = sum(map(len, held))
    return [(text.count(word) / occurrences(word, held), len(text) / whole) for text in held]


def juilland(word: str) -> float:
    rates = [text.count(word) / len(text) for text in texts()]
    mean = sum(rates) / len(rates)
    return 1 - math.sqrt(sum((rate - mean) ** 2 for rate in rates) / len(rates)) / mean / math.sqrt(len(rates) - 1)


def characters(held: list[str]) -> int:
    return sum(len("".join(text.split())) for text in held)


ZIBO, LINYI = {"city": "淄博市"}, {"city": "临沂市"}
RECOUNTS: list[Callable[[], Any]] = [
    lambda: occurrences("数字经济", texts(year=2021)),
    lambda: occurrences("数字经济", texts(copies=True, year=2021)),
    lambda: len(texts(copies=True)) - len(set(texts(copies=True))),
    lambda: occurrences("显着", texts(**ZIBO)),
    lambda: occurrences("乡村", texts()),
    lambda: occurrences("产业.{0,3}?振兴|振兴.{0,3}?产业", texts(**LINYI)),
    lambda: re.findall("产业.{0,3}?振兴|振兴.{0,3}?产业", texts(**LINYI)[0])[0],
    lambda: next(m[0] for t in texts(**ZIBO) if (m := re.search("振兴.{0,5}?产业", t))),
    lambda: occurrences("产业.{0,5}?振兴", texts(**ZIBO)),
    lambda: occurrences("乡村振兴|乡村", texts()),
    lambda: occurrences("乡村|振兴", texts()),
    lambda: occurrences("gdp", texts()),
    lambda: occurrences("gdp|地区生产总值|国内生产总值", texts()),
    lambda: "=GDP OR 地区生产总值 OR 国内生产总值",
    lambda: characters(texts(**LINYI)),
    lambda: round(10_000 * occurrences("数字经济", texts(**LINYI)) / characters(texts(**LINYI)), 1),
    lambda: len(texts(genre="通知意见")),
    lambda: len([r for r in RECORDS if "year" not in r]),
    lambda: [occurrences("显着", texts(year=y)) if texts(year=y) else None for y in (2019, 2020, 2021)],
    lambda: len({(r["city"], r["year"]) for r in RECORDS if "year" in r}),
    lambda: len({r["city"] for r in RECORDS}) * len(range(2019, 2022)),
    lambda: sorted({f"{r['date'][:4]}-Q{(int(r['date'][5:7]) + 2) // 3}" for r in RECORDS if r.get("year") == 2019}),
    lambda: [occurrences("乡村(?!振兴)", texts()), occurrences("乡村振兴", texts())],
    lambda: [occurrences("乡村", texts()), occurrences("乡村振兴", texts())],
    lambda: tokens(texts(**ZIBO))["显着"],
    lambda: round(g2("显着", texts(**ZIBO), texts(**LINYI)), 4),
    lambda: round(sum(abs(v - s) for v, s in shares("乡村")) / 2, 4),
    lambda: round(juilland("乡村"), 4),
]


def test_every_example_is_counted_again() -> None:
    assert [repr(recount()) for recount in RECOUNTS] == [value for _, value in EXAMPLES]
