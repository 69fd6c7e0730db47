"""The parts of a .docx package that hold text, opened with care: it is a zip file from a stranger."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from gongbao.indexer.config import Config
from gongbao.indexer.errors import Message, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MOST_PARTS = 20_000
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parts:
    """The XML parts of a .docx that say what its text is."""

    document: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None


def open_package(data: bytes, config: Config) -> Parts:
    """The text-bearing parts of ``data``; raises Unreadable for damage, passwords, bombs and other zip files."""
    limit = config.reading.max_expanded_mb
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable("file.encrypted")
            # zipfile reads no more than an entry declares, so the declared sizes bound what is unpacked.
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > limit * _MB:
                raise Unreadable("file.unpacks_too_large", limit=limit)
            main = _main_part(package, names)
            folder = posixpath.dirname(main)
            styles, numbering = (posixpath.join(folder, name) for name in ("styles.xml", "numbering.xml"))
            return Parts(
                _xml(package.read(main), main),
                _xml(package.read(styles), styles) if styles in names else None,
                _xml(package.read(numbering), numbering) if numbering in names else None,
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable("docx.damaged") from error


def _main_part(package: zipfile.ZipFile, names: set[str]) -> str:
    if "word/document.xml" in names:
        return "word/document.xml"
    if "_rels/.rels" in names:
        for link in _xml(package.read("_rels/.rels"), "_rels/.rels").iter("{*}Relationship"):
            target = (link.get("Target") or "").lstrip("/")
            if (link.get("Type") or "").endswith("/officeDocument") and target.endswith(".xml") and target in names:
                if target.startswith(("xl/", "ppt/")):
                    break
                return target
    for folder, what in (
        ("xl/", Message("docx.excel")),
        ("ppt/", Message("docx.powerpoint")),
        ("META-INF/", Message("docx.open_document")),
        ("OFD.xml", Message("docx.ofd")),
    ):
        if any(name.startswith(folder) for name in names):
            raise Unreadable(what.code)
    raise Unreadable("docx.zip")


def _xml(data: bytes, name: str) -> etree._Element:
    data = data.replace(_STRICT_NAMESPACE, W[1:-1].encode())
    # Entities stay unexpanded, so nested ones (a "billion laughs") cost nothing.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("docx.part_damaged", part=name) from error
    if root is None:
        raise Unreadable("docx.part_damaged", part=name)
    return root
