"""`moonwalk check`."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import partial

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import left_out, workspace_if_any
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.terminal import put, put_lines, say
from moonwalk.cli.watching import SavedFiles
from moonwalk.services.drafts import (
    CheckedFile,
    changed_files,
    check_file,
    check_settings,
    files_to_check,
)
from moonwalk.services.errors import Refused
from moonwalk.services.roster.named_columns import columns_in_folder
from moonwalk.services.wording import counted
from moonwalk.services.workspace import load_plugins


@click.command(short_help="Show every problem of challenge files at once.")
@click.argument("named", nargs=-1, metavar="[FILE...]")
@click.option("--full", is_flag=True, help="Also print every default, and the rules in words.")
@click.option("--watch", is_flag=True, help="Go on, and check a file again whenever it is saved.")
@as_json
@click.pass_obj
def check_command(session: Session, named: tuple[str, ...], full: bool, watch: bool, json_: bool) -> None:
    """Show every problem of challenge files, with its place and a way out.

    FILE is a path, or the name of a challenge of the workspace; without one, all of them are checked, and
    the settings as well.
    Exits with 1 if any file has an error; with --watch, when Ctrl+C is pressed.
    """
    if watch and json_:
        raise click.UsageError("--watch prints as it goes, and --json one answer. Choose one of them.")
    ws = workspace_if_any(session)
    folder = ws.folder if ws else None
    plugins = ws.plugins if ws else load_plugins(left_out(session))
    paths = files_to_check(named, folder)
    if not paths:
        raise Refused("There is nothing to check. Name a file, or run this in a workspace with challenges.")
    roster = columns_in_folder(folder)
    # Before the first check: what is saved while that goes on is to be checked as well.
    saves = SavedFiles(partial(files_to_check, named, folder))
    checked = [check_file(path, plugins, roster, full) for path in paths]
    changed = {str(path): words for path, words in (changed_files(ws, paths) if ws else {}).items()}
    if folder and not named:
        checked = [*check_settings(folder, plugins), *checked]
    if json_:
        print_json([{**_as_json(file), "changed": changed.get(file.path, "")} for file in checked])
    else:
        for file in checked:
            _print(file, full)
            if file.path in changed:
                put(f"{file.path}: {changed[file.path]}")
    if watch:
        with suppress(KeyboardInterrupt):
            for saved in saves:
                for path in saved:
                    _print(check_file(path, plugins, roster, full), full)
    elif any(file.failed for file in checked):
        sys.exit(1)


def _print(file: CheckedFile, full: bool) -> None:
    for problem in file.problems:
        put(str(problem))
    errors = sum(problem.severity == "error" for problem in file.problems)
    warnings = len(file.problems) - errors
    say(f"{file.path}: {_count(errors, 'error')}, {_count(warnings, 'warning')}.")
    if full and file.full:
        put_lines(file.full)
        put_lines(file.words)


def _count(number: int, what: str) -> str:
    return counted(number, what) if number else f"no {what}s"


def _as_json(file: CheckedFile) -> dict[str, object]:
    return {
        "file": file.path,
        "title": file.title,
        "problems": [
            {
                "line": problem.place.line,
                "column": problem.place.column,
                "severity": problem.severity,
                "message": problem.message,
            }
            for problem in file.problems
        ],
    }
