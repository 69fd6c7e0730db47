"""China's divisions: look a name up, or find the names that stand in a text. The table is read on first use."""

from gongbao.indexer.places.lookup import find, matches, resolve, suggest
from gongbao.indexer.places.mentions import Mention, mentions
from gongbao.indexer.places.table import Name, Unit, table

__all__ = ["Mention", "Name", "Unit", "find", "matches", "mentions", "resolve", "suggest", "table"]
