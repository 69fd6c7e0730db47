"""The noise rules of data/noise.yaml, compiled once."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gongbao.indexer.folding import fold, table

_ISSUED = r"(?:国务院|政府|委员会|常委会|法院|检察院|[部局厅委令号日署会院])"
"""What ends in front of 发布 where a rule was issued, and no account's name ends: 1988年2月27日国务院发布."""

_FILE = Path(__file__).resolve().parent.parent / "data" / "noise.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of line that is not text; ``after`` rules hold only next to a line another rule took,
    and a line that ends like a sentence is taken only where ``sentences`` is found in it, unfolded.
    """

    name: str
    note: str | None
    most: int
    after: bool
    sentences: re.Pattern[str] | None
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Noise:
    """All rules and word lists; ``labels`` and ``table`` map a label (folded, no spaces) to its note's key.

    ``parts`` are the words that labels of a menu are made of, ``actions`` those of them that do something to the page.
    """

    anywhere: tuple[Rule, ...]
    edge: tuple[Rule, ...]
    strong: Mapping[str, str]
    weak: Mapping[str, str]
    table: Mapping[str, str]
    menu: frozenset[str]
    parts: frozenset[str]
    actions: re.Pattern[str]
    column: re.Pattern[str]
    masthead: re.Pattern[str]
    related: re.Pattern[str]
    site: re.Pattern[str]
    label: re.Pattern[str]
    table_label: re.Pattern[str]
    sentences: re.Pattern[str]
    footers: frozenset[str]


@functools.cache
def noise() -> Noise:
    """The shipped rules, read and compiled on first use."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)
    rules = [(entry["where"], _rule(entry)) for entry in data["rules"]]
    strong, weak = _keys(data["labels"]["strong"]), _keys(data["labels"]["weak"])
    cells = _keys(data["table"])
    menu = frozenset(fold(str(word)) for word in data["menu"])
    links = data["related_links"]
    return Noise(
        anywhere=tuple(rule for where, rule in rules if where == "anywhere"),
        edge=tuple(rule for where, rule in rules if where == "edge"),
        strong=strong,
        weak=weak,
        table=cells,
        menu=menu,
        parts=frozenset([*data["parts"], *data["actions"], *(word for word in menu if len(word) > 1)]),
        actions=re.compile(_any(data["actions"])),
        column=re.compile(_any(data["columns"])),
        masthead=re.compile(rf"^[\w·•]{{1,14}}(?:{_any(data['mastheads'])})$"),
        related=re.compile(
            rf"^[【\[(■●◆▶>·•]*(?:{_any(data['related'])}|(?:{_any(links['kinds'])})(?:{_any(links['things'])}){{1,2}}"
            rf"(?:{_any(links['lists'])})?|(?:{_any(links['things'])})(?:推荐|排行榜?|导航)"
            rf"|.{{4,30}}[】》\]]?的?相关(?:{_any(links['things'])})(?=:$))(?:[】\])::>».…]|$)"
        ),
        site=re.compile(rf"^(?!.*{_ISSUED}发布$)[\w·•]{{2,14}}?(?:{_any(data['sites'])})$"),
        label=re.compile(rf"({_any([*strong, *weak], spaced=True)})[ \u3000]*:"),
        sentences=_written([word for e in data["rules"] for word in e.get("sentences", ())]) or re.compile("(?!)"),
        footers=frozenset([e["name"] for e in data["rules"] if e.get("footer")]) | {"related", "footer"},
        table_label=re.compile(
            rf"^[【\[]?({_any(cells, spaced=True)})(?:[】\]][ \u3000]*:?|[ \u3000]*(?::|$|[|\t])|[ \u3000]+(?=\S))"
        ),
    )


def _rule(entry: Mapping[str, Any]) -> Rule:
    pattern = re.compile("|".join(f"(?:{p})" for p in entry["patterns"]))
    return Rule(
        entry["name"],
        entry.get("note"),
        entry.get("most", 80),
        entry.get("after", False),
        _written(entry.get("sentences")),
        pattern,
    )


def _written(words: Iterable[str] | None) -> re.Pattern[str] | None:
    """The words however they are written: each character, or any that folds to it.

    The first characters are one class in front, which the engine can skip ahead to; a plain alternation of
    classes took eight times as long on a report.
    """
    if not words:
        return None
    variants: dict[str, str] = {}
    for source, target in table().items():
        variants[chr(target)] = variants.get(chr(target), "") + chr(source)
    written = [[f"[{re.escape(c + variants.get(c, ''))}]" for c in word] for word in words]
    firsts = "".join(word[0][1:-1] for word in written)
    return re.compile(f"[{firsts}](?:{'|'.join(f'(?<={first})' + ''.join(rest) for first, *rest in written)})")


def _keys(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: key for key, words in groups.items() for word in words}


def _any(words: Iterable[str], spaced: bool = False) -> str:
    """An alternation, longest first; ``spaced`` lets spaces stand between the characters (索 引 号)."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join("[ \u3000]*".join(map(re.escape, w)) if spaced else re.escape(w) for w in ordered)
