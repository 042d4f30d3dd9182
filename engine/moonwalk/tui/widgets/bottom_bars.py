"""Small bars at the bottom: one letter leads to a screen, typing filters a list."""

from __future__ import annotations

from collections.abc import Sequence

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

    def __init__(self, identity: str, offered: Sequence[Action]) -> None:
        super().__init__("", id=identity, markup=False)
        # The footer shows how to leave, as it does for every bar.
        self._offered = tuple(action for action in offered if not action.shown)

    def on_resize(self, event: Resize) -> None:
        """Lay the actions out for this width: a letter stays beside its name."""
        lines: list[list[tuple[str, str]]] = [[]]
        room = width = self.content_size.width
        for action in as_chosen(self.app, self._offered):
            taken = len(f"{action.keys_in_words} {action.label}")
            if taken > room and lines[-1]:
                lines.append([])
                room = width
            lines[-1] += [(action.keys_in_words, "bold $primary"), (f" {action.label}  ", "")]
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
    """Every job that there is something for here."""

    BINDINGS = bindings_of("jobs")

    def __init__(self, here: Here) -> None:
        super().__init__("jobs", jobs_for(here))
        self._here = here

    def action_do(self, name: str) -> None:
        """Begin a job; one that has nothing to work on here stays closed."""
        if is_offered(name, self._here):
            self.post_message(BarClosed())
            self.post_message(JobWanted(name))


def jobs_for(here: Here) -> tuple[Action, ...]:
    """The actions of the jobs that there is something for."""
    names = {action.id.removeprefix("jobs."): action for action in actions_of("jobs")}
    return tuple(action for name, action in names.items() if name in jobs() and is_offered(name, here))


def is_offered(name: str, here: Here) -> bool:
    """Whether a job has what it needs, or can lead to where that is chosen."""
    return here.has(jobs()[name].needs) or bool(jobs()[name].chosen_at)


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
