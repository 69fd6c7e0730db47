"""The app in a browser: strangers and other sites are refused, and a real Chromium types a query and gets a hit."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("textual_serve", reason="textual-serve is not installed")

import aiohttp
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from gongbao import indexer
from gongbao.indexer.config import Config
from gongbao.tui.cli.serve import is_local, make_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


FOCUSED = 3


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.8.0.1", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("example.org", False),
    ],
)
def test_only_this_machine_needs_no_token(host: str, local: bool) -> None:
    assert is_local(host) is local


@asynccontextmanager
async def serving(token: str | None) -> AsyncIterator[tuple[TestClient[Any, Any], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = await make_server("true", "127.0.0.1", port, token)._make_app()
    async with TestClient(TestServer(app, port=port)) as client:
        yield client, port


async def test_the_page_answers_only_to_its_own_address_and_site() -> None:
    async with serving(None) as (client, port):
        page = await client.get("/")
        assert page.status == 200
        text = await page.text()
        assert f"ws://127.0.0.1:{port}/ws" in text and "Noto Sans Mono CJK SC" in text and "https://" not in text
        assert (await client.get("/", headers={"Host": f"evil.example:{port}"})).status == 403
        assert (await client.get("/ws", headers={"Origin": "http://evil.example"})).status == 403


async def test_a_token_is_asked_for_once_and_remembered() -> None:
    async with serving("a-long-enough-token") as (client, _):
        assert (await client.get("/")).status == 403
        assert (await client.get("/ws")).status == 403
        assert (await client.get("/?token=wrong")).status == 403
        assert (await client.get("/?token=a-long-enough-token")).status == 200
        assert (await client.get("/static/css/xterm.css")).status == 200


async def test_a_name_that_leads_here_by_trickery_is_refused_on_every_path() -> None:
    async with serving(None) as (client, port):
        for path in ("/", "/ws", "/static/css/xterm.css", "/download/x"):
            for host in (f"evil.example:{port}", f"127.0.0.1.evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port}."):
                assert (await client.get(path, headers={"Host": host})).status == 403
            for origin in ("null", f"https://evil.example:{port}", "http://127.0.0.1", f"http://127.0.0.1:{port}@evil"):
                assert (await client.get(path, headers={"Origin": origin})).status == 403


async def test_no_file_but_the_pages_own_can_be_reached() -> None:
    async with serving(None) as (client, _):
        for way in ("../" * 12, "%2e%2e/" * 12, "..%2f" * 12, "%2e%2e%5c" * 12, "/", "//", "css/" + "../" * 12):
            url = URL(f"/static/{way}etc/passwd", encoded=True)
            answer = await client.get(url)
            assert answer.status in (400, 403, 404) and "root:" not in await answer.text()
        assert (await client.get("/download/../../etc/passwd")).status in (403, 404)


async def test_no_other_site_can_frame_the_page() -> None:
    async with serving(None) as (client, _):
        headers = (await client.get("/")).headers
    assert headers["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_a_token_that_is_no_text_is_refused_and_no_accident() -> None:
    async with serving("a-long-enough-token") as (client, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        cookie = b"Cookie: gongbao_token=\xff\xfe\xed\xa0\x80\r\n"
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sConnection: close\r\n\r\n" % (port, cookie))
        assert (await reader.read()).startswith(b"HTTP/1.1 403")
        writer.close()
        for wrong in ("%ed%a0%80", "%00", "a-long-enough-token%00", "A-long-enough-token", "%F0%9F%98%80"):
            assert (await client.get(URL(f"/?token={wrong}", encoded=True))).status == 403


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
async def test_a_real_browser_types_a_query_and_sees_a_hit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    (tmp_path / "a.txt").write_text(
        "淄博市统计公报\n\n全市琉璃产业增长百分之七，陶瓷产业稳步发展，人民生活水平继续提高。\n", encoding="utf-8"
    )
    index_dir = str(tmp_path / "index")
    indexer.build_index(tmp_path / "a.txt", index_dir, Config.load())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert CHROMIUM is not None
    serve = [sys.executable, "-c", "from gongbao.tui.cli.commands import main; main()", "serve", "--index", index_dir]
    browse = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
    browse += [f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1200,800", "about:blank"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server, browser = subprocess.Popen([*serve, "--port", str(port)], **quiet), subprocess.Popen(browse, **quiet)
    try:
        watching = type_and_watch(tmp_path / "profile" / "DevToolsActivePort", f"http://127.0.0.1:{port}/")
        received = await asyncio.wait_for(watching, 180)
    finally:
        for process in (browser, server):
            process.terminate()
            process.wait(60)
    assert "统计公报" in received


async def type_and_watch(port_file: Path, url: str) -> str:
    """Open the page, type a query once the app is there, and give back what the terminal wrote until a hit shows."""
    while not (port_file.exists() and port_file.read_text()):
        await asyncio.sleep(0.05)
    port = port_file.read_text().split()[0]
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url):
                    break
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
        async with session.put(f"http://127.0.0.1:{port}/json/new?{url}") as answer:
            target = await answer.json()
        async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as page:
            written, typed = b"", False

            async def call(number: int, method: str, **values: Any) -> None:
                await page.send_json({"id": number, "method": method, "params": values})

            await call(1, "Network.enable")
            await call(2, "Page.navigate", url=url)
            async for message in page:
                event = json.loads(message.data)
                if event.get("id") == FOCUSED:
                    await call(4, "Input.insertText", text="琉璃")
                if event.get("method") != "Network.webSocketFrameReceived":
                    continue
                frame = event["params"]["response"]
                written += base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else b""
                shown = written.decode("utf-8", errors="ignore")
                if not typed and " 段 · " in shown:
                    typed, written = True, b""
                    await call(FOCUSED, "Runtime.evaluate", expression="document.querySelector('textarea').focus()")
                elif typed and "理解为：琉璃" in shown and "1 段" in shown:
                    return shown
    raise AssertionError("the page closed its socket")
