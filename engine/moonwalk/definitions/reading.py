"""From a file to a challenge or to the settings of a workspace, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from moonwalk.api.field_specs import field_specs_of
from moonwalk.api.fields import Label
from moonwalk.api.problems import Place, Problem, did_you_mean, quoted
from moonwalk.definitions.builder import build
from moonwalk.definitions.challenge import Challenge
from moonwalk.definitions.checks import check, check_again
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft_reader import draft_of
from moonwalk.definitions.field_types import Id, Section, Zone
from moonwalk.definitions.map_reader import MapSpec, as_map, read_map
from moonwalk.definitions.nodes import MapNode
from moonwalk.definitions.yaml_parser import MOST_BYTES, compose, text_of
from moonwalk.registry import Registry


@dataclass(frozen=True)
class Reading:
    """The result of reading a file: `challenge` is None where there is an error among the problems."""

    challenge: Challenge | None
    problems: tuple[Problem, ...]


def read_file(path: Path, plugins: Registry, starts: date | None = None) -> Reading:
    """Read and check a challenge file. One that cannot be opened is a problem like any other."""
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
    return Reading(None, (Problem(message=message, place=Place(path=str(path), line=1, column=1)),))


def read_challenge(data: bytes, path: str, plugins: Registry, starts: date | None = None) -> Reading:
    """Read and check a challenge. `path` is for messages; `starts` replaces the first day, if given."""
    diagnostics = Diagnostics()
    challenge = _read(data, path, plugins, starts, diagnostics)
    return Reading(None if diagnostics.failed else challenge, diagnostics.sorted())


def read_launched(text: str, path: str, plugins: Registry, starts: date | None = None) -> Reading:
    """Read the text of a launch, which had no errors then, by the plugins that are installed now.

    Only what depends on plugins is checked again, so there are no warnings.
    """
    diagnostics = Diagnostics()
    challenge = _read(text.encode(), path, plugins, starts, diagnostics, launched=True)
    return Reading(None if diagnostics.failed else challenge, diagnostics.sorted())


def _read(
    data: bytes,
    path: str,
    plugins: Registry,
    starts: date | None,
    diagnostics: Diagnostics,
    launched: bool = False,
) -> Challenge | None:
    text = text_of(data, path, diagnostics)
    root = None if text is None else compose(text, path, diagnostics)
    if text is None or root is None:
        return None
    draft = draft_of(root, path, plugins, diagnostics)
    if draft is None:
        return None
    if launched:
        check_again(draft, starts, diagnostics)
    else:
        check(draft, plugins, starts, diagnostics)
    return None if diagnostics.failed else build(draft, text, starts)


@dataclass(frozen=True)
class WorkspaceSettings:
    """What a workspace is called, its people's usual time zone, its channels, plugins it does without.

    `channels` is None where the settings name none: then those are used that offer themselves.
    """

    name: str = "Moonwalk"
    timezone: str = ""
    channels: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()


def read_settings(path: Path) -> tuple[WorkspaceSettings | None, tuple[Problem, ...]]:
    """Read the settings in a file: the settings and warnings, or None and every problem.

    An empty file is all defaults.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as wrong:
        return None, (
            Problem(
                message=f"the file cannot be read: {wrong.strerror or wrong}.", place=Place(path=str(path))
            ),
        )
    if not data.strip():
        return WorkspaceSettings(), ()
    diagnostics = Diagnostics()
    text = text_of(data, str(path), diagnostics)
    root = None if text is None else compose(text, str(path), diagnostics)
    settings = _settings(root, diagnostics) if isinstance(root, MapNode) else None
    if root is not None and settings is None:
        diagnostics.error(root.place, "the settings hold keys, one per line: 'timezone: Europe/Berlin'.")
    return (None if diagnostics.failed else settings), diagnostics.sorted()


def _settings(root: MapNode, diagnostics: Diagnostics) -> WorkspaceSettings:
    top = read_map(root, MapSpec("", field_specs_of(_Keys), ("plugins",), _unknown), diagnostics)
    plugins = as_map(root.get("plugins"), "'plugins'", diagnostics)
    without: tuple[str, ...] = ()
    if plugins is not None:
        map_spec = MapSpec("'plugins'", field_specs_of(_PluginKeys), (), _unknown)
        without = read_map(plugins, map_spec, diagnostics).get("without")
    return WorkspaceSettings(top.get("name"), top.get("timezone") or "", top.values.get("channels"), without)


def _unknown(key: str, known: tuple[str, ...]) -> str:
    return f"there is no setting {quoted(key)}.{did_you_mean(key, known)}"


class _PluginKeys(Section):
    without: tuple[Id, ...] = ()


class _Keys(Section):
    name: Label = "Moonwalk"
    timezone: Zone | None = None
    channels: tuple[Id, ...] = ()
