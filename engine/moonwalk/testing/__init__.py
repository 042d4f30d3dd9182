"""The test kit for plugin authors: days from a line of text, and checks of what a rule makes of them.

The checks with random people (`check_rule`, `assert_pure`, `assert_fast_equals_slow`, the strategies)
need hypothesis, which Moonwalk itself does not install.
"""

from moonwalk.testing.awards import (
    assert_adjusts,
    assert_awards,
    awards_of,
    field_awards_of,
    field_of,
    plain_context,
)
from moonwalk.testing.conformance import assert_fast_equals_slow, check_declaration, check_rule, has_fast_form
from moonwalk.testing.days import (
    GOOD_DAY,
    GOOD_WEEK,
    STARTS,
    KitGoal,
    context_for,
    notation,
    read_marks,
    timeline,
)
from moonwalk.testing.grids import Roster, grid_of, points_by_day, roster, team_of
from moonwalk.testing.purity import assert_pure, milestones_of, shares_of
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
    "milestones_of",
    "notation",
    "plain_context",
    "points_by_day",
    "read_marks",
    "roster",
    "shares_of",
    "team_of",
    "timeline",
    "timelines",
]
