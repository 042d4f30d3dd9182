"""What an amendment cannot change, at all or from a day on, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from moonwalk.api.timeline import AwardPeriod
from moonwalk.definitions import Challenge, Item, read_outline
from moonwalk.registry import AdjustmentRuleAdapter, LeagueRuleAdapter
from moonwalk.scoring.asking import award_period_of
from moonwalk.scoring.plan import AnyRulePlan, Plan
from moonwalk.services.errors import Refused
from moonwalk.services.score_cache import Launched

_NOTHING = "Nothing was changed."


def check_amendment(before: Launched, after: Launched, from_day: date | None, today: date) -> None:
    """Refused where the new text changes what stands since the launch, or what has no single days."""
    settled = list(_settled(before, after))
    if settled:
        raise Refused(f"{' '.join(settled)} {_NOTHING} Put that part of the file back as it was.")
    calendar = after.plan.calendar
    if calendar.ends < today and calendar.ends != before.plan.calendar.ends:
        raise Refused(f"By the new text the challenge ended on {calendar.ends}, which is over. {_NOTHING}")
    if from_day is None:
        return
    if not calendar.starts < from_day <= calendar.ends:
        raise Refused(
            f"{from_day} is not among the days after the first, {calendar.starts}, up to the last, "
            f"{calendar.ends}. {_NOTHING} Name one of these with --from, or leave it out to amend all days."
        )
    whole = list(_of_no_day(before, after))
    if whole:
        raise Refused(
            f"{' '.join(whole)} So the amendment cannot apply from a day on. {_NOTHING} Leave --from out to "
            "amend all days, or put that part of the file back."
        )
    _check_week(before, after, from_day)


def _settled(before: Launched, after: Launched) -> Iterator[str]:
    """What people have relied on since the launch, and facts rest on."""
    old, new = before.challenge, after.challenge
    if _own_start(before) != _own_start(after) and _own_start(after) != before.record.starts:
        yield f"The first day of '{old.name}' is {before.record.starts} since its launch, and stays so."
    if old.schedule.timezone != new.schedule.timezone:
        yield "The time zone stands since the launch: entries were judged by it."
    if old.schedule.counted_days != new.schedule.counted_days:
        yield "Which days of the week count stands since the launch."
    if (old.people.take_part, old.people.only_where) != (new.people.take_part, new.people.only_where):
        yield "Who takes part was settled at the launch ('take_part' and 'only_where' under 'people')."
    ways = [None if each.teams is None else (each.teams.formed, each.teams.column) for each in (old, new)]
    if ways[0] != ways[1]:
        yield "Whether there are teams, and how they are formed, was settled at the launch."


def _own_start(launch: Launched) -> date | None:
    outline = read_outline(launch.record.text, launch.challenge.path)
    return None if outline is None else outline.schedule.starts


def _of_no_day(before: Launched, after: Launched) -> Iterator[str]:
    """What belongs to the whole challenge and to none of its days."""
    old, new = before.challenge, after.challenge
    for changed, what in (
        (old.schedule != new.schedule, "The schedule with its deadlines is"),
        (old.points != new.points, "What points are counted in is"),
        (old.people != new.people, "How part weeks count, and who takes no place, is"),
        (old.pauses != new.pauses, "What pauses and missed days count as is"),
        (_settings(old) != _settings(new), "How teams count those who join, leave or log nothing is"),
        (old.boards != new.boards, "A board ranks the whole challenge, so its ranking is"),
        (old.prizes != new.prizes, "A prize is for the whole challenge, so what is won is"),
        (_leagues(before) != _leagues(after), "A rule that compares teams is"),
    ):
        if changed:
            yield f"{what} one for all days."
    units = {activity.name: activity.unit for activity in new.activities.values()}
    gone = [name for name, activity in old.activities.items() if units.get(name) != activity.unit]
    if gone:
        yield f"The days before still need what was logged as '{gone[0]}', which the new text does not have."


def _settings(challenge: Challenge) -> object:
    return None if challenge.teams is None else challenge.teams.model_copy(update={"rules": (), "called": ""})


def _leagues(launch: Launched) -> Mapping[str, Item]:
    names = {rule.id for rule in launch.plan.league_rules}
    return {name: item for name, item in _items(launch.challenge).items() if name in names}


def _items(challenge: Challenge) -> dict[str, Item]:
    return {item.id: item for item in challenge.paying_rules}


def _check_week(before: Launched, after: Launched, from_day: date) -> None:
    """What is earned over a week belongs to the text of that week: it would be lost between the two."""
    calendar = after.plan.calendar
    at = calendar.index(from_day)
    if at % 7 == 0:
        return
    weekly = sorted({*_weekly_rules(before, after), *_weekly_goals(before, after)})
    if not weekly:
        return
    days = [calendar.dates[7 * (at // 7)]]
    if 7 * (at // 7 + 1) < calendar.length:
        days.append(calendar.dates[7 * (at // 7 + 1)])
    named = " or ".join(str(day) for day in days if day > calendar.starts) or "a later day"
    raise Refused(
        f"'{weekly[0]}' goes by the week, and {from_day} is in the middle of one: what somebody has done in "
        f"its first days would count in neither text. {_NOTHING} Amend it from the first day of a week on "
        f"({named}), or leave --from out to amend all days."
    )


def _weekly_rules(before: Launched, after: Launched) -> Iterator[str]:
    old, new = _items(before.challenge), _items(after.challenge)
    for name in old.keys() | new.keys():
        if old.get(name) == new.get(name):
            continue
        rules = [(each.plan, each.plan.rules[name]) for each in (before, after) if name in each.plan.rules]
        if any(_is_weekly(plan, rule) for plan, rule in rules):
            yield name


def _is_weekly(plan: Plan, rule: AnyRulePlan) -> bool:
    # A limit bites on the day on which it is reached, and knows the whole week by either text.
    if isinstance(rule.adapter, AdjustmentRuleAdapter | LeagueRuleAdapter):
        return False
    return award_period_of(plan, rule) is AwardPeriod.WEEK


def _weekly_goals(before: Launched, after: Launched) -> Iterator[str]:
    old, new = before.challenge.goals, after.challenge.goals
    for name in old.keys() | new.keys():
        goals = [goals[name] for goals in (old, new) if name in goals]
        if old.get(name) != new.get(name) and any(goal.each != "day" for goal in goals):
            yield name
