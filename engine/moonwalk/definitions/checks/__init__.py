"""What a draft must keep beyond the form of its values. Each file checks one thing."""

from __future__ import annotations

from datetime import date

from moonwalk.definitions.checks.activities import check_activities
from moonwalk.definitions.checks.boards import check_boards
from moonwalk.definitions.checks.caps import check_caps
from moonwalk.definitions.checks.declared import check_declared
from moonwalk.definitions.checks.during import check_during
from moonwalk.definitions.checks.empty import check_empty
from moonwalk.definitions.checks.goals import check_goals
from moonwalk.definitions.checks.ids import check_ids
from moonwalk.definitions.checks.impossible import check_impossible
from moonwalk.definitions.checks.names import check_names
from moonwalk.definitions.checks.nothing import check_used, check_zeros
from moonwalk.definitions.checks.parts import check_parts
from moonwalk.definitions.checks.pauses import check_pauses
from moonwalk.definitions.checks.people import check_people
from moonwalk.definitions.checks.periods import check_periods
from moonwalk.definitions.checks.prizes import check_prizes
from moonwalk.definitions.checks.shares import check_shares
from moonwalk.definitions.checks.targets import check_targets
from moonwalk.definitions.checks.teams import check_teams, check_together
from moonwalk.definitions.checks.texts import check_texts
from moonwalk.definitions.checks.units import check_units
from moonwalk.definitions.checks.weekdays import check_weekdays
from moonwalk.definitions.checks.weeks import check_weeks
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fairness import check_fairness
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.notyet import check_supported
from moonwalk.host import Plugins


def check(draft: Draft, plugins: Plugins, starts: date | None, findings: Findings) -> None:
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


def check_again(draft: Draft, starts: date | None, findings: Findings) -> None:
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
