"""The checks of a draft beyond the form of its values, by subject."""

from __future__ import annotations

from datetime import date

from moonwalk.definitions.checks.amounts import (
    check_activities,
    check_caps,
    check_targets,
    check_units,
    check_unreached_caps,
    check_unreached_goals,
)
from moonwalk.definitions.checks.boards import (
    check_boards,
    check_people,
    check_prizes,
    check_teams,
    check_together,
)
from moonwalk.definitions.checks.compared_boards import check_compared_boards
from moonwalk.definitions.checks.conditions import check_conditions
from moonwalk.definitions.checks.goals import (
    check_combined,
    check_days,
    check_goals,
    check_impossible,
    check_shares,
    check_used,
    check_zeros,
)
from moonwalk.definitions.checks.names import (
    check_addressees,
    check_declared,
    check_empty,
    check_ids,
    check_languages,
    check_names,
    check_own_names,
    check_texts,
)
from moonwalk.definitions.checks.periods import (
    check_during,
    check_pauses,
    check_periods,
    check_weekdays,
    check_weeks,
    check_zone,
)
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fairness import check_fairness
from moonwalk.definitions.requirements import check_requirements
from moonwalk.definitions.texts import check_translations
from moonwalk.registry import Registry


def check(draft: Draft, plugins: Registry, starts: date | None, diagnostics: Diagnostics) -> None:
    """Run every check. Problems go to `diagnostics`."""
    check_empty(draft, diagnostics)
    check_names(draft, diagnostics)
    check_ids(draft, diagnostics)
    check_own_names(draft, diagnostics)
    check_zeros(draft, diagnostics)
    check_used(draft, diagnostics)
    check_activities(draft, diagnostics)
    check_units(draft, diagnostics)
    check_zone(draft, diagnostics)
    check_weeks(draft, diagnostics)
    check_shares(draft, diagnostics)
    check_days(draft, starts, diagnostics)
    check_goals(draft, diagnostics)
    check_combined(draft, diagnostics)
    check_conditions(draft, diagnostics)
    check_targets(draft, diagnostics)
    check_caps(draft, diagnostics)
    check_unreached_caps(draft, diagnostics)
    check_unreached_goals(draft, diagnostics)
    check_people(draft, diagnostics)
    check_pauses(draft, diagnostics)
    check_teams(draft, diagnostics)
    check_together(draft, diagnostics)
    check_boards(draft, diagnostics)
    check_compared_boards(draft, diagnostics)
    check_prizes(draft, diagnostics)
    check_periods(draft, starts, diagnostics)
    check_during(draft, diagnostics)
    check_weekdays(draft, diagnostics)
    check_impossible(draft, starts, diagnostics)
    check_texts(draft, diagnostics)
    check_languages(draft, diagnostics)
    check_translations(draft, diagnostics)
    check_addressees(draft, diagnostics)
    check_declared(draft, diagnostics)
    check_requirements(draft, plugins, diagnostics)
    check_fairness(draft, plugins, starts, diagnostics)


def check_again(draft: Draft, starts: date | None, diagnostics: Diagnostics) -> None:
    """Run the checks whose outcome depends on plugins, on a text that passed every check at its launch.

    Checks of the sections of the file alone, and those that only warn, would report nothing new. Checks of
    the keys of rules, rankings and notices might: the plugins that declare their types may have changed.
    """
    check_names(draft, diagnostics)
    check_zeros(draft, diagnostics)
    check_activities(draft, diagnostics)
    check_units(draft, diagnostics)
    check_weeks(draft, diagnostics)
    check_shares(draft, diagnostics)
    check_days(draft, starts, diagnostics)
    check_caps(draft, diagnostics)
    check_conditions(draft, diagnostics)
    check_boards(draft, diagnostics)
    check_compared_boards(draft, diagnostics)
    check_prizes(draft, diagnostics)
    check_periods(draft, starts, diagnostics)
    check_during(draft, diagnostics)
    check_weekdays(draft, diagnostics)
    check_impossible(draft, starts, diagnostics)
    check_texts(draft, diagnostics)
    check_languages(draft, diagnostics)
    check_addressees(draft, diagnostics)
    check_declared(draft, diagnostics)
