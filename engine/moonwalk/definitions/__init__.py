"""YAML to a frozen challenge, collecting every problem on the way."""

from moonwalk.definitions.challenge import (
    NICKNAME,
    Activity,
    Challenge,
    Goal,
    OwnTarget,
    Pauses,
    People,
    Privacy,
    Safety,
    Schedule,
    Teams,
    Week,
)
from moonwalk.definitions.channel_settings import (
    ChannelSettings,
    Secrets,
    configure_channel,
    unknown_channel,
)
from moonwalk.definitions.checks.columns import RosterColumns
from moonwalk.definitions.condition_words import goal_in_words
from moonwalk.definitions.describe import (
    prize_in_words,
    ranking_in_words,
    rules_chapters,
    rules_in_words,
)
from moonwalk.definitions.items import Board, Item, NoticeItem, Prize
from moonwalk.definitions.messages import RESERVED_KEYS
from moonwalk.definitions.reading import (
    Reading,
    WorkspaceSettings,
    columns_of_file,
    columns_of_launched,
    read_challenge,
    read_file,
    read_launched,
    read_outline,
    read_settings,
)
from moonwalk.definitions.rules_lines import RulesChapter, RulesLine, chapter_text
from moonwalk.definitions.sending import Sending
from moonwalk.definitions.serialize import print_full
from moonwalk.definitions.translations import in_language

__all__ = [
    "NICKNAME",
    "RESERVED_KEYS",
    "Activity",
    "Board",
    "Challenge",
    "ChannelSettings",
    "Goal",
    "Item",
    "NoticeItem",
    "OwnTarget",
    "Pauses",
    "People",
    "Privacy",
    "Prize",
    "Reading",
    "RosterColumns",
    "RulesChapter",
    "RulesLine",
    "Safety",
    "Schedule",
    "Secrets",
    "Sending",
    "Teams",
    "Week",
    "WorkspaceSettings",
    "chapter_text",
    "columns_of_file",
    "columns_of_launched",
    "configure_channel",
    "goal_in_words",
    "in_language",
    "print_full",
    "prize_in_words",
    "ranking_in_words",
    "read_challenge",
    "read_file",
    "read_launched",
    "read_outline",
    "read_settings",
    "rules_chapters",
    "rules_in_words",
    "unknown_channel",
]
