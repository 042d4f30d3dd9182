"""Random challenges and random facts, each from a few drawn numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import numpy as np
from hypothesis import strategies as st
from tests.scoring.facts import SOURCES, Line, Member, Pause, Target
from tests.scoring.rules import Doubled, Drawn, Entries, Forgiven, Leader, Loses, PerEntry, Progressing, Tax

from moonwalk.api import Context, GoalInfo
from moonwalk.api.field_words import ConditionKind
from moonwalk.api.fields import ByWeek, ConditionValue, ShareOfWeek, WeekSpan
from moonwalk.api.values import ClockTime, DaysLater, EndOfChallenge, LogUntil, OwnDays
from moonwalk.registry import adapt
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import FOREVER
from moonwalk.scoring.plan import (
    NOTHING,
    OWN_AVERAGE,
    Absence,
    ActivityPlan,
    BoardPlan,
    GoalPlan,
    Plan,
    RulePlan,
    TargetBounds,
    TeamsPlan,
)
from moonwalk_plugins.amounts import Bands, PerUnit, Tiers
from moonwalk_plugins.bank import Bank
from moonwalk_plugins.bonus_days import BonusDays
from moonwalk_plugins.check_in import CheckIn
from moonwalk_plugins.company import CollectiveGoal, Journey
from moonwalk_plugins.composite import Composite
from moonwalk_plugins.fixtures import Fixtures
from moonwalk_plugins.full_house import FullHouse
from moonwalk_plugins.goals import GoalMet
from moonwalk_plugins.levels import Levels
from moonwalk_plugins.limits import Limit
from moonwalk_plugins.makeup import Makeup
from moonwalk_plugins.milestones import Milestone, PersonalBest
from moonwalk_plugins.rankings import (
    DailyMeanSum,
    Mean,
    MeanActive,
    MeanAtTime,
    Participation,
    Shrunk,
    Sum,
    TopK,
    Trimmed,
)
from moonwalk_plugins.representative import Representative
from moonwalk_plugins.streaks import Comeback, Streak
from moonwalk_plugins.team_days import SharedDays

ALWAYS = {"week 1": "1", "weeks 2 to 9": "2"}
STRETCHES = (
    {"up_to": "10 minutes", "points": "1", "per": "1 minute"},
    {"up_to": "0.5 hours", "points": ALWAYS, "per": "3 minutes"},
)
_ABSENCES = (
    Absence("counts as own average less 10%", Fraction(9, 10)),
    Absence("counts as 12.5 minutes of walk", None, "walk", 12_500),
)
PERSON = (
    (PerUnit, {"activity": "walk", "points": "1", "per": "1 minute", "paid_days": "first 3 of 7"}),
    (PerUnit, {"activity": "walk", "points": ALWAYS, "per": "2.5 minutes", "cap_per_day": "30 minutes"}),
    (GoalMet, {"goal": "good_day", "points": ALWAYS}),
    (GoalMet, {"goal": "good_week", "points": "20"}),
    (GoalMet, {"goal": "long_week", "points": "9", "partly": "in proportion"}),
    (GoalMet, {"goal": "far", "points": "50"}),
    (GoalMet, {"goal": "calm_week", "points": "9", "partly": "in proportion"}),
    (GoalMet, {"goal": "full_week", "points": "12", "partly": "in proportion"}),
    (GoalMet, {"goal": "own_week", "points": "6", "partly": "in proportion"}),
    (GoalMet, {"goal": "own", "points": "6"}),
    (GoalMet, {"goal": "many", "points": "8"}),
    (GoalMet, {"goal": "most", "points": "7", "partly": "in proportion"}),
    (GoalMet, {"goal": "rich_week", "points": "10"}),
    (GoalMet, {"goal": "rich", "points": "4", "partly": "in proportion"}),
    (Streak, {"goal": "rich_day", "every": "2 days", "points": "3"}),
    (Levels, {"goal": "most_week", "levels": ("low", "middle", "high"), "begin": "middle"}),
    (Comeback, {"goal": "own_day", "points": "3"}),
    (Streak, {"goal": "either_day", "every": "2 days", "points": "5"}),
    (Streak, {"goal": "good_day", "every": "2 days", "points": "5", "freezes": "1"}),
    (Comeback, {"goal": "good_day", "points": "5"}),
    (PerEntry, {}),
    (Loses, {"goal": "good_day"}),
    (Progressing, {"goal": "long_week"}),
    (Levels, {"goal": "good_week", "levels": ("low", "middle", "high"), "begin": "middle"}),
    (Tiers, {"activity": "walk", "pays": {"20 minutes": ALWAYS, "5 minutes": "1"}}),
    (Bands, {"activity": "walk", "bands": STRETCHES}),
    (CheckIn, {"points": ALWAYS}),
    (CheckIn, {"points": "3", "of_activities": ("own", "steps")}),
    (Milestone, {"activity": "walk", "every": "50 minutes", "points": ALWAYS, "badge": "Fifty"}),
    (PersonalBest, {"activity": "walk", "points": "3", "after": "2 logs"}),
    (Bank, {"goal": "good_day", "points": "70", "lose_points": {"week 1": "0", "weeks 2 to 9": "15"}}),
)
ADJUSTS = (
    (Limit, {"cap_per_day": "25 points", "cap_per_week": "60 points"}),
    (Limit, {"cap_per_week": {"week 1": "10 points", "weeks 2 to 9": "30 points"}}),
    (Tax, {}),
)
DAYS = (
    (Doubled, {"activity": "walk"}),
    (Forgiven, {"goal": "good_day"}),
    (Makeup, {"goal": "good_day", "weekdays": ("Friday", "Saturday")}),
    (BonusDays, {"activity": "own", "multiply_by": "1.333"}),
    (BonusDays, {"activity": "walk", "multiply_by": "1.5", "add_points": ALWAYS}),
)
TEAM = (
    (FullHouse, {"needs": ("at least 50% of members met good_week",), "points": "10"}),
    (FullHouse, {"needs": ("all members met good_day", "at least 2 members"), "points": ALWAYS}),
    (FullHouse, {"needs": ("at least 2 members logged on at least 50% of days",), "points": "3"}),
    (SharedDays, {"goal": "good_day", "together": "4 days", "points": ALWAYS}),
    (Representative, {"goal": "good_day", "lose_points": ALWAYS}),
    (Drawn, {}),
)
COMPANY = (
    (CollectiveGoal, {"activity": "walk", "total": "100 minutes", "unlocks": {"50%": "half", "100%": "all"}}),
    (
        CollectiveGoal,
        {"activity": "steps", "total": "90 steps", "cap_per_day": "7 steps", "unlocks": {"1%": "x"}},
    ),
    (Journey, {"activity": "walk", "per_km": "10 minutes", "stops": {"lake": "3 km", "sea": "20 km"}}),
    (Entries, {}),
)
TOTALS = (
    (
        Journey,
        {"activity": "walk", "per_km": "3 minutes", "stops": {"lake": "3 km", "sea": "9 km"}, "points": "20"},
    ),
    (
        CollectiveGoal,
        {"activity": "steps", "total": "60 steps", "unlocks": {"20%": "x", "90%": "y"}, "points": ALWAYS},
    ),
    (Entries, {}),
)
FIELD = (
    (Leader, {}),
    (Fixtures, {"compare": "form", "draw_within": "10%"}),
    (Fixtures, {"compare": "form", "odd_team_out": "gets a draw", "win": ALWAYS}),
    (Fixtures, {"compare": "teams", "odd_team_out": "rests", "loss": "1"}),
)
NEEDS = (
    "at least 2 members",
    "all members met good_day",
    "at least 50% of members logged on at least 50% of days",
    "at least 2 members logged on at least 2 days",
)
RANKINGS = (
    (Sum, {}),
    (Mean, {}),
    (MeanActive, {}),
    (MeanAtTime, {}),
    (DailyMeanSum, {}),
    (TopK, {"best": "2"}),
    (Trimmed, {}),
    (Trimmed, {"drop": "2"}),
    (Shrunk, {}),
    (Shrunk, {"weight": "2"}),
    (Participation, {}),
)
TIES = ("participation", "improvement", "met good_day", "met good_week", "lot")
FOR_SOME = (
    {"site": frozenset({"bern"})},
    {"site": frozenset({"bern", "rome"}), "role": frozenset({"staff"})},
)
STARTS = (date(2027, 1, 4), date(2027, 3, 24), date(2028, 2, 24), date(2026, 12, 26), date(2027, 10, 25))


@dataclass(frozen=True)
class History:
    """A challenge and what happened in it, as seen at an instant, up to a day."""

    plan: Plan
    lines: tuple[Line, ...]
    members: tuple[Member, ...]
    pauses: tuple[Pause, ...]
    known_at: int
    last_day: int
    targets: tuple[Target, ...] = ()
    roster: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def value(self, column: str, person: int) -> str:
        """What the roster says of a person; blank for nothing."""
        values = self.roster.get(column, ())
        return values[person] if person < len(values) else ""


@st.composite
def histories(draw, people=6, entries=40):
    """A history; fewer people, days and entries are simpler."""
    length = draw(st.integers(1, 24))
    count, many = draw(st.integers(0, people)), draw(st.integers(0, entries))
    chance = Random(draw(st.integers(0, 2**32)))
    plan = a_plan(chance, length)
    last_day = draw(st.integers(-1, length + 1))
    as_of = plan.calendar.starts + timedelta(days=min(max(last_day, 0), length - 1))
    plan = replace(plan, context=replace(plan.context, as_of=as_of))
    members = _members(chance, count, length)
    pauses = tuple(
        Pause(chance.randint(1, people + 1), first, first + chance.randint(0, 6))
        for first in (chance.randint(-9, length) for _ in range(chance.randint(0, 3)))
    )
    known_at = chance.choice(_instants(plan.calendar))
    lines = a_log(chance, plan, people, many)
    roster = {
        "site": [chance.choice(("Bern", "Bern", "bern ", "Rome", "")) for _ in range(people + 2)],
        "role": [chance.choice(("staff", "Staff", "boss", "")) for _ in range(people + 2)],
    }
    targets = _targets(chance, people, length)
    return History(plan, lines, members, pauses, known_at, last_day, targets, roster)


def a_plan(chance: Random, length: int) -> Plan:
    starts = chance.choice(STARTS) + timedelta(days=chance.randint(0, 6))
    workdays = chance.random() < 0.3
    off = [starts + timedelta(days=chance.randrange(length)) for _ in range(chance.randint(0, 2))]
    calendar = Calendar(
        starts,
        length,
        chance.choice(("Europe/Berlin", "America/Santiago", "UTC")),
        workdays,
        _log_until(chance),
        timedelta(hours=chance.choice((0, 48, 72))),
        frozenset(off),
    )
    goals = (
        GoalPlan(
            "good_week",
            "a good week",
            "week",
            days=ShareOfWeek(days=3, of=5 if workdays else 7),
            meeting="good_day",
        ),
        GoalPlan(
            "good_day",
            "a good day",
            "day",
            "walk",
            ByWeek(
                always=None,
                spans=(WeekSpan(first=1, last=1, value=5000), WeekSpan(first=2, last=9, value=8000)),
            ),
        ),
        GoalPlan("long_week", "a long week", "week", "walk", ByWeek(always=40000)),
        GoalPlan("far", "far", "challenge", "steps", ByWeek(always=30000)),
        *_goals_of_goals(chance),
    )
    return Plan(
        calendar,
        _activities(chance),
        goals,
        day_rules=_some(chance, DAYS, 0.3, length, "day"),
        person_rules=_some(chance, PERSON, 0.5, length, "rule"),
        adjustment_rules=_some(chance, ADJUSTS, 0.4, length, "adjust"),
        team_rules=_some(chance, TEAM, 0.5, length, "team"),
        league_rules=tuple(_comparing(rule) for rule in _some(chance, FIELD, 0.3, length, "field")),
        company_rules=_some(chance, COMPANY, 0.3, length, "company"),
        team_totals=_some(chance, TOTALS, 0.3, length, "total"),
        boards=(
            _board(chance, "teams"),
            _board(chance, "people"),
            _board(chance, "roster column"),
            replace(_board(chance, "teams"), name="form", split_by=""),
            _overall(chance),
        ),
        not_placed=chance.choice(({}, {}, {"role": frozenset({"boss"})})),
        teams=TeamsPlan(*(chance.random() < 0.4 for _ in range(4))),
        a_paused_day=chance.choice((NOTHING, OWN_AVERAGE, *_ABSENCES)),
        a_missed_day=chance.choice((NOTHING, NOTHING, OWN_AVERAGE, *_ABSENCES)),
        part_weeks=chance.choice(("goals shrink with the days", "goals stay", "week does not count")),
        context=Context(
            starts=starts,
            days=length,
            weeks=calendar.weeks,
            as_of=calendar.ends,
            seed=chance.randrange(99),
            units={"walk": "minutes", "own": "minutes", "steps": "steps"},
            goals={
                goal.name: GoalInfo(name=goal.name, label=goal.label, each=goal.each, activity=goal.activity)
                for goal in goals
            },
        ),
    )


def _log_until(chance: Random) -> LogUntil:
    """A weekly deadline most often; else each day by itself, or all of them at the end."""
    weekly = ClockTime(days=(chance.randrange(7),), hour=chance.randrange(24), minute=30)
    return chance.choice((weekly, weekly, DaysLater(days=chance.randint(1, 9)), EndOfChallenge()))


def _targets(chance: Random, people: int, length: int) -> tuple[Target, ...]:
    """What some chose, from days before and within the challenge, within the bounds and beyond them."""
    found = {}
    for _ in range(chance.randint(0, 8)):
        goal = chance.choice(("own_day", "own_week", "own", "gone"))
        key = chance.randint(1, people + 1), goal, chance.randint(-3, length + 1)
        found[key] = Target(*key, chance.choice((1000, 4000, 5000, 8000, 30000, 90000)))
    return tuple(found.values())


def _goals_of_goals(chance: Random) -> list[GoalPlan]:
    """Spans, and goals made of goals, in any order."""
    goals = [
        GoalPlan("calm_day", "calm", "day", "walk", within=chance.choice(((0, 8000), (5000, 20000)))),
        GoalPlan("calm_week", "calm", "week", "steps", within=chance.choice(((0, 9000), (8000, 40000)))),
        GoalPlan("calm", "calm", "challenge", "walk", within=(5000, 41000)),
        GoalPlan("either_day", "either", "day", any_of=("calm_day", "good_day")),
        GoalPlan("whole_day", "both", "day", all_of=("calm_day", "either_day")),
        GoalPlan("either_week", "either", "week", any_of=("good_week", "own_week")),
        GoalPlan("full_week", "all", "week", all_of=("either_week", "long_week", "calm_days")),
        GoalPlan("calm_days", "calm", "week", days=ShareOfWeek(days=2, of=7), meeting="whole_day"),
        GoalPlan("both", "both", "challenge", all_of=("far", "calm")),
        GoalPlan("many", "many", "challenge", days=ShareOfWeek(days=5, of=12), meeting="good_day"),
        GoalPlan("most", "most", "challenge", days=OwnDays(percent=Fraction(200, 3)), meeting="either_day"),
        GoalPlan("most_week", "most", "week", days=OwnDays(percent=Fraction(50)), meeting="good_day"),
        GoalPlan("rich_day", "rich", "day", reach=ByWeek(always=9000), of_points=True),
        GoalPlan(
            "rich_week",
            "rich",
            "week",
            reach=ByWeek(always=30000),
            of_points=True,
            of_rules=chance.choice(((), ("rule_1", "rule_2"))),
        ),
        GoalPlan("rich", "rich", "week", all_of=("rich_week", "either_week")),
        GoalPlan("own_day", "own", "day", "walk", own_target=TargetBounds(2000, 30000, 6000)),
        GoalPlan("own_week", "own", "week", "walk", own_target=TargetBounds(4000, 50000, 20000)),
        GoalPlan("own", "own", "challenge", "steps", own_target=TargetBounds(4000, 50000, 20000)),
    ]
    some = [
        replace(goal, only_where=chance.choice(FOR_SOME)) if chance.random() < 0.1 else goal for goal in goals
    ]
    return chance.sample(some, len(some))


def _activities(chance: Random) -> tuple[ActivityPlan, ...]:
    def limits():
        return {
            "reject_entry_above": chance.choice((None, 40000)),
            "reject_day_above": chance.choice((None, 50000)),
            "same_day": chance.choice(("add", "add", "latest", "largest")),
            "devices": chance.choice(("largest", "largest", "add")),
        }

    return (
        ActivityPlan("walk", "Walked", "minutes", "walk", **limits()),
        ActivityPlan("own", "Own", "minutes", "walk", **limits()),
        ActivityPlan("steps", "Steps", "steps", chance.choice(("walk", "steps")), Fraction(1, 3), **limits()),
    )


def _some(chance: Random, pool, share: float, length: int, word: str) -> tuple[RulePlan, ...]:
    chosen = [pair for pair in pool if chance.random() < share]
    rules = []
    for number, (made, config) in enumerate(chosen, 1):
        during = None
        if chance.random() < 0.2:
            during = np.array([chance.random() < 0.7 for _ in range(length)], np.bool_)
        name = f"{word}_{number}"
        plan = RulePlan(name, name, adapt(made, config), f"challenge.yaml:{number}", during)
        if word in ("rule", "day", "adjust"):
            goals = ("good_day", "either_day", "good_week", *(("rich_day", "rich") if word != "day" else ()))
            plan = replace(
                plan,
                goals=frozenset({str(config["goal"])} if "goal" in config else ()),
                only_when=chance.choice(goals) if chance.random() < 0.15 else "",
                only_where=chance.choice(FOR_SOME) if chance.random() < 0.15 else {},
            )
        if word == "rule" and chance.random() < 0.2:
            plan = replace(plan, logged_within=chance.randint(0, 2))
        rules.append(plan)
    return tuple(rules)


def _comparing(rule: RulePlan) -> RulePlan:
    board = rule.adapter.config.get("compare")
    return replace(rule, compares=(board,) if board else ())


def _board(chance: Random, ranks: str) -> BoardPlan:
    ties = chance.sample(TIES[:4], chance.randint(0, 3))
    needs: list[ConditionValue] = [
        ConditionKind().parse(text) for text in chance.sample(NEEDS, chance.randint(0, 2))
    ]
    made, config = chance.choice(RANKINGS)
    name = "groups" if ranks == "roster column" else ranks
    return BoardPlan(
        name,
        name,
        ranks,
        adapt(made, config),
        of_rules=chance.choice(((), (), ("rule_1", "team_1"))),
        ties=(*ties, chance.choice(("lot", "shared place", "shared place"))),
        numbering=chance.choice(("standard", "dense", "modified", "ordinal", "fractional")),
        place_needs=tuple(needs),
        column="site" if ranks == "roster column" else "",
        split_by=chance.choice(("", "", "role")),
        leaves_out=chance.random() < 0.2,
    )


def _overall(chance: Random) -> BoardPlan:
    """A board of teams by how they stand on another one, and on that of people's teams as a whole."""
    config = {"of_boards": {"form": "100%"}, "counting": chance.choice(("rank points", "scores"))}
    board = replace(_board(chance, "teams"), name="overall", split_by="", of_rules=(), compares=("form",))
    return replace(board, ranking=adapt(Composite, config | {"extra_for_first": str(chance.randint(0, 2))}))


def _members(chance: Random, people: int, length: int) -> tuple[Member, ...]:
    """Everyone from the first day to the last, joiners, leavers, movers, and who comes back."""
    found = []
    for person in range(1, people + 1):
        team = chance.randint(0, 3)
        kind = chance.choice(("whole", "whole", "joins", "leaves", "moves", "back", "before", "corrected"))
        day = chance.randrange(length + 1)
        found += {
            "whole": [Member(person, team)],
            "joins": [Member(person, team, day)],
            "leaves": [Member(person, team, -3, day)],
            "moves": [Member(person, team, 0, day - 1), Member(person, chance.randint(0, 3), day)],
            "back": [Member(person, team, 0, day - 3), Member(person, team, day + 1)],
            "before": [Member(person, team, -20, -chance.randint(1, 9))],
            "corrected": [Member(person, chance.randint(1, 3), day, FOREVER), Member(person, team)],
        }[kind]
    return tuple(found)


def _instants(calendar: Calendar) -> list[int]:
    closes = calendar.closes.tolist()
    first = int(calendar.begins[0])
    return [
        first - 10**9,
        first,
        *(instant + more for instant in closes for more in (-1, 0, 1)),
        closes[-1] + 10**10,
    ]


def a_log(chance: Random, plan: Plan, people: int, entries: int) -> tuple[Line, ...]:
    """Entries on and around the challenge's days, with corrections and voids among them."""
    calendar, lines, open_ids = plan.calendar, [], []
    for _ in range(entries):
        older = chance.choice(open_ids) if open_ids and chance.random() < 0.15 else None
        day = (
            chance.randint(-2, calendar.length + 1)
            if chance.random() < 0.1
            else chance.randrange(calendar.length)
        )
        day = older.day if older and chance.random() < 0.8 else day
        inside = min(max(day, 0), calendar.length - 1)
        begins, closes = int(calendar.begins[inside]), int(calendar.closes[inside])
        logged = chance.choice(
            (begins - 1, begins, begins + 10**8, begins + 10**8, begins + 10**8, closes, closes + 1)
        )
        if chance.random() < 0.25:
            logged = int(calendar.over_everywhere(chance.randint(0, 3))[inside]) + chance.randint(0, 1)
        line = Line(
            id=chance.getrandbits(40),
            person=older.person if older else chance.randint(1, people + 1),
            day=day,
            kind=chance.choice((0, 0, 0, 1, 2, 3)),
            amount=chance.choice((0, 500, 1000, 4999, 5000, 8000, 8000, 20000, 41000)),
            logged=logged,
            source=chance.randrange(len(SOURCES)),
            on_time=older.due if older and chance.random() < 0.5 else None,
            supersedes=older.id if older else None,
            void=older is not None and chance.random() < 0.3,
        )
        if older:
            open_ids.remove(older)
        lines.append(line)
        open_ids.append(line)
    return tuple(lines)
