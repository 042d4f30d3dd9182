"""The test kit for plugin authors: days from a line of text, and checks of what a rule makes of them.

The checks with random people (`check_rule`, `assert_pure`, `assert_fast_equals_slow`, the strategies)
need hypothesis, which Moonwalk itself does not install.
"""

from moonwalk.testing.awards import assert_adjusts, assert_awards, awards_of, plain_context
from moonwalk.testing.company import shares_of, steps_of
from moonwalk.testing.conformance import check_declaration, check_rule, has_fast_form
from moonwalk.testing.days import STARTS, context_for, timeline
from moonwalk.testing.fast import assert_fast_equals_slow
from moonwalk.testing.fields import field_awards_of, field_of
from moonwalk.testing.goals import GOOD_DAY, GOOD_WEEK, KitGoal
from moonwalk.testing.grids import Roster, grid_of, roster, team_of
from moonwalk.testing.notation import notation, read_marks
from moonwalk.testing.plain import points_by_day
from moonwalk.testing.purity import assert_pure
from moonwalk.testing.strategies import crowds, groups, timelines

__all__ = [
    "GOOD_DAY",
    "GOOD_WEEK",
    "STARTS",
    "KitGoal",
    "Roster",
    "assert_adjusts",
    "assert_awards",
    "assert_fast_equals_slow",
    "assert_pure",
    "awards_of",
    "check_declaration",
    "check_rule",
    "context_for",
    "crowds",
    "field_awards_of",
    "field_of",
    "grid_of",
    "groups",
    "has_fast_form",
    "notation",
    "plain_context",
    "points_by_day",
    "read_marks",
    "roster",
    "shares_of",
    "steps_of",
    "team_of",
    "timeline",
    "timelines",
]
