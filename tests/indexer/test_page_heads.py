"""What stands above and below a document on sites of every kind, worded as no list knows it: menus, names, labels."""

from __future__ import annotations

import pytest

from gongbao.indexer.cleaning import clean
from gongbao.indexer.documents import Cleaned, Line, RawText

_TITLE = "云岭县城镇供水管理办法"
_BODY = [
    "（2003年3月2日县人民政府第三次常务会议通过）",
    "第一条 为了加强城镇供水管理，保障居民生活用水，根据有关法律法规，结合本县实际，制定本办法。",
    "第二条 本县行政区域内的城镇供水活动，适用本办法，国家和省另有规定的，从其规定。",
]
_CLEAN = [_TITLE, *_BODY]

MENUS = [
    ["首页概况 招商引资 乡镇动态 便民信箱 云岭旅游"],
    ["走进云岭县 | 政务动态 | 信息公开 | 网上办事 | 公众参与 | 投资云岭县"],
    ["走進雲嶺縣　新聞資訊　辦事指南　領導信箱　招商引資"],
    ["首页概况新闻动态政策法规办事指南留言信箱"],
    ["本站首页", "新闻资讯", "政务之窗", "服务大厅", "旅游天地"],
    ["网站无障碍 | 繁體 | 手机版 | 微信", "本级政府文件", "规范性文件"],
    ["文档贡献者：清风　　贡献于2011-07-09"],
    ["政府信息公开", "机构概况", "法规文件", "统计信息", "应急管理"],
    ["当前位置：", "首页", ">", "信息公开", ">", "规章"],
    ["主任会议 代表之家 立法之窗 监督纵横 民情直通 选举任免"],
    ["清源日报社主办", "清源网 www.qingyuan.example"],
    ['您访问的链接即将离开"清源县政府"门户网站 是否继续？', "继续访问", "放弃"],
    ["法规库首页 | 高级检索 | 新法速递 | 案例"],
    ["2015年03月12日 第A02版 要闻 清源日报"],
    ["#1 清源小城 发表于 2012-3-4"],
    ["微信号：qingyuanfabu　功能介绍：官方微信"],
    ["收藏文档 免费下载 投稿有奖"],
    ["我要收藏 | 推荐给好友 | 打印本文"],
    ["VIP会员登录 免费注册 充值中心 我的收藏"],
]

NAMES = [
    ["清源日报数字报", "第03版：要闻", "上一版 下一版", "放大 缩小 默认"],
    ["华夏公文写作之家", "当前位置：华夏公文写作之家 > 规章制度 > 浏览文章"],
    ["青桐法规数据库"],
    ["规范性文件选编"],
    ["小荷笔记", "您的位置：小荷笔记 >> 法规 >> 正文"],
    ["笔墨公文网 - 办公室写作好帮手"],
]

LABELS = [
    ["【法规名称】云岭县城镇供水管理办法", "【颁发单位】云岭县人民政府", "【效 力】现行", "【正文】"],
    ["[颁布单位] 云岭县人民政府", "[颁布日期] 2003.03.02", "[收藏编号] 20030302-1"],
    ["〖题目〗云岭县城镇供水管理办法", "〖施行时间〗2003年5月1日", "〖全文〗"],
    ["【入库时间】2009/8/1"],
    ["颁布单位：云岭县人民政府", "颁布日期：2003年3月2日", "时效性：有效", "法规类别：政府规章"],
    ["| 索 引 号 | 01530-X/2003-58 | 主题分类 | 城乡建设 |", "| 发布机构 | 云岭县人民政府 | 公开方式 | 主动公开 |"],
]

FEET = [
    ["本文由青桐文秘网网友整理，仅供参考"],
    ["（以上内容由会员收集，仅供学习交流之用）"],
    ["以上文本仅供查阅，引用时请以正式文本为准"],
    ["本篇文章来源于笔墨公文网"],
    ["相关法规推荐", "·云岭县城市绿化管理办法"],
    ["本类最新法规", "云岭县市容管理办法", "云岭县物业管理办法"],
    ["您可能关注的文档", "某县物业管理办法.doc"],
    ["【云岭县城镇供水管理办法】相关文章：", "1.云岭县物业管理办法", "2.云岭县市容管理办法"],
    ["本法规引用的法规：", "中华人民共和国水法"],
    ["以下是小编为大家整理的相关内容，希望对您有所帮助。"],
    ["文章推荐：", "学校教学工作总结"],
    ["本新闻共3页，当前在第1页 1 2 3"],
    ["网友评论仅供网友表达个人看法，并不表明本网同意其观点", "推荐图片", "春光正好"],
    ["注：本站资料来自网络，仅供会员使用"],
    ["顶(3) 踩(0)"],
    ["上一法规 下一法规"],
    ["猜你感兴趣", "某县物业管理办法"],
    ["更多范文阅读", "某县教育工作总结"],
    ["【打包下载】【查看PDF】【我要报错】"],
]


def read(lines: list[str]) -> Cleaned:
    return clean(RawText("a.txt", tuple(map(Line, lines)), "txt"))


def kept(lines: list[str]) -> list[str]:
    return [line.text for line in read(lines).lines if line.text]


@pytest.mark.parametrize("head", [*MENUS, *NAMES, *LABELS], ids=lambda head: head[0])
def test_what_a_site_puts_above_a_document_goes(head: list[str]) -> None:
    assert kept([*head, *_CLEAN]) == _CLEAN


@pytest.mark.parametrize("foot", FEET, ids=lambda foot: foot[0])
def test_what_a_site_puts_below_a_document_goes(foot: list[str]) -> None:
    assert kept([*_CLEAN, *foot]) == _CLEAN


def test_all_of_it_together_goes() -> None:
    assert kept([*NAMES[0], *MENUS[0], *LABELS[0], *_CLEAN, *FEET[7], *FEET[4], *FEET[0]]) == _CLEAN


def test_labels_of_a_law_database_are_kept_as_evidence() -> None:
    notes = {note.key: note.value for note in read([*LABELS[0][:2], "【文号】云政令〔2003〕3号", *_CLEAN]).notes}
    assert notes == {"title": _TITLE, "issuer": "云岭县人民政府", "number": "云政令〔2003〕3号"}


def test_a_title_that_stands_only_in_brackets_becomes_the_text_s() -> None:
    assert kept(["【法规标题】云岭县城镇供水管理办法", "【时效性】有效", "【全文】", *_BODY]) == _CLEAN


def test_text_behind_the_label_of_the_text_stays() -> None:
    assert kept(["【时效性】有效", f"【正文】{_TITLE}", *_BODY]) == _CLEAN


@pytest.mark.parametrize(
    "head",
    [
        ["我市建成首个智慧养老平台", "——城西街道居家养老见闻"],
        ["云岭县高新产业园", "二期规划说明"],
        ["政府工作报告", "——2003年3月2日在云岭县第九届人民代表大会第一次会议上"],
        ["财政预算 决算", "（2003年度）"],
        ["教育 卫生 文化工作要点", "（2003年）"],
        ["【关键词】供水；价格；改革是这篇调研报告反复出现的三个词语。"],
    ],
    ids=lambda head: head[0],
)
def test_a_title_made_of_such_words_stays(head: list[str]) -> None:
    assert kept([*head, *_BODY]) == [*head, *_BODY]
