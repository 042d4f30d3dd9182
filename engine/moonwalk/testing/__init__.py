"""The test kit for plugin authors: days from a line of text, and checks of what a rule makes of them.

The checks with random people (`check_rule`, `assert_pure`, `assert_vectorised_equals_scalar`, the strategies)
need hypothesis, which Moonwalk itself does not install.
"""

from moonwalk.testing.awards import (
    assert_adjusts,
    assert_awards,
    awards_of,
    league_awards_of,
    league_of,
    plain_context,
)
from moonwalk.testing.conformance import (
    assert_vectorised_equals_scalar,
    check_declaration,
    check_rule,
    has_vectorised_form,
)
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
from moonwalk.testing.examination import Fault
from moonwalk.testing.grids import Roster, grid_of, points_by_day, roster, team_of
from moonwalk.testing.kit import Check, checks_of, parametrize_with_checks
from moonwalk.testing.laboratory import Limits
from moonwalk.testing.purity import assert_pure, milestones_of, shares_of
from moonwalk.testing.strategies import groups, rosters, timelines

__all__ = [
    "GOOD_DAY",
    "GOOD_WEEK",
    "STARTS",
    "Check",
    "Fault",
    "KitGoal",
    "Limits",
    "Roster",
    "assert_adjusts",
    "assert_awards",
    "assert_pure",
    "assert_vectorised_equals_scalar",
    "awards_of",
    "check_declaration",
    "check_rule",
    "checks_of",
    "context_for",
    "grid_of",
    "groups",
    "has_vectorised_form",
    "league_awards_of",
    "league_of",
    "milestones_of",
    "notation",
    "parametrize_with_checks",
    "plain_context",
    "points_by_day",
    "read_marks",
    "roster",
    "rosters",
    "shares_of",
    "team_of",
    "timeline",
    "timelines",
]
