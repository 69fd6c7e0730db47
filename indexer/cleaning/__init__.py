"""Cleaning: a decoded file in; clean lines, notes about the document, and an account of what was removed out.

The order matters: characters first (a rule must see the real text), then page furniture (a page number must
not stand between two halves of a sentence), then broken lines, then repetitions.
"""

from __future__ import annotations

from bisect import bisect_left

from gongbao.indexer.cleaning import characters
from gongbao.indexer.cleaning.chrome import sift
from gongbao.indexer.cleaning.cleaning_state import RawNote
from gongbao.indexer.cleaning.flattened import unflattened
from gongbao.indexer.cleaning.lead import take_lead
from gongbao.indexer.cleaning.lines import Placed
from gongbao.indexer.cleaning.pinyin_notes import without_notes
from gongbao.indexer.cleaning.rejoin_sentences import mended
from gongbao.indexer.cleaning.repeats import without_repeats
from gongbao.indexer.cleaning.wrapping import unwrapped
from gongbao.indexer.documents import Cleaned, Line, Note, RawText


def clean(raw: RawText) -> Cleaned:
    """The lines of ``raw`` that are the document's own, whole and undamaged.

    Every Han character that is in ``raw`` and not in the lines is in ``removed``, under the name of the rule
    that took it. Lines that say something of place, date, source or title are kept as notes.
    """
    lines, removed = _undamaged(raw.lines)
    page = sift(unflattened(lines))
    take_lead(page)
    removed += page.removed
    placed = [
        Placed(line if taken is None and line.text.strip() else Line(""), at)
        for at, (line, taken) in enumerate(zip(page.lines, page.taken, strict=True))
    ]
    placed = mended(placed if raw.firm else unwrapped(placed), raw.firm)
    placed = without_repeats(placed, removed)
    placed = _single_blanks(placed)
    return Cleaned(tuple(p.line for p in placed), _notes(page.notes, placed), tuple(removed))


def _undamaged(lines: tuple[Line, ...]) -> tuple[list[Line], list[tuple[str, str]]]:
    """Lines with characters put right, and what went with tags and pinyin notes."""
    text = "\n".join(line.text for line in lines)
    if not lines or "\r" in text or text.count("\n") >= len(lines):
        lines = tuple(Line(part, x.heading, x.kind) for x in lines for part in x.text.splitlines() or [""])
        if not lines:
            return [], []
        text = "\n".join(line.text for line in lines)
    fixed, hidden = characters.untagged(characters.unescaped(text))
    fixed = characters.closed_up(characters.visible(fixed))
    fixed, notes = without_notes(fixed)
    removed = [("markup", tag) for tag in hidden]
    if notes:
        removed.append(("pinyin", "".join(notes)))
    out: list[Line] = []
    for line, new in zip(lines, fixed.split("\n"), strict=True):
        if characters.LINE_BREAK in new:
            out.extend(Line(part.rstrip(), line.heading, line.kind) for part in new.split(characters.LINE_BREAK))
        else:
            new = new.rstrip()
            out.append(line if new == line.text else Line(new, line.heading, line.kind))
    return out, removed


def _single_blanks(placed: list[Placed]) -> list[Placed]:
    out: list[Placed] = []
    for item in placed:
        text = item.line.text.strip()
        if text or (out and out[-1].line.text):
            out.append(
                item if text == item.line.text else Placed(Line(text, item.line.heading, item.line.kind), item.origin)
            )
    while out and not out[-1].line.text:
        out.pop()
    return out


def _notes(found: list[RawNote], placed: list[Placed]) -> tuple[Note, ...]:
    """Notes in page order, each with the index of the clean line it stood before."""
    origins = [p.origin for p in placed]
    return tuple(
        Note(note.key, note.value, note.text, bisect_left(origins, note.line))
        for note in sorted(found, key=lambda note: note.line)
    )
