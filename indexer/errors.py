"""Every error a user can cause: one sentence that says what is wrong, where, and what to do."""

from __future__ import annotations


class GongbaoError(Exception):
    """Base of all errors gongbao raises on purpose; ``exit_code`` is what the command line returns."""

    exit_code = 2


class ConfigError(GongbaoError):
    """config.yaml holds something gongbao does not understand."""


class InputError(GongbaoError):
    """A file or folder that was asked for cannot be read at all."""


class Unreadable(InputError):
    """One file among many cannot be read; the pipeline reports it and goes on."""


class QueryError(GongbaoError):
    """A query that cannot be understood.

    ``query`` is the text as typed and ``column`` the 0-based character at fault, so that ``caret()``
    can point at it.
    """

    def __init__(self, message: str, query: str = "", column: int | None = None) -> None:
        super().__init__(message)
        self.query = query
        self.column = column


class SearchTimeout(GongbaoError):
    """A question took longer than its time limit; what was found until then is not given."""


class EngineUnavailable(GongbaoError):
    """The engine that config.yaml or an address names is not there, or cannot be loaded."""


class IndexClosed(GongbaoError):
    """A question was put to an index that had been closed."""


class IndexMissing(GongbaoError):
    """There is no index where one was expected."""

    exit_code = 3


class IndexDamaged(GongbaoError):
    """An index file is broken, or was made by something else."""

    exit_code = 3


class IndexOutdated(GongbaoError):
    """The index was made with other analysis settings, or by another version of the format."""

    exit_code = 3


class IndexLocked(GongbaoError):
    """Another process is writing to the index."""

    exit_code = 3


class IndexForeign(IndexDamaged):
    """What lies there is an index, but another program's."""


class IndexUnwritable(GongbaoError):
    """The index directory cannot be written: the disk is full, or it may not be."""

    exit_code = 3


class MissingExtra(GongbaoError):
    """An optional package is needed for what was asked."""
