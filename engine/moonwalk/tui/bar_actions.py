"""The actions of the bars at the bottom: logging, filtering, doing something, and going somewhere else."""

from __future__ import annotations

from typing import Final

from moonwalk.tui.action_types import Action

BAR_ACTIONS: Final[tuple[Action, ...]] = (
    Action("log.next", ("tab",), "Next field", "next_field", "log", "The next field", shown=True),
    Action("log.previous", ("shift+tab",), "Previous field", "previous_field", "log", "The previous field"),
    Action("log.down", ("down",), "Next choice", "choose(1)", "log", "The next choice, or a day later"),
    Action(
        "log.up", ("up",), "Previous choice", "choose(-1)", "log", "The previous choice, or a day earlier"
    ),
    Action(
        "log.close",
        ("escape",),
        "Close",
        "close",
        "log",
        "Close the bar; what was saved stays saved",
        shown=True,
    ),
    Action(
        "filter.keep",
        ("down", "tab"),
        "To the list",
        "keep",
        "filter",
        "Back to the list, with the filter kept",
    ),
    Action(
        "filter.clear",
        ("escape",),
        "Clear",
        "clear",
        "filter",
        "Clear the filter and go back to the list",
        shown=True,
    ),
    Action(
        "job.submit",
        ("enter",),
        "Go on",
        "submit",
        "job",
        "Show what will happen; once more, do it",
        shown=True,
        writes=True,
    ),
    Action(
        "job.columns",
        ("f2",),
        "Columns",
        "columns",
        "job",
        "On an import: what each column of the file is taken for, to look at and change",
    ),
    Action("job.next", ("tab",), "Next field", "next_field", "job", "The next field"),
    Action("job.previous", ("shift+tab",), "Previous field", "previous_field", "job", "The previous field"),
    Action(
        "job.more",
        ("pagedown",),
        "More",
        "page(1)",
        "job",
        "What is said further down, where not all of it fits",
    ),
    Action("job.back", ("pageup",), "Back", "page(-1)", "job", "What is said further up"),
    Action(
        "job.close", ("escape",), "Close", "close", "job", "Close the bar; nothing more is done", shown=True
    ),
    Action("go.home", ("h",), "Today", "go('home')", "go", "All challenges and what needs attention"),
    Action("go.board", ("b",), "Board", "go('board')", "go", "The challenge's boards"),
    Action("go.people", ("p",), "People", "go('people')", "go", "The people of the challenge"),
    Action("go.prizes", ("w",), "Prizes", "go('prizes')", "go", "Who wins the challenge's prizes"),
    Action("go.rules", ("l",), "Rules", "go('rules')", "go", "The challenge's rules in words"),
    Action(
        "go.rehearsal",
        ("s",),
        "Rehearsal",
        "go('rehearsal')",
        "go",
        "The challenge played with made-up people",
    ),
    Action("go.file", ("f",), "File", "go('file')", "go", "The challenge's file, to be edited"),
    Action("go.entries", ("e",), "Entries", "go('entries')", "go", "The newest entries, to correct or void"),
    Action("go.imports", ("i",), "Imports", "go('imports')", "go", "What was imported, to undo"),
    Action("go.journal", ("j",), "Journal", "go('journal')", "go", "What was decided, and taking it back"),
    Action("go.outbox", ("o",), "Outbox", "go('outbox')", "go", "Messages waiting, sent and failed"),
    Action("go.previews", ("m",), "To send", "go('previews')", "go", "What would be sent now, word for word"),
    Action(
        "go.plugins", ("x",), "Plugins", "go('plugins')", "go", "What is installed, and what does not work"
    ),
    Action("go.templates", ("n",), "New", "go('templates')", "go", "The ready challenges, to start one from"),
    Action("go.settings", ("c",), "Settings", "go('settings')", "go", "Colours, sending hours and channels"),
    Action("go.close", ("escape", "backspace"), "Close", "close", "go", "Close this bar", shown=True),
)
