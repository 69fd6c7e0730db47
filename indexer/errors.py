"""Every error a user can cause: a code with parameters, which one catalogue turns into a sentence.

The sentence says what is wrong, where, and what to do, in English or Chinese (indexer/data/errors.yaml, read when the
first sentence is needed).
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Literal

Language = Literal["en", "zh"]
_FILE = Path(__file__).resolve().parent / "data" / "errors.yaml"


@functools.cache
def catalogue() -> dict[str, dict[str, str]]:
    """Code → language → sentence, with ``{names}`` for the parameters as ``str.format`` fills them in."""
    from gongbao.indexer.compiled_cache import cached  # most processes need no sentence

    entries: dict[str, dict[str, str]] = cached(_FILE)
    return entries


class Message:
    """A code with its parameters, as errors and skipped files carry them; it can be pickled and compared.

    Parameters are kept as strings, numbers, None, or messages of their own, which stand inside the sentence in its
    language and without their full stop; of another object its ``str`` is kept, of an error its message.

    >>> Message("index.missing", folder="index").sentence()
    'There is no index in index; make one with: gongbao index FOLDER --index index'
    """

    __slots__ = ("code", "params")

    def __init__(self, code: str, /, **params: Any) -> None:
        self.code = code
        self.params = {name: _kept(value) for name, value in params.items()}

    def sentence(self, language: Language = "en") -> str:
        """The sentence in ``language``; a code that the catalogue does not hold, as of a plug-in, is its own."""
        entry = catalogue().get(self.code)
        if entry is None:
            return self.code
        values = {
            name: value.sentence(language).removesuffix(".").removesuffix("。") if isinstance(value, Message) else value
            for name, value in self.params.items()
        }
        return entry[language].format(**values)

    def __str__(self) -> str:
        return self.sentence("en")

    def __repr__(self) -> str:
        return f"Message({', '.join([repr(self.code), *(f'{n}={v!r}' for n, v in self.params.items())])})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.code, self.params) == (other.code, other.params)

    def __hash__(self) -> int:
        return hash(self.code)


def _kept(value: Any) -> Any:
    if isinstance(value, GongbaoError):
        return value.message
    return value if value is None or isinstance(value, str | int | float | Message) else str(value)


class GongbaoError(Exception):
    """Base of all errors gongbao raises on purpose; ``exit_code`` is what the command line returns.

    ``code`` is a stable name such as ``field.unknown``, ``params`` says of what; ``str(error)`` is the English
    sentence and ``error.sentence("zh")`` the Chinese one.
    """

    exit_code = 2

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code)  # and unpickling gives the parameters back with the other attributes
        self.message = Message(code, **params)

    @property
    def code(self) -> str:
        """The stable name of what is wrong."""
        return self.message.code

    @property
    def params(self) -> dict[str, Any]:
        """What the sentence speaks of, by name: strings, numbers, None, and messages."""
        return self.message.params

    def sentence(self, language: Language = "en") -> str:
        """What is wrong, where, and what to do, in ``language``."""
        return self.message.sentence(language)

    def __str__(self) -> str:
        return self.message.sentence("en")


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

    def __init__(self, code: str, /, query: str = "", column: int | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.query = query
        self.column = column

    def located(self, query: str, column: int) -> QueryError:
        """The same error, said of this character of this query."""
        return QueryError(self.code, query, column, **self.params)


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
