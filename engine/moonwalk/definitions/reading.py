"""From a file to a challenge, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from moonwalk.api.problems import Place, Problem
from moonwalk.definitions.building import build
from moonwalk.definitions.challenge import Challenge
from moonwalk.definitions.checks import check, check_again
from moonwalk.definitions.composing import compose
from moonwalk.definitions.drafting import draft_of
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.guard import MOST_BYTES, text_of
from moonwalk.host import Plugins


@dataclass(frozen=True)
class Reading:
    """What came of reading a file: a challenge unless there is an error among the problems."""

    challenge: Challenge | None
    problems: tuple[Problem, ...]


def read_challenge(data: bytes, path: str, plugins: Plugins, starts: date | None = None) -> Reading:
    """The challenge in these bytes. `path` is for messages; `starts` replaces the first day, if given."""
    findings = Findings()
    challenge = _read(data, path, plugins, starts, findings)
    return Reading(None if findings.failed else challenge, findings.sorted())


def read_launched(text: str, path: str, plugins: Plugins, starts: date | None = None) -> Reading:
    """The challenge in a text that was read without an error before, held against the plugins of today.

    Only what plugins can have changed is checked again, so there are no warnings.
    """
    findings = Findings()
    challenge = _read(text.encode(), path, plugins, starts, findings, launched=True)
    return Reading(None if findings.failed else challenge, findings.sorted())


def _read(
    data: bytes,
    path: str,
    plugins: Plugins,
    starts: date | None,
    findings: Findings,
    launched: bool = False,
) -> Challenge | None:
    text = text_of(data, path, findings)
    root = None if text is None else compose(text, path, findings)
    if text is None or root is None:
        return None
    draft = draft_of(root, path, plugins, findings)
    if draft is None:
        return None
    if launched:
        check_again(draft, starts, findings)
    else:
        check(draft, plugins, starts, findings)
    return None if findings.failed else build(draft, text, starts)


def read_file(path: Path, plugins: Plugins, starts: date | None = None) -> Reading:
    """The challenge in a file; a problem where it cannot be opened."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return _unread(path, "there is no such file. Start one with: moonwalk new NAME --from TEMPLATE")
    except IsADirectoryError:
        return _unread(path, "this is a folder. Name a file in it.")
    except OSError as wrong:
        if path.is_dir():
            return _unread(path, "this is a folder. Name a file in it.")
        return _unread(path, f"the file cannot be read: {wrong.strerror or wrong}. Check who may read it.")
    return read_challenge(data, str(path), plugins, starts)


def _unread(path: Path, message: str) -> Reading:
    return Reading(None, (Problem(message, Place(str(path), 1, 1)),))
