"""Where the passphrase of a backup comes from: a variable, a file, or the keyboard; never an argument.

What stands in an argument is in the history of the shell, and in the list of processes for everyone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from moonwalk.api.field_secrets import SecretReference
from moonwalk.api.problems import FieldError
from moonwalk.cli.terminal import ask_secret
from moonwalk.services.backups.encryption import ENCRYPTED_ENDING, is_encrypted
from moonwalk.services.errors import Refused
from moonwalk.services.secrets import fetch_secret

Function = TypeVar("Function", bound=Callable[..., Any])

VARIABLE: Final = "MOONWALK_PASSPHRASE"


def passphrase_option(function: Function) -> Function:
    """The option `--passphrase-file`."""
    return click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path),
        metavar="PATH",
        help=f"A file with the passphrase, which only you can read. Otherwise: {VARIABLE}, or you are asked.",
    )(function)


def passphrase_for_new(file: Path, encrypt: bool, passphrase_file: Path | None) -> str:
    """The passphrase of a backup to be made, typed twice where it is typed; empty where none is wanted."""
    if not (encrypt or passphrase_file or file.name.endswith(ENCRYPTED_ENDING)):
        return ""
    return _elsewhere(passphrase_file) or _typed("Passphrase of the backup", twice=True)


def passphrase_of(file: Path, passphrase_file: Path | None) -> str:
    """The passphrase of a backup that is there; empty where it needs none."""
    if not is_encrypted(file):
        return ""
    return _elsewhere(passphrase_file) or _typed(f"Passphrase of {file.name}", twice=False)


def _elsewhere(passphrase_file: Path | None) -> str:
    """What stands in the file, else in the variable; Refused where the file cannot be used."""
    if passphrase_file is None:
        return os.environ.get(VARIABLE, "")
    try:
        return fetch_secret(SecretReference(file=str(passphrase_file)), Path.cwd(), os.environ)
    except FieldError as error:
        raise Refused(f"There is no passphrase: {error} Nothing was changed.") from error


def _typed(question: str, twice: bool) -> str:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Refused(
            "A passphrase is needed, and there is no terminal to ask for it. Nothing was changed. Set the "
            f"environment variable {VARIABLE}, or name a file: --passphrase-file PATH"
        )
    return ask_secret(question, twice)
