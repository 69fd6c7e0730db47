"""A query as tokens. Folding is one to one, so a token's offsets are columns of the text as typed."""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from gongbao.indexer.errors import QueryError
from gongbao.indexer.folding import fold
from gongbao.search.query.fields import ALIASES, NUMBERS

MAX_CHARACTERS = 10_000
MAX_DISTANCE = 1_000

Kind = Literal["(", ")", "or", "and", "not", "near", "field", "phrase", "word", "regex", "end"]

_OPERATORS: dict[str, Kind] = {
    "AND": "and", "且": "and", "&": "and", "&&": "and",
    "OR": "or", "或": "or",
    "NOT": "not", "非": "not",
}  # fmt: skip
_CLOSING = {"“": "”", "「": "」", "『": "』", "﹁": "﹂", "﹃": "﹄", "〝": "〞"}
_CURLY = "”“〞〝"  # close a quotation that no mark of the right kind closes
_HYPHENS = "-－﹣−‐"
_SEPARATORS = ",;!。、"
_HAN = re.compile(r"[\u4e00-\u9fff]++(?!\S)")
"""What most queries are made of: Chinese characters with nothing else beside them."""
# What they have none of is compiled when it is first looked for: 2 ms.
_near = functools.cache(lambda: re.compile(r"NEAR(?:/(\d+))?"))
_boost = functools.cache(lambda: re.compile(r"\^(\d+(?:\.\d+)?)$"))
_fuzzy = functools.cache(lambda: re.compile(r"(?<![\d%~])~([12]?)$"))
_name = functools.cache(lambda: re.compile(r"\w{1,40}+(?=:)"))
MAX_DEPTH = 50


class Token(NamedTuple):
    """One token: ``text`` is folded, without its marks; ``start`` and ``end`` are columns.

    ``literal`` marks a word after '='. ``pattern`` says what the signs in a word ask for. ``number`` is the N of
    NEAR/N or of "…"~N, or the edits of a fuzzy word; ``boost`` the number after ^.
    """

    kind: Kind
    text: str
    start: int
    end: int
    literal: bool = False
    pattern: Literal["plain", "prefix", "wildcard", "fuzzy"] = "plain"
    number: int | None = None
    boost: float = 1.0


def tokens(query: str) -> list[Token]:
    """The tokens of a query, ending with one of kind "end"; raises QueryError with the column at fault."""
    if len(query) > MAX_CHARACTERS:
        raise QueryError("query.too_long", query[:80] + "…", 80, characters=len(query), most=MAX_CHARACTERS)
    return _Lexer(query).run()


@functools.lru_cache(maxsize=1 << 12)
def is_plain(word: str) -> bool:
    """Whether typing this folded string bare gives exactly this one word."""
    try:
        found = tokens(word)
    except QueryError:
        return False
    return len(found) == 2 and found[0] == Token("word", word, 0, len(word))


class _Lexer:
    def __init__(self, query: str) -> None:
        self.query = query
        self.text = fold(query)
        self.at = 0
        self.found: list[Token] = []
        self.depth = 0

    def run(self) -> list[Token]:
        text = self.text
        while self.at < len(text):
            char, before = text[self.at], self.at
            if word := _HAN.match(self.query, before):
                kind = _OPERATORS.get(word[0], "word")
                self._add(kind, text[before : word.end()], word.end())
            elif char.isspace() or self._separates(self.at):
                self.at += 1
            elif char in "()":
                self._bracket(char)
            elif char == "|":
                self._add("or", char, self.at + (2 if text.startswith("||", self.at) else 1))
            elif char == '"':
                self._phrase()
            elif char == "-":
                self._hyphen()
            elif char == "=":
                self._literal()
            elif not (char == "/" and self._regex()) and not self._field():
                self._word()
            assert self.at > before
        self._add("end", "", self.at)
        return self.found

    def _add(self, kind: Kind, text: str, end: int, start: int | None = None, **more: object) -> None:
        self.found.append(Token(kind, text, self.at if start is None else start, end, **more))  # type: ignore[arg-type]
        self.at = end

    def _fail(self, code: str, column: int, **params: str | int) -> QueryError:
        return QueryError(code, self.query, column, **params)

    def _bracket(self, char: str) -> None:
        self.depth += 1 if char == "(" else -1
        if self.depth > MAX_DEPTH:
            raise self._fail("query.too_deep", self.at, most=MAX_DEPTH)
        self._add("(" if char == "(" else ")", char, self.at + 1)

    def _separates(self, at: int) -> bool:
        """Sentence punctuation parts words, but not the comma inside 1,000 or １，０００."""
        if self.text[at] not in _SEPARATORS:
            return False
        before, after = self.text[at - 1 : at], self.text[at + 1 : at + 2]
        if self.text[at] != "," or not (before.isdigit() and after.isdigit()):
            return True
        return self.query[at] != "," and self.query[at - 1].isascii()  # 2019，2020 are two

    def _phrase(self) -> None:
        start, string = self.at, self.query
        opener = string[start]
        closer = _CLOSING.get(opener)
        end = _nested_end(string, start, opener, closer) if closer else -1
        for marks in (closer, '"＂', _CURLY) if opener in '"＂“”〝〞' else (closer,):
            if end < 0 and marks:
                end = next((i for i in range(start + 1, len(string)) if string[i] in marks), -1)
        if end < 0:
            raise self._fail("query.quote_never_closed", start)
        content = self.text[start + 1 : end]
        if not content.strip():
            raise self._fail("query.quote_empty", start)
        end += 1
        number = None
        if tilde := re.compile(r"~(\d+)").match(self.text, end):
            number, end = _distance(tilde[1]), tilde.end()
            if number > MAX_DISTANCE:
                raise self._fail("query.phrase_distance", tilde.start(), most=MAX_DISTANCE)
            if len(content.split()) < 2:
                raise self._fail("query.phrase_parts", tilde.start())
        boost, end = self._boost_at(end)
        self._add("phrase", content, end, number=number, boost=boost)

    def _boost_at(self, end: int) -> tuple[float, int]:
        if found := re.compile(r"\^(\d+(?:\.\d+)?)").match(self.text, end):
            return self._boost(found[1], end), found.end()
        return 1.0, end

    def _boost(self, number: str, column: int) -> float:
        boost = float(number)
        if not 0 < boost <= 100:
            raise self._fail("query.weight", column)
        return boost

    def _hyphen(self) -> None:
        start = self.at
        if self.query[start] not in _HYPHENS:  # a dash of Chinese punctuation, not an operator
            self.at += 1
            return
        following = self.text[start + 1 : start + 2]
        if not following or following.isspace() or following in ")|-" + _SEPARATORS:
            raise self._fail("query.hyphen_apart", start)
        self._add("not", "-", start + 1)

    def _literal(self) -> None:
        start = self.at
        self.at += 1
        following = self.text[self.at : self.at + 1]
        if following == '"':
            self._phrase()
            token = self.found.pop()
            if token.number is not None:
                raise self._fail("query.literal_of_distance", start)
            self._add("word", token.text, token.end, start, literal=True, boost=token.boost)
            return
        if not following or following.isspace() or following in "()|":
            raise self._fail("query.literal_apart", start)
        end = self._word_end()
        text, boost = self.text[self.at : end], 1.0
        if found := _boost().search(text):
            text, boost = text[: found.start()], self._boost(found[1], self.at + found.start())
        if not text:
            raise self._fail("query.literal_apart", start)
        self._add("word", text, end, start, literal=True, boost=boost)

    def _regex(self) -> bool:
        """A pattern between slashes; False where the slash is an ordinary character."""
        found = re.compile(r"/((?:[^/\\]|\\.)+)/").match(self.query, self.at)
        if found is None:
            return False
        following = self.text[found.end() : found.end() + 1]  # folded: a full-width bracket closes too
        if following and not (following.isspace() or following in "()|" or self._separates(found.end())):
            return False
        pattern = "".join(part if part[0] == "\\" else _literal(part) for part in re.findall(r"\\.|[^\\]", found[1]))
        self._add("regex", pattern, found.end())
        return True

    def _field(self) -> bool:
        found = _name().match(self.text, self.at)
        if found is None or found[0].isdigit():
            return False
        colon = found.end()
        if self.text[colon - 1].isdigit() and self.text[colon + 1 : colon + 2].isdigit():
            return False  # 上午10:30 and 比例3:1 are words
        self._add("field", found[0], colon + 1)
        if ALIASES.get(found[0]) in NUMBERS and (span := re.compile(r"\s*(\[[^\]]*\])").match(self.text, self.at)):
            self._add("word", span[1], span.end(), span.start(1))
        return True

    def _word_end(self) -> int:
        end = self.at
        while end < len(self.text):
            char = self.text[end]
            if char.isspace() or char in '()|"' or self._separates(end):
                break
            end += 1
        return end

    def _word(self) -> None:
        start, end = self.at, self._word_end()
        typed = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in self.query[start:end])
        if typed in _OPERATORS:
            self._add(_OPERATORS[typed], typed, end)
            return
        if near := _near().fullmatch(typed):
            if near[1] is None or _distance(near[1]) > MAX_DISTANCE:
                raise self._fail("query.near_distance", start, most=MAX_DISTANCE)
            self._add("near", typed, end, number=_distance(near[1]))
            return
        text, boost = self.text[start:end], 1.0
        if found := _boost().search(text):
            text, boost = text[: found.start()], self._boost(found[1], start + found.start())
        if not text.strip("*?~^") or text in ("~1", "~2"):
            raise self._fail("query.sign_alone", start, sign=typed)
        if fuzzy := _fuzzy().search(text):
            self._add("word", text[: fuzzy.start()], end, pattern="fuzzy", number=int(fuzzy[1] or 1), boost=boost)
        elif "?" in text or "*" in text:
            whole = "?" not in text and text.index("*") == len(text) - 1
            self._add(
                "word",
                text[:-1] if whole else text,
                end,
                pattern="prefix" if whole else "wildcard",
                boost=boost,
            )
        else:
            self._add("word", text, end, boost=boost)


def _literal(char: str) -> str:
    """One character of a pattern, folded; a full-width sign stands for itself in the text, not for an operator."""
    folded = fold(char)
    return re.escape(folded) if folded != char and not folded.isalnum() else folded


def _nested_end(string: str, start: int, opener: str, closer: str) -> int:
    """Where the quotation opened at ``start`` ends, counting quotations of its own kind inside; -1 if nowhere."""
    depth = 0
    for at in range(start, len(string)):
        if string[at] == opener:
            depth += 1
        elif string[at] == closer:
            depth -= 1
            if depth == 0:
                return at
    return -1


def _distance(digits: str) -> int:
    """The number, or a huge one instead of one of thousands of digits, which Python refuses to read."""
    return int(digits.lstrip("0")[:9] or 0)
