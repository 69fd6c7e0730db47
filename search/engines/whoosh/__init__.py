"""The reference engine: the query tree compiled to Whoosh's query classes and run on Whoosh's own Searcher."""
