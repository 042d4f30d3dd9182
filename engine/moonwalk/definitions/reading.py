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
from moonwalk.definitions.map_reader import Asked, as_map, read_map
from moonwalk.definitions.nodes import MapNode
from moonwalk.definitions.yaml_parser import MOST_BYTES, compose, text_of
from moonwalk.registry import Registry


class _PluginKeys(Section):
    without: tuple[Id, ...] = ()


class _Keys(Section):
    name: Label = "Moonwalk"
    timezone: Zone | None = None
    channels: tuple[Id, ...] = ()


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
    """The settings in a file, or None and everything that is wrong with it. An empty file is all defaults."""
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
    findings = Diagnostics()
    text = text_of(data, str(path), findings)
    root = None if text is None else compose(text, str(path), findings)
    settings = _settings(root, findings) if isinstance(root, MapNode) else None
    if root is not None and settings is None:
        findings.error(root.place, "the settings hold keys, one per line: 'timezone: Europe/Berlin'.")
    return (None if findings.failed else settings), findings.sorted()


def _settings(root: MapNode, findings: Diagnostics) -> WorkspaceSettings:
    top = read_map(root, Asked("", field_specs_of(_Keys), ("plugins",), _unknown), findings)
    plugins = as_map(root.get("plugins"), "'plugins'", findings)
    without: tuple[str, ...] = ()
    if plugins is not None:
        asked = Asked("'plugins'", field_specs_of(_PluginKeys), (), _unknown)
        without = read_map(plugins, asked, findings).get("without")
    return WorkspaceSettings(top.get("name"), top.get("timezone") or "", top.values.get("channels"), without)


def _unknown(key: str, known: tuple[str, ...]) -> str:
    return f"there is no setting {quoted(key)}.{did_you_mean(key, known)}"


@dataclass(frozen=True)
class Reading:
    """What came of reading a file: a challenge unless there is an error among the problems."""

    challenge: Challenge | None
    problems: tuple[Problem, ...]


def read_challenge(data: bytes, path: str, plugins: Registry, starts: date | None = None) -> Reading:
    """The challenge in these bytes. `path` is for messages; `starts` replaces the first day, if given."""
    findings = Diagnostics()
    challenge = _read(data, path, plugins, starts, findings)
    return Reading(None if findings.failed else challenge, findings.sorted())


def read_launched(text: str, path: str, plugins: Registry, starts: date | None = None) -> Reading:
    """The challenge in a text that was read without an error before, held against the plugins of today.

    Only what plugins can have changed is checked again, so there are no warnings.
    """
    findings = Diagnostics()
    challenge = _read(text.encode(), path, plugins, starts, findings, launched=True)
    return Reading(None if findings.failed else challenge, findings.sorted())


def _read(
    data: bytes,
    path: str,
    plugins: Registry,
    starts: date | None,
    findings: Diagnostics,
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


def read_file(path: Path, plugins: Registry, starts: date | None = None) -> Reading:
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
    return Reading(None, (Problem(message=message, place=Place(path=str(path), line=1, column=1)),))
