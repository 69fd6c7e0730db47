"""What every dialog looks like: a box in the middle, its title above, its keys below."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Given = TypeVar("Given")


class Dialog(ModalScreen[Given]):
    """A modal screen whose ``#box`` holds ``#box-title``, what the dialog is about, and ``#box-close``."""

    # Here and not in app.tcss: these rules are parsed when the first dialog opens, not before the first paint.
    SCOPED_CSS: ClassVar[bool] = False  # -ascii is a class of the app
    DEFAULT_CSS: ClassVar[str] = """
    Dialog { align: center middle; }
    #box { width: 80%; min-width: 56; max-width: 76; height: auto; max-height: 90%; background: $surface; border: round $primary; padding: 1 2; }
    .-ascii #box { border: ascii $primary; }
    #box-title { max-height: 2; text-style: bold; color: $text-accent; margin-bottom: 1; }
    #box-close { color: $text-muted; margin-top: 1; link-color: $text-muted; link-style: none; }
    .chooser { height: 80%; }
    .options { max-height: 80%; }
    .failure #box-title { color: $text-error; }
    #option-filter { height: 1; margin-bottom: 1; background: $panel; }
    #options, #help-lines, #picked { background: $surface; scrollbar-background: $surface; }
    #tree { height: 1fr; background: $surface; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; }
    #picked { height: 1; scrollbar-gutter: auto; }
    #path, #answer { background: $panel; }
    #progress, #evidence { height: auto; max-height: 4; color: $text-success; }
    """  # noqa: E501

    _given = False

    def dismiss(self, result: Given | None = None) -> AwaitComplete:
        """Give ``result`` and go, once: a key pressed again before the dialog is gone would take what lies under it."""
        if self._given:
            return AwaitComplete.nothing()
        self._given = True
        return super().dismiss(result)
