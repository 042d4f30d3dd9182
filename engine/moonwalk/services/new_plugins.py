"""A new distribution with a plugin in it: written from templates, so that its tests pass at once."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import Final

from moonwalk import __version__
from moonwalk.registry import find_plugins
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import PLUGINS

KINDS: Final = MappingProxyType(
    {
        "rule": "Moonwalk rule that pays for a goal on one day of the week.",
        "ranking": "Moonwalk ranking by points per logged day.",
        "source": "Moonwalk source that reads the steps of our app.",
        "channel": "Moonwalk channel that keeps messages in a file.",
        "notice": "Moonwalk notice for the middle of a challenge.",
        "panel": "Moonwalk panel with the active members of each team.",
        "pack": "Pack of ready-made challenges for Moonwalk.",
    }
)
"""The kinds of plugins that can be started, and what the example of each is."""

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_LONGEST: Final = 30
_TEMPLATES: Final = "plugin_templates"


@dataclass(frozen=True, slots=True)
class NewPlugin:
    """A distribution that was written: its folder, its files below that, and the name of its plugin."""

    folder: str
    distribution: str
    plugin: str
    kind: str
    files: tuple[str, ...]


def start_plugin(place: Path, name: str, kind: str) -> NewPlugin:
    """Writes the distribution `moonwalk-NAME` into a folder of that name below `place`.

    Refused where the name is none, is taken by an installed plugin, or the folder is there already.
    """
    _check_name(name)
    words = _words(name, kind)
    folder = place / words["distribution"]
    contents = dict(_files(kind, words))
    try:
        folder.mkdir(parents=True)
        for path, text in contents.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise Refused(
            f"There is a folder {folder} already. It was left as it is. Choose another name, or another "
            "place with --in."
        ) from None
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror or error}.") from error
    return NewPlugin(str(folder), words["distribution"], words["entry"], kind, tuple(sorted(contents)))


def start_file(folder: Path, name: str, kind: str) -> Path:
    """Writes the one file `plugins/NAME.py` into a workspace, which is a plugin as it is.

    Refused where the name is none or is taken, the file is there already, or the kind needs more than a file.
    """
    _check_name(name, folder)
    if kind == "pack":
        raise Refused("A pack is a folder of challenges, which one file cannot hold. Leave --as-file out.")
    words = _words(name, kind)
    path = folder / PLUGINS / f"{words['entry']}.py"
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_text(f"{kind}.module", words))
    except FileExistsError:
        raise Refused(f"There is a file {path} already. It was left as it is. Choose another name.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def _check_name(name: str, folder: Path | None = None) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or keyword.iskeyword(name):
        raise Refused(
            f"'{name}' cannot be the name of a plugin. Use small letters, digits and '_', at most "
            f"{_LONGEST}: rainy_days."
        )
    entry = _entry(name)
    taken = [plugin for plugin in find_plugins(folder) if plugin.name == entry and not plugin.file]
    if taken:
        raise Refused(
            f"The name '{entry}' belongs to {taken[0].label}, which is installed. Two plugins of one name "
            "would both be refused: choose another."
        )


def _entry(name: str) -> str:
    """The name of the entry point: the prefix of all that the plugin declares."""
    return name.removeprefix("moonwalk-").removeprefix("moonwalk_").replace("-", "_")


def _words(name: str, kind: str) -> dict[str, str]:
    """What stands in the templates for the name, in the spelling of each place."""
    entry = _entry(name)
    return {
        "entry": entry,
        "name": entry,
        "Class": "".join(part.capitalize() for part in entry.split("_")),
        "Title": entry.replace("_", " ").capitalize(),
        "slug": entry.replace("_", "-"),
        "module": f"moonwalk_{entry}",
        "distribution": f"moonwalk-{entry.replace('_', '-')}",
        "about": KINDS[kind],
        "version": ".".join(__version__.split(".")[:2]),
    }


def _files(kind: str, words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each file of the distribution by its path, and its text."""
    module, entry = words["module"], words["entry"]
    yield "pyproject.toml", _text("pyproject", words)
    yield "README.md", _text("readme", words)
    yield f"{module}/__init__.py", _text(f"{kind}.module", words)
    yield f"tests/test_{entry}.py", _text(f"{kind}.test", words)
    if kind == "pack":
        yield f"{module}/challenges/{words['slug']}.yaml", _text("pack.challenge", words)


def _text(name: str, words: dict[str, str]) -> str:
    template = files("moonwalk.services") / _TEMPLATES / f"{name}.txt"
    return Template(template.read_text(encoding="utf-8")).substitute(words)
