"""Challenge files checked, whether in a workspace or anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moonwalk.api.problems import Problem
from moonwalk.definitions import print_full, read_file, rules_in_words
from moonwalk.host import Plugins
from moonwalk.runs.workspace import CHALLENGES


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


def check_file(path: Path, plugins: Plugins) -> CheckedFile:
    """Everything that is wrong with one file, and what it means if nothing is."""
    reading = read_file(path, plugins)
    if reading.challenge is None:
        return CheckedFile(str(path), path.stem, reading.problems)
    full, words = print_full(reading.challenge, plugins), rules_in_words(reading.challenge, plugins)
    return CheckedFile(str(path), reading.challenge.title, reading.problems, full, words)


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
