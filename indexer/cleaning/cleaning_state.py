"""A page being cleaned: its lines, what is known of each, and what every stage of sifting asks of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongbao.indexer.cleaning.noise import Rule
from gongbao.indexer.documents import Line
from gongbao.indexer.folding import fold

_LONGEST = 300
SENTENCE = re.compile(r"[。！？；!?;]")
SENTENCE_STOP = re.compile(r"(?:。|[\u4e00-\u9fff”）》][！；!;])[”’」』）)\"]*$")
_STATES = re.compile(r"[。；;]|[！？!?：:][”’」』）)\"]*$")
_CRY = 40
SPACE = re.compile(r"\s+")
TOKENS = re.compile(r"[\s|/·•,、>»›\[\]【】〖〗〔〕『』「」()_:＞┊│丨]+")
SENTENCE_END = re.compile(r"[。！？；!?;…][”’」』）)\"'》]*$")
CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
DAY = r"(?:19|20)\d{2} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2} ?日?"
DATE = re.compile(rf"{DAY}(?:[ t,]*{CLOCK})?")
LISTED = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.](?!\d)|[①-⑳]|第[一二三四五六七八九十百\d]+[章节条])"
)
BRACKETS = str.maketrans("〖〗", "【】")
SEPARATORS = " \u3000\t|,;，；、/·[]【】()（）〔〕-—>"


@dataclass(slots=True)
class RawNote:
    """A note before its place among the clean lines is known; ``line`` is the raw line."""

    key: str
    value: str
    text: str
    line: int


@dataclass(slots=True)
class SiftedPage:
    """The lines of a page with what is known of each: folded, folded without spaces, and the rule that took it."""

    lines: list[Line]
    folded: list[str]
    compact: list[str]
    taken: list[str | None]
    notes: list[RawNote] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, lines: list[Line], sentences: re.Pattern[str]) -> SiftedPage:
        folded = [fold(line.text).translate(BRACKETS) if _is_doubtful(line.text, sentences) else "" for line in lines]
        compact = [SPACE.sub("", f) if " " in f or "\u3000" in f or "\t" in f else f for f in folded]
        return cls(lines, folded, compact, [None] * len(lines))

    def take(self, at: int, rule: str, *notes: tuple[str, str]) -> None:
        """Mark line ``at`` as taken out by ``rule``, leaving notes of (key, value)."""
        if self.taken[at] is None:
            self.taken[at] = rule
            text = self.lines[at].text
            self.removed.append((rule, text))
            self.notes.extend(RawNote(key, value, text, at) for key, value in notes)

    def open(self, at: int) -> bool:
        """Whether line ``at`` may still be judged: short enough, not blank, not taken."""
        return self.taken[at] is None and bool(self.compact[at])


def _is_doubtful(text: str, sentences: re.Pattern[str]) -> bool:
    """Whether a line need be judged: not a plain sentence. This is what keeps running text fast to clean."""
    if not text or len(text) > _LONGEST:
        return False
    return len(text) < 30 or not SENTENCE_STOP.search(text[-4:]) or sentences.search(text) is not None


def noted(rule: Rule, text: str) -> list[tuple[str, str]]:
    """The note a rule leaves of a line; a title's is what stands after its label (原标题：…)."""
    if not rule.note:
        return []
    value = text.strip()
    if rule.note == "author":
        return [("author", value.strip("()（）[]【】［］"))]
    return [(rule.note, re.split("[:：]", value, maxsplit=1)[-1].rstrip(")）") if rule.note == "title" else value)]


def words_of(folded: str) -> list[str]:
    return [word for word in TOKENS.split(folded) if word]


def is_body(text: str) -> bool:
    return (len(text) >= 20 and bool(SENTENCE.search(text))) or len(text) >= 90


def edges_of(page: SiftedPage) -> tuple[int, int]:
    """The first and the last line (+1) of the page's full sentences; a headline with a ！ or ？ in it is none."""
    body = [n for n, line in enumerate(page.lines) if page.taken[n] is None and is_body(line.text)]
    if len(body) > 1 and len(page.lines[body[0]].text) < _CRY and not _STATES.search(page.lines[body[0]].text):
        body = body[1:]
    return (body[0], body[-1] + 1) if body else (min(12, len(page.lines)), max(0, len(page.lines) - 12))
