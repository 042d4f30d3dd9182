"""A whole workspace to try a plugin in: people, entries, boards and messages in a line each.

This is the one place where the kit uses the program itself. The fixture `moonwalk_trial` hands it out:
`moonwalk_trial(rules, *classes)` takes what `challenge_text` takes, classes that are not installed, and
`channels`, and returns a `Trial`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from textwrap import indent
from typing import Final

from moonwalk.api import Component
from moonwalk.api.panels import PanelText, Series, Table
from moonwalk.definitions import RESERVED_KEYS
from moonwalk.registry import Registry, find_plugins, load, plugin_of
from moonwalk.services.boards.board import show_board
from moonwalk.services.creation import create_workspace
from moonwalk.services.entries import log_entry
from moonwalk.services.errors import Refused
from moonwalk.services.files import ImportRequest
from moonwalk.services.imports.importer import import_entries
from moonwalk.services.launch import launch
from moonwalk.services.notifications import TickReport, tick
from moonwalk.services.plugins import show_panel
from moonwalk.services.roster.people import import_people
from moonwalk.services.views import BoardView, ImportReport
from moonwalk.services.why.person import explain
from moonwalk.services.workspace import CHALLENGES, FILE_NAME, Workspace, clock, load_settings
from moonwalk.testing.days import STARTS, read_marks

__all__ = ["Trial", "challenge_text"]

_NAME: Final = "trial"
_CHALLENGE: Final = """\
moonwalk: 1
challenge: Trial
schedule: {{length: 28 days, timezone: UTC, counted_days: every day, log_until: Tuesday 12:00}}
activities:
  walk: {{label: Walked, unit: minutes}}
goals:
  good_day: {{label: a good day, each: day, activity: walk, reach: 5 minutes}}
  good_week: {{label: a good week, each: week, days: 4 of 7, meeting: good_day}}
people: {{take_part: everyone on the roster}}
teams:
  formed: from the roster
  size: 1 to 50 people
{team_rules}boards:
  people: {{label: Everyone, ranks: people, ranking: sum}}
  teams: {{label: Teams, ranks: teams, ranking: mean}}
{company}{notices}rules:
{rules}
"""
_BASIC: Final = "- {rule: goal_met, id: kit_good_days, goal: good_day, points: 1}"
_CHANNELS: Final = re.compile(r"^channels:.*$", re.MULTILINE)


def challenge_text(
    rules: str = "",
    *,
    team_rules: str = "",
    company_rules: str = "",
    ranking: str = "",
    notices: str = "",
) -> str:
    """A challenge of four weeks from a Monday, with the activity `walk` and the goals of the kit.

    `rules` are the lines below `rules:`, or a whole challenge, which then stands as it is. The others are
    what stands in the other sections of the file; `ranking` is that of the board `teams`.

    ValueError for a whole challenge and a section besides.
    """
    if rules.lstrip().startswith("moonwalk:"):
        if any((team_rules, company_rules, ranking, notices)):
            raise ValueError(
                "A whole challenge has all of its sections. Write there what else is to be tried."
            )
        return rules
    company = _section("rules", company_rules)
    text = _CHALLENGE.format(
        rules=indent((rules or _BASIC).strip("\n"), "  "),
        team_rules=indent(_section("rules", team_rules), "  "),
        company=f"company:\n{indent(company, '  ')}" if company else "",
        notices=_section("notices", notices),
    )
    return (
        text.replace("ranks: teams, ranking: mean", f"ranks: teams, ranking: {ranking}") if ranking else text
    )


def _section(key: str, items: str) -> str:
    stripped = items.strip("\n")
    return f"{key}:\n{indent(stripped, '  ')}\n" if stripped else ""


@dataclass
class Trial:
    """A workspace in a folder, its clock at noon of the last day on which something was logged.

    `classes` are declarations that need not be installed: their full names begin with `trial.`. What is
    installed is there as well. `channels` are the lines below `channels:` in the settings.
    """

    folder: Path
    challenge: str
    classes: tuple[type[Component], ...] = ()
    channels: str = ""
    today: date = STARTS - timedelta(days=3)
    names: list[str] = field(default_factory=list)

    def people(self, **teams: str) -> Trial:
        """People by name with their teams, and the launch: `people(Amara="North", Ben="South")`.

        Launching a challenge with mistakes raises `Refused`, which names them all.
        """
        create_workspace(self.folder, "Trial", "UTC")
        if self.channels:
            settings = (self.folder / FILE_NAME).read_text(encoding="utf-8")
            text = _CHANNELS.sub(lambda _: _section("channels", self.channels), settings, count=1)
            (self.folder / FILE_NAME).write_text(text, encoding="utf-8")
        (self.folder / CHALLENGES / f"{_NAME}.yaml").write_text(self.challenge, encoding="utf-8")
        rows = [f"{name.lower()},{name},{team}" for name, team in teams.items()]
        roster = self.folder / "roster.csv"
        roster.write_text("\n".join(["id,name,team", *rows]) + "\n", encoding="utf-8")
        import_people(self.workspace, roster)
        try:
            launch(self.workspace, _NAME, STARTS, seed=7)
        except Refused as refused:
            # pytest shows the message of an exception and its notes, and nothing else of it.
            for problem in refused.problems:
                if problem.severity == "error":
                    refused.add_note(str(problem))
            raise
        self.names = list(teams)
        return self

    def entries(self, activity: str = "walk", **days: str) -> Trial:
        """What each logs from day 1 on: `entries(Amara="5 0 12", Ben="5")`; `0` logs nothing.

        Every entry is logged at noon of its day, so that none is late.
        """
        marks = {name: read_marks(text) for name, text in days.items()}
        for at in range(max(map(len, marks.values()), default=0)):
            self.today = max(self.today, STARTS + timedelta(days=at))
            for name, row in marks.items():
                if at < len(row) and row[at].amount:
                    amount = f"{row[at].amount / 1000:g}"
                    log_entry(self.workspace, name.lower(), amount, activity, STARTS + timedelta(days=at))
        return self

    def bring(self, file: str, content: str | bytes, **options: str) -> ImportReport:
        """Imports a file of this name with the options of its source, and tells what became of each row.

        The clock is as it was: `at_day` first, or the days of the file are still to come.
        """
        path = self.folder / file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return import_entries(self.workspace, ImportRequest(path=path, options=options))

    def at_day(self, number: int) -> Trial:
        """The clock at noon of a challenge day, counted from 1."""
        self.today = STARTS + timedelta(days=number - 1)
        return self

    def board(self, name: str = "people") -> dict[str, str]:
        """The scores of a board by the names of its rows, as people see them."""
        return {row.name: row.score for row in self.board_view(name).rows}

    def board_view(self, name: str = "people") -> BoardView:
        """A board with all that people see of it: places, ties, remarks."""
        return show_board(self.workspace, _NAME, name)

    def reasons(self, person: str) -> list[str]:
        """The reason of each award of a person, in order."""
        return [award.reason for award in explain(self.workspace, _NAME, person.lower()).awards]

    def panel(self, name: str) -> Table | Series | PanelText:
        """What a panel shows of the challenge, by its full name: `trial.panel("trial.pulse")`."""
        return show_panel(self.workspace, _NAME, name)

    def tick(self) -> TickReport:
        """Everything that is due: notices into the outbox, messages delivered."""
        return tick(self.workspace)

    def messages(self) -> dict[str, str]:
        """What channels wrote for people, by file name."""
        folder = self.workspace.messages
        files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
        return {path.name: path.read_text(encoding="utf-8") for path in files}

    @property
    def workspace(self) -> Workspace:
        """The workspace, opened as a new process would open it."""
        noon = datetime.combine(self.today, time(12), UTC)
        return Workspace(self.folder, load_settings(self.folder), self.plugins, clock(noon))

    @property
    def plugins(self) -> Registry:
        """What is installed, and the classes of this trial."""
        own = [plugin_of(_NAME, *self.classes)] if self.classes else []
        return load(installed=[*find_plugins(self.folder), *own], reserved=RESERVED_KEYS)
