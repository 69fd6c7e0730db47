"""The fast engine: queries evaluated by arithmetic on the arrays of our segments.

An answer is made from the top down:

``engine``       the protocol, over the newest ``snapshot`` (one generation and what is worked out of it once)
``searching``    a request to a page; ``aggregation`` to groups; ``lookups`` by id, by prefix, and streamed
``evaluate``     a query tree to nodes, one a segment, segments being read by ``segments``
``nodes``        what a part of a query matches and how it scores; ``combined`` and ``two_phase`` nodes
``candidates``   strings and patterns, first phase: by indexed terms; ``verification``: by positions or texts
``tallies``      matches by document; ``facets``, ``filters`` and ``copies`` work on these
``paging``       the best of the matches, or the first in an order; ``distances`` between strings reorder them
``decoded_postings``, ``impact_table``, ``bits``, ``sorted_lists``, ``ordering``   the arithmetic below
"""
