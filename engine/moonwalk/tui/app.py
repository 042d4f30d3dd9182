"""The application: its modes, its keys, and which screen follows which message."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from rich.console import Console
from rich.segment import Segments
from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.command import Provider
from textual.dom import DOMNode
from textual.events import Event, Key
from textual.message import Message
from textual.notifications import Notify
from textual.screen import Screen
from textual.widget import AwaitMount
from textual.widgets import Input

from moonwalk.tui.actions import key_in_words, writing_action
from moonwalk.tui.kept_page import kept_file, read_page
from moonwalk.tui.kept_views import KeptViews, read_views
from moonwalk.tui.keymap import Keymap
from moonwalk.tui.messages import (
    AttentionOpened,
    BackWanted,
    ChallengeOpened,
    ColumnsWanted,
    CourseWanted,
    FileOpened,
    GoTo,
    KeysWanted,
    Loaded,
    PersonOpened,
    ReasonsWanted,
    SendingTold,
    TeamOpened,
)
from moonwalk.tui.screen_settings import ScreenSettings
from moonwalk.tui.screens.opening import OpeningScreen
from moonwalk.tui.themes import DARK, LIGHT, ThemedApp
from moonwalk.tui.type_ahead import Passed, TypeAhead

if TYPE_CHECKING:
    from moonwalk.services.workspace import Workspace
    from moonwalk.tui.opened import Start
    from moonwalk.tui.places import Places
    from moonwalk.tui.screens.home import HomePage

READ_ONLY: Final = "This screen is for looking only (--read-only). Nothing was changed."


def _commands() -> type[Provider]:
    """What the palette offers; loaded when it is opened."""
    from moonwalk.tui.palette import MoonwalkCommands

    return MoonwalkCommands


class MoonwalkApp(ThemedApp[None]):
    """The screens of a workspace, or of one that is still to be opened: `start` says how, `places` follow.

    `trouble` is why that one could not be opened.
    """

    TITLE = "Moonwalk"
    CSS_PATH = "first_frame.tcss"
    COMMANDS = App.COMMANDS | {_commands}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        workspace: Workspace | None,
        settings: ScreenSettings | None = None,
        *,
        read_only: bool = False,
        keymap: Keymap | None = None,
        start: Start | None = None,
    ) -> None:
        self.settings = settings or ScreenSettings()
        super().__init__(self.settings.theme)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-tall")]
        if workspace is not None:
            self.workspace = workspace
        self.read_only = read_only
        self.keymap = keymap or Keymap()
        self.views = KeptViews()
        self.held = False
        self.kept_keys: list[Key] = []
        self.places: Places | None = None
        self.trouble: BaseException | None = None
        self._start = start
        self._said_what_sending_does = False
        self._type_ahead = TypeAhead(self, super().on_event)
        # A crash quotes anybody's text. Without colours of its own, the guard of stderr can clean all of it.
        self.error_console = Console(stderr=True, markup=False, highlight=False, color_system=None)

    def on_mount(self) -> None:
        """Begin at home, or show what stood there last until the workspace has been opened."""
        gc.freeze()  # what start-up made lives as long as the program: it is never garbage
        if self.keymap.chosen:
            self.set_keymap(self.keymap.bindings)
        if self._start is None:
            self._begin(self.workspace)

    def get_default_screen(self) -> Screen[Any]:
        """What is shown before the first screen: what stood there last, where that takes a while."""
        if self._start is None:
            return super().get_default_screen()
        kept = None if self.page_file is None else read_page(self.page_file)
        return OpeningScreen(
            self._start.folder.resolve().name, kept, partial(self._load, self._start), self.kept_keys
        )

    def _load(self, start: Start) -> None:
        """Open the workspace and load every screen, in a thread; `Loaded` has what came of it."""
        try:
            opened = start.load()
        except BaseException as error:  # told once the screen has been left, as every command tells it
            self.post_message(Loaded(None, error))
        else:
            self.post_message(Loaded(opened, None))

    @on(Loaded)
    async def _take_loaded(self, message: Loaded) -> None:
        if message.opened is None:
            self.trouble = message.trouble
            self.exit()
            return
        page = message.opened.page
        await self._begin(message.opened.workspace, page)
        # Keys that were pressed by now were pressed for the first screen.
        if page is not None and self.places is not None and not self.kept_keys:
            await self.places.come_back(
                self.views.left, page.today, tuple(row.name for row in page.challenges)
            )
        for sentence in message.opened.said:
            self._say(sentence)

    def press_kept_keys(self) -> None:
        """Take in the keys that were pressed before there was a screen to take them."""
        kept, self.kept_keys = self.kept_keys, []
        self._type_ahead.begin_with(kept)

    def _begin(self, workspace: Workspace, page: HomePage | None = None) -> AwaitMount:
        # Here, and not above: these load the engine, which takes longer than the first frame.
        from moonwalk.tui.places import Places
        from moonwalk.tui.sending import Sender

        self.workspace = workspace
        self.sender = Sender(self._hear_of_sending)
        kept = self.screen.kept if isinstance(self.screen, OpeningScreen) else None
        self.places = Places(self, workspace, page, kept)
        self.views = read_views(self._kept_file("views"))
        gc.freeze()
        shown = self.switch_mode("home")
        if self._folder in self.settings.sends_for and not self.read_only:
            self._begin_sending()
        if self.keymap.problems:
            lines = len(self.keymap.problems)
            said = f"{lines} lines do" if lines > 1 else "1 line does"
            said = f"Of the keys that you chose, {said} not hold. The settings say why: g and c."
            self.notify(said, severity="warning", markup=False)
        return shown

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """The screens that show behind the one on top: none behind one of ours, which lets nothing through.

        Textual names the next one all the same, and would draw the two in turn, for ever, once something
        changes on the one that is hidden.
        """
        return [] if self.screen.styles.background.a == 1 else super()._background_screens

    def get_key_display(self, binding: Binding) -> str:
        """A key as printed on a keyboard, also one that was chosen."""
        return binding.key_display or key_in_words(binding.key)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """None of Textual's own: the palette offers the registry's actions."""
        return ()

    @on(AttentionOpened)
    @on(BackWanted)
    @on(ChallengeOpened)
    @on(ColumnsWanted)
    @on(CourseWanted)
    @on(FileOpened)
    @on(GoTo)
    @on(KeysWanted)
    @on(PersonOpened)
    @on(ReasonsWanted)
    @on(TeamOpened)
    async def _follow(self, message: Message) -> None:
        if self.places is not None:
            await self.places.follow(message)

    # The keys of everywhere.

    async def on_event(self, event: Event) -> None:
        """Take in a key once the ones before it have had their effect; everything else at once."""
        if isinstance(event, Key) and not event.is_forwarded:
            if self.kept_keys and self.places is not None:
                self.kept_keys.append(event)  # those before it have not been taken in yet
            else:
                await self._type_ahead.take(event)
        else:
            await super().on_event(event)

    @on(Passed)
    async def _pass_key_on(self, message: Passed) -> None:
        message.stop()
        await self._type_ahead.pass_on(message)

    async def run_action(  # type: ignore[override]
        self,
        action: str,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key stands for; on a screen for looking only, say why what writes is not done."""
        if self.read_only and writing_action(default_namespace, action) is not None:
            self.refuse_to_write()
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def refuse_to_write(self) -> None:
        """Say why nothing can be changed here."""
        self.notify(READ_ONLY, severity="warning", markup=False)

    def _on_notify(self, event: Notify) -> None:
        """Show a notice in place of one that says the same, however often it is asked for."""
        for shown in tuple(self._notifications):
            if shown.message == event.notification.message:
                self._unnotify(shown, refresh=False)

    def action_command_palette(self) -> None:
        """Open the palette, with a cursor that does not blink."""
        if self.places is None:
            self.kept_keys.append(Key("ctrl+p", None))
            return
        super().action_command_palette()
        self.call_after_refresh(self._calm_palette)

    def _calm_palette(self) -> None:
        for field in self.screen.query(Input):
            field.cursor_blink = False

    def action_turn_light(self) -> None:
        """Change between the light and the dark colours."""
        self.choose_theme(LIGHT if self.theme == DARK else DARK)

    def action_turn_mouse(self) -> None:
        """From the next start on, use the mouse, or leave it to the terminal."""
        self.settings = replace(self.settings, mouse=not self.settings.mouse)
        self.settings.save()
        whose = "works here" if self.settings.mouse else "is left to the terminal, to mark text with,"
        said = f"The mouse {whose} from the next start on."
        self.notify(said, markup=False)

    def choose_theme(self, name: str) -> None:
        """Draw in these colours from now on, and at the next start; without colours, nothing is changed."""
        if not self.no_color:
            self.theme = name
            self.settings = replace(self.settings, theme=name)
            self.settings.save()

    def action_turn_sending(self) -> None:
        """Send what is due while the screen is open, now and at each later start, or nothing by itself.

        It begins when it is chosen a second time: the first one may be a slip in the palette.
        """
        if self.read_only:
            self.refuse_to_write()
            return
        if not self.sender.is_running and not self._said_what_sending_does:
            self._said_what_sending_does = True
            said = "This sends what is due now, and then every minute. Choose it once more to begin."
            self.notify(said, markup=False)
            return
        self._said_what_sending_does = False
        if self.sender.is_running:
            self.sender.end()
            self.notify("Nothing is sent by itself any more.", markup=False)
        elif not self._begin_sending():
            return
        else:
            self.notify("What is due is sent every minute, as long as this screen is open.", markup=False)
        folders = self.settings.sends_for
        changed = folders | {self._folder} if self.sender.is_running else folders - {self._folder}
        self.settings = replace(self.settings, sends_for=changed)
        self.settings.save()

    def _begin_sending(self) -> bool:
        from moonwalk.services.errors import Refused

        try:
            self.sender.begin(self.workspace)
        except Refused as refused:
            self._say(refused.message, "warning")
        return self.sender.is_running

    def _hear_of_sending(self, said: str) -> None:
        self.post_message(SendingTold(said))

    @on(SendingTold)
    def _tell_of_sending(self, message: SendingTold) -> None:
        self._say(message.said)

    def _say(self, sentence: str, severity: Literal["information", "warning"] = "information") -> None:
        """Show for a while what a use case says."""
        from moonwalk.tui.sentences import on_screen

        said = on_screen(sentence, self.workspace.today(), folder=self.workspace.folder)
        self.notify(said, severity=severity, markup=False)

    def on_unmount(self) -> None:
        """End with the message that is being sent."""
        if self.places is not None:
            self.sender.finish()

    @property
    def _folder(self) -> str:
        """What the choices of this workspace are kept by."""
        folder = self._start.folder if self._start is not None else self.workspace.folder
        return str(folder.resolve())

    @property
    def page_file(self) -> Path | None:
        """Where today's page is kept until the next start; None where nothing is kept."""
        return self._kept_file("today")

    def _kept_file(self, what: str) -> Path | None:
        return None if self.settings.file is None else kept_file(self.settings.file, Path(self._folder), what)

    @property
    def left_at(self) -> str:
        """The challenge that the organiser was at when this workspace was left; may be nothing."""
        return self.settings.left_at.get(self._folder, "")

    def keep_place(self) -> None:
        """Keep where the organiser is, and how tables are ordered, for the next start."""
        if self.places is None:
            return
        if (file := self._kept_file("views")) is not None:
            self.views.save(file, self.workspace.today())
        if self.places.challenge is not None:
            places = {**self.settings.left_at, self._folder: self.places.challenge}
            self.settings = replace(self.settings, left_at=places)
            self.settings.save()

    def take_settings(self) -> None:
        """Go by the settings of the workspace as they are in its file now."""
        from moonwalk.services.workspace import load_settings

        self.workspace = replace(self.workspace, settings=load_settings(self.workspace.folder))
        if self.sender.is_running:
            self._begin_sending()

    def _fatal_error(self) -> None:
        """Say what broke without the values of variables, which would show personal data."""
        from rich.traceback import Traceback  # takes as long as a third of the first frame

        self.bell()
        trace = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(trace, self.console.options)))
        self._close_messages_no_wait()
