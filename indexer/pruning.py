"""Which files of an index are gone: deleted, and not merely out of reach with the folder they are in."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from gongbao.indexer.errors import InputError, Message
from gongbao.indexer.file_names import file_path
from gongbao.indexer.file_state import is_gone


def gone(names: Iterable[str], index_dir: Path, given: Sequence[str | os.PathLike[str]], insist: bool) -> list[str]:
    """Those of an index's files that no longer exist.

    Raises InputError where a whole folder is missing or empty, as it is while a drive is not mounted: an empty
    folder always, a missing one unless it lay below a folder of this run (``given``), which then tells that it was
    deleted. With ``insist`` these count as gone too.
    """
    found = [name for name in names if is_gone(file_path(name, index_dir))]
    if not insist:
        roots = [os.path.realpath(path) for path in given if Path(path).is_dir()]
        absent = Counter(filter(None, (_absent_folder(file_path(name, index_dir), roots) for name in found)))
        if absent:
            folder, files = absent.most_common(1)[0]
            counted = Message("prune.file" if files == 1 else "prune.files", n=files)
            others = Message("prune.others", n=len(absent) - 1) if len(absent) > 1 else ""
            raise InputError("prune.whole_folder", files=counted, folder=folder, others=others)
    return found


def _absent_folder(path: str, roots: Sequence[str]) -> str | None:
    """The outermost folder of a missing file that is missing or empty as a whole; None where the file was deleted."""
    folder = missing = Path(os.path.abspath(path)).parent  # noqa: PTH100 - links stay links
    while not folder.is_dir() and folder != folder.parent:
        missing, folder = folder, folder.parent
    if _is_empty(folder):
        return str(folder)
    if folder == missing:
        return None
    real = Path(os.path.realpath(folder))
    return None if any(real.is_relative_to(root) for root in roots) else str(missing)


def _is_empty(folder: Path) -> bool:
    """Whether nothing but hidden files is in a folder; one that may not be looked into counts as empty."""
    try:
        return all(name.startswith(".") for name in os.listdir(folder))  # noqa: PTH208 - names only
    except OSError:
        return True
