"""What every screen has: the headline, the banner, the bars at the bottom, fresh figures."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize, ScreenResume, ScreenSuspend
from textual.timer import Timer
from textual.widget import Widget

from moonwalk.services.entries import activity_choices
from moonwalk.services.views import LoggedEntry
from moonwalk.services.work import Step
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of, writing_action
from moonwalk.tui.jobs import Here, jobs
from moonwalk.tui.kept_views import KeptViews
from moonwalk.tui.messages import (
    BackWanted,
    BarClosed,
    EntrySubmitted,
    GoTo,
    JobSubmitted,
    JobWanted,
    KeysWanted,
    StopWanted,
)
from moonwalk.tui.sentences import on_screen
from moonwalk.tui.widgets.bottom_bars import GoBar, JobMenu
from moonwalk.tui.widgets.headline import Banner, Headline, Kind
from moonwalk.tui.widgets.job_bar import JobBar
from moonwalk.tui.widgets.key_line import KeyLine
from moonwalk.tui.widgets.log_bar import LogBar
from moonwalk.tui.widgets.picker import Choice, Choices
from moonwalk.tui.wording import progress_in_words
from moonwalk.tui.workers import WorkerScreen, offered_people, save_entry

LOOK_EVERY: Final = 2.0
"""Seconds between two looks at whether another program has written."""

TINY: Final = 14
"""Lines of a terminal below which only what one cannot do without is shown."""


class Frame(WorkerScreen):
    """A screen on a workspace. Subclasses say what stands in the body and how to load it."""

    CSS_PATH = Path(__file__).parents[1] / "app.tcss"
    BINDINGS = bindings_of("everywhere")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("everywhere",)
    """Whose keys work here, the screen's own first."""
    PLACE: ClassVar[str] = ""
    """The name by which the action "go.<PLACE>" leads here; empty for what only other screens open."""
    HAS_STACK: ClassVar[bool] = False
    """Whether the place is of the whole workspace and keeps a stack of screens of its own."""

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__()
        self._opened_on = workspace
        self._challenge = challenge
        self._pulse: Hashable = None
        self._today: date | None = None
        self._due = True
        self._news = False
        self._said_of_news = ""
        self._focused_before: Widget | None = None
        self._timer: Timer | None = None
        self._reads: dict[str, str] = {}

    @property
    def workspace(self) -> Workspace:
        """The workspace, with its settings as they are now."""
        workspace: Workspace = getattr(self.app, "workspace", self._opened_on)
        return workspace

    @property
    def views(self) -> KeptViews:
        """What is kept of the views; nothing of a screen by itself."""
        views: KeptViews = getattr(self.app, "views", KeptViews())
        return views

    @property
    def today(self) -> date:
        """The workspace's day."""
        return self._today or self.workspace.today()

    def said(self, sentence: str) -> str:
        """What a use case answers, as the screen says it."""
        job = next((bar.job.name for bar in self.query(JobBar)), "")
        return on_screen(sentence, self.today, job, self.workspace.folder)

    # What subclasses say.

    @property
    def challenge(self) -> str | None:
        """The challenge this screen is about; None where it is about the workspace."""
        return self._challenge or None

    @property
    def person_here(self) -> Choice | None:
        """The person an entry is most likely for."""
        return None

    @property
    def challenge_title(self) -> str:
        """What people call the challenge this screen is about, or its name where that is not known here."""
        return self.views.titles.get(self.challenge or "", self.challenge or "")

    @property
    def here(self) -> Here:
        """What a job that begins now is about; where no challenge is, that of the place before."""
        person, places = self.person_here, getattr(self.app, "places", None)
        last = "" if self.challenge or places is None else places.challenge or ""
        return Here(
            today=self.today,
            challenge=self.challenge or last,
            title=self.challenge_title or self.views.titles.get(last, last),
            place=self.PLACE,
            person=person.id if person else "",
            name=person.label if person else "",
            team=person.detail if person else "",
        )

    def compose_body(self) -> Iterable[Widget]:
        """What is peculiar to this screen."""
        raise NotImplementedError

    def load(self) -> None:
        """Read everything that is shown."""
        raise NotImplementedError

    @property
    def remarks(self) -> tuple[tuple[Kind, str], ...]:
        """What is to be known before reading on, apart from troubles."""
        return ()

    # The frame.

    def compose(self) -> ComposeResult:
        """The headline, the banner, the body, the tray for bars, the keys."""
        yield Headline()
        yield Banner()
        with Vertical(id="body"):
            yield from self.compose_body()
        yield Vertical(id="tray")
        yield KeyLine()

    def on_mount(self) -> None:
        """Look every now and then whether anything has changed."""
        self._timer = self.set_interval(LOOK_EVERY, self._look)

    @on(Resize)
    def _fit(self, event: Resize) -> None:
        self.set_class(event.size.height < TINY, "-tiny")

    @on(ScreenResume)
    def _resume(self) -> None:
        if self._timer is not None:
            self._timer.resume()
        if self.PLACE:
            self.views.place, self.views.challenge = self.PLACE, self._challenge
        self._due = True
        self._look()

    @on(ScreenSuspend)
    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.pause()

    def _look(self) -> None:
        if self.is_current:
            self.ask("pulse", lambda: (self.workspace.today(), self.read_pulse()), self._take_pulse)

    def read_pulse(self) -> Hashable:
        """Return a cheap value that changes whenever what is shown may be out of date."""
        return self.workspace.pulse()

    def _take_pulse(self, pulse: tuple[date, Hashable]) -> None:
        self._today = pulse[0]
        if self._due or not (self._is_held or pulse == self._pulse):
            self._due, self._news, self._pulse = False, False, pulse
            self.load()
        self._news = pulse != self._pulse
        self._tell_held()

    @property
    def _is_held(self) -> bool:
        """Whether what others write is not shown until the organiser says so."""
        return bool(getattr(self.app, "held", False))

    def action_pause(self) -> None:
        """Hold the screen still, or show again what others write."""
        self.app.held = not self._is_held  # type: ignore[attr-defined]
        self._tell_held()
        if not self._is_held:
            self._resume()

    def _tell_held(self) -> None:
        said = ""
        if self._is_held:
            said = "Something new has come: P shows it." if self._news else "Held still until P is pressed."
        if said != self._said_of_news:
            self._said_of_news = said
            self.tell_troubles()

    def tell_troubles(self) -> None:
        """Show remarks and troubles above the body; trouble with an entry is told in its bar."""
        for name, bars in (("log", [*self.query(LogBar)]), ("job", [*self.query(JobBar)])):
            undone = self.said(self.troubles.pop(name, ""))
            for bar in bars if undone else ():
                bar.show_trouble(undone, in_vain=name in self.in_vain)
            if undone and not bars:
                self.troubles[f"closed {name}"] = undone
        errors: list[tuple[Kind, str]] = [
            ("error", self.said(trouble)) for trouble in dict.fromkeys(self.troubles.values())
        ]
        held: list[tuple[Kind, str]] = [("warning", self._said_of_news)] if self._said_of_news else []
        remarks = [(kind, self.said(sentence)) for kind, sentence in self.remarks]
        self.query_one(Banner).say((*remarks, *held, *errors))

    # Work that takes long.

    def show_progress(self, name: str, step: Step | None) -> None:
        """Show how far work is: of a job in its bar, of what is read for this screen in the corner."""
        if name == "job":
            for bar in self.query(JobBar):
                bar.show_progress(step)
            return
        self._reads.pop(name, None)
        if step is not None:
            self._reads[name] = f"{progress_in_words(step)} · Esc stops"
        self.query_one(Headline).show_work(next(iter(self._reads.values()), ""))

    def stopped_in_words(self, name: str, said: str) -> str:
        """What is said of work that was stopped; of what is read for this screen, how it begins again."""
        return said if name == "job" else f"{said} Press r to begin again."

    @on(StopWanted)
    def _stop_work(self, message: StopWanted) -> None:
        message.stop()
        self.stop(message.name)

    # Looking only.

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be changed from here."""
        return bool(getattr(self.app, "read_only", False))

    def may_write(self) -> bool:
        """Whether something may be changed; where not, that is said."""
        if self.is_read_only:
            self.app.refuse_to_write()  # type: ignore[attr-defined]
        return not self.is_read_only

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be done now; None dims it in the footer."""
        if self.is_read_only and writing_action(self, action) is not None:
            return None
        return super().check_action(action, parameters)

    # The bars.

    async def open_bar(self, bar: Widget) -> None:
        """Put a bar into the tray, in place of the one there."""
        self.set_class(True, "-bar")
        tray = self.query_one("#tray")
        if self.focused is not None and tray not in self.focused.ancestors:
            self._focused_before = self.focused
        await tray.remove_children()
        await tray.mount(bar)

    @on(BarClosed)
    async def _close_bar(self, message: BarClosed) -> None:
        message.stop()
        tray = self.query_one("#tray")
        had_focus = self.focused is None or tray in self.focused.ancestors
        await tray.remove_children()
        self.set_class(False, "-bar")
        if had_focus:
            self.set_focus(self._focused_before)

    async def action_go(self) -> None:
        """Show where one can go."""
        bar = GoBar()
        await self.open_bar(bar)
        self.set_focus(bar)

    async def action_jobs(self) -> None:
        """Show what can be done here."""
        if not self.may_write():
            return
        bar = JobMenu(self.here)
        await self.open_bar(bar)
        self.set_focus(bar)

    @on(JobWanted)
    async def begin_job(self, message: JobWanted) -> None:
        """Open the bar of a job, for what is under the cursor; say why not where there is nothing for it."""
        message.stop()
        if not self.may_write():
            return
        job = jobs()[message.name]
        if not self.here.has(job.needs) and job.chosen_at:
            self.post_message(GoTo(job.chosen_at))
            return
        if reason := job.why_not(self.here):
            self.notify(reason, severity="warning", markup=False)
            return
        bar = JobBar(job, self.here)
        await self.open_bar(bar)
        self.set_focus(bar.first_field)

    def action_begin(self, name: str) -> None:
        """Begin a job at once. What is typed in a bar and not yet done stays there."""
        bars = (*self.query(JobBar), *self.query(LogBar))
        if not any(bar.holds_text for bar in bars):
            self.post_message(JobWanted(name))

    @on(JobSubmitted)
    def _work_on_job(self, message: JobSubmitted) -> None:
        message.stop()
        job = jobs()[message.name]
        question = job.perform if message.perform else job.foresee
        self.troubles.pop("closed job", None)
        self.ask(
            "job",
            partial(question, self.workspace, message.here, message.values),
            partial(self._tell_of_job, message),
        )

    def _tell_of_job(self, message: JobSubmitted, sentences: tuple[str, ...]) -> None:
        sentences = tuple(map(self.said, sentences))
        for bar in self.query(JobBar):
            if message.perform:
                bar.show_done(sentences)
            else:
                bar.show_foreseen(message.values, sentences)
        if message.perform:
            self.load()
            self.follow_up(message)

    def follow_up(self, done: JobSubmitted) -> None:
        """What this screen does once a job is done, apart from reading everything again."""

    async def action_log(self) -> None:
        """Open the bar for logging, for the person one looks at."""
        if self.query(LogBar):
            return
        bar = LogBar(self.today, self.person_here)
        await self.open_bar(bar)
        self.set_focus(bar.first_field)
        self.ask("log people", partial(offered_people, self.workspace), self._offer_people)
        self.ask("log activities", partial(activity_choices, self.workspace), bar.offer_activities)

    def _offer_people(self, choices: Choices) -> None:
        for bar in self.query(LogBar):
            bar.offer_people(choices)

    @on(EntrySubmitted)
    def _save(self, message: EntrySubmitted) -> None:
        message.stop()
        self.troubles.pop("closed log", None)
        self.ask("log", partial(save_entry, self.workspace, message), self._saved)

    def _saved(self, entry: LoggedEntry | str) -> None:
        shown = entry if isinstance(entry, str) else replace(entry, reason=self.said(entry.reason))
        for bar in self.query(LogBar):
            bar.show_saved(shown)
        self.load()

    # The keys.

    def action_refresh_now(self) -> None:
        """Read everything again."""
        self._resume()

    def action_keys(self) -> None:
        """Show this screen's keys."""
        self.post_message(KeysWanted(self.SCOPES))

    def action_back(self) -> None:
        """End what is read where that takes long; else take a step back."""
        stopped = {name for name in self._reads if self.stop(name)}
        if not stopped:
            self.step_back()

    def step_back(self) -> None:
        """Go back to the screen before; stay if there is none."""
        self.post_message(BackWanted())
