"""YAML to a frozen challenge, collecting every problem on the way."""

from moonwalk.definitions.challenge import Challenge
from moonwalk.definitions.in_words import prize_in_words, rules_in_words
from moonwalk.definitions.keys import RESERVED_KEYS
from moonwalk.definitions.printing import print_full
from moonwalk.definitions.reading import Reading, read_challenge, read_file, read_launched
from moonwalk.definitions.sections.activities import Activity
from moonwalk.definitions.sections.boards import Board, Prize
from moonwalk.definitions.sections.goals import Goal, OwnTarget
from moonwalk.definitions.sections.items import Item, NoticeItem
from moonwalk.definitions.sections.people import People, Privacy, Safety
from moonwalk.definitions.sections.schedule import Pauses, Schedule, Week
from moonwalk.definitions.sections.teams import Teams
from moonwalk.definitions.settings import WorkspaceSettings, read_settings

__all__ = [
    "RESERVED_KEYS",
    "Activity",
    "Board",
    "Challenge",
    "Goal",
    "Item",
    "NoticeItem",
    "OwnTarget",
    "Pauses",
    "People",
    "Privacy",
    "Prize",
    "Reading",
    "Safety",
    "Schedule",
    "Teams",
    "Week",
    "WorkspaceSettings",
    "print_full",
    "prize_in_words",
    "read_challenge",
    "read_file",
    "read_launched",
    "read_settings",
    "rules_in_words",
]
