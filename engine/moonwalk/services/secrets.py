"""Secrets of channels: fetched where the settings say, and taken out of every text that is shown or kept."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final
from urllib.parse import quote

from moonwalk.api.field_secrets import HIDDEN, SecretReference
from moonwalk.api.problems import FieldError
from moonwalk.services.workspace import CHALLENGES, MESSAGES, PLUGINS

_IN_BACKUPS: Final = (CHALLENGES, MESSAGES, PLUGINS)
KEYRING: Final = "moonwalk"
"""The name under which a keyring keeps what is ours."""

_MOST_BYTES: Final = 64 * 1024
_FEWEST: Final = 4
"""Letters of a secret at the end of a shortened text that are worth hiding."""


def fetch_secret(reference: SecretReference, folder: Path, environment: Mapping[str, str]) -> str:
    """The text of a secret. FieldError, which never holds it, where it cannot be had or others can read it.

    A path is taken from the workspace's folder; the line end at the end of a file does not count.
    """
    if reference.keyring:
        return _entry(reference.keyring)
    if not reference.env:
        path = folder / reference.file
        _check_place(path, folder)
        return _content(path)
    text = environment.get(reference.env, "")
    if not text:
        raise FieldError(f"the environment variable {reference.env} is not set where this program runs.")
    return text


def _entry(name: str) -> str:
    """The password of an entry, as `keyring set moonwalk NAME` has put it there."""
    try:
        # Loaded only where a secret is kept there: it looks for the keyrings of every system.
        keyring = import_module("keyring")
    except ImportError:
        raise FieldError("keyrings need a package. Install it: pip install 'moonwalk[keyring]'") from None
    try:
        text = keyring.get_password(KEYRING, name)
    except keyring.errors.KeyringError as error:
        why = type(error).__name__
        raise FieldError(
            f"the keyring of this system does not open where this program runs ({why})."
        ) from None
    if not text:
        raise FieldError(f"the keyring has no entry {name}. Put it there: keyring set {KEYRING} {name}")
    return str(text)


def _content(path: Path) -> str:
    try:
        # A pipe would keep the program waiting for somebody to write to it. Windows has none in folders.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise FieldError(f"{path} is not a file.")
            if os.name == "posix" and mode & 0o077:
                raise FieldError(f"others on this computer may read {path}. Run: chmod 600 {path}")
            text = file.read(_MOST_BYTES).decode("utf-8-sig").rstrip("\r\n")
    except FileNotFoundError:
        raise FieldError(f"there is no file {path}. Write the secret there.") from None
    except UnicodeDecodeError:
        raise FieldError(f"{path} is not text in UTF-8.") from None
    except OSError as error:
        raise FieldError(f"{path} cannot be read: {error.strerror or error}.") from None
    if not text:
        raise FieldError(f"{path} is empty. Write the secret there.")
    return text


def _check_place(path: Path, folder: Path) -> None:
    """FieldError for a file in a folder of which backups are made: they would hold the secret."""
    # A link may lead there as well.
    places = (path.absolute(), path.resolve())
    tops = [top / part for top in (folder.absolute(), folder.resolve()) for part in _IN_BACKUPS]
    if any(place.is_relative_to(top) for place in places for top in tops):
        raise FieldError(
            f"{path} is in a folder that goes into backups, where a secret does not belong. "
            "Move it, for example to secrets/."
        )


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """The text with `***` in place of each secret, also where it was cut off or stands in a URL."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        lines = secret.split("\n") if "\n" in secret else []
        spellings = {
            secret,
            quote(secret),
            quote(secret, safe=""),
            " ".join(secret.split()),
            repr(secret)[1:-1],
        }
        for spelling in sorted(
            spellings | {line for line in lines if len(line) > _FEWEST}, key=len, reverse=True
        ):
            if spelling:
                text = _hidden(text, spelling)
    return text


def _hidden(text: str, secret: str) -> str:
    text = text.replace(secret, HIDDEN)
    if text.endswith("..."):
        # What a plugin says is shortened, perhaps in the middle of a secret.
        for length in range(len(secret) - 1, _FEWEST - 1, -1):
            if text[:-3].endswith(secret[:length]):
                return f"{text[: -3 - length]}{HIDDEN}..."
    return text
