"""A question in, results out. The names below are the package's public face."""

from search.index import Index, open, search
from search.results import Hit, Results

__all__ = ["Hit", "Index", "Results", "open", "search"]
