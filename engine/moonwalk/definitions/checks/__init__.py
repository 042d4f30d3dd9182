"""What a draft must keep beyond the form of its values. Each file checks one thing."""

from __future__ import annotations

from datetime import date

from moonwalk.definitions.checks.amounts import check_activities, check_caps, check_targets, check_units
from moonwalk.definitions.checks.boards import (
    check_boards,
    check_people,
    check_prizes,
    check_teams,
    check_together,
)
from moonwalk.definitions.checks.goals import (
    check_goals,
    check_impossible,
    check_parts,
    check_shares,
    check_used,
    check_zeros,
)
from moonwalk.definitions.checks.names import check_declared, check_empty, check_ids, check_names, check_texts
from moonwalk.definitions.checks.periods import (
    check_during,
    check_pauses,
    check_periods,
    check_weekdays,
    check_weeks,
)
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fairness import check_fairness
from moonwalk.definitions.unknown_names import check_supported
from moonwalk.registry import Registry


def check(draft: Draft, plugins: Registry, starts: date | None, findings: Diagnostics) -> None:
    """Every check; what they find goes to `findings`."""
    check_supported(draft, findings)
    check_empty(draft, findings)
    check_names(draft, findings)
    check_ids(draft, findings)
    check_zeros(draft, findings)
    check_used(draft, findings)
    check_activities(draft, findings)
    check_units(draft, findings)
    check_weeks(draft, findings)
    check_shares(draft, findings)
    check_goals(draft, findings)
    check_parts(draft, findings)
    check_targets(draft, findings)
    check_caps(draft, findings)
    check_people(draft, findings)
    check_pauses(draft, findings)
    check_teams(draft, findings)
    check_together(draft, findings)
    check_boards(draft, findings)
    check_prizes(draft, findings)
    check_periods(draft, starts, findings)
    check_during(draft, findings)
    check_weekdays(draft, findings)
    check_impossible(draft, starts, findings)
    check_texts(draft, findings)
    check_declared(draft, findings)
    check_fairness(draft, plugins, findings)


def check_again(draft: Draft, starts: date | None, findings: Diagnostics) -> None:
    """The checks whose outcome depends on the plugins, for a text that has passed every check before.

    What looks at the sections of the file alone, or only warns, found nothing at the launch and cannot
    find anything now. What looks at the keys of rules, rankings and notices may: their plugins declare
    the kinds of the values, and may have changed since.
    """
    check_names(draft, findings)
    check_zeros(draft, findings)
    check_activities(draft, findings)
    check_units(draft, findings)
    check_weeks(draft, findings)
    check_shares(draft, findings)
    check_caps(draft, findings)
    check_boards(draft, findings)
    check_prizes(draft, findings)
    check_periods(draft, starts, findings)
    check_during(draft, findings)
    check_weekdays(draft, findings)
    check_impossible(draft, starts, findings)
    check_texts(draft, findings)
    check_declared(draft, findings)
