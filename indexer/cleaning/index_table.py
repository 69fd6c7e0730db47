"""The table of 索引号, 发文机关, 成文日期 … above a published document: evidence, not text."""

from __future__ import annotations

import re

from indexer.cleaning.noise import Noise
from indexer.cleaning.page import SPACE, Found, Page
from indexer.documents import Line
from indexer.folding import fold

_CELL_BREAK = re.compile(r"\s*[|\t｜]\s*")
_LABELLED = re.compile(r"(?:(?<=[\s|\]】]))[\[【]?([\w][\w \u3000]{1,12}?)[】\]]?[ \u3000]*:")
_AROUND_VALUES = " \u3000\t|,;，；、[]【】"


def take_table(page: Page, rules: Noise) -> None:
    """Take the table of 索引号, 发文机关, 成文日期 … above a document, whichever way its cells were flattened."""
    start = next(
        (n for n, c in enumerate(page.compact[:60]) if c and rules.table_label.match(page.folded[n].strip())), None
    )
    if start is None:
        return
    rows: list[int] = []
    pairs: list[tuple[int, str, str]] = []
    waiting: str | None = None
    for at in range(start, min(len(page.lines), start + 80)):
        if not page.compact[at]:
            if page.lines[at].text.strip() and waiting is None:
                break
            continue
        cells = _cells(page.lines[at].text, rules)
        if cells:
            rows.append(at)
            pairs.extend((at, label, value) for label, value in cells)
            waiting = cells[-1][0] if not cells[-1][1] else None
        elif waiting is not None:
            rows.append(at)
            pairs[-1] = (at, waiting, page.lines[at].text.strip())
            waiting = None
        else:
            break
    labels = {label for _, label, _ in pairs}
    if len(labels) < 2 or not any(rules.table[label] in ("index", "number", "issuer", "signed") for label in labels):
        return
    following = "".join(page.compact[rows[-1] + 1 : rows[-1] + 12])
    for at in rows:
        notes = [(rules.table[label], value) for n, label, value in pairs if n == at and value]
        if (title := next((v for k, v in notes if k == "title"), "")) and SPACE.sub("", fold(title)) not in following:
            page.removed.append(("index-table", page.lines[at].text))
            page.lines[at] = Line(title, page.lines[at].heading)
            page.notes.append(Found("title", title, title, at))
            page.compact[at] = ""
            continue
        page.take(at, "index-table", *(note for note in notes if note[0] != "other"))


def _cells(text: str, rules: Noise) -> list[tuple[str, str]]:
    """The (label, value) pairs of one table line, whatever parts them; empty when it begins with no label."""
    text = text.strip()
    parts = [part for part in _CELL_BREAK.split(text) if part]
    if len(parts) > 1 and _label(parts[0]) in rules.table:
        pairs = zip(parts[::2], [*parts[1::2], ""], strict=False)
        return [(_label(name), value.strip()) for name, value in pairs if _label(name) in rules.table]
    folded = fold(text)
    first = rules.table_label.match(folded)
    if not first:
        return []
    starts = [(_label(first.group(1)), 0, first.end())]
    found = _LABELLED.finditer(folded, first.end())
    starts += [(name, m.start(), m.end()) for m in found if (name := _label(m.group(1))) in rules.table]
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    return [(label, text[after:end].strip(_AROUND_VALUES)) for (label, _, after), end in zip(starts, ends, strict=True)]


def _label(cell: str) -> str:
    return SPACE.sub("", fold(cell)).strip("[]【】:")
