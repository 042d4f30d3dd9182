"""The actions after `d`, each with its letter. What each of them does is in `jobs`."""

from __future__ import annotations

from typing import Final

from moonwalk.tui.action_types import Action


def _job(name: str, key: str, label: str, help_: str) -> Action:
    return Action(f"jobs.{name}", (key,), label, f"do('{name}')", "jobs", help_, writes=True)


JOB_ACTIONS: Final[tuple[Action, ...]] = (
    _job("new", "n", "New challenge", "Start a challenge from a ready one"),
    _job("launch", "l", "Launch", "Make the challenge go live, or move its first day"),
    _job("withdraw", "w", "Withdraw", "Take the launch back before the first day"),
    _job(
        "amend",
        "t",
        "Change rules",
        "Let the challenge go on by its file as it is now",
    ),
    _job("hand_out", "h", "Hand out", "Write the results and certificates of a challenge that is over"),
    _job("cards", "P", "Cards", "Write cards with people's links to their own page, or codes for a kiosk"),
    _job("close", "c", "Close", "Freeze the results of a challenge that is over"),
    _job("reopen", "o", "Reopen", "Open a closed challenge again"),
    _job("draw", "d", "Draw teams", "Put everyone without a team into one, by lot"),
    _job("join", "j", "Sign up", "Sign somebody up for the challenge"),
    _job("leave", "q", "Sign off", "Take somebody out of the challenge"),
    _job("move", "m", "Move", "Put somebody into another team"),
    _job("pause", "p", "Pause", "Pause somebody from one day to another"),
    _job("resume", "e", "End pause", "End somebody's pause"),
    _job("correct", "k", "Correct", "Put a corrected entry in the place of the one under the cursor"),
    _job("void", "v", "Void", "Take the entry under the cursor out of everything"),
    _job("undo_import", "u", "Undo import", "Take the import under the cursor back"),
    _job("retry", "a", "Try again", "Let the message under the cursor, or all marked, be tried again"),
    _job("cancel", "x", "Cancel", "Keep the message under the cursor, or all marked, from being sent"),
    _job("hold", "W", "Hold", "Have the message under the cursor, or all marked, wait for you"),
    _job("let_go", "g", "Let go", "Let messages be sent that wait for you: those marked, or a challenge's"),
    _job("notices", "z", "Messages", "Choose which messages somebody gets, and by which channels"),
    _job("export", "y", "Export", "Write the table as it is filtered and sorted to a file"),
    _job("undo", "U", "Undo", "Take the newest decision back; on the journal, the one under the cursor"),
    _job("redo", "R", "Redo", "Do again what was taken back last"),
    _job("import", "i", "Import entries", "Bring in the entries of a file"),
    _job("roster", "r", "Import people", "Bring the roster in line with a file"),
    _job("send", "s", "Send", "Write and send the messages that are due"),
    _job("announce", "f", "Announce", "Send a message of your own to those who take part"),
    _job("try", "T", "Test to me", "Send one message by the channel under the cursor to yourself"),
    _job("sending", "H", "Sending hours", "When messages may reach people"),
    _job("setting", "S", "Change setting", "Give the setting under the cursor another value"),
    _job("approve", "A", "Approve", "Let this workspace load the plugin under the cursor"),
    _job("leave_out", "L", "Leave out", "Leave the plugin under the cursor out, or load it again"),
    _job("backup", "b", "Back up", "Save the whole workspace in one file"),
    _job("examine", "D", "Is all well?", "Look at data, backups, plugins and clocks"),
    _job("export_person", "X", "Export a person", "Write all that is kept about somebody to a file for them"),
    _job("erase", "E", "Erase a person", "Forget somebody for good, with all that is kept about them"),
    Action("jobs.dismiss", ("escape", "backspace"), "Close", "close", "jobs", "Close this bar", shown=True),
)
