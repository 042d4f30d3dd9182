"""From a challenge as written to a plan as scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import TypeVar, cast

import numpy as np

from moonwalk.api.field_words import NameKind
from moonwalk.api.timeline import Context, GoalInfo
from moonwalk.api.values import AbsentDay, ByWeek, PeriodValue, Quantity, RateValue, SpanValue, WeekSpan
from moonwalk.definitions import Activity, Board, Challenge, Goal, Item, OwnTarget
from moonwalk.definitions.day_fields import measuring
from moonwalk.registry import (
    AdjustmentRuleAdapter,
    CompanyRuleAdapter,
    DayRuleAdapter,
    LeagueRuleAdapter,
    NamedAdapter,
    PersonRuleAdapter,
    PluginFailure,
    Registry,
    RuleAdapter,
    TeamRuleAdapter,
)
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.plan import (
    NOTHING,
    Absence,
    ActivityPlan,
    BoardPlan,
    GoalPlan,
    Plan,
    RulePlan,
    TargetBounds,
    TeamsPlan,
)
from moonwalk.scoring.roster_columns import nested_name, value_key
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

AnyRule = TypeVar("AnyRule", bound=RuleAdapter)


def calendar_of(challenge: Challenge, launched: int = 0) -> Calendar:
    """The calendar of a challenge that has a first day, launched at an instant. Refused where it has none."""
    schedule = challenge.schedule
    if schedule.starts is None:
        raise Refused(
            f"'{challenge.name}' has no first day. Give it one: moonwalk launch {challenge.name} --start DATE"
        )
    days = [schedule.starts + timedelta(days=index) for index in range(schedule.length_days)]
    excused = _covered(days, challenge.pauses.everyone)
    return Calendar(
        starts=schedule.starts,
        length=schedule.length_days,
        zone=schedule.timezone,
        workdays_only=schedule.counted_days == "workdays",
        log_until=schedule.log_until,
        final_grace=schedule.final_grace,
        excused=frozenset(day for day, covered in zip(days, excused, strict=True) if covered),
        launched=launched,
    )


def plan_of(challenge: Challenge, plugins: Registry, seed: int, launched: int = 0) -> Plan:
    """Everything scoring needs to know. Refused where a rule's plugin is missing."""
    calendar = calendar_of(challenge, launched)
    rules = [_rule(challenge, item, plugins, calendar) for item in challenge.paying_rules]
    of_teams = {item.id for item in (challenge.teams.rules if challenge.teams else ())}
    totals = _of(rules, CompanyRuleAdapter)
    return Plan(
        calendar=calendar,
        activities=tuple(
            _activity(activity, challenge.activities) for activity in challenge.activities.values()
        ),
        goals=tuple(_goal(goal, challenge) for goal in challenge.goals.values()),
        # The order of lines never changes points, so what is applied in turn goes by name.
        day_rules=_ways_first(_of(rules, DayRuleAdapter), challenge),
        person_rules=_of(rules, PersonRuleAdapter),
        adjustment_rules=tuple(sorted(_of(rules, AdjustmentRuleAdapter), key=_narrow_first)),
        team_rules=_of(rules, TeamRuleAdapter),
        league_rules=_by_name(_of(rules, LeagueRuleAdapter)),
        company_rules=tuple(rule for rule in totals if rule.id not in of_teams),
        team_totals=tuple(rule for rule in totals if rule.id in of_teams),
        boards=tuple(_board(board, plugins, calendar) for board in challenge.boards.values()),
        teams=_teams(challenge),
        part_weeks=challenge.people.part_weeks,
        a_paused_day=_absence(challenge.pauses.a_paused_day, challenge),
        a_missed_day=_absence(challenge.pauses.a_missed_day, challenge),
        not_placed=_wanted(challenge.people.not_placed),
        context=_context(challenge, calendar, seed),
    )


def _of(rules: Sequence[RulePlan[RuleAdapter]], kind: type[AnyRule]) -> tuple[RulePlan[AnyRule], ...]:
    """The rules of one kind."""
    return tuple(cast("RulePlan[AnyRule]", rule) for rule in rules if isinstance(rule.adapter, kind))


def _narrow_first(rule: RulePlan[RuleAdapter]) -> tuple[bool, str]:
    """What caps some rules comes before what caps everything, which then sees what is left."""
    return not rule.adapter.config.get("of_rules"), rule.id


def _by_name(rules: Sequence[RulePlan[AnyRule]]) -> tuple[RulePlan[AnyRule], ...]:
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _ways_first(rules: Sequence[RulePlan[AnyRule]], challenge: Challenge) -> tuple[RulePlan[AnyRule], ...]:
    """What changes an activity that counts as another comes before what changes that other one."""
    ways = {name for name, activity in challenge.activities.items() if activity.counts_as}
    return tuple(sorted(rules, key=lambda rule: (rule.adapter.config.get("activity") not in ways, rule.id)))


def _rule(challenge: Challenge, item: Item, plugins: Registry, calendar: Calendar) -> RulePlan[RuleAdapter]:
    during = None
    if item.during:
        during = np.array(_covered(list(calendar.dates), item.during, calendar), np.bool_)
    label, rule = item.label or item.id, plugins.rule(item.full_name).configured(item.config)
    return RulePlan(
        item.id,
        label,
        rule,
        str(item.place),
        during,
        _named(rule, item, "board"),
        goals=frozenset((*_named(rule, item, "goal"), *_named(rule, item, "daily goal"))),
        only_when=item.only_when,
        only_where=_wanted(item.only_where),
        logged_within=None if item.only_logged is None else item.only_logged.days,
    )


def _wanted(only_where: Mapping[str, Sequence[str]]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(map(value_key, values)) for name, values in only_where.items()}


def _named(rule: NamedAdapter, item: Item, kind: str) -> tuple[str, ...]:
    """The boards or goals of the file that a rule or ranking names."""
    specs = [spec for spec in rule.shapes if spec.kind == NameKind(kind) and spec.key in item.config]
    single = [item.config[spec.key] for spec in specs if spec.many == "one"]
    keyed = [spec for spec in rule.shapes if spec.keys == NameKind(kind) and spec.key in item.config]
    listed = (name for spec in specs if spec.many == "list" for name in item.config[spec.key])
    return (*single, *listed, *(name for spec in keyed for name in item.config[spec.key]))


def _covered(
    days: Sequence[date], periods: Sequence[PeriodValue], calendar: Calendar | None = None
) -> list[bool]:
    starts = calendar.starts if calendar else days[0]
    return [any(period.covers(day, starts) for period in periods) for day in days]


def _activity(activity: Activity, activities: Mapping[str, Activity]) -> ActivityPlan:
    target = activities[activity.counts_as or activity.name]
    return ActivityPlan(
        name=activity.name,
        label=activity.label,
        unit=activity.unit,
        target=target.name,
        rate=_rate(activity.rate, activity.unit, target.unit),
        reject_entry_above=_limit(activity.reject_entry_above, activity.unit),
        reject_day_above=_limit(activity.reject_day_above, activity.unit),
        same_day=activity.entries_same_day,
        devices=activity.devices_same_day,
    )


def _rate(rate: RateValue | None, unit: str, target: str) -> Fraction:
    """How many of the target's unit one of the activity's own unit is."""
    if rate is None:
        return Quantity(value=Fraction(1), unit=unit).thousandths(target) / 1000
    per = Quantity(value=Fraction(1), unit=unit).thousandths(rate.per) / 1000
    return per * Quantity(value=rate.value, unit=rate.unit).thousandths(target) / 1000


def _limit(limit: Quantity | None, unit: str) -> int | None:
    return None if limit is None else floor(limit.thousandths(unit))


def _goal(goal: Goal, challenge: Challenge) -> GoalPlan:
    activity = goal.activity or ""
    unit = challenge.activities[activity].unit if activity else "points"
    return GoalPlan(
        goal.name,
        goal.label,
        goal.each,
        activity,
        reach=None if goal.reach is None else _reach(goal.reach, unit),
        days=goal.days,
        meeting=goal.meeting or "",
        within=None if goal.within is None else _span(goal.within, unit),
        own_target=None if goal.own_target is None else _bounds(goal.own_target, unit),
        all_of=goal.all_of,
        any_of=goal.any_of,
        of_points=goal.of_points,
        of_rules=goal.of_rules,
        only_where=_wanted(goal.only_where),
    )


def _reach(reach: ByWeek[Quantity], unit: str) -> ByWeek[int]:
    always = None if reach.always is None else ceil(reach.always.thousandths(unit))
    spans = (
        WeekSpan(first=span.first, last=span.last, value=ceil(span.value.thousandths(unit)))
        for span in reach.spans
    )
    return ByWeek(always=always, spans=tuple(spans))


def _span(span: SpanValue, unit: str) -> tuple[int, int]:
    """The least and the most in thousandths; both ends are included, and nothing beyond them."""
    lowest, highest = (
        Quantity(value=span.lowest, unit=span.unit),
        Quantity(value=span.highest, unit=span.unit),
    )
    return ceil(lowest.thousandths(unit)), floor(highest.thousandths(unit))


def _bounds(target: OwnTarget, unit: str) -> TargetBounds:
    chosen = (target.lowest, target.highest, target.unless_chosen)
    return TargetBounds(*(ceil(amount.thousandths(unit)) for amount in chosen))


def _board(board: Board, plugins: Registry, calendar: Calendar) -> BoardPlan:
    during = None
    if board.during:
        during = np.array(_covered(list(calendar.dates), board.during, calendar), np.bool_)
    ranking = plugins.ranking(board.ranking.full_name).configured(board.ranking.config)
    return BoardPlan(
        name=board.name,
        label=board.label,
        ranks=board.ranks,
        ranking=ranking,
        at=str(board.ranking.place),
        of_rules=board.of_rules,
        ties=board.ties,
        numbering=board.numbering,
        place_needs=board.place_needs,
        column=nested_name(board.inside, board.column)
        if board.inside and board.column
        else board.column or "",
        split_by=board.split_by or board.inside or "",
        period=board.period,
        during=during,
        during_text=", ".join(str(period) for period in board.during),
        compares=_named(ranking, board.ranking, "board"),
        leaves_out=board.without_place == "do not take part",
    )


def _absence(day: AbsentDay, challenge: Challenge) -> Absence:
    if not day.counts:
        return NOTHING
    if day.amount is None:
        return Absence(str(day), day.share)
    alone = {name: known.unit for name, known in challenge.activities.items() if not known.counts_as}
    activity = challenge.activities[measuring(day, alone)[0]]
    return Absence(str(day), None, activity.name, floor(day.amount.thousandths(activity.unit)))


def _teams(challenge: Challenge) -> TeamsPlan:
    teams = challenge.teams
    if teams is None:
        return TeamsPlan()
    return TeamsPlan(
        leave_out_silent=teams.no_entries == "are left out",
        joiners_from_start=teams.joiners == "count from the start",
        leavers_take_points=teams.leavers == "take their points away",
        movers_take_points=teams.movers == "take points along",
    )


def _context(challenge: Challenge, calendar: Calendar, seed: int) -> Context:
    return Context(
        starts=calendar.starts,
        days=calendar.length,
        weeks=calendar.weeks,
        as_of=calendar.ends,
        seed=seed,
        units={name: activity.unit for name, activity in challenge.activities.items()},
        goals={
            goal.name: GoalInfo(
                name=goal.name, label=goal.label, each=goal.each, activity=goal.activity or ""
            )
            for goal in challenge.goals.values()
        },
        counts_as={name: activity.counts_as or name for name, activity in challenge.activities.items()},
        labels={name: activity.label for name, activity in challenge.activities.items()},
        point_decimals=challenge.points.decimals,
    )


def team_remarks(ws: Workspace, challenge: Challenge, teams: int) -> Iterator[str]:
    """What the organiser should know; a rule that fails says so, and stops nothing."""
    if challenge.teams is None or not teams or challenge.schedule.starts is None:
        return
    context = plan_of(challenge, ws.plugins, 0).context
    for item in challenge.teams.rules:
        rule = ws.plugins.rule(item.full_name)
        if isinstance(rule, LeagueRuleAdapter):
            try:
                yield from rule.configured(item.config).remarks(teams, context)
            except PluginFailure as failure:
                yield str(failure)
