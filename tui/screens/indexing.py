"""Indexing from inside: pick files and folders, watch the progress, read what was skipped and what is doubtful."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DirectoryTree, Input, Static
from textual.worker import get_current_worker

from gongbao.indexer.config import Config
from gongbao.tui.drawing.cells import showable, showable_lines
from gongbao.tui.drawing.glyphs import ASCII, bar
from gongbao.tui.drawing.row_layout import row
from gongbao.tui.drawing.ui_context import Look
from gongbao.tui.i18n.catalogue import in_words
from gongbao.tui.model.build_in_subprocess import Stopped
from gongbao.tui.screens.dialog import Dialog
from gongbao.tui.widgets.listing import Listing

Build = Callable[..., Any]
"""Indexes as ``indexer.build_index`` does."""


class FolderTree(DirectoryTree):
    """Folders and files without those that begin with a dot, drawn with the app's own marks."""

    # in place of the tree's own space, which unfolds, as Enter does
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "screen.pick", show=False)]

    def __init__(self, look: Look) -> None:
        super().__init__(os.fspath(Path.cwd()), id="tree")
        self.ICON_NODE, self.ICON_NODE_EXPANDED, self.ICON_FILE = (
            f"{look.glyphs.closed} ",
            f"{look.glyphs.opened} ",
            "  ",
        )
        self.show_guides = look.glyphs is not ASCII  # lines otherwise; indented by cells either way

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        return [path for path in paths if not path.name.startswith(".")]


class Lines(Listing):
    """Plain lines of text."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.lines: list[str] = []

    def show(self, lines: list[str]) -> None:
        self.lines = lines
        self.set_count(len(lines))

    def draw(self, item: int, line: int, cells: int) -> Any:
        return row([(" " + self.lines[item], self.base)], cells, self.base)


class IndexingScreen(Dialog[bool]):
    """Gives True when something was indexed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("f5,ctrl+s", "start", show=False, priority=True),
    ]

    class Progressed(Message):
        """So much is done."""

        def __init__(self, event: Any) -> None:
            super().__init__()
            self.event = event

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, IndexingScreen.Progressed)

    class Ended(Message):
        """It is over: with a report, or an error."""

        def __init__(self, report: Any, error: Exception | None) -> None:
            super().__init__()
            self.report = report
            self.error = error

    def __init__(self, look: Look, index_dir: str, config: Config, build: Build) -> None:
        super().__init__()
        self.look = look
        self.index_dir = index_dir
        self.config = config
        self.build = build
        self.picked: list[str] = []
        self.running = False
        self.stopping = False
        self.changed = False

    def compose(self) -> ComposeResult:
        texts = self.look.texts
        with Vertical(id="box", classes="chooser"):
            yield Static(texts("indexing.title", index=self.index_dir), id="box-title", markup=False)
            yield Input(placeholder=texts("indexing.path"), compact=True, id="path")
            yield FolderTree(self.look)
            yield Lines("picked")
            yield Static("", id="progress", markup=False)
            yield Static(texts("indexing.keys"), id="box-close")

    def on_mount(self) -> None:
        self.query_one("#path", Input).focus()

    # --- picking

    def on_input_submitted(self, event: Input.Submitted) -> None:
        path = event.value.strip()
        if not path:
            self.action_start()
        elif not Path(path).expanduser().exists():
            self._say(self.look.texts("indexing.missing", path=path))
        else:
            self._toggle(os.fspath(Path(path).expanduser()))
            event.input.value = ""

    def action_pick(self) -> None:
        node = self.query_one(FolderTree).cursor_node
        if node is not None and node.data is not None:
            self._toggle(os.fspath(node.data.path))

    def on_directory_tree_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        self._toggle(os.fspath(event.path))

    def _toggle(self, path: str) -> None:
        if path in self.picked:
            self.picked.remove(path)
        else:
            self.picked.append(path)
        self._list([f"[x] {showable(path)}" for path in self.picked])

    def _list(self, lines: list[str]) -> None:
        listing = self.query_one(Lines)
        listing.styles.height = min(len(lines), 8) or 1
        listing.show(lines)

    def _say(self, text: str) -> None:
        self.query_one("#progress", Static).update(showable_lines(text))

    # --- indexing

    def action_start(self) -> None:
        if self.running:
            return
        if not self.picked:
            self._say(self.look.texts("indexing.nothing"))
            return
        self.running, self.stopping = True, False
        self._say(self.look.texts("indexing.started"))
        self._index(list(self.picked))

    @work(thread=True, group="indexing")
    def _index(self, paths: list[str]) -> None:
        worker = get_current_worker()

        def progress(event: Any) -> None:
            if self.stopping or worker.is_cancelled:
                raise Stopped
            self.post_message(self.Progressed(event))

        try:
            report = self.build(paths, self.index_dir, self.config, progress=progress)
        except Exception as error:  # whatever it is, it is shown
            self.post_message(self.Ended(None, error))
        else:
            self.post_message(self.Ended(report, None))

    def on_indexing_screen_progressed(self, message: Progressed) -> None:
        event = message.event
        if self.stopping or not event.of:
            return
        share = event.files / event.of if event.of else 1.0
        cells = max(4, min(40, self.query_one("#progress").size.width - 30))
        drawn = bar(self.look.glyphs, share, cells)
        # the last files are read long before their words are written
        key = "indexing.progress" if event.files < event.of else "indexing.writing"
        counted = self.look.texts(key, files=event.files, of=event.of, paragraphs=event.paragraphs)
        self._say(f"{drawn} {counted}")

    def on_indexing_screen_ended(self, message: Ended) -> None:
        self.running = False
        texts, error, report = self.look.texts, message.error, message.report
        if isinstance(error, Stopped):
            self.changed = True
            self._say(texts("indexing.stopped"))
        elif error is not None:
            self._say(in_words(error, texts))
        else:
            self.changed = True
            self._say(
                texts(
                    "indexing.done",
                    files=report.files,
                    documents=report.documents,
                    paragraphs=report.paragraphs,
                    unchanged=report.unchanged,
                    seconds=report.seconds,
                )
            )
            lines = [
                texts("indexing.skipped", path=each.path, reason=each.message.sentence(texts.language))
                for each in report.skipped
            ]
            lines += [texts("indexing.doubtful", what=each) for each in report.doubtful]
            self.picked = []
            self._list([showable(line) for line in lines])

    def action_leave(self) -> None:
        if self.running:
            self.stopping = True
            self._say(self.look.texts("indexing.stopping"))
        else:
            self.dismiss(self.changed)
