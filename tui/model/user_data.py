"""What the user keeps: searches made, searches saved, bookmarks with notes; one SQLite file in their data folder.

How they like to look at it all is kept in a small file beside it (preferences.py), which the first paint needs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gongbao.tui.model.preferences import Preferences
from gongbao.tui.model.question import Filter, Question

if TYPE_CHECKING:
    import sqlite3

_SCHEMA = """
create table if not exists history (question text primary key, total integer, at real);
create table if not exists saved (name text primary key, question text, at real);
create table if not exists bookmarks (
    index_dir text, paragraph text, document text, position integer, title text, about text, snippet text,
    note text, at real, primary key (index_dir, paragraph)
);
pragma user_version = 1;
"""
KEPT = 500
"""Searches remembered."""


class Bookmark(NamedTuple):
    """A paragraph worth coming back to; ``about`` is its place, year and genre as shown."""

    paragraph: str
    document: str
    position: int
    title: str
    about: str
    snippet: str
    note: str = ""


def default_file() -> Path:
    """Where notebooks live: gongbao's folder among the user's data."""
    import platformdirs

    return Path(platformdirs.user_data_dir("gongbao", appauthor=False)) / "notebook.sqlite"


class UserData:
    """Opens its file for each call: several windows may keep things at once. ``choices`` are read once."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.preferences = Preferences((file or default_file()).with_suffix(".choices.json"))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        import sqlite3  # 10 ms: nothing is kept before the first paint

        file = self._file or default_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(file, timeout=5)) as connection, connection:
                connection.executescript(_SCHEMA)
                yield connection
        except sqlite3.Error as error:
            raise OSError(f"{file}: {error}") from error

    def remember(self, question: Question, total: int) -> None:
        """Put a search at the top of the history; raises OSError where the file cannot be written."""
        with self._open() as db:
            db.execute("insert or replace into history values (?, ?, ?)", (_written(question), total, time.time()))
            db.execute(
                "delete from history where question not in (select question from history order by at desc limit ?)",
                (KEPT,),
            )

    def history(self) -> list[tuple[Question, int]]:
        """Searches with how many paragraphs they found, the latest first."""
        with self._open() as db:
            rows = db.execute("select question, total from history order by at desc").fetchall()
        return [(_read(question), total) for question, total in rows]

    def forget(self, question: Question) -> None:
        """Take a search out of the history."""
        with self._open() as db:
            db.execute("delete from history where question = ?", (_written(question),))

    def save(self, name: str, question: Question) -> str:
        """Keep a search under a name, or under that name with a number where another search has it; gives the name."""
        taken = {known: kept for known, kept in self.saved() if kept != question}
        base, number = name, 2
        while name in taken:
            name, number = f"{base} {number}", number + 1
        with self._open() as db:
            db.execute("insert or replace into saved values (?, ?, ?)", (name, _written(question), time.time()))
        return name

    def saved(self) -> list[tuple[str, Question]]:
        """Saved searches with their names, in the order of the names."""
        with self._open() as db:
            rows = db.execute("select name, question from saved order by name").fetchall()
        return [(name, _read(question)) for name, question in rows]

    def unsave(self, name: str) -> None:
        """Take a saved search away."""
        with self._open() as db:
            db.execute("delete from saved where name = ?", (name,))

    def bookmarked(self, index_dir: str, paragraph: str) -> Bookmark | None:
        """The bookmark of a paragraph, None where it has none."""
        return next((mark for mark in self.bookmarks(index_dir) if mark.paragraph == paragraph), None)

    def bookmark(self, index_dir: str, mark: Bookmark) -> None:
        """Keep a paragraph with this note, instead of any earlier one of the same paragraph."""
        with self._open() as db:
            db.execute(
                "insert or replace into bookmarks values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (index_dir, *mark, time.time()),
            )

    def bookmarks(self, index_dir: str) -> list[Bookmark]:
        """The bookmarks of one index, the latest first."""
        with self._open() as db:
            rows = db.execute(
                "select paragraph, document, position, title, about, snippet, note from bookmarks"
                " where index_dir = ? order by at desc",
                (index_dir,),
            ).fetchall()
        return [Bookmark(*row) for row in rows]

    def drop(self, index_dir: str, paragraph: str) -> None:
        """Take a bookmark away."""
        with self._open() as db:
            db.execute("delete from bookmarks where index_dir = ? and paragraph = ?", (index_dir, paragraph))


def _written(question: Question) -> str:
    import json

    return json.dumps(asdict(question), ensure_ascii=False, sort_keys=True)


def _read(written: str) -> Question:
    import json

    values = json.loads(written)
    if "collapse" in values:  # written before copies were asked for instead of collapsed
        values["copies"] = not values.pop("collapse")
    values["filters"] = tuple(Filter(**each) for each in values["filters"])
    values["years"] = tuple(values["years"]) if values["years"] else None
    return Question(**values)
