"""A challenge as the engine sees it: sections as models whose fields are the keys of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field, InstanceOf

from moonwalk.api.field_types import FieldType
from moonwalk.api.fields import Activity as ActivityName
from moonwalk.api.fields import Amount, AmountByWeek, Column, Label, Period, RuleName, Text, Whole
from moonwalk.api.fields import Goal as GoalName
from moonwalk.api.points import COUNTED_IN
from moonwalk.api.problems import FieldError, quoted
from moonwalk.api.values import AbsentDay, ClockTime, SizeRange
from moonwalk.definitions.day_fields import GoalDays, MissedDay, PausedDay, UntilWhen
from moonwalk.definitions.field_types import (
    CivilDay,
    DailyGoal,
    Duration,
    Length,
    Line,
    PersonalDays,
    Rate,
    Reason,
    Section,
    ShortText,
    Size,
    Span,
    Unit,
    Word,
)
from moonwalk.definitions.items import Board, Item, NoticeItem, Prize
from moonwalk.definitions.languages import Language
from moonwalk.definitions.zones import Zone

FORMS = ("reach", "within", "own_target", "days", "all_of", "any_of")
"""A goal says what it asks for in exactly one of these."""
LANGUAGE_VERSION = 1
SECTIONS = (
    "schedule",
    "points",
    "activities",
    "goals",
    "weeks",
    "rules",
    "people",
    "pauses",
    "teams",
    "company",
    "boards",
    "prizes",
    "notices",
    "privacy",
    "safety",
    "texts",
)
REQUIRED_SECTIONS = (
    ("schedule", "when it runs"),
    ("activities", "what can be logged"),
    ("rules", "what a person earns"),
)


class ActivityKeys(Section):
    """What an author writes about an activity."""

    label: Label = Field(description="what people read when they log")
    unit: Unit = Field(description="minutes, hours, steps, km, times, or a word of your own")
    about: Text = ""
    ways: tuple[ShortText, ...] = ()
    counts_as: ActivityName | None = None
    rate: Rate | None = None
    reject_entry_above: Amount | None = None
    reject_day_above: Amount | None = None
    entries_same_day: Literal["add", "latest", "largest"] = "add"
    devices_same_day: Literal["largest", "add"] = "largest"


class Activity(ActivityKeys):
    """A thing that can be logged, with the name by which the file speaks of it."""

    name: str


class GoalKeys(Section):
    """What an author writes about a goal; `own_target` is a group of keys of its own."""

    label: Label = Field(description="as in 'you met: ...'")
    each: Literal["day", "week", "challenge"] = Field(description="how often it can be met")
    activity: ActivityName | None = None
    reach: AmountByWeek | None = None
    within: Span | None = None
    days: GoalDays | None = None
    meeting: DailyGoal | None = None
    all_of: tuple[GoalName, ...] = ()
    any_of: tuple[GoalName, ...] = ()
    of_rules: tuple[RuleName, ...] = ()
    only_where: dict[Column, tuple[ShortText, ...]] = Field(default={})


class OwnTarget(Section):
    """The bounds within which each person chooses."""

    lowest: Amount = Field(description="the smallest target anyone may choose")
    highest: Amount = Field(description="the largest target anyone may choose")
    unless_chosen: Amount = Field(description="the target of those who choose none")


class Goal(GoalKeys):
    """A target, with its name and the activity it measures (nothing for goals made of other goals)."""

    name: str
    own_target: OwnTarget | None = None

    @property
    def of_points(self) -> bool:
        """Whether it asks for points, and not for an amount of an activity."""
        return self.reach is not None and not self.activity


class People(Section):
    """Who takes part, and how part-time weeks count."""

    take_part: Literal["everyone on the roster", "those who sign up"] = "everyone on the roster"
    only_where: dict[Column, tuple[ShortText, ...]] = Field(default={})
    not_placed: dict[Column, tuple[ShortText, ...]] = Field(default={})
    part_weeks: Literal["goals shrink with the days", "goals stay", "week does not count"] = (
        "goals shrink with the days"
    )


NICKNAME: Final = "nickname"
"""The roster column by which people are named to each other where `names` says so."""


class Privacy(Section):
    """What is shown to whom, and for how long entries are kept."""

    people_see: Literal["own points", "own team", "everyone"] = "own points"
    organisers_see: Literal["points", "entries"] = "points"
    smallest_group: Whole = 5
    names: Literal["full", "first name", "initials", "nickname"] = "first name"
    keep_entries: PersonalDays = 90


class Safety(Section):
    """What people should read before they begin."""

    printed: Literal["in the rules and the first message", "in the rules"] = (
        "in the rules and the first message"
    )
    where: tuple[Line, ...] = ()
    how: tuple[Line, ...] = ()
    stop_if: tuple[Line, ...] = ()
    ask_first_if: tuple[Line, ...] = ()


class Schedule(Section):
    """The days of a challenge and the deadlines of its weeks."""

    starts: CivilDay | None = Field(None, description="the first day")
    length: Length = Field(description="how long it runs, e.g. 4 weeks")
    timezone: Zone = Field(description="the zone of every deadline, e.g. Europe/Berlin")
    counted_days: Literal["every day", "workdays"] = "every day"
    log_until: UntilWhen = ClockTime(days=(1,), hour=12, minute=0)
    final_grace: Duration = timedelta(hours=72)

    @property
    def length_days(self) -> int:
        """How many days it has."""
        return self.length

    @property
    def weeks(self) -> int:
        """How many weeks it has; the last may be a part of one."""
        return -(-self.length // 7)

    @property
    def days_a_week(self) -> int:
        """How many days of a week count."""
        return 5 if self.counted_days == "workdays" else 7

    @property
    def ends(self) -> date | None:
        """The last day, or None for a template without a first one."""
        return self.starts + timedelta(days=self.length - 1) if self.starts else None


class Counting(Section):
    """What points are counted in."""

    counted_in: Literal["whole points", "tenths", "hundredths"] = "whole points"

    @property
    def decimals(self) -> int:
        """How many decimals points have."""
        return COUNTED_IN.index(self.counted_in)


class Week(Section):
    """What a week is about."""

    theme: Label = ""
    message: Text = ""
    tips: tuple[Line, ...] = ()


class Pauses(Section):
    """Days that do not count, for everyone or for one person, and what an absent day counts as."""

    everyone: tuple[Period, ...] = ()
    personal: PersonalDays = 0
    a_paused_day: PausedDay = AbsentDay()
    a_missed_day: MissedDay = AbsentDay()

    @property
    def personal_days(self) -> int:
        """How many days each person may pause."""
        return self.personal


class TeamKeys(Section):
    """What an author writes about teams, beside the rules that pay them."""

    formed: Literal["drawn", "from the roster", "by the members"] = Field(
        description="who decides: drawn, from the roster, or by the members"
    )
    column: Column | None = None
    open_team: Label = ""
    called: Word = "team"
    size: Size = SizeRange(smallest=5, largest=8)
    no_entries: Literal["count as zero", "are left out"] = "count as zero"
    joiners: Literal["count from their first day", "count from the start"] = "count from their first day"
    leavers: Literal["keep their points in the team", "take their points away"] = (
        "keep their points in the team"
    )
    movers: Literal["leave points where earned", "take points along"] = "leave points where earned"
    captains: dict[Column, tuple[ShortText, ...]] = Field(default={})
    cheers: Literal["one a day", "none"] = "one a day"


class Teams(TeamKeys):
    """The teams of a challenge and what they earn on top of their members' points."""

    rules: tuple[InstanceOf[Item], ...] = ()


@dataclass(frozen=True)
class VersionKind(FieldType[int]):
    """The version of this language in which a file is written."""

    name: ClassVar[str] = "version"

    def parse(self, text: str) -> int:
        """The version; FieldError where this Moonwalk does not read it."""
        if text == str(LANGUAGE_VERSION):
            return LANGUAGE_VERSION
        if text.isascii() and text.isdigit() and not text.startswith("0") and len(text) < 4:
            raise FieldError(
                f"this file is written in language version {text}; "
                f"this Moonwalk reads version {LANGUAGE_VERSION}. Install a newer Moonwalk."
            )
        raise FieldError(f"{quoted(text)} is not a version of the language. Write 'moonwalk: 1'.")

    def is_value(self, raw: object) -> bool:
        """Whether it is an int."""
        return type(raw) is int

    def schema(self) -> dict[str, Any]:
        """The one version there is."""
        return {"const": LANGUAGE_VERSION}


class Top(Section):
    """What a file says about itself."""

    moonwalk: Annotated[int, VersionKind()] = Field(description="write 'moonwalk: 1' as the first line")
    challenge: Label = Field(description="the title")
    about: Text = ""
    language: Language = "en"
    plugins: dict[str, ShortText] = Field(default={})
    accepted: dict[str, Reason] = Field(default={})


Translation = Mapping[tuple[str, str], Mapping[str, Any]]
"""The texts of a challenge in another language, by section and name: `("weeks", "2")` has a map of keys.

The title and what the challenge is about are under two empty texts; where a section has no names, its name
is empty.
"""


@dataclass(frozen=True)
class Challenge:
    """One definition. Two are equal when they mean the same, wherever they were written.

    `text` is the source as it was read; `weeks` has an entry for each week that says something. `texts` are
    its texts in other languages, by code.
    """

    name: str = field(compare=False)
    title: str
    about: str
    language: str
    path: str = field(compare=False)
    text: str = field(compare=False, repr=False)
    plugins: Mapping[str, str]
    schedule: Schedule
    points: Counting
    activities: Mapping[str, Activity]
    goals: Mapping[str, Goal]
    weeks: Mapping[int, Week]
    rules: tuple[Item, ...]
    people: People
    pauses: Pauses
    teams: Teams | None
    company_rules: tuple[Item, ...]
    boards: Mapping[str, Board]
    prizes: Mapping[str, Prize]
    notices: tuple[NoticeItem, ...]
    privacy: Privacy
    safety: Safety | None
    accepted: Mapping[str, str]
    texts: Mapping[str, Translation] = field(default_factory=dict)

    @property
    def goals_on_points(self) -> frozenset[str]:
        """The goals of points, and those that are made of some."""
        late = {name for name, goal in self.goals.items() if goal.of_points}
        for _ in self.goals if late else ():
            for name, goal in self.goals.items():
                parts = {goal.meeting or "", *goal.all_of, *goal.any_of}
                late |= {name} if late & parts else set()
        return frozenset(late)

    @property
    def paying_rules(self) -> tuple[Item, ...]:
        """Every rule that pays: of people, of teams, of everyone together."""
        return (*self.rules, *(self.teams.rules if self.teams else ()), *self.company_rules)
