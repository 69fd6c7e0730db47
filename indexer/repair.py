"""Repairing a damaged index: what its stored text still holds is indexed again, the rest is read from its files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongbao.indexer import store
from gongbao.indexer.build import Build, Event, writing_to
from gongbao.indexer.config import Config
from gongbao.indexer.doctor import UNFINISHED, Health, examine, sources, stored_is_sound
from gongbao.indexer.file_names import file_path
from gongbao.indexer.file_state import is_gone
from gongbao.indexer.pipeline import Job
from gongbao.indexer.store.segment import EXTENSION

KEPT = "damaged"
"""Folder in the index directory where damaged segments stay when something in them could not be had again."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``before`` and ``after`` the rebuild; paragraphs taken over from stored text; files read again; files that
    could not be (gone, or not readable), whose paragraphs the index lacks now; ``nameless`` damaged segments
    no longer show which files they held."""

    before: Health
    after: Health
    restored: int = 0
    files: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    nameless: int = 0

    @property
    def whole(self) -> bool:
        """Whether the index is sound again and lacks nothing."""
        return self.after.sound and not self.lost and not self.nameless

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``."""
        return {
            "whole": self.whole,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "restored": self.restored,
            "files": list(self.files),
            "lost": list(self.lost),
            "nameless": self.nameless,
        }


def rebuild(
    index_dir: str | os.PathLike[str],
    config: Config,
    full: bool = False,
    progress: Callable[[Event], None] | None = None,
) -> Rebuilt:
    """Examine an index and repair what is damaged; a sound one is left as it is.

    A damaged segment whose stored fields are intact is indexed again from them; else its files are read again.
    Killed on the way, it goes on when run again. Raises what ``examine`` and ``build_index`` raise.
    """
    folder = Path(index_dir)
    store.refuse_foreign(folder)
    with writing_to(folder, config):
        before = examine(folder, config, full)
        if before.sound:
            return Rebuilt(before, before)
        unfinished = folder / UNFINISHED
        names = set(json.loads(unfinished.read_text(encoding="utf-8"))) if unfinished.exists() else set()
        damaged = {damage.file for damage in before.damage if damage.file.endswith(EXTENSION)}
        contents_lost = any(damage.file.endswith(".toc") for damage in before.damage)
        if contents_lost:  # nothing says which paragraphs were deleted: their files are read again
            damaged = {path.name for path in folder.glob(f"*{EXTENSION}")}
        again = {d.file for d in before.damage if d.file in damaged and not stored_is_sound([d.part])}
        again = damaged if contents_lost else again
        held = {name: sources(folder / name) for name in damaged & again}
        names.update(*held.values())
        _keep(folder, damaged)
        unfinished.write_text(json.dumps(sorted(names), ensure_ascii=False), encoding="utf-8")
        if contents_lost:
            store.create(folder, config)
        restored = 0 if contents_lost else _without(folder, config, damaged, damaged - again, names)
        found = [name for name in sorted(names) if not is_gone(file_path(name, folder))]
        jobs = [Job(file_path(name, folder), name) for name in found]
        report = Build(folder, config, progress, named_from=folder).run(jobs, [], again=True)
        unread = {skipped.path for skipped in report.skipped}
        lost = [name for name in sorted(names) if name not in found or file_path(name, folder) in unread]
        nameless = sum(not held_names for held_names in held.values())
        unfinished.unlink()
        if not lost and not nameless:
            shutil.rmtree(folder / KEPT, ignore_errors=True)
        after = examine(folder, config)
        return Rebuilt(before, after, restored, tuple(set(found) - set(lost)), tuple(lost), nameless)


def _keep(folder: Path, damaged: Iterable[str]) -> None:
    """A second name for each damaged file, in case nothing else remains of what it held."""
    (folder / KEPT).mkdir(exist_ok=True)
    for name in damaged:
        kept = folder / KEPT / name
        if kept.exists() or not (folder / name).exists():
            continue
        try:
            kept.hardlink_to(folder / name)
        except OSError:  # not every file system has links
            shutil.copy2(folder / name, kept)


def _without(folder: Path, config: Config, damaged: set[str], restorable: set[str], elsewhere: set[str]) -> int:
    """One commit: the index without its damaged segments, with the paragraphs whose stored fields are intact written
    again. Those of files that are read again anyway (``elsewhere``) are left out. Returns how many were written."""
    writer = store.open_writer(folder, config)
    try:
        segments = writer.segments
        writer.segments = [segment for segment in segments if segment.path.name not in damaged]
        restored = 0
        for segment in segments:
            if segment.path.name not in restorable:
                continue
            stored = segment.arrays.stored
            for number in segment.live().tolist():
                row = stored.fields(number)
                if row.get("file") not in elsewhere:
                    writer.add_document(**row, grams=row.get("text"))
                    restored += 1
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    return restored
