"""A corpus of any size: documents resampled from the sentences of real ones, with skewed cities, years and genres."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from gongbao.indexer.documents import GENRES, Document, Metadata, Paragraph, Place
from gongbao.indexer.schema import paragraph_fields

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

_SENTENCE = re.compile("[^。！？；]+[。！？；]?")
_CITIES = re.findall(
    "..",
    "淄博济南合肥安庆福州厦门遵义贵阳昆明大理襄阳武汉长沙株洲南昌赣州杭州宁波温州苏州无锡南京徐州广州深圳佛山东莞"
    "南宁柳州海口成都绵阳西安宝鸡兰州西宁银川太原大同郑州洛阳开封唐山保定沈阳大连长春吉林",
)
_SECTIONS = ("一、工作回顾", "二、总体要求", "三、重点任务", "四、保障措施", "五、自身建设", "六、附则")


def sentences(folder: Path = SEEDS) -> list[str]:
    """The sentences of 8 to 120 characters in a folder's text files."""
    texts = (path.read_text(encoding="utf-8", errors="ignore") for path in sorted(folder.rglob("*.txt")))
    found = (sentence.strip() for text in texts for line in text.splitlines() for sentence in _SENTENCE.findall(line))
    return [sentence for sentence in found if 8 <= len(sentence) <= 120]


def documents(seed: int = 1, source: Path = SEEDS) -> Iterator[Document]:
    """Documents without end, the same ones for the same ``seed`` and ``source``."""
    chance = random.Random(seed)
    stock = sentences(source)
    number = 0
    while True:
        city = _CITIES[min(int(chance.paretovariate(0.9)) - 1, 10**6) % len(_CITIES)] + "市"
        year = 2024 - min(int(chance.expovariate(0.35)), 14)
        genre = GENRES[min(int(chance.expovariate(0.6)), len(GENRES) - 1)]
        title = f"{city}{year}年{genre}"
        size = chance.randint(4, 60)
        paragraphs = tuple(
            Paragraph(
                f"{number:06}-{at}",
                at,
                (title, _SECTIONS[at * len(_SECTIONS) // size]),
                "".join(chance.choices(stock, k=chance.randint(2, 7))),
            )
            for at in range(size)
        )
        place = Place("prefecture", f"{city[:1]}省", city)
        meta = Metadata(title, place, year, f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", genre)
        copy = f"{number - 1:06}" if number and chance.random() < 0.02 else None
        yield Document(f"{number:06}", f"corpus/{number:06}.txt", meta, paragraphs, copy)
        number += 1


def paragraphs(count: int, seed: int = 1, source: Path = SEEDS) -> Iterator[dict[str, Any]]:
    """``count`` paragraphs as the fields that are indexed."""
    every = (paragraph_fields(document, p) for document in documents(seed, source) for p in document.paragraphs)
    return islice(every, count)
