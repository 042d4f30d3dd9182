"""Answers of use cases as the screen says them: with its keys, fields, days and signs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from moonwalk.tui.actions import ACTIONS
from moonwalk.tui.wording import FULL_MONTHS, FULL_WEEKDAYS, day_in_words, with_minus_signs

_ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "amend": "jobs.amend",
        "announce": "jobs.announce",
        "backup": "jobs.backup",
        "board": "go.board",
        "channels": "go.settings",
        "check": "go.file",
        "close": "jobs.close",
        "doctor": "jobs.examine",
        "entries": "go.entries",
        "entries correct": "jobs.correct",
        "entries void": "jobs.void",
        "import": "jobs.import",
        "imports": "go.imports",
        "imports undo": "jobs.undo_import",
        "journal": "go.journal",
        "launch": "jobs.launch",
        "new": "jobs.new",
        "outbox": "go.outbox",
        "outbox approve": "jobs.let_go",
        "outbox cancel": "jobs.cancel",
        "outbox hold": "jobs.hold",
        "outbox release": "jobs.let_go",
        "outbox retry": "jobs.retry",
        "people export": "jobs.export_person",
        "people forget": "jobs.erase",
        "people import": "jobs.roster",
        "people join": "jobs.join",
        "people leave": "jobs.leave",
        "people list": "go.people",
        "people notices": "jobs.notices",
        "people pause": "jobs.pause",
        "people resume": "jobs.resume",
        "plugins": "go.plugins",
        "plugins approve": "jobs.approve",
        "prizes": "go.prizes",
        "redo": "go.journal",
        "reopen": "jobs.reopen",
        "rules": "go.rules",
        "simulate": "go.rehearsal",
        "teams draw": "jobs.draw",
        "teams list": "go.board",
        "teams put": "jobs.move",
        "templates": "go.templates",
        "tick": "jobs.send",
        "undo": "go.journal",
        "withdraw": "jobs.withdraw",
    }
)
"""The action that does on the screen what a command does, or shows what it shows."""

_WITHOUT_KEYS: Final = ("plugins accept", "plugins new", "plugins --again")
"""Commands that have no keys, though one that their name begins with has some."""

_NAMES: Final = "|".join(sorted(_ACTIONS, key=len, reverse=True))
_END: Final = r"(?=[.,;)]?\s*$|\)|[.,;] | -o )"
"""Where a command without quotation marks ends: at the end of a line or sentence, a bracket, an option."""

_KEYS: Final = rf"(?!(?:{'|'.join(_WITHOUT_KEYS)})\b)(?P<{{}}>{_NAMES})\b"
_COMMAND: Final = re.compile(
    rf"'moonwalk {_KEYS.format('quoted')}[^'\n]*'|\bmoonwalk {_KEYS.format('bare')}.*?{_END}", re.MULTILINE
)

_OPTION_OF_FILE: Final = r"(?<![\w-])-o (?P<option>\w+)(?P<value>='[^']*'|=[^\s),;]+)?"
_FIELDS: Final = (
    (re.compile(r"\b([Ll]eave) --from out\b"), r"\1 ‘From’ empty"),
    (re.compile(r"\bwith --from\b"), "in the field ‘From’"),
    (re.compile(r"--from (\S+)"), r"\1 in the field ‘From’"),
    (
        re.compile(r"\bwith --as, and its columns with -o\b"),
        "and its columns in the field ‘Options’, as in as=FORMAT",
    ),
    (re.compile(r"--as (\w+)"), r"as=\1 in the field ‘Options’"),
    (re.compile(rf"(?<= and \w) {_OPTION_OF_FILE}"), r", with \g<option>\g<value> in the field ‘Options’"),
    (re.compile(_OPTION_OF_FILE), r"\g<option>\g<value> in the field ‘Options’"),
    (re.compile(r": --reason TEXT\b"), " in the field ‘Why’"),
    (re.compile(r"--sheet names\b"), "sheet=NAME in the field ‘Options’ reads"),
    (re.compile(r"--explain shows\b"), "F2 shows"),
    (re.compile(r": --reveal \"REASON\""), ", press e on the person"),
    (re.compile(r"'--for organisers' shows it\b"), "Your own view shows it"),
    (re.compile(r"'moonwalk why' shows\b"), "Enter on a person shows"),
    (
        re.compile(r", take it off the list 'without' in the settings, or leave out --without\b"),
        ": g and x, then d and L",
    ),
)
"""Options of commands, and what stands for them in the forms of the screen."""

_WEEKDAYS: Final = "|".join(name.capitalize() for name in FULL_WEEKDAYS)
_DAY: Final = re.compile(
    r"(?P<key>'\w+: [^'\n]*'|\{[^{}\n]*\})"  # what a file says stays as the file has it
    rf"|(?<![\w./\\:=‘“'\"-])(?:(?:{_WEEKDAYS}),? )?"
    rf"(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<day>\d{{1,2}}) (?P<month>{'|'.join(FULL_MONTHS)}) (?P<year>\d{{4}}))"
    r"(?:,? (?P<time>\d\d:\d\d)(?!:))?(?![\w/\\’”'\"-]|\.\w)"
)

_BEGINS_FILE: Final = re.compile(r"[/\\][^\s/\\]")
_PART_OF_PATH: Final = re.compile(r"[\w./\\-]")


def on_screen(sentence: str, today: date, job: str = "", folder: Path | None = None) -> str:
    """A sentence with the keys, fields, days and minus signs of the screen; `job` is the one that is open.

    Files of the workspace in `folder` are named from there on.
    """
    said = with_minus_signs(with_days(with_keys(sentence, job), today))
    return said if folder is None else within_folder(said, folder)


def within_folder(sentence: str, folder: Path) -> str:
    """The sentence with files in a folder named from there on: `challenges/spring.yaml:3:1`."""
    for whole in sorted({str(folder), str(folder.resolve())}, key=len, reverse=True):
        said, *parts = sentence.split(whole) if Path(whole).is_absolute() else [sentence]
        for part in parts:
            is_file_in_it = _BEGINS_FILE.match(part) and not _PART_OF_PATH.match(said[-1:])
            said += part[1:] if is_file_in_it else whole + part
        sentence = said
    return sentence


def with_keys(sentence: str, job: str = "") -> str:
    """The sentence with keys, such as "d and d", for commands that have some; with fields for options.

    A command that does what the open `job` does is "in this form".
    """
    said = _COMMAND.sub(lambda match: _keys(match["quoted"] or match["bare"], job), sentence)
    for option, field in _FIELDS:
        said = option.sub(field, said)
    return said


def _keys(command: str, job: str) -> str:
    wanted = _ACTIONS[command]
    if job and wanted == f"jobs.{job}":
        return "in this form"
    before = "go.open" if wanted.startswith("go.") else "jobs.open"
    keys = {action.id: action.keys_in_words for action in ACTIONS if action.id in (before, wanted)}
    return f"{keys[before]} and {keys[wanted]}"


def with_days(sentence: str, today: date) -> str:
    """The sentence with its days and moments as the screen writes them: "Tue 1 Dec 12:00".

    A day of another year has its year. What a file or its name holds stays as it is.
    """

    def written(match: re.Match[str]) -> str:
        with suppress(ValueError):
            if match["key"] is None:
                parts = (day_in_words(_day(match), today), match["time"])
                return " ".join(filter(None, parts))
        return match[0]

    return _DAY.sub(written, sentence)


def _day(match: re.Match[str]) -> date:
    """The day that was written in figures or in full. ValueError where there is no such day."""
    if match["iso"]:
        return date.fromisoformat(match["iso"])
    return date(int(match["year"]), FULL_MONTHS.index(match["month"]) + 1, int(match["day"]))
