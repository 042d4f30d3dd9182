"""Small bars at the bottom: one letter leads to a screen, typing filters a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Blur, Resize
from textual.widgets import Input, Label, Static

from moonwalk.tui.action_types import Action
from moonwalk.tui.actions import actions_of, bindings_of
from moonwalk.tui.jobs import Here, jobs
from moonwalk.tui.keymap import as_chosen
from moonwalk.tui.messages import BarClosed, FilterCleared, FilterKept, FilterTyped, GoTo, JobWanted
from moonwalk.tui.text import ui


class MenuBar(Static, can_focus=True):
    """Shows actions with their letters; nothing to remember."""

    def __init__(self, identity: str, offered: Sequence[Action], others: Sequence[Action] = ()) -> None:
        super().__init__("", id=identity, markup=False)
        # The footer shows how to leave, as it does for every bar.
        self._offered = tuple(action for action in offered if not action.shown)
        self._others = tuple(others)

    def on_resize(self, event: Resize) -> None:
        """Lay the actions out for this width: a letter stays beside its name."""
        offered, others = as_chosen(self.app, self._offered), as_chosen(self.app, self._others)
        entries = [(action, "bold $primary", "") for action in offered]
        entries += [(action, "$text-muted", "$text-muted") for action in others]
        lines: list[list[tuple[str, str]]] = [[]]
        room = width = self.content_size.width
        for number, (action, key_style, style) in enumerate(entries):
            taken = len(f"{action.keys_in_words} {action.label}")
            if (taken > room or number == len(offered)) and lines[-1]:
                lines.append([])
                room = width
            lines[-1] += [(action.keys_in_words, key_style), (f" {action.label}  ", style)]
            room -= taken + len("  ")
        self.update(Content("\n").join([ui(*line) for line in lines]))

    def action_close(self) -> None:
        """Stay here."""
        self.post_message(BarClosed())

    @on(Blur)
    def _left(self) -> None:
        self.post_message(BarClosed())


class GoBar(MenuBar):
    """Every place that one can go to."""

    BINDINGS = bindings_of("go")

    def __init__(self) -> None:
        super().__init__("go", actions_of("go"))

    def action_go(self, place: str) -> None:
        """Go to a screen."""
        self.post_message(BarClosed())
        self.post_message(GoTo(place))


class JobMenu(MenuBar):
    """Every job: first those that there is something for here, then the others, which say why not."""

    BINDINGS = bindings_of("jobs")

    def __init__(self, here: Here) -> None:
        super().__init__("jobs", jobs_for(here), other_jobs(here))

    def action_do(self, name: str) -> None:
        """Begin a job, or have it said why that is not possible here."""
        self.post_message(BarClosed())
        self.post_message(JobWanted(name))


def jobs_for(here: Here) -> tuple[Action, ...]:
    """The actions of the jobs that there is something for, or that lead to where it is chosen."""
    return tuple(action for name, action in _job_actions() if not jobs()[name].why_not(here))


def other_jobs(here: Here) -> tuple[Action, ...]:
    """The actions of the jobs that there is nothing for."""
    return tuple(action for name, action in _job_actions() if jobs()[name].why_not(here))


def _job_actions() -> Iterator[tuple[str, Action]]:
    for action in actions_of("jobs"):
        name = action.id.removeprefix("jobs.")
        if name in jobs():
            yield name, action


class FilterBar(Horizontal):
    """One line: a field, and how to leave it."""

    BINDINGS = bindings_of("filter")

    def __init__(self, text: str) -> None:
        super().__init__(id="filter")
        self._text = text

    def compose(self) -> ComposeResult:
        """The field."""
        yield Label("Filter", markup=False, classes="label")
        field = Input(self._text, id="filter-text", compact=True, select_on_focus=False)
        field.cursor_blink = False
        yield field
        yield Label("Enter keeps it · Esc clears it", markup=False, classes="hint")

    @property
    def field(self) -> Input:
        """Where one types."""
        return self.query_one(Input)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(FilterTyped(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_keep()

    def action_keep(self) -> None:
        """Back to the list, with the filter kept."""
        self.post_message(FilterKept())

    def action_clear(self) -> None:
        """Back to the whole list."""
        self.post_message(FilterCleared())
