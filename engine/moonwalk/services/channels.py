"""The channels of a workspace: checked, given their secrets, and each with a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from moonwalk.api.field_secrets import SecretReference
from moonwalk.api.notices import Delivered, Message, Outcome, Pace, Retry, as_text
from moonwalk.api.problems import Problem
from moonwalk.definitions import ChannelSettings, Secrets, configure_channel, unknown_channel
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.registry import PluginFailure, Registry
from moonwalk.services.secrets import fetch_secret, without_secrets
from moonwalk.services.workspace import MESSAGES, Workspace

if TYPE_CHECKING:
    from moonwalk.registry import ChannelAdapter


class ChannelUnusable(Exception):
    """Why nothing can be sent by a channel, as problems of the settings, each with its place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(f"{problem.place}: {problem.message}" for problem in problems))


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that can be used. Nothing that it says ever holds one of its secrets.

    `kept_in` says where these are kept.
    """

    adapter: ChannelAdapter
    folder: Path
    secrets: tuple[str, ...] = field(default=(), repr=False)
    kept_in: tuple[SecretReference, ...] = ()

    def deliver(self, message: Message) -> Outcome:
        """Deliver one message, or say why not. A channel that fails is tried again."""
        try:
            prepare_folder(self.folder)
            outcome = self.adapter.deliver(message, str(self.folder))
        except PluginFailure as failure:
            return Retry(reason=self._hidden(str(failure)))
        except OSError as error:
            return Retry(reason=f"The folder {self.folder} cannot be used: {error.strerror or error}.")
        if isinstance(outcome, Delivered):
            return Delivered(note=self._hidden(outcome.note))
        return replace(outcome, reason=self._hidden(outcome.reason))

    def pace(self) -> Pace:
        """How it wants to be given its messages; one that fails to say takes them as they come."""
        try:
            return self.adapter.pace()
        except PluginFailure:
            return Pace()

    def preview(self, message: Message) -> str:
        """A message as its reader would see it; one that fails to say shows subject and text."""
        try:
            return self._hidden(self.adapter.preview(message))
        except PluginFailure:
            return as_text(message)

    def own_address(self) -> str:
        """To whom a message goes that only tries it out; empty where it does not say."""
        try:
            return self.adapter.own_address()
        except PluginFailure:
            return ""

    def is_private(self) -> bool:
        """Whether a message reaches nobody but its person; one that fails to say is not to be trusted."""
        try:
            return self.adapter.is_private()
        except PluginFailure:
            return False

    def doubts(self) -> tuple[str, ...]:
        """What is unwise about its settings; one that fails to say has no doubts."""
        try:
            return tuple(map(self._hidden, self.adapter.doubts()))
        except PluginFailure:
            return ()

    def forget(self, recipient: str) -> str:
        """Erase what the channel keeps of a person; what went wrong, or nothing."""
        if not self.folder.is_dir():
            return ""
        try:
            self.adapter.forget(recipient, str(self.folder))
        except PluginFailure as failure:
            return self._hidden(str(failure))
        return ""

    def _hidden(self, text: str) -> str:
        return without_secrets(text, self.secrets)


def prepare_folder(folder: Path) -> None:
    """Make the folder of a channel, for nobody else to look into; on Windows the workspace's rights hold."""
    for place in (folder.parent, folder):
        place.mkdir(mode=0o700, exist_ok=True)
        if os.name == "posix" and place.stat().st_mode & 0o077:
            place.chmod(0o700)


def folder_of(messages: Path, channel: ChannelAdapter, plugins: Registry) -> Path:
    """The folder of a channel: a name that it keeps, whichever other plugins there are."""
    own = plugins.is_first_party(channel.plugin)
    return messages / (channel.name if own else channel.full_name)


def channels_of(ws: Workspace, environment: Mapping[str, str] = os.environ) -> Callable[[str], Channel]:
    """What finds a channel of a workspace by name; each is made once. It raises ChannelUnusable."""
    made: dict[str, Channel | ChannelUnusable] = {}
    written = {settings.name: settings for settings in ws.settings.channels or ()}

    def find(name: str) -> Channel:
        if name not in made:
            try:
                settings = written.get(name, ChannelSettings(name))
                made[name] = open_channel(ws.folder, ws.plugins, settings, environment)
            except ChannelUnusable as reason:
                made[name] = reason
        channel = made[name]
        if isinstance(channel, ChannelUnusable):
            raise channel
        return channel

    return find


def open_channel(
    workspace: Path,
    plugins: Registry,
    settings: ChannelSettings,
    environment: Mapping[str, str] = os.environ,
) -> Channel:
    """A channel with its keys and secrets. ChannelUnusable, with every problem, where they are not right."""
    diagnostics, secrets = Diagnostics(), dict[SecretReference, str]()
    channel = plugins.channel(settings.name)
    if channel is None:
        names = tuple(sorted(plugins.channels()))
        unknown_channel(settings, names, plugins.why_missing("channel", settings.name), diagnostics)
        raise ChannelUnusable(diagnostics.sorted())

    def reveal(reference: SecretReference) -> str:
        secrets[reference] = fetch_secret(reference, workspace, environment)
        return secrets[reference]

    handling = Secrets(reveal, lambda text: without_secrets(text, secrets.values()))
    configured = configure_channel(settings, channel, handling, diagnostics)
    if configured is None:
        raise ChannelUnusable(diagnostics.sorted())
    folder = folder_of(workspace / MESSAGES, channel, plugins)
    return Channel(configured, folder, tuple(secrets.values()), tuple(secrets))


def forget_in_channel(
    ws: Workspace, find: Callable[[str], Channel], name: str, messages: Path, recipient: str
) -> str:
    """Erase what a channel keeps of a person below a folder of messages; what went wrong, or nothing.

    A channel that is no longer in use is asked as well, without settings. Older versions had no folder for
    each channel, so what belongs to none of them is shown to all.
    """
    adapter = ws.plugins.channels()[name]
    used = (channel for used in ws.channels if (channel := _usable(find, used)))
    channel = next((each for each in used if each.adapter.full_name == adapter.full_name), None)
    channel = channel or Channel(adapter, messages)
    folders = [folder_of(messages, adapter, ws.plugins)]
    own = {folder_of(messages, each, ws.plugins).name for each in ws.plugins.channels().values()}
    # A person whose id is the name of a channel must not take its folder along.
    if recipient.lower() not in own and any(place.name not in own for place in messages.iterdir()):
        folders.append(messages)
    failures = (replace(channel, folder=folder).forget(recipient) for folder in folders)
    return next(filter(None, failures), "")


def _usable(find: Callable[[str], Channel], name: str) -> Channel | None:
    with suppress(ChannelUnusable):
        return find(name)
    return None


def strange_folders(ws: Workspace) -> tuple[Path, ...]:
    """What is in the folder of messages and belongs to no installed channel."""
    known = {folder_of(ws.messages, channel, ws.plugins).name for channel in ws.plugins.channels().values()}
    places = sorted(ws.messages.iterdir()) if ws.messages.is_dir() else ()
    return tuple(place for place in places if place.name not in known)


def settings_problems(
    workspace: Path, plugins: Registry, channels: Iterable[ChannelSettings]
) -> tuple[Problem, ...]:
    """What is wrong with channels that the settings of a workspace name, for whoever checks them."""
    problems: list[Problem] = []
    for settings in channels:
        try:
            channel = open_channel(workspace, plugins, settings)
        except ChannelUnusable as reason:
            problems += reason.problems
        else:
            problems += (
                Problem(message=doubt, place=settings.place, severity="warning") for doubt in channel.doubts()
            )
    return tuple(problems)
