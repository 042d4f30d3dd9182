"""The actions of the editor of a challenge's file, and of what stands beside and below the text."""

from __future__ import annotations

from typing import Final

from moonwalk.tui.action_types import Action

FILE_ACTIONS: Final[tuple[Action, ...]] = (
    Action(
        "file.save",
        ("ctrl+s",),
        "Save",
        "save",
        "file",
        "Save the file, also with problems",
        shown=True,
        writes=True,
    ),
    Action("file.examples", ("f2",), "Rules at hand", "examples", "file", "Rules with an example of each"),
    Action(
        "file.preview", ("f3",), "Preview", "preview", "file", "The rules as participants get them on paper"
    ),
    Action(
        "file.rehearse",
        ("f4",),
        "Rehearse",
        "rehearse",
        "file",
        "Play the saved challenge with made-up people",
    ),
    Action(
        "file.apply",
        ("f9",),
        "Launch",
        "apply",
        "file",
        "Launch the saved challenge; one that runs goes on by its file",
        writes=True,
    ),
    Action("file.next", ("f8",), "Next problem", "jump(1)", "file", "To the next problem in the text"),
    Action(
        "file.previous",
        ("shift+f8",),
        "Problem before",
        "jump(-1)",
        "file",
        "To the problem before in the text",
    ),
    Action("file.keys", ("f1",), "Keys", "keys", "file", "The keys of this screen", shown=True),
    Action(
        "problems.open", ("enter",), "Go there", "select", "problems", "Put the cursor where the problem is"
    ),
    Action(
        "examples.insert",
        ("enter",),
        "Insert",
        "select",
        "examples",
        "Insert the example below the cursor",
        writes=True,
    ),
    Action(
        "leave.save",
        ("s",),
        "Save and leave",
        "choose('save')",
        "leave",
        "Save the file, then leave",
        writes=True,
    ),
    Action(
        "leave.keep",
        ("k",),
        "Leave, keep for later",
        "choose('keep')",
        "leave",
        "Leave; what is not saved waits here",
        writes=True,
    ),
    Action(
        "leave.discard",
        ("x",),
        "Leave, discard",
        "choose('discard')",
        "leave",
        "Leave without what is not saved",
        writes=True,
    ),
    Action("leave.close", ("escape",), "Stay", "close", "leave", "Go on editing", shown=True),
    Action(
        "clash.over",
        ("o",),
        "Save mine over it",
        "choose('over')",
        "clash",
        "Put your text in place of the other",
        writes=True,
    ),
    Action(
        "clash.theirs",
        ("t",),
        "Take the other",
        "choose('theirs')",
        "clash",
        "Show the other text; Ctrl+Z goes back",
    ),
    Action(
        "clash.beside",
        ("b",),
        "Save mine beside it",
        "choose('beside')",
        "clash",
        "Save your text as a new challenge",
        writes=True,
    ),
    Action(
        "clash.close", ("escape",), "Go on", "close", "clash", "Go on editing; nothing is saved", shown=True
    ),
)
