"""Lexicons: terms grouped by concept, from a file or a mapping, and the rules by which they are counted."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from gongbao.indexer.config import Analysis
from gongbao.indexer.errors import InputError, QueryError
from gongbao.indexer.folding import fold
from gongbao.search.analyses.counting import cooccurrences
from gongbao.search.analyses.texts import tokens
from gongbao.search.query.ast import Near, Query
from gongbao.search.query.matching import starts

Rule = Literal["longest", "substrings", "tokens"]
RULES: dict[Rule, str] = {
    "longest": "from left to right, at each place the longest term of the lexicon, none overlapping another",
    "substrings": "every place where a term stands, also inside a longer term or overlapping itself",
    "tokens": "words as segmented by jieba that are the term",
}
_NEAR = re.compile(r"\sNEAR(/\d+)?\s|[\"”]\s*~\d+$")
"""Marks a term that asks for words near each other."""
_WORD = r"(?:[^\s、，；,;]|(?<=\d),(?=\d))+"  # the comma of 1,200 is its own
_ONE = re.compile(rf"[\"“][^\"”]*[\"”]~\d+|{_WORD}(?:\s+NEAR(?:/\d+)?\s+{_WORD})?")
"""One term among others on a line, which spaces, tabs, 、 and commas and semicolons of both kinds part."""
_PART = re.compile(r"[、，；;\t]|(?<!\d),|,(?!\d)")
"""What parts terms on a line without a concept, where a term may hold spaces."""
Lexicon = Mapping[str, tuple[str, ...]]
"""Concept → its terms, in the characters in which the user wrote them."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a concept: ``term`` as written, and what counts as it: folded strings, or a co-occurrence."""

    concept: str
    term: str
    counted: tuple[str | Near, ...]

    @property
    def reading(self) -> str:
        """What counts as the term, in the query language."""
        return " OR ".join((self.term, *(str(part) for part in self.counted[1:])))


def lexicon(given: str | os.PathLike[str] | Mapping[str, Sequence[str]] | Sequence[str]) -> Lexicon:
    """Concept → terms, as they are written.

    ``given`` is a mapping, a list of terms (each its own concept), or a file: YAML or text with ``concept: terms``
    or a term a line (# begins a comment; spaces, tabs, 、 and commas and semicolons of both kinds part the terms of a
    concept), or CSV/TSV with the columns concept and term. Of two terms of a concept
    that count the same (5G and 5g), the first is kept. Raises InputError.
    """
    if isinstance(given, Mapping):
        pairs = [(concept, term) for concept, terms in given.items() for term in _listed(terms)]
    elif isinstance(given, str | os.PathLike):
        pairs = _read(Path(given))
    else:
        pairs = [(term, term) for term in given]
    found: dict[str, dict[str, str]] = {}
    for concept, term in pairs:
        if term.strip():
            found.setdefault(str(concept).strip(), {}).setdefault(fold(term.strip()), term.strip())
    if not found:
        raise InputError("lexicon.empty")
    return {concept: tuple(terms.values()) for concept, terms in found.items()}


def terms(
    given: Lexicon, parse: Callable[[str], Query], synonyms: Mapping[str, Sequence[str]] | None = None
) -> tuple[Term, ...]:
    """The terms of a lexicon in its order; ``synonyms`` (folded) count as the word that they are listed for.

    A term such as ``产业 NEAR/5 振兴`` or ``"产业 振兴"~5`` is read by ``parse`` and counts co-occurrences. Raises
    QueryError for one that cannot be read.
    """
    return tuple(
        Term(concept, term, _counted(term, parse, synonyms or {}))
        for concept, listed in given.items()
        for term in listed
    )


def _counted(term: str, parse: Callable[[str], Query], synonyms: Mapping[str, Sequence[str]]) -> tuple[str | Near, ...]:
    if _NEAR.search(term):
        tree = parse(term)
        if isinstance(tree, Near) and tree.field == "text":
            return (tree,)
        raise QueryError("lexicon.term", term, 0, term=term)
    return tuple(dict.fromkeys((fold(term), *synonyms.get(fold(term), ()))))


def _listed(terms: str | Iterable[Any] | None) -> list[str]:
    if terms is None:
        return []
    return _ONE.findall(terms) if isinstance(terms, str) else [str(term) for term in terms]


def _read(path: Path) -> list[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("lexicon.unreadable", file=path, error=error) from error
    if path.suffix.lower() in (".csv", ".tsv"):
        table = csv.DictReader(text.splitlines(), delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
        if not {"concept", "term"} <= set(table.fieldnames or ()):
            raise InputError("lexicon.columns", file=path, columns=table.fieldnames)
        return [(row["concept"] or row["term"], row["term"] or "") for row in table]
    if path.suffix.lower() in (".yaml", ".yml"):
        return _yaml(path, text)
    pairs: list[tuple[str, str]] = []
    for line in text.splitlines():
        content = re.sub(r"(^|\s)#.*", "", line).strip()
        concept, colon, terms = content.replace("：", ":").partition(":")
        listed = _ONE.findall(terms) if colon else [part.strip() for part in _PART.split(content)]
        pairs += [(concept if colon else term, term) for term in listed if term]
    return pairs


def _yaml(path: Path, text: str) -> list[tuple[str, str]]:
    import yaml

    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError("lexicon.yaml", file=path, error=error) from error
    if not isinstance(values, Mapping):
        raise InputError("lexicon.no_mapping", file=path)
    return [(str(concept), term) for concept, terms in values.items() for term in _listed(terms)]


def counter(terms: Iterable[Term], rule: Rule, analysis: Analysis) -> Callable[[str], Counter[str | Near]]:
    """A function from a folded text to how often each string and co-occurrence of these terms stands in it.

    The rule is for strings; co-occurrences are counted as ``counting`` says, whatever else stands between. Raises
    InputError for a rule there is not.
    """
    distinct = dict.fromkeys(part for term in terms for part in term.counted)
    strings = _string_counter([part for part in distinct if isinstance(part, str)], rule, analysis)
    nears = [part for part in distinct if isinstance(part, Near)]

    def count(folded: str) -> Counter[str | Near]:
        counts: Counter[str | Near] = Counter(strings(folded))
        counts.update({near: len(cooccurrences(near, folded)) for near in nears})
        return counts

    return count


def _string_counter(strings: Iterable[str], rule: Rule, analysis: Analysis) -> Callable[[str], Counter[str]]:
    listed = sorted(strings, key=lambda string: (-len(string), string))
    if rule not in RULES:
        raise InputError("count.unknown_rule", rule=rule, known=", ".join(RULES))
    if not listed:
        return lambda text: Counter()
    if rule == "longest":
        pattern = re.compile("|".join(map(re.escape, listed)))
        return lambda text: Counter(pattern.findall(text))
    if rule == "substrings":
        return lambda text: Counter({string: count for string in listed if (count := len(starts(text, string)))})
    wanted = set(listed)
    return lambda text: Counter(word for word in tokens(text, analysis) if word in wanted)
