"""What a match is worth beyond BM25F over the text: its words in title and headings, and words side by side."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from whoosh.query import And, AndMaybe, Or, Query, Term

from gongbao.search.engines.protocol import Answer, Engine
from gongbao.search.query.expansion import leaves
from gongbao.search.query.queries import Exact
from gongbao.search.ranking.proximity import REACH

TITLE = 2.0
SECTION = 1.5
PHRASE = 1.5
LONGEST = 24
"""Characters of a string that may be spelled by words of a title or heading."""
WORD = 8
"""Characters of such a word."""
NEARNESS = 1.0
MOST = 12
"""Words of a query that bonuses are sought for."""
WINDOW = 30
"""So many of the best paragraphs are ordered anew by how near the words stand."""
_GAINS = [NEARNESS * (1 - gap / REACH) for gap in range(REACH + 1)]
"""What so many characters between two neighbours are worth."""
REMEMBERED = 1 << 12
"""Strings whose bonuses stay known for each engine."""
_WORTH: WeakKeyDictionary[Engine, dict[tuple[str, float], list[Query]]] = WeakKeyDictionary()


def ranked(query: Query, engine: Engine) -> Query:
    """The tree with bonuses added by AndMaybe: the matched set stays that of ``query``.

    A string that is a word, or a row of words, of the title or of a heading scores there too. Neighbours in
    an And score as one string where the text holds them side by side.
    """
    strings = [leaf for leaf in leaves(query)[:MOST] if isinstance(leaf, Exact) and leaf.fieldname == "text"]
    known = _WORTH.setdefault(engine, {})
    bonuses: list[Query] = []
    for string, boost in dict.fromkeys([(leaf.string, leaf.boost) for leaf in strings]):
        worth = known.get((string, boost))
        if worth is None:
            if len(known) >= REMEMBERED:
                known.clear()  # maybe while another thread asks
            worth = known[string, boost] = _headed(string, boost, engine)
        bonuses += worth
    bonuses += [Exact("text", string, boost=PHRASE) for string in dict.fromkeys(_phrases(query))]
    return AndMaybe(query, Or(bonuses)) if bonuses else query


def closest(query: Query, answer: Answer, engine: Engine, first: int, last: int) -> Answer:
    """Rows ``first`` to ``last`` of a page that begins with the first row, after its first ``WINDOW`` rows are ordered
    anew: nearness of words adds to the scores.

    For each two neighbours ``NEARNESS`` when they touch, less with every character between, 0 from ``REACH`` on.
    """
    strings = asked(query)
    scores = list(answer.scores)
    window = min(WINDOW, len(scores))
    most = NEARNESS * (len(strings) - 1)
    near = window
    while near > last and scores[near - 1] + most <= scores[last - 1]:  # cannot come so far up; scores descend
        near -= 1
    for row, gaps in enumerate(engine.gaps(strings, answer.numbers[:near])):
        scores[row] += sum(map(_GAINS.__getitem__, gaps))
    order = sorted(range(window), key=scores.__getitem__, reverse=True)  # equal ones stay in order
    rows = [*order, *range(window, len(scores))][first:last]
    return Answer(
        answer.total,
        answer.documents,
        answer.rows,
        tuple([answer.numbers[row] for row in rows]),
        tuple([scores[row] for row in rows]),
        tuple([answer.more[row] for row in rows]),
        tuple([answer.copies[row] for row in rows]),
        answer.facets,
    )


def asked(query: Query) -> list[str]:
    """The text strings of an And, in order; none for other queries."""
    children = query.subqueries[:MOST] if isinstance(query, And) else ()
    return [child.string for child in children if isinstance(child, Exact) and child.fieldname == "text"]


def _headed(string: str, boost: float, engine: Engine) -> list[Query]:
    """What a string scores by in titles and headings: its words there, if it can be spelled by some."""
    found: list[Query] = []
    for field, own in (("title", TITLE), ("section", SECTION)):
        words = _spelled(string, field, engine)
        terms: list[Query] = [Term(field, word, boost=own * boost / len(words)) for word in words]
        found += terms if len(terms) < 2 else [And(terms)]
    return found


def _spelled(string: str, field: str, engine: Engine) -> list[str]:
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


def _phrases(query: Query) -> list[str]:
    """The strings that neighbours in an And make side by side."""
    if isinstance(query, Or):
        return [phrase for child in query.subqueries for phrase in _phrases(child)]
    if not isinstance(query, And):
        return []
    run: list[str] = []
    found: list[str] = []
    for child in [*query.subqueries, None]:
        if isinstance(child, Exact) and child.fieldname == "text":
            run.append(child.string)
            continue
        if len(run) > 1:
            found.append(_beside(run))
        run = []
    return found


def _beside(parts: list[str]) -> str:
    """Latin words stand apart by a space, Chinese ones by nothing."""
    text = parts[0]
    for part in parts[1:]:
        text += (" " if text[-1:].isascii() and part[:1].isascii() else "") + part
    return text
