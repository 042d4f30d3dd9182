"""Asking the rules of a plan: a rule that does not answer is named, and so is the line that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.timeline import AwardPeriod
from moonwalk.scoring.plan import AnyRulePlan, Plan

Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")
Number = TypeVar("Number", np.int64, np.int16, np.bool_)


class RuleFailed(Exception):
    """A rule, or the ranking of a board, did not answer, so the challenge is not scored.

    `rule` is its id, or the name of the board, and `kind` says which. `at` is the line that names it.
    """

    def __init__(self, rule: str, at: str, cause: str, kind: str = "rule") -> None:
        super().__init__(f"{kind} '{rule}' failed: {cause}")
        self.rule, self.at, self.cause, self.kind = rule, at, cause, kind

    def __reduce__(self) -> tuple[type[RuleFailed], tuple[str, str, str, str]]:
        # Blocks are scored in other processes too. Pickle would call `__init__` with the message alone,
        # and the failure would arrive as a TypeError that hides the rule.
        return RuleFailed, (self.rule, self.at, self.cause, self.kind)


def ask(
    rule: AnyRulePlan,
    question: Callable[Arguments, Answer],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Answer:
    """Return a rule's answer. RuleFailed, naming the rule and its line, where it raises anything."""
    try:
        return question(*args, **kwargs)
    # Whatever a plugin raises has the same consequence for the organiser: there are no scores until this
    # rule is mended. Scoring the rest without it would show wrong totals.
    except Exception as failure:
        raise RuleFailed(rule.id, rule.at, str(failure) or type(failure).__name__) from failure


def index_of(plan: Plan, rule: AnyRulePlan, day: date) -> int:
    """Return the index of a day that a rule named. RuleFailed for a day outside the challenge."""
    index = plan.calendar.index(day)
    # A negative index would be a valid one to NumPy and pay the last days.
    if not 0 <= index < plan.calendar.length:
        raise RuleFailed(rule.id, rule.at, f"it gave the day {day}, which is outside the challenge")
    return index


def award_period_of(plan: Plan, rule: AnyRulePlan) -> AwardPeriod:
    """Return when a rule pays, as configured: by day or by week."""
    return ask(rule, rule.adapter.award_period_of, plan.context)


def during(rule: AnyRulePlan, points: NDArray[Number]) -> NDArray[Number]:
    """Keep a rule's points or badges on the days on which it pays, 0 on the others. The last axis is days."""
    return points if rule.during is None else np.where(rule.during, points, points.dtype.type(0))
