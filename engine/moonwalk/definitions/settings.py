"""The settings file of a workspace, read as strictly as a challenge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moonwalk.api.fields import Label
from moonwalk.api.problems import Place, Problem
from moonwalk.api.shapes import shapes_of
from moonwalk.api.wording import did_you_mean, quoted
from moonwalk.definitions.composing import compose
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.guard import MOST_BYTES, text_of
from moonwalk.definitions.nodes import MapNode
from moonwalk.definitions.reader import Asked, as_map, read_map
from moonwalk.definitions.sections.fields import Id, Section, Zone


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
        return None, (Problem(f"the file cannot be read: {wrong.strerror or wrong}.", Place(str(path))),)
    if not data.strip():
        return WorkspaceSettings(), ()
    findings = Findings()
    text = text_of(data, str(path), findings)
    root = None if text is None else compose(text, str(path), findings)
    settings = _settings(root, findings) if isinstance(root, MapNode) else None
    if root is not None and settings is None:
        findings.error(root.place, "the settings hold keys, one per line: 'timezone: Europe/Berlin'.")
    return (None if findings.failed else settings), findings.sorted()


def _settings(root: MapNode, findings: Findings) -> WorkspaceSettings:
    top = read_map(root, Asked("", shapes_of(_Keys), ("plugins",), _unknown), findings)
    plugins = as_map(root.get("plugins"), "'plugins'", findings)
    without: tuple[str, ...] = ()
    if plugins is not None:
        asked = Asked("'plugins'", shapes_of(_PluginKeys), (), _unknown)
        without = read_map(plugins, asked, findings).get("without")
    return WorkspaceSettings(top.get("name"), top.get("timezone") or "", top.values.get("channels"), without)


def _unknown(key: str, known: tuple[str, ...]) -> str:
    return f"there is no setting {quoted(key)}.{did_you_mean(key, known)}"
