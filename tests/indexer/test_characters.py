"""Damaged characters: entities, tags, invisible ones, OCR spaces, pinyin notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.cleaning.characters import LINE_BREAK, closed_up, unescaped, untagged, visible
from gongbao.indexer.cleaning.pinyin_notes import without_notes


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("&ldquo;两山&rdquo;", "“两山”"),
        ("&amp;ldquo;两山&amp;rdquo;", "“两山”"),
        ("变为ldquo;迫在眉睫”", "变为“迫在眉睫”"),
        ("增长&lt;5%&nbsp;左右", "增长<5%\u00a0左右"),
        ("&#8220;十三五&#x201d;", "“十三五”"),
        ("\\u201c双城\\u201d", "“双城”"),
        ("R&D经费", "R&D经费"),
        ("第一;second;第三", "第一;second;第三"),
        ("AT&T;中国", "AT&T;中国"),
    ],
)
def test_entities_and_their_residue_become_characters(damaged: str, whole: str) -> None:
    assert unescaped(damaged) == whole


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('<p class="x">甲<br/>乙</p>', f"{LINE_BREAK}甲{LINE_BREAK}乙{LINE_BREAK}"),
        ('<span style="color:red">红</span>线', "红线"),
        ("若a<b且c>d，则", "若a<b且c>d，则"),
        ("<中国制造>展", "<中国制造>展"),
        ("增幅<5%，占比>3%", "增幅<5%，占比>3%"),
    ],
)
def test_tags_go_and_signs_stay(text: str, bare: str) -> None:
    assert untagged(text)[0] == bare


def test_invisible_characters_go_and_radicals_become_characters() -> None:
    assert visible("\ufeff人\u200b民\u00ad政\ue5e5府\u00a0⼈⺠⻓") == "人民政府 人民长"


@pytest.mark.parametrize(
    ("spaced", "whole"),
    [
        ("遵 义 市 人 民 政 府 二 〇 二 一 年", "遵义市人民政府二〇二一年"),
        ("推 动 G D P 增 长 8 . 5 % ， 走 在 前 列", "推动GDP增长8.5%，走在前列"),
        ("1 9 9 8 年3 月5 日在会议上", "1998年3月5日在会议上"),
        ("记者 任灵芝 通讯员 张灿", "记者 任灵芝 通讯员 张灿"),
        ("第一章　总　则", "第一章　总则"),
        ("目 录", "目录"),
        ("2021 年 2 月 26 日", "2021 年 2 月 26 日"),
        ("增长 8.5 % ，高于 全省", "增长 8.5 % ，高于 全省"),
        ("大 中 小", "大 中 小"),
        ("中 国 共 产 党遵义市委", "中国共产党遵义市委"),
    ],
)
def test_spaces_between_single_characters_close_and_others_stay(spaced: str, whole: str) -> None:
    assert closed_up(spaced) == whole


@pytest.mark.parametrize(
    ("noted", "plain"),
    [
        ("亳(bó)州、重(chóng)庆、單(shàn)縣", "亳州、重庆、單縣"),
        ("報（bào）告、長〔zhǎng〕", "報告、長"),
        ("绿(lǜ)水、女(nǚ)儿、吕(lv3)", "绿水、女儿、吕(lv3)"),
        ("报(bào)(bào)告(gàogào)", "报告"),
        ("亳州(bó zhōu)、龟兹(qiūcí)", "亳州、龟兹"),
        ("读作(bó)", "读作(bó)"),
        ("增长(GDP)、浓度(PM2.5)、(一)、行(xing)、安(an)", "增长(GDP)、浓度(PM2.5)、(一)、行(xing)、安(an)"),
        ("他(tā)说(shui)", "他说(shui)"),
    ],
)
def test_a_note_goes_only_where_it_reads_what_stands_before_it(noted: str, plain: str) -> None:
    assert without_notes(noted)[0] == plain


def test_in_a_page_full_of_notes_toneless_and_damaged_ones_go_too() -> None:
    full = "会(huì)议(yì)强(qiáng)调(diào)要(yào)抓(zhuā)落(luò)实(shí)"
    assert (
        without_notes(full + "的(de)勇?zhēng)先W(wǎng)，(GDP)读作(bó)")[0] == "会议强调要抓落实的勇先W，(GDP)读作(bó)"
    )
    toneless = "会(hui)议(yi)强(qiang)调(diao)" * 4
    assert without_notes(toneless + "女(nv)绿(lv)(GDP)(an)")[0] == "会议强调" * 4 + "女绿(GDP)(an)"


@given(st.text(alphabet="报告会议()（）bàogào hui123", max_size=60))
def test_taking_notes_out_loses_only_the_notes(text: str) -> None:
    plain, notes = without_notes(text)
    assert len(plain) + sum(map(len, notes)) == len(text)
    assert [c for c in plain if c > "\u4e00" and c not in "（）"] == [
        c for c in text if c > "\u4e00" and c not in "（）"
    ]
