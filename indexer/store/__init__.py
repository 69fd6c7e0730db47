"""The index directory: create it, open it, write to it.

A directory holds a Whoosh index and ``gongbao.json``, which says how the index was made: the version of
this format, the fingerprint of the analysis settings, and the custom facets.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index

from indexer.analysis import fingerprint
from indexer.config import Config
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated
from indexer.schema import schema

FORMAT = 1
_SETTINGS = "gongbao.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """How an index was made."""

    format: int
    analysis: str
    facets: tuple[str, ...]


def exists(index_dir: str | os.PathLike[str]) -> bool:
    """Whether there is a gongbao index in this directory."""
    return (Path(index_dir) / _SETTINGS).is_file()


def create(index_dir: str | os.PathLike[str], config: Config) -> Any:
    """A new, empty index in ``index_dir`` (made if needed) as a Whoosh index object."""
    folder = Path(index_dir)
    folder.mkdir(parents=True, exist_ok=True)
    index = whoosh_index.create_in(str(folder), schema(config))
    settings = Settings(FORMAT, fingerprint(config.analysis), config.facets)
    (folder / _SETTINGS).write_text(json.dumps(asdict(settings)) + "\n", encoding="utf-8")
    return index


def settings(index_dir: str | os.PathLike[str]) -> Settings:
    """How the index in ``index_dir`` was made; raises IndexMissing, IndexDamaged."""
    path = Path(index_dir) / _SETTINGS
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Settings(values["format"], values["analysis"], tuple(values["facets"]))
    except FileNotFoundError:
        raise IndexMissing(
            f"There is no index in {index_dir}; make one with: gongbao index FOLDER --index {index_dir}"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{path} is damaged ({error}); remove {index_dir} and index again.") from error


def open_index(index_dir: str | os.PathLike[str], config: Config) -> Any:
    """The Whoosh index in ``index_dir``; raises IndexMissing, IndexDamaged, or IndexOutdated."""
    made = settings(index_dir)
    if made.format != FORMAT:
        raise IndexOutdated(
            f"The index in {index_dir} has format {made.format}, this gongbao reads {FORMAT}; "
            f"make it anew with: gongbao index --fresh FOLDER --index {index_dir}"
        )
    if made.analysis != fingerprint(config.analysis):
        raise IndexOutdated(
            f"The index in {index_dir} was made with other analysis settings (dictionary, HMM or version); "
            f"restore them, or make it anew with: gongbao index --fresh FOLDER --index {index_dir}"
        )
    try:
        return whoosh_index.open_dir(str(index_dir), schema=schema(config))
    except whoosh_index.EmptyIndexError as error:
        raise IndexDamaged(f"The index in {index_dir} has no table of contents; index again.") from error
