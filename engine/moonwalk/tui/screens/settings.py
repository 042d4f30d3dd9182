"""The settings: colours, when messages go out, the channels, and what the workspace is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, Final, Literal

from textual import on
from textual.content import Content

from moonwalk.services.channel_trial import list_channels
from moonwalk.services.workspace import FILE_NAME, Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.jobs import Here
from moonwalk.tui.keymap import Keymap, write_choices
from moonwalk.tui.messages import GoTo, JobSubmitted, JobWanted, RowOpened
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.text import clean, ui
from moonwalk.tui.themes import THEMES
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import count, week_day

THEME: Final = "colours"


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting, or a channel: its key, what it is called, its value, and what it is for."""

    id: str
    kind: Literal["theme", "keys", "sending", "setting", "channel", "file"]
    label: str
    value: str
    about: str
    is_wrong: bool = False


COLUMNS: Final[tuple[Column[SettingRow], ...]] = (
    Column("Setting", 18, lambda row: row.label, most=26, style=lambda _: "table--strong"),
    Column(
        "Value", 26, lambda row: row.value, most=60, style=lambda row: "table--error" if row.is_wrong else ""
    ),
    Column("", 20, lambda row: row.about, most=70, drops=1, style=lambda _: "table--quiet"),
)


def sending_in_words(workspace: Workspace) -> str:
    """When messages may go out."""
    sending = workspace.settings.sending
    if sending is None:
        return "at any time"
    hours = sending.hours
    off = f", not on {count(len(hours.holidays), 'holiday', 'holidays')}" if hours.holidays else ""
    most = f", at most {sending.at_most} a day" if sending.at_most else ""
    return f"{hours.earliest:%H:%M} to {hours.latest:%H:%M}, {hours.days}{off}{most}"


def read_rows(workspace: Workspace) -> tuple[SettingRow, ...]:
    """The settings that are the workspace's, without those of the screen."""
    return tuple(_rows(workspace))


def _rows(workspace: Workspace) -> Iterator[SettingRow]:
    settings = workspace.settings
    yield SettingRow(
        "sending",
        "sending",
        "Sending hours",
        sending_in_words(workspace),
        "When messages may reach people, by their own clock.",
    )
    for row in list_channels(workspace):
        rests = (
            f", rests until {week_day(row.resting_until.date())} {row.resting_until:%H:%M}"
            if row.resting_until
            else ""
        )
        state = f"in use{rests}" if row.usable else "cannot be used"
        waiting = f", {row.waiting:,} waiting" if row.waiting else ""
        yield SettingRow(
            row.name, "channel", f"Channel {row.name}", state + waiting, row.says, is_wrong=not row.usable
        )
    yield SettingRow(
        "name", "setting", "Name", settings.name, "The company, as messages and screens call it."
    )
    yield SettingRow(
        "timezone",
        "setting",
        "Time zone",
        settings.timezone or "that of each challenge",
        "Of people who have none in the roster, such as Europe/Berlin.",
    )
    out = f", without {', '.join(settings.without)}" if settings.without else ""
    yield SettingRow(
        "plugins",
        "file",
        "Plugins",
        f"{settings.policy}{out}",
        "Which plugins by others are loaded: g and x.",
    )


KEYS: Final = {
    "theme": "→ or Enter shows the next colours at once.",
    "keys": "Enter writes a file with every action, to choose keys in. They hold from the next start.",
    "sending": "Enter changes them.",
    "setting": "Enter changes it.",
    "channel": f"Enter sends one message to yourself. Its own settings are in {FILE_NAME}.",
    "file": "Enter goes to the plugins, to approve one or to leave it out.",
}


def keys_row(keymap: Keymap) -> SettingRow:
    """How many actions have other keys than the usual ones, and what is wrong with their file."""
    changed = count(len(keymap.chosen), "other key", "other keys") if keymap.chosen else "the usual ones"
    wrong = f", {count(len(keymap.problems), 'line does', 'lines do')} not hold" if keymap.problems else ""
    about = " ".join(keymap.problems) or (f"In {keymap.file}, for you alone." if keymap.file else "")
    return SettingRow("keys", "keys", "Keys", changed + wrong, about, is_wrong=bool(wrong))


class SettingsScreen(DetailFrame):
    """A row for each setting; Enter changes it, and of a channel, tries it out."""

    PLACE = "settings"
    HAS_STACK = True
    BINDINGS = bindings_of("settings")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("settings", "table", "everywhere")
    COLUMNS = COLUMNS
    NOUNS = ("setting", "settings")

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self._rows: tuple[SettingRow, ...] = ()

    def searched(self, row: SettingRow) -> str:
        """Everything that is said about it."""
        return f"{row.label} {row.value} {row.about}"

    @property
    def empty(self) -> str:
        """That a filter hides all."""
        return "There are no settings."

    def load(self) -> None:
        """Read the settings."""
        self.watch_answer("settings", partial(read_rows, self.workspace), self._show)

    def _show(self, rows: tuple[SettingRow, ...]) -> None:
        self._rows = rows
        facts = ((f"written to {FILE_NAME}, where comments stay", ""),)
        self.query_one(Headline).show(("Moonwalk", "Settings"), facts)
        colours = THEMES.get(self.app.theme, "the terminal's own")
        theme = SettingRow(
            THEME,
            "theme",
            "Colours",
            colours,
            "Of this screen, for you alone. What they say is also said in words.",
        )
        self.table.show((theme, *rows, keys_row(self._keymap)))

    @property
    def _keymap(self) -> Keymap:
        keymap: Keymap = getattr(self.app, "keymap", Keymap())
        return keymap

    def in_full(self, row: SettingRow) -> Content:
        """What it is for, and how to change it."""
        about = f"\n{row.about}\n\n"
        return ui((row.label, "bold"), f"  {row.value}", about, (KEYS[row.kind], "$text-muted"))

    @property
    def here(self) -> Here:
        """The setting or the channel under the cursor, and what the settings say."""
        row: SettingRow | None = self.table.current
        settings = self.workspace.settings
        said = {"name": settings.name, "timezone": settings.timezone}
        if settings.sending is not None:
            hours, most = settings.sending.hours, settings.sending.at_most
            said |= {"at_most": f"{most} a day" if most else ""}
            said |= {"earliest": f"{hours.earliest:%H:%M}", "latest": f"{hours.latest:%H:%M}"}
            said |= {"days": hours.days, "holidays": ", ".join(map(str, sorted(hours.holidays)))}
        return replace(
            super().here,
            settings=said,
            channel=row.id if row is not None and row.kind == "channel" else "",
            setting=row.id if row is not None and row.kind in ("setting", "sending") else "sending",
            what=row.label.lower() if row is not None and row.kind == "setting" else "",
        )

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        """Change the setting, or try the channel out."""
        message.stop()
        message.prevent_default()  # else the text below would get the focus
        row: SettingRow = message.row
        match row.kind:
            case "theme":
                self.action_turn_theme(1)
            case "keys":
                self._write_keys()
            case "channel":
                self.post_message(JobWanted("try"))
            case "file":
                self.post_message(GoTo("plugins"))
            case _:
                self.post_message(JobWanted(row.kind))

    def _write_keys(self) -> None:
        """Write the file to choose keys in, where there is none yet."""
        file = self._keymap.file
        if file is None or not self.may_write():
            return
        if not file.exists():
            try:
                write_choices(file)
            except OSError as error:
                said = f"{file} cannot be written ({error.strerror}). Nothing was changed."
                self.notify(clean(said), severity="warning", markup=False)
                return
        self.notify(clean(f"The keys are in {file}."), markup=False)

    def action_turn_theme(self, step: int) -> None:
        """Show the next colours, which are kept; on another row, nothing."""
        row: SettingRow | None = self.table.current
        if row is not None and row.kind == "theme":
            names = tuple(THEMES)
            at = names.index(self.app.theme) if self.app.theme in names else 0
            self.app.choose_theme(names[(at + step) % len(names)])  # type: ignore[attr-defined]
            self._show(self._rows)

    def follow_up(self, done: JobSubmitted) -> None:
        """Go by the new settings at once."""
        self.app.take_settings()  # type: ignore[attr-defined]
        self.load()
