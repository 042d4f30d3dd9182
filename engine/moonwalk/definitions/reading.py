"""From a file to a challenge or to the settings of a workspace, or to everything that is wrong with it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from moonwalk.api.field_specs import field_specs_of
from moonwalk.api.fields import Label
from moonwalk.api.problems import Place, Problem, did_you_mean, quoted
from moonwalk.definitions.builder import build
from moonwalk.definitions.challenge import Challenge
from moonwalk.definitions.channel_settings import ChannelSettings, read_channels
from moonwalk.definitions.checks import check, check_again
from moonwalk.definitions.checks.columns import RosterColumns, check_columns, named_columns
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.draft_reader import draft_of
from moonwalk.definitions.engine_names import LOCAL, EngineName
from moonwalk.definitions.field_types import Id, PageAddress, Section, ShortText
from moonwalk.definitions.map_reader import MapSpec, as_map, read_map
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode
from moonwalk.definitions.sending import Sending, read_sending
from moonwalk.definitions.yaml_parser import MOST_BYTES, compose, text_of
from moonwalk.definitions.zones import Zone
from moonwalk.registry import Policy, Registry, load


@dataclass(frozen=True)
class Reading:
    """The result of reading a file: `challenge` is None where there is an error among the problems."""

    challenge: Challenge | None
    problems: tuple[Problem, ...]


def read_file(
    path: Path, plugins: Registry, starts: date | None = None, roster: RosterColumns | None = None
) -> Reading:
    """Read and check a challenge file. One that cannot be opened is a problem like any other.

    `roster` is what a roster has in its columns; None where there is no roster to compare with.
    """
    try:
        data = _data_of(path)
    except FileNotFoundError:
        return _unread(path, "there is no such file. Start one with: moonwalk new NAME --from TEMPLATE")
    except IsADirectoryError:
        return _unread(path, "this is a folder. Name a file in it.")
    except OSError as wrong:
        if path.is_dir():
            return _unread(path, "this is a folder. Name a file in it.")
        return _unread(
            path, f"the file cannot be read: {wrong.strerror or wrong}. Name a file that you may read."
        )
    return read_challenge(data, str(path), plugins, starts, roster)


def _data_of(path: Path) -> bytes:
    """The first bytes of a file, one more than a file may have. OSError where it is no ordinary file.

    A pipe or a device may never come to an end, so nothing is read from one.
    """
    with open(path, "rb", opener=_open_at_once) as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
        return file.read(MOST_BYTES + 1)


def _open_at_once(path: str, flags: int) -> int:
    # Opening a pipe would wait for somebody to write to it. Windows has no such files in folders.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _unread(path: Path, message: str) -> Reading:
    return Reading(None, (Problem(message=message, place=Place(path=str(path), line=1, column=1)),))


def read_challenge(
    data: bytes,
    path: str,
    plugins: Registry,
    starts: date | None = None,
    roster: RosterColumns | None = None,
) -> Reading:
    """Read and check a challenge. `path` is for messages; `starts` replaces the first day, if given.

    `roster` is what a roster has in its columns; None where there is no roster to compare with.
    """
    diagnostics = Diagnostics()
    text, draft = _draft(data, path, plugins, diagnostics)
    if draft is not None:
        check(draft, plugins, starts, diagnostics)
        if roster is not None:
            check_columns(draft, roster, diagnostics)
    return _reading(draft, text, starts, diagnostics)


def read_launched(
    text: str,
    path: str,
    plugins: Registry,
    starts: date | None = None,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Reading:
    """Read the text of a launch, which had no errors then, by the plugins that are installed now.

    `names` are the full names that it was launched with, by use and name as written: `person rain`. Only
    what depends on plugins is checked again, so there are no warnings.
    """
    diagnostics = Diagnostics()
    text, draft = _draft(text.encode(), path, plugins, diagnostics, names)
    if draft is not None:
        check_again(draft, starts, diagnostics)
    return _reading(draft, text, starts, diagnostics)


def columns_of_file(path: Path, plugins: Registry) -> frozenset[str]:
    """The roster columns that a challenge file names, as far as it can be read, also one with problems."""
    try:
        data = _data_of(path)
    except OSError:
        return frozenset()
    return _columns(data, path.name, plugins)


def columns_of_launched(
    text: str, path: str, plugins: Registry, names: Mapping[str, str] = MappingProxyType({})
) -> frozenset[str]:
    """The roster columns that the text of a launch names. For `names` see `read_launched`."""
    return _columns(text.encode(), path, plugins, names)


def _columns(
    data: bytes, path: str, plugins: Registry, names: Mapping[str, str] = MappingProxyType({})
) -> frozenset[str]:
    draft = _draft(data, path, plugins, Diagnostics(), names)[1]
    return frozenset(column.name for column in named_columns(draft)) if draft else frozenset()


_ASKING: Final = ("rules", "company", "boards", "notices", "prizes")
"""The sections that name what plugins declare, and the one that leans on them."""


def read_outline(text: str, path: str, starts: date | None = None) -> Challenge | None:
    """Read the text of a launch without its rules, boards and notices: the part that no plugin has a say in.

    None where even that cannot be read.
    """
    diagnostics = Diagnostics()
    root = compose(text, path, diagnostics)
    if not isinstance(root, MapNode):
        return None
    draft = draft_of(_outline(root), path, load(installed=()), diagnostics)
    return None if draft is None or diagnostics.failed else build(draft, text, starts)


def _outline(root: MapNode) -> MapNode:
    """The map of a file, with nothing in the sections and lists that name what plugins declare."""
    entries: list[tuple[ScalarNode, Node]] = []
    for key, value in root.entries:
        if key.text == "rules":
            entries.append((key, ListNode((), value.place)))
        elif key.text == "teams" and isinstance(value, MapNode):
            entries.append((key, replace(value, entries=_without(value, ("rules",)))))
        elif key.text == "texts" and isinstance(value, MapNode):
            translated = ((code, _without_asking(texts)) for code, texts in value.entries)
            entries.append((key, replace(value, entries=tuple(translated))))
        elif key.text not in _ASKING:
            entries.append((key, value))
    return replace(root, entries=tuple(entries))


def _without_asking(texts: Node) -> Node:
    return replace(texts, entries=_without(texts, _ASKING)) if isinstance(texts, MapNode) else texts


def _without(node: MapNode, names: tuple[str, ...]) -> tuple[tuple[ScalarNode, Node], ...]:
    return tuple((key, value) for key, value in node.entries if key.text not in names)


def _draft(
    data: bytes,
    path: str,
    plugins: Registry,
    diagnostics: Diagnostics,
    names: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, Draft | None]:
    """The text of a file, and the draft in it; None where there is none to check."""
    text = text_of(data, path, diagnostics)
    root = None if text is None else compose(text, path, diagnostics)
    if text is None or root is None:
        return "", None
    return text, draft_of(root, path, plugins, diagnostics, names)


def _reading(draft: Draft | None, text: str, starts: date | None, diagnostics: Diagnostics) -> Reading:
    challenge = None if draft is None or diagnostics.failed else build(draft, text, starts)
    return Reading(None if diagnostics.failed else challenge, diagnostics.sorted())


@dataclass(frozen=True)
class WorkspaceSettings:
    """What a workspace is called, its people's usual time zone, its channels, plugins it does without.

    `channels` is None where the settings name none: then those are used that offer themselves. `policy`
    is what is done with plugins that Moonwalk did not bring. `page_url` is where participants reach their
    page; nothing where that is only this computer. Without `sending`, messages go out at any time.
    `organisers` are ids or addresses of people on the roster, to whom messages for organisers go. `engine`
    is where challenges of many people are scored in full.
    """

    name: str = "Moonwalk"
    timezone: str = ""
    channels: tuple[ChannelSettings, ...] | None = None
    without: tuple[str, ...] = ()
    policy: Policy = "ask"
    page_url: str = ""
    sending: Sending | None = None
    organisers: tuple[str, ...] = ()
    engine: str = LOCAL


def read_settings(path: Path) -> tuple[WorkspaceSettings | None, tuple[Problem, ...]]:
    """Read the settings in a file: the settings and warnings, or None and every problem.

    An empty file is all defaults.
    """
    try:
        data = _data_of(path)
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
    others = ("channels", "plugins", "page", "sending")
    top = read_map(root, MapSpec("", field_specs_of(_Keys), others, _unknown), diagnostics)
    channels = read_channels(root.get("channels"), diagnostics)
    sending = read_sending(root.get("sending"), diagnostics)
    plugins = as_map(root.get("plugins"), "'plugins'", diagnostics)
    page = as_map(root.get("page"), "'page'", diagnostics)
    settings = WorkspaceSettings(top.get("name"), top.get("timezone") or "", channels, sending=sending)
    settings = replace(settings, organisers=top.get("organisers"), engine=top.get("engine"))
    if plugins is not None:
        map_spec = MapSpec("'plugins'", field_specs_of(_PluginKeys), (), _unknown)
        keys = read_map(plugins, map_spec, diagnostics)
        settings = replace(settings, without=keys.get("without"), policy=keys.get("policy"))
    if page is not None:
        keys = read_map(page, MapSpec("'page'", field_specs_of(_PageKeys), (), _unknown), diagnostics)
        settings = replace(settings, page_url=keys.get("url") or "")
    return settings


def _unknown(key: str, known: tuple[str, ...]) -> str:
    return f"there is no setting {quoted(key)}.{did_you_mean(key, known)}"


class _PluginKeys(Section):
    without: tuple[Id, ...] = ()
    policy: Policy = "ask"


class _PageKeys(Section):
    url: PageAddress | None = None


class _Keys(Section):
    name: Label = "Moonwalk"
    timezone: Zone | None = None
    organisers: tuple[ShortText, ...] = ()
    engine: EngineName = LOCAL
