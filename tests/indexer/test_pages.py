"""Pages as crawlers find them: the right number of articles, the wanted text whole, the noise gone."""

from __future__ import annotations

import pytest

from gongbao.indexer.articles import split
from gongbao.indexer.chunking import paragraphs
from gongbao.indexer.cleaning import clean
from gongbao.indexer.config import Chunking
from gongbao.indexer.documents import Line, RawText
from tests.indexer.pages import Page, dirty, news, official, several

PAGES = [*news.PAGES, *official.PAGES, *dirty.PAGES, *several.PAGES]


def read(page: Page) -> list[list[str]]:
    """The paragraphs of each article of a page."""
    lines = tuple(Line(line) for line in page.text.split("\n"))
    found = split(clean(RawText(f"{page.name}.txt", lines, "txt")))
    return [[p.text for p in paragraphs(article, "d", Chunking())] for article in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_read_right(page: Page) -> None:
    articles = read(page)
    assert len(articles) == len(page.wanted), [article[0][:40] for article in articles]
    for wanted, article in zip(page.wanted, articles, strict=True):
        for text in wanted:
            assert sum(text in paragraph for paragraph in article) == 1, (text, article)
    whole = "\n".join(paragraph for article in articles for paragraph in article)
    assert [noise for noise in page.noise if noise in whole] == []
