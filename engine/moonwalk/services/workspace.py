"""A workspace: a folder with settings, challenges, the database and what is written for people."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.cells import clean_name
from moonwalk.api.problems import did_you_mean
from moonwalk.definitions import RESERVED_KEYS, WorkspaceSettings, read_settings
from moonwalk.definitions.zones import ZoneKind
from moonwalk.registry import (
    EVERYTHING,
    PluginCode,
    Registry,
    Trust,
    find_plugins,
    load,
    parse_allow_list,
)
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.backups.placing import finish_restore
from moonwalk.services.engines.choice import HERE, EngineChoice
from moonwalk.services.errors import Refused
from moonwalk.services.folders import FILE_NAME as FILE_NAME
from moonwalk.services.folders import is_workspace
from moonwalk.services.score_cache import ScoreCache
from moonwalk.store import pins
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError
from moonwalk.store.score_cache import Counters
from moonwalk.store.score_cache import read as read_counters
from moonwalk.store.tombstones import are_pending

_LONGEST: Final = 60

_NO_ZONE: Final = "# timezone: Europe/Berlin"

_NEW = """\
# The settings of this workspace. Every key may be left out.
name: {name}
{timezone}

# Where messages go, each with its settings: - webhook: {{url: https://example.com}}. There are:
{channels}
channels: [{chosen}]

# When messages may reach people, by the clock of each reader. Without this, at any time.
# sending: {{earliest: 08:00, latest: 20:00, days: workdays, holidays: []}}

# Plugins that Moonwalk did not bring are loaded here once they are approved ('moonwalk plugins approve'):
# ask, or strict (and challenges are only scored by code that was accepted), or allow (load them all).
# 'without' names plugins that are installed but not wanted here.
plugins:
  policy: ask
  without: []
"""


def new_settings(name: str, timezone: str, plugins: Registry) -> str:
    """The text of a settings file to begin with. FieldError where the time zone is none.

    Without one, a challenge's own zone is that of people who have none.
    """
    # In quotes a name may be anything: a year, a bracket, a colon.
    shown = json.dumps(clean_name(name)[:_LONGEST] or "Moonwalk", ensure_ascii=False)
    zone = f"timezone: {ZoneKind().parse(timezone)}" if timezone else _NO_ZONE
    channels = sorted(plugins.channels().items())
    return _NEW.format(
        name=shown,
        timezone=f"{zone}  # of people who have none of their own",
        channels="\n".join(f"#   {channel}: {adapter.first_line}" for channel, adapter in channels),
        chosen=", ".join(plugins.default_channels()),
    )


def load_settings(folder: Path) -> WorkspaceSettings:
    """The settings of a workspace. Refused, with every problem, where the file is not as it should be."""
    path = folder / FILE_NAME
    settings, problems = read_settings(path)
    if settings is None:
        raise Refused(f"The settings {path} cannot be used. Nothing was changed. Fix the file:", problems)
    return settings


DATABASE = "moonwalk.db"
CHALLENGES = "challenges"
PLUGINS = "plugins"
MESSAGES = "messages"
REPORTS = "reports"


@dataclass(frozen=True)
class Workspace:
    """An open workspace. It may be shared between threads: each use opens its own connection.

    `now` is the clock; `live` keeps scores between uses, so that one new entry costs little. `held` is the
    connection that all uses share in `opened`. `engines` says what scores challenges in full.
    """

    folder: Path
    settings: WorkspaceSettings
    plugins: Registry
    now: Callable[[], datetime]
    live: ScoreCache = field(default_factory=ScoreCache)
    held: Database | None = field(default=None, repr=False)
    engines: EngineChoice = HERE

    @property
    def challenges(self) -> Path:
        """The folder of challenge files."""
        return self.folder / CHALLENGES

    @property
    def messages(self) -> Path:
        """The folder that channels may write to."""
        return self.folder / MESSAGES

    @property
    def reports(self) -> Path:
        """The folder of pages to hand out, with a folder for each challenge."""
        return self.folder / REPORTS

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that messages go through, by name."""
        if self.settings.channels is not None:
            return tuple(channel.name for channel in self.settings.channels)
        return self.plugins.default_channels()

    def instant(self) -> int:
        """Now, in milliseconds since 1970, UTC."""
        return milliseconds(self.now())

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone; UTC where the settings name none."""
        return ZoneInfo(self.settings.timezone or "UTC")

    def today(self) -> date:
        """The civil day in the workspace's time zone."""
        return self.now().astimezone(self.zone).date()

    def pulse(self) -> tuple[Counters, int]:
        """A cheap value that changes whenever any program adds a fact, or a day or deadline passes."""
        with self.database() as database:
            return read_counters(database), self.live.turned(self.instant())

    def is_forgetting(self) -> bool:
        """Whether somebody was erased of whom something may be left; a database that is refused says no."""
        try:
            with self.database() as database:
                return are_pending(database)
        except Refused:
            return False

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A connection for the calling thread. What goes wrong in the store is Refused with its message."""
        try:
            if self.held is not None:
                yield self.held
                return
            with Database.open(self.folder / DATABASE) as database:
                yield database
        except StoreError as error:
            raise Refused(error.message) from error

    @contextmanager
    def opened(self) -> Iterator[Workspace]:
        """This workspace with one connection for all that the calling thread does, one after the other."""
        with self.database() as database:
            yield replace(self, held=database)


def open_workspace(
    folder: Path, now: datetime | None = None, without: frozenset[str] = frozenset()
) -> Workspace:
    """The workspace in a folder, with its plugins loaded. `now` stops the clock at a moment."""
    settings = load_settings(folder)
    trust = Trust(settings.policy, partial(_approved, folder))
    plugins = load_plugins(without | frozenset(settings.without), trust, folder)
    return Workspace(folder, settings, plugins, clock(now), engines=EngineChoice(settings.engine))


def load_plugins(without: frozenset[str], trust: Trust = EVERYTHING, folder: Path | None = None) -> Registry:
    """The plugins that are installed, and those in the folder of a workspace, less those not wanted here.

    `MOONWALK_PLUGINS` may allow only some. Outside of a workspace, whatever is installed is loaded.
    """
    allowed = os.environ.get("MOONWALK_PLUGINS")
    only = None if allowed is None else parse_allow_list(allowed)
    return load(only, without, reserved=RESERVED_KEYS, trust=trust, workspace=folder)


def _approved(folder: Path) -> Mapping[str, PluginCode]:
    """The plugins that a workspace has approved. A database that cannot be read has approved none."""
    with suppress(StoreError), Database.open(folder / DATABASE) as db:
        return {plugin: pin.code for plugin, pin in pins.approved(db).items()}
    return {}


def no_plugin(name: str, known: Iterable[str]) -> str:
    """That there is no plugin of this name, and what there is."""
    names = sorted(known)
    return f"There is no plugin '{name}'.{did_you_mean(name, names)} There are: {', '.join(names)}."


def check_left_out(names: Iterable[str], folder: Path | None = None) -> None:
    """Refused where a plugin that is to be left out is not there: a typing mistake would leave it in."""
    installed = find_plugins(folder)
    known = {name for plugin in installed for name in (plugin.name, plugin.package)}
    for name in sorted(names):
        if name not in known:
            raise Refused(no_plugin(name, [plugin.name for plugin in installed]))


def clock(now: datetime | None) -> Callable[[], datetime]:
    """The system's clock in UTC, or one that stands still."""
    if now is None:
        return lambda: datetime.now(UTC)
    stopped = now.astimezone(UTC)
    return lambda: stopped


def find_workspace(start: Path) -> Path:
    """The nearest folder from `start` upward that is a workspace. Refused where there is none.

    A restore that was killed there is carried through first.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        finish_restore(folder)
        if is_workspace(folder):
            return folder
    raise Refused(
        f"There is no workspace in {start} or above it: no {FILE_NAME}. "
        "Start one with 'moonwalk init DIR', or try 'moonwalk demo'."
    )
