"""What somebody has on one board, or on some days alone, out of all that they have in a challenge."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.periods import Stretch
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.services.boards.periods import stretch_shown
from moonwalk.services.errors import Refused
from moonwalk.services.lookup import board_of
from moonwalk.services.score_cache import Launched
from moonwalk.services.scores import last_day
from moonwalk.services.views import Range
from moonwalk.services.why.views import Why


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a person's points is meant: those on a board, and on some days. None: all of them."""

    board: str | None = None
    days: Range | Stretch | None = None


ALL: Final = Asked()


def narrowed(why: Why, launch: Launched, plan: Plan, asked: Asked) -> Why:
    """Return the awards that a board counts on its days, with the entries and the status of these days.

    A board of weeks or months is about the latest that has begun, any board about the days that are asked
    for. Refused where the board does not rank people, or the days are none of the challenge.
    """
    if asked == ALL:
        return why
    board = None if asked.board is None else _board_of_people(launch, plan, asked.board, why.name)
    part = days_asked(plan, board, asked)
    counts = set() if board is None else set(board.of_rules)
    awards = tuple(
        award
        for award in why.awards
        if (not counts or award.rule in counts) and _within(plan.calendar, part, award.day)
    )
    by_day: Counter[date] = Counter()
    for award in awards:
        by_day[award.day] += award.points
    return replace(
        why,
        total=plan.context.points(sum(by_day.values())),
        awards=awards,
        entries=tuple(entry for entry in why.entries if _within(plan.calendar, part, entry.day)),
        days=tuple(
            replace(day, points=plan.context.points(by_day[day.date]))
            for day in why.days
            if _within(plan.calendar, part, day.date)
        ),
        cards=why.cards if part is None else {},
        board="" if board is None else board.name,
        label="" if board is None else board.label,
        period="" if part is None else part.name,
    )


def days_asked(plan: Plan, board: BoardPlan | None, asked: Asked) -> Stretch | None:
    """Return the days that are meant, None for all of them. Refused for days outside the challenge."""
    if isinstance(asked.days, Stretch):
        return asked.days
    shown = stretch_shown(plan, last_day(plan), board, asked.days)
    return shown[-1] if shown else None


def _board_of_people(launch: Launched, plan: Plan, name: str, who: str) -> BoardPlan:
    board = plan.board(board_of(launch.challenge, name))
    if board.ranks != "people":
        people = [ranked.name for ranked in plan.boards if ranked.ranks == "people"]
        these_do = f"These do: {', '.join(people)}." if people else "None does."
        raise Refused(f"{who} has no row on '{name}', which does not rank people. {these_do}")
    return board


def _within(calendar: Calendar, part: Stretch | None, day: date) -> bool:
    return part is None or (calendar.starts <= day <= calendar.ends and bool(part.days[calendar.index(day)]))
