"""Every action of the screen, once: key bindings, the list of keys and the palette are made from it."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from moonwalk.tui.action_types import Action, Scope, key_in_words
from moonwalk.tui.bar_actions import BAR_ACTIONS
from moonwalk.tui.board_actions import BOARD_ACTIONS
from moonwalk.tui.file_actions import FILE_ACTIONS
from moonwalk.tui.job_actions import JOB_ACTIONS

__all__ = ["ACTIONS", "Action", "Scope", "actions_of", "bindings_of", "key_in_words", "writing_action"]

ACTIONS: Final[tuple[Action, ...]] = (
    Action(
        "start.make",
        ("enter",),
        "Make a workspace",
        "app.make",
        "start",
        "In a folder without a workspace: make one there",
        shown=True,
        writes=True,
    ),
    Action(
        "start.leave",
        ("escape",),
        "Leave",
        "leave",
        "start",
        "In a folder without a workspace: leave, and write nothing",
        shown=True,
    ),
    Action(
        "list.open", ("enter",), "Open", "select", "list", "Open the challenge under the cursor", shown=True
    ),
    Action("list.up", ("up", "k"), "Up", "cursor_up", "list", "One challenge up"),
    Action("list.down", ("down", "j"), "Down", "cursor_down", "list", "One challenge down"),
    Action(
        "attention.open",
        ("enter",),
        "See to it",
        "select",
        "attention",
        "Go to where the thing under the cursor is dealt with",
        shown=True,
    ),
    Action("attention.up", ("up", "k"), "Up", "cursor_up", "attention", "One thing up"),
    Action("attention.down", ("down", "j"), "Down", "cursor_down", "attention", "One thing down"),
    Action("table.open", ("enter",), "Open", "open", "table", "Open the row under the cursor", shown=True),
    Action("table.up", ("up", "k"), "Up", "move(-1)", "table", "One row up"),
    Action("table.down", ("down", "j"), "Down", "move(1)", "table", "One row down"),
    Action("table.page_up", ("pageup",), "Page up", "page(-1)", "table", "One page up"),
    Action("table.page_down", ("pagedown",), "Page down", "page(1)", "table", "One page down"),
    Action("table.first", ("home",), "First", "first", "table", "To the first row"),
    Action("table.last", ("end", "G"), "Last", "last", "table", "To the last row"),
    Action(
        "table.filter",
        ("slash", "f"),
        "Filter",
        "filter",
        "table",
        "Show only rows with some text",
        shown=True,
    ),
    Action(
        "table.sort_left",
        ("less_than_sign",),
        "Sort left",
        "sort(-1)",
        "table",
        "Sort by the column to the left",
    ),
    Action(
        "table.sort_right",
        ("greater_than_sign",),
        "Sort right",
        "sort(1)",
        "table",
        "Sort by the column to the right",
    ),
    Action(
        "table.mark", ("space",), "Mark", "mark(False)", "table", "Mark the row, to do something with several"
    ),
    Action(
        "table.mark_all", ("asterisk",), "Mark all", "mark(True)", "table", "Mark all rows that are shown"
    ),
    Action("table.copy", ("y",), "Copy", "copy", "table", "Copy the row, or all that are marked"),
    Action("table.reverse", ("R",), "Reverse", "reverse", "table", "Reverse the order"),
    Action("text.up", ("up", "k"), "Up", "scroll_up", "text", "One line up"),
    Action("text.down", ("down", "j"), "Down", "scroll_down", "text", "One line down"),
    Action("text.page_up", ("pageup",), "Page up", "page_up", "text", "One page up"),
    Action("text.page_down", ("pagedown",), "Page down", "page_down", "text", "One page down"),
    Action("text.top", ("home",), "Top", "scroll_home", "text", "To the top"),
    Action("text.bottom", ("end", "G"), "Bottom", "scroll_end", "text", "To the bottom"),
    Action(
        "home.switch",
        ("tab", "shift+tab"),
        "Other list",
        "switch_list",
        "home",
        "Between the challenges and what needs attention",
    ),
    Action("home.new", ("n",), "New", "visit('templates')", "home", "Start a challenge from a ready one"),
    Action(
        "home.edit",
        ("E",),
        "Edit",
        "visit('file')",
        "home",
        "Edit the file of the challenge under the cursor",
    ),
    Action("home.quit", ("ctrl+q",), "Quit", "app.quit", "home", "Leave Moonwalk", shown=True),
    *BOARD_ACTIONS,
    Action(
        "person.why",
        ("w",),
        "Why here",
        "why",
        "person",
        "Why this row is where it is: its score, the row above, what changed",
    ),
    Action(
        "person.reveal",
        ("e",),
        "Entries",
        "reveal",
        "person",
        "Look at a person's entries where organisers see only points; it is recorded",
        writes=True,
    ),
    Action(
        "reasons.next",
        ("tab",),
        "Next question",
        "turn_question(1)",
        "reasons",
        "The next question about the same row",
        shown=True,
    ),
    Action(
        "reasons.previous",
        ("shift+tab",),
        "Previous question",
        "turn_question(-1)",
        "reasons",
        "The previous question about the same row",
    ),
    Action(
        "rehearsal.next",
        ("tab",),
        "Next scenario",
        "turn_scenario(1)",
        "rehearsal",
        "The next scenario: how long people keep it up",
        shown=True,
    ),
    Action(
        "rehearsal.previous",
        ("shift+tab",),
        "Previous scenario",
        "turn_scenario(-1)",
        "rehearsal",
        "The previous scenario",
    ),
    Action(
        "journal.undo",
        ("u",),
        "Undo",
        "begin('undo')",
        "journal",
        "Say what taking the decision under the cursor back would bring about; Enter does it",
        writes=True,
    ),
    Action(
        "columns.next",
        ("right",),
        "Other use",
        "turn_use(1)",
        "columns",
        "Take the column under the cursor for the next thing",
    ),
    Action(
        "columns.previous",
        ("left",),
        "Use before",
        "turn_use(-1)",
        "columns",
        "Take the column under the cursor for the thing before",
    ),
    Action(
        "columns.import",
        ("i",),
        "Import",
        "import_file",
        "columns",
        "Import the file with its columns taken so",
        writes=True,
    ),
    Action(
        "settings.next",
        ("right",),
        "Next colours",
        "turn_theme(1)",
        "settings",
        "On the colours: show the next ones at once",
    ),
    Action(
        "settings.previous",
        ("left",),
        "Colours before",
        "turn_theme(-1)",
        "settings",
        "On the colours: show the ones before",
    ),
    Action(
        "rules.sheet",
        ("s",),
        "Write sheet",
        "write_sheet",
        "rules",
        "Write the rules for participants into the folder of reports",
        shown=True,
        writes=True,
    ),
    Action(
        "rules.report",
        ("m",),
        "Write report",
        "write_report",
        "rules",
        "Write the report for management into the folder of reports",
        shown=True,
        writes=True,
    ),
    Action(
        "log.open",
        ("a",),
        "Log",
        "log",
        "everywhere",
        "Log what someone did, without leaving this screen",
        shown=True,
        writes=True,
    ),
    Action(
        "jobs.open",
        ("d",),
        "Do",
        "jobs",
        "everywhere",
        "Do something here: a letter follows",
        shown=True,
        writes=True,
    ),
    Action(
        "go.open", ("g",), "Go to", "go", "everywhere", "Go to another screen: a letter follows", shown=True
    ),
    Action(
        "frame.keys",
        ("question_mark", "f1"),
        "Keys",
        "keys",
        "everywhere",
        "The keys of this screen",
        shown=True,
    ),
    Action(
        "frame.palette",
        ("ctrl+p", "colon"),
        "Palette",
        "app.command_palette",
        "everywhere",
        "Find a command, a challenge or a person by name",
    ),
    Action(
        "frame.undo",
        ("ctrl+z",),
        "Undo",
        "begin('undo')",
        "everywhere",
        "Say what taking the newest decision back would bring about; Enter does it",
        writes=True,
    ),
    Action(
        "frame.redo",
        ("ctrl+y",),
        "Redo",
        "begin('redo')",
        "everywhere",
        "Say what doing again what was taken back would bring about; Enter does it",
        writes=True,
    ),
    Action("frame.refresh", ("r",), "Refresh", "refresh_now", "everywhere", "Reload everything"),
    Action(
        "frame.theme",
        (),
        "Light or dark",
        "app.turn_light",
        "everywhere",
        "Change between the light and the dark colours",
    ),
    Action(
        "frame.mouse",
        (),
        "Mouse on or off",
        "app.turn_mouse",
        "everywhere",
        "From the next start on, use the mouse here, or leave it to the terminal to mark text with",
    ),
    Action(
        "frame.sending",
        (),
        "Sending on or off",
        "app.turn_sending",
        "everywhere",
        "While the screen is open, send every minute what is due, or nothing by itself",
        writes=True,
    ),
    Action(
        "frame.pause",
        ("P",),
        "Hold still",
        "pause",
        "everywhere",
        "Show what others write only when you say so, and go on showing it",
    ),
    Action(
        "frame.back",
        ("escape", "backspace"),
        "Back",
        "back",
        "everywhere",
        "Clear the marks or the filter, close a bar, or go back; never quits",
    ),
    Action("frame.quit", ("ctrl+q",), "Quit", "app.quit", "everywhere", "Leave Moonwalk"),
    *BAR_ACTIONS,
    *JOB_ACTIONS,
    *FILE_ACTIONS,
)


def actions_of(*scopes: Scope) -> tuple[Action, ...]:
    """The actions of some scopes, in the registry's order."""
    return tuple(action for action in ACTIONS if action.scope in scopes)


def bindings_of(*scopes: Scope) -> list[BindingType]:
    """Key bindings of some scopes, for a screen's or widget's `BINDINGS`."""
    return [
        Binding(
            key,
            action.does,
            action.label,
            show=action.shown and number == 0,
            key_display=key_in_words(key),
            id=action.id if number == 0 else f"{action.id}.{key}",
            priority=action.does == "app.quit",  # whatever has the focus
        )
        for action in actions_of(*scopes)
        for number, key in enumerate(action.keys)
    ]


def writing_action(owner: object, does: str) -> Action | None:
    """The action by which an owner of key bindings would change something; None where it only shows."""
    own = {
        binding.id
        for kind in type(owner).__mro__
        for binding in vars(kind).get("BINDINGS", ())
        if isinstance(binding, Binding)
    }
    return next(
        (action for action in ACTIONS if action.writes and action.does == does and action.id in own), None
    )
