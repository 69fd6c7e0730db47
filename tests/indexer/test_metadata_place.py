"""Whose document it is: one trap a case, over provinces, levels and genres. The documents are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.documents import Place
from gongbao.indexer.places import Unit, table
from tests.indexer.metadata_cases import read

NATIONAL = Place("national")


def province(name: str) -> Place:
    return Place("province", name)


def city(name: str, of: str) -> Place:
    return Place("prefecture", of, name)


def county(name: str, of: str, within: str) -> Place:
    return Place("county", within, of, name)


def municipality(name: str) -> Place:
    return Place("province", name, name)


BY_TEXT = {
    # the session line is believed before the title
    "page title names two cities": (
        "2019湘潭市政府工作报告|2019年济源市政府工作报告\n——2019年2月16日在济源市第十四届人民代表大会第四次会议上\n各位代表：",
        city("济源市", "河南省"),
    ),
    "session gives the full name of an autonomous prefecture": (
        "政府工作报告\n——2022年1月12日在黔东南苗族侗族自治州第十五届人民代表大会第一次会议上\n州长 安九熊\n各位代表：",
        city("黔东南苗族侗族自治州", "贵州省"),
    ),
    "session with a short name of an autonomous prefecture": (
        "政府工作报告\n（2018年1月9日在湘西州第十四届人民代表大会第二次会议上）\n各位代表：现在，我代表州人民政府作工作报告。",
        city("湘西土家族苗族自治州", "湖南省"),
    ),
    "delegated by a province": (
        "政府工作报告\n省长 王某\n各位代表：\n现在，我代表山东省人民政府，向大会报告政府工作，请予审议。\n济南市、青岛市、淄博市走在前列。",
        province("山东省"),
    ),
    "autonomous region": (
        "政府工作报告\n——2020年1月8日在内蒙古自治区第十三届人民代表大会第三次会议上\n各位代表：现在，我代表自治区人民政府向大会报告工作。",
        province("内蒙古自治区"),
    ),
    "session without a name, title with one": (
        "许昌市2016年政府工作报告\n——2016年1月20日在市第六届人民代表大会第六次会议上\n各位代表：\n我代表市人民政府向大会作工作报告。学习深圳市、苏州市的经验。",
        city("许昌市", "河南省"),
    ),
    "court of a province": (
        "湖南省高级人民法院工作报告\n——2021年1月27日在湖南省第十三届人民代表大会第四次会议上\n各位代表：",
        province("湖南省"),
    ),
    "consultative conference of a city": (
        "政协常务委员会工作报告\n——2020年1月6日在政协淄博市第十三届委员会第四次会议上\n各位委员：",
        city("淄博市", "山东省"),
    ),
    "party committee's plenum": (
        "关于全面推进乡村振兴的决定\n（2021年8月2日中国共产党遵义市第五届委员会第十一次全体会议通过）\n为贯彻党中央决策部署，作出如下决定。",
        city("遵义市", "贵州省"),
    ),
    "a city's regulation approved by its province": (
        "淄博市物业管理条例\n（2019年10月30日淄博市第十五届人民代表大会常务委员会第二十六次会议通过 2019年11月29日山东省第十三届人民代表大会常务委员会第十五次会议批准）\n第一条 为了规范物业管理，制定本条例。",
        city("淄博市", "山东省"),
    ),
    # higher issuers about lower places
    "state council's reply": (
        "国务院关于淄博市城市总体规划的批复\n国函〔2018〕12号\n山东省人民政府：\n你省关于报请审批淄博市城市总体规划的请示收悉。",
        NATIONAL,
    ),
    "a province's reply about a city": (
        "山东省人民政府关于淄博市国土空间总体规划（2021—2035年）的批复\n鲁政字〔2023〕190号\n淄博市人民政府：\n你市请示收悉。现批复如下：",
        province("山东省"),
    ),
    "a city's reply about a county": (
        "淄博市人民政府关于同意设立沂源县张家坡镇的批复\n沂源县人民政府：\n你县请示收悉。",
        city("淄博市", "山东省"),
    ),
    "support for a city, issued by the province": (
        "关于支持淄博市建设现代化产业体系的若干意见\n鲁政发〔2022〕9号\n各市人民政府，各县（市、区）人民政府，省政府各部门、各直属机构：\n现提出如下意见。",
        province("山东省"),
    ),
    "learning from another city": (
        "关于学习借鉴深圳经验推动高质量发展的实施意见\n各区县党委、政府：\n为学习借鉴深圳市先进经验，现提出如下意见。\n中共淄博市委\n淄博市人民政府\n2019年5月6日",
        city("淄博市", "山东省"),
    ),
    "a party's central office": (
        "中共中央办公厅 国务院办公厅印发《关于推进新型城市基础设施建设打造韧性城市的意见》\n各地区各部门结合实际认真贯彻落实。",
        NATIONAL,
    ),
    "the national congress resolves": (
        "第十三届全国人民代表大会第四次会议关于政府工作报告的决议\n（2021年3月11日第十三届全国人民代表大会第四次会议通过）\n会议充分肯定国务院的工作。",
        NATIONAL,
    ),
    "a ministry": (
        "教育部关于印发《中小学教师培训课程指导标准》的通知\n教师〔2020〕6号\n各省、自治区、直辖市教育厅（教委）：",
        NATIONAL,
    ),
    "a state organ's local office": (
        "国家税务总局淄博市税务局关于调整纳税服务时间的公告\n现将有关事项公告如下：",
        city("淄博市", "山东省"),
    ),
    "the statistics bureau's local team": (
        "国家统计局连云港调查队关于2020年居民收入的说明\n2020年全市居民收入增长。",
        city("连云港市", "江苏省"),
    ),
    # departments
    "a city's bureau": (
        "淄博市财政局关于做好2021年部门预算公开工作的通知\n各区县财政局：",
        city("淄博市", "山东省"),
    ),
    "a province's department": (
        "四川省财政厅关于下达2020年中央财政衔接资金的通知\n成都市、绵阳市财政局：",
        province("四川省"),
    ),
    "only the signature names the place": (
        "关于做好今冬明春火灾防控工作的通知\n各单位：\n为做好火灾防控工作，现将有关事项通知如下。要学习杭州市的做法。\n金华市消防安全委员会办公室\n2020年11月3日",
        city("金华市", "浙江省"),
    ),
    "signature stands before an attached plan": (
        "关于印发养老服务体系建设规划的通知\n各县（市、区）人民政府，市政府各部门：\n现印发给你们，请认真贯彻执行。\n菏泽市人民政府办公室\n2021年12月30日\n养老服务体系建设规划\n第一章 规划背景\n第一节 现实基础\n借鉴南京市、上海市经验。\n一、基础\n二、问题\n三、机遇\n四、要求\n五、原则\n六、目标\n七、任务",
        city("菏泽市", "山东省"),
    ),
    "document number and a name in the text": (
        "关于印发优化营商环境若干措施的通知\n淄政发〔2021〕3号\n各区县人民政府，市政府各部门：\n为进一步优化我市营商环境，打造淄博营商品牌，现通知如下。",
        city("淄博市", "山东省"),
    ),
    "ambiguous document number settled by the text": (
        "关于加强耕地保护工作的通知\n济政办发〔2014〕21号\n各县市区人民政府，市政府各部门：\n为加强我市耕地保护，各县市区要按照济宁统一部署抓好落实。",
        city("济宁市", "山东省"),
    ),
    "red letterhead": (
        "湖州市人民政府文件\n湖政发〔2019〕2号\n关于表彰2018年度先进集体的通报\n各区县人民政府，市府各部门：",
        city("湖州市", "浙江省"),
    ),
    # municipalities
    "municipality": (
        "政府工作报告\n——2020年1月12日在北京市第十五届人民代表大会第三次会议上\n北京市市长\n各位代表：我代表市人民政府报告工作。",
        municipality("北京市"),
    ),
    "a municipality's district": (
        "上海市浦东新区2021年国民经济和社会发展统计公报\n2021年，新区生产总值超过1.5万亿元。",
        county("浦东新区", "上海市", "上海市"),
    ),
    "a municipality's county": (
        "重庆市秀山土家族苗族自治县人民政府关于印发教育事业发展规划的通知\n各乡镇人民政府、街道办事处：",
        county("秀山土家族苗族自治县", "重庆市", "重庆市"),
    ),
    # counties
    "county report": (
        "沂源县2021年政府工作报告\n——2021年1月21日在沂源县第十八届人民代表大会第六次会议上\n各位代表：现在，我代表县人民政府作工作报告。",
        county("沂源县", "淄博市", "山东省"),
    ),
    "county-level city's own 市人民政府": (
        "昆山市2020年政府工作报告\n各位代表：\n现在，我代表市人民政府向大会报告工作，请予审议。加强与上海市、苏州市的协同。",
        county("昆山市", "苏州市", "江苏省"),
    ),
    "short name of an autonomous county": (
        "威宁县2019年国民经济和社会发展统计公报\n2019年，全县生产总值增长9.1%。",
        county("威宁彝族回族苗族自治县", "毕节市", "贵州省"),
    ),
    "banner": (
        "乌审旗人民政府关于2020年法治政府建设情况的报告\n旗委、旗政府高度重视。",
        county("乌审旗", "鄂尔多斯市", "内蒙古自治区"),
    ),
    "abbreviated banner": (
        "科右前旗2020年政府工作报告\n各位代表：我代表旗人民政府报告工作。",
        county("科尔沁右翼前旗", "兴安盟", "内蒙古自治区"),
    ),
    "township": (
        "淄博市博山区池上镇人民政府2021年工作总结\n2021年，在区委、区政府领导下，全镇各项工作稳步推进。",
        county("博山区", "淄博市", "山东省"),
    ),
    "city's congress about a county": (
        "关于批准沂源县行政区划调整的决议\n（2019年3月1日市第十五届人民代表大会常务委员会第二十次会议通过）\n会议决定，批准该方案。",
        city("淄博市", "山东省"),
    ),
    # directly administered
    "a county-level city right under its province": (
        "仙桃市2020年国民经济和社会发展统计公报\n2020年，全市生产总值八百多亿元。",
        city("仙桃市", "湖北省"),
    ),
    "a forest district": ("神农架林区2018年政府工作报告\n各位代表：", city("神农架林区", "湖北省")),
    "an autonomous county of Hainan": (
        "昌江黎族自治县人民政府2019年政府工作报告\n各位代表：",
        city("昌江黎族自治县", "海南省"),
    ),
    "a city of the Production Corps": (
        "新疆生产建设兵团第八师石河子市2021年国民经济和社会发展统计公报\n2021年，八师石河子市生产总值增长。",
        city("石河子市", "新疆维吾尔自治区"),
    ),
    "the Production Corps": (
        "新疆生产建设兵团2020年国民经济和社会发展统计公报\n2020年，兵团生产总值增长。",
        province("新疆维吾尔自治区"),
    ),
    # zones
    "industrial park": (
        "苏州工业园区管理委员会关于印发产业发展规划的通知\n各部门：",
        Place("county", "江苏省", "苏州市"),
    ),
    "new area of a province": ("雄安新区2021年工作要点\n各部门：", Place("county", "河北省", "保定市")),
    "zone named after its city": (
        "合肥高新技术产业开发区2020年工作总结\n2020年，合肥高新区地区生产总值增长。",
        city("合肥市", "安徽省"),
    ),
    # old names
    "renamed city": ("襄樊市2005年政府工作报告\n各位代表：", city("襄阳市", "湖北省")),
    "renamed twice": ("思茅市2005年政府工作报告\n各位代表：", city("普洱市", "云南省")),
    "merged city": ("莱芜市2016年政府工作报告\n各位代表：", city("济南市", "山东省")),
    "dissolved prefecture that left a county-level city": (
        "巢湖市2009年政府工作报告\n——2009年2月10日在巢湖市第二届人民代表大会第六次会议上",
        city("合肥市", "安徽省"),
    ),
    "the county-level city of the same name later": (
        "巢湖市2019年政府工作报告\n——2019年1月10日在巢湖市第十届人民代表大会第三次会议上",
        county("巢湖市", "合肥市", "安徽省"),
    ),
    "county become district": ("遵义县2012年政府工作报告\n各位代表：", county("播州区", "遵义市", "贵州省")),
    "dissolved prefecture": (
        "达县地区行政公署关于1990年工作的报告\n各县人民政府：",
        city("达州市", "四川省"),
    ),
    "county of a municipality become district": (
        "潼南县2010年政府工作报告\n各位代表：",
        county("潼南区", "重庆市", "重庆市"),
    ),
    "renamed county": ("中甸县2000年政府工作报告\n各位代表：", county("香格里拉市", "迪庆藏族自治州", "云南省")),
    "district merged away": (
        "北京市崇文区2008年政府工作报告\n各位代表：",
        county("东城区", "北京市", "北京市"),
    ),
    "direct city renamed": ("通什市1999年政府工作报告\n各位代表：", city("五指山市", "海南省")),
    "Chongqing before it was a province": (
        "四川省万县市1995年政府工作报告\n各位代表：",
        county("万州区", "重庆市", "重庆市"),
    ),
    # homonyms
    "homonym with its parent": (
        "鼓楼区2020年政府工作报告\n——2020年12月30日在福州市鼓楼区第十七届人民代表大会第五次会议上",
        county("鼓楼区", "福州市", "福建省"),
    ),
    "homonym, siblings nearby": (
        "鼓楼区2020年政府工作报告\n各位代表：\n我区与泉山区、云龙区协同发展，主城功能进一步完善。",
        county("鼓楼区", "徐州市", "江苏省"),
    ),
    "homonym, landmark nearby": (
        "鼓楼区2020年政府工作报告\n各位代表：\n三坊七巷保护提升完成，温泉街道、五四路商圈焕发活力。",
        county("鼓楼区", "福州市", "福建省"),
    ),
    "homonym, parent in the signature": (
        "鼓楼区人民政府办公室关于印发消防规划的通知\n各街道办事处：\n请遵照执行。\n开封市鼓楼区人民政府办公室\n2020年3月1日",
        county("鼓楼区", "开封市", "河南省"),
    ),
    "homonym without anything": (
        "鼓楼区2020年政府工作报告\n各位代表：\n现在，我代表区人民政府报告工作。",
        Place("county", None, None, "鼓楼区"),
    ),
    "Chaoyang the city": ("朝阳市2020年政府工作报告\n各位代表：", city("朝阳市", "辽宁省")),
    "Chaoyang the district of Changchun": (
        "长春市朝阳区2020年政府工作报告\n各位代表：",
        county("朝阳区", "长春市", "吉林省"),
    ),
    "Chaoyang the district of Beijing": (
        "朝阳区2020年政府工作报告\n各位代表：\n服务保障首都功能，望京、三里屯、国贸地区品质提升，北京市重点任务全面完成。",
        county("朝阳区", "北京市", "北京市"),
    ),
    "Jilin the city": ("吉林市人民政府2020年政府工作报告\n各位代表：", city("吉林市", "吉林省")),
    "Jilin the province": (
        "吉林省人民政府关于印发规划纲要的通知\n各市（州）人民政府，长白山管委会，省政府各厅委办：",
        province("吉林省"),
    ),
    "bare Jilin with the province's rank": (
        "吉林2020年政府工作报告\n各位代表：\n现在，我代表省人民政府，向大会报告工作。",
        province("吉林省"),
    ),
    "Hainan the prefecture": (
        "海南州2020年国民经济和社会发展统计公报\n2020年，全州生产总值增长。",
        city("海南藏族自治州", "青海省"),
    ),
    "Hainan the province": (
        "海南省2020年国民经济和社会发展统计公报\n2020年，全省地区生产总值增长。",
        province("海南省"),
    ),
    "Shizhong of Leshan": (
        "市中区2020年财政预算执行情况的报告\n各位代表：\n嘉州绿心公园建成，乐山大佛景区提升。",
        county("市中区", "乐山市", "四川省"),
    ),
    # news
    "headline": (
        "今后，临沂要在这10个方面发力\n3月20日上午\n全市重点工作推进会议召开\n市委副书记、市长主持会议并讲话。",
        city("临沂市", "山东省"),
    ),
    "dateline": (
        "项目建设按下快进键\n赣州2月27日讯 2月26日，全市重点项目推进会召开，与会人员参观了项目现场。\n会议学习了合肥市的经验。",
        city("赣州市", "江西省"),
    ),
    "our paper's dateline": (
        "春耕备耕有序推进\n本报临沂3月2日电（记者 王一 通讯员 李二）眼下，春耕备耕正在进行。",
        city("临沂市", "山东省"),
    ),
    "a provincial paper on a city's meeting": (
        "今年重点工作这样干\n衡水市七届人大一次会议1月18日开幕。河北日报记者从会上获悉，衡水市今年将实施百项工程。\n河北日报记者 李某",
        city("衡水市", "河北省"),
    ),
    "a capital's dateline on the province's congress": (
        "省十三届人大四次会议隆重开幕\n本报济南1月20日讯 1月20日上午，山东省第十三届人民代表大会第四次会议在济南开幕。省委书记出席大会。",
        province("山东省"),
    ),
    "a capital's dateline on the province's own news": (
        "全力抓好粮食生产\n本报郑州6月2日讯（记者 张三）6月1日，省长到新乡、安阳调研，强调全省要抓好三夏生产。省委副书记参加。省政府办公厅负责同志陪同。",
        province("河南省"),
    ),
    # relative and closing words
    "only the closing lines name the city": (
        "政府工作报告\n各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n一、过去一年工作回顾\n各位代表！让我们团结奋斗，为建设更加美好的新邵阳而努力奋斗！",
        city("邵阳市", "湖南省"),
    ),
    "our city without a name": (
        "关于开展爱国卫生月活动的通知\n各县（市、区）：\n为做好我市爱国卫生工作，现就有关事项通知如下。",
        Place(),
    ),
    "cited often is not issued by": (
        "嘉兴市推进长三角一体化工作要点\n对接上海市。上海市优势明显，上海市资源丰富，上海市上海市上海市。",
        city("嘉兴市", "浙江省"),
    ),
    # traps of words
    "words that hold short names": (
        "加强道路养护工作方案\n大同小异的做法要改。修复中山路、南京路，更换长沙发，保障来宾出行，日照充足，确保长治久安。",
        Place(),
    ),
    "Hong Kong": (
        "香港特别行政区行政长官2020年施政报告\n立法会主席、各位议员：",
        province("香港特别行政区"),
    ),
    "Macau": ("澳门特别行政区政府二〇一九年财政年度施政报告\n各位：", province("澳门特别行政区")),
    "traditional characters": (
        "臨沂市人民政府關於印發臨沂市國民經濟和社會發展第十四個五年規劃綱要的通知\n各縣區人民政府：",
        city("临沂市", "山东省"),
    ),
    "letter-spaced": ("关 于 印 发 淄 博 市 消 防 规 划 的 通 知\n各区县人民政府：", city("淄博市", "山东省")),
    "province and city with a colon": (
        "山东：淄博市推进老工业区搬迁改造\n记者从发展改革部门获悉，淄博市搬迁改造取得进展。",
        city("淄博市", "山东省"),
    ),
    "province, city and short county run together": (
        "山东淄博博山打造全域公园\n近日，记者来到博山。",
        county("博山区", "淄博市", "山东省"),
    ),
    "a dissolved district's bare name, its city in the title": (
        "重庆市江北区2025年政府工作报告\n（2025年1月13日在江北区第十九届人民代表大会第七次会议上）\n区长 王某\n各位代表：我代表区人民政府向大会报告工作。",
        county("两江新区", "重庆市", "重庆市"),
    ),
    "a bare name that is only its city's by the title, long after": (
        "重庆市江北区教育工作报告\n（2026年3月8日在江北区第十九届人民代表大会第六次会议上）\n各位代表：",
        county("两江新区", "重庆市", "重庆市"),
    ),
    "a dissolved district among living ones of its name": (
        "济宁市市中区2009年政府工作报告\n（2009年1月12日在市中区第八届人民代表大会第一次会议上）\n各位代表：我代表区人民政府报告工作。",
        county("任城区", "济宁市", "山东省"),
    ),
    "a dissolved district and a living one that nothing tells apart": (
        "政府工作报告\n（2020年1月8日在江北区第十九届人民代表大会第六次会议上）\n各位代表：我代表区人民政府报告工作。",
        Place(),
    ),
    "a dissolved district after its end is the living one": (
        "政府工作报告\n（2027年1月8日在江北区第二十届人民代表大会第六次会议上）\n各位代表：我代表区人民政府报告工作。",
        county("江北区", "宁波市", "浙江省"),
    ),
    "a living district told by its streets": (
        "政府工作报告\n（2020年1月8日在江北区第十届人民代表大会第六次会议上）\n各位代表：推进庄桥街道、洪塘街道、甬江街道建设，服务宁波市大局。",
        county("江北区", "宁波市", "浙江省"),
    ),
    "a district the table does not know in that city": (
        "安庆市鼓楼区2003年政府工作报告\n（2003年1月8日在鼓楼区第三届人民代表大会第一次会议上）\n各位代表：我代表区人民政府报告工作。",
        Place("county", "安徽省", "安庆市"),
    ),
    "a policy address names its city's head below": (
        "二零零三年施政報告\n香港特別行政區行政長官某某先生在二零零三年一月八日立法會會議上發表的施政報告\n主席女士、各位議員：\n一、過去一年，經濟轉型。",
        province("香港特别行政区"),
    ),
    "a policy address delivered on a day": (
        "二零零八至零九年施政报告\n香港特别行政区行政长官某某先生二零零八年十月十五日发表\n一、特区政府致力改善民生。",
        province("香港特别行政区"),
    ),
    "a headline that ends in a fair": (
        "桑植粽叶走进广州农博会\n张家界日报6月9日讯（记者 李某）今天，多家企业参加农产品展会。\n目前，基地面积八万亩。",
        city("张家界市", "湖南省"),
    ),
    "a headline is no signature at the end of a page": (
        "春茶开采\n春茶陆续开采。\n安溪铁观音亮相北京展览会",
        Place(),
    ),
    "a paper's own report": (
        "石窟实行分时预约\n2018-11-19 09:12 天水日报\n本报讯（记者 王某）记者获悉，景区实行分时预约。\n游客可提前预约。",
        city("天水市", "甘肃省"),
    ),
    # townships
    "a township's session names its county": (
        "碧水镇人民政府工作报告\n（2021年9月28日在陆丰市碧水镇第十八届人民代表大会第一次会议上）\n镇长 王某\n各位代表：",
        county("陆丰市", "汕尾市", "广东省"),
    ),
    "a township called like another province's county": (
        "白沙乡人民政府工作报告\n（2021年9月28日在道县白沙乡第十八届人民代表大会第一次会议上）\n各位代表：",
        county("道县", "永州市", "湖南省"),
    ),
    "a township called like a city, its county unsaid": ("永州镇2021年工作总结\n各项工作扎实推进。", Place()),
    "a city's countryside is no township": (
        "永州乡村振兴2021年工作总结\n各项工作扎实推进。",
        city("永州市", "湖南省"),
    ),
    "a sumu's session": (
        "政府工作报告\n（2021年1月8日在鄂托克旗阿尔巴斯苏木第六届人民代表大会第二次会议上）\n各位代表：",
        county("鄂托克旗", "鄂尔多斯市", "内蒙古自治区"),
    ),
    "a Party congress of a township": (
        "凝心聚力\n（2021年9月1日在中国共产党道县白沙乡第十次代表大会上）\n同志们：",
        county("道县", "永州市", "湖南省"),
    ),
    "a county that really is so called": ("白沙县2021年工作总结\n各项工作。", city("白沙黎族自治县", "海南省")),
    # visits
    "guests come to the host of the dateline": (
        "长沙市党政代表团来岳考察\n中新网永州6月2日电 代表团一行在此考察。",
        city("永州市", "湖南省"),
    ),
    "guests come to a host the title names": (
        "长沙市党政代表团来永州考察\n6月2日，代表团参观了园区。",
        city("永州市", "湖南省"),
    ),
    "guests tell of it at home": (
        "长沙市党政代表团来永州考察侧记\n长沙晚报6月2日讯 代表团一行在永州考察。",
        city("长沙市", "湖南省"),
    ),
    "guests come to us": (
        "长沙市政协来我市调研\n永州日报6月2日讯 双方座谈交流。\n永州市领导陪同。",
        city("永州市", "湖南省"),
    ),
    "guests arrive where the dateline is": (
        "云南省考察团到永州考察\n中新网永州6月2日电 代表团一行在此考察。",
        city("永州市", "湖南省"),
    ),
    "guests leave for elsewhere": (
        "长沙市党政代表团赴永州考察\n6月2日，代表团参观了园区。",
        city("长沙市", "湖南省"),
    ),
    "a city's own people go down to its county": (
        "长沙市委调研组到浏阳市调研\n6月2日，调研组参观了园区。",
        city("长沙市", "湖南省"),
    ),
    "what has come about is no visit": (
        "长沙市五年来对外交流综述\n各项工作扎实推进。",
        city("长沙市", "湖南省"),
    ),
    # Taiwan
    "a city of Taiwan, short in its paper": (
        "南市災防演習登場\n（本報訊）臺南市政府為強化應變，辦理演習。\n市長表示，南市防災有成。",
        city("台南市", "台湾省"),
    ),
    "a dissolved district by its rankless name": ("南市商场今年搬迁\n商场今年搬迁。", Place()),
    "a dissolved district in its time": (
        "上海市南市区1998年工作总结\n各项工作。",
        county("黄浦区", "上海市", "上海市"),
    ),
    "words that end and begin so": ("搭建平台中市场化改革方案\n平台中市场主体增加，柜台南市民排队。", Place()),
    "only the words in quotes name the place": (
        "关于印发《平凉市城市更新实施方案》的通知\n各县（市、区）人民政府，市政府有关部门：\n现予印发。",
        city("平凉市", "甘肃省"),
    ),
}


@pytest.mark.parametrize(("text", "place"), BY_TEXT.values(), ids=BY_TEXT.keys())
def test_the_place_is_the_issuers(text: str, place: Place) -> None:
    assert read(text).place == place


BARE = "2020年工作要点\n一、抓好项目建设。\n二、抓好民生保障。"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("corpus/山东省/淄博市/2020.txt", city("淄博市", "山东省")),
        ("corpus/淄博/2020.txt", city("淄博市", "山东省")),
        ("corpus/zibo/2020.txt", city("淄博市", "山东省")),
        ("corpus/襄樊_2004_工作要点.txt", city("襄阳市", "湖北省")),
        ("corpus/福建/福州/鼓楼区.txt", county("鼓楼区", "福州市", "福建省")),
        ("corpus/0001.txt", Place()),
    ],
)
def test_a_path_tells_where_the_text_does_not(path: str, place: Place) -> None:
    assert read(BARE, path=path).place == place


def test_the_text_is_believed_before_the_path() -> None:
    assert read("德州市2020年工作要点\n一、抓好项目建设。", path="泰安市/1.txt").place.city == "德州市"


def test_a_hosting_site_does_not_place_a_document() -> None:
    meta = read("桂林市2020年工作要点\n抓好项目建设。", notes={"site": "贵州省人民政府网", "source": "贵阳日报"})
    assert meta.place.city == "桂林市"


def test_an_index_table_names_the_issuer() -> None:
    assert read(BARE, notes={"index": "发布机构:绵阳市人民政府办公室"}).place.city == "绵阳市"


def test_the_paper_it_was_taken_from_is_the_last_resort() -> None:
    meta = read("春耕正当时\n全市田间地头一派繁忙景象。", notes={"source": "宜宾日报"})
    assert meta.place.city == "宜宾市"
    assert meta.evidence["place"].confidence < 0.7
    assert read("春耕正当时\n田间地头一派繁忙景象。", notes={"source": "宜宾日报"}).place == Place()


def test_a_paper_is_believed_where_the_text_names_its_place() -> None:
    meta = read("云上的课堂\n清晨，在凯里市一座村寨里，课程准时开始。", notes={"source": "凯里市融媒体中心"})
    assert meta.place.county == "凯里市"


CARDS = "快看！人才卡来了\n持卡人可享受免票、入学优先等九项服务。"


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("通城发布", "通城县"),
        ("微宿松", "宿松县"),
        ("今日安吉", "安吉县"),
        ("泾县发布", "泾县"),
        ("若尔盖县融媒体中心", "若尔盖县"),
        ("若尔盖融媒", "若尔盖县"),
    ],
)
def test_a_countys_account_tells_its_place_in_doubt(account: str, name: str) -> None:
    meta = read(CARDS, notes={"source": account})
    assert meta.place.county == name
    assert meta.evidence["place"].confidence < 0.7


@pytest.mark.parametrize(
    "account", ["朝阳发布", "鼓楼发布", "信息发布", "公安发布", "政策发布", "安康", "通城县某某公司"]
)
def test_an_account_of_unclear_name_tells_no_place(account: str) -> None:
    assert read(CARDS, notes={"source": account}).place == Place()


def test_the_text_tells_which_of_several_an_account_is() -> None:
    text = f"{CARDS}\n朝阳区的持卡人，长春市都认。"
    assert read(text, notes={"source": "朝阳发布"}).place == county("朝阳区", "长春市", "吉林省")


def test_the_text_is_believed_before_the_account() -> None:
    text = "快看！人才卡来了\n桂林市公布首批人才卡持有者名单。"
    assert read(text, notes={"source": "通城发布"}).place.city == "桂林市"


@pytest.mark.parametrize(
    "text",
    [
        "关于学习借鉴深圳经验推动高质量发展的意见\n各单位：\n要学习深圳市的做法，结合实际抓好落实。",
        "加强交流合作工作方案\n我市要与南京市、杭州市深化合作。",
        "关于赴合肥市考察的报告\n我县考察组赴合肥市学习考察。",
    ],
)
def test_a_place_only_compared_with_is_not_the_issuers(text: str) -> None:
    assert read(text).place.city is None


def test_evidence_quotes_the_words_and_their_spot() -> None:
    meta = read(BY_TEXT["page title names two cities"][0])
    assert meta.evidence["place"].where == "session"
    assert "济源市" in meta.evidence["place"].text
    assert meta.evidence["place"].confidence > 0.9


PREFECTURES = sorted({unit.name for unit in table().units if unit.kind == "prefecture"})


@given(st.lists(st.sampled_from(PREFECTURES), min_size=3, max_size=3, unique=True))
def test_no_city_is_guessed_from_the_ones_a_text_looks_up_to(others: list[str]) -> None:
    a, b, c = others
    text = (
        "关于加强安全生产工作的通知\n各县（市、区）：\n"
        f"要学习{a}、{b}的经验，加强与{c}的合作，推动全市工作再上新台阶。\n{b}等地的做法值得借鉴。"
    )
    assert read(text).place == Place()


@given(st.sampled_from([unit for unit in table().units if unit.kind in ("prefecture", "direct", "county")]))
def test_every_unit_is_read_from_a_session_that_names_it_whole(unit: Unit) -> None:
    run = "".join(each.name for each in unit.lineage)
    meta = read(f"政府工作报告\n——2020年1月8日在{run}第十六届人民代表大会第四次会议上\n各位代表：")
    assert meta.place == unit.place
