"""Answers on the screen name keys and fields where commands are named elsewhere, and write days its way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from moonwalk.cli.main import COMMANDS
from moonwalk.tui.actions import ACTIONS
from moonwalk.tui.sentences import _ACTIONS, on_screen, with_days, with_keys, within_folder

ROOT: Final = Path(__file__).parents[2]
LAYERS: Final = ("engine/moonwalk/services", "engine/moonwalk/definitions", "engine/moonwalk/registry")
TODAY: Final = date(2026, 11, 29)

WITHOUT_KEYS: Final = {
    *(
        "demo",
        "engines",
        "init",
        "links",
        "people give-up",
        "plugins accept",
        "plugins new",
    ),
    *("plugins --again", "restore", "verify"),
}
"""Commands that answers name and the screen has no key for."""

OF_COMMANDS_ONLY: Final = {
    *(
        "--as-file",
        "--cards",
        "--compare",
        "--encrypt",
        "--engine",
        "--for",
        "--in",
        "--of",
        "--people",
        "--person",
    ),
    *("--since", "--team", "--to", "--upgrade", "--workspace"),
}
"""Options that answers name to whoever used the command, or for what has no field on the screen."""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("26 people without a team yet: moonwalk teams draw spring", "26 people without a team yet: d and d"),
        (
            "Nobody is called Ada. 'moonwalk people list' shows all.",
            "Nobody is called Ada. g and p shows all.",
        ),
        ("The roster is empty: moonwalk people import FILE.", "The roster is empty: d and r."),
        (
            "It may move (moonwalk launch spring --start DATE), or go (moonwalk withdraw spring). Or not.",
            "It may move (d and l), or go (d and w). Or not.",
        ),
        ("To accept it: moonwalk plugins accept spring", "To accept it: moonwalk plugins accept spring"),
        (
            "To keep another, import again with -o keep='NAME'.",
            "To keep another, import again with keep='NAME' in the field ‘Options’.",
        ),
        (
            "Keep it: moonwalk people import FILE -o keep='A b'",
            "Keep it: d and r, with keep='A b' in the field ‘Options’",
        ),
        ("It lacks who (-o who=...).", "It lacks who (who=... in the field ‘Options’)."),
        ("Leave --from out, or: --from fri", "Leave ‘From’ empty, or: fri in the field ‘From’"),
    ],
)
def test_a_command_becomes_the_keys_that_do_the_same(said: str, shown: str) -> None:
    assert with_keys(said) == shown


def test_a_command_that_does_what_the_open_form_does_is_not_sent_elsewhere() -> None:
    said = "It has no first day. Give it one: moonwalk launch spring --start DATE"
    assert with_keys(said, "launch") == "It has no first day. Give it one: in this form"


def test_every_command_and_every_action_that_is_named_exists() -> None:
    assert {command.split()[0] for command in _ACTIONS} <= {name for name, *_ in COMMANDS}
    assert set(_ACTIONS.values()) <= {action.id for action in ACTIONS}


def _texts(tree: ast.AST) -> Iterator[str]:
    """The texts of a module, each with `X` for what is filled in; without what documents it."""
    parts = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    } | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in parts:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)


def test_no_answer_names_a_command_or_an_option_where_the_screen_has_a_key_or_a_field() -> None:
    commands, options = set(), set()
    known = "|".join(sorted(WITHOUT_KEYS, key=len, reverse=True))
    for file in (file for layer in LAYERS for file in (ROOT / layer).rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        if not re.search(r"moonwalk [a-z]|[ '(]-o |[ '(]--[a-z]", source):
            continue
        for said in map(with_keys, _texts(ast.parse(source))):
            named = re.search(rf"moonwalk ({known}|[a-z]+)", said)
            commands |= {named[1]} if named else set()
            rest = said if named is None else said[: named.start()]
            options |= set(re.findall(r"(?<![\w-])(?:--[a-z][\w-]+|-o\b)", rest))
    assert commands == WITHOUT_KEYS
    assert options == OF_COMMANDS_ONLY


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Figures of 2026-11-24 12:00. Next: 2026-12-01 12:00.",
            "Figures of Tue 24 Nov 12:00. Next: Tue 1 Dec 12:00.",
        ),
        (
            "2026-11-30 to 2026-12-06 can be logged until Tuesday, 2026-12-08 12:00 (Europe/Berlin).",
            "Mon 30 Nov to Sun 6 Dec can be logged until Tue 8 Dec 12:00 (Europe/Berlin).",
        ),
        ("Open until Tuesday, 12 January 2027, 12:00 (UTC)", "Open until Tue 12 Jan 2027 12:00 (UTC)"),
        (
            "Write 'starts: 2026-12-01' into a-2026-12-01.csv",
            "Write 'starts: 2026-12-01' into a-2026-12-01.csv",
        ),
        ("It says: sending: {holidays: [2026-12-25]}.", "It says: sending: {holidays: [2026-12-25]}."),
        ("2026-13-01 is no day.", "2026-13-01 is no day."),
    ],
)
def test_days_are_written_as_everywhere_on_the_screen_and_a_file_keeps_its_own(said: str, shown: str) -> None:
    assert with_days(said, TODAY) == shown


def test_a_sentence_has_keys_days_and_signs_of_the_screen() -> None:
    said = "-2.5 since 2026-11-01: moonwalk tick"
    assert on_screen(said, TODAY) == "−2.5 since Sun 1 Nov: d and s"


def test_files_of_the_workspace_are_named_from_its_folder_on(tmp_path: Path) -> None:
    folder = tmp_path / "wellness 2026"
    file = folder / "challenges" / "spring.yaml"
    said = f"{file}:3:1: no such rule. '{file}' and ({folder}/a.csv) stay; {tmp_path}/b.csv is elsewhere."
    assert within_folder(said, folder) == (
        "challenges/spring.yaml:3:1: no such rule. 'challenges/spring.yaml' and (a.csv) stay; "
        f"{tmp_path}/b.csv is elsewhere."
    )
    for other in (f"/mnt{file}", f"{folder}-old/a.csv", f"In {folder}/ is nothing.", str(folder)):
        assert within_folder(other, folder) == other
    assert within_folder("./a.csv", Path()) == "./a.csv"
    assert on_screen(f"{file}: 3 Mar", TODAY, folder=folder) == "challenges/spring.yaml: 3 Mar"
