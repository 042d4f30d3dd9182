"""The recipes of the cookbook: what stands in the file, what people do, and what that is worth.

A recipe is a heading, the lines to write as YAML, and tables. A table of people has their names first;
then columns of the roster, days (`Mon`, `week 2 Tue`, `Mon to Fri`, `weeks 1 to 2`, `Mondays`) with what was
logged on each, and `points`, `badge` or `paused`. The other tables begin with `place`, `prize` or `together`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

import yaml

from moonwalk.services.boards.board import show_board
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.launch import launch
from moonwalk.services.roster.participation import choose_target, pause
from moonwalk.services.views import BoardView
from moonwalk.services.why.person import explain

from ..workspaces import Lanes, fresh

MONDAY = date(2027, 3, 1)
LENGTH = 28
LONG_AFTER = datetime(2027, 6, 1, 12, tzinfo=UTC)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS = re.compile(rf"(?:weeks? (\d+)(?: to (\d+))?)? ?(?:({'|'.join(WEEKDAYS)})(?: to (\w+))?)?")
CELL = re.compile(r"(?:(\w+) )?([\d.]+)(?: logged (.+))?")
EXPECTED = ("points", "badges")
SET_UP = ("paused", "target")

Table = list[dict[str, str]]


def days_of(header: str) -> list[date]:
    """The days that a column is about; none where it is about something else."""
    parts = DAYS.fullmatch(header)
    if parts is None or not header:
        return []
    first, last, begin, end = parts.groups()
    weeks = range(int(first or 1), int(last or first or 1) + 1)
    weekdays = WEEKDAYS[
        WEEKDAYS.index(begin) if begin else 0 : WEEKDAYS.index(end or begin) + 1 if begin else 7
    ]
    return [
        MONDAY + timedelta(days=7 * (week - 1) + WEEKDAYS.index(weekday))
        for week in weeks
        for weekday in weekdays
    ]


def tables_of(text: str) -> list[Table]:
    """The tables of a text: a row is its cells by header; the first column is called by what it holds."""
    tables = []
    for lines in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        header, _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines.splitlines())
        tables.append([dict(zip(header, row, strict=True)) for row in rows])
    return tables


@dataclass(frozen=True)
class Recipe:
    """A recipe, and where it stands."""

    title: str
    base: str
    text: str

    @cached_property
    def challenge(self) -> str:
        """The challenge of the cookbook, with the sections of this recipe in place of its own."""
        (block,) = re.findall(r"^```yaml\n(.*?)^```$", self.text, re.MULTILINE | re.DOTALL)
        own = yaml.safe_load(block)
        sections = re.split(r"^(?=\w)", self.base, flags=re.MULTILINE)
        kept = [section for section in sections if section.partition(":")[0] not in own]
        return "".join(kept) + block

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Its tables by the heading of their first column, which is empty for people."""
        return {next(iter(table[0])): table for table in tables_of(self.text)}

    @property
    def people(self) -> Table:
        return self.tables[""]

    def columns(self) -> list[str]:
        """The columns of the roster."""
        known = {"", *EXPECTED, *SET_UP}
        return [name for name in self.people[0] if name not in known and not days_of(name)]


@dataclass(frozen=True)
class Played:
    """A recipe that was played to its end, in a workspace."""

    recipe: Recipe
    lanes: Lanes

    def points(self) -> dict[str, str]:
        board = show_board(self.lanes.ws, "recipe", "people")
        return {row.name: row.score for row in board.rows}

    def badges(self, person: str) -> set[str]:
        awards = explain(self.lanes.ws, "recipe", identifier(person)).awards
        return {award.badge for award in awards if award.badge}

    def board(self, label: str) -> BoardView:
        names = {name: key for key, name in show_board(self.lanes.ws, "recipe").boards}
        return show_board(self.lanes.ws, "recipe", names[label])

    def winners(self) -> dict[str, list[str]]:
        return {
            f"{prize.what}, {prize.period}" if prize.period else prize.what: [
                row.name for row in prize.winners
            ]
            for prize in show_prizes(self.lanes.ws, "recipe").prizes
        }

    def together(self) -> dict[str, str]:
        boards = [name for name, _ in show_board(self.lanes.ws, "recipe").boards]
        views = [show_board(self.lanes.ws, "recipe", name) for name in boards]
        return {row.label: row.now for view in views for row in view.together}


def identifier(name: str) -> str:
    return name.lower()


def played(recipe: Recipe, folder: Path) -> Played:
    """Launches the recipe's challenge, lets its people do what the table says, and waits for the end."""
    lanes = fresh(folder, datetime(2027, 2, 20, 12, tzinfo=UTC))
    lanes.challenge(recipe.challenge, "recipe")
    columns = recipe.columns()
    roster = [
        ",".join((identifier(row[""]), row[""], *(row[name] for name in columns))) for row in recipe.people
    ]
    lanes.people("\n".join((",".join(("id", "name", *columns)), *roster)) + "\n")
    launch(lanes.ws, "recipe", MONDAY, seed=7)
    for row in recipe.people:
        if row.get("paused"):
            first, *_, last = days_of(row["paused"]) * 2
            pause(lanes.ws, "recipe", identifier(row[""]), first, last)
        if row.get("target"):
            choose_target(lanes.ws, "recipe", identifier(row[""]), "mine", row["target"])
    lanes.now = LONG_AFTER
    lines = [line for row in recipe.people for line in entries_of(row)]
    report = lanes.entries("\n".join(("id,date,activity,amount,logged at", *lines)) + "\n")
    assert not report.rejected, report
    return Played(recipe, lanes)


def entries_of(row: dict[str, str]) -> list[str]:
    """The lines of an entry file for what a person did, each logged at noon of its day or of another."""
    lines = []
    for header, cell in row.items():
        for day in days_of(header) if cell else ():
            for part in cell.split(", "):
                parts = CELL.fullmatch(part)
                assert parts, f"{header}: {cell}"
                activity, amount, later = parts.groups()
                logged = datetime.combine(days_of(later)[0] if later else day, time(12))
                lines.append(f"{identifier(row[''])},{day},{activity or 'walk'},{amount},{logged}")
    return lines
