"""A question in, results out. The names below are the package's public face."""

from search.documents import StoredDocument
from search.index import Index, open, search
from search.results import Hit, Results
from search.statistics import Doubt, Statistics

__all__ = ["Doubt", "Hit", "Index", "Results", "Statistics", "StoredDocument", "open", "search"]
