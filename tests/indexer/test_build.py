"""Indexing again does only what is needed; what is in the index follows the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import gongbao
from gongbao.indexer import Config, IndexReport, build_index, inspect
from gongbao.indexer.errors import IndexOutdated, InputError

SEEDS = Path(__file__).parents[2] / "seeds"
REPORT = "{city}市2021年政府工作报告\n——2021年1月20日在{city}市第十五届人民代表大会第五次会议上\n各位代表：\n{body}\n"
BODY = (
    "一年来，我们坚持稳中求进工作总基调，扎实推进乡村振兴，经济社会发展取得了新的成效。全市生产总值增长百分之六点五。\n"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "烟台.txt").write_text(
        REPORT.format(city="烟台", body=BODY + "海洋经济是烟台的优势。" * 8), encoding="utf-8"
    )
    (folder / "潍坊.txt").write_text(
        REPORT.format(city="潍坊", body=BODY + "风筝之都要建设动力名城。" * 8), encoding="utf-8"
    )
    return folder


def build(corpus: Path, **options: bool) -> IndexReport:
    return build_index(corpus, corpus.parent / "index", Config.load(), **options)


def found(corpus: Path, query: str) -> set[str]:
    with gongbao.open(corpus.parent / "index") as index:
        return {Path(hit.path).name for hit in index.search(query, limit=100).hits}


def test_one_path_is_inspected_as_a_list_of_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "永安市2021年政府工作报告\n\n各位代表，现在我代表市政府报告工作，请予审议。\n", encoding="utf-8"
    )
    config = Config()
    whole = inspect([tmp_path / "a.txt"], config)
    assert len(whole[0]) == 1
    assert inspect(tmp_path / "a.txt", config) == whole
    assert inspect(str(tmp_path / "a.txt"), config) == inspect([str(tmp_path / "a.txt")], config)
    assert inspect(str(tmp_path / "a.txt"))[0][0].meta.title == whole[0][0].meta.title


def test_a_second_run_over_unchanged_files_does_nothing(corpus: Path) -> None:
    first, second = build(corpus), build(corpus)
    assert (first.documents, first.unchanged) == (2, 0)
    assert (second.documents, second.unchanged) == (0, 2)
    assert found(corpus, "海洋经济") == {"烟台.txt"}


def test_a_changed_file_replaces_its_paragraphs(corpus: Path) -> None:
    build(corpus)
    (corpus / "烟台.txt").write_text(
        REPORT.format(city="烟台", body=BODY + "葡萄酒产业香飘海外。" * 8), encoding="utf-8"
    )
    assert build(corpus).documents == 1
    assert found(corpus, "海洋经济") == set()
    assert found(corpus, "葡萄酒") == {"烟台.txt"}
    assert found(corpus, "动力名城") == {"潍坊.txt"}


def test_a_touched_file_with_the_same_bytes_is_left_alone(corpus: Path) -> None:
    build(corpus)
    (corpus / "烟台.txt").write_bytes((corpus / "烟台.txt").read_bytes())
    assert build(corpus).unchanged == 2


def test_a_sidecar_that_appears_is_taken_up(corpus: Path) -> None:
    build(corpus)
    (corpus / "烟台.meta.yaml").write_text("genre: 领导讲话\n", encoding="utf-8")
    assert build(corpus).documents == 1
    with gongbao.open(corpus.parent / "index") as index:
        assert [hit.genre for hit in index.search("海洋经济").hits] == ["领导讲话"]


def test_a_removed_file_stays_until_it_is_pruned(corpus: Path) -> None:
    build(corpus)
    (corpus / "潍坊.txt").unlink()
    assert build(corpus).removed == 0
    assert found(corpus, "动力名城") == {"潍坊.txt"}
    assert build(corpus, prune=True).removed == 1
    assert found(corpus, "动力名城") == set()


def test_a_copy_found_later_is_marked_on_the_one_already_indexed_or_the_new_one(corpus: Path) -> None:
    build(corpus)
    (corpus / "转载.txt").write_text((corpus / "烟台.txt").read_text(encoding="utf-8"), encoding="utf-8")
    build(corpus)
    with gongbao.open(corpus.parent / "index") as index:
        assert [len(index.search("海洋经济", copies=c).hits) for c in (False, True)] == [1, 2]
    (corpus / "转载.txt").write_text(
        REPORT.format(city="日照", body=BODY + "海洋经济也是日照的优势。" * 8), encoding="utf-8"
    )
    build(corpus)
    with gongbao.open(corpus.parent / "index") as index:
        assert {hit.city for hit in index.search("海洋经济").hits} == {"烟台市", "日照市"}


def test_one_bad_file_is_reported_and_the_rest_is_indexed(corpus: Path) -> None:
    (corpus / "坏.txt").write_bytes(bytes(range(256)) * 40)
    (corpus / "空.txt").write_bytes(b"")
    report = build(corpus)
    assert report.documents == 2
    assert {Path(s.path).name for s in report.skipped} == {"坏.txt", "空.txt"}
    assert all(s.reason for s in report.skipped)


def test_a_fresh_index_holds_only_what_was_named(corpus: Path) -> None:
    build(corpus)
    report = build_index(corpus / "烟台.txt", corpus.parent / "index", Config.load(), fresh=True)
    assert report.documents == 1
    assert found(corpus, "动力名城") == set()


def test_index_and_files_can_be_moved_together(corpus: Path, tmp_path: Path) -> None:
    build(corpus)
    there = tmp_path / "there"
    there.mkdir()
    shutil.move(corpus, there / "corpus")
    shutil.move(tmp_path / "index", there / "index")
    assert build(there / "corpus").unchanged == 2
    with gongbao.open(there / "index") as index:
        (hit,) = index.search("海洋经济").hits
        assert Path(hit.path).exists()


def test_an_index_inside_the_folder_it_indexes_is_not_read(corpus: Path) -> None:
    for documents in (2, 0, 0):
        report = build_index(corpus, corpus / "index", Config.load())
        assert (report.documents, report.files, report.skipped) == (documents, 2, ())


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        build_index(tmp_path / "nowhere", tmp_path / "index", Config.load())
    assert not (tmp_path / "index").exists()


def test_hits_name_files_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    gongbao.build_index("seeds", index_dir="index")
    (hit, *_) = gongbao.search("乡村振兴", index_dir="index", city="遵义").hits
    assert hit.path == str(Path("seeds") / "003_4cae8ea3305e4c0d.txt")


def test_an_index_made_with_other_analysis_settings_says_so(corpus: Path) -> None:
    build(corpus)
    config = Config.load()
    other = config._replace(analysis=config.analysis._replace(hmm=False))
    with pytest.raises(IndexOutdated, match="analysis settings"):
        gongbao.open(corpus.parent / "index", other)
    with pytest.raises(IndexOutdated):
        build_index(corpus, corpus.parent / "index", other)
    assert build_index(corpus, corpus.parent / "index", other, fresh=True).documents == 2


def test_an_index_made_without_a_facet_of_the_config_says_so(corpus: Path) -> None:
    build(corpus)
    folder = corpus.parent / "index"
    more = Config.load()._replace(facets=("部门",))
    with pytest.raises(IndexOutdated, match="without the facet 部门"):
        gongbao.open(folder, more)
    with pytest.raises(IndexOutdated, match="gongbao index --fresh"):
        build_index(corpus, folder, more)
    build_index(corpus, folder, more, fresh=True)
    with gongbao.open(folder, more) as index:
        assert index.search("乡村振兴").facets["部门"] == ()
    with gongbao.open(folder, Config.load()) as index:  # one facet fewer is no harm
        assert "部门" not in index.search("乡村振兴").facets


def test_many_files_read_by_workers_give_what_one_process_gives(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n, city in enumerate(("烟台", "潍坊", "日照", "德州", "聊城", "滨州") * 6):
        (folder / f"{n:02}.txt").write_text(
            REPORT.format(city=city, body=f"{BODY}第{n}号项目进展顺利。" * 5), encoding="utf-8"
        )
    config = Config.load()
    alone = config._replace(reading=config.reading._replace(workers=1))
    both = config._replace(reading=config.reading._replace(workers=2))
    assert inspect([folder], alone) == inspect([folder], both)
