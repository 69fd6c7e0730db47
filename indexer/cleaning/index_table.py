"""The table of 索引号, 发文机关, 成文日期 … above a published document: evidence, not text."""

from __future__ import annotations

import re

from indexer.cleaning.noise import Noise
from indexer.cleaning.page import SEPARATORS, SPACE, Found, Page
from indexer.documents import Line
from indexer.folding import fold

_TABLE_CELLS = re.compile(r"\s*[|\t]\s*")


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
            page.lines[at] = Line(title, page.lines[at].heading)
            page.notes.append(Found("title", title, title, at))
            page.compact[at] = ""
            continue
        page.take(at, "index-table", *(note for note in notes if note[0] != "other"))


def _cells(text: str, rules: Noise) -> list[tuple[str, str]]:
    """The (label, value) pairs of one table line; empty when it does not begin with a label."""
    folded = fold(text)
    lead = len(folded) - len(folded.lstrip())
    first = rules.table_label.match(folded.strip())
    if not first:
        return []
    parts = [p for p in _TABLE_CELLS.split(text.strip()) if p]
    if len(parts) > 1 and ":" not in folded:
        labels = [SPACE.sub("", fold(p)) for p in parts]
        return [
            (labels[n], parts[n + 1] if n + 1 < len(parts) else "")
            for n in range(0, len(parts), 2)
            if labels[n] in rules.table
        ]
    starts = [(first.group(1), lead, lead + first.end())]
    for match in re.finditer(r"[\s|\]】]([\w][\w \u3000]{1,12}?)[】\]]?[ \u3000]*:", folded):
        label = SPACE.sub("", match.group(1))
        if label in rules.table and match.start() >= starts[-1][2]:
            starts.append((label, match.start(), match.end()))
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    return [
        (
            SPACE.sub("", label),
            text[after:end].strip(SEPARATORS.replace("〔", "").replace("〕", "").replace("）", "").replace(")", "")),
        )
        for (label, _, after), end in zip(starts, ends, strict=True)
    ]
