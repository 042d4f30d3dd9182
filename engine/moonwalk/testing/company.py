"""What a rule of the company makes of everyone's days.

The check needs hypothesis, which is not a dependency of Moonwalk: install it for tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import CompanyRule, Context, Reached, Timeline
from moonwalk.testing.days import context_for
from moonwalk.testing.strategies import groups, random_people


def shares_of(rule: CompanyRule, people: Sequence[Timeline], context: Context) -> NDArray[np.int64]:
    """What each person's days add, people x days."""
    return np.array([[rule.share(day, context) for day in one.days] for one in people], np.int64)


def steps_of(rule: CompanyRule, people: Sequence[Timeline], context: Context) -> list[Reached]:
    """What these people reach together, by the end of the last of their days."""
    return list(rule.steps(shares_of(rule, people, context).sum(axis=0).tolist(), context))


def assert_company_pure(
    rule: CompanyRule,
    *,
    examples: int = 50,
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """That a rule says the same twice, and that later days take no step back or date it otherwise."""
    from hypothesis import given

    def check(people: tuple[Timeline, ...]) -> None:
        context = context_for(people[0], units=units)
        totals = shares_of(rule, people, context).sum(axis=0).tolist()
        steps = list(rule.steps(totals, context))
        assert steps == list(rule.steps(totals, context)), "The second time it reached other steps."
        for count in range(1, len(totals)):
            last = context.starts + timedelta(days=count - 1)
            earlier = list(rule.steps(totals[:count], replace(context, as_of=last)))
            now = [step for step in steps if step.day <= last]
            assert earlier == now, f"Later days changed what was reached by {last}: {earlier} became {now}."
        together = rule.together(sum(totals), context)
        assert together == rule.together(sum(totals), context), "It is not always as far."
        assert together.goal > 0, "A goal for everyone must be more than nothing."

    random_people(examples)(given(groups(activities=activities))(check))()
