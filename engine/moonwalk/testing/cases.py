"""The days, teams and awards that a rule is tried on, the smallest first, and what it answers to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from itertools import islice
from random import Random
from types import MappingProxyType
from typing import Any, Final

from moonwalk.api import (
    AdjustmentRule,
    AwardPeriod,
    CompanyRule,
    Context,
    DayRule,
    Inputs,
    LeagueRule,
    PersonRule,
    Rule,
    TeamRule,
    Timeline,
)
from moonwalk.testing.awards import awards_of, league_context, league_of, plain_context
from moonwalk.testing.days import STARTS, context_for, notation, timeline
from moonwalk.testing.grids import Roster, roster
from moonwalk.testing.worlds import World, world_of

MOST: Final = 100_000
"""Answers to one question; the engine takes no more either."""

_LENGTH: Final = 28
_SMALL: Final = ("0", "X", "?", "a", "-", "o", "0 0", "X X", "X 0 X", "0 X Y", "e X -", "X X ? ?", "X 0? X?")
_WEEKS: Final = (
    "X X X X X X X",
    "X X X 0 X Y X 0 0 X",
    "0 0 0 0 0 0 0 0 X X X X X X",
    "X Y - - X e X X X 0 0? X? ?",
    "a a X X X X X X 0 X X X X X X X a a",
)


@dataclass(frozen=True, eq=False)
class Case:
    """One question to a rule: what it is asked about, the context, and the example in words."""

    label: str
    subject: Any
    context: Context

    def until(self, days: int) -> Case:
        """The question as it was asked when only so many days had begun."""
        as_of = self.context.starts + timedelta(days=days - 1)
        context = replace(self.context, as_of=as_of)
        if isinstance(self.subject, Mapping):
            kept = {
                name: tuple(award for award in awards if award.day <= as_of)
                for name, awards in self.subject.items()
            }
            return replace(self, subject=MappingProxyType(kept), context=context)
        return replace(self, subject=replace(self.subject, days=self.subject.days[:days]), context=context)


def answers(rule: Rule, case: Case) -> tuple[Any, ...]:
    """All that a rule answers; an endless answer ends after 100,000."""
    subject: Any = case.subject
    match rule:
        case DayRule():
            changes = tuple(islice(rule.changes(subject, case.context), MOST + 1))
            return (*changes, *islice(rule.awards(subject, case.context), MOST + 1))
        case PersonRule() | TeamRule() | LeagueRule():
            return tuple(islice(rule.awards(subject, case.context), MOST + 1))
        case AdjustmentRule():
            return tuple(islice(rule.adjustments(subject, periods_of(subject), case.context), MOST + 1))
        case CompanyRule():
            shares = [rule.share(day, case.context) for day in subject.days]
            totals = [share if type(share) is int else 0 for share in shares]
            steps = tuple(islice(rule.milestones(totals, case.context), MOST + 1))
            return (*shares, rule.progress(sum(totals), case.context), *steps)
    raise TypeError(f"{type(rule).__name__} is none of the six kinds of rules.")


PERIODS: Final[Mapping[str, AwardPeriod]] = MappingProxyType(
    {"active_day": AwardPeriod.DAY, "row_of_days": AwardPeriod.DAY, "active_week": AwardPeriod.WEEK}
)


def periods_of(awards: Mapping[str, Any]) -> Mapping[str, AwardPeriod]:
    """The award period of each rule that an adjustment rule meets."""
    return MappingProxyType({name: PERIODS.get(name, AwardPeriod.DAY) for name in awards})


def no_days(rule: Rule) -> Case | None:
    """Somebody who has no day yet; None for rules that are not asked about days."""
    if not isinstance(rule, PersonRule | DayRule | CompanyRule):
        return None
    known = context_for(timeline("0"), goals=world_of(rule).goals, units=world_of(rule).units, length=_LENGTH)
    return Case("no day yet", Timeline(days=()), known)


def cases_of(rule: Rule) -> tuple[Case, ...]:
    """Everything that a configured rule is asked, the smallest first."""
    world = world_of(rule)
    match rule:
        case TeamRule():
            return tuple(case for people in rosters_of(rule) for case in _teams(people, world))
        case LeagueRule():
            return tuple(_leagues(world))
        case AdjustmentRule():
            return tuple(_adjustments(world))
    return tuple(_person(text, rule, world) for text in _texts(world))


def groups_of(rule: Rule) -> Iterator[tuple[Timeline, ...]]:
    """Several people with the same number of days, for the vectorised form: a few, then a crowd."""
    by_length: dict[int, list[Timeline]] = {}
    for case in cases_of(rule):
        by_length.setdefault(len(case.subject.days), []).append(case.subject)
    yield from (tuple(people) for _, people in sorted(by_length.items()))
    world, chance = world_of(rule), Random(3)
    for days in (5, 12):
        yield tuple(_person(_random_days(world, days, chance), rule, world).subject for _ in range(8))


def rosters_of(rule: Rule) -> Iterator[Roster]:
    """People in teams: one person, a team of three, two teams, somebody without one."""
    world = world_of(rule)
    by_length: dict[int, list[Timeline]] = {}
    for text in _texts(world):
        one = _person(text, rule, world).subject
        by_length.setdefault(len(one.days), []).append(one)
    for _, people in sorted(by_length.items()):
        yield roster(people[:1])
        if len(people) > 1:
            yield roster(people[:3])
            yield roster(people, [number % 2 for number in range(len(people))])


def person_context(rule: Rule, days: Timeline) -> Context:
    """The challenge around one person's days, as a configured rule needs it."""
    world = world_of(rule)
    return context_for(days, goals=world.goals, units=world.units, length=_LENGTH)


def _texts(world: World) -> tuple[str, ...]:
    """Days in the notation of the kit, without a number twice, by length."""
    chance = Random(7)
    amounts = [_word(amount) for amount in world.amounts]
    reach = _reach(amounts)
    made = [text.replace("X", reach).replace("Y", amounts[-1]) for text in (*_SMALL, *_WEEKS)]
    made += [_random_days(world, days, chance) for days in (*range(3, 15), 21, 28)]
    return tuple(sorted(dict.fromkeys(made), key=lambda text: (len(text.split()), made.index(text))))


def _reach(amounts: Sequence[str]) -> str:
    """An amount that meets the goals of the kit."""
    return next((word for word in amounts if Fraction(word) >= 5), amounts[-1])


def _random_days(world: World, days: int, chance: Random) -> str:
    """Days of somebody, of whom the last may still be open."""
    amounts = [_word(amount) for amount in world.amounts]
    reach = _reach(amounts)
    closed = days - chance.randrange(4)
    marks = [chance.choice(["0", "0", *amounts, reach, reach, "-", "e"]) for _ in range(closed)]
    return " ".join([*marks, *(chance.choice(["?", f"{reach}?", "0?"]) for _ in range(days - closed))])


def _word(amount: Fraction) -> str:
    return f"{float(amount):.3f}".rstrip("0").rstrip(".")


def _person(text: str, rule: Rule, world: World) -> Case:
    words = {name: text if at == 0 else _turned(text, at) for at, name in enumerate(world.activities)}
    before = "0 5 3 8 0 5 12 5 5" if Inputs.BASELINE in rule.inputs else ""
    earlier: Any = dict.fromkeys(world.activities, before) if before else ""
    days = timeline(words, goals=world.goals, before=earlier, days=_LENGTH)
    context = context_for(days, goals=world.goals, units=world.units, length=_LENGTH)
    return Case(notation(days), days, context)


def _turned(text: str, by: int) -> str:
    """The days with another day's amounts: a second activity is not logged as the first."""
    marks = text.split()
    amounts = [word.rstrip("?") for word in marks if word[0].isdigit()]
    turned = iter(amounts[by % len(amounts) :] + amounts[: by % len(amounts)] if amounts else [])
    return " ".join(
        next(turned) + ("?" if word.endswith("?") else "") if word[0].isdigit() else word for word in marks
    )


def _teams(people: Roster, world: World) -> Iterator[Case]:
    context = context_for(people.timelines[0], goals=world.goals, units=world.units, length=_LENGTH)
    for number, team in enumerate(people.teams()):
        members = [
            notation(one) for one, teams in zip(people.timelines, people.team, strict=True) if number in teams
        ]
        yield Case("; ".join(members) or "a team without members", team, context)


def _leagues(world: World) -> Iterator[Case]:
    boards = world.boards or ("form",)
    for teams in (
        {"north": "10"},
        {"north": "10", "south": "8"},
        {"north": "10 12", "south": "8 20", "west": "10 -"},
        {"north": "10 12.5 7", "south": "8 . 3", "west": "0 0 1/3", "east": ". 5 5"},
        dict.fromkeys(("north", "south", "west", "east", "mid"), "5 5 6 7"),
    ):
        for closed in (None, 0, 1):
            league = league_of(teams, closed, boards)
            words = "; ".join(f"{team}: {text}" for team, text in teams.items())
            label = words if closed is None else f"{words} ({closed} weeks closed)"
            yield Case(label, league, league_context(league, seed=11))


def _adjustments(world: World) -> Iterator[Case]:
    chance, names = Random(5), tuple(dict.fromkeys((*world.rules, *PERIODS)))[:3]
    days = (1, 1, 2, 7, 10, 14, 28)
    tables = [dict.fromkeys(names, "0"), {names[0]: "10", names[1]: "40"}]
    tables += [
        {
            name: " ".join(chance.choice(["0", "0", "5", "10", "40", "200"]) for _ in range(count))
            for name in names
        }
        for count in days
    ]
    for table in tables:
        context = plain_context(max(len(text.split()) for text in table.values()), STARTS)
        paid = MappingProxyType({name: awards_of(text, name) for name, text in table.items()})
        label = "; ".join(f"{name} paid {text}" for name, text in table.items())
        yield Case(label, paid, replace(context, days=_LENGTH, weeks=_LENGTH // 7))


def turned_members(case: Case) -> Case:
    """A team with its members the other way round, which is nothing that a rule may see."""
    days = tuple(replace(day, members=day.members[::-1]) for day in case.subject.days)
    return replace(case, subject=replace(case.subject, days=days))
