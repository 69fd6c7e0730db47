"""The questions of the benchmark: one kind of query each, over words of chosen frequency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Question:
    """One question in a form every engine can be asked in.

    ``every``, ``some`` and ``none`` are words; ``phrase`` are words side by side; ``prefix`` begins a word.
    ``city`` and ``years`` filter. ``typed`` is the same question in gongbao's query language.
    """

    kind: str
    typed: str
    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    prefix: str = ""
    city: str | None = None
    years: tuple[int, int] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that a match can rest on."""
        return self.every + self.some + self.phrase


def questions(terms: list[tuple[str, int]], count: int, phrases: Callable[[str, str], int]) -> list[Question]:
    """About forty questions over an index of ``count`` paragraphs.

    ``terms`` are its words with the number of paragraphs of each; ``phrases`` counts paragraphs where one word
    follows another.
    """
    han = [(word, held) for word, held in terms if len(word) == 2 and "\u4e00" <= word[0] <= "\u9fff"]
    han.sort(key=lambda pair: (-pair[1], pair[0]))
    shares = np.array([held / count for _, held in han])

    def around(share: float, number: int) -> list[str]:
        nearest = np.argsort(np.abs(np.log(shares / share)), kind="stable")[:number]
        return [han[at][0] for at in sorted(nearest.tolist())]

    common, mid, low, rare = (around(share, 4) for share in (0.4, 0.05, 0.01, 0.0005))
    found = [
        Question(kind, word, every=(word,))
        for kind, words in (("common word", common), ("mid word", mid), ("low word", low), ("rare word", rare))
        for word in words[:3]
    ]
    found += [Question("no hit", word, every=(word,)) for word in ("龘靐", "囧槑")]
    for a, b, c in zip(common, mid, low, strict=True):
        found += [
            Question("and: common common", f"{a} {common[0]}", every=(a, common[0])) if a != common[0] else None,
            Question("and: common mid", f"{a} {b}", every=(a, b)),
            Question("and: common low", f"{a} {c}", every=(a, c)),
            Question("or: common mid", f"{a} OR {b}", some=(a, b)),
            Question("or: mid low", f"{b} OR {c}", some=(b, c)),
            Question("not", f"{a} -{b}", every=(a,), none=(b,)),
        ][: None if a in common[:3] else 0]  # type: ignore[list-item]
    found = [question for question in found if question is not None]
    found += [Question("or: five", " OR ".join(common + mid[:1]), some=(*common, mid[0]))]
    pairs = sorted(((phrases(a, b), a, b) for a in common + mid for b in common + mid if a != b), reverse=True)
    found += [Question("phrase", f'"{a}{b}"', phrase=(a, b)) for held, a, b in pairs[:3] if held]
    found += [Question("prefix", f"{word[0]}*", prefix=word[0]) for word in (common[0], low[0])]
    found += [Question("city", a, every=(a,), city="济南市") for a in (common[0], mid[0])]
    found += [Question("years", a, every=(a,), years=(2016, 2019)) for a in (common[0], mid[0])]
    found += [Question("city and years", common[1], every=(common[1],), city="合肥市", years=(2018, 2022))]
    return found
