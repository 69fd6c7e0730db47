"""The formats gongbao reads: one row each. To add one, write a module with ``read`` and add its row."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import cast

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.errors import Message, Unreadable

Read = Callable[[str, bytes, Config], Iterator[RawText | Skipped]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name, its suffixes, and the module of this package whose ``read`` reads it."""

    name: str
    suffixes: tuple[str, ...]
    module: str

    def reader(self) -> Read:
        """The module is imported on first use, so that no one waits for lxml or PDFium to read a .txt."""
        return cast(Read, importlib.import_module(f"gongbao.indexer.sources.{self.module}").read)


TXT = Format("txt", (".txt", ".text"), "plain")
MD = Format("md", (".md", ".markdown"), "markdown")
HTML = Format(
    "html",
    (".html", ".htm", ".shtml", ".xhtml", ".jhtml", ".phtml", ".jsp", ".asp", ".aspx", ".php", ".do"),
    "html.page",
)
MHTML = Format("mhtml", (".mht", ".mhtml"), "html.webarchive")
DOCX = Format("docx", (".docx", ".docm"), "docx.document")
PDF = Format("pdf", (".pdf",), "pdf.document")
CSV = Format("csv", (".csv", ".tsv"), "records.records")
JSONL = Format("jsonl", (".jsonl", ".ndjson"), "records.records")
JSON = Format("json", (".json",), "records.records")

FORMATS = (TXT, MD, HTML, MHTML, DOCX, PDF, CSV, JSONL, JSON)
_BY_SUFFIX = {suffix: format for format in FORMATS for suffix in format.suffixes}

# Suffixes that hold no text we can read, with what the user can do about it.
_ADVICE = (
    (Message("advice.as_docx"), ".doc .wps .wpt .dot .rtf .odt .pages .uot"),
    (Message("advice.as_csv"), ".xls .xlsx .xlsm .et .ods .numbers .parquet .feather"),
    (Message("advice.as_pdf"), ".ppt .pptx .dps .odp .key .ofd .ceb .cebx .caj .kdh .nh .epub .mobi .azw3 .djvu"),
    (Message("advice.unpack"), ".zip .rar .7z .tar .tgz .bz2 .xz .zst .lz4 .cab .iso .jar"),
    (Message("advice.recognise"), ".jpg .jpeg .png .gif .bmp .tif .tiff .webp .heic"),
    (
        Message("advice.no_document"),
        (
            ".ico .svg .psd .ai .eps .mp3 .mp4 .wav .m4a .avi .mov .mkv .flv .wmv .swf .woff .woff2 .ttf .otf .eot"
            " .css .less .scss .js .mjs .ts .tsx .jsx .vue .map .py .ipynb .java .class .c .h .cpp .cs .go .rs .rb .pl"
            " .lua .r .sh .bat .ps1 .sql .yaml .yml .toml .ini .cfg .conf .properties .lock .log .exe .dll .so .dylib"
            " .url .lnk .webloc .desktop .eml .msg .ics .vcf .thmx .mso .emz .wmz .vsd .dwg .crx .har"
            " .o .a .bin .dat .db .sqlite .sqlite3 .mdb .npy .npz .pkl .pt .msi .apk .dmg .torrent .whl"
        ),
    ),
)
UNSUPPORTED = {suffix: advice for advice, suffixes in _ADVICE for suffix in suffixes.split()}

# How the bytes of other formats begin, whatever the file is called.
_MAGIC = (
    (b"\x89PNG", Message("kind.png")),
    (b"\xff\xd8\xff", Message("kind.jpeg")),
    (b"GIF8", Message("kind.gif")),
    (b"II*\x00", Message("kind.tiff")),
    (b"MM\x00*", Message("kind.tiff")),
    (b"RIFF", Message("kind.riff")),
    (b"Rar!", Message("kind.rar")),
    (b"7z\xbc\xaf", Message("kind.7zip")),
    (b"BZh9", Message("kind.bzip2")),
    (b"\xfd7zXZ", Message("kind.xz")),
    (b"\x28\xb5\x2f\xfd", Message("kind.zstandard")),
    (b"SQLite format 3", Message("kind.sqlite")),
    (b"\x7fELF", Message("kind.program")),
    (b"MZ\x90\x00", Message("kind.program")),
    (b"{\\rtf", Message("kind.rtf")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HTML_START = re.compile(rb"\s*(?><!--.*?-->\s*|<\?xml[^>]*>\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
# A piece of a page saved as .txt, and a page saved with all it shows.
_FRAGMENT_START = re.compile(
    rb"\s*<(?:div|p|table|section|article|h[1-6]|center|font|span|meta|title|style|link)\b", re.I
)
_FRAGMENT_TAG = re.compile(rb"</?(?:div|p|br|table|tr|td|section|h[1-6]|center|span|strong|font)\b[^<>]*>", re.I)
_ARCHIVE_START = re.compile(rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*+)*?MIME-Version:[^\n]*\n", re.I)


def suffix_of(path: str) -> str:
    """The suffix that names the format, in lower case; that of ``a.txt.gz`` is ``.txt``."""
    name = PurePath(path).name.lower()
    return PurePath(name.removesuffix(".gz")).suffix if name.endswith(".gz") else PurePath(name).suffix


def format_of(path: str, data: bytes) -> Format:
    """The format ``data`` is in. What the bytes say outweighs the name: crawlers save pages as .doc or .txt.

    Raises Unreadable for a format that is known but not read.
    """
    head = data[:4096]
    named = _BY_SUFFIX.get(suffix_of(path))
    if head.lstrip()[:5] == b"%PDF-" or (named is PDF and b"%PDF-" in head):
        return PDF
    if head.startswith(_OLE):
        return _ole(path, data)
    if head.startswith(_ZIP):
        return DOCX
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise Unreadable("format.no_text", what=what)
    if head[257:262] == b"ustar":
        raise Unreadable("format.tar")
    if named in (PDF, DOCX):
        raise Unreadable("format.belied", suffix=named.suffixes[0])
    if named not in (None, TXT, HTML):
        return named
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _ARCHIVE_START.match(plain):
        return MHTML
    if _HTML_START.match(plain) or (_FRAGMENT_START.match(plain) and len(_FRAGMENT_TAG.findall(plain)) >= 4):
        return HTML
    if named is None and plain.startswith(b"<?xml"):
        raise Unreadable("format.xml")
    return named or TXT


def is_text(path: str, data: bytes) -> bool:
    """Whether ``data`` needs no parser of markup, archives or pages: text, Markdown or records."""
    if data.startswith(b"\x1f\x8b"):
        return False
    try:
        return format_of(path, data) in (TXT, MD, CSV, JSONL, JSON)
    except Unreadable:
        return True  # told by its first bytes; nothing will parse it


def _ole(path: str, data: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("file.encrypted")
    if suffix_of(path) in (".xls", ".et"):
        raise Unreadable("format.legacy_excel")
    raise Unreadable("format.legacy_office")
