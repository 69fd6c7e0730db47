"""A manifest names what a figure was made of, so that it can be made again."""

from __future__ import annotations

import json
from pathlib import Path

import gongbao
from gongbao.indexer.config import Config
from gongbao.search.output.exports import export
from gongbao.search.query.json_form import from_json

TEXTS = {"a.txt": "第一段说的是数字经济发展。\n", "b.txt": "第二份文件说的是乡村振兴与数字经济。\n"}


def built(folder: Path, texts: dict[str, str], index_dir: Path) -> gongbao.Index:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    gongbao.build_index([folder], index_dir=index_dir)
    return gongbao.open(index_dir)


def test_the_corpus_has_a_hash_that_is_that_of_its_files(tmp_path: Path) -> None:
    made = []
    for number, texts in enumerate((TEXTS, TEXTS, TEXTS | {"b.txt": TEXTS["b.txt"] + "多一行文字在这里。\n"})):
        place = tmp_path / str(number)
        with built(place / "files", texts, place / "index") as index:
            made.append(index.trend("数字经济").manifest.corpus)
    assert made[0] is not None and made[0] == made[1] != made[2]


def test_the_corpus_of_a_newer_generation_is_another(tmp_path: Path) -> None:
    with built(tmp_path / "files", TEXTS, tmp_path / "index") as index:
        before = index.trend("数字经济").manifest.corpus
        (tmp_path / "files" / "c.txt").write_text("第三份文件说的是营商环境。\n", encoding="utf-8")
        gongbao.build_index([tmp_path / "files"], index_dir=tmp_path / "index")
        index.refresh()
        assert index.trend("数字经济").manifest.corpus not in (None, before)


def test_queries_settings_and_versions_are_in_the_file(tmp_path: Path) -> None:
    with built(tmp_path / "files", TEXTS, tmp_path / "index") as index:
        _, beside = export(index.collocates("数字经济 OR 乡村振兴", year=(2000, 2030)), tmp_path / "c.csv")
        said = json.loads(beside.read_text(encoding="utf-8"))
        (query,) = said["queries"]
        assert from_json(query["tree"]) == index.parse("数字经济 OR 乡村振兴", synonyms=False)
    config = Config()
    assert said["settings"]["analysis"] == config.analysis._asdict()
    assert said["settings"]["synonyms"] == config.search.synonyms and said["settings"]["engine"] == config.search.engine
    assert {"gongbao", "python", "jieba"} <= said["versions"].keys()
    assert said["options"]["window"] == 5 and said["options"]["copies"] is False
    assert said["filters"] == {"year": {"from": 2000, "to": 2030}} and len(said["analysis"]) == 16
