"""Files in, ``RawText`` out: finding them, decoding them, and reading each format."""

from indexer.sources.declared import companions
from indexer.sources.formats import FORMATS, Format, is_text
from indexer.sources.reading import read_file
from indexer.sources.walk import find_files

__all__ = ["FORMATS", "Format", "companions", "find_files", "is_text", "read_file"]
