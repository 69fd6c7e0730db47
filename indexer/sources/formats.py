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
from gongbao.indexer.errors import Unreadable

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
_ADVICE = {
    "save it as .docx": ".doc .wps .wpt .dot .rtf .odt .pages .uot",
    "save it as .csv with a 'text' column": ".xls .xlsx .xlsm .et .ods .numbers .parquet .feather",
    "save it as .pdf or .docx": ".ppt .pptx .dps .odp .key .ofd .ceb .cebx .caj .kdh .nh .epub .mobi .azw3 .djvu",
    "unpack it first": ".zip .rar .7z .tar .tgz .bz2 .xz .zst .lz4 .cab .iso .jar",
    "run text recognition (OCR) on it first": ".jpg .jpeg .png .gif .bmp .tif .tiff .webp .heic",
    "it is not a document": (
        ".ico .svg .psd .ai .eps .mp3 .mp4 .wav .m4a .avi .mov .mkv .flv .wmv .swf .woff .woff2 .ttf .otf .eot"
        " .css .less .scss .js .mjs .ts .tsx .jsx .vue .map .py .ipynb .java .class .c .h .cpp .cs .go .rs .rb .pl"
        " .lua .r .sh .bat .ps1 .sql .yaml .yml .toml .ini .cfg .conf .properties .lock .log .exe .dll .so .dylib"
        " .url .lnk .webloc .desktop .eml .msg .ics .vcf .thmx .mso .emz .wmz .vsd .dwg .crx .har"
        " .o .a .bin .dat .db .sqlite .sqlite3 .mdb .npy .npz .pkl .pt .msi .apk .dmg .torrent .whl"
    ),
}
UNSUPPORTED = {suffix: advice for advice, suffixes in _ADVICE.items() for suffix in suffixes.split()}

# How the bytes of other formats begin, whatever the file is called.
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a sound, video or WebP file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"{\\rtf", "an RTF document; save it as .docx"),
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
            raise Unreadable(f"not a text file but {what}")
    if head[257:262] == b"ustar":
        raise Unreadable("a tar archive; unpack it first")
    if named in (PDF, DOCX):
        raise Unreadable(f"not a {named.suffixes[0]} file, whatever its name says; it may be damaged or cut off")
    if named not in (None, TXT, HTML):
        return named
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _ARCHIVE_START.match(plain):
        return MHTML
    if _HTML_START.match(plain) or (_FRAGMENT_START.match(plain) and len(_FRAGMENT_TAG.findall(plain)) >= 4):
        return HTML
    if named is None and plain.startswith(b"<?xml"):
        raise Unreadable("XML data; save its text as .txt, or its records as .jsonl")
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
        raise Unreadable("protected by a password; open it, remove the password and save it again")
    if suffix_of(path) in (".xls", ".et"):
        raise Unreadable("a legacy Excel workbook; save it as .csv with a 'text' column")
    raise Unreadable("a legacy Office document (.doc, .wps); save it as .docx")
