"""A portal's words before a document it reprints: 某某网讯：…通过《甲》 …, with the whole of 甲 below."""

from __future__ import annotations

import re

from gongbao.indexer.cleaning.cleaning_state import SiftedPage
from gongbao.indexer.folding import fold

_INTRODUCES = re.compile(
    r"^\S{2,12}(?:网|在线|门户|资讯|平台|社|报)?讯[:：,，]|(?:全文|内容|原文|报告)(?:如下|公布|刊登)[^。]{0,8}[:：。]?$|^(?:以下|下面)(?:是|为)"
)
_QUOTED = re.compile(r"《([^《》]{6,80})》")


def take_lead(page: SiftedPage) -> None:
    """Take the first line as a lead when it introduces, in 《》, the title that stands right below it."""
    standing = [n for n, line in enumerate(page.lines) if page.taken[n] is None and line.text.strip()][:5]
    for place, at in enumerate(standing[:3]):
        text = page.lines[at].text.strip()
        if not (20 <= len(text) <= 600 and _INTRODUCES.search(text)):
            continue
        titles = [_bare(title) for title in _QUOTED.findall(text)]
        if any(_bare(page.lines[n].text) in titles for n in standing[place + 1 :]):
            page.take(at, "portal-lead", ("lead", text))
        return


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))
