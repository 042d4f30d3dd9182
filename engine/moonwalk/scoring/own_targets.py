"""What each person chose to reach, day by day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.frame import Frame
from moonwalk.scoring.plan import TargetBounds


def own_targets(goal: str, bounds: TargetBounds, frame: Frame) -> NDArray[np.int64]:
    """Each person's target for a goal on each day (people x days), in thousandths.

    A target that the bounds no longer allow, after an amendment, counts as the nearest that they do.
    """
    facts = frame.targets
    people, days = frame.status.shape
    chosen = np.full((people, days), -1, np.int64)
    if goal in facts.goals:
        rows = frame.rows(facts.person)
        found = (facts.goal == facts.goals.index(goal)) & (rows >= 0) & (facts.first < days)
        amounts = np.clip(facts.amount[found], bounds.lowest, bounds.highest)
        # Of several that begin before day 1, the last one is assigned last, and stays.
        chosen[rows[found], np.maximum(facts.first[found], 0)] = amounts
    begun = np.maximum.accumulate(np.where(chosen >= 0, np.arange(days), 0), axis=1)
    held = np.take_along_axis(chosen, begun, axis=1)
    return np.where(held >= 0, held, bounds.unless_chosen)
