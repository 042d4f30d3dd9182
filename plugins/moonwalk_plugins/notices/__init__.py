"""What is worth telling people: the start, a deadline that comes near, the week that was, a kind word."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import hookimpl
from moonwalk.api.notices import NoticeRule
from moonwalk_plugins.notices.beginnings import (
    ChallengeAnnounced,
    ChallengeStarts,
    ChallengeStartsTomorrow,
    LastWeek,
)
from moonwalk_plugins.notices.entries import EntryCorrected, EntryRejected
from moonwalk_plugins.notices.many import OrganiserDigest
from moonwalk_plugins.notices.prompts import Nudge, QuietDays, StreakAtRisk, WelcomeBack
from moonwalk_plugins.notices.results import FinalResults, GoalMetNotice, Milestone
from moonwalk_plugins.notices.teams import NewLeader, Overtaken
from moonwalk_plugins.notices.week_ends import WeekClosesSoon, WeeklyRecap

__all__ = [
    "ChallengeAnnounced",
    "ChallengeStarts",
    "ChallengeStartsTomorrow",
    "EntryCorrected",
    "EntryRejected",
    "FinalResults",
    "GoalMetNotice",
    "LastWeek",
    "Milestone",
    "NewLeader",
    "Nudge",
    "OrganiserDigest",
    "Overtaken",
    "QuietDays",
    "StreakAtRisk",
    "WeekClosesSoon",
    "WeeklyRecap",
    "WelcomeBack",
    "moonwalk_notices",
]


@hookimpl
def moonwalk_notices() -> Iterable[type[NoticeRule]]:
    """The beginning, the deadlines and the weeks, what was reached, and prompts."""
    return (
        ChallengeAnnounced,
        ChallengeStartsTomorrow,
        ChallengeStarts,
        LastWeek,
        WeekClosesSoon,
        WeeklyRecap,
        GoalMetNotice,
        Milestone,
        FinalResults,
        Nudge,
        StreakAtRisk,
        QuietDays,
        WelcomeBack,
        Overtaken,
        NewLeader,
        EntryRejected,
        EntryCorrected,
        OrganiserDigest,
    )
