"""What an article says of itself: title, place, year, date, genre, source and period, each with its evidence."""

from gongbao.indexer.metadata.describe import describe

__all__ = ["describe"]
