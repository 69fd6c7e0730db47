"""Counts of words, and the characters in which the documents write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from gongbao.indexer.config import Analysis
from gongbao.search.analyses.texts import texts, tokens
from gongbao.search.engines.protocol import Engine, Request


class WrittenForms:
    """How documents write the words that folding changes: 显著 for 显着, 5G for 5g, 營商 for 营商."""

    def __init__(self) -> None:
        self._forms: dict[str, Counter[str]] = {}

    def add(self, words: Iterable[str], text: str, folded: str) -> None:
        """Take note of a text's words: folded, in the order in which they stand in it."""
        if text != folded:
            self.add_spans(_placed(words, folded), text, folded)

    def add_spans(self, words: Iterable[tuple[str, int, int]], text: str, folded: str) -> None:
        """Take note of words of a text: each folded, with its (start, end) in the text."""
        if text == folded:
            return
        for word, start, end in words:
            written = text[start:end]
            if written != word:
                self._forms.setdefault(word, Counter())[written] += 1

    def form(self, word: str, count: int) -> str:
        """The form in which a folded word that occurs ``count`` times stands most often; of equals, the first."""
        forms = self._forms.get(word)
        if not forms:
            return word
        as_folded = count - forms.total()
        return min((*forms.items(), (word, as_folded)), key=lambda pair: (-pair[1], pair[0]))[0]


def _placed(words: Iterable[str], folded: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    for word in words:
        start = folded.index(word, at)  # between words stand only characters that no word has
        at = start + len(word)
        yield word, start, at


def word_counts(engine: Engine, request: Request, analysis: Analysis, forms: WrittenForms) -> Counter[str]:
    """How often each whole word (folded) stands in the paragraphs that match; ``forms`` learns how it is written."""
    counts: Counter[str] = Counter()
    for text, folded in texts(engine, request):
        found = tokens(folded, analysis)
        counts.update(found)
        forms.add(found, text, folded)
    return counts
