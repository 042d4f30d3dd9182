"""What widgets and screens tell those above them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from textual.message import Message

if TYPE_CHECKING:
    # Only named here: the first frame is drawn before the engine has been loaded.
    from moonwalk.api.problems import Problem
    from moonwalk.services.views import Attention, Range
    from moonwalk.services.why.narrowed import Asked
    from moonwalk.services.work import Step
    from moonwalk.tui.actions import Scope
    from moonwalk.tui.jobs.job import Here, Values
    from moonwalk.tui.opened import Opened


@dataclass
class Answered(Message):
    """A use case has answered; out of date unless it is the newest question of its name."""

    name: str
    generation: int
    answer: Any


@dataclass
class Failed(Message):
    """A use case was refused or failed; out of date unless it is the newest question of its name.

    `may_go_well` says whether it can be otherwise when the same is asked again.
    """

    name: str
    generation: int
    trouble: str
    may_go_well: bool = True


@dataclass
class Progressed(Message):
    """How far the work on a question is; out of date unless it is the newest one of its name."""

    name: str
    generation: int
    step: Step


@dataclass
class StopWanted(Message):
    """The organiser wants the work on the question of this name to end."""

    name: str


@dataclass
class Loaded(Message):
    """A workspace was opened for the screen, or why it could not be."""

    opened: Opened | None
    trouble: BaseException | None


@dataclass
class RowOpened(Message):
    """Enter on a row of a table."""

    row: Any


@dataclass
class TableChanged(Message):
    """A table's cursor, order or filter is another one now."""


@dataclass
class MarkWanted(Message):
    """The organiser wants to mark the row under the cursor, or every row that is shown."""

    every: bool


@dataclass
class TableArranged(Message):
    """A table's rows were put into another order, by a worker."""

    generation: int
    order: Any
    folded: tuple[str, ...] | None


@dataclass
class CopyWanted(Message):
    """The organiser wants to copy the row under the cursor, or the marked ones."""


@dataclass
class FilterWanted(Message):
    """The organiser wants to filter the table."""


@dataclass
class FilterTyped(Message):
    """The filter's text so far."""

    text: str


@dataclass
class FilterKept(Message):
    """Back to the list; the filter stays."""


@dataclass
class FilterCleared(Message):
    """Back to the list, all of it."""


@dataclass
class EntrySubmitted(Message):
    """Somebody's entry, to be saved; one that would not count is only saved where that is meant to be."""

    person: str
    activity: str
    amount: str
    day: date
    is_meant: bool = False


@dataclass
class JobWanted(Message):
    """Begin the job of this name."""

    name: str


@dataclass
class TabChosen(Message):
    """A click on one of several names, of boards or of questions."""

    name: str


@dataclass
class JobSubmitted(Message):
    """Say what a job will do with these values, or do it."""

    name: str
    here: Here
    values: Values
    perform: bool


@dataclass
class PickerChanged(Message):
    """What a picker's text matches is another choice now."""


@dataclass
class BarClosed(Message):
    """A bar at the bottom is no longer wanted."""


@dataclass
class GoTo(Message):
    """Go to the screen of this `PLACE`."""

    place: str


@dataclass
class ChallengeChosen(Message):
    """The cursor is on a challenge of the list; empty where it is on none."""

    challenge: str


@dataclass
class SendingTold(Message):
    """What came of sending what is due, in a sentence."""

    said: str


@dataclass
class AttentionOpened(Message):
    """Deal with something that needs attention."""

    item: Attention


@dataclass
class ChallengeOpened(Message):
    """Show the boards of a challenge."""

    challenge: str


@dataclass
class FileOpened(Message):
    """Show the file of a challenge, to be edited."""

    challenge: str


@dataclass
class ProblemOpened(Message):
    """Go to the place of a problem in the text."""

    problem: Problem


@dataclass
class ExampleWanted(Message):
    """Insert these lines into the text."""

    lines: tuple[str, ...]


@dataclass
class TextChoiceMade(Message):
    """The organiser's answer to a question about a text: the name in its action."""

    answer: str


@dataclass
class TeamOpened(Message):
    """Show the people of a team. `keys` are what a person's team may be called: its id and its name."""

    challenge: str
    name: str
    keys: tuple[Hashable, ...]


@dataclass
class PersonOpened(Message):
    """Show why a person has these points, or those on a board and on some days of it."""

    challenge: str
    person: str
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A row of a board, by id; `board` is the one that is meant, None for the first.

    `as_of` is the day that is asked about, None for now, by what was known at its end or `with_later` by
    what became known since; `days` are those that the board is about, where they were chosen.
    """

    challenge: str
    kind: Literal["team", "person"]
    id: str
    name: str
    board: str | None = None
    as_of: date | None = None
    days: Range | None = None
    with_later: bool = False


@dataclass
class ReasonsWanted(Message):
    """Show why a team or a person stands where it does."""

    subject: Subject


@dataclass
class CourseWanted(Message):
    """Show how it went on a board: of teams week by week, of people how points are spread."""

    challenge: str
    board: str
    of_people: bool


@dataclass
class ColumnsWanted(Message):
    """Show what the columns of a file are taken for, which is to bring entries or people; with options."""

    brings: Literal["entries", "people"]
    file: str
    options: str = ""


@dataclass
class BackWanted(Message):
    """Back to the screen before this one."""


@dataclass
class KeysWanted(Message):
    """Show the keys of some scopes."""

    scopes: tuple[Scope, ...]
