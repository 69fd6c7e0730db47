"""Choosing: help, and the lists that a key opens: orders, the outline, colours, commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gongbao.tui.actions import ACTIONS, Action, cap, keys_of
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.question import SORTS
from gongbao.tui.model.user_data import UserData
from gongbao.tui.screens.chooser import Chooser, Option
from gongbao.tui.screens.panes import Panes
from gongbao.tui.widgets.reader import Reader


class Choosing(Panes):
    """What is laid over the panes to pick something from."""

    def __init__(self, session: IndexSession, ui: UiContext, user_data: UserData, own_keys: Mapping[str, str]) -> None:
        super().__init__(session, ui, user_data)
        self.own_keys = own_keys

    def action_sort(self) -> None:
        if self.tab == "concordance":
            self.choose_order()
            return
        orders = [Option(self.ui.texts(f"sort.{order}"), order) for order in SORTS]
        chooser = Chooser(self.ui, self.ui.texts("action.sort"), orders, SORTS.index(self.question.sort))
        self.app.push_screen(chooser, self._sorted)

    def _sorted(self, order: str | None) -> None:
        if order is not None:
            self.keep(sort=order)
            self.go(replace(self.question, sort=order))

    def action_outline(self) -> None:
        reader = self.query_one(Reader)
        if reader.laid is not None and not reader.laid.whole:
            self.set_timer(0.05, self.action_outline)  # the rest is being laid out
            return
        if reader.laid is None or not reader.laid.outline:
            self.tell(self.ui.texts("outline.none"))
            return
        stops = reader.laid.outline
        options = [Option("  " * stop.level + stop.text, stop.line) for stop in stops]
        here = max((n for n, stop in enumerate(stops) if stop.line <= reader.scroll_offset.y + 3), default=0)
        self.app.push_screen(Chooser(self.ui, self.ui.texts("action.outline"), options, here), self._to_line)

    def _to_line(self, line: int | None) -> None:
        if line is not None:
            self.action_pane("reader")
            self.query_one(Reader).go(line)

    def action_help(self) -> None:
        from gongbao.tui.screens.help import HelpScreen  # not needed for the first paint

        self.app.push_screen(HelpScreen(self.ui, self.own_keys, self.context))

    def action_theme(self) -> None:
        themes = [Option(name, name) for name in sorted(self.app.available_themes) if "ansi" not in name]
        here = next((n for n, each in enumerate(themes) if each.value == self.app.theme), 0)
        title = self.ui.texts("theme.title")
        self.app.push_screen(Chooser(self.ui, title, themes, here), self._dress)

    def _dress(self, theme: str | None) -> None:
        if theme is not None:
            self.app.theme = theme
            self.keep(theme=theme, over=self.session.config.tui.theme)

    def action_palette(self) -> None:
        here = [a for a in ACTIONS if a.context in ("screen", self.context) and not a.moving]
        options = [
            Option(self.ui.texts(f"action.{a.id}"), a, " ".join(map(cap, keys_of(a, self.own_keys))), (a.id,))
            for a in here
        ]
        self.app.push_screen(Chooser(self.ui, self.ui.texts("action.palette"), options), self._run)

    async def _run(self, action: Action | None) -> None:
        if action is not None:
            node = self if action.context == "screen" else self.focused
            await self.app.run_action(action.run, default_namespace=node or self)
