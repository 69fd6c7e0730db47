"""What kind of document it is, by its title and its opening lines. The titles are made up."""

from __future__ import annotations

import pytest

from gongbao.indexer.config import GenreRule
from gongbao.indexer.documents import GENRES, Article, Line, RawText
from gongbao.indexer.metadata import describe
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
        "德州市2020年《政府工作报告》全文",
        "焦作市政府工作报告",
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
        "德州市推进服务业发展三年行动计划",
        "德州市开展国土绿化行动实施方案",
        "生态环境保护规划（征求意见稿）",
        "德州市国土空间总体规划（2021-2035年）公示稿",
        "德州市2021-2025年农村公路建设规划",
        "德州市2022—2023学年义务教育招生工作方案",
        "德州市2021年-2023年国土绿化方案",
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
        "德州市推进养老服务发展若干措施",
        "德州市教育局开展校园安全检查的通知",
        "关于2021-2025年灌区改造项目的批复",
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
        "德州市推进法治政府建设情况",
        "致全市人民的慰问信",
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
        "张某主持召开市政府常务会议",
        "我市前三季度经济运行总体平稳",
        "国务院批复同意《淄博市国土空间总体规划》",
        "城东区举办社区邻里节",
        "清河镇打造特色农业产业带",
        "德州市启动“清凉一夏”关爱行动 温暖户外劳动者",
        "我市获评全国绿化模范城市",
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
    "comrades, today": ("凝心聚力 奋发有为\n同志们：\n今天，我们召开这次会议，主要任务是部署工作。", "领导讲话"),
    "delegated report": (
        "在德州市第十八届人民代表大会第一次会议上的报告\n各位代表：\n现在，我代表德州市人民政府，向大会报告政府工作，请予审议。",
        "政府工作报告",
    ),
    "resolved as follows": ("第四次会议公报稿\n会议听取了汇报，作出如下决定：", "决议决定"),
    "articles": ("德州市人民政府令\n第12号\n第一条 为了规范停车，制定本规章。\n第二条 适用本市。", "法规规章"),
    "forwarded": ("印发事项\n现将《规划》印发给你们，请认真贯彻执行。", "通知意见"),
    "a plan sent round under the plan's own title": (
        "农村公路管理养护实施方案\n各县市区人民政府：\n现将《农村公路管理养护实施方案》印发给你们，请认真贯彻执行。",
        "通知意见",
    ),
    "a plan that names a plan it follows": (
        "农村公路管理养护实施方案\n根据《公路条例》，制定本方案。\n第一步，摸清底数。",
        "规划计划",
    ),
    "a quotation and its day": (
        "暖心早餐送到环卫工人手中\n“喝上一碗热粥，浑身都暖和。”11月20日清晨，环卫工人老李说。",
        "新闻报道",
    ),
    "the season": ("水稻喜获丰收\n金秋时节，走进田间地头，一派丰收景象。", "新闻报道"),
    "as is learnt": ("便民驿站暖人心\n推门进屋，热气扑面。据了解，该街道已建成驿站十二家。", "新闻报道"),
    "a place and its news": ("新苗染绿荒坡\n赣州讯 春雨过后，山坡上一片忙碌。", "新闻报道"),
    "a day and what was held": ("同心筑梦\n5月20日城东区第三届邻里节在广场举行，居民踊跃参加。", "新闻报道"),
    "nothing": ("山水之城\n这里山清水秀。", "其他"),
}


@pytest.mark.parametrize(("text", "genre"), BY_OPENING.values(), ids=BY_OPENING.keys())
def test_opening_lines_say_what_the_title_does_not(text: str, genre: str) -> None:
    assert read(text).genre == genre


def test_the_cases_cover_every_genre() -> None:
    assert set(BY_TITLE) == set(GENRES) == set(CONFIG.genres)


def test_a_user_adds_a_genre_in_three_lines() -> None:
    config = CONFIG._replace(genres={**CONFIG.genres, "提案答复": GenreRule(title=("提案.*答复$",))})
    lines = (Line("关于市政协第1234号提案的答复"), Line("某某委员：您好。"))
    meta = describe(Article(lines), RawText("a.txt", lines, "txt"), config)
    assert meta.genre == "提案答复"


def test_what_decided_is_quoted() -> None:
    meta = read("淄博市2020年国民经济和社会发展统计公报\n全市增长。")
    assert (meta.evidence["genre"].where, meta.evidence["genre"].text) == ("title", "统计公报")


SPEECHES = [
    "在全市防汛抗旱动员会上的讲话",
    "张某同志在全县招商引资推进会上的讲话",
    "在全省数字经济部署会议上的致辞",
    "在全区项目集中开工启动仪式上的致辞（2021年3月1日）",
    "在市政府审议规划座谈会上的发言提纲",
    "在淄博市文明城市创建动员大会上的讲话摘要",
    "在县委研究人才工作会议上的讲话（根据录音整理）",
    "坚定信心 奋勇争先——在全市经济工作动员会上的讲话",
    "在全县项目启动会上的表态发言",
    "在全市学习贯彻大会精神研讨班上的讲话",
    "在市委全体会议上的报告",
]
NEWS_OF_SPEECHES = [
    "李某在全市作风建设动员大会上强调 要真抓实干",
    "李某在全市推进会上讲话指出 要真抓实干",
    "全市作风建设大会召开 李某发表重要讲话",
    "全县动员大会召开 王某出席并讲话",
    "市长出席签约仪式并致辞",
    "市委常委会传达学习重要讲话",
    "我县在全市乡村振兴推进会上作交流发言",
]
NO_NEWS = {
    "规划计划": ["全市开展专项斗争实施方案", "市委部署全市巡察工作方案", "新闻发布工作方案"],
    "通知意见": ["全县开展春季植树活动的通知"],
    "法规规章": ["重大政策出台前风险评估办法", "市政府文件制定和印发规定"],
}


@pytest.mark.parametrize("title", SPEECHES)
def test_what_was_said_at_a_meeting_is_a_speech_whatever_the_meeting_is_called(title: str) -> None:
    assert read(f"{title}\n\n近日，各项工作扎实推进，取得明显成效。").genre == "领导讲话"


@pytest.mark.parametrize("title", NEWS_OF_SPEECHES)
def test_news_of_a_speech_is_news(title: str) -> None:
    assert read(f"{title}\n\n一、总体情况\n各项工作扎实推进。").genre == "新闻报道"


@pytest.mark.parametrize(("title", "genre"), [(title, genre) for genre, titles in NO_NEWS.items() for title in titles])
def test_a_documents_own_word_outweighs_what_it_says_is_done(title: str, genre: str) -> None:
    assert read(f"{title}\n\n一、总体情况\n各项工作扎实推进。").genre == genre


@pytest.mark.parametrize(
    "text",
    [
        "坚定信心 奋勇争先\n——在全市经济工作动员会上的讲话\n（2021年1月2日）\n今天开会。",
        "坚定信心 奋勇争先\n李某在全市经济工作动员会上的讲话\n近日，市里开了会。",
        "在全市经济工作动员会上的讲话\n新华社济南1月2日电 今天开会。",
    ],
)
def test_a_speech_is_told_by_its_subtitle_and_before_a_dateline(text: str) -> None:
    assert read(text).genre == "领导讲话"


ABOUT_RULES = {
    "其他": [
        "一图读懂｜淄博市物业管理条例",
        "图解：淄博市人民政府办公室关于进一步加强城市供水管理工作的若干规定",
        "一张图看懂淄博市供水管理办法",
        "政策解读｜淄博市城市供水管理办法",
        "解读丨淄博市城市供水管理办法",
        "《淄博市城市供水管理办法》解读之一",
        "淄博市城市供水管理办法起草说明",
        "关于《淄博市城市供水管理办法（草案）》的起草说明",
        "关于《淄博市养犬管理条例（草案）》审议结果的报告",
        "专家解读《淄博市城市供水管理办法》",
        "《淄博市养犬管理条例》释义",
    ],
    "新闻报道": [
        "《淄博市养犬管理条例》今起施行",
        "《淄博市城市更新规划》新闻发布会实录",
        "淄博出台三年行动方案",
        "池州出台促进消费若干措施",
    ],
    "决议决定": ["淄博市人民政府关于废止《淄博市城市供水管理办法》的决定"],
    "法规规章": ["《淄博市养犬管理条例》实施细则", "《淄博市养犬管理条例》修正案", "图书馆管理办法"],
    "规划计划": ["关于规划编制的说明：淄博市城市更新规划"],
    "财政预算": ["关于2023年预算编制的说明"],
}


@pytest.mark.parametrize(
    ("title", "genre"), [(title, genre) for genre, titles in ABOUT_RULES.items() for title in titles]
)
def test_what_speaks_about_a_rule_is_no_rule(title: str, genre: str) -> None:
    assert read(f"{title}\n\n一、总体情况\n各项工作扎实推进。").genre == genre


def test_a_column_cut_off_the_title_still_tells_the_genre() -> None:
    text = "道县养老服务条例\n年初以来，惠及群众一千四百余户。"
    assert read(text, notes={"title": "图解 | 道县养老服务条例"}).genre == "其他"
    assert read(text, notes={"title": "道县养老服务条例 | 图解"}).genre == "法规规章"
    assert read(text, notes={"title": "政务公开 | 道县养老服务条例"}).genre == "法规规章"


FEATURE = "牧道修到家门口\n清晨的山坳里雾气未散，机器已经响起。\n年初以来，村里修通道路八公里。"
PAPERS = "池州日报 今日安吉 若尔盖县融媒体中心 池州新闻网 甘孜州广播电视台 湖北日报网 通城发布 微宿松 湘潭在线 新华社"
NO_PAPERS = "道县人民政府 县水利局 政府办公室 综合科 国家统计局 本站 信息发布 道县人民政府网 县委宣传部 区广电局 工作简报 微信 举报 新闻办"


@pytest.mark.parametrize("source", PAPERS.split())
def test_a_text_without_genre_words_from_a_paper_is_news(source: str) -> None:
    for meta in (read(FEATURE, notes={"source": source}), read(FEATURE, declared={"source": source})):
        assert meta.genre == "新闻报道"
        assert meta.evidence["genre"].text == source


@pytest.mark.parametrize("source", NO_PAPERS.split())
def test_an_office_is_no_paper(source: str) -> None:
    assert read(FEATURE, notes={"source": source}).genre == "其他"


@pytest.mark.parametrize("end", ["（记者 张某）", "（张某 文/图）", "（王某 摄）", "记者：张某 编辑：李某"])
def test_a_byline_at_the_end_makes_news(end: str) -> None:
    assert read(f"{FEATURE}\n{end}").genre == "新闻报道"


@pytest.mark.parametrize(("author", "genre"), [("通讯员 王小明", "新闻报道"), ("王小明", "其他")])
def test_a_reporter_beside_the_date_makes_news(author: str, genre: str) -> None:
    assert read(FEATURE, notes={"author": author}).genre == genre


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("道县2020年政府工作报告\n各位代表：\n现在报告工作。", "政府工作报告"),
        ("关于做好春耕工作的通知\n各乡镇：\n现通知如下。", "通知意见"),
        ("凝心聚力 奋发有为\n同志们：\n这次会议很重要。", "领导讲话"),
        ("道县农业概述\n一、粮食\n产量增加。\n二、水果\n产量增加。", "其他"),
    ],
)
def test_what_a_paper_prints_stays_what_it_is(text: str, genre: str) -> None:
    assert read(text, notes={"source": "永州日报", "author": "记者 张某"}).genre == genre


def test_a_villagers_words_make_news() -> None:
    text = "小辣椒红了\n“以前下雨一脚泥，现在出门水泥路。”谈起变化，石老汉乐呵呵地说。"
    assert read(text).genre == "新闻报道"
    assert read("小辣椒红了\n文件说“以前下雨一脚泥”，现在情况已经不同。").genre == "其他"
