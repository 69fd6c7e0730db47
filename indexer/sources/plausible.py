"""How much a string looks like Chinese prose: the judge between encodings that all decode."""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter

# Characters that make up most of any Chinese text, in both scripts. They are what wrongly decoded bytes
# do not show: mojibake spreads over rare characters.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
    "多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开合还"
    "因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心明看原又利比或但质气第向道变条只没结解问意建"
    "月公无系情者最立代已通并提直题党程展五果员革位入常文总次品式活设及管特件长求老基资流路级少图山统接知较将组见"
    "计别手角期根论运农指几九区强放决西被干做必先回则任取据处南给色光门即保治北造百规热领七海口东导志世金增争济思"
    "术极交受联认六共权收证改清己美再采转更单风教速带安场身车例真务具万每目至达走积示议报斗完类八离华名确科信节话"
    "整空元况今集传土许步群广记需段研界且观织算低持众书布复容际商非验连断深难近千周委技备半办青省列习约支史感团往"
    "历市除消构府称准精值号率维划选标快效院查江型按格易置层始专状育京识适属调满县局照参红引价严环境服村镇城乡创贯"
    "彻落监督促扶贫攻坚项目财税金融优营投资消费就医疗险养幼疫防控应急安全稳奋斗弘扬精神代表会议届次委员常委主任"
    "這個國時來們為說產種後學經進著裡還實現體機當點從業應開與關間樣數線氣變條沒結解問無係情展員黨總設級圖統較將組"
    "見計別運農幾區強決幹處給門規熱領東導爭濟術極聯認權證單風帶場車萬達積議報鬥類離華確節話況傳許廣記觀織書復際驗"
    "連斷難備辦習約團歷構稱準選標層專狀識適屬調滿縣參紅價嚴環務鄉創貫徹監項財稅優營費醫險養應穩奮揚屆"
)
_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·　％①②③④⑤⑥⑦⑧⑨⑩●■★→")
_PINYIN = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ")
_WEIGHTS_BY_CATEGORY = {"Co": -2.0, "Cn": -2.0, "Cc": -2.0, "Cs": -2.0, "So": -0.2, "Zs": 0.0, "Cf": 0.0}


def plausibility(text: str) -> float:
    """The mean weight of the characters outside ASCII: ≈ 0.8 for Chinese prose, below 0.4 for mojibake.

    0.0 where there is nothing outside ASCII. U+FFFD, private-use and unassigned characters weigh −2.
    """
    counts = Counter(text)
    total = weight = 0.0
    for character, count in counts.items():
        if character >= "\x80":
            total += count
            weight += count * _weight(character)
    return weight / total if total else 0.0


@functools.cache
def _weight(character: str) -> float:
    if character in _FREQUENT:
        return 1.0
    if character in _MARKS or "\uff01" <= character <= "\uff5e":
        return 0.8
    if character in _PINYIN:
        return 0.3
    if character == "\ufffd":
        return -2.0
    if "\u4e00" <= character <= "\u9fff":
        return 0.6 if _level_one(character) else 0.1
    if "\u3400" <= character <= "\u4dbf" or character >= "\U00020000":
        return 0.1 if unicodedata.category(character) == "Lo" else -2.0
    return _WEIGHTS_BY_CATEGORY.get(unicodedata.category(character), -0.5)


def _level_one(character: str) -> bool:
    """Whether GB 2312 or Big5 counts the character among the common ones (its first level)."""
    for codec, first, last in (("gb2312", b"\xb0\xa1", b"\xd7\xf9"), ("big5", b"\xa4\x40", b"\xc6\x7e")):
        try:
            if first <= character.encode(codec) <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False
