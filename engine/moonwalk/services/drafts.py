"""Challenge files, read and checked as they are now, in a workspace or anywhere else."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from pathlib import Path

from moonwalk.api.problems import Problem, did_you_mean
from moonwalk.definitions import Challenge, RosterColumns, print_full, read_file, rules_in_words
from moonwalk.registry import Registry
from moonwalk.scoring.facts import NEVER
from moonwalk.services.errors import Refused
from moonwalk.services.launched import has_begun
from moonwalk.services.plugin_pins import code_changes
from moonwalk.services.workspace import CHALLENGES, FILE_NAME, Workspace, load_settings
from moonwalk.store import launches, pins
from moonwalk.store.database import Reader


def draft_names(ws: Workspace) -> tuple[str, ...]:
    """The names of the workspace's challenge files."""
    return tuple(sorted(path.stem for path in ws.challenges.glob("*.yaml")))


def draft_path(ws: Workspace, name: str) -> Path:
    """The file of a challenge. Refused where the workspace has none of this name."""
    known = draft_names(ws)
    if name not in known:
        has = f"It has: {', '.join(known)}." if known else "It has none yet; start one with 'moonwalk new'."
        raise Refused(f"There is no challenge '{name}' in {ws.challenges}.{did_you_mean(name, known)} {has}")
    return ws.challenges / f"{name}.yaml"


def check_known(ws: Workspace, db: Reader, name: str) -> None:
    """Refused where a challenge is neither launched nor a file of the workspace."""
    if name not in launches.names(db):
        draft_path(ws, name)


def read_draft(
    ws: Workspace, name: str, starts: date | None = None, roster: RosterColumns | None = None
) -> tuple[Challenge, tuple[Problem, ...]]:
    """A challenge file without errors, and its warnings. Refused with all problems otherwise.

    `roster` is what it may name of one; None: anything.
    """
    path = draft_path(ws, name)
    reading = read_file(path, ws.plugins, starts, roster)
    if reading.challenge is None:
        raise Refused(f"{path} has problems. Nothing was changed. Fix them first:", reading.problems)
    return reading.challenge, reading.problems


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file and its problems; `full` and `words` print what it means, empty where it has errors."""

    path: str
    title: str
    problems: tuple[Problem, ...]
    full: str = ""
    words: str = ""

    @property
    def failed(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity == "error" for problem in self.problems)


def check_file(
    path: Path, plugins: Registry, roster: RosterColumns | None = None, full: bool = True
) -> CheckedFile:
    """Everything that is wrong with one file, and what it means if nothing is, where that is wanted (`full`).

    Rules of strangers are tried on made-up people.

    `roster` is what it may name of one; None: anything.
    """
    reading = read_file(path, plugins, roster=roster)
    if reading.challenge is None:
        return CheckedFile(str(path), path.stem, reading.problems)
    trial = problems_of_strangers(reading.challenge, plugins)
    checked = CheckedFile(str(path), reading.challenge.title, (*reading.problems, *trial))
    if checked.failed or not full:
        return checked
    printed, words = print_full(reading.challenge, plugins), rules_in_words(reading.challenge, plugins)
    return replace(checked, full=printed, words=words)


def check_settings(folder: Path, plugins: Registry) -> tuple[CheckedFile, ...]:
    """The settings of a workspace where something is wrong with its channels; nothing where all is well."""
    named = load_settings(folder).channels or ()
    doubtful = [
        channel for channel in named if channel.keys.entries or not plugins.needs_no_keys(channel.name)
    ]
    if not doubtful:
        return ()
    # Most workspaces have no channel with keys, and their check need not wait for what is about messages.
    from moonwalk.services.channels import settings_problems

    problems = settings_problems(folder, plugins, doubtful)
    return (CheckedFile(str(folder / FILE_NAME), FILE_NAME, problems),) if problems else ()


def problems_of_strangers(challenge: Challenge, plugins: Registry) -> tuple[Problem, ...]:
    """What happens when a challenge is scored with made-up people, where plugins of strangers take part."""
    if not plugins.has_strangers:
        return ()
    # Most files need no scoring to be checked.
    from moonwalk.services.rule_trial import trial_problems

    return trial_problems(challenge, plugins)


def changed_text(ws: Workspace, db: Reader, name: str) -> str:
    """What to say of a challenge whose file is another than it was launched with; nothing where it is not.

    Blanks at the ends of lines and empty lines at the end change nothing, and neither does a missing file.
    """
    record = launches.newest(db, name, NEVER)
    if record is None:
        return ""
    try:
        data = (ws.challenges / f"{name}.yaml").read_bytes()
    except OSError:
        return ""
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    # Nearly always the very text, for which no line need be looked at.
    if text == record.text:
        return ""
    now, launched = _lines(text), _lines(record.text)
    if now == launched:
        return ""
    pairs = enumerate(zip_longest(now, launched), 1)
    line = next(number for number, (new, old) in pairs if new != old)
    return (
        f"challenges/{name}.yaml was changed after its launch, first in line {line}. The challenge goes by "
        f"the text of its launch, so the change has no effect yet. Put it back, or {_remedy(ws, db, name)}"
    )


def _remedy(ws: Workspace, db: Reader, name: str) -> str:
    if has_begun(ws, db, name):
        return f"see what it would change, and let it apply: moonwalk amend {name} --reason WHY"
    return f"launch it as it is now: moonwalk withdraw {name}, then moonwalk launch {name}"


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def changed_files(ws: Workspace, paths: Sequence[Path]) -> Mapping[Path, str]:
    """What to say about files of launched challenges that have changed, or the code that scores them."""
    sentences = {}
    own = [path for path in paths if path.resolve().parent == ws.challenges.resolve()]
    # Files can be checked beside a database that is missing or damaged; whatever needs it says so.
    with suppress(Refused), ws.database() as db:
        for path in own:
            text = changed_text(ws, db, path.stem)
            if text:
                sentences[path] = text
            if code_changes(pins.of_challenge(db, path.stem), ws.plugins):
                # Nearly always nothing has changed, and nothing is to be scored.
                from moonwalk.services.plugin_changes import changed_code

                changed = changed_code(ws, db, path.stem)
                sentences[path] = f"{text} {changed.sentence if changed else ''}".strip()
    return sentences


def files_to_check(named: tuple[str, ...], folder: Path | None) -> tuple[Path, ...]:
    """The files meant by paths or names; every challenge of the workspace in `folder` if none is named."""
    if not named:
        return tuple(sorted((folder / CHALLENGES).glob("*.yaml"))) if folder else ()
    return tuple(_meant(name, folder) for name in named)


def _meant(name: str, folder: Path | None) -> Path:
    path = Path(name)
    if path.exists() or folder is None:
        return path
    inside = folder / CHALLENGES / f"{name}.yaml"
    return inside if inside.is_file() else path
