"""Rules and rankings as scoring speaks to them, straight from their classes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from moonwalk.api import DayRule, PersonRule, Scores


@dataclass(frozen=True)
class RuleOf:
    """A rule of any kind; a configuration is turned into an instance each time it is asked."""

    made: Any

    @property
    def reads(self):
        return self.made.reads

    @property
    def for_all_at_once(self):
        return True

    @property
    def pays(self):
        return getattr(self.made, "awards", None) is not DayRule.awards

    def grain_of(self, config, context):
        return self.made(**config).grain_of(context)

    def awards(self, config, timeline, context):
        return tuple(self.made(**config).awards(timeline, context))

    def grid_points(self, config, grid, context):
        return self.made(**config).grid_points(grid, context)

    def badges(self, config):
        made = self.made(**config)
        return made.badges() if isinstance(made, PersonRule) else ()

    def grid_badges(self, config, grid, context):
        return self.made(**config).grid_badges(grid, context)

    def changes(self, config, timeline, context):
        return tuple(self.made(**config).changes(timeline, context))

    def grid_amounts(self, config, grid, context):
        return self.made(**config).grid_amounts(grid, context)

    def grid_met(self, config, grid, context):
        return self.made(**config).grid_met(grid, context)

    def adjustments(self, config, awards, grains, context):
        return tuple(self.made(**config).adjustments(awards, grains, context))

    def adjust_points(self, config, points, grains, week, context):
        return self.made(**config).grid_points(points, grains, week, context)

    @property
    def more_adds_more(self):
        return getattr(self.made, "more_adds_more", False)

    @property
    def only_takes(self):
        return getattr(self.made, "only_takes", False)

    def grid_bounds(self, config, outlook, context):
        return self.made(**config).grid_bounds(outlook, context)

    def team_awards(self, config, team, context):
        return tuple(self.made(**config).awards(team, context))

    def crowd_points(self, config, crowd, context):
        return self.made(**config).grid_points(crowd, context)

    def field_awards(self, config, field, context):
        return tuple(self.made(**config).awards(field, context))

    def shares(self, config, timeline, context):
        return tuple(self.made(**config).share(day, context) for day in timeline.days)

    def grid_shares(self, config, grid, context):
        return self.made(**config).grid_share(grid, context)

    def together(self, config, total, context):
        return self.made(**config).together(total, context)

    def steps(self, config, totals, context):
        return tuple(self.made(**config).steps(totals, context))

    def field_points(self, config, field, context):
        return self.made(**config).grid_points(field, context)


@dataclass(frozen=True)
class RankingOf:
    """A ranking; where it has no fast form, one row after the other is asked."""

    made: Any

    @property
    def more_is_never_less(self):
        return self.made.more_is_never_less

    @property
    def decimals(self):
        return self.made.decimals

    @property
    def takes_bonus(self):
        return self.made.takes_bonus

    def scores(self, config, summaries, context):
        ranking = self.made(**config)
        fast = ranking.scores(summaries, context)
        if fast is not None:
            return fast
        rows = summaries.rows()
        given = [ranking.score(row, rows, context) for row in rows]
        return Scores(
            np.array([0 if one is None else Fraction(one).numerator for one in given], np.int64),
            np.array([0 if one is None else Fraction(one).denominator for one in given], np.int64),
        )
