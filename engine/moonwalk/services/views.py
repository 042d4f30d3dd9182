"""What the use cases answer with: plain values that the command line prints and the screen shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from moonwalk.api.rules import Milestone
from moonwalk.api.timeline import Status

State = Literal["draft", "announced", "running", "closing", "over", "closed"]
Ranks = Literal["people", "teams", "roster column"]
Finality = Literal["provisional", "final"]
Topic = Literal[
    "people", "quiet", "entries", "imports", "messages", "plugins", "definition", "closing", "safety"
]


@dataclass(frozen=True, slots=True)
class Attention:
    """Something an organiser should look at, and the command that deals with it.

    `topic` is what it is about. `challenge` is the name of the challenge, empty for the whole workspace, and
    `title` what people call that.
    """

    message: str
    remedy: str
    topic: Topic
    challenge: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Days that can be logged until a moment, on the clock of a zone."""

    first: date
    last: date
    closes: datetime
    zone: str

    @property
    def days(self) -> str:
        """The days in short: "Mon 23 to Sat 28"."""
        first = f"{self.first:%a} {self.first.day}"
        return first if self.last == self.first else f"{first} to {self.last:%a} {self.last.day}"

    def __str__(self) -> str:
        days = f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"
        return f"{days} can be logged until {self.closes:%A, %Y-%m-%d %H:%M} ({self.zone})"


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A challenge in a list. `day` is the challenge day today, from 1; 0 before it starts.

    `deadline` is of those days that close next, of all that have begun; None where none is open.
    """

    name: str
    title: str
    state: State
    starts: date | None
    ends: date | None
    day: int
    days: int
    people: int
    teams: int
    attention: tuple[Attention, ...] = ()
    deadline: Deadline | None = None


def heading(column: str) -> str:
    """The name of a roster column as a heading: `cost_centre` is "Cost centre"."""
    return column.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row of a board. `score` is as shown; `moved` is places gained since the last closed week.

    Of a board that is split, `group` is the value in whose board the row stands. Not the `Standing` of the
    API, which has the exact score of a row and neither its name nor its members.
    """

    place: float | None
    tied: bool
    id: str
    name: str
    score: str
    members: int
    active: int
    moved: int | None
    broken_by: str = ""
    not_placed: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """Days from one to another, both included; None for the first or the last there is."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Who was first in an earlier week or month, by name, and with which score; nobody without points."""

    period: str
    first: tuple[str, ...]
    score: str
    state: Finality


@dataclass(frozen=True, slots=True)
class CompanyProgressRow:
    """How far everyone is by one rule, or a `team` (its id); `total` and `goal` are thousandths of `unit`.

    Not the `CompanyView` that panels get: a board that is kept for a bad day is stored in this flat form.
    """

    rule: str
    label: str
    total: int
    goal: int
    unit: str
    percent: int
    now: str
    reached: tuple[Milestone, ...]
    team: str = ""


@dataclass(frozen=True, slots=True)
class BoardHead:
    """Which board is meant; `sentence` is its ranking in words."""

    challenge: str
    title: str
    board: str
    label: str
    ranks: Ranks
    ranking: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BoardView(BoardHead):
    """A board as of a day. `total` counts all rows; `rows` may be a part of them.

    `unit` is written after each score. `column` is the roster column that is ranked, `split_by` the one by
    which the board is split; then rows stand in order of their `group`. `remarks` say who is not on the
    board. `stale` says why the figures are not today's: a rule failed, and these are the last good ones.
    `deadline` says which of the days that have begun close next, and when; empty where none is open.
    `period` names the days that it is about, and `earlier` says who was first in the periods before; both
    are empty for the whole challenge. `periods` are the days of those that have begun, or of weeks.
    `published` and `next_published` say since when and until when others see it like this, in the zone of
    the challenge.
    """

    boards: tuple[tuple[str, str], ...]
    as_of: date
    state: Finality
    total: int
    rows: tuple[BoardRow, ...]
    stale: str = ""
    together: tuple[CompanyProgressRow, ...] = ()
    unit: str = ""
    column: str = ""
    split_by: str = ""
    remarks: tuple[str, ...] = ()
    deadline: str = ""
    published: datetime | None = None
    next_published: datetime | None = None
    period: str = ""
    earlier: tuple[PeriodRow, ...] = ()
    periods: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class WhyAward:
    """One award of a person: points, the reason, the rule and its line, the entries behind it, a badge."""

    day: date
    points: int
    rule: str
    label: str
    reason: str
    at: str
    entries: tuple[str, ...]
    badge: str = ""


@dataclass(frozen=True, slots=True)
class WhyEntry:
    """One entry and whether it counts. `amount` and `counted` are in thousandths of `unit`."""

    id: str
    day: date
    activity: str
    label: str
    amount: int
    unit: str
    source: str
    logged: datetime
    verdict: str
    reason: str
    counted: int


@dataclass(frozen=True, slots=True)
class WhyDay:
    """A day of a person: its status and the goals met on it."""

    date: date
    week: int
    status: Status
    met: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class WhyTarget:
    """What a goal asks of a person by their own choice; `from_day` is None for who has chosen nothing."""

    goal: str
    label: str
    amount: str
    from_day: date | None


@dataclass(frozen=True, slots=True)
class ActivityChoice:
    """An activity that can be logged, for a form."""

    challenge: str
    name: str
    label: str
    unit: str
    about: str


@dataclass(frozen=True, slots=True)
class PersonRowView:
    """A person in a list."""

    id: str
    name: str
    team: str


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """What became of one logged entry."""

    id: str
    person: str
    name: str
    day: date
    activity: str
    label: str
    amount: int
    unit: str
    already_there: bool
    verdict: str
    reason: str
    points_before: int | None
    points_after: int | None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a file that was not taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every row: accepted + rejected + skipped = rows.

    Of the accepted, `new` changed something and `same` were there already. Of very many rejected or skipped
    rows only the first are listed; `rejected_more` and `skipped_more` count the others.
    """

    file: str
    source: str
    brings: Literal["entries", "people"]
    rows: int
    accepted: int
    new: int
    same: int
    changed: int
    rejected: tuple[RejectedRow, ...]
    skipped: tuple[RejectedRow, ...]
    remarks: tuple[str, ...]
    dry_run: bool
    committed: bool
    rejected_more: int = 0
    skipped_more: int = 0


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import of entries in a list. `undone` is why it was taken back; `state` is "in", "undone", or
    "broken off" where not all of its rows are in.
    """

    id: int
    when: datetime
    who: str
    file: str
    rows: int
    new: int
    changed: int
    rejected: int
    skipped: int
    state: Literal["in", "undone", "broken off"]
    undone: str


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What taking an import back did: entries taken out, and entries of which the older content is back.

    `by_hand` and `replaced` count those that stay: corrected or voided by hand since, or replaced by a later
    import; `by_hand_ids` and `replaced_ids` are the first of them.
    """

    id: int
    file: str
    taken_out: int
    restored: int
    by_hand: int
    by_hand_ids: tuple[str, ...]
    replaced: int
    replaced_ids: tuple[str, ...]
    dry_run: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in the outbox."""

    id: int
    state: str
    channel: str
    challenge: str
    person: str
    name: str
    subject: str
    text: str
    due: datetime
    attempts: int
    note: str


@dataclass(frozen=True, slots=True)
class PluginRow:
    """A plugin: where it comes from, its state, what it declares, and why it does not work.

    `remarks` say which challenges are pinned to other code of it, or lack it. Not the registry's
    `PluginReport`, whose digest of the code is no business of programs that read this.
    """

    name: str
    package: str
    version: str
    state: Literal["active", "new", "disabled", "not allowed", "not approved", "broken", "missing"]
    declares: tuple[str, ...]
    problems: tuple[str, ...]
    milliseconds: float
    remarks: tuple[str, ...] = ()
