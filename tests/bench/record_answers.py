"""Records what the commands of a checkout answer, so that two checkouts can be compared byte for byte.

    python tests/bench/record_answers.py CHECKOUT/.venv/bin/moonwalk FOLDER

writes one file for each answer: the command, its exit code, stdout and stderr. The clock is stopped for every
command, people and entries are made up with fixed seeds, and paths are written as `<work>` and `<checkout>`.
Two recordings, made with this script of one checkout, are compared with `diff -r`.

Launching chooses a seed with `secrets.randbits`, which here always returns the same number: the only part of
the program that is replaced. Milliseconds of loading plugins, and the names that messages have as files, are
written as `#`.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

SEED = 20_270_104
JSON, TEXT = "json", "txt"
ENVIRONMENT = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "100", "LOGNAME": "somebody", "USER": "somebody"}


@dataclass
class Recorder:
    """Runs commands in this process on one workspace and writes down each answer.

    `form` says whether every command that has `--json` is asked for it, or all are asked for text.
    """

    group: click.Group
    folder: Path
    work: Path
    form: str
    now: str = "2026-12-28T09:00"
    numbers: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)

    def ask(self, *arguments: str, before: tuple[str, ...] = ()) -> Result:
        """Runs a command on the workspace; its answer becomes a file with the command's name and a number."""
        can = self.form == JSON and self._prints_json(arguments)
        return self._run([*before, *arguments, *(["--json"] if can else [])], arguments)

    def ask_csv(self, *arguments: str) -> None:
        """Asks for a table as CSV, in the recording of text."""
        if self.form == TEXT:
            self._run([*arguments, "--csv"], arguments)

    def data(self, *arguments: str) -> Result:
        """Asks for JSON whatever the form is, and records nothing: for what later commands need."""
        return self._invoke([*arguments, "--json"])

    def _run(self, line: list[str], arguments: tuple[str, ...]) -> Result:
        result = self._invoke(line)
        name = "-".join(word for word in arguments[:2] if word.replace("_", "").isalnum())
        self.numbers[name] += 1
        path = self.folder / f"{name}-{self.numbers[name]:02}.{self.form}"
        path.write_text(self._answer(line, result), encoding="utf-8", newline="\n")
        return result

    def _invoke(self, line: list[str]) -> Result:
        where = [] if line[0] in ("init", "demo", "--help") else ["-w", str(self.work)]
        return CliRunner().invoke(self.group, [*where, "--now", self.now, *line])

    def _answer(self, line: list[str], result: Result) -> str:
        failure = ""
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            failure = f"--- exception\n{result.exception!r}\n"
            self.mistakes.append(f"{' '.join(line)}: {result.exception!r}")
        parts = (
            f"$ moonwalk --now {self.now} {' '.join(line)}\n",
            f"exit {result.exit_code}\n",
            f"{failure}--- stdout\n{result.stdout}--- stderr\n{result.stderr}",
        )
        return self._normalised("".join(parts), milliseconds="plugins" in line)

    def _normalised(self, text: str, milliseconds: bool) -> str:
        text = text.replace(str(self.work), "<work>").replace(str(checkout()), "<checkout>")
        # Messages in files have names of their own in every workspace.
        text = re.sub(r"\b[0-9a-f]{20}(?=/|\.txt)", "#", text)
        if milliseconds:
            text = re.sub(r'("milliseconds": )[\d.e-]+', r"\1#", text)
            text = re.sub(r" +\d+ ms|(?<=State) +(?=Load)", " #", text)
        return text

    def _prints_json(self, arguments: tuple[str, ...]) -> bool:
        command: click.Command | None = self.group
        names = list(arguments)
        while isinstance(command, click.Group) and names:
            inner = command.get_command(click.Context(command), names[0])
            if inner is None:
                break
            command, names = inner, names[1:]
        return command is not None and any("--json" in one.opts for one in command.params)


def checkout() -> Path:
    """The folder of the checkout whose program runs: three above its `python`."""
    return Path(sys.executable).absolute().parents[2]


def record(folder: Path) -> list[str]:
    """Records every answer below `folder`; the mistakes of the program that came up.

    Scenarios know nothing of one another, so there is one process for each core.
    """
    import scenarios

    names = [name for name, _ in scenarios.all_of(checkout())]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
        mistakes = processes.map(partial(record_scenario, folder), names)
        return [mistake for some in mistakes for mistake in some]


def record_scenario(folder: Path, name: str) -> list[str]:
    """Plays one scenario for JSON and, where that shows more, again for text; the program's mistakes."""
    import scenarios

    from moonwalk.cli import build

    secrets.randbits = lambda bits: SEED % 2**bits
    play = dict(scenarios.all_of(checkout()))[name]
    answers = folder / name
    answers.mkdir(parents=True)
    mistakes = []
    for form in (JSON, TEXT) if name in scenarios.ALSO_AS_TEXT else (JSON,):
        with tempfile.TemporaryDirectory(prefix="moonwalk-answers-") as place:
            recorder = Recorder(build(), answers, Path(place).resolve() / name, form)
            play(recorder)
            mistakes += [f"{name}: {mistake}" for mistake in recorder.mistakes]
    return mistakes


def environment() -> Iterator[tuple[str, str]]:
    """The environment without what steers the program, with a fixed language, zone, width and account."""
    yield from ((name, value) for name, value in os.environ.items() if not name.startswith("MOONWALK_"))
    yield from ENVIRONMENT.items()


def main(arguments: list[str]) -> Any:
    """Records with the Python beside the program that is named, unless that is the one that runs."""
    if len(arguments) != 2:
        return f"Usage: {sys.argv[0]} CHECKOUT/.venv/bin/moonwalk FOLDER"
    if arguments[0] == "--inside":
        mistakes = record(Path(arguments[1]))
        return "\n".join(mistakes) if mistakes else None
    program, folder = Path(arguments[0]).absolute(), Path(arguments[1]).absolute()
    shutil.rmtree(folder, ignore_errors=True)
    python = program.with_name(f"python{program.suffix}")
    line = [str(python), str(Path(__file__).resolve()), "--inside", str(folder)]
    code = subprocess.run(line, env=dict(environment()), check=False).returncode
    print(f"{sum(1 for path in folder.rglob('*') if path.is_file())} answers in {folder}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
