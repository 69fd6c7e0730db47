"""A hit as a reference: GB/T 7714—2015 and BibTeX. What the document does not say is left out, never guessed."""

from __future__ import annotations

import re
from typing import Protocol


class Citable(Protocol):
    """What a citation needs; a Hit or a StoredDocument."""

    @property
    def title(self) -> str: ...
    @property
    def province(self) -> str | None: ...
    @property
    def city(self) -> str | None: ...
    @property
    def county(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def date(self) -> str | None: ...
    @property
    def genre(self) -> str | None: ...
    @property
    def source(self) -> str | None: ...
    @property
    def path(self) -> str: ...


_MARKS = {"新闻报道": "N", "政府工作报告": "R", "规划计划": "R", "统计公报": "R", "财政预算": "R"}
"""GB/T 7714—2015, table B.1: document type marks; Z stands for all others."""


def gbt7714(cited: Citable) -> str:
    """The reference list entry of the document: 责任者. 题名[类型/OL]. 来源, (日期).

    The publisher stands where it is known; the place stands for the issuer, whose exact name is not kept.
    """
    mark = _MARKS.get(cited.genre or "", "Z")
    when = f"({cited.date})" if cited.date else str(cited.year) if cited.year else ""
    where = ", ".join(part for part in (cited.source or "", when) if part)
    entry = f"{_issuer(cited)}. {cited.title}[{mark}/OL]."
    return f"{entry} {where}." if where else entry


def bibtex(cited: Citable, key: str) -> str:
    """A BibTeX entry; ``key`` is made safe."""
    fields = {
        "title": f"{{{_escaped(cited.title)}}}",
        "author": f"{{{_escaped(_issuer(cited))}}}",
        "year": str(cited.year) if cited.year else None,
        "date": cited.date,
        "publisher": _escaped(cited.source) if cited.source else None,
        "type": _escaped(cited.genre) if cited.genre else None,
        "note": f"\\path{{{_escaped(cited.path)}}}" if cited.path else None,
        "langid": "chinese",
    }
    kind = "techreport" if _MARKS.get(cited.genre or "") == "R" else "misc"
    if kind == "techreport":
        fields["institution"] = fields["author"]
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{re.sub(r'[^A-Za-z0-9_:-]', '-', key)},\n{body}\n}}\n"


def _issuer(cited: Citable) -> str:
    places = [name for name in (cited.province, cited.city, cited.county) if name]
    return "".join(dict.fromkeys(places)) or "佚名"


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text.replace("\\", "/"))
