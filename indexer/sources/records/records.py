"""Many documents in one file: CSV rows, JSON lines, and JSON lists. One bad record never stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Line, RawText, Skipped
from gongbao.indexer.errors import Message
from gongbao.indexer.sources.declared import declared_values, is_answer, is_missing
from gongbao.indexer.sources.decoding import decode
from gongbao.indexer.sources.formats import suffix_of
from gongbao.indexer.sources.plain import encoding_hint, lines_of
from gongbao.indexer.sources.records.csv_rows import csv_records
from gongbao.indexer.sources.records.json_records import json_records

_FORMS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_MARKUP = ("</p>", "<br", "</div>", "<p>", "<p ", "</td>", "</span>")


def read(path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    """One RawText a record, its other fields as declared metadata; a record that cannot be used is a Skipped.

    ``record`` is the record's own id where it has one, else its number from 1; a repeated id gets its
    number appended, so that every record of a file can be told from the others.
    """
    decoded = decode(data)
    form = _FORMS.get(suffix_of(path), "csv")
    records_of = csv_records if form == "csv" else json_records
    records = records_of(path, decoded.text, config.reading.text_column)
    seen: set[str] = set()
    for number, record in records:
        if isinstance(record, Skipped):
            yield record
            continue
        name = " ".join(declared_values([("id", record.get("id"))]).get("id", "").split()) or str(number)
        if name in seen:
            name = f"{name}~{number}"
        seen.add(name)
        yield raw_record(path, name, form, record, encoding_hint(decoded))


def raw_record(path: str, name: str, form: str, record: Mapping[str, Any], hints: dict[str, str]) -> RawText | Skipped:
    text = _text(record.get("text"))
    if is_missing(text):
        return Skipped(f"{path}#{name}", Message("record.no_text"))
    answers = [key for key in record if is_answer(key)]
    declared = declared_values((key, value) for key, value in record.items() if key not in ("text", *answers))
    below = [_text(record[key]) for key in answers]
    text = "\n".join([text, *(answer for answer in below if not is_missing(answer))])
    lines, firm = _lines(text)
    return RawText(path, lines, form, record=name, declared=declared, hints=hints, firm=firm)


def _lines(text: str) -> tuple[tuple[Line, ...], bool]:
    if sum(text.count(tag) for tag in _MARKUP) >= 2:
        from gongbao.indexer.sources.html.page import read_pages  # Only few record files hold markup and need lxml.

        if pages := read_pages(text):
            return tuple(line for page in pages for line in page.lines), all(page.firm for page in pages)
    return lines_of(text), False


def _text(value: Any) -> str:
    """A record's text: a string, or a list of paragraphs."""
    if isinstance(value, list):
        value = "\n".join(item for item in value if isinstance(item, str))
    if not isinstance(value, str):
        return ""
    # JSON may hold halves of surrogate pairs, which no file can be written with.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
