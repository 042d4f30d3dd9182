"""What everyone does together: a goal for the company, a journey, and a panel that shows how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    AwardPeriod,
    CompanyProgress,
    CompanyRule,
    Context,
    Day,
    FieldError,
    Milestone,
    Rule,
    hookimpl,
)
from moonwalk.api.amount_words import amount_text
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import (
    Activity,
    Amount,
    AmountByWeek,
    ByWeek,
    Distance,
    Percent,
    Points,
    Quantity,
    ShortText,
)
from moonwalk.api.language import Catalogue, numeric_day
from moonwalk.api.panels import CompanyView, Panel, PanelText, Table, View

_TEXTS: Final = Catalogue(__name__)

_KM: Final = 1000  # metres, which are the thousandths of distances


class CollectiveGoal(CompanyRule):
    """All together: {total}.

    The sum of what counts of everyone's days, of each day no more than `cap_per_day`. A step is reached
    on the day on which the sum is its share of the total or more. Under `teams`, each team has the goal by
    itself, and `points` for each step. As group targets of MoveSpring and MoveZenGo do.
    """

    name: ClassVar[str] = "collective_goal"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.CHALLENGE

    activity: Activity
    total: Amount
    cap_per_day: AmountByWeek | None = None
    unlocks: dict[Percent, ShortText]
    points: Points | None = None

    @field_validator("unlocks")
    @classmethod
    def _something_to_do(cls, unlocks: dict[Fraction, str]) -> dict[Fraction, str]:
        if not unlocks:
            raise ValueError("nothing is unlocked. Write for example {50%: A tree is planted}.")
        if 0 in unlocks:
            raise FieldError("0% is reached from the start. Begin with a larger share.", "0%")
        return unlocks

    def sentence(self) -> str:
        """The total, what of a day counts, and what is unlocked at which share of it."""
        said = [super().sentence()]
        if self.cap_per_day:
            said.append(_TEXTS.fill("Up to {amount} a day count.", amount=self.text_of("cap_per_day")))
        steps = "; ".join(
            _TEXTS.fill("at {percent} {text}", percent=_percent(share), text=text)
            for share, text in sorted(self.unlocks.items())
        )
        said.append(_TEXTS.fill("Unlocked: {steps}.", steps=steps))
        if self.points:
            paid = _TEXTS.gettext("Points to the team for each step: {points}.")
            said.append(paid.format(points=self.text_of("points")))
        return " ".join(said)

    def share(self, day: Day, context: Context) -> int:
        """The day's amount, up to the cap."""
        amount = day.amounts[self.activity]
        return amount if self.cap_per_day is None else min(amount, self._cap(day.week, context))

    def grid_share(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `share`: thousandths, people x days."""
        amounts = grid.amounts[self.activity]
        if self.cap_per_day is None:
            return amounts.astype(np.int64)
        caps = [self._cap(int(week), context) for week in grid.week]
        return np.minimum(amounts, np.array(caps, np.int64))

    def progress(self, total: int, context: Context) -> CompanyProgress:
        """So much of the total, and what comes next."""
        unit = context.unit(self.activity)
        goal = ceil(self.total.thousandths(unit))
        ahead = [(share, text) for share, text in sorted(self.unlocks.items()) if total < share * goal]
        next_step = _TEXTS.gettext("At {percent}: {text}")
        now = next_step.format(percent=_percent(ahead[0][0]), text=ahead[0][1]) if ahead else ""
        return CompanyProgress(have=total, goal=goal, unit=unit, note=now)

    def milestones(self, totals: Sequence[int], context: Context) -> Iterator[Milestone]:
        """What is unlocked, on the day on which its share of the total was reached."""
        goal = ceil(self.total.thousandths(context.unit(self.activity)))
        marks = ((share * goal, f"{_percent(share)}: {text}") for share, text in self.unlocks.items())
        yield from _steps_reached(totals, marks, context, self.points)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """Of a team: every step that it may not have reached."""
        return _bounds_of_steps(self.points, len(self.unlocks), remaining)

    def _cap(self, week: int, context: Context) -> int:
        cap: Quantity | None = self.cap_per_day.at(week) if self.cap_per_day else None
        return 0 if cap is None else floor(cap.thousandths(context.unit(self.activity)))


def _percent(share: Fraction) -> str:
    percent = share * 100
    return f"{percent.numerator if percent.denominator == 1 else float(percent)}%"


class Journey(CompanyRule):
    """A route for all together: each {per_km} is a kilometre.

    Stops are as far from the start as they say, and reached on the day on which everyone's days add up to
    their distance. Under `teams`, each team travels the route by itself, and has `points` for each stop. As
    the Global Challenge and 10,000 Steps do.
    """

    name: ClassVar[str] = "journey"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.CHALLENGE

    activity: Activity
    per_km: Amount
    stops: dict[str, Distance]
    points: Points | None = None

    @field_validator("stops")
    @classmethod
    def _leads_somewhere(cls, stops: dict[str, Quantity]) -> dict[str, Quantity]:
        far = {name: stop.thousandths("km") for name, stop in stops.items()}
        if max(far.values(), default=Fraction(0)) <= 0:
            raise ValueError("the journey leads nowhere. Name a stop and how far it is: {the lake: 40 km}.")
        by_distance: dict[Fraction, str] = {}
        for name, distance in far.items():
            if distance in by_distance:
                raise FieldError(
                    f"'{name}' is as far from the start as '{by_distance[distance]}'. Each stop has its own "
                    "distance, counted from the start.",
                    name,
                )
            by_distance[distance] = name
        return stops

    def sentence(self) -> str:
        """What a kilometre is, and the stops in the order of the route."""
        stops = ((name, self.stops[name]) for name, _ in self._route())
        route = "; ".join(
            _TEXTS.fill("{stop} at {distance}", stop=name, distance=amount_text(1000 * far.value, far.unit))
            for name, far in stops
        )
        # Where kilometres are logged, what one is goes without saying.
        logged = self.per_km.value == 1 and self.per_km.unit == "km"
        begins = _TEXTS.gettext("A route for all together.") if logged else super().sentence()
        said = [begins, _TEXTS.fill("The stops: {route}.", route=route)]
        if self.points:
            paid = _TEXTS.gettext("Points to the team for each stop: {points}.")
            said.append(paid.format(points=self.text_of("points")))
        return " ".join(said)

    def share(self, day: Day, context: Context) -> int:
        """The day's amount."""
        return day.amounts[self.activity]

    def grid_share(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `share`: thousandths, people x days."""
        return grid.amounts[self.activity].astype(np.int64)

    def progress(self, total: int, context: Context) -> CompanyProgress:
        """The distance so far, rounded down to metres, where that is, and how far the next stop is."""
        route = self._route()
        metres = int(total * _KM // self._per_km(context))
        behind = [name for name, far in route if far <= metres]
        ahead = [(name, far) for name, far in route if far > metres]
        past = _TEXTS.gettext("Past {stop}.") if ahead else _TEXTS.gettext("Arrived: {stop}.")
        where = past.format(stop=behind[-1]) if behind else ""
        if ahead:
            name, far = ahead[0]
            to_come = _TEXTS.gettext("Next: {stop}, in {distance}.")
            distance = amount_text(-int(-(far - metres) // 1), "km")
            where = f"{where} {to_come.format(stop=name, distance=distance)}".strip()
        return CompanyProgress(have=metres, goal=int(-(-route[-1][1] // 1)), unit="km", note=where)

    def milestones(self, totals: Sequence[int], context: Context) -> Iterator[Milestone]:
        """The stops that were reached; the start is none."""
        per_km = self._per_km(context)
        marks = ((far * per_km / _KM, name) for name, far in self._route() if far > 0)
        yield from _steps_reached(totals, marks, context, self.points)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """Of a team: every stop that it may not have reached."""
        stops = sum(far > 0 for _, far in self._route())
        return _bounds_of_steps(self.points, stops, remaining)

    def _route(self) -> list[tuple[str, Fraction]]:
        """The stops in their order, with metres from the start."""
        route = [(name, stop.thousandths("km")) for name, stop in self.stops.items()]
        return sorted(route, key=lambda stop: stop[1])

    def _per_km(self, context: Context) -> Fraction:
        """Thousandths of the activity's unit that are a kilometre."""
        return self.per_km.thousandths(context.unit(self.activity))


def _steps_reached(
    totals: Sequence[int],
    marks: Iterable[tuple[Fraction, str]],
    context: Context,
    points: ByWeek[int] | None,
) -> Iterator[Milestone]:
    """Each mark with the first day on which all days up to it add up to enough, the lowest first."""
    sums = list(accumulate(totals))
    for mark, text in sorted(marks):
        day = next((index for index, total in enumerate(sums) if total >= mark), None)
        if day is not None:
            paid = points.at(day // 7 + 1) if points else 0
            yield Milestone(day=context.starts + timedelta(days=day), text=text, points=paid)


def _bounds_of_steps(points: ByWeek[int] | None, steps: int, remaining: RemainingDays) -> Bounds:
    """Nothing, or what all steps bring, less the first one where something was paid already."""
    if points is None:
        return Bounds(lower=remaining.zeros(), upper=remaining.zeros())
    left = steps - remaining.has_paid.astype(np.int64)
    days = remaining.on_open_days(points) * left[:, None]
    return Bounds(lower=remaining.zeros(), upper=days, total_upper=days.max(axis=1, initial=0))


class EveryoneTogether(Panel):
    """What everyone has done together, and what that has reached; and how far each team is by itself."""

    name: ClassVar[str] = "together"

    def title(self) -> str:
        """The heading."""
        return _TEXTS.gettext("Everyone together")

    def show(self, view: View) -> Table | PanelText:
        """A line for each rule, and one for each step that was reached or comes next."""
        rows = [row for rule in view.company for row in _rows(rule)]
        for name, rules in zip(view.team_names, view.company_by_team, strict=False):
            rows += [_so_far(rule, f"{rule.label}, {name}") for rule in rules]
        if not rows:
            return PanelText(text=_TEXTS.gettext("This challenge has no goal for everyone together."))
        return Table(columns=("", "", ""), rows=tuple(rows))


def _so_far(rule: CompanyView, label: str) -> tuple[str, str, str]:
    together = rule.progress
    amounts = {
        "amount": amount_text(together.have, together.unit),
        "goal": amount_text(together.goal, together.unit),
    }
    have = _TEXTS.gettext("{amount} of {goal}").format(**amounts)
    return label, have, f"{together.percent}%"


def _rows(rule: CompanyView) -> list[tuple[str, str, str]]:
    together = rule.progress
    rows = [_so_far(rule, rule.label)]
    rows += [("", step.text, numeric_day(step.day)) for step in rule.reached]
    return [*rows, ("", together.note, "")] if together.note else rows


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules for everyone."""
    return [CollectiveGoal, Journey]


@hookimpl
def moonwalk_panels() -> Iterable[type[Panel]]:
    """How far everyone is."""
    return (EveryoneTogether,)
