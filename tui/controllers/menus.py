"""Menus: help, colours, and the list of all commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from textual.screen import Screen

from gongbao.tui.actions import ACTIONS, Action, Context, cap, keys_of
from gongbao.tui.controllers.workspace import Workspace
from gongbao.tui.screens.chooser import Chooser, Option


class MenuController:
    """What is laid over the panes to pick something from. ``run`` carries an action out where it belongs."""

    def __init__(
        self,
        workspace: Workspace,
        screen: Screen[None],
        own_keys: Mapping[str, str],
        context: Callable[[], Context],
        run: Callable[[Action], Awaitable[None]],
    ) -> None:
        self.workspace = workspace
        self.screen = screen
        self.own_keys = own_keys
        self._context = context
        self._run = run

    def help(self) -> None:
        """Show the keys, those of the pane in use first."""
        from gongbao.tui.screens.help import HelpScreen  # not needed for the first paint

        self.workspace.ask_user(HelpScreen(self.workspace.ui, self.own_keys, self._context()))

    def theme(self) -> None:
        """Choose the colours."""
        app = self.screen.app
        themes = [Option(name, name) for name in sorted(app.available_themes) if "ansi" not in name]
        here = next((n for n, each in enumerate(themes) if each.value == app.theme), 0)
        chooser = Chooser(self.workspace.ui, self.workspace.ui.texts("theme.title"), themes, here)
        self.workspace.ask_user(chooser, self._dress)

    def _dress(self, theme: str | None) -> None:
        if theme is not None:
            self.screen.app.theme = theme
            self.workspace.keep_preferences(theme=theme, over=self.workspace.session.config.tui.theme)

    def palette(self) -> None:
        """List every command of the pane in use and of the screen; the chosen one is run."""
        texts = self.workspace.ui.texts
        here = [action for action in ACTIONS if action.context in ("screen", self._context()) and not action.moving]
        options = [
            Option(texts(f"action.{a.id}"), a, " ".join(map(cap, keys_of(a, self.own_keys))), (a.id,)) for a in here
        ]
        self.workspace.ask_user(Chooser(self.workspace.ui, texts("action.palette"), options), self._chosen)

    async def _chosen(self, action: Action | None) -> None:
        if action is not None:
            await self._run(action)
