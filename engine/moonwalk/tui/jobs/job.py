"""A job: what an organiser fills in, what will happen, and what has happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.services.errors import Refused
from moonwalk.services.privacy.audience import Audience
from moonwalk.services.table_export import TableCopy
from moonwalk.services.workspace import Workspace
from moonwalk.tui.wording import count, read_day

Marked = Literal["people", "entries", "messages", ""]
"""What rows are that can be marked; nothing where nothing is done with several of them."""

_NOUNS: Final[Mapping[Marked, tuple[str, str]]] = MappingProxyType(
    {"people": ("person", "people"), "entries": ("entry", "entries"), "messages": ("message", "messages")}
)


@dataclass(frozen=True, slots=True)
class Here:
    """What is under the cursor and around it when a job begins; empty or 0 where there is none.

    `challenge`, `template`, `person`, `entry`, `message` and `import_number` are ids, `plugin`,
    `channel` and `setting` names, `held` is the challenge whose messages wait for approval; `title`,
    `name`, `team` and `what` are what people call the challenge, the person, their team and the row.
    `today` is the workspace's day, `settings` what its settings say. `marked` are ids of marked rows,
    which `marks_are`. `file` is that of an import, `mapping` what its columns were named as, `options`
    what else was said of it. `table` copies the table that is shown, as an audience may see it;
    `is_published` says whether others see such a table at all. `place` is that of the screen, `free_name`
    one for a new challenge. `decision` is the id of one in the journal, `is_undo` whether it took another
    one back.
    """

    today: date
    challenge: str = ""
    title: str = ""
    place: str = ""
    template: str = ""
    free_name: str = ""
    person: str = ""
    name: str = ""
    team: str = ""
    entry: str = ""
    message: int = 0
    held: str = ""
    import_number: int = 0
    decision: str = ""
    is_undo: bool = False
    what: str = ""
    marked: tuple[str, ...] = ()
    marks_are: Marked = ""
    file: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    options: str = ""
    plugin: str = ""
    channel: str = ""
    setting: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    table: Callable[[Audience], TableCopy] | None = None
    is_published: bool = False

    def has(self, needs: tuple[str, ...]) -> bool:
        """Whether all of these are there."""
        return all(getattr(self, name) for name in needs)

    @property
    def marked_in_words(self) -> str:
        """How many people, entries or messages are marked; empty where none are."""
        nouns = _NOUNS.get(self.marks_are)
        return f"{count(len(self.marked), *nouns)} marked" if self.marked and nouns else ""

    @property
    def whom(self) -> str:
        """How many people are marked; without marks the name of the person under the cursor, if any."""
        return (self.marked_in_words if self.marks_are == "people" else "") or self.name or "somebody"


_WHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "template": "There is no ready challenge under the cursor. g and n shows them.",
        "challenge": "No challenge is under the cursor. g and h shows them; n there starts one.",
        "person": "There is nobody under the cursor. g and p shows everyone.",
        "entry": "There is no entry under the cursor. g and e shows them.",
        "import_number": "There is no import under the cursor. g and i shows them.",
        "message": "There is no message under the cursor. g and o shows them.",
        "held": "No message under the cursor waits for approval. g and o shows which ones do.",
        "table": "There is no table here to export.",
        "plugin": "There is no plugin under the cursor. g and x shows them.",
        "channel": "There is no channel under the cursor. g and c shows them.",
        "setting": "There is no setting under the cursor. g and c shows them.",
        "what": "There is no setting under the cursor. g and c shows them.",
    }
)
"""Why a job cannot begin here, by what it needs, and which keys lead to that."""

_ONE: Final = frozenset({"person", "entry", "message"})
"""What a job needs that is for one row alone."""

Values = Mapping[str, str]
"""What was typed, by the names of the fields."""

Question = Callable[[Workspace, Here, Values], tuple[str, ...]]
"""What says in sentences what will happen or has happened. It raises Refused with the reason why not."""


@dataclass(frozen=True, slots=True)
class JobField:
    """A field to fill in. `default` makes its first text; `hint` says what may be written.

    `is_text` says that what is written there may be long: it has a line of its own; `is_file` that it is for
    the path of a file that is there.
    """

    name: str
    label: str
    hint: str = ""
    default: Callable[[Here], str] = field(default=lambda here: "")
    may_be_empty: bool = False
    is_text: bool = False
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A job of the action `jobs.NAME`. `needs` names what has to be `Here`.

    `chosen_at` is the place where that is chosen, if the job may begin anywhere.
    `brings` says what the file of an import holds, `for_marked` that it is for all rows that are marked.
    `foresee` says what will happen, and changes nothing; `perform` does it and says what has happened.
    `undoable` says that it is a decision which can be taken back.
    """

    name: str
    title: Callable[[Here], str]
    needs: tuple[str, ...]
    fields: tuple[JobField, ...]
    foresee: Question
    perform: Question
    chosen_at: str = ""
    brings: Literal["entries", "people", ""] = ""
    for_marked: bool = False
    undoable: bool = False

    def why_not(self, here: Here) -> str:
        """Why it cannot begin here, in a sentence or two; empty where it can, or leads to where it can."""
        if self.chosen_at:
            return ""
        return next((_WHERE[name] for name in self.needs if not here.has((name,))), "")

    def heading(self, here: Here) -> str:
        """The title; where rows are marked but it is for one of them only, with that."""
        is_for_one = not self.for_marked and (
            bool(_ONE & set(self.needs)) or any(field.name == "who" for field in self.fields)
        )
        apart = f" – not the {here.marked_in_words}" if here.marked and is_for_one else ""
        return f"{self.title(here)}{apart}"


REASON: Final = JobField("reason", "Why", "kept with the decision")


def day_in(values: Values, name: str, here: Here, not_before: date | None = None) -> date:
    """The day that a field says; a weekday is the last one, or the first `not_before` a day.

    Refused where it says none.
    """
    day = read_day(values[name], here.today, not_before)
    if day is None:
        raise Refused(f"'{values[name]}' is no day. Write today, fri, 13 Mar, 13.3. or 13 Mar 2027.")
    return day


def sure(sentence: Callable[[Here, Values], str]) -> Question:
    """What will happen where nobody has to look for it: one sentence."""
    return lambda ws, here, values: (sentence(here, values),)
