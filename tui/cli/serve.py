"""The app in a browser: textual-serve on this machine, a page with a Chinese font, a token for anyone else.

Whoever can reach the page can read the index and write files as you: so it answers only to its own address, and
bound to anything but this machine it asks for a token. Imports stand inside the functions, because every command of
the command line loads this module.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from gongbao.indexer.errors import InputError, MissingExtra
from gongbao.tui.cli.ask import State
from gongbao.tui.cli.options import common

_PAGE = Path(__file__).resolve().parents[1] / "data" / "served.html"
_COOKIE = "gongbao_token"
_HEADERS = {  # no other site may lay its own picture over the page, or learn the token from its address
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def is_local(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    import ipaddress

    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def command(index_dir: str, config_file: str | None) -> str:
    """The shell command that starts the app for one browser window."""
    import shlex

    parts = [
        sys.executable,
        "-c",
        "from gongbao.tui.cli.entry_point import start; start()",
        "tui",
        "--index",
        index_dir,
    ]
    return shlex.join([*parts, *(["--config", config_file] if config_file else [])])


def make_server(app_command: str, host: str, port: int, token: str | None) -> Any:
    """A textual-serve server that guards its door; raises MissingExtra without textual-serve."""
    import hmac
    import html
    from string import Template

    try:
        from aiohttp import web
        from textual_serve.server import Server
    except ImportError:
        raise MissingExtra("extra.serve") from None

    own = {f"{name}:{port}" for name in (host, "localhost", "127.0.0.1", "[::1]")}

    @web.middleware
    async def guard(request: web.Request, handler: Any) -> web.StreamResponse:
        """Refuse other sites' pages and strangers without the token."""
        origin = request.headers.get("Origin")
        if origin is not None and origin.split("://")[-1] != request.host:
            raise web.HTTPForbidden(text="This page answers only to itself.")
        if token is None:
            if request.host not in own:
                raise web.HTTPForbidden(text="This page answers only to its own address.")
            return await handler(request)
        given = request.query.get("token")
        shown = given or request.cookies.get(_COOKIE, "")
        # Headers that are not UTF-8 come as surrogates.
        if not hmac.compare_digest(shown.encode("utf-8", "surrogatepass"), token.encode("utf-8", "surrogatepass")):
            raise web.HTTPForbidden(text="Open the address with ?token=… that gongbao serve has printed.")
        response: web.StreamResponse = await handler(request)
        if given and not response.prepared:
            response.set_cookie(_COOKIE, token, httponly=True, samesite="Strict")
        return response

    class Guarded(Server):  # type: ignore[misc,unused-ignore]
        async def _make_app(self) -> web.Application:
            app = await super()._make_app()
            app.middlewares.append(guard)
            return app

        async def handle_index(self, request: web.Request) -> web.Response:
            scheme = "wss" if request.secure else "ws"
            size = request.query.get("fontsize", "16")
            page = Template(_PAGE.read_text(encoding="utf-8")).substitute(
                socket=html.escape(f"{scheme}://{request.host}/ws"), size=size if size.isdecimal() else "16"
            )
            return web.Response(text=page, content_type="text/html", headers=_HEADERS)

        async def on_startup(self, app: web.Application) -> None:
            shown = f"http://{self.host}:{self.port}/" + (f"?token={token}" if token else "")
            click.echo(f"gongbao: {shown}  (Ctrl+C to stop)")

    return Guarded(app_command, host=host, port=port, title="gongbao 公报")


@click.command()
@common
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--token", default=None, help="Secret that others must give; made up when none is given.")
@click.pass_obj
def serve(state: State, host: str, port: int, token: str | None) -> None:
    """Open the terminal interface in a browser."""
    if token is not None and len(token) < 12:
        raise InputError("serve.token_short")
    if token is None and not is_local(host):
        import secrets

        token = secrets.token_urlsafe(24)
    config = state.config
    make_server(command(state.directory(config), state.config_path), host, port, token).serve()
