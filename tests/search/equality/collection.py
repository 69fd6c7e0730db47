"""Generated documents whose words are as skewed as real ones', with long runs of paragraphs that score the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Metadata, Paragraph, Place
from gongbao.indexer.schema import paragraph_fields

COMMON = ["发展", "经济", "工作", "建设", "推进", "的"]
MIDDLE = ["改革", "乡村振兴", "数字", "生态", "财政", "人民", "营商环境", "项目", "产业", "GDP", "增长", "城市"]
RARE = ["桑蚕", "5G+", "PM2.5", "二〇二一年", "顯著", "著力", "8.5%", "C-V2X", "𠀀", "义诊", "海绵", "aaa", "ＧＤＰ"]
ABSENT = ["飞碟", "xyz", "桑项", "。。。"]
LINES = [
    "推进经济建设。",
    "发展数字经济，推进乡村振兴。",
    "加快改革，改善营商环境。",
    "财政收入稳定，支出结构更好。",
    "工作作风持续改进。",
    "人民的生活水平顯著提高。",
    "GDP增长8.5%，财政收入增长。",
    "生态城市建设的项目有新进展。",
    "的",
    "产业项目建设，产业工作推进。",
]
TITLES = [
    "政府工作报告",
    "关于推进乡村振兴的意见",
    "数字经济发展规划",
    "城市建设",
    "財政預算的報告",
    "2020年经济工作",
    "公告",
    "PM2.5治理项目",
]
SECTIONS = [(), (), ("一、经济发展",), ("二、工作", "（一）数字项目"), ("三、生态城市建设",), ("四、其他",)]
PLACES = [
    Place("prefecture", "山东省", "淄博市"),
    Place("prefecture", "山东省", "淄博市"),
    Place("prefecture", "山东省", "临沂市"),
    Place("prefecture", "贵州省", "遵义市"),
    Place("prefecture", "安徽省", "合肥市"),
    Place("province", "山东省", None),
    Place(),
]
GENRES = ["政府工作报告", "政府工作报告", "规划计划", "新闻报道", "其他"]


def documents(count: int, seed: int, first: int = 0) -> list[Document]:
    """Documents of together ``count`` paragraphs: half of these fixed lines, the others words thrown together."""
    chance = random.Random(seed)
    found: list[Document] = []
    made, number = 0, first
    while made < count:
        size = min(chance.choice([1, 2, 3, 8, 8, 20, 40]), count - made)
        name = f"d{number:05}"
        year = chance.choice([2018, 2019, 2019, 2020, 2020, 2021, None])
        date = f"{year}-{chance.randint(1, 12):02}-15" if year and chance.random() < 0.8 else None
        meta = Metadata(chance.choice(TITLES), chance.choice(PLACES), year, date, chance.choice(GENRES))
        section = chance.choice(SECTIONS)
        texts = []
        for _ in range(size):
            section = chance.choice(SECTIONS) if chance.random() < 0.2 else section
            texts.append((section, chance.choice(LINES) if chance.random() < 0.5 else _thrown(chance)))
        held = tuple(Paragraph(f"{name}-{at}", at, section, text) for at, (section, text) in enumerate(texts))
        copy = chance.choice(found).id if found and chance.random() < 0.2 else None
        found.append(Document(name, f"{name}.txt", meta, held, copy))
        made += size
        number += 1
    return found


def _thrown(chance: random.Random) -> str:
    if chance.random() < 0.03:
        return chance.choice(COMMON) * chance.choice([5, 40, 300])
    tiers = chance.choices((COMMON, MIDDLE, RARE), (10, 5, 1), k=chance.choice([1, 2, 3, 4, 6, 10, 25]))
    text = ""
    for tier in tiers:
        text += chance.choice(tier) + chance.choice(["", "", "", "，", "在各地"])
    return text + chance.choice(["", "。"])


def write(folder: Path, parts: Sequence[Sequence[Document]], deleted: Sequence[str] = (), merge: bool = False) -> Path:
    """An index with one segment for each part; then the documents of some ids are deleted, and all is merged."""
    store.create(folder, Config())
    for part in parts:
        writer = store.open_writer(folder, Config())
        for document in part:
            for paragraph in document.paragraphs:
                writer.add_document(**paragraph_fields(document, paragraph))
        writer.commit(merge=False)
    if deleted or merge:
        writer = store.open_writer(folder, Config())
        for name in deleted:
            writer.delete_by_term("doc", name)
        writer.commit(merge=False, optimize=merge)
    return folder
