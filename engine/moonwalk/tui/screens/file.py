"""The file of a challenge: edited, checked while one types, seen as participants get it, saved."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import ScreenSuspend
from textual.timer import Timer
from textual.widgets import Static, TextArea

from moonwalk.services.editing import (
    CheckedText,
    OpenedFile,
    SavedFile,
    UnsavedText,
    check_text,
    last_written,
    open_file,
    save_beside,
)
from moonwalk.services.errors import Refused
from moonwalk.services.rules import rules_at_hand
from moonwalk.services.views import ChallengeRow, State
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.jobs import Here
from moonwalk.tui.messages import (
    BackWanted,
    ExampleWanted,
    FileOpened,
    GoTo,
    JobWanted,
    ProblemOpened,
    TextChoiceMade,
)
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.titles import row_of
from moonwalk.tui.widgets.headline import Headline, Kind
from moonwalk.tui.widgets.prose import HangingText, TextPane
from moonwalk.tui.widgets.yaml_editor import (
    ClashBar,
    ExampleList,
    LeaveBar,
    ProblemList,
    YamlEditor,
    place_in_text,
)
from moonwalk.tui.wording import count

CHECK_AFTER: Final = 0.25
"""Seconds after the last key until the text is checked, and kept for the next time."""

KEYS: Final = "F2 rules · F3 preview · F4 rehearse · F8 next problem · F9 launch"


def check_and_keep(workspace: Workspace, file: OpenedFile, text: str, unsaved: UnsavedText) -> CheckedText:
    """Check a text; keep it beside its file as long as it is not saved."""
    unsaved.keep(file, text)
    return check_text(workspace, file, text)


class FileScreen(Frame):
    """The text, its problems below it, and beside it the rules at hand or the sheet for participants."""

    BINDINGS = bindings_of("file")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("file", "problems", "examples", "everywhere")
    PLACE = "file"
    AUTO_FOCUS = "YamlEditor"

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self.editor = YamlEditor()
        self.file: OpenedFile | None = None
        self.checked: CheckedText | None = None
        self._title = ""
        self._state: State | Literal[""] = ""
        self._unsaved = UnsavedText()
        self._restored = False
        self._leaving = False
        self._said = ""
        self._typing: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """The text and its problems; what stands beside them."""
        with Horizontal(id="file"):
            with Vertical(id="file-text"):
                yield self.editor
                yield ProblemList()
                yield Static(KEYS, id="file-keys", markup=False)
            with Vertical(id="file-side"):
                yield TextPane(HangingText("sheet"), id="preview")
                yield ExampleList()

    def on_mount(self) -> None:
        """Nothing stands beside the text at first, and nothing is typed before the text is there."""
        super().on_mount()
        self.editor.read_only = True
        self.query_one(ProblemList).display = False
        self._show_beside("")

    # What is known.

    @property
    def awaits_rows(self) -> bool:
        """Whether the text is not there yet, so that letters are still commands."""
        return self.file is None and not self.troubles

    @property
    def is_unsaved(self) -> bool:
        """Whether the text is another one than that of the file."""
        return self.file is not None and self.editor.text != self.file.text

    @property
    def challenge_title(self) -> str:
        """The title of the challenge."""
        return self._title or self._challenge

    @property
    def here(self) -> Here:
        """A text that was not saved has no job: jobs work on the file."""
        return replace(super().here, challenge="") if self.is_unsaved else super().here

    @property
    def remarks(self) -> tuple[tuple[Kind, str], ...]:
        """What is to be known about the file before one goes on typing."""
        file, said = self.file, []
        if self._said:
            said.append(self._said)
        if self._restored and self.is_unsaved:
            said.append(
                "This is what was typed last time and not saved. Ctrl+S saves it; Esc, then x, discards it."
            )
        if file is not None and self.checked is not None and self.checked.stamp != file.stamp:
            said.append("Another program has changed the file. Ctrl+S asks which text is to stay.")
        if file is not None:
            said += [text for text in (file.remark, file.differs) if text]
        return tuple(("warning", text) for text in said)

    # Reading, checking, saving.

    def load(self) -> None:
        """Open the file once; after that, look whether it is still the same."""
        if self.file is None:
            self.ask("file", partial(open_file, self.workspace, self._challenge), self._show)
            self.ask("row", partial(row_of, self.workspace, self._challenge), self._take_row)
        else:
            self.check_now()

    def _take_row(self, row: ChallengeRow | None) -> None:
        if row is not None:
            self._title, self._state = row.title or row.name, row.state
        self._tell()

    def _show(self, file: OpenedFile) -> None:
        if self.is_read_only:
            # What somebody typed and never saved is theirs to go on with.
            file = replace(file, unsaved=None)
        self.file = file
        self.editor.read_only = self.is_read_only
        self.refresh_bindings()  # letters are text from now on
        self._restored = file.unsaved is not None
        self.editor.show(file.text)
        if file.unsaved is not None:
            # As an edit, so that Ctrl+Z leads to what the file says.
            self._put(file.unsaved)
        self.check_now()
        self._tell()

    def _put(self, text: str) -> None:
        row, column = self.editor.cursor_location
        self.editor.replace(text, (0, 0), self.editor.document.end)
        self.editor.go_to(row + 1, column + 1)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._said = ""
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(CHECK_AFTER, self.check_now)

    def check_now(self) -> None:
        """Check the text as it is, and keep it."""
        if self.file is not None:
            question = partial(check_and_keep, self.workspace, self.file, self.editor.text, self._unsaved)
            self.ask("check", question, self._take_check)

    def _take_check(self, checked: CheckedText) -> None:
        file = self.file
        self.checked = checked
        self.query_one(ProblemList).show(checked.problems)
        self.editor.mark(checked.problems)
        if checked.sheet:
            self.query_one("#sheet", HangingText).show_text(checked.sheet)
        if file is not None and checked.stamp not in ("", file.stamp) and not self.is_unsaved:
            self._restored = False
            self.ask("file", partial(open_file, self.workspace, self._challenge), self._take_newer)
        self._tell()

    def _take_newer(self, file: OpenedFile) -> None:
        """Show what another program has written, unless something was typed in the meantime."""
        if not self.is_unsaved:
            self.file = replace(file, unsaved=None)
            self._put(file.text)
            said = "Another program has changed the file. This is its text now; Ctrl+Z shows the one before."
            self.notify(said, markup=False)
            self.check_now()

    def read_pulse(self) -> Hashable:
        """Return that of the workspace, and when the file was written last."""
        return super().read_pulse(), None if self.file is None else last_written(self.file)

    def _tell(self) -> None:
        """Say how things stand: in the headline, and above the text."""
        facts: list[tuple[str, str]] = [("● not saved", "$warning") if self.is_unsaved else ("saved", "")]
        if self.checked is not None:
            errors = self.checked.errors
            warnings = len(self.checked.problems) - errors
            if errors:
                facts.append((count(errors, "error", "errors"), "$error"))
            if warnings:
                facts.append((count(warnings, "warning", "warnings"), "$warning"))
            if not self.checked.problems:
                facts.append(("✓ no problems", "$primary"))
        self.query_one(Headline).show(("Moonwalk", self.challenge_title, "File"), facts)
        self.tell_troubles()

    def action_save(self) -> None:
        """Save the text; with problems, too."""
        self._write(over=False)

    def _write(self, *, over: bool) -> None:
        if self.file is not None:
            question = partial(self._unsaved.save, self.workspace, self.file, self.editor.text, over=over)
            self.ask("save", question, self._written)

    async def _ask_clash(self) -> None:
        bar = ClashBar()
        await self.open_bar(bar)
        self.set_focus(bar)

    def _written(self, saved: SavedFile) -> None:
        self._leaving, leaving = False, self._leaving
        if saved.clashes:
            self.run_worker(self._ask_clash())
            return
        self.file, self._restored = saved.file, False
        if leaving and not self.is_unsaved:
            self.post_message(BackWanted())
            return
        self.check_now()
        self._tell()

    def _keep(self) -> None:
        if self.file is not None and self.is_unsaved:
            self._unsaved.keep(self.file, self.editor.text)

    @on(ScreenSuspend)
    def _keep_while_away(self) -> None:
        self._keep_quietly()

    def on_unmount(self) -> None:
        """Keep what was typed in the last moment."""
        self._keep_quietly()

    def _keep_quietly(self) -> None:
        try:
            self._keep()
        except Refused as refusal:
            self.log.error(str(refusal))

    # The keys.

    async def action_back(self) -> None:  # type: ignore[override]
        """Close what stands beside the text; go back, or ask first where something was not saved."""
        if self.query_one("#file").has_class("-side"):
            self._show_beside("")
        elif self.is_unsaved:
            bar = LeaveBar()
            await self.open_bar(bar)
            self.set_focus(bar)
        else:
            super().action_back()

    @on(TextChoiceMade)
    def _choose(self, message: TextChoiceMade) -> None:
        message.stop()
        file, text = self.file, self.editor.text
        if file is None:
            return
        match message.answer:
            case "save":
                self._leaving = True
                self._write(over=False)
            case "keep":
                self._keep_quietly()
                self.post_message(BackWanted())
            case "discard":
                if self._typing is not None:
                    self._typing.stop()
                self._unsaved.drop(file)
                self.editor.load_text(file.text)
                self.post_message(BackWanted())
            case "over":
                self._write(over=True)
            case "theirs":
                self.ask("file", partial(open_file, self.workspace, self._challenge), self._take_theirs)
            case "beside":
                self.ask("save", partial(save_beside, self.workspace, file, text), self._open_beside)

    def _take_theirs(self, file: OpenedFile) -> None:
        if self.file is not None:
            self._unsaved.drop(self.file)
        self.file = replace(file, unsaved=None)
        self._restored = False
        self._put(file.text)
        self._tell()

    def _open_beside(self, file: OpenedFile) -> None:
        if self.file is not None:
            self._unsaved.drop(self.file)
        self.editor.load_text(self.file.text if self.file is not None else "")
        self.post_message(FileOpened(file.name))

    def action_jump(self, step: int) -> None:
        """Put the cursor on the next problem, or on the one before."""
        if self.checked is not None and self.checked.problems:
            self.editor.jump(self.checked.problems, step)
            self.set_focus(self.editor)

    @on(ProblemOpened)
    def _go_to_problem(self, message: ProblemOpened) -> None:
        message.stop()
        self.editor.go_to(*place_in_text(message.problem))
        self.set_focus(self.editor)

    @on(ExampleWanted)
    def _insert(self, message: ExampleWanted) -> None:
        message.stop()
        if self.file is not None:
            self._show_beside("")
            self.editor.insert_below(message.lines)

    def _show_beside(self, name: str) -> None:
        """Show one thing beside the text, or nothing."""
        side = self.query_one("#file-side")
        for part in side.children:
            part.display = part.id == name
        side.display = bool(name)
        self.query_one("#file").set_class(bool(name), "-side")
        self.set_focus(self.query_one(f"#{name}") if name else self.editor)

    def action_examples(self) -> None:
        """Show the rules at hand, or the text again."""
        if self.query_one(ExampleList).display:
            self._show_beside("")
        else:
            self._show_beside("examples")
            self.ask(
                "examples", partial(rules_at_hand, self.workspace.plugins), self.query_one(ExampleList).show
            )

    def action_preview(self) -> None:
        """Show what participants get on paper, or the text again."""
        if self.query_one("#preview").display:
            self._show_beside("")
        else:
            if self.checked is None or not self.checked.sheet:
                said = "The sheet is printed here once the text has no errors."
                self.query_one("#sheet", HangingText).show_text(said)
            self._show_beside("preview")

    def action_rehearse(self) -> None:
        """Play what was saved."""
        if self._is_saved("rehearsed"):
            self.post_message(GoTo("rehearsal"))

    def action_apply(self) -> None:
        """Launch what was saved; where it was launched, let it go on by its file, or move its first day."""
        if not self._is_saved("launched"):
            return
        if self.file is not None and self.file.differs:
            self.post_message(JobWanted("amend"))
        elif self._state in ("draft", "announced", ""):
            self.post_message(JobWanted("launch"))
        else:
            self._said = "It goes by this text already. Once another is saved, F9 shows what that changes."
            self._tell()

    def _is_saved(self, done: str) -> bool:
        if self.is_unsaved:
            self._said = f"Only what is saved can be {done}. Save first: Ctrl+S."
            self._tell()
        return not self.is_unsaved
