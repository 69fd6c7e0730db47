"""What holds for any text: no Han character is lost outside a named rule, cleaning is stable and never raises."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongbao.indexer.articles import split
from gongbao.indexer.chunking import paragraphs
from gongbao.indexer.cleaning import clean
from gongbao.indexer.config import Chunking
from gongbao.indexer.documents import Line, RawText

_HAN = re.compile("[\u4e00-\u9fff]")
_PIECES = [
    "各位代表：",
    "来源：淄博日报",
    "一、工作目标",
    "（一）抓好落实。全市要加快发展",
    "当前位置：首页 > 新闻",
    "— 3 —",
    "3",
    "附件：",
    "打印",
    "報(bào)告",
    "相关文章：",
    "第一章 总 则",
    "索引号：0001",
    "发文机关：某市人民政府",
    "成文日期",
    "2021-02-26",
    "某某市人民政府关于印发",
    "工作方案的通知",
    "本报记者 王磊",
    "目录",
    "推 动 高 质 量 发 展",
    "* * *",
    "&ldquo;两山&rdquo;",
    "<p>正文</p>",
    "《关于进一步",
    "做好工作的意见》",
    "……",
    "\t",
    "|",
    "\ufeff",
    "，会议指出",
]
_line = st.lists(
    st.one_of(
        st.sampled_from(_PIECES), st.text(alphabet="全市会议要求，。；：（）“”《》、 \u3000ab12%—·<>&;", max_size=40)
    ),
    max_size=4,
).map("".join)
_lines = st.lists(st.one_of(_line, st.just(""), st.text(max_size=20).map(lambda t: t.replace("\n", ""))), max_size=25)
_kinds = st.sampled_from(["text", "text", "text", "row", "note"])


def raw(lines: list[str], firm: bool = False, kind: str = "text") -> RawText:
    return RawText("a.txt", tuple(Line(text, kind=kind) for text in lines), "txt", firm=firm)  # type: ignore[arg-type]


@given(_lines, st.booleans(), _kinds)
@example(["<I", ">正文<p", "x>"], False, "text")
@example(["目录", "第一章 总则……1", "第二章 附则……9", "第一章 总则", "第二章 附则"], False, "text")
@settings(max_examples=300)
def test_every_han_character_is_in_the_lines_or_in_what_a_named_rule_removed(
    lines: list[str], firm: bool, kind: str
) -> None:
    given_text = raw(lines, firm, kind)
    cleaned = clean(given_text)
    # An entity may name a Han character; only plain ones are counted.
    before = Counter(_HAN.findall(given_text.text))
    after = Counter(_HAN.findall("".join(x.text for x in cleaned.lines) + "".join(t for _, t in cleaned.removed)))
    assert not before - after
    assert all(rule for rule, _ in cleaned.removed)


@given(_lines, st.booleans())
@settings(max_examples=200)
def test_splitting_and_chunking_lose_nothing_that_cleaning_kept(lines: list[str], firm: bool) -> None:
    cleaned = clean(raw(lines, firm))
    articles = split(cleaned)
    config = Chunking(min_characters=8, max_characters=30)
    chunks = [p for n, article in enumerate(articles) for p in paragraphs(article, str(n), config)]
    kept = "".join("".join(line.text for line in cleaned.lines).split())
    assert "".join("".join(p.text for p in chunks).split()) == kept
    assert all(len(p.text) <= 30 for p in chunks)
    assert len({p.id for p in chunks}) == len(chunks)
    assert all(0 <= note.line <= len(article.lines) for article in articles for note in article.notes)
