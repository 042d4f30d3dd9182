"""Points and badges for how far somebody has come."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_milestones.milestone import Milestone
from moonwalk_milestones.personal_best import PersonalBest


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that look at all of a person's days so far."""
    return [Milestone, PersonalBest]
