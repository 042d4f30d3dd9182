"""What is worth telling people: the start, a deadline that comes near, the week that was."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import Trigger, hookimpl
from moonwalk_notices.challenge_starts import ChallengeStarts
from moonwalk_notices.week_closes_soon import WeekClosesSoon
from moonwalk_notices.weekly_recap import WeeklyRecap


@hookimpl
def moonwalk_notices() -> Iterable[type[Trigger]]:
    """The start, the deadline of a week, the recap of a week."""
    return (ChallengeStarts, WeekClosesSoon, WeeklyRecap)
