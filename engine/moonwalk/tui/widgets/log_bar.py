"""The bar in which entries are logged, one after the other, without leaving the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantFocus
from textual.widgets import Input, Label, Static

from moonwalk.services.views import ActivityChoice, LoggedEntry
from moonwalk.tui.actions import bindings_of
from moonwalk.tui.messages import BarClosed, EntrySubmitted, PickerChanged
from moonwalk.tui.text import NameIndex, ui
from moonwalk.tui.widgets.picker import MOST, Choice, Choices, Picker
from moonwalk.tui.wording import read_day, signed, thousandths, week_day, write_day

COUNTED = "counted"


def describe_matches(picker: Picker) -> Content | None:
    """The choices around the one meant; None if there is nothing to choose from."""
    if not picker.value.strip():
        return ui(("Type part of a name.", "$text-muted"))
    if picker.awaits_rows:
        return ui(("Names are being read…", "$text-muted"))
    if not picker.matches:
        return ui(("! ", "bold $warning"), f"Nothing matches “{picker.value}”.")
    if picker.matches == 1:
        return None
    lines = []
    for number, (choice, meant) in enumerate(picker.around):
        more = "+" if picker.matches >= MOST else ""
        total = f"   {picker.matches}{more} match" if number == 0 else ""
        name = (choice.label, "bold" if meant else "")
        lines.append(
            ui(
                ("▸ " if meant else "  ", "bold $primary"),
                name,
                ("  " + choice.detail + total, "$text-muted"),
            )
        )
    return Content("\n").join(lines)


def describe_plan(person: Choice | None, activity: Choice | None, amount: str, day: date | None) -> Content:
    """What Enter would save."""
    unit = activity.detail if activity is not None else ""
    how_much = amount.strip() or "…"
    return ui(
        (person.label if person else "who?", "bold" if person else "$text-muted"),
        (f"  {person.detail}" if person and person.detail else "", "$text-muted"),
        (" · ", "$text-muted"),
        activity.label if activity else "what?",
        (" · ", "$text-muted"),
        f"{how_much} {unit}" if how_much[-1:].isdigit() else how_much,
        (" · ", "$text-muted"),
        week_day(day) if day else "which day?",
    )


def describe_logged(entry: LoggedEntry) -> Content:
    """What became of an entry: the points before and after, or why it does not count."""
    what = f"{entry.name}: {thousandths(entry.amount)} {entry.unit} on {week_day(entry.day)}. "
    if entry.already_there:
        return ui(("= ", "bold $secondary"), what, "This was logged before; nothing changed.")
    if entry.verdict != COUNTED:
        return ui(
            ("! ", "bold $warning"),
            what,
            ("Saved, but it does not count: ", "bold"),
            entry.reason or entry.verdict,
        )
    if entry.points_before is None or entry.points_after is None:
        return ui(("✓ ", "bold $primary"), what, "Saved.")
    gained = signed(entry.points_after - entry.points_before)
    return ui(
        ("✓ ", "bold $primary"),
        what,
        (f"{entry.points_before:,} → {entry.points_after:,} points", "bold"),
        (f" ({gained})", "$text-muted"),
    )


class LogBar(Vertical):
    """Who, activity, amount, day. Enter saves; date and activity stay for the next person."""

    BINDINGS = bindings_of("log")

    def __init__(self, today: date, person: Choice | None) -> None:
        super().__init__(id="log")
        self._today = today
        self._first_person = person
        self._who, self._activity = Picker("log-who", "a name"), Picker("log-activity", "an activity")
        self._amount = Input("", id="log-amount", compact=True)
        self._day = Input("today", id="log-day", compact=True)
        self._amount.cursor_blink = self._day.cursor_blink = False
        self._matches = Static("", id="log-matches", markup=False)
        self._result = Static("", id="log-result", markup=False)
        self._units: tuple[tuple[str, str], ...] = ()
        self._saving = False
        self._submitted: tuple[str, str, str, date] | None = None
        """What Enter was pressed for last, and is not saved yet."""

    def compose(self) -> ComposeResult:
        """The fields, what they match, and what became of the last entry."""
        fields = (self._who, self._activity, self._amount, self._day)
        with Horizontal(id="log-fields"):
            for label, field in zip(("Who", "Activity", "Amount", "Day"), fields, strict=True):
                with Vertical(classes="field"):
                    yield Label(label, markup=False, classes="label")
                    yield field
        yield self._matches
        yield self._result

    def on_mount(self) -> None:
        """Put the cursor where the first thing is to be typed."""
        self.border_title = ui("Log an entry")
        self.border_subtitle = ui("Enter saves · ↓ next match · Esc closes")
        if self._first_person is not None:
            self._who.choose(self._first_person)
        self._describe()

    @property
    def first_field(self) -> Input:
        """Where one starts to type."""
        return self._who if self._first_person is None else self._amount

    @property
    def holds_text(self) -> bool:
        """Whether an amount is typed, or who it is for, that is not saved yet."""
        return self._saving or bool(self._amount.value.strip() or self._who.value.strip())

    # What it is told.

    def offer_people(self, people: Choices) -> None:
        """The people one may log for."""
        self._who.offer(people)

    def offer_activities(self, offered: Sequence[ActivityChoice]) -> None:
        """The activities one may log; the first is meant until another is chosen."""
        by_name = {
            activity.name: Choice(activity.name, activity.label or activity.name, activity.unit)
            for activity in offered
        }
        choices = tuple(by_name.values())
        self._activity.offer(Choices(NameIndex(choice.label for choice in choices), choices.__getitem__))
        if choices and self._activity.meant is None:
            self._activity.choose(choices[0])
        elif not choices:
            self._say("! ", "Nothing can be logged: no challenge is announced or running.", "$warning")

    def show_saved(self, entry: LoggedEntry | str) -> None:
        """Say what became of the entry, and make room for the next person; or why it is doubtful."""
        self._saving = False
        if isinstance(entry, str):
            self._say("! ", f"{entry} Enter once more saves it all the same.", "$warning")
            return
        self._submitted = None
        self._result.update(describe_logged(entry))
        self.border_subtitle = ui("Enter saves the next · Ctrl+Z takes this one back · Esc closes")
        self._first_person = None
        self._who.empty()
        self._amount.value = ""
        self.screen.set_focus(self._who)

    def show_trouble(self, trouble: str, *, in_vain: bool = False) -> None:
        """Say why nothing was saved; what was typed stays, and can be changed if it was tried `in_vain`."""
        self._saving = False
        self._say("✗ ", trouble, "$error")

    # The fields.

    @on(PickerChanged)
    @on(DescendantFocus)
    @on(Input.Changed)
    def _describe(self) -> None:
        """Show what the focused field matches, or what would be saved."""
        focused = self.screen.focused
        if isinstance(focused, Picker) and (text := describe_matches(focused)) is not None:
            self._matches.update(text)
        else:
            day = read_day(self._day.value, self._today)
            plan = describe_plan(self._who.meant, self._activity.meant, self._amount.value, day)
            self._matches.update(plan)

    def _say(self, glyph: str, text: str, colour: str) -> None:
        self._result.update(ui((glyph, f"bold {colour}"), text))

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        """Save if everything is there; else go to what is missing."""
        event.stop()
        if self._saving:
            return
        person, activity = self._who.meant, self._activity.meant
        amount, day = self._amount.value.strip(), read_day(self._day.value, self._today)
        if person is None:
            self._miss(self._who, "Who was it? Type a part of the name.")
        elif activity is None:
            self._miss(self._activity, "What was done? Type part of its name, or press ↓.")
        elif not amount:
            self._who.choose(person)
            self._miss(self._amount, "" if event.input is self._who else "How much? Write 12 or 12 minutes.")
        elif day is None:
            self._miss(self._day, "Which day? Write today, fri, 13 Mar, 13.3. or 3 days ago.")
        else:
            self._saving = True
            self._say("… ", "Saving.", "$text-muted")
            before, self._submitted = self._submitted, (person.id, activity.id, amount, day)
            self.post_message(EntrySubmitted(*self._submitted, is_meant=before == self._submitted))

    def _miss(self, field: Input, why: str) -> None:
        self._say("! " if why else "", why, "$warning")
        self.screen.set_focus(field)

    # The keys.

    def action_next_field(self) -> None:
        """To the next field."""
        self.screen.focus_next("#log Input")

    def action_previous_field(self) -> None:
        """To the field before."""
        self.screen.focus_previous("#log Input")

    def action_choose(self, step: int) -> None:
        """The next match, or the day after."""
        focused = self.screen.focused
        if isinstance(focused, Picker):
            focused.step(step)
        elif focused is self._day:
            day = read_day(self._day.value, self._today) or self._today
            self._day.value = write_day(min(self._today, day + timedelta(days=step)), self._today)

    def action_close(self) -> None:
        """Close the bar."""
        self.post_message(BarClosed())
