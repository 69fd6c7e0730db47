"""Plain text files: their lines as they stand, and YAML front matter where it is meant as such."""

from __future__ import annotations

from collections.abc import Iterator

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Line, RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources.declared import split_front_matter
from gongbao.indexer.sources.decoding import Decoded, declared_charset, decode


def read(path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    """One RawText; blank lines are kept as empty lines, since later stages read them as evidence."""
    decoded = decode(data, declared_charset(data) if b"charset" in data[:4096] else None)
    front = split_front_matter(decoded.text, only_known=True)
    if front.problem:
        yield Skipped(path, front.problem)
    if not front.body.strip():
        raise Unreadable("file.no_text")
    yield RawText(path, lines_of(front.body), "txt", declared=front.values, hints=encoding_hint(decoded))


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of ``text``; a line of white space only is a blank one."""
    return tuple(Line(line if not line.isspace() else "") for line in text.splitlines())


def encoding_hint(decoded: Decoded) -> dict[str, str]:
    """What to tell about an encoding other than clean UTF-8."""
    if decoded.encoding == "utf-8" and not decoded.lost:
        return {}
    lost = f", unreadable bytes dropped at {decoded.lost} places" if decoded.lost else ""
    return {"encoding": decoded.encoding + lost}
