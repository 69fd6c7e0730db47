"""What a match is worth beyond BM25F over the text: its words in title and headings, and words side by side."""

from __future__ import annotations

from whoosh.query import And, AndMaybe, Or, Query, Term

from search.engine import Engine
from search.expansion import leaves
from search.queries import Exact

TITLE = 2.0
SECTION = 1.5
PHRASE = 1.5
LONGEST = 24
WORD = 8


def ranked(query: Query, engine: Engine) -> Query:
    """The tree with bonuses added by AndMaybe: the matched set stays that of ``query``.

    A string that is a word, or a row of words, of the title or of a heading scores there too. Neighbours in
    an And score as one string where the text holds them side by side.
    """
    bonuses: list[Query] = []
    for leaf in leaves(query):
        if isinstance(leaf, Exact) and leaf.fieldname == "text":
            for field, boost in (("title", TITLE), ("section", SECTION)):
                words = _words(leaf.string, field, engine)
                terms: list[Query] = [Term(field, word, boost=boost * leaf.boost / len(words)) for word in words]
                bonuses += terms if len(terms) < 2 else [And(terms)]
    bonuses += _phrases(query)
    return AndMaybe(query, Or(list(dict.fromkeys(bonuses)))) if bonuses else query


def _words(string: str, field: str, engine: Engine) -> list[str]:
    """The fewest words of this field's lexicon that spell the string; none when it cannot be spelled.

    Spelled by the lexicon, not by jieba: its dictionary would take longer to load than most searches take.
    """
    if len(string) > LONGEST:
        return []
    spelled: list[list[str] | None] = [[]]
    for end in range(1, len(string) + 1):
        best: list[str] | None = None
        for start in range(max(0, end - WORD), end):
            before = spelled[start]
            if before is None or (best is not None and len(best) <= len(before) + 1):
                continue
            if engine.frequency(field, string[start:end]):
                best = [*before, string[start:end]]
        spelled.append(best)
    return spelled[-1] or []


def _phrases(query: Query) -> list[Query]:
    if isinstance(query, Or):
        return [phrase for child in query.subqueries for phrase in _phrases(child)]
    if not isinstance(query, And):
        return []
    run: list[str] = []
    found: list[Query] = []
    for child in [*query.subqueries, None]:
        if isinstance(child, Exact) and child.fieldname == "text":
            run.append(child.string)
            continue
        if len(run) > 1:
            found.append(Exact("text", _beside(run), boost=PHRASE))
        run = []
    return found


def _beside(parts: list[str]) -> str:
    """Latin words stand apart by a space, Chinese ones by nothing."""
    text = parts[0]
    for part in parts[1:]:
        text += (" " if text[-1:].isascii() and part[:1].isascii() else "") + part
    return text
