"""Files in, ``RawText`` out: finding them, decoding them, and reading each format."""

from gongbao.indexer.sources.declared import companions
from gongbao.indexer.sources.formats import FORMATS, Format, is_text
from gongbao.indexer.sources.read_file import read_file, with_metadata
from gongbao.indexer.sources.walk import find_files

__all__ = ["FORMATS", "Format", "companions", "find_files", "is_text", "read_file", "with_metadata"]
