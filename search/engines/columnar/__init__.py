"""The fast engine: queries evaluated by arithmetic on the arrays of our segments.

``nodes``      what a query matches in one segment, and how that is scored
``evaluate``   from a Whoosh query tree to nodes, segment by segment
``verified``   strings and patterns that are decided by looking at the text
``counting``   filters and facet counts over documents
``ranking``    the best of many scores
``engine``     the Engine protocol on top of these
"""
