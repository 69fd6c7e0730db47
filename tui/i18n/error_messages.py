"""What goes wrong, in the language of the interface: the packages below speak English."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import yaml

from gongbao.indexer.errors import GongbaoError, IndexDamaged, IndexMissing, IndexOutdated, QueryError
from gongbao.tui.i18n.catalogue import Texts

_FILE = Path(__file__).resolve().parent / "error_messages.yaml"


@functools.cache
def sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What may be said of a query, as a pattern, with its Chinese."""
    entries: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        (re.compile(re.sub(r"\\{([a-e])\\}", r"(?P<\1>.+?)", re.escape(said)) + r"\Z", re.DOTALL), chinese)
        for said, chinese in entries.items()
    )


def message_for(error: Exception, texts: Texts, index_dir: str) -> str:
    """One sentence; the English one where there is no other."""
    if isinstance(error, IndexMissing):
        return texts("error.no_index", index=index_dir)
    if isinstance(error, IndexOutdated):
        return texts("error.outdated", index=index_dir, error=error)
    if isinstance(error, IndexDamaged):
        return texts("error.damaged", index=index_dir, error=error)
    if isinstance(error, QueryError) and texts.language == "zh":
        for pattern, chinese in sentences():
            if found := pattern.match(str(error)):
                return chinese.format(**found.groupdict())
    return str(error) if isinstance(error, GongbaoError) else texts("error.unexpected", error=repr(error))
