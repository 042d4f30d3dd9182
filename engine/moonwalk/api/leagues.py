"""All teams of a challenge and how they stood in each week, as rules that compare teams see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.scores import Scores
from moonwalk.api.teams import Summaries


@dataclass(frozen=True, eq=False)
class FieldWeek:
    """One week of all teams, in the order of `Field.teams`.

    `over` says that nothing of the week can be logged any more. `there` are the teams that had a member
    on a day of it. `scores` are exact, of the points of this week only, as each board ranks them that the
    rule names.
    """

    week: int
    last_day: date
    over: bool
    there: NDArray[np.bool_]
    scores: Mapping[str, Scores] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Field:
    """All teams up to the day that is looked at, and the weeks that have begun."""

    teams: Summaries
    weeks: tuple[FieldWeek, ...] = ()
