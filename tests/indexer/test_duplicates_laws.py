"""Copies are those that comparing every pair finds; versions of a regulation and filled-in templates are not among them."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer import document_identity
from gongbao.indexer.chunking import paragraphs
from gongbao.indexer.config import Chunking
from gongbao.indexer.documents import Article, Document, Line, Metadata
from gongbao.indexer.duplicates import Originals, among, find, signature, signatures
from gongbao.indexer.folding import fold

_WORDS = "政府部门企业群众项目产业农业交通教育科技环境安全服务工商改革创新治理保障建设管理监督落实推进完善提升优化"


def sentence(draw: random.Random) -> str:
    """Two clauses without a figure, a date or a name."""
    return "，".join("".join(draw.choice(_WORDS) for _ in range(draw.randint(8, 16))) for _ in range(2)) + "。"


def document(key: str, lines: list[str], title: str = "") -> Document:
    return Document(
        key,
        f"{key}.txt",
        Metadata(title or lines[0]),
        paragraphs(Article(tuple(map(Line, lines))), key, Chunking()),
    )


def clauses(lines: list[str]) -> set[str]:
    return set(re.split("[，。]", "".join(lines))) - {""}


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_copies_are_those_that_comparing_every_pair_finds(seed: int) -> None:
    draw = random.Random(seed)
    bases = [[sentence(draw) for _ in range(draw.randint(20, 60))] for _ in range(3)]
    texts: dict[str, list[str]] = {}
    for number in range(14):
        base = draw.choice(bases)
        kept = draw.choice([1.0, 0.95, 0.9, 0.85, 0.4, 0.2])
        new = [one if draw.random() < kept else sentence(draw) for one in base]
        texts[f"{number:02}"] = new
    found = find([document(key, lines, "通报") for key, lines in texts.items()])
    originals: list[str] = []
    expected: dict[str, str] = {}
    doubtful = False
    for key, lines in sorted(texts.items()):
        best = (0.0, "")
        for other in originals:
            pair = sorted((lines, texts[other]), key=lambda one: sum(map(len, clauses(one))))
            short, long = map(clauses, pair)
            size = sum(map(len, short))
            overlap = sum(len(clause) for clause in short & long) / size
            enough = 0.8 if size >= 400 else 0.9
            doubtful |= abs(overlap - enough) < 0.02 or (overlap > 0.69 and abs(overlap - best[0]) < 0.01)
            doubtful |= 0.9 * 400 < size < 1.1 * 400 and 0.78 < overlap < 0.92
            if overlap >= enough and overlap > best[0]:
                best = (overlap, other)
        if best[1]:
            expected[key] = best[1]
        else:
            originals.append(key)
    # One at a border, or two equally alike, may be taken either way; a later one that is fuller takes over.
    sizes = {key: sum(map(len, clauses(lines))) for key, lines in texts.items()}
    fuller = any(sizes[copy] >= 1.1 * sizes[original] for copy, original in expected.items())
    if not doubtful and not fuller:
        assert found == expected


def test_telltales_are_read_alike_in_every_way_of_writing() -> None:
    text = "临政发〔2019〕21号\n(二〇〇五年九月二十九日通过 根据2018年11月23日《决定》修正)\n正文。\n2019年3月1日\n"
    told = list(document_identity.of(fold("临江市第十五届人大第3次会议二〇一九年工作报告"), fold(text)))
    assert told[:4] == [("title届", "15"), ("title次", "3"), ("title年", "2019"), ("title市", "临江市")]
    assert ("number", "2019:21") in told and ("enacted", "2018-11-23") in told and ("below", "2019-03-01") in told
    assert [value for kind, value in told if kind == "year"] == ["2005", "2018", "2019"]


ARTICLES = [
    "为了加强城市绿化管理，保护和改善生态环境，根据有关法律、法规，结合本市实际，制定本条例。",
    "本市行政区域内绿化的规划、建设、保护和管理，适用本条例。",
    "市园林主管部门负责全市的绿化工作，各区园林主管部门负责本区的绿化工作。",
    "任何单位和个人都有保护绿化的义务，对破坏绿化的行为有权制止和举报。",
    "绿化工程的设计方案应当报主管部门审查，未经审查不得施工。",
    "占用绿地的，应当报主管部门批准，并限期恢复原状。",
    "砍伐树木的，应当补植相应的树木，并养护至成活。",
    "居住区绿地的养护由业主负责，可以委托专业单位实施。",
    "违反本条例规定，损坏绿化设施的，责令停止侵害，可以并处一千元以上五千元以下的罚款。",
    "主管部门工作人员玩忽职守、滥用职权的，依法给予处分。",
]


def regulation(articles: list[str], head: str = "") -> list[str]:
    numbers = "一二三四五六七八九十"
    body = [f"第{numbers[n] if n < 10 else '十' + numbers[n - 10]}条 {article}" for n, article in enumerate(articles)]
    return ["临江市绿化条例", *filter(None, [head]), *body]


ADOPTED = "(2005年9月29日临江市第十二届人民代表大会常务委员会第二十次会议通过)"
AMENDED = (
    "(2005年9月29日临江市第十二届人民代表大会常务委员会第二十次会议通过 "
    "根据2018年11月23日临江市第十五届人民代表大会常务委员会第七次会议《关于修改〈临江市绿化条例〉的决定》修正)"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (regulation(ARTICLES, ADOPTED), regulation(ARTICLES, AMENDED)),
        (
            regulation(ARTICLES, ADOPTED),
            regulation([*ARTICLES[:8], ARTICLES[8].replace("一千元", "二千元"), ARTICLES[9]], AMENDED),
        ),
        (regulation(ARTICLES), regulation([*ARTICLES[:3], "绿化工作实行河湖林长负责制。", *ARTICLES[3:]])),
    ],
    ids=["the amendment only in the head", "a fine raised", "an article put in, no head"],
)
def test_two_versions_of_a_regulation_are_no_copies(one: list[str], other: list[str]) -> None:
    assert find([document("a", one), document("b", other)]) == {}
    assert find([document("a", other), document("b", one)]) == {}


@pytest.mark.parametrize(
    "copy",
    [
        [line.replace("，", ",") for line in regulation(ARTICLES, AMENDED)],
        ["编者按：现将条例全文刊发。", *regulation(ARTICLES, AMENDED)],
        regulation(ARTICLES),
        regulation(ARTICLES, AMENDED)[:9],
    ],
    ids=["width", "an editor's line", "without its history", "without its end"],
)
def test_copies_of_one_version_are_found(copy: list[str]) -> None:
    assert find([document("a", regulation(ARTICLES, AMENDED)), document("b", copy)]) == {"b": "a"}


def guide(city: str, year: int, draw: random.Random, signed: str = "") -> list[str]:
    """A long template: a hundred figures that stay, and a city and a year that are filled in."""
    body = [f"{sentence(draw)}补助标准为每户{draw.randint(100, 999)}元，{sentence(draw)}" for _ in range(60)]
    body[20] += f"{year}年继续执行。"
    body[40] += f"{year}年底前完成。"
    return [f"{city}{year}年度惠农补贴发放指南", *body, *filter(None, [signed])]


def test_a_long_template_filled_in_for_another_year_or_place_is_no_copy() -> None:
    def filled(city: str, year: int, signed: str = "") -> list[str]:
        return guide(city, year, random.Random(5), signed)

    first = document("a", filled("临江市", 2019))
    assert find([first, document("b", filled("临江市", 2020))]) == {}
    assert find([first, document("b", filled("武宁市", 2019))]) == {}
    untitled = [document(key, filled("临江市", year)[1:], "指南") for key, year in (("a", 2019), ("b", 2020))]
    assert find(untitled) == {}, "the year put in another's place in the text is enough"
    signed = [
        document(key, filled("临江市", 2019, day)[1:], "指南")
        for key, day in (("a", "2019年3月1日"), ("b", "2019年9月1日"))
    ]
    assert find(signed) == {}, "and so is the date below"
    assert find([first, document("b", filled("临江市", 2019)[1:], "惠农补贴发放指南")]) == {"b": "a"}


def test_a_document_asked_about_again_does_not_repeat_itself() -> None:
    one = signature(document("a", regulation(ARTICLES)))
    originals = Originals({"a": one})
    assert originals.repeats({"a": one}) == {}
    assert originals.repeats({"b": one}) == {"b": "a"}
    originals.discard({"a"})
    assert originals.repeats({"b": one}) == {}
    assert originals.repeats({"c": one}) == {"c": "b"}


def test_what_is_forgotten_is_found_no_more_however_much_comes_and_goes() -> None:
    originals = Originals()
    draw = random.Random(8)
    kept = signature(document("kept", [sentence(draw) for _ in range(8)]))
    assert originals.repeats({"kept": kept}) == {}
    for number in range(30):
        passing = {f"{number}-{n}": one for n, one in enumerate(made(draw, 60))}
        assert originals.repeats(passing) == {}
        for key in passing:
            originals.discard({key})
    assert originals.repeats({"new": kept}) == {"new": "kept"}


def made(draw: random.Random, count: int) -> tuple[bytes, ...]:
    return signatures([document(f"x{n}", [sentence(draw) for _ in range(6)]) for n in range(count)])


def test_signatures_made_together_are_those_made_alone() -> None:
    draw = random.Random(9)
    documents = [document(f"{n}", [sentence(draw) for _ in range(length)]) for n, length in enumerate((1, 9, 400, 3, 0, 40))
                 if length]  # fmt: skip
    assert signatures(documents) == tuple(map(signature, documents))
    assert signatures([]) == ()


def test_signatures_of_another_format_are_passed_over() -> None:
    one = signature(document("a", regulation(ARTICLES)))
    assert among({"b": one}, {"old": b"gbd2" + bytes(600)}) == {}
