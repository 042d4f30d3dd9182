"""The bar in which an organiser does something: fields, what will happen, and what has happened."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Resize
from textual.suggester import Suggester
from textual.widgets import Input, Label

from moonwalk.services.work import Step
from moonwalk.tui.actions import bindings_of
from moonwalk.tui.jobs import Here, Job, JobField
from moonwalk.tui.jobs.job import Values
from moonwalk.tui.messages import BarClosed, ColumnsWanted, JobSubmitted, StopWanted
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.prose import HangingText
from moonwalk.tui.wording import progress_in_words

MORE: Final = "PgDn shows more"
"""Stands at the lower edge where not all that is said fits."""


class FileNames(Suggester):
    """Completes the path of a file, as `→` takes it over."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first path that begins with this text; looked up in a thread."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """The first path that begins with what was typed, a folder with its separator; None where none does."""
    if not typed.strip():
        return None
    path = Path(typed).expanduser()
    folder, begun = (path, "") if typed.endswith(("/", os.sep)) else (path.parent, path.name)
    names = []
    with suppress(OSError, ValueError):
        for entry in folder.iterdir():
            # A name may hold what a terminal would obey.
            fits = entry.name.startswith(begun) and entry.name.isprintable()
            if fits and (begun or not entry.name.startswith(".")):
                names.append(entry.name)
        if names:
            name = min(names)
            return f"{typed}{name[len(begun) :]}{os.sep if (folder / name).is_dir() else ''}"
    return None


class JobBar(Vertical, can_focus=True):
    """`Enter` first shows what will happen; once more, with nothing changed in between, does it."""

    BINDINGS = bindings_of("job")

    def __init__(self, job: Job, here: Here) -> None:
        super().__init__(id="job")
        self.job, self.here = job, here
        # Held, not looked up: what is to be done after a refresh is also done when the bar is gone by then.
        self._inputs = {field.name: self._input(field) for field in job.fields}
        self._answer = HangingText("job-says")
        self._answer_area = VerticalScroll(self._answer, id="job-said", can_focus=False)
        self._foreseen: Values | None = None
        self._offered = ""
        self._waiting = self._done = self._stopping = self._missed = self._in_vain = False

    def compose(self) -> ComposeResult:
        """The fields, and what there is to say."""
        if self.job.fields:
            with Vertical(id="job-fields"):
                for _, row in groupby(self.job.fields, lambda field: field.is_text):
                    with Horizontal(classes="row"):
                        for field in row:
                            label = Label(field.label, markup=False, classes="label")
                            yield Vertical(label, self._inputs[field.name], classes="field")
        yield self._answer_area

    def _input(self, field: JobField) -> Input:
        text = Input(
            field.default(self.here),
            placeholder=field.hint,
            id=f"job-{field.name}",
            suggester=FileNames() if field.is_file else None,
            compact=True,
        )
        text.cursor_blink = False
        return text

    def on_mount(self) -> None:
        """A job without fields says at once what will happen."""
        self.set_class(not self.job.fields, "-bare")
        self.border_title = ui(self.job.heading(self.here))
        self._offer("Enter shows what will happen")
        if not self.job.fields:
            self.action_submit()

    @property
    def first_field(self) -> Input | JobBar:
        """Where one types first: the first empty field, or the bar itself where there is none."""
        inputs = tuple(self._inputs.values())
        return next((text for text in inputs if not text.value), inputs[0]) if inputs else self

    @property
    def values(self) -> Values:
        """What is typed now."""
        return MappingProxyType({name: text.value.strip() for name, text in self._inputs.items()})

    @property
    def holds_text(self) -> bool:
        """Whether something is typed that is not done yet."""
        fields = () if self._done else self.job.fields
        return any(self.values[field.name] != field.default(self.here) for field in fields)

    # What the screen answers.

    def show_foreseen(self, values: Values, sentences: tuple[str, ...]) -> None:
        """Say what will happen, and that Enter does it."""
        self._waiting, self._stopping, self._foreseen = False, False, values
        self._say("→ ", "$secondary", sentences)
        self._offer(f"Enter does it{self._more_keys} · Esc closes")

    def show_progress(self, step: Step | None) -> None:
        """Say how far the work is, while it is not being stopped."""
        if self._waiting and step is not None and not self._stopping:
            self._say("… ", "$text-muted", (progress_in_words(step),))

    def show_done(self, sentences: tuple[str, ...]) -> None:
        """Say what has happened."""
        self._waiting, self._stopping, self._done, self._foreseen = False, False, True, None
        self._say("✓ ", "$primary", sentences)
        self._offer("Esc closes · Ctrl+Z takes it back" if self.job.undoable else "Esc closes")
        self.query("#job-fields").remove()
        self.add_class("-bare")
        self.screen.set_focus(self)

    def show_trouble(self, trouble: str, *, in_vain: bool = False) -> None:
        """Say why nothing was done; what was typed stays. What is tried `in_vain` is not offered again."""
        self._waiting, self._stopping, self._foreseen = False, False, None
        self._say("✗ ", "$error", (trouble,))
        self._in_vain = in_vain and not self.job.fields
        self.refresh_bindings()
        again = "" if self._in_vain else f"Enter tries again{self._more_keys} · "
        self._offer(f"{again}Esc closes")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be done: what can only come to the same again is not."""
        return not (self._in_vain and action == "submit") and super().check_action(action, parameters)

    def _say(self, glyph: str, colour: str, sentences: tuple[str, ...]) -> None:
        lines = [line for sentence in sentences for line in sentence.split("\n")]
        self._answer.show(
            [
                (ui(("  " if number else glyph, f"bold {colour}")), ui(line))
                for number, line in enumerate(lines)
            ]
        )
        self._answer_area.scroll_home(animate=False)

    def _offer(self, keys: str) -> None:
        """Show these keys at the lower edge, and the one for more where not all that is said fits."""
        self._offered = keys
        self.border_subtitle = ui(keys)
        self.call_after_refresh(self._offer_more)

    @on(Resize)
    def _offer_more(self) -> None:
        more = f"{MORE} · " if self._answer_area.max_scroll_y else ""
        self.border_subtitle = ui(f"{more}{self._offered}")

    @property
    def _more_keys(self) -> str:
        return " · F2 shows the columns" if self.job.brings else ""

    # The keys.

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._missed or (self._foreseen is not None and self.values != self._foreseen):
            self._foreseen, self._missed = None, False
            self._answer.show([])
            self._offer("Enter shows what will happen")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_submit()

    def action_submit(self) -> None:
        """Go to what is missing; else show what will happen; what was shown, do."""
        if self._done:
            self.action_close()
            return
        missing = next(
            (field for field in self.job.fields if not (field.may_be_empty or self.values[field.name])), None
        )
        if missing is not None:
            self.screen.set_focus(self._inputs[missing.name])
            self._missed = True
            self._say("! ", "$warning", (f"“{missing.label}” is empty. Fill it in first.",))
        elif not self._waiting:
            self._waiting = True
            self._say("… ", "$text-muted", ("Working.",))
            self._offer("Esc stops it")
            is_foreseen = self._foreseen is not None and self._foreseen == self.values
            self.post_message(JobSubmitted(self.job.name, self.here, self.values, perform=is_foreseen))

    def action_page(self, way: int) -> None:
        """Show the lines below, or above, of what is said where not all of it fits."""
        area = self._answer_area
        area.scroll_relative(y=way * max(area.size.height - 1, 1), animate=False)

    def action_columns(self) -> None:
        """Show what the columns of the file are taken for, where there is one."""
        if self.job.brings and not self._done and self.values["file"]:
            self.post_message(ColumnsWanted(self.job.brings, self.values["file"], self.values["options"]))

    def action_next_field(self) -> None:
        """To the next field."""
        if self.job.fields and not self._done:
            self.screen.focus_next("#job Input")

    def action_previous_field(self) -> None:
        """To the field before."""
        if self.job.fields and not self._done:
            self.screen.focus_previous("#job Input")

    def action_close(self) -> None:
        """Have the work stopped that goes on; else, or the second time, close the bar."""
        if self._waiting and not self._stopping:
            self._stopping = True
            self._say("… ", "$text-muted", ("Stopping. What goes out or is kept already stays.",))
            self._offer("Esc closes, and the screen says what came of it")
            self.post_message(StopWanted("job"))
        else:
            self.post_message(BarClosed())
