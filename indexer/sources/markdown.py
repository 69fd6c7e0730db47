"""Markdown: headings by their marks, lists, tables and emphasis as plain text, front matter as metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Line, RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources.declared import split_front_matter
from gongbao.indexer.sources.decoding import decode
from gongbao.indexer.sources.html.flow import CELL_BREAK
from gongbao.indexer.sources.plain import encoding_hint, lines_of

# Indented text is no code in Chinese documents, where paragraphs are indented by spaces.
_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable(["code", "entity"])
_HEADING_LONGEST = 80
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--(?:(?!-->|<!--).)*+-->", re.S)
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>|</tr>|</li>", re.I)
# CommonMark does not see **加强领导。**各级 as bold, since no space follows; nobody writes ** for itself.
_LEFT_MARKS = re.compile(r"\*\*+|(?<![A-Za-z0-9_])__(?=\S)|(?<=\S)__(?![A-Za-z0-9_])|~~")


def read(path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    """One RawText with the marks taken off; blank lines stay between blocks, since line ends are not firm."""
    decoded = decode(data)
    front = split_front_matter(decoded.text, only_known=False)
    if front.problem:
        yield Skipped(path, front.problem)
    lines = markdown_lines(front.body)
    if not any(line.text for line in lines):
        raise Unreadable("file.no_text")
    yield RawText(path, lines, "md", declared=front.values, hints=encoding_hint(decoded))


def markdown_lines(text: str) -> tuple[Line, ...]:
    """The lines of Markdown ``text``, a blank one after each block."""
    lines: list[Line] = []
    heading = 0
    underlined = ""
    prefix = ""
    row: list[str] | None = None
    for token in _PARSER.parse(text):
        if token.type == "heading_open":
            heading = int(token.tag[1])
            underlined = token.markup if token.markup in ("=", "-") else ""
        elif token.type == "list_item_open":
            # The number of an item is part of a document's text; a bullet is not.
            prefix = f"{token.info}{token.markup}" if token.info else ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            lines.append(Line(CELL_BREAK.join(filter(None, row)), kind="row"))
            row = None
        elif token.type == "inline":
            shown = _inline(token.children or ())
            if row is not None:
                row.append(" ".join(shown.split()))
                continue
            mine = [Line(part.strip()) for part in shown.split("\n") if part.strip()]
            if heading and mine and not (underlined == "-" and len(mine) > 1):
                mine[-1] = Line(mine[-1].text, _level(mine[-1].text, heading))
            if prefix and mine:
                space = " " if prefix[-1] == "." and mine[0].text[:1].isascii() else ""
                mine[0] = Line(prefix + space + mine[0].text, mine[0].heading)
            lines += mine
            prefix = ""
        elif token.type in ("fence", "html_block"):
            body = token.content if token.type == "fence" else _untagged(token.content)
            lines += [line for line in lines_of(body) if line.text]
        if token.type in ("paragraph_close", "heading_close", "table_close", "fence", "html_block", "hr"):
            heading = 0
            if lines and lines[-1].text:
                lines.append(Line(""))
    return tuple(lines[:-1] if lines and not lines[-1].text else lines)


def _level(text: str, heading: int) -> int:
    """A sentence or a long line is a paragraph, even where a rule under it makes it a setext heading."""
    return heading if len(text) <= _HEADING_LONGEST and not text.endswith("。") else 0


def _inline(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "html_inline":
            parts.append("\n" if _BREAK.match(token.content) else "")
        elif token.type != "image":
            parts.append(token.content)
    return _LEFT_MARKS.sub("", "".join(parts))


def _untagged(text: str) -> str:
    return _TAG.sub("", _BREAK.sub("\n", text))
