"""Compare: the words that mark one city, year or kind of document out against another, side by side."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from gongbao.tui.actions import bindings
from gongbao.tui.drawing.cells import pad, showable, width
from gongbao.tui.drawing.glyphs import bar
from gongbao.tui.drawing.row_layout import Part, row
from gongbao.tui.drawing.styles import StyledWidget, style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.comparison_group import ComparisonGroup
from gongbao.tui.widgets.listing import Listing


class CompareTable(Listing):
    """Words of side A, strongest first, beside those of side B."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("compare")]

    class GroupWanted(Message):
        """The user chooses what stands on one side."""

        def __init__(self, which: str) -> None:
            super().__init__()
            self.which = which

    class Chosen(Message):
        """The user looks a word up on its side."""

        def __init__(self, word: str, group: ComparisonGroup) -> None:
            super().__init__()
            self.word = word
            self.group = group

    class Left(Message):
        """The user goes back to the results."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__(id="compare")
        self.ui = ui
        self.a: ComparisonGroup | None = None
        self.b: ComparisonGroup | None = None
        self.right = False
        self.words_a: list[Any] = []
        self.words_b: list[Any] = []

    @property
    def group(self) -> ComparisonGroup | None:
        """The group whose word the cursor is on."""
        return self.b if self.right else self.a

    @property
    def word(self) -> str:
        """The word under the cursor, empty where there is none."""
        words = self.words_b if self.right else self.words_a
        return str(words[self.item].word) if self.item < len(words) and self.count else ""

    def show(self, keyness: Any) -> None:
        """A comparison as ``Index.keyness`` gives it."""
        self.words_a = [each for each in keyness.keywords if each.log_ratio > 0]
        self.words_b = [each for each in keyness.keywords if each.log_ratio < 0]
        self.set_count(max(len(self.words_a), len(self.words_b)), 0)

    def head(self, line: StyledWidget, cells: int) -> list[Part]:
        """Which side is which, each over its words and counts."""
        texts, half = self.ui.texts, cells // 2
        if self.a is None:
            return []
        parts: list[Part] = []
        other = self.b.name if self.b else texts("compare.others")
        for style_name, name, room in (("compare--a", self.a.name, half), ("compare--b", other, cells - half)):
            counts = f" {texts('compare.counts')} "
            if width(showable(name)) + 1 + width(counts) > room:
                counts = " "
            parts.append((pad(f" {name}", room - width(counts)), style_for(line, f"{style_name}-head")))
            parts.append((counts, style_for(line, "compare--value")))
        return parts

    def head_clicked(self, x: int, cells: int) -> None:
        """Choose the group over which the head was clicked."""
        self.action_choose("a" if x < cells // 2 else "b")

    def draw(self, item: int, line: int, cells: int) -> Strip:
        """Line ``line`` of item ``item``, ``cells`` wide."""
        base = self.base
        half = cells // 2
        parts: list[Part] = []
        for right, words, room in ((False, self.words_a, half), (True, self.words_b, cells - half)):
            here = item == self.item and right == self.right
            own = base + (style_for(self, "compare--cursor") if here else Style())
            style = style_for(self, "compare--b" if right else "compare--a", own)
            edge = self.ui.glyphs.cursor if here else " "
            if item >= len(words):
                parts.append((pad(edge, room), own))
                continue
            each = words[item]
            strongest = abs(words[0].g2_two_cell) or 1
            told = f" {each.b if right else each.a}:{each.a if right else each.b} "
            name = min(14, room // 2)
            drawn = max(0, room - 2 - name - width(told))
            parts += [(edge + pad(each.word, name) + " ", own + style)]
            parts += [(bar(self.ui.glyphs, abs(each.g2_two_cell) / strongest, drawn), own + style)]
            value = style_for(self, "compare--value", own)
            parts.append((told, own + value))
        return row(parts, cells, base)

    def on_click(self, event: events.Click) -> None:
        """The first click on a word's side goes to that side."""
        right = event.get_content_offset_capture(self).x >= self.scrollable_content_region.width // 2
        if right != self.right:
            self.action_side(1 if right else -1)
            self.go((event.get_content_offset_capture(self).y + self.scroll_offset.y) // self.height_of_item)
            event.prevent_default()

    def chosen(self, item: int) -> None:
        """A second click on the item under the cursor does what Enter does."""
        self.action_look_up()

    def action_side(self, by: int) -> None:
        """To the words on the right (1) or on the left (−1)."""
        self.right = by > 0
        self.refresh()
        self.post_message(self.Moved(self, self.item))

    def action_choose(self, which: str) -> None:
        """Choose group ``a`` or ``b``."""
        self.post_message(self.GroupWanted(which))

    def action_look_up(self) -> None:
        """Search for the word under the cursor in its group."""
        if self.word and self.group is not None:
            self.post_message(self.Chosen(self.word, self.group))

    def action_leave(self) -> None:
        """Back to the results."""
        self.post_message(self.Left())
