"""A dozen paragraphs whose right answers can be told by reading them."""

from __future__ import annotations

from typing import Any

from gongbao.indexer.schema import SECTION_MARK


def document(name: str, texts: list[str], **fields: Any) -> list[dict[str, Any]]:
    """The paragraphs ``NAME-0``, ``NAME-1`` … as they are indexed; what is None is left out."""
    whole = {"doc": name, "file": f"{name}.txt", **fields}
    held = {key: value for key, value in whole.items() if value is not None}
    return [
        {**held, "id": f"{name}-{position}", "position": position, "text": text, "grams": text}
        for position, text in enumerate(texts)
    ]


REPORT = document(
    "report", ["发展数字经济，推进乡村振兴。", "经济发展，经济增长8.5%。", "生态　环境\n改善"],
    title="政府工作报告", city="淄博市", province="山东省", year=2019, date=20190216, genre="政府工作报告",
    section=SECTION_MARK.join(("一、经济", "（二）数字")),
)  # fmt: skip
COPY = document(
    "copy", ["发展数字经济，推进乡村振兴。"],
    title="报告", city="淄博市", province="山东省", year=2019, genre="新闻报道", copy_of="report",
)  # fmt: skip
NEWS = document(
    "news", ["推进改革开放", "乡村振兴与改革", "ababab"],
    title="乡村新闻", city="临沂市", province="山东省", year=2020, date=20200320, genre="新闻报道",
)  # fmt: skip
NOWHERE = document("nowhere", ["ＧＤＰ增长8.5%，經濟發展。"], title="公告", genre="其他", copy_of="long gone")
ITSELF = document("itself", ["城市建设"], title="规划", city="合肥市", year=2018, date=20180101, copy_of="itself")
EXAMPLES = [*REPORT, *COPY, *NEWS, *NOWHERE, *ITSELF]
IDS = [paragraph["id"] for paragraph in EXAMPLES]
ORIGINALS = [name for name in IDS if name != "copy-0"]
"""What is left without copies."""
