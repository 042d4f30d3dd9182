"""Random histories of challenges as they are played, and what others are shown of them meanwhile."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.entries import correct_entry, void_entry
from moonwalk.services.launch import launch
from moonwalk.services.privacy.audience import Audience, board_for
from moonwalk.services.roster.people import import_people
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.roster.sign_ups import leave
from moonwalk.services.views import BoardView
from moonwalk.services.workspace import Workspace, load_settings
from moonwalk.store import decisions, entries
from moonwalk.store import people as stored_people
from moonwalk.store.decisions import Decision
from moonwalk.store.ids import show_id

from ...workspaces import Lanes, fresh, plugins
from .attack import Entry, Seen, known_at, shown_sum

START = date(2027, 3, 1)
"""A Monday. Weeks close on Tuesdays at 12:00 UTC, the last one too."""

TEXT = """\
moonwalk: 1
challenge: {title}
schedule: {{length: {weeks} weeks, timezone: Etc/UTC, log_until: Tuesday 12:00, final_grace: 24 hours}}
activities:
  walk: {{label: Walked, unit: minutes}}
rules:
  - {{rule: per_unit, id: minutes, activity: walk, points: 1, per: 1 minute}}
teams:
  formed: from the roster
  size: 3 to 9 people
  rules:
    - {{rule: collective_goal, id: walked, total: 9000 minutes, unlocks: {{100%: Tea}}}}
boards:
{boards}
privacy: {{smallest_group: 5}}
"""
BOARDS = {
    "table": "{label: Teams, ranks: teams, ranking: sum, ties: [shared place]}",
    "departments": "{label: Departments, ranks: roster column, column: department, ranking: sum}",
    "sites": "{label: Sites, ranks: roster column, column: site, ranking: sum}",
    "by_site": "{label: By site, ranks: teams, ranking: sum, split_by: site}",
}


@dataclass
class History:
    """A company that plays, the truth about it, and what others have been shown."""

    lanes: Lanes
    random: random.Random
    boards: tuple[str, ...]
    teams: dict[str, list[tuple[date, str]]] = field(default_factory=dict)
    roster: list[tuple[int, dict[str, dict[str, str]]]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    left: dict[str, date] = field(default_factory=dict)
    made: dict[tuple[str, int], int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    seen: Seen = field(init=False)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seen = Seen(self.entries)

        settings = load_settings(self.lanes.folder)
        # One program that runs all the time: it reads a challenge once.
        self.ws = Workspace(self.lanes.folder, settings, plugins(frozenset()), lambda: self.lanes.now)

    @property
    def instant(self) -> int:
        return milliseconds(self.lanes.now)

    def log(self, people: list[str], on: date) -> None:
        """Logs an entry of each, as an import would."""
        with self.lanes.database() as db, db.write() as tx:
            decision = decisions.record(tx, Decision(self.instant, "test", "log"))
            kind = entries.kind_number(tx, "walk", "minutes")
            source = entries.source_number(tx, "manual", False)
            for who in people:
                amount, person = self.random.randint(1, 400), stored_people.find(tx, who)
                row = entries.NewEntry(person.no, on, kind, source, amount * 1000, self.instant)
                added = entries.log(tx, row, decision)
                if not added.same:
                    self.entries.append(Entry(who, on, amount, self.instant))
                    self.ids.append(show_id(added.ids[0]))

    def change(self, number: int) -> None:
        """Corrects an entry, or voids it."""
        entry = self.entries[number]
        self.entries[number] = replace(entry, replaced=self.instant)
        if self.random.random() < 0.5:
            void_entry(self.ws, self.ids[number], "not mine")
            return
        amount = entry.amount + self.random.randint(1, 50)
        done = correct_entry(self.ws, self.ids[number], "typed it wrong", str(amount))
        self.entries.append(replace(entry, amount=amount, known=self.instant))
        self.ids.append(done.id)

    def move(self, who: str, team: str) -> None:
        self.teams[who].append((self.lanes.now.date(), team))
        self.newer_roster()

    def reorganise(self, who: str, column: str, value: str) -> None:
        """A newer roster, in which somebody has another value."""
        values = {person: dict(row) for person, row in self.roster[-1][1].items()}
        values[who][column] = value
        self.roster.append((self.instant, values))
        self.newer_roster()

    def forget(self, who: str) -> None:
        forget_person(self.ws, who, "asked for it")
        self.gone[who] = self.instant

    def leave(self, who: str) -> None:
        leave(self.ws, "one", who)
        self.left[who] = self.lanes.now.date()

    def roster_text(self) -> str:
        rows = [
            f"{who},Name {who},{values['department']},{values['site']},{self.teams[who][-1][1]}"
            for who, values in self.roster[-1][1].items()
            if who not in self.gone
        ]
        return "\n".join(["id,name,department,site,team", *rows]) + "\n"

    def newer_roster(self) -> None:
        import_people(self.ws, self.lanes.file("roster.csv", self.roster_text()))

    def look(self, challenge: str, first: date) -> None:
        """What anybody can see now goes to the attacker."""
        # What a week's figures leave out depends on who was erased before somebody asked for them first.
        for week in range(1, 4):
            if closing(first, week) < self.instant:
                self.made.setdefault((challenge, week), self.instant)
        for board in self.boards:
            self.take(challenge, board, first, board_for(self.ws, challenge, board, Audience("everyone")))

    def take(self, challenge: str, board: str, first: date, view: BoardView) -> None:
        week = ((view.as_of - first).days + 7) // 7
        for row in view.rows:
            if row.score == "-":
                continue
            at = int(row.not_placed.split()[3].strip(":")) if row.not_placed.startswith("as of") else week
            of = self.behind(challenge, board, row.id, first, at)
            said = shown_sum(self.entries, of)
            if str(said) != row.score:
                self.wrong.append(f"{challenge} {board} {row.id} week {at}: {row.score}, not {said}")
            self.seen.add((challenge, board, row.id, at), of)
        for together in view.together:
            weeks = [
                (at, self.behind(challenge, board, together.team, first, at)) for at in range(week, 0, -1)
            ]
            meant = [(at, of) for at, of in weeks if 1000 * shown_sum(self.entries, of) == together.total]
            if not meant:
                self.wrong.append(f"{challenge} {board} {together.label}: {together.total} is of no week")
            for at, of in meant[:1]:
                self.seen.add((challenge, "walked", together.team, at), of)

    def behind(self, challenge: str, board: str, row: str, first: date, week: int) -> list[int]:
        """The entries that are behind a figure."""
        last, closed = first + timedelta(days=7 * week - 1), closing(first, week)
        of = known_at(self.entries, last, first, closed, self.where(board, closed), row)
        return [number for number in of if self.counts(challenge, week, self.entries[number])]

    def counts(self, challenge: str, week: int, entry: Entry) -> bool:
        """Whether the person was in the challenge that day, and not erased when the figures were made."""
        there = challenge != "one" or entry.day < self.left.get(entry.person, date.max)
        return there and self.gone.get(entry.person, 1 << 62) > self.made.get((challenge, week), 0)

    def where(self, board: str, moment: int) -> dict[int, str]:
        """The row that each entry is in, as known at a moment."""
        column = {"departments": "department", "sites": "site"}.get(board)
        if column is None:
            return {
                number: [team for day, team in self.teams[entry.person] if day <= entry.day][-1]
                for number, entry in enumerate(self.entries)
            }
        values = next(values for known, values in reversed(self.roster) if known <= moment)
        return {number: values[entry.person][column].casefold() for number, entry in enumerate(self.entries)}


def closing(first: date, week: int) -> int:
    """The instant (ms) after which nothing of a week can be logged: Tuesday at noon."""
    day = first + timedelta(days=7 * week + 1)
    return milliseconds(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def played(folder: Path, seed: int) -> History:
    """A history, played to its end, with a second challenge in the next month or at the same time."""
    chance = random.Random(seed)
    lanes = fresh(folder, datetime(2027, 2, 20, 12, tzinfo=UTC))
    others = chance.sample(sorted(set(BOARDS) - {"table"}), chance.randint(0, 3))
    boards = ["table", *others]
    if chance.random() < 0.3:
        chance.shuffle(boards)
    history = History(lanes, chance, tuple(boards))
    weeks = chance.randint(2, 3)
    found(history, weeks)
    second = START + timedelta(days=7 * weeks if chance.random() < 0.6 else 7)
    both = chance.random() < 0.4
    if both:
        launch(history.ws, "two", second)
    keen = chance.choice((0.3, 0.6, 0.8, 0.95))
    for day in range(7 * weeks + (16 if both else 3)):
        today = START + timedelta(days=day)
        lanes.now = datetime(today.year, today.month, today.day, 14, tzinfo=UTC)
        a_day(history, today, keen, weeks)
        lanes.now += timedelta(hours=6)
        if chance.random() < 0.3 or today.weekday() == 1:
            history.look("one", START)
            if both and today >= second:
                history.look("two", second)
    return history


def found(history: History, weeks: int) -> None:
    """The company, its teams, and the challenge."""
    chance, lanes = history.random, history.lanes
    sizes = [chance.randint(3, 8) for _ in range(chance.randint(2, 4))]
    along = chance.random() < 0.5
    values: dict[str, dict[str, str]] = {}
    for team, size in enumerate(sizes):
        for member in range(size):
            who = f"t{team}m{member}"
            history.teams[who] = [(date(2027, 1, 1), f"Team {team}")]
            site = ("North", "South")[team % 2] if along else chance.choice(("North", "South"))
            department = f"D{chance.randint(0, 2)}" if chance.random() < 0.7 else f"D{team % 2}"
            values[who] = {"department": department, "site": site}
    history.roster.append((0, values))
    history.newer_roster()
    kinds = "\n".join(f"  {name}: {BOARDS[name]}" for name in history.boards)
    for name in ("one", "two"):
        lanes.challenge(TEXT.format(title=name, weeks=weeks if name == "one" else 2, boards=kinds), name)
    launch(history.ws, "one", START)


def a_day(history: History, today: date, keen: float, weeks: int) -> None:
    """Some log, and now and then something else happens."""
    chance = history.random
    there = sorted(set(history.teams) - set(history.gone))
    active = [who for who in there if chance.random() < keen / 3]
    if active:
        history.log(active, today)
    if not there or today >= START + timedelta(days=7 * weeks):
        return
    event, who = chance.random(), chance.choice(there)
    if event < 0.06 and history.entries:
        number = chance.randrange(len(history.entries))
        entry = history.entries[number]
        if entry.replaced > history.instant and entry.person not in history.gone:
            history.change(number)
    elif event < 0.10 and who not in history.left:
        history.move(who, f"Team {chance.randint(0, 1)}")
    elif event < 0.14:
        history.reorganise(who, chance.choice(("department", "site")), "North")
    elif event < 0.16:
        history.forget(who)
    elif event < 0.18 and who not in history.left:
        history.leave(who)
