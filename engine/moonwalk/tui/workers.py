"""Screens that ask the services in worker threads and never wait for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, Final, TypeVar

from textual import on
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input

from moonwalk.services.entries import doubt_about, log_entry
from moonwalk.services.errors import Refused, RefusedForGood
from moonwalk.services.roster.people import list_people
from moonwalk.services.views import LoggedEntry
from moonwalk.services.work import Listener, Step, Stopped, listening
from moonwalk.services.workspace import Workspace
from moonwalk.tui.messages import Answered, EntrySubmitted, Failed, Progressed
from moonwalk.tui.text import NameIndex, shared_names
from moonwalk.tui.type_ahead import TakesKeys
from moonwalk.tui.widgets.picker import Choice, Choices

T = TypeVar("T")

PATIENCE: Final = 0.3
"""Seconds after which it is shown how far work is, and that it can be ended."""

LEAD_AWAY: Final = ("escape", "ctrl+q", "ctrl+p", "g", "question_mark", "f1")
"""Keys that lead elsewhere."""

BETWEEN: Final = 0.1
"""Seconds between two steps that are shown."""

MOST_PROBLEMS: Final = 3
"""So many of the problems of a file are told with the refusal."""


class WorkerScreen(Screen[None]):
    """Asks questions by name in worker threads and takes only the newest answer to each name."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: dict[str, str] = {}
        self.in_vain: set[str] = set()
        """The questions that came to a trouble which they will come to again."""

        self._generations: dict[str, int] = {}
        self._receivers: dict[str, Callable[[Any], None]] = {}
        self._known: dict[str, Any] = {}
        self._listeners: dict[str, Listener] = {}

    @property
    def awaits_rows(self) -> bool:
        """Whether what the keys of this screen are about is not there yet."""
        return False

    def is_ready_for(self, key: Key | None) -> bool:
        """Return whether what a key is about is there; None: what any key is about.

        Keys that lead elsewhere are about nothing here, and letters in a field are text.
        """
        field = self.focused
        if key is not None and (key.key in LEAD_AWAY or (key.is_printable and isinstance(field, Input))):
            return True
        return not self.awaits_rows and (not isinstance(field, TakesKeys) or field.is_ready_for(key))

    def ask(self, name: str, question: Callable[[], T], receive: Callable[[T], None]) -> None:
        """Ask in a thread; `receive` gets the answer here, in the screen's own thread."""
        generation = self._generations.get(name, 0) + 1
        self._generations[name] = generation
        self._receivers[name] = receive
        listener = self._listeners[name] = Listener(self._hearing(name, generation))

        def work() -> None:
            try:
                with listening(listener):
                    answer = question()
            except Stopped as stopped:
                self.post_message(Failed(name, generation, self.stopped_in_words(name, stopped.message)))
            except Exception as error:  # whatever a plugin or the disk does, the screen goes on
                may_go_well = not isinstance(error, RefusedForGood)
                self.post_message(Failed(name, generation, in_words(error), may_go_well))
            else:
                self.post_message(Answered(name, generation, answer))

        self.run_worker(work, name=name, group=name, thread=True, exit_on_error=False)

    def _hearing(self, name: str, generation: int) -> Callable[[Step], None]:
        """What hears of work in its thread, and passes on what is to be shown of it."""
        due = [monotonic() + PATIENCE]

        def hear(step: Step) -> None:
            if monotonic() >= due[0]:
                due[0] = monotonic() + BETWEEN
                self.post_message(Progressed(name, generation, step))

        return hear

    def stop(self, name: str) -> bool:
        """Have the work on a question end as soon as it can; return whether there was any left to end."""
        listener = self._listeners.get(name)
        if listener is None or listener.stop.is_set():
            return False
        listener.stop.set()
        return True

    @on(Progressed)
    def _take_step(self, message: Progressed) -> None:
        message.stop()
        if message.generation == self._generations.get(message.name) and message.name in self._listeners:
            self.show_progress(message.name, message.step)

    def _end(self, name: str) -> None:
        if self._listeners.pop(name, None) is not None:
            self.show_progress(name, None)

    def show_progress(self, name: str, step: Step | None) -> None:
        """Show how far the work on a question is; with None, that it has ended."""
        raise NotImplementedError

    def stopped_in_words(self, name: str, said: str) -> str:
        """What is said of work on a question that was stopped, which says `said` of itself."""
        return said

    def watch_answer(self, name: str, question: Callable[[], T], receive: Callable[[T], None]) -> None:
        """Ask again what was asked before; `receive` only hears of an answer that is another one."""
        known = self._known.get(name)
        self.ask(name, partial(_compare, question, known), partial(self._receive_news, name, receive))

    def _receive_news(self, name: str, receive: Callable[[T], None], news: tuple[bool, T]) -> None:
        same, answer = news
        if not same:
            self._known[name] = answer
            receive(answer)

    @on(Answered)
    def _take_answer(self, message: Answered) -> None:
        message.stop()
        if message.generation == self._generations.get(message.name):
            self._end(message.name)
            if self.troubles.pop(message.name, None) is not None:
                self.tell_troubles()
            self._receivers[message.name](message.answer)

    @on(Failed)
    def _take_failure(self, message: Failed) -> None:
        message.stop()
        if message.generation == self._generations.get(message.name):
            self._end(message.name)
            self.troubles[message.name] = message.trouble
            (self.in_vain.discard if message.may_go_well else self.in_vain.add)(message.name)
            self.tell_troubles()

    def tell_troubles(self) -> None:
        """Show `troubles`; called whenever they change."""
        raise NotImplementedError


def _compare(question: Callable[[], T], known: Any) -> tuple[bool, T]:
    """The answer, and whether it is the known one; compared in the worker, since answers can be long."""
    answer = question()
    return answer == known, answer


def in_words(error: Exception) -> str:
    """What happened, what it means for the data, and what to do."""
    if isinstance(error, Refused):
        return "\n".join((error.message, *map(str, error.problems[:MOST_PROBLEMS])))
    lines = str(error).strip().splitlines()
    what = f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
    return (
        f"Something went wrong that should not ({what}). What was saved before is safe; what is shown may "
        "be old. Press r to try again; if it persists, leave and reopen the screen."
    )


def offered_people(workspace: Workspace) -> Choices:
    """Everyone in the workspace, to be searched by name, team and id."""
    people = list_people(workspace)
    shared = shared_names(person.name for person in people)

    def choice(number: int) -> Choice:
        person = people[number]
        # Only the id tells those apart who have one name.
        told_by = f"id {person.id}" if person.name in shared else ""
        return Choice(person.id, person.name, " · ".join(filter(None, (person.team, told_by))))

    return Choices(NameIndex(f"{person.name} {person.team} {person.id}" for person in people), choice)


def save_entry(workspace: Workspace, entry: EntrySubmitted) -> LoggedEntry | str:
    """Save an entry, or say why it would not count. Refused where it is open whether it was saved."""
    try:
        if not entry.is_meant and (doubt := doubt_about(workspace, entry.activity, entry.amount)):
            return doubt
        return log_entry(workspace, entry.person, entry.amount, entry.activity, entry.day)
    except Refused:
        raise
    except Exception as error:
        raise Refused(
            f"Something went wrong while saving ({type(error).__name__}). Look at the person's entries "
            "before you log it again."
        ) from error
