"""Word documents, written here by python-docx and by hand, come back paragraph by paragraph."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.config import Config, Reading
from gongbao.indexer.documents import Line, RawText
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources import read_file
from gongbao.indexer.sources.docx.numbering import Counters, Level, chinese

FIRST = "近年来，全市经济运行总体平稳，民生保障有力有效。"
SECOND = "下一步，要压实责任，强化督导，确保任务落地见效。"


def read(path: Path, content: Document | bytes, config: Config | None = None) -> RawText:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content.save(str(path))
    (raw,) = read_file(str(path), config or Config())
    assert isinstance(raw, RawText)
    return raw


def texts(raw: RawText) -> list[str]:
    return [line.text for line in raw.lines if line.text]


def package(body: str, **parts: str) -> bytes:
    """A .docx by hand: the XML inside w:body, and further parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/document.xml", f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            target.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_headings_and_tables_come_in_document_order(tmp_path: Path) -> None:
    source = docx.Document()
    source.add_heading("政府工作报告", 0)
    source.add_heading("一、总体要求", 1)
    source.add_paragraph("　　" + FIRST)
    table = source.add_table(2, 2)
    for cell, text in zip(table._cells, ["指标", "数值", "生产总值", "3673亿元"], strict=True):
        cell.text = text
    source.add_heading("（一）目标", 2)
    source.add_paragraph(SECOND)
    raw = read(tmp_path / "a.docx", source)
    assert raw.lines == (
        Line("政府工作报告", 1),
        Line("一、总体要求", 1),
        Line(FIRST),
        Line("指标 | 数值", kind="row"),
        Line("生产总值 | 3673亿元", kind="row"),
        Line("（一）目标", 2),
        Line(SECOND),
    )
    assert (raw.format, raw.firm) == ("docx", True)


def test_deleted_and_hidden_text_and_field_codes_are_left_out_and_inserted_text_is_kept(tmp_path: Path) -> None:
    source = docx.Document()
    element = source.add_paragraph("总值")._p
    for xml in (
        '<w:del {0} w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>',
        '<w:ins {0} w:id="2"><w:r><w:t>新增</w:t></w:r></w:ins>',
        "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>暗文</w:t></w:r>",
        "<w:r {0}><w:instrText> PAGE </w:instrText></w:r>",
        "<w:r {0}><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>次行</w:t></w:r>",
        "<w:r {0}><w:ruby><w:rt><w:r><w:t>bào</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>报</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    ):
        element.append(parse_xml(xml.format(nsdecls("w"))))
    assert texts(read(tmp_path / "a.docx", source)) == ["总值新增一 二", "次行报"]


def test_headers_and_footers_are_not_text(tmp_path: Path) -> None:
    source = docx.Document()
    source.sections[0].header.paragraphs[0].text = "某市人民政府文件"
    source.sections[0].footer.paragraphs[0].text = "第1页"
    source.add_paragraph(FIRST)
    assert texts(read(tmp_path / "a.docx", source)) == [FIRST]


def test_text_boxes_are_read_once_and_before_their_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('某市人民政府文件')}</w:txbxContent>"
    run = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    body = f"<w:p>{run}<w:r><w:t>{FIRST}</w:t></w:r></w:p><w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>"
    assert texts(read(tmp_path / "a.docx", package(body))) == ["某市人民政府文件", FIRST, "某市人民政府文件"]


def numbering(*levels: tuple[str, str]) -> str:
    lvls = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (form, pattern) in enumerate(levels)
    )
    return (
        f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="0">{lvls}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        "</w:numbering>"
    )


def item(text: str, depth: int, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    body = (
        item("总则", 0)
        + item("目的", 1)
        + item("范围", 1)
        + item("附则", 0)
        + item("施行", 1)
        + item("点", 2)
        + p("不编号")
    )
    data = package(body, numbering=numbering(("chineseCounting", "第%1章"), ("decimal", "%1.%2"), ("bullet", "•")))
    assert texts(read(tmp_path / "a.docx", data)) == [
        "第一章 总则",
        "一.1 目的",
        "一.2 范围",
        "第二章 附则",
        "二.1 施行",
        "点",
        "不编号",
    ]


def test_numbers_come_through_styles_and_begin_anew_where_the_list_says_so(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {nsdecls("w")}><w:style w:styleId="a"><w:name w:val="章"/><w:pPr><w:outlineLvl w:val="0"/>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:name w:val="节"/><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="t"><w:name w:val="toc 1"/></w:style></w:styles>'
    )
    body = (
        p("总则\t1", '<w:pStyle w:val="t"/>')
        + p("总则", '<w:pStyle w:val="b"/>')
        + item("甲", 1)
        + item("乙", 1, number=2)
        + p("附则", '<w:pStyle w:val="a"/>')
        + p("正文", '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="9"/>')
    )
    data = package(body, styles=styles, numbering=numbering(("chineseCounting", "%1、"), ("decimal", "（%2）")))
    raw = read(tmp_path / "a.docx", data)
    assert raw.lines == (Line("一、总则", 1), Line("（1）甲"), Line("（1）乙"), Line("二、附则", 1), Line("正文"))


@given(st.integers(1, 9999))
def test_chinese_numerals_can_be_read_back(number: int) -> None:
    units = {"十": 10, "百": 100, "千": 1000}
    total = digit = 0
    for sign in chinese(number):
        if sign in units:
            total += (digit or 1) * units[sign]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    assert total + digit == number


@pytest.mark.parametrize(
    ("numerals", "expected"),
    [
        ("decimalZero", "03"),
        ("lowerRoman", "iii"),
        ("upperLetter", "C"),
        ("decimalEnclosedCircle", "③"),
        ("unknown", "3"),
    ],
)
def test_other_numerals_are_known(numerals: str, expected: str) -> None:
    counters = Counters({"1": ("0", {0: Level("%1)", numerals)})})
    assert [counters.next("1", 0) for _ in range(3)][-1] == expected + ")"


def test_macro_enabled_and_strict_documents_are_read(tmp_path: Path) -> None:
    data = package(p(FIRST))
    assert texts(read(tmp_path / "a.docm", data)) == [FIRST]
    usual = qn("w:p")[1:].split("}")[0].encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        xml = source.read("word/document.xml").replace(usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        target.writestr("word/document.xml", xml)
    assert texts(read(tmp_path / "a.docx", out.getvalue())) == [FIRST]


def test_a_docx_under_another_name_is_read(tmp_path: Path) -> None:
    assert read(tmp_path / "a.doc", package(p(FIRST))).format == "docx"


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in parts.items():
            target.writestr(name.replace("__", "/"), text)
    return out.getvalue()


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "哈">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    + f"]><w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"", "empty"),
        ("a.docx", b"not a zip at all", "not a .docx"),
        ("a.docx", package(p(FIRST))[:300], "damaged or cut off"),
        ("a.docx", package(""), "no text"),
        ("a.docx", zipped(word__document="x"), "zip archive"),
        ("a.docx", zipped(xl__workbook="x"), "Excel"),
        ("a.docx", package("<w:p><w:r>" * 5000), "no text|not valid XML"),
        ("a.docx", zipped(**{"word__document.xml": LAUGHS}), "no text|not valid XML"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "legacy Office"),
    ],
    ids=range(10),
)
def test_documents_that_cannot_be_read_have_their_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(tmp_path / name, data)


def test_a_bomb_is_seen_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = package("<w:p/>" * 10, bomb=" " * (2 * 1024 * 1024))
    config = Config()._replace(reading=Reading(max_expanded_mb=1))
    with pytest.raises(Unreadable, match="more than 1 MB"):
        read(tmp_path / "a.docx", bomb, config)
