"""Public programmes that are logged until the end, or days later, played and added up by hand.

Each is written from its public rules; people and entries are made up. What everyone should have is summed
from the list of what they did, day by day, without anything of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.launch import launch
from moonwalk.services.roster.participation import pause
from moonwalk.services.why.person import explain

from ..workspaces import Lanes, fresh

PROGRAMMES = Path(__file__).parent / "programmes"
PEOPLE = [f"e{number:02}" for number in range(1, 25)]


@dataclass(frozen=True)
class Done:
    """What somebody did on a day, and when it was logged."""

    who: str
    day: date
    activity: str
    amount: Fraction
    logged: datetime


@dataclass(frozen=True)
class Programme:
    """A launched programme in a workspace."""

    name: str
    lanes: Lanes
    days: tuple[date, ...]
    zone: ZoneInfo

    def midnight(self, after: date) -> datetime:
        return datetime.combine(after + timedelta(days=1), time(0), self.zone).astimezone(UTC)

    def log(self, lines: Sequence[Done]) -> None:
        for number, moment in enumerate(sorted({line.logged for line in lines})):
            rows = [
                f"{line.who},{line.day},{line.activity},{float(line.amount):g}"
                for line in lines
                if line.logged == moment
            ]
            self.lanes.now = moment
            report = self.lanes.entries(
                "\n".join(("id,date,activity,amount", *rows)) + "\n", f"entries-{number}.csv"
            )
            assert not report.rejected

    def points(self, board: str = "everyone") -> dict[str, int]:
        return {row.id: int(row.score) for row in self.lanes.board(board, self.name).rows}

    def exact(self, board: str = "everyone") -> dict[str, Fraction]:
        return {row.id: Fraction(row.score) for row in self.lanes.board(board, self.name).rows}

    def winners(self, name: str = "") -> set[str]:
        prizes = show_prizes(self.lanes.ws, self.name).prizes
        (prize,) = (prize for prize in prizes if prize.name == (name or prizes[0].name))
        return {row.id for row in prize.winners}


def begun(
    folder: Path, name: str, people: Sequence[str] = PEOPLE, alone: frozenset[str] = frozenset()
) -> Programme:
    lanes = fresh(folder, datetime(2026, 1, 1, tzinfo=UTC))
    text = (PROGRAMMES / f"{name}.yaml").read_text(encoding="utf-8")
    lanes.challenge(text, name)
    rows = [
        f"{who},Person {who},{'' if who in alone else 'Red' if who < 'e13' else 'Blue'},{sub_team(who)}"
        for who in people
    ]
    lanes.people("\n".join(("id,name,team,sub_team", *rows)) + "\n")
    done = launch(lanes.ws, name)
    days = tuple(done.starts + timedelta(days=at) for at in range((done.ends - done.starts).days + 1))
    zone = text.partition("timezone: ")[2].split()[0]
    return Programme(name, lanes, days, ZoneInfo(zone))


def sub_team(who: str) -> str:
    """Both teams have sub-teams of the same names, and some people are in none."""
    return ("Climbers", "sprinters ", "", "Commuters")[PEOPLE.index(who) % 4]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def minutes(programme: Programme, chance: Random) -> Iterator[Done]:
    """Some log each day at noon, some all of October at its end, some too late."""
    end = programme.days[-1]
    for number, who in enumerate(PEOPLE):
        moments = (None, noon(end + timedelta(days=1)), noon(end + timedelta(days=3)))
        for day in programme.days:
            if chance.random() < 0.5 + number / 40:
                logged = chance.choices(moments, (3, 5, 1))[0] or noon(day)
                yield Done(who, day, "walk", Fraction(chance.choice((29, 30, 40, 45))), logged)


def test_twenty_leaves_of_walktober(tmp_path):
    programme = begun(tmp_path / "w", "walktober")
    lines = list(minutes(programme, Random(20)))
    programme.log(lines)
    programme.lanes.now = datetime(2026, 11, 20, tzinfo=UTC)

    closes = programme.midnight(programme.days[-1]) + timedelta(hours=48)
    leaves = dict.fromkeys(PEOPLE, 0)
    for line in lines:
        leaves[line.who] += line.amount >= 30 and line.logged <= closes
    assert programme.points() == leaves
    # Five more for each member with twenty are the team's alone.
    teams = dict.fromkeys(("Red", "Blue"), 0)
    for who, count in leaves.items():
        teams["Red" if who < "e13" else "Blue"] += count + 5 * (count >= 20)
    board = programme.lanes.board("teams", "walktober")
    assert {row.name: int(row.score) for row in board.rows} == teams
    assert programme.winners() == {who for who, count in leaves.items() if count >= 20} != set()
    assert {count >= 20 for count in leaves.values()} == {True, False}
    assert any(line.logged > closes for line in lines)


def test_all_of_october_can_be_logged_on_its_last_evening(tmp_path):
    programme = begun(tmp_path / "w", "walktober", PEOPLE[:2])
    last = programme.midnight(programme.days[-1]) - timedelta(hours=1)
    programme.log([Done("e01", day, "walk", Fraction(30), last) for day in programme.days])

    assert programme.points() == {"e01": 31, "e02": 0}
    assert programme.lanes.board("everyone", "walktober").state == "provisional"


def test_kilometres_of_stadtradeln_are_entered_until_a_week_after_the_end(tmp_path):
    alone = frozenset({"e03", "e12", "e20"})
    programme = begun(tmp_path / "s", "stadtradeln", alone=alone)
    chance, end = Random(21), programme.days[-1]
    moments = (end, end + timedelta(days=6), end + timedelta(days=7), end + timedelta(days=8))
    lines = [
        Done(
            who, day, chance.choice(("ride", "cargo")), Fraction(chance.randint(30, 4000), 100), noon(moment)
        )
        for who in PEOPLE[:-2]
        for day in programme.days
        for moment in [chance.choice(moments)]
        if chance.random() < 0.4
    ]
    programme.log(lines)
    programme.lanes.now = noon(end + timedelta(days=30))

    closes = programme.midnight(end) + timedelta(days=7)
    ridden = dict.fromkeys(PEOPLE, Fraction(0))
    for line in lines:
        if line.logged <= closes:
            ridden[line.who] += line.amount
    # Rounded down to tenths once for each person: 774.0 km stay 774.0.
    expected = {who: Fraction(floor(10 * kilometres), 10) for who, kilometres in ridden.items()}
    teams = dict.fromkeys(("Red", "Blue", "Offenes Team"), Fraction(0))
    for who, kilometres in expected.items():
        teams["Offenes Team" if who in alone else "Red" if who < "e13" else "Blue"] += kilometres

    assert programme.exact() == expected
    board = programme.lanes.board("teams", "stadtradeln")
    assert {row.name: Fraction(row.score) for row in board.rows} == teams
    parts: dict[tuple[str, str], Fraction] = {}
    for who, kilometres in expected.items():
        if who not in alone and sub_team(who):
            part = ("Red" if who < "e13" else "Blue", sub_team(who).strip())
            parts[part] = parts.get(part, Fraction(0)) + kilometres
    rows = programme.lanes.board("sub_teams", "stadtradeln").rows
    assert {(row.group, row.name): Fraction(row.score) for row in rows} == parts
    for team in ("Red", "Blue"):
        mine = sorted((kilometres for (of, _), kilometres in parts.items() if of == team), reverse=True)
        assert {row.name: row.place for row in rows if row.group == team} == {
            name: mine.index(kilometres) + 1 for (of, name), kilometres in parts.items() if of == team
        }
    assert programme.winners() == {who for who, kilometres in ridden.items() if kilometres >= 1}
    assert any(kilometres.denominator not in (1, 2, 5, 10) for kilometres in ridden.values())


def test_regularity_of_do_prace_na_kole_in_percent_of_ones_own_working_days(tmp_path):
    programme = begun(tmp_path / "d", "do-prace-na-kole")
    chance, end = Random(66), programme.days[-1]
    working = [day for day in programme.days if day.weekday() < 5]
    away = {who: (working[chance.randrange(8)], chance.randint(0, 9)) for who in PEOPLE[::3]}
    paused: dict[str, set[date]] = {who: set() for who in PEOPLE}
    for who, (first, length) in away.items():
        last = first + timedelta(days=length)
        pause(programme.lanes.ws, programme.name, who, first, last)
        paused[who] = {first + timedelta(days=more) for more in range(length + 1)}
    lines = [
        Done(who, day, "commute", Fraction(1), noon(day + timedelta(days=chance.choice((0, 1, 8, 9)))))
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        if chance.random() < 0.7 + number / 80
    ]
    programme.log(lines)
    programme.lanes.now = noon(end + timedelta(days=30))

    over, grace = programme.midnight(end), programme.midnight(end) + timedelta(hours=72)
    expected, regular, shares = {}, set(), {"Red": [0, 0], "Blue": [0, 0]}
    for who in PEOPLE:
        own = [day for day in working if day not in paused[who]]
        went = {
            line.day
            for line in lines
            if line.who == who
            and line.day in own
            and line.logged
            <= (
                max(grace, programme.midnight(line.day + timedelta(days=8)))
                if programme.midnight(line.day + timedelta(days=8)) > over
                else programme.midnight(line.day + timedelta(days=8))
            )
        }
        expected[who] = len(went)
        team = shares["Red" if who < "e13" else "Blue"]
        team[0] += len(went)
        team[1] += len(own)
        for first in programme.days[::7]:
            week = [day for day in own if first <= day < first + timedelta(days=7)]
            if week and len(went.intersection(week)) >= ceil(Fraction(len(week), 2)):
                expected[who] += 2
        if len(went) >= ceil(Fraction("66.6") * len(own) / 100):
            expected[who] += 10
            regular.add(who)

    assert programme.points() == expected
    assert {row.name: Fraction(row.score) for row in programme.lanes.board("share", programme.name).rows} == {
        name: Fraction(floor(Fraction(1000 * went, days) + Fraction(1, 2)), 10)
        for name, (went, days) in shares.items()
    }
    check_the_raffle_among_teams(programme, shares)
    assert programme.winners() == regular
    assert 0 < len(regular) < len(PEOPLE)


def check_the_raffle_among_teams(programme: Programme, shares: dict[str, list[int]]) -> None:
    """That teams with 14 of 21 working days a member have a ticket each, and the highest lot wins."""
    board = programme.lanes.board("regularity", programme.name).rows
    rows = {row.name: row.id for row in board}
    shown = {
        name: Fraction(floor(Fraction(10 * went * 21, days) + Fraction(1, 2)), 10)
        for name, (went, days) in shares.items()
    }
    assert {row.name: Fraction(row.score) for row in board} == shown
    view = show_prizes(programme.lanes.ws, programme.name)
    (trip,) = (prize for prize in view.prizes if prize.name == "trip")
    in_it = {rows[name] for name, share in shown.items() if share >= 14}
    assert {row.id for row in trip.tickets} == in_it != set()
    lots = {team: sha256(f"{view.seed}/trip/{team}/1".encode()).hexdigest() for team in in_it}
    assert programme.winners("trip") == {max(lots, key=lambda team: lots[team])}


@pytest.mark.parametrize(
    ("name", "day", "logged", "rule"),
    [
        ("walktober", date(2026, 10, 1), date(2026, 11, 4), "every day stays open until 48 hours after"),
        ("stadtradeln", date(2026, 9, 6), date(2026, 10, 5), "every day stays open until 168 hours after"),
        ("do-prace-na-kole", date(2027, 5, 3), date(2027, 5, 12), "until the end of the day 8 days later"),
        ("do-prace-na-kole", date(2027, 5, 31), date(2027, 6, 10), "until the end of the day 8 days later"),
    ],
)
def test_a_late_entry_is_told_until_when_and_by_which_rule(tmp_path, name, day, logged, rule):
    programme = begun(tmp_path / "w", name, PEOPLE[:1])
    activity = {"walktober": "walk", "stadtradeln": "ride"}.get(name, "commute")
    programme.log([Done("e01", day, activity, Fraction(1), noon(logged))])

    (entry,) = explain(programme.lanes.ws, name, "e01").entries
    assert "could be logged until" in entry.reason
    assert rule in entry.reason
