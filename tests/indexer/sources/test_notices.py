"""Error, captcha and expired pages are told with the reason; texts that speak of such things are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.sources import read_file


def read(folder: Path, *lines: str) -> RawText | Skipped:
    path = folder / "a.html"
    path.write_text(f"<html><meta charset=utf-8><body><div>{'<br>'.join(lines)}</div></body></html>", encoding="utf-8")
    (item,) = read_file(str(path), Config())
    return item


@pytest.mark.parametrize(
    "lines",
    [
        ["404 Not Found", "nginx/1.18.0"],
        ["抱歉", "您要查看的网页已被删除。", "5秒后自动返回首页"],
        ["該頁面不存在", "返回首頁"],
        ["请输入验证码", "看不清？换一张", "提交"],
        ["登录已超时，请重新登录"],
        ["您没有权限访问该栏目", "请联系管理员。"],
    ],
)
def test_a_server_s_notice_is_no_document(tmp_path: Path, lines: list[str]) -> None:
    item = read(tmp_path, *lines)
    assert isinstance(item, Skipped) and "notice" in item.reason


@pytest.mark.parametrize(
    "lines",
    [
        ["关于政府网站页面不存在问题的整改通报", "县政府办公室抽查发现三个网页无法访问，现通报如下。"],
        ["县政府网站服务器错误已经排除", "2021年3月5日"],
        ["404国道养护工程开工", "全长三十公里，年底建成。"],
        ["关于系统维护的公告", "我县政务服务系统维护至周五，请群众合理安排时间。"],
    ],
)
def test_a_text_about_such_things_is_read(tmp_path: Path, lines: list[str]) -> None:
    assert isinstance(read(tmp_path, *lines), RawText)
