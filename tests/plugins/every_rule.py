"""One configured example of every rule and ranking, and a challenge made of any of them.

A rule that is installed and has no example here fails a test: what holds for every rule is tried on it, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import numpy as np
from numpy.typing import NDArray
from tests.scoring.facts import Line, Member, Pause, entry_facts, member_facts, pause_facts

from moonwalk.api.cells import fold
from moonwalk.definitions import Challenge, read_challenge
from moonwalk.registry import Registry
from moonwalk.scoring.membership import build_membership, draw_lots
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored, score
from moonwalk.scoring.verdicts import Codes
from moonwalk.services.planning import plan_of

WEEKLY = "{week 1: 3, weeks 2 to 3: 4}"
PERSON = {
    "amounts.bands": "activity: walk, bands: [{up_to: 10 minutes, points: 2, per: 1 minute}, "
    "{up_to: 30 minutes, points: 1, per: 2 minutes}], rounded: once at the end",
    "amounts.per_unit": "activity: walk, points: 2, per: 3 minutes, cap_per_day: 30 minutes, "
    "paid_days: first 5 of 7",
    "amounts.tiers": "activity: walk, pays: {5 minutes: 2, 20 minutes: 5}",
    "bank.bank": f"goal: good_day, points: 40, lose_points: {WEEKLY}",
    "bonus_days.bonus_days": "activity: walk, multiply_by: 1.5, add_points: 2, "
    "during: [week 1 Friday, week 2 Tuesday]",
    "card.card": f"squares: [walk, own], columns: 2, square: {WEEKLY}, line: 6, full_card: 9, "
    "renewed: each week",
    "check_in.check_in": f"points: {WEEKLY}",
    "goals.goal_met": f"goal: good_week, points: {WEEKLY}, partly: in proportion",
    "improvement.improvement": "activity: walk, target: 10%, points: 12, floor: 5 minutes",
    "levels.levels": "goal: good_week, levels: [Bronze, Silver, Gold], begin: Silver",
    "limits.limit": "cap_per_day: 20 points, cap_per_week: 60 points",
    "makeup.makeup": "goal: good_day, weekdays: [Friday, Saturday], per_week: 1",
    "milestones.milestone": "activity: walk, every: 60 minutes, points: 5, badge: An hour",
    "milestones.personal_best": "activity: walk, points: 4, per_week: 2, after: 3 logs",
    "streaks.comeback": f"goal: good_day, points: {WEEKLY}",
    "streaks.streak": f"goal: good_day, every: 2 days, points: {WEEKLY}, freezes: 1",
}
"""Rules of `rules:` by their full names, with their keys."""

TEAM = {
    "fixtures.fixtures": "compare: form, win: 3, draw: 1, draw_within: 5%, odd_team_out: gets a draw",
    "full_house.full_house": "needs: [at least 50% of members met good_day, at least 2 members], points: 6",
    "representative.representative": "goal: good_day, lose_points: 2",
    "team_days.each_member": f"goal: good_week, points: {WEEKLY}",
    "team_days.shared_days": "goal: good_day, together: 5 days, points: 9",
}
"""Rules of `teams.rules`."""

COMPANY = {
    "company.collective_goal": "activity: walk, total: 900 minutes, cap_per_day: 30 minutes, "
    "unlocks: {50%: A tree, 100%: An early Friday}",
    "company.journey": "activity: walk, per_km: 15 minutes, stops: {Bern: 12 km, Graz: 40 km}",
}
"""Rules of `company.rules`."""

RANKINGS = {
    "rankings.daily_mean_sum": "",
    "rankings.mean": "",
    "rankings.mean_active": "",
    "rankings.mean_at_time": "",
    "rankings.participation": "",
    "rankings.shrunk": "weight: 3",
    "composite.composite": "of_boards: {form: 60%, the_mean: 40%}, seen_by: organisers",
    "rankings.sum": "",
    "rankings.top_k": "best: 2",
    "rankings.trimmed": "drop: 1",
}
"""Rankings, each on a board of its own."""

STARTS = date(2027, 3, 22)
"""A Monday; the clocks of Berlin go forward on the Sunday after it."""

_HEAD = f"""\
moonwalk: 1
challenge: Everything
schedule: {{starts: {STARTS}, length: 17 days, timezone: Europe/Berlin}}
"""
_ACTIVITIES = (
    "walk: {label: Walked, unit: minutes, reject_day_above: 200 minutes}",
    "own: {label: My own version, unit: minutes, counts_as: walk}",
    "steps: {label: Steps, unit: steps, counts_as: walk, rate: 0.01 minutes per step}",
)
_GOALS = (
    "good_day: {label: a good day, each: day, reach: {week 1: 8 minutes, weeks 2 to 3: 12 minutes}}",
    "good_week: {label: a good week, each: week, days: 3 of 7, meeting: good_day}",
    "far: {label: far, each: challenge, reach: 150 minutes}",
)
_BASIC = (
    "- {rule: per_unit, id: minutes, points: 1, per: 1 minute}",
    "- {rule: goal_met, id: far, goal: far, points: 30}",
    "- {rule: goal_met, id: good_days, goal: good_day, points: 3}",
)


_FORM = "form: {label: Form, ranks: teams, ranking: mean, of_rules: [minutes]}"


def rule_id(full_name: str) -> str:
    """The id of an example in the challenge."""
    return "the_" + full_name.rpartition(".")[2]


def text_of(names: Sequence[str], shuffled: Random | None = None) -> str:
    """A challenge file with these rules, two simple ones and every ranking; its lines in some other order."""

    def block(heading: str, lines: Sequence[str], indent: str = "  ") -> str:
        ordered = shuffled.sample(lines, len(lines)) if shuffled else lines
        return f"{heading}:\n" + "".join(f"{indent}{line}\n" for line in ordered)

    def items(table: dict[str, str]) -> list[str]:
        chosen = [name for name in names if name in table]
        return [f"- {{rule: {name}, id: {rule_id(name)}, {table[name]}}}" for name in chosen]

    boards = [
        f"{rule_id(name)}: {{label: {fold(name)}, ranks: teams, ranking: {name}{', ' if keys else ''}{keys}}}"
        for name, keys in RANKINGS.items()
    ]
    parts = [
        block("activities", _ACTIVITIES),
        block("goals", _GOALS),
        block("rules", [*_BASIC, *items(PERSON)]),
        "teams:\n  formed: from the roster\n  size: 2 to 9 people\n"
        + (block("  rules", items(TEAM), "    ") if items(TEAM) else ""),
        block("boards", [*boards, _FORM, "people: {label: People, ranks: people, ranking: sum}"]),
    ]
    if items(COMPANY):
        parts.append("company:\n" + block("  rules", items(COMPANY), "    "))
    return _HEAD + "".join(shuffled.sample(parts, len(parts)) if shuffled else parts)


def challenge_of(text: str, plugins: Registry) -> Challenge:
    """The challenge, which must have no error."""
    reading = read_challenge(text.encode(), "everything.yaml", plugins)
    assert reading.challenge is not None, [str(problem) for problem in reading.problems]
    return reading.challenge


def planned(text: str, plugins: Registry) -> Plan:
    """The same as it is scored."""
    return plan_of(challenge_of(text, plugins), plugins, 7)


@dataclass(frozen=True)
class Played:
    """What people did in the challenge; whole days are known long after its end."""

    lines: tuple[Line, ...]
    members: tuple[Member, ...]
    pauses: tuple[Pause, ...] = ()


def played(seed: int, people: int = 6) -> Played:
    """Random facts: people in three teams, joiners, movers, pauses, entries before and during."""
    chance = Random(seed)
    members: list[Member] = []
    for person in range(1, people + 1):
        team, other, day = chance.randint(1, 3), chance.randint(1, 3), chance.randint(1, 16)
        kind = chance.choice(("whole", "whole", "joins", "leaves", "moves", "no team"))
        members += {
            "whole": [Member(person, team)],
            "joins": [Member(person, team, day)],
            "leaves": [Member(person, team, -9, day)],
            "moves": [Member(person, team, -9, day - 1), Member(person, other, day)],
            "no team": [Member(person, 0)],
        }[kind]
    pauses = tuple(
        Pause(person, first, first + chance.randint(0, 3))
        for person in range(1, people + 1)
        for first in [chance.randint(0, 40)]
    )
    lines = tuple(
        _line(chance, person, day)
        for person in range(1, people + 1)
        for day in range(-28, 17)
        for _ in range(chance.choice((0, 1, 1, 2)))
    )
    return Played(lines, tuple(members), pauses)


def _line(chance: Random, person: int, day: int) -> Line:
    kind = chance.choice((0, 0, 1, 2))
    minutes = chance.choice((0, 3, 8, 12, 12, 25, 60))
    amount = minutes * (100_000 if kind == 2 else 1000)
    logged = int((STARTS + timedelta(days=day) - date(1970, 1, 1)).days) * 86_400_000 + 72_000_000
    return Line(chance.getrandbits(40), person, day, kind, amount, logged, chance.randrange(3))


_KINDS = ("walk", "own", "steps")
_LONG_AFTER = int((STARTS + timedelta(days=90) - date(1970, 1, 1)).days) * 86_400_000


def codes_of(plan: Plan) -> Codes:
    """The numbers of the facts, whatever the order of the activities in the file."""
    names = [activity.name for activity in plan.activities]
    return Codes(np.array([names.index(kind) for kind in _KINDS], np.int16), np.array([2, 0, 1], np.int16))


def scored(plan: Plan, facts: Played, last_day: int = 16) -> Scored:
    """The challenge as it stands long after its end, looked at up to a day."""
    as_of = plan.calendar.starts + timedelta(days=last_day)
    plan = replace(plan, context=replace(plan.context, as_of=as_of), today=last_day)
    found = build_membership(
        plan.calendar, member_facts(*facts.members), pause_facts(*facts.pauses), _LONG_AFTER
    )
    if plan.reads_lots:
        found = replace(found, lots=draw_lots(7, "everything", [str(one) for one in found.people.tolist()]))
    return score(plan, found, entry_facts(facts.lines), codes_of(plan), last_day)


def names_of(result: Scored) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What teams and people are called on boards."""
    found = result.people.membership
    return tuple(map(str, found.teams.tolist())), tuple(map(str, found.people.tolist()))


def points_of(result: Scored) -> dict[str, NDArray[np.int64]]:
    """Every rule's points by its id: of people or of teams, by days."""
    bonus = result.snapshot(*names_of(result), result.last_day).teams.bonus
    return {**result.people.points, **bonus}
