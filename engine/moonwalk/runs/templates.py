"""The library of ready challenges, and challenges started from them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from moonwalk.api.wording import did_you_mean
from moonwalk.definitions import read_file
from moonwalk.host import Plugins
from moonwalk.runs.errors import Refused
from moonwalk.runs.workspace import Workspace

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Windows takes these for devices, whatever ending a file has.
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_DEVICES = frozenset({"con", "prn", "aux", "nul", *_PORTS})
_TITLE = re.compile(r"^challenge:.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A ready challenge. `problem` says why it cannot be used, if so."""

    name: str
    title: str
    about: str
    days: int
    problem: str = ""


def list_templates(plugins: Plugins) -> tuple[TemplateRow, ...]:
    """Every ready challenge that the installed plugins bring."""
    return tuple(_row(name, path, plugins) for name, path in sorted(_paths(plugins).items()))


def template_text(plugins: Plugins, name: str) -> str:
    """The text of a ready challenge. Refused where there is none of the name."""
    paths = _paths(plugins)
    if name not in paths:
        guess = did_you_mean(name, paths)
        raise Refused(f"There is no template '{name}'.{guess} 'moonwalk templates' lists them all.")
    return paths[name].read_text(encoding="utf-8")


def start_challenge(ws: Workspace, name: str, template: str, title: str = "") -> Path:
    """Writes a new challenge file from a template and returns its path. Refused where the file exists."""
    if not _NAME.fullmatch(name) or name in _DEVICES:
        raise Refused(f"'{name}' cannot be a file name. Use small letters, digits and '-': spring-walk.")
    text = template_text(ws.plugins, template)
    if title:
        text = _TITLE.sub(lambda _: f"challenge: {json.dumps(title, ensure_ascii=False)}", text, count=1)
    path = ws.challenges / f"{name}.yaml"
    try:
        ws.challenges.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(f"There is a file {path} already. It was left as it is. Choose another name.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def _paths(plugins: Plugins) -> dict[str, Path]:
    return {path.stem: path for folder in plugins.folders() for path in sorted(folder.glob("*.yaml"))}


def _row(name: str, path: Path, plugins: Plugins) -> TemplateRow:
    reading = read_file(path, plugins)
    if reading.challenge is None:
        return TemplateRow(name, name, "", 0, str(reading.problems[0]))
    challenge = reading.challenge
    return TemplateRow(name, challenge.title, challenge.about, challenge.schedule.length_days)
