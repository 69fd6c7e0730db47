"""Text comes back whole from every encoding that Chinese files are found in."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources.decoding import declared_charset, decode

SIMPLIFIED = (
    "各位代表：现在，我代表市人民政府向大会报告工作，请予审议，并请市政协委员和其他列席人员提出意见。\n"
    "一、过去五年工作回顾\n全市地区生产总值年均增长6.5%，一般公共预算收入突破300亿元。\n"
)
TRADITIONAL = (
    "各位代表：現在，我代表市人民政府向大會報告工作，請予審議，並請市政協委員和其他列席人員提出意見。\n"
    "一、過去五年工作回顧\n全市地區生產總值年均增長6.5%，一般公共預算收入突破300億元。\n"
)
CASES = [
    (SIMPLIFIED, "utf-8"),
    (SIMPLIFIED, "gb18030"),
    (SIMPLIFIED, "utf-16-le"),
    (SIMPLIFIED, "utf-16-be"),
    (TRADITIONAL, "utf-8"),
    (TRADITIONAL, "big5hkscs"),
    (TRADITIONAL, "gb18030"),
    (TRADITIONAL, "utf-16-le"),
    (TRADITIONAL, "utf-16-be"),
]


@pytest.mark.parametrize(("text", "encoding"), CASES)
@pytest.mark.parametrize("size", [24, 60, 500])
def test_text_without_any_mark_is_read_in_its_own_encoding(text: str, encoding: str, size: int) -> None:
    sample = (text * 9)[:size]
    assert decode(sample.encode(encoding)).text == sample


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_believed_and_taken_off(bom: bytes, encoding: str) -> None:
    assert decode(bom + SIMPLIFIED.encode(encoding)).text == SIMPLIFIED


def test_a_utf8_mark_in_front_of_gbk_text_is_not_believed() -> None:
    assert decode(codecs.BOM_UTF8 + SIMPLIFIED.encode("gbk")).text == SIMPLIFIED


def test_hong_kong_characters_and_rare_characters_of_gb18030_survive() -> None:
    hong_kong = TRADITIONAL + "深水埗、鰂魚涌、嘅喺啲"
    assert decode(hong_kong.encode("big5hkscs")).text == hong_kong
    rare = SIMPLIFIED + "㑇、䶮、𠀀、镕、堃、喆"
    assert decode(rare.encode("gb18030"), "gb2312").text == rare


@pytest.mark.parametrize("wrong", ["big5", "utf-8", "iso-8859-1", "utf-16", "no-such-charset", ""])
def test_a_wrong_declaration_does_no_harm(wrong: str) -> None:
    assert decode(SIMPLIFIED.encode("gbk"), wrong).text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("utf-8"), wrong).text == SIMPLIFIED


@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("size", [9, 200])
def test_utf8_cut_inside_its_last_character_stays_utf8(cut: int, size: int) -> None:
    text = (SIMPLIFIED * 9)[:size].rstrip() + "会"
    assert decode(text.encode()[:-cut]).text == text[:-1]


def test_a_few_bad_bytes_are_dropped_and_counted() -> None:
    data = SIMPLIFIED.encode()
    middle = data.index("全市".encode())
    decoded = decode(data[:middle] + b"\xff\xa1" + data[middle:])
    assert decoded.text == SIMPLIFIED
    assert decoded.encoding == "utf-8"
    assert decoded.lost > 0


def test_a_bad_byte_in_gbk_costs_at_most_the_character_it_stands_in() -> None:
    lines = SIMPLIFIED * 3
    data = lines.encode("gbk")
    assert decode(data + b"\x81").text == lines
    assert decode(b"\xff" + data).text == lines


def test_lines_of_utf8_and_gbk_in_one_file_are_each_read_right() -> None:
    data = SIMPLIFIED.encode() * 3 + "第二篇：关于印发工作方案的通知\n各县区人民政府：\n".encode("gbk") * 2
    assert decode(data).text == SIMPLIFIED * 3 + "第二篇：关于印发工作方案的通知\n各县区人民政府：\n" * 2


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_few_zero_bytes_do_not_make_text_binary(encoding: str) -> None:
    data = (SIMPLIFIED + "\0" + SIMPLIFIED + "\0\0").encode(encoding)
    assert decode(data).text == SIMPLIFIED * 2


def test_text_that_was_encoded_twice_is_undone() -> None:
    twice = SIMPLIFIED.encode("utf-8").decode("latin-1").encode("utf-8")
    assert decode(twice).text == SIMPLIFIED


def test_other_languages_are_not_read_as_chinese() -> None:
    french = "Le préfet a décidé que les élèves seraient reçus à l'hôtel de ville dès février. " * 3
    assert decode(french.encode("cp1252")).text == french
    assert decode(french.encode("utf-8")).text == french
    assert decode(b"plain ascii\r\n").text == "plain ascii\r\n"
    assert decode("wide ascii\r\n".encode("utf-16-le")).text == "wide ascii\r\n"


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 99, b"\x7fELF\x02\x01\x01" + b"\0" * 90])
def test_binary_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data)


def test_the_declared_charset_is_found_in_html_and_xml() -> None:
    assert declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=GB2312">') == "gb2312"
    assert declared_charset(b"<meta charset='utf-8'/>") == "utf-8"
    assert declared_charset(b'<?xml version="1.0" encoding="Big5"?>') == "big5"
    assert declared_charset(b"<p>nothing</p>") is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "gbk", "utf-16", "hz", "idna", "rot13", "undefined", "\0"]))
def test_any_bytes_give_text_or_unreadable(data: bytes, declared: str | None) -> None:
    try:
        decode(data, declared).text.encode("utf-8")
    except Unreadable as error:
        assert str(error)
