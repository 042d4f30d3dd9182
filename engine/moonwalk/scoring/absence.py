"""Days on which somebody was away: paused or missed, and what they count as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from moonwalk.api.amount_words import amount_text, decimal_text
from moonwalk.api.language import Catalogue
from moonwalk.api.timeline import Award, Status, Timeline
from moonwalk.scoring.facts import BoolArray, Int64Array
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import Absence, Plan

_TEXTS: Final = Catalogue(__name__)

AmountsByActivity = Mapping[str, Int64Array]


def fill_absent_days(
    plan: Plan, membership: Membership, amounts: AmountsByActivity, logged: BoolArray
) -> tuple[Membership, AmountsByActivity]:
    """Return people and amounts as goals and rules see them, with what absent days count as.

    A paused day that counts is due like any other. An average is, for each activity that does not count as
    another, that of the person's days before it in the challenge, rounded down to a thousandth; 0 if there
    are none.
    """
    # A pause may be planned ahead; a day that has not come must not bring points yet.
    begun = np.arange(plan.calendar.length) <= plan.calendar.index(plan.context.as_of)
    paused, missed = counted_pauses(plan, membership), counted_misses(plan, membership, logged) & begun
    filled = amounts
    if missed.any():
        filled = _filled(plan, membership, filled, plan.a_missed_day, missed, logged)
    if not paused.any():
        return membership, filled
    filled = _filled(plan, membership, filled, plan.a_paused_day, paused & begun, logged)
    return replace(membership, status=np.where(paused, membership.day_status, membership.status)), filled


def _filled(
    plan: Plan,
    membership: Membership,
    amounts: AmountsByActivity,
    absence: Absence,
    absent: BoolArray,
    logged: BoolArray,
) -> AmountsByActivity:
    filled = dict(amounts)
    if absence.share is None:
        filled[absence.activity] = np.where(absent, absence.amount, amounts[absence.activity])
        return filled
    # Days before, not all days: an average over later ones would change points that were already paid. Where
    # missed days count as something, they are no part of an average, or each would lower the next.
    own = membership.countable & (logged if plan.a_missed_day.counts else True)
    days = _sum_before(own.astype(np.int64))
    for activity in plan.activities:
        # The others are contained in the activity they count as; filled as well, they would count twice.
        if activity.target == activity.name:
            done = _sum_before(np.where(own, amounts[activity.name], 0))
            # One division, so that it is rounded down once.
            average = done * absence.share.numerator // np.maximum(days * absence.share.denominator, 1)
            filled[activity.name] = np.where(absent, average, amounts[activity.name])
    return filled


def _sum_before(values: Int64Array) -> Int64Array:
    """Return the sum of the days before each day."""
    return np.cumsum(values, axis=1) - values


def counted_pauses(plan: Plan, membership: Membership) -> BoolArray:
    """Return the paused days that count as something (people x days)."""
    return np.asarray((membership.status == Status.PAUSED) & plan.a_paused_day.counts)


def counted_misses(plan: Plan, membership: Membership, logged: BoolArray) -> BoolArray:
    """Return the days, no longer open, on which nothing was logged and which count as something."""
    return np.asarray((membership.status == Status.DUE) & ~logged & plan.a_missed_day.counts)


def counted_days(plan: Plan, membership: Membership) -> BoolArray:
    """Return the days that count for each person: those to take part on, and pauses that count."""
    return membership.countable | counted_pauses(plan, membership)


def taking_part(plan: Plan, membership: Membership, logged: BoolArray) -> BoolArray:
    """Return the days on which each person logged, or had a fixed amount though absent (people x days).

    Whoever has such a day is paid, and so is among the active members and no silent one.
    """
    begun = np.arange(plan.calendar.length) <= plan.calendar.index(plan.context.as_of)
    return active_days(
        membership, logged, plan.a_paused_day.is_fixed & begun, plan.a_missed_day.is_fixed & begun
    )


def active_days(
    membership: Membership, logged: BoolArray, pauses: BoolArray | bool, misses: BoolArray | bool
) -> BoolArray:
    """Return the days logged, and those paused or missed that bring everybody a fixed amount."""
    if not (np.any(pauses) or np.any(misses)):
        return logged
    paused = (membership.status == Status.PAUSED) & pauses
    return np.asarray(logged | paused | ((membership.status == Status.DUE) & misses))


def show_pauses(plan: Plan, membership: Membership, days: Timeline) -> Timeline:
    """Return the days of a membership's only person as they are shown: paused days as paused."""
    paused = counted_pauses(plan, membership)[0].tolist()
    shown = (
        replace(day, status=Status.PAUSED) if is_paused else day
        for day, is_paused in zip(days.days, paused, strict=True)
    )
    return replace(days, days=tuple(shown))


def note_absence(plan: Plan, membership: Membership, logged: BoolArray, award: Award) -> Award:
    """Return an award of a membership's only person; for a day that was absent the reason says so."""
    index = plan.calendar.index(award.day)
    if counted_pauses(plan, membership)[0, index]:
        said, absence = _TEXTS.gettext("{reason} (a paused day, which {counts})"), plan.a_paused_day
    elif counted_misses(plan, membership, logged)[0, index]:
        said, absence = _TEXTS.gettext("{reason} (a missed day, which {counts})"), plan.a_missed_day
    else:
        return award
    return replace(award, reason=said.format(reason=award.reason, counts=_counts_as(plan, absence)))


def _counts_as(plan: Plan, absence: Absence) -> str:
    """What a day counts as on which somebody was away, as a part of a sentence."""
    if absence.share is None:
        unit = plan.context.unit(absence.activity)
        return _TEXTS.gettext("counts as {amount}").format(amount=amount_text(absence.amount, unit))
    if absence.share == 1:
        return _TEXTS.gettext("counts as your own average")
    less = decimal_text(100 * (1 - absence.share))
    return _TEXTS.gettext("counts as your own average less {percent}%").format(percent=less)
