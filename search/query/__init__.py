"""The query language: text to a query tree and back, and what a tree's names stand for in one index."""
