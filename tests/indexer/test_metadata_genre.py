"""What kind of document it is, by its title and its opening lines. The titles are made up."""

from __future__ import annotations

import dataclasses

import pytest

from indexer.config import GenreRule
from indexer.documents import GENRES, Article, Line, RawText
from indexer.metadata import describe
from tests.indexer.metadata_cases import CONFIG, read

BY_TITLE = {
    "政府工作报告": [
        "政府工作报告",
        "2021年淄博市政府工作报告",
        "淄博市人民政府工作报告（全文）",
        "2020年政府工作报告（摘要）",
        "淄博市人民政府2019年工作报告",
        "2019湘潭市政府工作报告|2019年济源市政府工作报告",
        "大兴安岭地区行署工作报告",
        "行政长官2020年施政报告",
        "政府工作报告——2018年1月20日在德州市第十八届人民代表大会第二次会议上",
        "池上镇2020年政府工作报告",
    ],
    "规划计划": [
        "淄博市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
        "中共遵义市委关于制定遵义市国民经济和社会发展第十四个五年规划和二〇三五年远景目标的建议",
        "德州市乡村振兴战略规划（2018—2022年）",
        "工业转型升级三年行动计划",
        "大气污染防治攻坚行动实施方案",
        "2021年全市商务工作要点",
        "防汛抗旱应急预案（试行）",
        "关于淄博市2020年国民经济和社会发展计划执行情况与2021年计划草案的报告",
        "关于第七个五年计划的报告",
        "生态环境保护规划（征求意见稿）",
    ],
    "决议决定": [
        "淄博市人民代表大会常务委员会关于加力提速落实突破的决议",
        "关于批准2020年市本级预算调整方案的决议",
        "关于淄博市2020年预算执行情况和2021年预算的决议",
        "第十三届全国人民代表大会第四次会议关于政府工作报告的决议",
        "中共德州市委关于全面深化改革若干问题的决定",
        "德州市人民政府关于表彰先进集体的决定",
        "德州市人民代表大会常务委员会任免名单",
        "关于接受李某辞去职务请求的决定",
    ],
    "领导讲话": [
        "在全市经济工作会议上的讲话",
        "在第十届齐文化节开幕式上的致辞",
        "市长在企业家座谈会上的讲话（摘要）",
        "市委书记二〇二一年新年贺词",
        "在政协会议上的发言",
    ],
    "法规规章": [
        "淄博市物业管理条例",
        "《淄博市物业管理条例》",
        "德州市城市供水管理办法",
        "德州市停车管理暂行规定（试行）",
        "山东省实施《中华人民共和国水法》办法",
        "行政执法监督细则（修订草案）",
    ],
    "通知意见": [
        "淄博市人民政府办公室关于印发《淄博市“十四五”数字经济发展规划》的通知",
        "关于印发淄博市第十四个五年规划纲要的通知",
        "关于加快推进养老服务业发展的实施意见",
        "国务院关于淄博市城市总体规划的批复",
        "关于禁止燃放烟花爆竹的通告",
        "关于市政协第1234号提案的答复",
        "关于支持实体经济发展的若干措施",
        "关于2020年安全生产情况的通报",
        "关于公开征求《淄博市物业管理条例》意见的公告",
        "关于印发《政府工作报告》任务分工的通知",
        "关于转发《供水条例》的函",
    ],
    "统计公报": [
        "淄博市2020年国民经济和社会发展统计公报",
        "第七次全国人口普查公报（第一号）",
        "德州市第四次经济普查公报",
        "2020年劳动和社会保障事业发展统计公报[1]",
    ],
    "财政预算": [
        "关于淄博市2020年预算执行情况和2021年预算草案的报告",
        "关于2019年市级决算草案的报告",
        "淄博市民政局2021年部门预算公开",
        "关于2020年财政决算和2021年上半年预算执行情况的报告",
        "2021年政府预算",
        "2020年度部门决算公开说明",
        "2021年“三公”经费预算",
    ],
    "其他": [
        "淄博市中级人民法院工作报告",
        "淄博市人民检察院工作报告",
        "淄博市人民代表大会常务委员会工作报告",
        "政协淄博市第十三届委员会常务委员会工作报告",
        "2020年政府信息公开工作年度报告",
        "2020年度法治政府建设情况报告",
        "一图读懂2021年政府工作报告",
        "《淄博市物业管理条例》解读",
    ],
    "新闻报道": [
        "淄博市召开农村工作会议 张某到会调研",
        "市长向大会作政府工作报告",
        "代表热议政府工作报告",
        "市政府常务会议听取全市财政预算执行情况",
        "我市出台促进消费若干措施",
        "市十五届人大四次会议隆重开幕",
    ],
}


@pytest.mark.parametrize(("title", "genre"), [(title, genre) for genre, titles in BY_TITLE.items() for title in titles])
def test_a_title_says_the_genre_with_its_last_word(title: str, genre: str) -> None:
    assert read(f"{title}\n\n一、总体情况\n各项工作扎实推进，取得明显成效。").genre == genre


BY_OPENING = {
    "wire": ("项目建设按下快进键\n赣州2月27日讯 全市重点项目推进会召开。", "新闻报道"),
    "our paper": ("春耕备耕有序推进\n本报讯（记者 王一）眼下，春耕正在进行。", "新闻报道"),
    "news agency": ("开局之年看发展\n新华社济南3月2日电（记者李某）春风拂面。", "新闻报道"),
    "the other day": ("校园足球踢出精彩\n近日，全市校园足球联赛落幕。", "新闻报道"),
    "meeting held": ("今后，临沂要在这10个方面发力\n3月20日上午\n全市推进会议召开", "新闻报道"),
    "a resolution in the news is news": (
        "淄博市十五届人大常委会举行第四十四次会议 推动开局起步的决议表决通过\n淄博2月27日讯 2月26日，会议举行。",
        "新闻报道",
    ),
    "comrades": ("凝心聚力 奋发有为\n同志们：\n这次会议很重要。", "领导讲话"),
    "delegated report": (
        "在德州市第十八届人民代表大会第一次会议上的报告\n各位代表：\n现在，我代表德州市人民政府，向大会报告政府工作，请予审议。",
        "政府工作报告",
    ),
    "resolved as follows": ("第四次会议公报稿\n会议听取了汇报，作出如下决定：", "决议决定"),
    "articles": ("德州市人民政府令\n第12号\n第一条 为了规范停车，制定本规章。\n第二条 适用本市。", "法规规章"),
    "forwarded": ("印发事项\n现将《规划》印发给你们，请认真贯彻执行。", "通知意见"),
    "nothing": ("山水之城\n这里山清水秀。", "其他"),
}


@pytest.mark.parametrize(("text", "genre"), BY_OPENING.values(), ids=BY_OPENING.keys())
def test_opening_lines_say_what_the_title_does_not(text: str, genre: str) -> None:
    assert read(text).genre == genre


def test_the_cases_cover_every_genre() -> None:
    assert set(BY_TITLE) == set(GENRES) == set(CONFIG.genres)


def test_a_user_adds_a_genre_in_three_lines() -> None:
    config = dataclasses.replace(CONFIG, genres={**CONFIG.genres, "提案答复": GenreRule(title=("提案.*答复$",))})
    lines = (Line("关于市政协第1234号提案的答复"), Line("某某委员：您好。"))
    meta = describe(Article(lines), RawText("a.txt", lines, "txt"), config)
    assert meta.genre == "提案答复"


def test_what_decided_is_quoted() -> None:
    meta = read("淄博市2020年国民经济和社会发展统计公报\n全市增长。")
    assert (meta.evidence["genre"].where, meta.evidence["genre"].text) == ("title", "统计公报")
