"""Pages that a browser saved whole (.mht): the page among its pictures and styles."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources.html import page as html


def read(path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    """What the first page in the archive holds."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                yield from html.read(path, page, config)
                return
    raise Unreadable("html.no_page")
