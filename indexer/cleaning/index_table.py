"""The table of 索引号, 发文机关, 成文日期 … above a published document: evidence, not text."""

from __future__ import annotations

import re

from gongbao.indexer.cleaning.cleaning_state import BRACKETS, SENTENCE, SENTENCE_STOP, SPACE, Found, Page
from gongbao.indexer.cleaning.noise import Noise
from gongbao.indexer.documents import Line
from gongbao.indexer.folding import fold

_CELL_BREAK = re.compile(r"\s*[|\t｜]\s*")
_LABELLED = re.compile(
    r"(?<=[\s|\]】])[\[【]?(\w[\w \u3000]{1,12}?)[】\]]?[ \u3000]*:|[\[【](\w[\w \u3000]{1,12}?)[】\]][ \u3000]*:?"
)
_BRACKETED = re.compile(r"[【\[](\w[\w \u3000]{1,12})[】\]][ \u3000]*:?[ \u3000]*")
_AROUND_VALUES = " \u3000\t|,;，；、[]【】"
_HEAD = 60
_LONGEST_VALUE = 60
_TELLING = frozenset(["index", "number", "issuer", "signed"])


def take_table(page: Page, rules: Noise) -> None:
    """Take the table of 索引号, 发文机关, 成文日期 … above a document, whichever way its cells were flattened.

    A law database's lines, 【颁布单位】…【时效性】…, are such a table, whatever labels stand in the brackets.
    """
    for start, compact in enumerate(page.compact[:_HEAD]):
        if compact and rules.table_label.match(page.folded[start].strip(" |\t")) and _take_from(page, start, rules):
            return


def _take_from(page: Page, start: int, rules: Noise) -> bool:
    """Take the table that begins at line ``start``, if it is one."""
    bracketed = _BRACKETED.match(page.folded[start].strip()) is not None
    rows: list[int] = []
    pairs: list[tuple[int, str, str]] = []
    waiting: str | None = None
    for at in range(start, min(len(page.lines), start + 80)):
        if not page.compact[at]:
            if page.lines[at].text.strip() and waiting is None:
                break
            continue
        cells = _cells(page.lines[at].text, rules, bracketed)
        if cells and rules.table.get(cells[0][0]) == "text":
            _open_text(page, at, cells[0], rows)
            break
        if cells:
            rows.append(at)
            pairs.extend((at, label, value) for label, value in cells)
            waiting = cells[-1][0] if not cells[-1][1] and not bracketed else None
        elif waiting is not None and _may_be_value(page.lines[at].text):
            rows.append(at)
            pairs[-1] = (at, waiting, page.lines[at].text.strip())
            waiting = None
        else:
            break
    labels = {label for _, label, _ in pairs}
    known = [rules.table.get(label, "other") for label in labels]
    if not rows or not (bracketed or (len(labels) >= 2 and _TELLING.intersection(known))):
        return False
    following = "".join(page.compact[rows[-1] + 1 : rows[-1] + 12])
    for at in rows:
        notes = [(rules.table.get(label, "other"), value) for n, label, value in pairs if n == at and value]
        if (title := next((v for k, v in notes if k == "title"), "")) and SPACE.sub("", fold(title)) not in following:
            page.removed.append(("index-table", page.lines[at].text))
            page.lines[at] = Line(title, page.lines[at].heading)
            page.notes.append(Found("title", title, title, at))
            page.compact[at] = ""
            continue
        page.take(at, "index-table", *(note for note in notes if note[0] != "other"))
    return True


def _may_be_value(text: str) -> bool:
    """Whether a line below a lone label may be its value: short, and no sentence of the text."""
    return len(text.strip()) <= _LONGEST_VALUE and not SENTENCE.search(text)


def _open_text(page: Page, at: int, cell: tuple[str, str], rows: list[int]) -> None:
    """The label 【全文】 goes with the table; what stands behind it on the line is the text's own."""
    value = cell[1]
    if not value:
        rows.append(at)
    elif rows and (cut := page.lines[at].text.rfind(value)) > 0:
        page.removed.append(("index-table", page.lines[at].text[:cut]))
        page.lines[at] = Line(value, page.lines[at].heading)
        page.folded[at] = fold(value)
        page.compact[at] = SPACE.sub("", page.folded[at])


def _cells(text: str, rules: Noise, bracketed: bool) -> list[tuple[str, str]]:
    """The (label, value) pairs of one table line, whatever parts them; empty when it begins with no label.

    In a ``bracketed`` table what stands in brackets at the beginning of a line is a label, unless a sentence follows.
    """
    text = text.strip().strip("|｜").strip().translate(BRACKETS)
    parts = _CELL_BREAK.split(text)
    if not all(_label(part) in rules.table for part in parts[::2]):
        parts = [part for part in parts if part]
    if len(parts) > 1 and _label(parts[0]) in rules.table:
        pairs = zip(parts[::2], [*parts[1::2], ""], strict=False)
        return [(_label(name), value.strip()) for name, value in pairs if _label(name) in rules.table]
    folded = fold(text)
    first = (_BRACKETED if bracketed else rules.table_label).match(folded)
    if not first or (bracketed and SENTENCE_STOP.search(text[-4:]) and _label(first.group(1)) not in rules.table):
        return []
    starts = [(_label(first.group(1)), 0, first.end())]
    found = _LABELLED.finditer(folded, first.end())
    named = ((_label(m.group(1) or m.group(2)), m) for m in found)
    starts += [(name, m.start(), m.end()) for name, m in named if name in rules.table]
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    return [(label, text[after:end].strip(_AROUND_VALUES)) for (label, _, after), end in zip(starts, ends, strict=True)]


def _label(cell: str) -> str:
    return SPACE.sub("", fold(cell)).strip("[]【】:")
