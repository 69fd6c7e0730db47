"""The main screen: its panes, and what their widgets tell, passed on to the controllers that have to do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus, Resize
from textual.widgets import Input, Static

from gongbao.tui.actions import SCREEN_ACTIONS, bindings
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.question import Question
from gongbao.tui.model.user_data import UserData
from gongbao.tui.screens.main_workspace import BackgroundDone, MainWorkspace
from gongbao.tui.textual_patches.render_lock import RenderLockScreen
from gongbao.tui.widgets.facets import FacetList
from gongbao.tui.widgets.listing import Listing
from gongbao.tui.widgets.notes import Interpretation, StatusRow
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList
from gongbao.tui.widgets.tab_row import TabRow


class MainScreen(RenderLockScreen):
    """Three panes under the query, or one at a time where the window is narrow."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("screen")]

    def __init__(self, session: IndexSession, ui: UiContext, user_data: UserData, own_keys: Mapping[str, str]) -> None:
        super().__init__()
        self.workspace = MainWorkspace(self, session, ui, user_data, own_keys)

    def compose(self) -> ComposeResult:
        """The query, two rows about the answer, the panes, the keys."""
        workspace = self.workspace
        with Horizontal(id="top"):
            yield Static(workspace.ui.texts("query.label"), id="label", markup=False)
            yield workspace.query_box
        yield workspace.note
        yield workspace.status
        with Horizontal(id="body"):
            yield workspace.facet_panel
            with Vertical(id="center"):
                yield TabRow(workspace.ui)
                yield workspace.result_list
            with Vertical(id="right"):
                yield workspace.reader_head
                yield workspace.reader
        yield workspace.key_bar

    def on_mount(self) -> None:
        """The widgets are there."""
        self.workspace.start()

    @property
    def question(self) -> Question:
        """What is asked now."""
        return self.workspace.question

    @property
    def busy(self) -> bool:
        """Whether something waits for a pause to end."""
        return self.workspace.busy

    def go(self, question: Question) -> None:
        """Ask ``question``."""
        self.workspace.go(question)

    def on_background_done(self, event: BackgroundDone) -> None:
        """Work in the background is done."""
        event.call()

    # --- what widgets tell, passed on to who has to do with it

    def on_resize(self, event: Resize) -> None:
        """The window has another size."""
        self.workspace.panes.resize(event.size.width)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A widget has the focus."""
        self.workspace.panes.focused(event.widget)

    def on_descendant_blur(self) -> None:
        """A widget has lost the focus, perhaps to none."""
        if self.focused is None:
            self.workspace.panes.focused(None)

    @on(Input.Changed, "#query")
    def _typed(self) -> None:
        self.workspace.questions.typed()

    @on(Input.Submitted, "#query")
    def _entered(self) -> None:
        self.workspace.questions.ask_typed()
        self.workspace.settle()
        self.workspace.show_pane("results")

    def on_query_box_completion_wanted(self) -> None:
        """The user asks what else to type."""
        self.workspace.completion.complete()

    @on(QueryBox.Left)
    @on(FacetList.Left)
    @on(Reader.Left)
    def _to_view(self) -> None:
        self.workspace.show_pane("results")

    def on_facet_list_toggled(self, event: FacetList.Toggled) -> None:
        """A value was asked for, kept out, or neither any more."""
        self.go(self.question.toggled(event.facet, event.value, event.choice))

    def on_facet_list_years_set(self, event: FacetList.YearsSet) -> None:
        """A range of years was chosen."""
        self.go(self.question.between(event.first, event.last))

    def on_status_row_dropped(self, event: StatusRow.Dropped) -> None:
        """A filter's chip was closed."""
        self.go(self.question.without(event.drop))

    def on_interpretation_suggested(self, event: Interpretation.Suggested) -> None:
        """What may have been meant was clicked."""
        self.workspace.answers.take_suggestion(event.number)

    @on(Listing.Moved, "#results, #concordance, #trend, #compare")
    def _moved(self, event: Listing.Moved) -> None:
        self.workspace.show_position()
        if event.listing.id == "trend":
            self.workspace.analyses.measure_changed()
        self.workspace.reading.browse(self.workspace.views.place())

    def on_result_list_page_wanted(self, event: ResultList.PageWanted) -> None:
        """Hits that have not been fetched came into sight."""
        self.workspace.questions.ask_page(event.offset)

    def on_result_list_chosen(self) -> None:
        """The user reads the hit under the cursor."""
        self.workspace.settle()
        self.workspace.show_pane("reader")
        self.workspace.reading.read()

    def on_concordance_list_page_wanted(self, event: Any) -> None:
        """Lines that have not been fetched came into sight."""
        self.workspace.analyses.page_wanted(event.offset)

    def on_concordance_list_chosen(self, event: Any) -> None:
        """The user reads at the line under the cursor."""
        self.workspace.analyses.read_line(event.line)

    def on_trend_chart_changed(self) -> None:
        """Other terms, or another facet to count by."""
        self.workspace.analyses.trend_changed()

    def on_trend_chart_chosen(self, event: Any) -> None:
        """Only the group under the cursor."""
        self.workspace.analyses.filter_to(event.facet, event.value)

    def on_trend_chart_term_wanted(self) -> None:
        """Another term."""
        self.workspace.analyses.add_term()

    def on_compare_table_group_wanted(self, event: Any) -> None:
        """Another group to compare."""
        self.workspace.analyses.comparison.choose(event.which)

    def on_compare_table_chosen(self, event: Any) -> None:
        """A word to look up in its group."""
        self.workspace.analyses.comparison.look_up(event.word, event.group)

    def on_concordance_list_left(self) -> None:
        """Back to the results."""
        self.workspace.show_view("results")

    on_trend_chart_left = on_compare_table_left = on_concordance_list_left

    def on_tab_row_picked(self, event: TabRow.Picked) -> None:
        """A view's tab was clicked."""
        self.workspace.show_view(event.tab)

    def on_reader_moved(self) -> None:
        """Another match, or another part of the document, is in sight."""
        self.workspace.show_reader_head()

    def on_reader_past_end(self, event: Reader.PastEnd) -> None:
        """No further match this way in this document."""
        self.workspace.reading.document(event.by, event.by)


def _delegate(path: str) -> Callable[..., Any]:
    """A method that calls what stands at ``path`` in the screen's workspace."""
    found = attrgetter(path)

    def action(self: MainScreen, *arguments: Any) -> Any:
        return found(self.workspace)(*arguments)

    return action


for _name, _path in SCREEN_ACTIONS.items():
    setattr(MainScreen, f"action_{_name}", _delegate(_path))
