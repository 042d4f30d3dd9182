"""What `why` answers about people and teams, about two rows of a board, and about two moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import Literal

from moonwalk.api.cards import Card
from moonwalk.scoring.standings import show_score
from moonwalk.services.views import (
    BoardHead,
    CompanyProgressRow,
    Finality,
    WhyAward,
    WhyDay,
    WhyEntry,
    WhyTarget,
)


def rounded(value: Fraction, decimals: int) -> Fraction:
    """A figure to so many decimals, half up as boards round; a gap is as large whoever is behind."""
    size = Fraction(floor(abs(value) * 10**decimals + Fraction(1, 2)), 10**decimals)
    return size if value >= 0 else -size


def shown(value: Fraction, decimals: int) -> str:
    """A figure rounded half up to so many decimals, as text: "41.3", "-0.4"."""
    return show_score(int(rounded(value, decimals) * 10**decimals), decimals)


def signed(value: Fraction, decimals: int) -> str:
    """A figure as it is added: "+2.1", "-0.4"."""
    text = shown(value, decimals)
    return text if text.startswith("-") else f"+{text}"


def short(value: Fraction) -> str:
    """A figure with no more than two decimals, and none that are 0: "8", "7.5", "6.86"."""
    return f"{shown(value, 2)}".rstrip("0").rstrip(".")


News = Literal["new", "gone", "changed"]


@dataclass(frozen=True, slots=True)
class ExplainedBoard(BoardHead):
    """The board that an answer is about, and from when it is seen.

    Scores are shown with so many decimals, and `unit` after them. `rows` counts all rows. `period` names the
    days that it is about; empty for the whole challenge.
    """

    decimals: int
    unit: str
    as_of: date
    state: Finality
    rows: int
    period: str = ""

    @property
    def heading(self) -> str:
        """Its name with the days that it is about: "Team of the week, week 2"."""
        return f"{self.label}, {self.period}" if self.period else self.label


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """A row of it: where it stands and with which figures. `score` is exact, `shown` as on the board.

    Not a `BoardRow`, of which there may be 50,000, and which therefore has no figures behind its score.
    `before` is the score without the row's own bonus, which some rankings leave out anyway; both are None
    where there is no score yet. `how` says how it comes about, where the points say too little.
    """

    id: str
    name: str
    place: float | None
    tied: bool
    broken_by: str
    not_placed: str
    shown: str
    score: Fraction | None
    before: Fraction | None
    points: int
    bonus: int
    people: int
    active: int
    member_days: int
    logged_days: int
    days: int
    how: str = ""

    @property
    def size(self) -> Fraction:
        """Members, those who were there part of the time counted in part."""
        return Fraction(self.member_days, self.days) if self.days else Fraction(0)


@dataclass(frozen=True, slots=True)
class Why:
    """Every point of a person in a challenge; the awards' points add up to `total`.

    `cards` are by the label of their rule. `hidden` says that entries, cards, and reasons that tell amounts
    were left out. With `board`, it is about what counts on this board alone, and with `period` about these
    days, without cards, which are filled over the whole challenge; `label` is what the board is called.
    """

    challenge: str
    title: str
    person: str
    name: str
    team: str
    total: int
    awards: tuple[WhyAward, ...]
    entries: tuple[WhyEntry, ...]
    days: tuple[WhyDay, ...]
    targets: tuple[WhyTarget, ...] = ()
    hidden: bool = False
    cards: Mapping[str, Card] = field(default_factory=dict)
    board: str = ""
    label: str = ""
    period: str = ""

    @property
    def heading(self) -> str:
        """The board and the days that it is about: "Of the week, week 2"; empty for the whole challenge."""
        return ", ".join(part for part in (self.label, self.period) if part)


@dataclass(frozen=True, slots=True)
class RulePoints:
    """The points that a rule adds to a row, and its place in the file; `bonus`: to the team itself."""

    rule: str
    label: str
    at: str
    points: int
    bonus: bool


@dataclass(frozen=True, slots=True)
class TeamMember:
    """What someone contributes to a team: points, and days that count toward its size or were logged.

    `joined` is the first day for who came later, `left` the last for who is no longer in it.
    """

    id: str
    name: str
    points: int
    days: int
    logged: int
    joined: date | None
    left: date | None


@dataclass(frozen=True, slots=True)
class PlaceNeed:
    """A condition for a place on the board, and whether the team meets it."""

    need: str
    holds: bool


@dataclass(frozen=True, slots=True)
class TeamWhy:
    """All that a team's score is made of. Members' points add up to the row's, awards to its bonus.

    `together` is how far it is by each rule about what its members do together.
    """

    board: ExplainedBoard
    row: ExplainedRow
    members: tuple[TeamMember, ...]
    rules: tuple[RulePoints, ...]
    awards: tuple[WhyAward, ...]
    needs: tuple[PlaceNeed, ...]
    together: tuple[CompanyProgressRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of two scores, exact: by a rule (`key` is its id) or in a week (its number)."""

    key: str
    label: str
    first: Fraction
    second: Fraction

    @property
    def gap(self) -> Fraction:
        """How much more of it the first has, or how much more there is now."""
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class TieStep:
    """A tie rule that was applied, and its value for either row."""

    tie: str
    first: str
    second: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What separates two rows: `rules` and `rest` add up to their scores, and so do `weeks` and `weeks_rest`.

    `difference` is None, and there are no parts, where one of them has no score yet. `size` is how much of
    it is there because the two are not of the same size; None where that has no meaning. `ties` are those
    that were applied, in order. `words` sums it up.
    """

    board: ExplainedBoard
    first: ExplainedRow
    second: ExplainedRow
    difference: Fraction | None
    rules: tuple[Part, ...]
    rest: Part
    weeks: tuple[Part, ...]
    weeks_rest: Part
    size: Fraction | None
    ties: tuple[TieStep, ...]
    words: str


@dataclass(frozen=True, slots=True)
class AwardChange:
    """What a rule gives for a day, before and after; `reason` is the later one, or what was said before."""

    day: date
    rule: str
    label: str
    at: str
    before: int
    after: int
    news: News
    reason: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that is newly known, or is now judged differently; `before` is None for a new one."""

    entry: WhyEntry
    before: WhyEntry | None


@dataclass(frozen=True, slots=True)
class DaysChange:
    """How many days of a person were of a kind (`paused`, `taking part`, `still open`), and how many are."""

    what: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a rule adds to a row, before and after, and its exact part of the change of the score."""

    rule: str
    label: str
    before: int
    after: int
    score: Fraction


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What changed a person's points between two looks; the awards add up to `after - before`.

    `heading` names the board and the days that it is about, `period` the days alone; both are empty where it
    is about all points.
    """

    challenge: str
    title: str
    person: str
    name: str
    since: str
    until: str
    before: int
    after: int
    awards: tuple[AwardChange, ...]
    entries: tuple[EntryChange, ...]
    days: tuple[DaysChange, ...]
    words: str
    heading: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class MemberChange:
    """What changed about a member of a team; `entries` are those that became known in between."""

    id: str
    name: str
    news: Literal["joined", "left", ""]
    points_before: int
    points_after: int
    days_before: int
    days_after: int
    paused_before: int
    paused_after: int
    entries: int


@dataclass(frozen=True, slots=True)
class TeamChange:
    """What changed a team's score between two looks.

    `rules`, `others` and `size` add up to `difference`; members' points add up to those of the rows, and
    awards to the bonuses. `difference` is None where there was or is no score, `before` where nobody was in
    the team yet.
    """

    board: ExplainedBoard
    since: str
    until: str
    before: ExplainedRow | None
    after: ExplainedRow
    difference: Fraction | None
    rules: tuple[RuleChange, ...]
    others: Fraction
    size: Fraction
    members: tuple[MemberChange, ...]
    awards: tuple[AwardChange, ...]
    words: str
