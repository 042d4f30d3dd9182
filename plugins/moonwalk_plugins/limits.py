"""Caps on what a day and a week can bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator, model_validator

from moonwalk.api import AdjustmentRule, Award, AwardPeriod, Context, Rule, Trait, hookimpl
from moonwalk.api.fields import ByWeek, PointsLimit, RuleName
from moonwalk.api.language import Catalogue, listed

_TEXTS: Final = Catalogue(__name__)


class Limit(AdjustmentRule):
    """No more than {cap_per_day} a day and {cap_per_week} a week.

    What a week pays counts only against the week: the day's cap comes first, then the week's.
    A week's cap bites on the day on which it is reached, so no later day changes an earlier one.
    """

    name: ClassVar[str] = "limit"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    only_deducts: ClassVar[bool] = True
    traits: ClassVar[frozenset[Trait]] = frozenset({Trait.CAPS_POINTS})

    cap_per_day: PointsLimit | None = None
    cap_per_week: PointsLimit | None = None
    of_rules: tuple[RuleName, ...] = ()

    @field_validator("cap_per_day", "cap_per_week")
    @classmethod
    def _leaves_something(cls, value: ByWeek[int] | None) -> ByWeek[int] | None:
        if value is not None and not any(value.values()):
            raise ValueError("a limit of 0 points leaves nothing for anyone. Write more than 0.")
        return value

    @model_validator(mode="after")
    def _caps_something(self) -> Self:
        if self.cap_per_day is None and self.cap_per_week is None:
            raise ValueError("a limit needs 'cap_per_day', 'cap_per_week', or both.")
        return self

    def award_period_of(self, context: Context) -> AwardPeriod:
        """A limit on weeks alone takes from the week, so that daily caps see the days as they were earned."""
        return AwardPeriod.WEEK if self.cap_per_day is None else AwardPeriod.DAY

    def sentence(self) -> str:
        """The caps that are set, and what they cover."""
        limits = []
        if self.cap_per_day is not None:
            limits.append(_TEXTS.fill("{points} a day", points=self.text_of("cap_per_day")))
        if self.cap_per_week is not None:
            limits.append(_TEXTS.fill("{points} a week", points=self.text_of("cap_per_week")))
        said = (
            _TEXTS.fill(
                "No more than {points} from {rules}.",
                points=listed(tuple(limits)),
                rules=_joined(self.of_rules),
            )
            if self.of_rules
            else _TEXTS.fill("No more than {points}.", points=listed(tuple(limits)))
        )
        if self.cap_per_day is None:
            return said
        return f"{said} {_TEXTS.gettext('What a week pays counts only against the week.')}"

    def adjustments(
        self,
        awards: Mapping[str, Sequence[Award]],
        award_periods: Mapping[str, AwardPeriod],
        context: Context,
    ) -> Iterator[Award]:
        """A negative award on each day that goes over a cap."""
        by_day: dict[date, int] = {}
        by_week: dict[date, int] = {}
        for rule, earned_by_rule in awards.items():
            if self.of_rules and rule not in self.of_rules:
                continue
            sums = by_day if award_periods[rule] is AwardPeriod.DAY else by_week
            for award in earned_by_rule:
                sums[award.day] = sums.get(award.day, 0) + award.points
        week, so_far = 0, 0
        for day in sorted({*by_day, *by_week}):
            if context.week_of(day) != week:
                week, so_far = context.week_of(day), 0
            earned = by_day.get(day, 0)
            kept = earned if self.cap_per_day is None else min(earned, self.cap_per_day.at(week))
            if kept != earned:
                most = _TEXTS.gettext("the day earns at most {points} points").format(points=kept)
                yield Award(day=day, points=kept - earned, reason=most)
            due = kept + by_week.get(day, 0)
            room = due if self.cap_per_week is None else self.cap_per_week.at(week) - so_far
            if due > room:
                most = _TEXTS.gettext("the week earns at most {points} points").format(points=so_far + room)
                yield Award(day=day, points=room - due, reason=most)
            so_far += min(due, room)

    def grid_points(
        self,
        points: Mapping[str, NDArray[np.int64]],
        award_periods: Mapping[str, AwardPeriod],
        week: NDArray[np.int16],
        context: Context,
    ) -> NDArray[np.int64] | None:
        """The vectorised form of `adjustments`: points, people x days; None where it covers no rule."""
        chosen = [rule for rule in points if not self.of_rules or rule in self.of_rules]
        if not chosen:
            return None
        daily = sum((points[rule] for rule in chosen if award_periods[rule] is AwardPeriod.DAY), np.int64(0))
        weekly = sum(
            (points[rule] for rule in chosen if award_periods[rule] is not AwardPeriod.DAY), np.int64(0)
        )
        weeks = [int(number) for number in week]
        kept = daily if self.cap_per_day is None else np.minimum(daily, self.cap_per_day.by_day(weeks))
        due = np.broadcast_to(kept + weekly, points[chosen[0]].shape)
        if self.cap_per_week is None:
            return np.asarray(due - daily - weekly, np.int64)
        return np.asarray(self._within_week(due, weeks) - daily - weekly, np.int64)

    def _within_week(self, due: NDArray[np.int64], weeks: Sequence[int]) -> NDArray[np.int64]:
        """What is left of each day once the week's cap is reached."""
        left = np.empty(due.shape, np.int64)
        so_far = np.zeros(due.shape[0], np.int64)
        # Day by day: a day may also lose points, which makes room again, so that a running sum cut off at the
        # cap would be wrong.
        for day, week in enumerate(weeks):
            if day and week != weeks[day - 1]:
                so_far[:] = 0
            cap = self.cap_per_week.at(week) if self.cap_per_week is not None else 0
            left[:, day] = np.minimum(due[:, day], cap - so_far)
            so_far += left[:, day]
        return left


def _joined(names: Sequence[str]) -> str:
    """Several names as a part of a sentence, however many they are: `walk and run and swim`."""
    said, *others = names
    for other in others:
        said = _TEXTS.fill("{first} and {second}", first=said, second=other)
    return said


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that caps."""
    return [Limit]
