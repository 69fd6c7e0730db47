"""What a match is worth beyond BM25F over the text: its words in title and headings, and words side by side."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from gongbao.search.engines.protocol import Engine
from gongbao.search.query.ast import All, Any, Query, Substring, Word
from gongbao.search.query.visitors import leaves
from gongbao.search.ranking.proximity import MOST_WORDS

TITLE = 2.0
SECTION = 1.5
PHRASE = 1.5
LONGEST = 24
"""Characters of a string that may be spelled by words of a title or heading."""
WORD = 8
"""Characters of such a word."""
REMEMBERED = 1 << 12
"""Strings whose bonuses stay known for each engine."""
_Known = dict[tuple[int, str, float], list[Query]]
"""Generation, string and boost → bonuses."""
_WORTH: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def bonuses(tree: Query, engine: Engine) -> tuple[Query, ...]:
    """What adds to the scores of paragraphs that match an expanded tree, for ``Request.bonuses``.

    A string that is a word, or a row of words, of the title or of a heading scores there too. Neighbours in an All
    score as one string where the text holds them side by side.
    """
    strings = [leaf for leaf in leaves(tree)[:MOST_WORDS] if isinstance(leaf, Substring) and leaf.field == "text"]
    generation = engine.generation
    known = _WORTH.setdefault(engine, {})
    found: list[Query] = []
    for string, boost in dict.fromkeys([(leaf.text, leaf.boost) for leaf in strings]):
        worth = known.get((generation, string, boost))
        if worth is None:
            if len(known) >= REMEMBERED:
                known.clear()  # maybe while another thread asks
            worth = known[generation, string, boost] = _headed(string, boost, engine)
        found += worth
    found += [Substring("text", string, PHRASE) for string in dict.fromkeys(_phrases(tree))]
    return tuple(found)


def _headed(string: str, boost: float, engine: Engine) -> list[Query]:
    """What a string scores by in titles and headings: its words there, if it can be spelled by some."""
    found: list[Query] = []
    for field, own in (("title", TITLE), ("section", SECTION)):
        words = _spelled(string, field, engine)
        terms = [Word(field, word, own * boost / len(words)) for word in words]
        found += terms if len(terms) < 2 else [All(tuple(terms))]
    return found


def _spelled(string: str, field: str, engine: Engine) -> list[str]:
    """The fewest words of this field's lexicon that spell the string; none when it cannot be spelled.

    Spelled by the lexicon, not by jieba: its dictionary would take longer to load than most searches take.
    """
    if len(string) > LONGEST:
        return []
    parts = [string[start:end] for end in range(1, len(string) + 1) for start in range(max(0, end - WORD), end)]
    distinct = list(dict.fromkeys(parts))
    counts = engine.term_statistics(field, distinct)
    words = {part for part, count in zip(distinct, counts, strict=True) if count}
    return _fewest(string, words)


def _fewest(string: str, words: set[str]) -> list[str]:
    """The fewest of these words that make up the string; of as few, those whose last word is longest."""
    spelled: list[list[str] | None] = [[]]
    for end in range(1, len(string) + 1):
        best: list[str] | None = None
        for start in range(max(0, end - WORD), end):
            before = spelled[start]
            if before is None or (best is not None and len(best) <= len(before) + 1):
                continue
            if string[start:end] in words:
                best = [*before, string[start:end]]
        spelled.append(best)
    return spelled[-1] or []


def _phrases(tree: Query) -> list[str]:
    """The strings that neighbours in an All make side by side."""
    if isinstance(tree, Any):
        return [phrase for child in tree.children for phrase in _phrases(child)]
    if not isinstance(tree, All):
        return []
    run: list[str] = []
    found: list[str] = []
    for child in [*tree.children, None]:
        if isinstance(child, Substring) and child.field == "text":
            run.append(child.text)
            continue
        if len(run) > 1:
            found.append(_beside(run))
        run = []
    return found


def _beside(parts: Sequence[str]) -> str:
    """Latin words stand apart by a space, Chinese ones by nothing."""
    text = parts[0]
    for part in parts[1:]:
        text += (" " if text[-1:].isascii() and part[:1].isascii() else "") + part
    return text
