"""A page gives its article, with headline and info line, and nothing of the page around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Line, RawText
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources import read_file
from gongbao.indexer.sources.html.page import Page, read_pages

FIRST = "近年来，全市上下坚持稳中求进，统筹推进改革发展，经济运行总体平稳，民生保障有力有效。"
SECOND = "下一步，各级各部门要压实责任，强化督导，确保各项任务落地见效；对进展缓慢的，要限期整改。"
THIRD = "会议强调，要把项目建设摆在突出位置，加快手续办理，优化服务保障，推动早开工、早见效。"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
MENU = (
    "<ul>" + "".join(f'<li><a href="/{n}">{n}</a></li>' for n in ("首页", "政务公开", "办事服务", "互动交流")) + "</ul>"
)
FOOT = '<div class="footer">主办：某市人民政府办公室，承办：某市大数据局，<a href="/i">备案号</a></div>'


def page(text: str) -> Page:
    (result,) = read_pages(text)
    return result


def texts(text: str) -> list[str]:
    return [line.text for line in page(text).lines if line.text]


CONTAINERS = [
    '<div id="zoom">{}</div>',
    '<div id="Zoom">{}</div>',
    '<div class="TRS_Editor">{}</div>',
    '<div class="view TRS_UEDITOR trs_paper_default trs_web">{}</div>',
    '<div id="UCAP-CONTENT">{}</div>',
    '<div class="pages_content"><div class="wrap">{}</div></div>',
    '<div id="vsb_content_2_1021_u1"><div class="v_news_content">{}</div></div>',
    '<div class="wp_articlecontent">{}</div>',
    '<div class="article-content">{}</div>',
    '<div class="bt-content zoom clearfix">{}</div>',
    '<div class="j-fontContent">{}</div>',
    '<div class="ewb-article-content">{}</div>',
    '<div class="easysite-news-text">{}</div>',
    '<div class="xl-content">{}</div>',
    '<td class="xilan_con" id="fontzoom">{}</td>',
    '<span id="zoom">{}</span>',
    "<article>{}</article>",
    '<div class="content">{}</div>',
    '<div class="x1"><div class="x2">{}</div></div>',
]


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_article_is_found_in_the_containers_of_many_systems(container: str) -> None:
    if container.startswith("<td"):
        container = f"<table><tr>{container}</tr></table>"
    aside = f'<div class="side"><h3>热点</h3>{MENU}</div>'
    assert texts(f"<body><div>{MENU}</div>{container.format(BODY)}{aside}{FOOT}</body>") == [FIRST, SECOND, THIRD]


def test_a_container_name_on_a_menu_or_a_teaser_is_not_believed() -> None:
    decoys = f'<div id="zoom">{MENU}</div><div class="content">欢迎访问，今天是个好日子。</div>'
    assert texts(f'<body>{decoys}<div class="TRS_Editor">{BODY}</div></body>') == [FIRST, SECOND, THIRD]
    only_decoys = f'<body>{decoys}<div class="k7"><div>{BODY}</div></div></body>'
    assert FIRST in texts(only_decoys)


def test_one_long_paragraph_does_not_outweigh_the_article_around_it() -> None:
    long = (FIRST + SECOND) * 9
    article = f"<div>各位代表：</div><div>{long}</div><div>{FIRST}</div><div>某市人民政府</div>"
    assert texts(f"<body><div>{MENU}</div><div><div>{article}</div></div>{FOOT}</body>") == [
        "各位代表：",
        long,
        FIRST,
        "某市人民政府",
    ]


def test_menus_go_from_a_page_without_any_container() -> None:
    html = f"<body><div>某市财政局</div><div><a href=1>首页</a> <a href=2>公告</a></div><div>关于印发方案的通知</div><div>{FIRST}</div><div>{SECOND}</div><div>2020年1月1日</div></body>"
    assert texts(html) == ["某市财政局", "关于印发方案的通知", FIRST, SECOND, "2020年1月1日"]


HEADLINES = [
    "<h1>某市2021年政府工作报告</h1>",
    '<div class="title">某市2021年政府工作报告</div>',
    '<td align="center"><font size="5"><b>某市2021年政府工作报告</b></font></td>',
    "<p>某市2021年</p><p>政府工作报告</p>",
]


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_outside_the_container_is_the_first_line(headline: str) -> None:
    head = "<title>某市2021年政府工作报告_政府工作报告_某市人民政府</title>"
    headline = f"<table><tr>{headline}</tr></table>" if headline.startswith("<td") else headline
    html = f'<html><head>{head}</head><body><div class="logo">某市人民政府</div>{MENU}{headline}<div id="zoom">{BODY}</div></body>'
    assert texts(html) == ["某市2021年政府工作报告", FIRST, SECOND, THIRD]


def test_a_headline_inside_the_container_is_not_doubled() -> None:
    html = f'<title>关于报告的决议-某市人大</title><h1>关于报告的决议</h1><div id="zoom"><p>关于报告的</p><p>决议</p>{BODY}</div>'
    assert texts(html) == ["关于报告的", "决议", FIRST, SECOND, THIRD]


def test_a_sentence_that_mentions_the_headline_does_not_stand_for_it() -> None:
    html = f'<title>关于报告的决议-某市人大</title><h1>关于报告的决议</h1><div id="zoom"><p>大会通过了《关于报告的决议》。{FIRST}{SECOND}</p></div>'
    assert texts(html)[0] == "关于报告的决议"


def test_the_titles_of_boxes_and_logos_are_not_headlines() -> None:
    box = f'<div class="side"><div class="tit">通知公告一览</div>{MENU}</div>'
    logo = '<h1 class="logo"><a href="/">某市人民政府门户网站</a></h1>'
    own = f'<div id="zoom"><p>关于印发方案的通知</p>{BODY}</div>'
    title = "<title>关于印发方案的通知-某市人民政府门户网站</title>"
    assert texts(f"{title}<body>{logo}{box}{own}</body>") == ["关于印发方案的通知", FIRST, SECOND, THIRD]
    assert texts(
        f'<title>某市人民政府</title><body><div class="title">某市人民政府</div><div id="zoom">{BODY}</div></body>'
    ) == [FIRST, SECOND, THIRD]


def test_a_header_that_holds_the_headline_is_not_furniture() -> None:
    header = '<div class="header"><h2>某市五年规划纲要</h2><p>来源：市发改委 2021-04-01</p></div>'
    assert texts(f'<body><div class="header">{MENU}</div>{header}<div id="zoom">{BODY}</div></body>')[:2] == [
        "某市五年规划纲要",
        "来源：市发改委 2021-04-01",
    ]


def test_the_source_line_stays_near_the_headline_and_is_a_hint() -> None:
    info = "<div><span>来源：某市日报</span><span>发布时间：2020-01-02 09:30</span><span>浏览：12</span></div>"
    html = f'<title>会议召开</title><div>今天是2024年5月1日 星期三</div><h1>会议召开了</h1>{info}<div id="zoom">{BODY}</div>'
    found = page(html)
    assert [line.text for line in found.lines][:3] == [
        "会议召开了",
        "来源：某市日报 发布时间：2020-01-02 09:30 浏览：12",
        FIRST,
    ]
    assert found.hints["source"] == "某市日报"
    assert found.hints["published"] == "2020-01-02 09:30"
    assert "published" not in page(html.replace(info, "")).hints


def test_a_source_line_above_the_headline_is_kept_and_font_buttons_are_not() -> None:
    head = "<div>2021-03-13 07:24</div><div>来源：某某社</div><h1>会议召开了</h1><div>字体： <span>小</span> <span>大</span></div>"
    assert texts(f'{head}<div id="zoom">{BODY}</div>')[:4] == ["会议召开了", "2021-03-13 07:24", "来源：某某社", FIRST]


@pytest.mark.parametrize(
    "under",
    [
        "某政发〔2021〕3号",
        "——2021年1月20日在某市第十五届人民代表大会第五次会议上",
        "（2021年2月26日某市人大常委会通过）",
        "市长　张某",
    ],
)
def test_lines_of_the_document_between_headline_and_container_are_kept(under: str) -> None:
    html = f'<h1>某市政府工作报告</h1><div>{under}</div><div>打印本页</div><div id="zoom">{BODY}</div>'
    assert texts(html) == ["某市政府工作报告", under, FIRST, SECOND, THIRD]


def test_meta_tags_are_hints() -> None:
    html = (
        '<head><meta name="SiteName" content="某市人民政府"><meta name="ArticleTitle" content="某市五年规划纲要">'
        '<meta name="PubDate" content="2021-04-01 08:00"><meta name="ContentSource" content="市发改委">'
        '<meta name="ColumnName" content="规划计划"><title>规划 - 网站</title></head>' + BODY
    )
    hints = page(html).hints
    assert (hints["site"], hints["title"], hints["published"]) == (
        "某市人民政府",
        "某市五年规划纲要",
        "2021-04-01 08:00",
    )
    assert (hints["source"], hints["column"], hints["page_title"]) == ("市发改委", "规划计划", "规划 - 网站")


def test_linked_data_are_hints_and_bad_ones_are_passed_over() -> None:
    script = '<script type="application/ld+json">{}</script>'
    good = script.format('{"@id": "x", "title": "某市五年规划纲要", "pubDate": "2021-04-01T08:00:00", "images": []}')
    assert {"title": "某市五年规划纲要", "published": "2021-04-01T08:00:00"}.items() <= page(
        script.format("{x") + good + BODY
    ).hints.items()


def test_prose_inside_links_is_kept() -> None:
    assert texts(
        f'<body>{MENU}<div class="content"><p>{FIRST}</p><p><a href="1">{SECOND}</a></p><p><a href="2">{THIRD}</a></p></div></body>'
    )[-3:] == [FIRST, SECOND, THIRD]


def test_an_index_table_becomes_hints_and_leaves_the_text() -> None:
    table = (
        "<table><tr><td>索 引 号：</td><td>0026/2021-07</td><td>主题分类：</td><td>财政</td></tr>"
        "<tr><td>发文机关：</td><td>某市人民政府</td><td>成文日期：</td><td>2021年03月05日</td></tr>"
        "<tr><td>发文字号：</td><td>某政发〔2021〕3号</td><td>有 效 性：</td><td></td></tr></table>"
    )
    expected = {
        "index": "0026/2021-07",
        "issuer": "某市人民政府",
        "date": "2021年03月05日",
        "number": "某政发〔2021〕3号",
    }
    for html in (f'{table}<div id="zoom">{BODY}</div>', f'<div id="zoom">{table}{BODY}</div>'):
        assert texts(html) == [FIRST, SECOND, THIRD]
        assert expected.items() <= page(html).hints.items()
    listed = "<ul><li>索引号：0026/2021-07</li><li>发文机关：某市人民政府</li><li>发文字号：某政发〔2021〕3号 成文日期：2021年03月05日</li></ul>"
    assert expected.items() <= page(f'{listed}<div id="zoom">{BODY}</div>').hints.items()


LISTED = [
    "<dl><dt>索&nbsp;引&nbsp;号：</dt><dd>0026/2021-07</dd></dl><dl><dt>发布机构：</dt><dd>某市人民政府</dd></dl>",
    "<div><span>索 引 号：</span><span>0026/2021-07</span><span>发布机构：</span><span>某市人民政府</span></div>",
    "<div>索引号：</div><div>0026/2021-07</div><div>发布机构：</div><div>某市人民政府</div>",
    "<p>【索引号】：0026/2021-07</p><p>发布机构：某市人民政府　有效性：有效</p>",
]


@pytest.mark.parametrize("listed", LISTED)
def test_an_index_list_is_read_in_whatever_elements_it_is_set(listed: str) -> None:
    for html in (f'{listed}<div id="zoom">{BODY}</div>', f'<div id="zoom">{listed}{BODY}</div>'):
        assert {"index": "0026/2021-07", "issuer": "某市人民政府"}.items() <= page(html).hints.items()
        assert texts(html) == [FIRST, SECOND, THIRD]


def test_labels_that_are_words_of_the_text_stay_in_it() -> None:
    html = f'<div id="zoom"><p>标题：</p><p>{FIRST}</p><table><tr><td>名称</td><td>数量</td></tr><tr><td>类别</td><td>甲</td></tr></table>{BODY}</div>'
    assert texts(html)[:4] == ["标题：", FIRST, "名称 | 数量", "类别 | 甲"]


FOOTS = [
    '<div class="foot"><p>主办：某市人民政府办公室，地址：北京路17号，邮编：276000，电话：0539-8727000</p><p>鲁ICP备05037888号，建议使用IE8.0以上浏览器访问本站；本站支持IPv6。</p></div>',
    '<div class="k9"><p>主办：某市人民政府办公室，地址：北京路17号，邮编：276000，电话：0539-8727000</p><p>鲁ICP备05037888号，建议使用IE8.0以上浏览器访问本站；本站支持IPv6。</p></div>',
    "<table><tr><td>版权所有：某市人民政府　地址：北京路17号，邮编：276000</td></tr></table>",
    '<div class="comment-list"><p>网友A：说得好，支持，点赞！</p></div>',
]


@pytest.mark.parametrize("foot", FOOTS)
@pytest.mark.parametrize("name", ["nr", "content", "k5", "zoom"])
def test_a_short_article_is_not_outweighed_by_the_foot_of_the_page(foot: str, name: str) -> None:
    short = "<p>各县区人民政府：</p><p>经研究决定：</p><p>张三任市财政局局长，李四任副局长。</p><p>某市人民政府</p><p>2020年3月1日</p>"
    lines = texts(f'<body>{MENU}<div class="{name}">{short}</div>{foot}</body>')
    assert lines == [
        "各县区人民政府：",
        "经研究决定：",
        "张三任市财政局局长，李四任副局长。",
        "某市人民政府",
        "2020年3月1日",
    ]


def test_breaks_and_blocks_part_paragraphs_and_spans_do_not() -> None:
    html = f'<div id="zoom">　　{FIRST}<br/>&nbsp;&nbsp;{SECOND}<br><br>会<span>议</span>强<b>调</b>，各地要<font>落</font>实。<div>{THIRD}</div></div>'
    assert texts(html) == [FIRST, SECOND, "会议强调，各地要落实。", THIRD]


def test_line_ends_in_the_source_are_not_spaces_between_han_characters() -> None:
    assert texts("<p>各县区人\n    民政府：GDP\n增长</p><p>a\nb</p>") == ["各县区人民政府：GDP 增长", "a b"]


def test_indented_paragraphs_typed_without_tags_are_parted() -> None:
    assert texts(f'<div id="zoom">\n　　{FIRST}\n　　{SECOND}\n　　{THIRD}\n</div>') == [FIRST, SECOND, THIRD]


def test_data_tables_are_rows_and_layout_tables_are_not() -> None:
    data = "<table><tr><th>指标</th><th>数值</th></tr><tr><td>地区<br>生产总值</td><td>3,673亿元</td></tr></table>"
    lines = page(f'<div id="zoom">{BODY}{data}</div>').lines
    assert lines[3:] == (Line("指标 | 数值", kind="row"), Line("地区 生产总值 | 3,673亿元", kind="row"))
    layout = f"<table><tr><td>{MENU}</td><td><table><tr><td>{BODY}{BODY}</td></tr></table></td></tr></table>"
    assert texts(layout)[:3] == [FIRST, SECOND, THIRD]
    assert all(line.kind == "text" for line in page(layout).lines)


def test_headings_keep_their_level_unless_the_whole_page_is_set_in_them() -> None:
    lines = page(f'<div id="zoom"><h2>一、总体要求</h2>{BODY}<h3>（一）目标</h3><p>{FIRST}</p></div>').lines
    assert [(line.text, line.heading) for line in lines if line.heading] == [("一、总体要求", 2), ("（一）目标", 3)]
    assert not any(
        line.heading
        for line in page('<div id="zoom"><h3>短句，甲。</h3><h3>短句，乙。</h3><h3>短句，丙。</h3></div>').lines
    )


def test_several_articles_on_a_page_are_read_one_by_one(tmp_path: Path) -> None:
    art = '<div class="art"><h2>{0}</h2><p class="info">来源：日报 2020-01-0{1}</p><div class="TRS_Editor">{2}</div></div>'
    both = art.format("第一篇报道的标题", 1, f"<p>{FIRST}</p><p>{SECOND}</p>") + art.format(
        "第二篇报道的标题", 2, f"<p>{THIRD}</p>"
    )
    path = tmp_path / "a.html"
    path.write_text(f"<title>今日要闻</title><body>{MENU}{both}</body>", encoding="utf-8")
    raws = [raw for raw in read_file(str(path), Config()) if isinstance(raw, RawText)]
    assert [[line.text for line in raw.lines] for raw in raws] == [
        ["第一篇报道的标题", "来源：日报 2020-01-01", FIRST, SECOND],
        ["第二篇报道的标题", "来源：日报 2020-01-02", THIRD],
    ]
    assert [(raw.record, raw.hints["title"], raw.hints["published"]) for raw in raws] == [
        ("1", "第一篇报道的标题", "2020-01-01"),
        ("2", "第二篇报道的标题", "2020-01-02"),
    ]


def test_parts_of_one_article_stay_together() -> None:
    parts = f'<div class="TRS_Editor"><p>{FIRST}</p></div><div class="TRS_Editor"><p>{SECOND}</p></div>'
    assert [line.text for line in page(f"<h1>报告的标题在此</h1>{parts}").lines] == [
        "报告的标题在此",
        FIRST,
        "",
        SECOND,
    ]


def test_a_second_copy_for_small_screens_is_dropped() -> None:
    html = f'<div class="pc"><div class="TRS_Editor">{BODY}</div></div><div class="wap"><div class="TRS_Editor">{BODY}</div></div>'
    assert texts(html) == [FIRST, SECOND, THIRD]


def test_what_no_reader_sees_is_dropped_but_an_article_shown_by_script_is_kept() -> None:
    unseen = '<script>var a="脚本，";</script><style>p{}</style><p style="display: none">暗文</p><!-- 注 -->'
    assert texts(f'<div id="zoom">{unseen}{BODY}</div>') == [FIRST, SECOND, THIRD]
    assert texts(
        f'<h2 class="rich_media_title">标题在此</h2><div id="js_content" style="visibility: hidden;">{BODY}</div>'
    )[1:] == [FIRST, SECOND, THIRD]


def test_share_bars_and_related_lists_inside_the_container_are_dropped() -> None:
    inside = f'<div class="bdsharebuttonbox"><a href="#">微信</a></div>{BODY}<div class="related-news"><ul><li><a href="1">相关新闻一则</a></li></ul></div>'
    assert texts(f'<div id="zoom">{inside}</div>') == [FIRST, SECOND, THIRD]


def test_word_exports_read_like_their_documents() -> None:
    html = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang=ZH-CN><div class=WordSection1>
    <!--[if gte mso 9]><xml><w:WordDocument>x</w:WordDocument></xml><![endif]-->
    <p class=MsoNormal><b><span>某市财政局<o:p></o:p></span></b></p><p class=MsoNormal><span><o:p>&nbsp;</o:p></span></p>
    <p class=MsoNormal><![if !supportLists]><span>一、</span><![endif]><span>{FIRST}</span></p>
    <table class=MsoNormalTable><tr><td><p class=MsoNormal>项目<o:p></o:p></p></td><td><p>金额</p></td></tr></table></div></body></html>"""
    assert texts(html) == ["某市财政局", "一、" + FIRST, "项目 | 金额"]


def test_entities_and_markup_that_were_escaped_twice_are_undone() -> None:
    assert texts(
        '<div id="zoom"><p>提出&amp;ldquo;四个全面&amp;rdquo;，A&amp;B，推进&mdash;&mdash;改革。</p></div>'
    ) == ["提出“四个全面”，A&B，推进——改革。"]
    escaped = BODY.replace("<", "&lt;").replace(">", "&gt;")
    assert texts(f'<div id="zoom">{escaped}</div>') == [FIRST, SECOND, THIRD]


def test_ruby_readings_are_left_out() -> None:
    assert texts("<p><ruby>報<rp>(</rp><rt>bào</rt><rp>)</rp></ruby>告如下，請審議。</p>") == ["報告如下，請審議。"]


def test_line_ends_are_firm_unless_breaks_stand_where_lines_were_full() -> None:
    assert page(f'<div id="zoom">{BODY}</div>').firm
    wrapped = "关于加强市区建设的若干意见为了加快发展步伐<br>推动全市经济社会平稳健康向前迈进根据国家有<br>" * 4
    assert not page(f'<div id="zoom">{wrapped}</div>').firm


def test_pages_with_an_element_for_each_printed_line_are_not_firm_and_keep_indents() -> None:
    printed = [FIRST + SECOND, THIRD + FIRST, SECOND + THIRD, FIRST + THIRD, SECOND + FIRST]
    rows = [text[n : n + 24] for text in ("　　" + long for long in printed) for n in range(0, len(text), 24)]
    found = page('<div id="zoom">' + "".join(f"<p>{row}</p>" for row in rows) + "</div>")
    assert not found.firm
    assert [line.text for line in found.lines] == rows


def test_spans_shown_as_blocks_are_paragraphs() -> None:
    assert texts(
        f'<div id="zoom"><span style="display: block;">{FIRST}</span><span style="display:inline">{SECOND}</span></div>'
    ) == [FIRST, SECOND]


@pytest.mark.parametrize("depth", [300, 3000, 20_000])
@pytest.mark.parametrize("tag", ["div", "font", "table><tr><td"])
def test_text_under_any_depth_of_nesting_is_kept(depth: int, tag: str) -> None:
    assert FIRST in "".join(texts(f"<body>{f'<{tag}>' * depth}{FIRST}"))


def test_a_declared_charset_is_followed_and_pages_without_text_are_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f'<meta charset="gb2312"><title>喆镕</title><p>{FIRST}</p>'.encode("gb18030"))
    (raw,) = read_file(str(path), Config())
    assert isinstance(raw, RawText)
    assert (raw.text, raw.format, raw.firm, raw.hints["title"]) == (FIRST, "html", True, "喆镕")
    for empty in ("<html><frameset><frame src=a></frameset></html>", "<script>x</script>"):
        path.write_text(empty)
        with pytest.raises(Unreadable, match="no text"):
            list(read_file(str(path), Config()))


def test_a_page_saved_whole_by_a_browser_is_read(tmp_path: Path) -> None:
    import base64

    page_bytes = f'<html><head><meta charset="gb2312"></head><body><p>{FIRST}</p></body></html>'.encode("gbk")
    archive = (
        b"From: <Saved by a browser>\r\nSubject: =?gb2312?B?xLPK0A==?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\tboundary="b0"\r\n\r\n--b0\r\nContent-Type: text/html;\r\n\tcharset="gb2312"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(page_bytes)
        + b"\r\n--b0\r\nContent-Type: image/gif\r\n\r\nx\r\n--b0--\r\n"
    )
    for name in ("a.mht", "a.html", "a.txt", "a.doc"):
        (tmp_path / name).write_bytes(archive)
        (raw,) = read_file(str(tmp_path / name), Config())
        assert isinstance(raw, RawText)
        assert raw.text == FIRST


def test_a_piece_of_a_page_saved_as_text_is_read_as_html(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"<p>{FIRST}</p>\n<p>{SECOND}</p>", encoding="utf-8")
    (raw,) = read_file(str(tmp_path / "a.txt"), Config())
    assert isinstance(raw, RawText)
    assert [line.text for line in raw.lines] == [FIRST, SECOND]


@pytest.mark.parametrize("name", ["a.doc", "a.txt", "a", "a.html.gz", "a.shtml"])
def test_a_page_is_read_as_one_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    import gzip

    data = f"\ufeff<!DOCTYPE html>\n<html><body><p>{FIRST}</p></body></html>".encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    (raw,) = read_file(str(tmp_path / name), Config())
    assert isinstance(raw, RawText)
    assert (raw.format, raw.text) == ("html", FIRST)


def scattered(*parts: str) -> str:
    """A page on which no element holds most of the prose, between more links than text."""
    links = "".join(
        f'<p><a href="/{n}">各地动态第{n}条：某县召开年度项目建设推进会议并部署工作</a></p>' for n in range(12)
    )
    return f"<body>{links.join(f'<div>{part}</div>' for part in parts)}</body>"


def test_on_a_page_full_of_links_prose_stays_with_what_stands_beside_it() -> None:
    first = f"<h3>关于项目建设的通报</h3><p>{FIRST}</p><p>项目 | 数量</p><p>某市人民政府办公室</p>"
    second = f"<p>{SECOND}</p><p>某市发展改革委</p><p>2021年3月5日</p>"
    assert texts(scattered(first, second, "<p>站内搜索</p>", "<p>字号 大 中 小</p>")) == [
        "关于项目建设的通报",
        FIRST,
        "项目 | 数量",
        "某市人民政府办公室",
        SECOND,
        "某市发展改革委",
        "2021年3月5日",
    ]


def test_on_a_page_full_of_links_lines_between_prose_stay_where_no_link_parts_them() -> None:
    between = f"<div><p>{FIRST}</p></div><div>二、存在的问题</div><div><p>{SECOND}</p></div>"
    assert texts(scattered(between, f"<p>{THIRD}</p>", "<p>站内搜索</p>")) == [FIRST, "二、存在的问题", SECOND, THIRD]
