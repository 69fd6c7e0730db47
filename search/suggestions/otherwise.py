"""When nothing was found: what would be found by asking otherwise, said as notes."""

from __future__ import annotations

from gongbao.search.engines.protocol import Engine, Page, Request
from gongbao.search.query.ast import All, Query, SameDocument
from gongbao.search.query.unparse import unparse
from gongbao.search.query.visitors import expanded


def nothing_found(
    engine: Engine, parsed: Query, request: Request, page: Page
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Notes on what would be found otherwise, and the queries that find it.

    ``parsed`` is the query as typed, ``request`` what the engine was asked, ``page`` its answer without hits. Looked
    for are documents that hold all the words in different paragraphs, copies, and paragraphs that the filters keep out.
    """
    notes, queries = _in_documents(engine, parsed, request)
    if page.left_out:
        notes += (f"In copies of other documents, {page.left_out:,} paragraph(s) match; ask with copies to see them.",)
    if request.filters.any and (found := engine.count(Request(request.query, copies=request.copies))):
        notes += (f"Without the filters, {found:,} paragraph(s) match.",)
    return notes, queries


def _in_documents(engine: Engine, parsed: Query, request: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How many documents hold all the words that no paragraph holds, and the query that finds these."""
    if not isinstance(parsed, All):
        return (), ()
    whole = SameDocument(parsed)
    tree = expanded(whole, engine)[0]
    documents = engine.search(Request(tree, request.filters, limit=0, copies=request.copies)).documents
    if not documents:
        return (), ()
    wording = unparse(whole)
    return (f"No paragraph holds all of these, but {documents} document(s) do; search for {wording}",), (wording,)
