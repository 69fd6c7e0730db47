"""Single lines: what is noise wherever it stands, what is noise at the edges, and what is text however it looks."""

from __future__ import annotations

import pytest

from gongbao.indexer.cleaning import clean
from gongbao.indexer.documents import Line, RawText

_TITLE = "全市农村人居环境整治现场会召开"
_BODY = [
    "昨日，全市农村人居环境整治现场会在云岭县召开，与会人员实地观摩了五个示范村，听取了经验介绍。",
    "会议要求，各地要因地制宜、分类施策，抓好厕所改造、垃圾处理、污水治理等重点任务，确保年底见效。",
    "会议强调，要坚持数量服从质量、进度服从实效，不搞形式主义，把好事办好、实事办实，让农民满意。",
]

ANYWHERE = """
扫一扫在手机打开当前页
扫一扫，分享到微信朋友圈
用手机扫描二维码
请扫描下方二维码关注我们
长按二维码关注
微信扫码阅读全文
更多精彩内容请关注“云岭发布”微信公众号
欢迎关注云岭县人民政府官方微信
点击下载“云岭通”客户端
打开APP阅读全文
【字体：大 中 小】
字号：[ 大 ][ 中 ][ 小 ]
【大 中 小】【打印】【关闭】
[打印本页] [关闭窗口]
我要打印 我要纠错 收藏
打印 | 关闭 | 返回顶部
分享到：新浪微博 微信 QQ空间
分享到
一键分享
上一篇：市政府召开第五次常务会议
下一篇：没有了
上一条：关于征求意见的公告
【上一篇】【下一篇】
首页 上一页 1 2 3 下一页 尾页
责任编辑：张小明
（责任编辑：李红）
编辑：王强 审核：刘洋
一审：王强 二审：刘洋 三审：赵红
来源：云岭日报
稿件来源：县委宣传部　发布时间：2020-07-08　浏览次数：235
信息来源：市农业农村局 | 发布日期：2020/07/08 | 阅读：1,024次
发布时间：2020年7月8日 17:30
作者：陈亮
点击数：1234 次
本文来源：www.example.com 免费文档下载
版权所有：云岭县人民政府　未经授权禁止转载
版权声明：凡本网注明来源的稿件，均为本网版权作品，转载请注明出处。
凡注明“来源：云岭网”的所有作品，版权均属于云岭网，未经本网授权不得转载。
免责声明：本文仅代表作者个人观点，与本网无关，转载请与原作者联系。
未经本网书面授权，不得转载、摘编或利用其他方式使用上述作品。
Copyright © 2020 yunling.gov.cn All Rights Reserved
©2020 云岭县人民政府
云ICP备12345678号-1
滇公网安备 53010202000123号
网站标识码：5301020001
网站支持IPv6 无障碍浏览 长者模式
首页 > 政务公开 > 工作动态 > 正文
您现在的位置：首页 >> 新闻中心 >> 县区新闻
当前位置: 首页 / 要闻动态 / 部门动态
— 15 —
- 15 -
第15页
第 15 页 共 32 页
Page 3 of 10
· 7 ·
点击查看全文>>
展开全文
阅读原文
首页 新闻中心 政务公开 办事服务 互动交流
网站地图 | 联系我们 | 关于我们 | 隐私声明
设为首页 | 加入收藏
收起
返回列表
视频加载中，请稍候...
澳门威尼斯人娱乐城 百家乐 注册送彩金
北京赛车pk10开奖直播 时时彩平台
代开各类发票 加微信：abc12345
document.write("hits");
var id = 123;
索引号：53010202-2020-0001
違法和不良信息舉報電話：0870-1234567
【發佈日期：2020-07-08】【字體：大 中 小】【列印】
責任編輯：陳小華
版權所有 未經許可 不得轉載
掃一掃在手機打開當前頁
已有 356 人阅读
本页面已被浏览 1234 次
更多>>
（编辑 李四）
责编 / 李四
原标题：全市农村人居环境整治现场会召开
原文链接：http://www.example.gov.cn/123.html
发布于2020-07-08 10:30
[1] [2] [3] 下一页
欢迎您访问云岭县人民政府门户网站！
Powered by DedeCMS
（未完待续）
来源丨云岭县融媒体中心
记者丨杨正海
文丨李静 王小兰
图片丨王明 李静
供稿丨云岭县委宣传部
作者丨李静（云岭县文联主席）
点亮在看
↓↓↓
发表于云南
来源｜云岭发布
编辑丨吴晓莉　编审丨龙建
收录于话题 #采茶节 12个
收录于合集 #乡村振兴 5个内容
关注我们，了解更多云岭资讯
点击上方“云岭发布”关注我们
点分享
点点赞
分享、点赞、在看，一键三连！
阅读 1.2万
阅读 3456　赞 12　在看 8
阅读 10万+　在看 1.3万
（云岭日报记者 冯毅松）
（本报记者 张明 通讯员 王小兰）
（全媒体记者　李静）
2018-10-19 09:12 云岭日报
云岭晚报 2018-10-19 09:12:33
2018/10/19 云岭新闻网
http://www.yunling.example  2013-07-24 10:22:41  来源：云岭日报  我要评论(0)
图片来源：网络
>> 首页 >> 新闻
""".strip().split("\n")

EDGES = """
云岭网
云岭县人民政府门户网站
欢迎访问云岭县人民政府网站
2020-07-08 17:30:25
2020/07/08
2020年07月08日 08:12　云岭日报
今天是2020年7月8日 星期三
2020年7月8日 星期三 晴 18℃～27℃
主办：云岭县人民政府办公室 承办：云岭县信息中心
技术支持：某某科技有限公司
建议使用IE9以上浏览器浏览本网站
您是第 102938 位访客
总访问量：102938
云岭新闻 > 要闻
正文
登录 注册
时间：2020-07-08
原创 云岭发布 云岭发布 2021-05-10 18:30
云岭县融媒体中心 2022-04-20 17:05 发表于云南
【 2020-07-08 】
标签：农村 人居环境
所属栏目：县区动态
http://www.example.gov.cn/123.html
""".strip().split("\n")

TEXT = """
来源于群众的意见要认真研究吸纳，逐条反馈办理结果。
主办单位要加强与协办单位的沟通协调，按时答复代表建议。
要扫除思想障碍，打印一批宣传资料，关闭一批排放不达标企业。
分享到会经验的五个县区分别作了发言，介绍了各自的做法。
二维码门牌覆盖全部行政村，群众扫码即可反映问题。
老字号、老品牌、老工艺要保护好传承好，让传统产业焕发生机。
各地要为老年人提供无障碍服务，加快公共场所适老化改造。
未经批准，任何单位和个人不得在河道管理范围内建设建筑物。
未经著作权人许可，不得复制、发行其作品，违者依法处理。
公安机关查处网络赌博案件二十起，涉及六合彩、百家乐等赌博方式。
资金来源：中央财政补助、省级配套和地方自筹
责任单位：市农业农村局、市财政局
牵头单位：市发展改革委　完成时限：2020年12月底
联系人：王老师　联系电话：0870-1234567
会议时间：2020年7月8日上午9:00
附件：1.任务分解表
附件：责任清单.doc
云岭县人民政府
2020年7月8日
云政发〔2020〕15号
（2020年7月8日县人民政府第五次常务会议通过）
（一）扩大信息公开范围
一、相关政策
二、加强版权保护
3.推广使用“一部手机办事通”APP
（二）下载量和点击率稳步提高
第三条 未经批准不得转载涉密信息。
注：本表数据为初步统计数。
抄送：县委各部门，县人大常委会办公室，县政协办公室。
记者手记
同志们：
各位代表！
“十三五”时期
生产总值（GDP）　增长6.5%
特此通知。
（此件公开发布）
会议由县长主持
新闻发布会实录
问：下一步有哪些打算？
主持人：请记者提问
更多群众实现家门口就业
评论员文章：把好事办好
阅读推广活动走进校园
推荐名单
分类：一类企业、二类企业
编辑出版地方志书
图片展展出作品二百幅
搜索救援力量一百二十人
欢迎社会各界监督举报。
访问困难群众三百户
浏览器等国产软件应用
（三）网站建设
原标题党现象要坚决整治
本报记者从云岭县人民政府获悉，全县上半年接待游客三十万人次。
（记者会实录）
（本报记者在现场看到的情形）
关注民生，了解更多群众诉求，办好每一件实事
点点灯火照亮回家路
图片丨镜头里的云岭四季变化
发表于省级以上刊物的论文
2018年10月19日 云岭县人民政府
记者丨这项工作的难点在哪里？
摄影丨百年云岭的光影记忆展览
访问企业300家
分享、点赞成为青年参与治理的新方式
2018-10-19 全县完成投资1.2亿元
阅读12本书
""".strip().split("\n")


def kept(lines: list[str]) -> str:
    cleaned = clean(RawText("a.txt", tuple(map(Line, lines)), "txt"))
    return "\n".join(line.text for line in cleaned.lines if line.text)


def at_top(line: str) -> str:
    return kept([line, _TITLE, *_BODY])


def in_the_middle(line: str) -> str:
    return kept([_TITLE, *_BODY[:2], line, _BODY[2]])


def at_the_end(line: str) -> str:
    return kept([_TITLE, *_BODY, line])


@pytest.mark.parametrize("line", ANYWHERE)
def test_noise_goes_wherever_it_stands_and_takes_nothing_along(line: str) -> None:
    clean_text = "\n".join([_TITLE, *_BODY])
    assert [at_top(line), in_the_middle(line), at_the_end(line)] == [clean_text] * 3


@pytest.mark.parametrize("line", EDGES)
def test_doubtful_noise_goes_from_the_top_of_a_page(line: str) -> None:
    assert at_top(line) == "\n".join([_TITLE, *_BODY])


@pytest.mark.parametrize("line", TEXT)
def test_text_that_looks_like_noise_stays(line: str) -> None:
    assert line in in_the_middle(line)
    assert line in at_the_end(line)
    assert line in kept([_TITLE, line, *_BODY])


def test_an_original_title_is_kept_as_evidence_without_its_label() -> None:
    cleaned = clean(RawText("a.txt", tuple(map(Line, [_TITLE, "（原标题：云岭县现场会召开）", *_BODY])), "txt"))
    assert [(n.key, n.value) for n in cleaned.notes] == [("title", "云岭县现场会召开")]


def test_what_surrounds_a_story_on_a_phone_leaves_its_headline_alone() -> None:
    headline, lead = (
        "倒计时三天！云岭采茶节交通保障方案来了",
        "昨天上午，云岭县召开采茶节交通保障通气会，介绍外围道路管控和公共交通配套情况。",
    )
    raw = [
        headline,
        "原创 云岭发布 云岭发布 2021-05-10 18:30",
        "收录于话题 #采茶节 12个",
        "点击上方“云岭发布”关注我们",
        lead,
    ]
    raw += [*_BODY, "来源丨云岭县融媒体中心", "往期推荐", "云岭县又添两条旅游公路", "采茶节门票明起预约", "阅读 1.2万"]
    cleaned = clean(RawText("a.txt", tuple(map(Line, raw)), "txt"))
    assert [line.text for line in cleaned.lines if line.text] == [headline, lead, *_BODY]
    assert [(n.key, n.value) for n in cleaned.notes if n.key in ("published", "source")] == [
        ("published", "2021-05-10 18:30"),
        ("source", "云岭发布"),
        ("source", "云岭县融媒体中心"),
    ]


@pytest.mark.parametrize(
    ("line", "notes"),
    [
        ("（云岭日报记者 冯毅松）", [("author", "云岭日报记者 冯毅松")]),
        ("2018-10-19 09:12 云岭日报", [("published", "2018-10-19 09:12"), ("source", "云岭日报")]),
        (
            "http://www.yunling.example  2013-07-24 10:22:41  来源：云岭日报  我要评论(0)",
            [("published", "2013-07-24 10:22:41"), ("source", "云岭日报")],
        ),
        ("来源丨云岭县融媒体中心", [("source", "云岭县融媒体中心")]),
    ],
)
def test_what_an_information_line_tells_is_kept(line: str, notes: list[tuple[str, str]]) -> None:
    cleaned = clean(RawText("a.txt", tuple(map(Line, [_TITLE, line, *_BODY])), "txt"))
    assert [(n.key, n.value) for n in cleaned.notes] == notes


_DECISION = "云岭县人民代表大会常务委员会关于批准2014年县级决算的决议"


@pytest.mark.parametrize(
    "masthead",
    [
        ["云岭县人民代表大会常务委员会公报", "2015年第2号"],
        ["云岭县人民政府公报", "（2015年第3期）"],
        ["云岭县人民政府公报 2015年第3号（总第26号）"],
    ],
)
def test_the_masthead_of_a_gazette_is_no_text(masthead: list[str]) -> None:
    assert kept([*masthead, _DECISION, *_BODY]) == "\n".join([_DECISION, *_BODY])


@pytest.mark.parametrize(
    "head",
    [
        ["云岭县人民政府公告", "2018年第2号"],
        ["云岭县2014年国民经济和社会发展统计公报"],
        ["云岭县环境状况公报", "2015年第2号"],
    ],
)
def test_a_title_like_a_gazette_s_masthead_stays(head: list[str]) -> None:
    assert kept([*head, *_BODY]) == "\n".join([*head, *_BODY])


def test_a_row_of_cells_with_a_label_s_name_is_no_information() -> None:
    assert "来源 | 数量 | 金额" in in_the_middle("来源 | 数量 | 金额")


REAL = [
    "1988年2月27日国务院发布",
    "最高人民法院发布",
    "单位：万元",
    "请你们继续关注群众反映的问题，并及时答复。",
    "要坚决查处代开发票、虚开发票等违法行为",
    "一审判决后，被告不服提出上诉",
]


@pytest.mark.parametrize("line", REAL)
def test_lines_of_the_text_are_not_taken_for_a_sites(line: str) -> None:
    assert line in lines([_TITLE, line, *_BODY, line])


def test_units_and_heads_of_tables_that_come_back_are_no_running_heads() -> None:
    body = [
        line
        for n in range(6)
        for line in (f"表{n + 1} 全市一般公共预算收支情况", "单位：万元", f"税收收入 {n}23 增长", f"非税收入 {n}4 下降")
    ]
    assert lines(body).count("单位：万元") == 6


def test_a_head_beside_page_numbers_is_a_running_head() -> None:
    pages = [
        line
        for n in range(4)
        for line in (*_BODY, f"第{n + 1}页", "云岭县人民政府公报", f"第{n}段接着说明整治的要求，各地要认真落实到位。")
    ]
    assert lines(pages).count("云岭县人民政府公报") <= 1


def test_a_subtitle_or_a_sessions_line_behind_a_dash_stays() -> None:
    for line in (
        "政府工作报告——2022年1月10日在云岭县第十八届人民代表大会第一次会议上",
        "坚定信心 奋勇争先——在云岭县第十八届人民代表大会第一次会议上的报告",
    ):
        assert lines([line, "各位代表：", *_BODY])[0] == line


def test_links_below_a_heading_end_where_the_text_goes_on() -> None:
    session = "（2021年2月26日云岭县第十八届人民代表大会常务委员会第四次会议通过）"
    assert session in lines([_TITLE, *_BODY, "相关文件", "云岭县停车办法", session, "第一条　为了规范停车。"])


def test_a_lone_label_does_not_take_a_sentence_along() -> None:
    assert _BODY[0] in lines(["索引号", "000123", "发文机关", _BODY[0], *_BODY[1:]])


@pytest.mark.parametrize(
    "line",
    [
        "Public domain",
        "一审：张三 李四",
        "（更新时间戳：1670676976068）",
        "本作品来自某某决议，依据著作权法属于公有领域。",
    ],
)
def test_what_stands_below_a_saved_page_goes(line: str) -> None:
    assert line not in lines([_TITLE, *_BODY, line])


def lines(page: list[str]) -> list[str]:
    return [line.text for line in clean(RawText("a.txt", tuple(map(Line, page)), "txt")).lines if line.text]
