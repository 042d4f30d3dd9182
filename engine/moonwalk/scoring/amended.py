"""A challenge whose text was amended from a day on: each day is scored by the text that applies on it.

Every text is asked about the whole challenge, so a streak or a weekly limit remembers what was before the
amendment. Of what it answers, only the days count on which it applies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.verdicts import Codes

Value = TypeVar("Value", np.int32, np.int64, np.bool_)


def codes_in(plan: Plan, of_plan: Plan, codes: Codes) -> Codes:
    """Return the codes of one plan as those of another, whose activities may be fewer or in another order."""
    if plan.activities == of_plan.activities:
        return codes
    index = {(activity.name, activity.unit): at for at, activity in enumerate(plan.activities)}
    place = [index.get((activity.name, activity.unit), -1) for activity in of_plan.activities]
    # The spare last element takes the kinds that neither has, whose index is -1.
    return Codes(np.array([*place, -1], np.int16)[codes.activity], codes.source_rank)


def joined_people(plan: Plan, by_text: Sequence[PeopleScores]) -> PeopleScores:
    """Return people as scored day by day: `by_text` has them by each text for all days, the newest last.

    What only some of the texts have is nothing on the days of the others.
    """
    newest = by_text[-1]
    spans = [days for _, days in plan.spans]
    return PeopleScores(
        newest.membership,
        joined(spans, [people.points for people in by_text]),
        joined(spans, [{"": people.logged} for people in by_text])[""],
        joined(spans, [people.met for people in by_text]),
        joined(spans, [people.shares for people in by_text]),
    )


def joined(
    spans: Sequence[slice], by_text: Sequence[Mapping[str, NDArray[Value]]]
) -> dict[str, NDArray[Value]]:
    """Return tables by name whose columns (days) are those of the text that applies on them."""
    tables: dict[str, NDArray[Value]] = {}
    # Those of the newest text first, so that they keep their order.
    for days, by_name in reversed(list(zip(spans, by_text, strict=True))):
        for name, values in by_name.items():
            if name not in tables:
                tables[name] = np.zeros_like(values)
            tables[name][:, days] = values[:, days]
    return tables
