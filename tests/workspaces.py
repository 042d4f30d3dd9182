"""Small real workspaces: twelve people, three teams, a challenge of ten days, a clock that the test sets."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from moonwalk.definitions import WorkspaceSettings
from moonwalk.services import scores
from moonwalk.services.boards.board import show_board
from moonwalk.services.creation import create_workspace
from moonwalk.services.entries import log_entry
from moonwalk.services.files import ImportRequest
from moonwalk.services.imports import import_entries
from moonwalk.services.launch import launch
from moonwalk.services.roster.people import import_people
from moonwalk.services.sample import build_sample
from moonwalk.services.score_cache import Launched, ScoreCache, ScoredChallenge
from moonwalk.services.views import BoardView, ImportReport, LoggedEntry
from moonwalk.services.workspace import (
    DATABASE,
    FILE_NAME,
    Workspace,
    clock,
    load_plugins,
    load_settings,
)
from moonwalk.store.database import Database

MONDAY = date(2027, 3, 1)
"""The first day of the lanes: a Monday. Week 2 has only three days, and the tenth is a Wednesday."""

LANES = """\
moonwalk: 1
challenge: Lanes
schedule:
  length: 10 days
  timezone: Europe/Berlin
  counted_days: every day
  log_until: Tuesday 12:00
  final_grace: 48 hours
activities:
  walk:
    label: Walked
    unit: minutes
    reject_entry_above: 60 minutes
    reject_day_above: 90 minutes
  own:
    label: My own version
    unit: minutes
    counts_as: walk
  steps:
    label: Steps
    unit: steps
goals:
  good_day: {label: a good day, each: day, activity: walk, reach: 10 minutes}
  good_week: {label: a good week, each: week, days: 4 of 7, meeting: good_day}
rules:
  - rule: per_unit
    id: minutes
    activity: walk
    points: 1
    per: 1 minute
    cap_per_day: 30 minutes
  - rule: per_unit
    id: thousands
    activity: steps
    points: 1
    per: 1000 steps
  - rule: goal_met
    id: week_bonus
    goal: good_week
    points: 20
  - {rule: streak, id: row, goal: good_day, every: 3 days, points: 5}
  - {rule: limit, id: most, cap_per_day: 40 points}
people:
  take_part: everyone on the roster
teams:
  formed: from the roster
  size: 3 to 5 people
  rules:
    - rule: full_house
      id: house
      needs: [at least 75% of members met good_week]
      points: 7
boards:
  table: {label: Teams, ranks: teams, ranking: mean, ties: [shared place]}
  people: {label: Everyone, ranks: people, ranking: sum}
notices:
  - notice: challenge_starts
  - notice: week_closes_soon
  - notice: weekly_recap
privacy: {organisers_see: entries}
"""
"""A challenge; its first day is given at launch."""

DRAWN = LANES.replace("challenge: Lanes", "challenge: Drawn lanes").replace(
    "formed: from the roster", "formed: drawn"
)

PEOPLE = (
    ("p01", "Ada Bell", "North"),
    ("p02", "Ben Cole", "North"),
    ("p03", "Cleo Dunn", "North"),
    ("p04", "Dev Egan", "North"),
    ("p05", "Eva Frost", "South"),
    ("p06", "Finn Gray", "South"),
    ("p07", "Gül Haas", "South"),
    ("p08", "Hugo Ivy", "South"),
    ("p09", "Ines Jung", "West"),
    ("p10", "Jan Kern", "West"),
    ("p11", "Kim Lund", "West"),
    ("p12", "Lou Moss", "West"),
)


def at(day: date | int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment (UTC) of a day, or of a challenge day counted from 1."""
    civil = MONDAY + timedelta(days=day - 1) if isinstance(day, int) else day
    return datetime(civil.year, civil.month, civil.day, hour, minute, tzinfo=UTC)


def day(number: int) -> date:
    """A challenge day counted from 1."""
    return MONDAY + timedelta(days=number - 1)


def roster(rows=PEOPLE, more: tuple[str, ...] = ()) -> str:
    """A roster as CSV; `more` names further columns, which the rows then have."""
    lines = [",".join(("id", "name", "team", *more)), *(",".join(row) for row in rows)]
    return "\n".join(lines) + "\n"


plugins = cache(load_plugins)


@cache
def _settings(folder: Path, text: bytes) -> WorkspaceSettings:
    """The settings of a workspace whose file says this."""
    del text
    return load_settings(folder)


@dataclass
class Lanes:
    """A workspace whose clock the test sets; each use opens it afresh, unless `ws` is kept."""

    folder: Path
    now: datetime
    read: dict[frozenset[str], dict[str, Launched]] = field(default_factory=dict, repr=False)

    @property
    def ws(self) -> Workspace:
        """The workspace as a new process would open it; plugins, settings and launches are read once."""
        path = self.folder / FILE_NAME
        settings = _settings(self.folder, path.read_bytes()) if path.is_file() else load_settings(self.folder)
        without = frozenset(settings.without)
        live = ScoreCache(self.read.setdefault(without, {}))
        return Workspace(self.folder, settings, plugins(without), clock(self.now), live)

    def file(self, name: str, text: str | bytes) -> Path:
        """A file beside the workspace."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def challenge(self, text: str, name: str = "lanes") -> Path:
        """A challenge file of the workspace."""
        return self.file(f"challenges/{name}.yaml", text)

    def people(self, text: str | None = None, dry_run: bool = False) -> ImportReport:
        """Imports a roster."""
        return import_people(self.ws, self.file("roster.csv", text or roster()), dry_run=dry_run)

    def entries(
        self,
        text: str | bytes,
        name: str = "entries.csv",
        dry_run: bool = False,
        rejected_to: Path | None = None,
        **asked,
    ) -> ImportReport:
        """Imports entries; `asked` are keys of `ImportRequest`."""
        request = ImportRequest(path=self.file(name, text), **asked)
        return import_entries(self.ws, request, dry_run, rejected_to=rejected_to)

    def log(
        self, who: str, amount: str = "20", activity: str = "walk", on: date | None = None
    ) -> LoggedEntry:
        """Logs one entry."""
        return log_entry(self.ws, who, amount, activity, on)

    def board(self, board: str | None = None, challenge: str = "lanes", **options) -> BoardView:
        """A board."""
        return show_board(self.ws, challenge, board, **options)

    def points(self, challenge: str = "lanes") -> dict[str, str]:
        """Everyone's points by id."""
        return {row.id: row.score for row in self.board("people", challenge).rows}

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The store itself."""
        with Database.open(self.folder / DATABASE) as database:
            yield database

    def dump(self, leaving_out: tuple[str, ...] = ("cached_total", "lease")) -> dict[str, list[tuple]]:
        """Every row of every table but those of hashes, which follow from the others."""
        with self.database() as db:
            tables = [
                name
                for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                if not name.startswith("sqlite_") and name not in (*leaving_out, "link", "seal")
            ]
            return {name: sorted(db.rows(f'SELECT * FROM "{name}"'), key=repr) for name in tables}


def fresh(folder: Path, now: datetime | None = None) -> Lanes:
    """A workspace without people, with the lanes as a file, a week before its first day."""
    shutil.copytree(_created(), folder, dirs_exist_ok=True)
    lanes = Lanes(folder, now or at(-6))
    lanes.challenge(LANES)
    return lanes


@cache
def _created() -> Path:
    """A new workspace to copy: to make one takes ten times as long."""
    place = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return create_workspace(place / "work", "Test", "Europe/Berlin")


def launched(folder: Path) -> Lanes:
    """A workspace with twelve people, the lanes launched."""
    lanes = fresh(folder)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    return lanes


def played(folder: Path) -> Lanes:
    """The lanes at noon of day 6, with entries of most people on most days."""
    lanes = launched(folder)
    lanes.now = at(6)
    rows = ["id,date,activity,minutes"]
    for number, (identifier, *_) in enumerate(PEOPLE):
        activity = "own" if number % 3 == 0 else "walk"
        rows += [
            f"{identifier},{day(each)},{activity},{5 + (number * 7 + each * 11) % 35}"
            for each in range(1, 7)
            if (number + each) % 4
        ]
    assert not lanes.entries("\n".join(rows) + "\n", "first.csv").rejected
    return lanes


SAMPLE_NOW = datetime(2027, 3, 17, 15, tzinfo=UTC)
"""A Wednesday; the sample company is in its third week."""


def sample(folder: Path) -> Lanes:
    """The sample company of `moonwalk demo`."""
    build_sample(folder, SAMPLE_NOW)
    return Lanes(folder, SAMPLE_NOW)


def copied(original: Lanes, folder: Path) -> Lanes:
    """A workspace to spoil, as another one is."""
    shutil.copytree(original.folder, folder)
    read = {without: dict(launches) for without, launches in original.read.items()}
    return Lanes(folder, original.now, read)


def trusting(lanes: Lanes) -> Lanes:
    """The same workspace, which loads whatever is installed without being asked."""
    settings = lanes.folder / "moonwalk.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("policy: ask", "policy: allow"), encoding="utf-8")
    return lanes


def scored_challenge(ws: Workspace, challenge: str = "lanes") -> ScoredChallenge:
    """A challenge's scores now."""
    with ws.database() as db:
        return scores.current(ws, db, challenge)


def same_scores(one: ScoredChallenge, other: ScoredChallenge) -> bool:
    """Whether two results are equal to the byte."""
    mine, theirs = arrays_of(one), arrays_of(other)
    assert kept_totals_hold(one)
    assert kept_totals_hold(other)
    return mine.keys() == theirs.keys() and all(
        mine[name].dtype == theirs[name].dtype
        and mine[name].shape == theirs[name].shape
        and mine[name].tobytes() == theirs[name].tobytes()
        for name in mine
    )


def kept_totals_hold(scored_challenge: ScoredChallenge) -> bool:
    """Whether all totals that were kept are what the scores beside them add up to."""
    people, teams = scored_challenge.scored.people, scored_challenge.scored.teams
    kept = [
        (totals, replace(people, totals_cache={}).totals(key)) for key, totals in people.totals_cache.items()
    ]
    kept += [(totals, replace(teams).totals_until(key)) for key, totals in teams.totals_cache.items()]
    return all(vars_of(totals) == vars_of(fresh) for totals, fresh in kept)


def vars_of(totals: object) -> dict[str, object]:
    """Arrays as lists, by name."""
    values = vars(totals) | vars(totals)["met"]
    return {name: value.tolist() for name, value in values.items() if isinstance(value, np.ndarray)}


def arrays_of(one: ScoredChallenge) -> dict[str, np.ndarray]:
    """Everything that a score consists of, by name."""
    people, teams = one.scored.people, one.scored.teams
    found = {"people": people.membership.people, "logged": people.logged, "status": people.membership.status}
    found |= {f"points/{name}": values for name, values in people.points.items()}
    found |= {f"met/{name}": values for name, values in people.met.items()}
    found |= {f"shares/{name}": values for name, values in people.shares.items()}
    for name in teams.__dataclass_fields__:
        value = getattr(teams, name)
        if isinstance(value, np.ndarray):
            found[f"teams/{name}"] = value
        elif isinstance(value, Mapping) and name != "totals_cache":
            found |= {f"teams/{name}/{key}": values for key, values in value.items()}
    return found
