"""Everything a key can do, once: key bindings, the key bar, help and the command palette are all read from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from textual.binding import Binding

Context = Literal["screen", "query", "facets", "results", "concordance", "trend", "compare", "reader"]


class Action(NamedTuple):
    """``id`` names it in config.yaml's ``tui.keys`` and, as ``action.<id>``, in the text catalogue.

    ``run`` is the Textual action on the node that ``context`` stands for; ``keys`` begins with the key that is
    shown. ``bar`` puts it into the key bar while its context has the focus; ``moving`` says that it only moves the
    cursor, which help need not spell out.
    """

    id: str
    run: str
    keys: tuple[str, ...]
    context: Context = "screen"
    bar: bool = False
    moving: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("search", "focus_query", ("/", "ctrl+l"), bar=True),
    Action("facets", "focus_facets", ("f", "f4"), bar=True),
    Action("next_match", "match(1)", ("n", "f3"), bar=True),
    Action("previous_match", "match(-1)", ("N", "shift+f3"), bar=True),
    Action("next_document", "document(1)", ("]", "ctrl+down")),
    Action("previous_document", "document(-1)", ("[", "ctrl+up")),
    Action("pane_facets", "pane('facets')", ("1",)),
    Action("pane_results", "pane('results')", ("2",)),
    Action("pane_reader", "pane('reader')", ("3",)),
    Action("concordance", "tab('concordance')", ("k", "f6"), bar=True),
    Action("trend", "tab('trend')", ("t", "f7"), bar=True),
    Action("compare", "tab('compare')", ("m", "shift+f7")),
    Action("maximise", "maximise", ("z", "f10")),
    Action("outline", "outline", ("o", "f12")),
    Action("sort", "sort", ("s", "f9"), bar=True),
    Action("group", "group", ("g", "ctrl+g")),
    Action("collapse", "collapse", ("d", "shift+f9")),
    Action("clear", "clear", ("c", "shift+f4"), bar=True),
    Action("suggestion", "suggestion", ("p", "shift+f1")),
    Action("undo", "undo", ("u", "ctrl+z")),
    Action("redo", "redo", ("U", "ctrl+y")),
    Action("details", "details", ("i", "f5")),
    Action("index", "index", ("I", "ctrl+n")),
    Action("history", "history", ("h", "ctrl+r")),
    Action("save", "save", ("w", "ctrl+s")),
    Action("saved", "saved", ("W", "ctrl+o")),
    Action("bookmark", "bookmark", ("b", "f8")),
    Action("bookmarks", "bookmarks", ("B", "shift+f8")),
    Action("copy", "copy(False)", ("y", "ctrl+c")),
    Action("copy_cited", "copy(True)", ("Y", "ctrl+t")),
    Action("export", "export", ("e", "f11")),
    Action("help", "help", ("?", "f1"), bar=True),
    Action("palette", "palette", ("ctrl+p", "f2"), bar=True),
    Action("theme", "theme", ("T", "shift+f2")),
    Action("quit", "quit", ("ctrl+q",), bar=True),
    Action("leave_query", "leave", ("escape", "down"), "query", bar=True),
    Action("complete", "complete", ("tab",), "query", bar=True),
    Action("accept", "cursor_right", ("right",), "query"),
    Action("query_history", "screen.history", ("up",), "query"),
    Action("facet_up", "cursor(-1)", ("up",), "facets", moving=True),
    Action("facet_down", "cursor(1)", ("down",), "facets", moving=True),
    Action("facet_page_up", "page(-1)", ("pageup",), "facets", moving=True),
    Action("facet_page_down", "page(1)", ("pagedown",), "facets", moving=True),
    Action("facet_first", "edge(-1)", ("home",), "facets", moving=True),
    Action("facet_last", "edge(1)", ("end",), "facets", moving=True),
    Action("include", "choose('include')", ("space", "enter"), "facets", bar=True),
    Action("exclude", "choose('exclude')", ("x", "-", "delete"), "facets", bar=True),
    Action("fold", "fold(True)", ("left",), "facets"),
    Action("unfold", "fold(False)", ("right",), "facets"),
    Action("year_from", "year(-1)", ("<", "shift+up"), "facets"),
    Action("year_to", "year(1)", (">", "shift+down"), "facets"),
    Action("leave_facets", "leave", ("escape",), "facets", bar=True),
    Action("result_up", "cursor(-1)", ("up",), "results", moving=True),
    Action("result_down", "cursor(1)", ("down",), "results", moving=True),
    Action("result_page_up", "page(-1)", ("pageup",), "results", moving=True),
    Action("result_page_down", "page(1)", ("pagedown",), "results", moving=True),
    Action("result_first", "edge(-1)", ("home",), "results", moving=True),
    Action("result_last", "edge(1)", ("end",), "results", moving=True),
    Action("read", "read", ("enter", "right"), "results", bar=True),
    Action("mark", "mark", ("space",), "results"),
    Action("concordance_up", "cursor(-1)", ("up",), "concordance", moving=True),
    Action("concordance_down", "cursor(1)", ("down",), "concordance", moving=True),
    Action("concordance_page_up", "page(-1)", ("pageup",), "concordance", moving=True),
    Action("concordance_page_down", "page(1)", ("pagedown",), "concordance", moving=True),
    Action("concordance_first", "edge(-1)", ("home",), "concordance", moving=True),
    Action("concordance_last", "edge(1)", ("end",), "concordance", moving=True),
    Action("read_line", "read", ("enter",), "concordance", bar=True),
    Action("more_left", "shift(1)", (">", "shift+right"), "concordance", bar=True),
    Action("more_right", "shift(-1)", ("<", "shift+left"), "concordance", bar=True),
    Action("leave_concordance", "leave", ("escape",), "concordance", bar=True),
    Action("trend_up", "cursor(-1)", ("up",), "trend", moving=True),
    Action("trend_down", "cursor(1)", ("down",), "trend", moving=True),
    Action("trend_page_up", "page(-1)", ("pageup",), "trend", moving=True),
    Action("trend_page_down", "page(1)", ("pagedown",), "trend", moving=True),
    Action("trend_first", "edge(-1)", ("home",), "trend", moving=True),
    Action("trend_last", "edge(1)", ("end",), "trend", moving=True),
    Action("filter_group", "filter", ("enter",), "trend", bar=True),
    Action("trend_by", "by", ("g", "ctrl+g"), "trend", bar=True),
    Action("trend_measure", "measure", ("v", "space"), "trend", bar=True),
    Action("trend_add", "add", ("a", "insert"), "trend", bar=True),
    Action("trend_remove", "remove", ("x", "delete"), "trend"),
    Action("leave_trend", "leave", ("escape",), "trend", bar=True),
    Action("compare_up", "cursor(-1)", ("up",), "compare", moving=True),
    Action("compare_down", "cursor(1)", ("down",), "compare", moving=True),
    Action("compare_page_up", "page(-1)", ("pageup",), "compare", moving=True),
    Action("compare_page_down", "page(1)", ("pagedown",), "compare", moving=True),
    Action("compare_first", "edge(-1)", ("home",), "compare", moving=True),
    Action("compare_last", "edge(1)", ("end",), "compare", moving=True),
    Action("look_up", "look_up", ("enter",), "compare", bar=True),
    Action("choose_a", "choose('a')", ("a", "shift+left"), "compare", bar=True),
    Action("choose_b", "choose('b')", ("b", "shift+right"), "compare", bar=True),
    Action("side_a", "side(-1)", ("left",), "compare"),
    Action("side_b", "side(1)", ("right",), "compare"),
    Action("leave_compare", "leave", ("escape",), "compare", bar=True),
    Action("line_up", "line(-1)", ("up",), "reader", moving=True),
    Action("line_down", "line(1)", ("down",), "reader", moving=True),
    Action("reader_page_up", "page(-1)", ("pageup",), "reader", moving=True),
    Action("reader_page_down", "page(1)", ("pagedown", "space"), "reader", moving=True),
    Action("reader_first", "edge(-1)", ("home",), "reader", moving=True),
    Action("reader_last", "edge(1)", ("end",), "reader", moving=True),
    Action("leave_reader", "leave", ("escape", "left"), "reader", bar=True),
)
SCREEN_ACTIONS = {
    "focus_query": "panes.focus_query", "focus_facets": "panes.focus_facets", "pane": "panes.focus",
    "maximise": "panes.maximise", "tab": "views.toggle", "sort": "sort",
    "suggestion": "answers.take_suggestion",
    "match": "reading.match", "document": "reading.document", "outline": "reading.outline",
    "group": "questions.group", "collapse": "questions.collapse", "clear": "questions.clear",
    "undo": "questions.undo", "redo": "questions.redo",
    "details": "indexing.show_details", "index": "indexing.add_files",
    "history": "history.show", "save": "history.save", "saved": "history.show_saved",
    "bookmark": "bookmarks.add", "bookmarks": "bookmarks.show", "copy": "bookmarks.copy",
    "export": "exports.export", "help": "menus.help", "palette": "menus.palette", "theme": "menus.theme",
}  # fmt: skip
"""A Textual action of the main screen → what of its workspace carries it out: a controller and its method."""
BY_ID = {action.id: action for action in ACTIONS}

# What an input method types, with Chinese punctuation on, where the key cap says something else.
_TYPED_INSTEAD = {
    "/": "、", "[": "【", "]": "】", "<": "《", ">": "》", "?": "？", ",": "，", ".": "。", ";": "；", ":": "：",
}  # fmt: skip


def twins(key: str) -> tuple[str, ...]:
    """``key`` and the full-width characters that an input method may send for it."""
    if len(key) != 1 or not "!" <= key <= "~":
        return (key,)
    typed = (key, chr(ord(key) + 0xFEE0), *_TYPED_INSTEAD.get(key, ""))
    return tuple(dict.fromkeys(typed))


def binding_keys(keys: Iterable[str]) -> str:
    """Keys and their twins as Textual's bindings want them: comma-separated, a comma by its name."""
    return ",".join({",": "comma", "，": "fullwidth_comma"}.get(k, k) for key in keys for k in twins(key))


def bindings(context: Context) -> list[Binding]:
    """Textual's bindings of one context."""
    return [
        Binding(binding_keys(action.keys), action.run, action.id, show=False, id=action.id)
        for action in ACTIONS
        if action.context == context
    ]


def keys_of(action: Action, own: Mapping[str, str]) -> tuple[str, ...]:
    """An action's keys: the user's ``own`` ones (comma-separated) where there are some, else the built-in ones."""
    return tuple(key.strip() for key in own[action.id].split(",")) if action.id in own else action.keys


class KeyProblem(NamedTuple):
    """What is wrong with the user's keys: a text of the catalogue (``keys.KIND``) and what to fill in."""

    kind: Literal["unknown", "clash", "lost"]
    names: Mapping[str, str]


def _meet(one: Action, other: Action) -> bool:
    """Whether both are listened to at the same time."""
    return one.context == other.context or "screen" in (one.context, other.context)


def settled_keys(own: Mapping[str, str]) -> tuple[dict[str, str], list[KeyProblem]]:
    """Every changed action's keys, and what the user should know.

    The user's keys win over built-in ones, which are taken from their actions where both would be listened to.
    """
    problems = [KeyProblem("unknown", {"action": name}) for name in own if name not in BY_ID]
    keys = {name: list(keys_of(BY_ID[name], own)) for name in own if name in BY_ID}
    for name, chosen in keys.items():
        for other, others in keys.items():
            if name < other and _meet(BY_ID[name], BY_ID[other]):
                shared = set(binding_keys(chosen).split(",")) & set(binding_keys(others).split(","))
                if shared:
                    key = next(key for key in chosen if set(twins(key)) & shared or key in shared)
                    problems.append(KeyProblem("clash", {"key": cap(key), "action": name, "other": other}))
    taken = [(BY_ID[name], set(binding_keys(chosen).split(","))) for name, chosen in keys.items()]
    for action in ACTIONS:
        if action.id in own:
            continue
        gone = {key for mine, used in taken if _meet(mine, action) for key in used}
        left = [key for key in action.keys if not set(binding_keys([key]).split(",")) & gone]
        if len(left) < len(action.keys):
            keys[action.id] = left
            if not left:
                problems.append(KeyProblem("lost", {"action": action.id}))
    return {name: ",".join(chosen) for name, chosen in keys.items()}, problems


_CAPS = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab",
    "up": "↑", "down": "↓", "left": "←", "right": "→",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "delete": "Del", "insert": "Ins", "comma": ",",
}  # fmt: skip


def cap(key: str) -> str:
    """A key as a key cap shows it: ``ctrl+l`` → ``^L``, ``shift+f3`` → ``⇧F3`` without the arrow: ``Shift+F3``."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    shown = _CAPS.get(last, last.upper() if modifiers or (len(last) > 1 and last[0] == "f") else last)
    if modifiers == ["ctrl"]:
        return "^" + shown
    return "+".join([*(m.capitalize() for m in modifiers), shown])
