"""The application: its modes, its keys, and which screen follows which message."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final

from rich.console import Console
from rich.segment import Segments
from rich.traceback import Traceback
from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

from moonwalk.services.errors import Refused
from moonwalk.services.views import Topic
from moonwalk.services.workspace import Workspace, load_settings
from moonwalk.tui.actions import key_in_words, writing_action
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
    PersonOpened,
    ReasonsWanted,
    SendingTold,
    TeamOpened,
)
from moonwalk.tui.palette import MoonwalkCommands
from moonwalk.tui.screen_settings import ScreenSettings
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.screens.board import BoardScreen
from moonwalk.tui.screens.columns import ColumnsScreen
from moonwalk.tui.screens.course import CourseScreen
from moonwalk.tui.screens.entries import EntriesScreen
from moonwalk.tui.screens.file import FileScreen
from moonwalk.tui.screens.home import HomeScreen
from moonwalk.tui.screens.imports import ImportsScreen
from moonwalk.tui.screens.journal import JournalScreen
from moonwalk.tui.screens.keys import KeysScreen
from moonwalk.tui.screens.members import MembersScreen
from moonwalk.tui.screens.outbox import OutboxScreen
from moonwalk.tui.screens.person import PersonScreen
from moonwalk.tui.screens.plugins import PluginsScreen
from moonwalk.tui.screens.previews import PreviewsScreen
from moonwalk.tui.screens.prizes import PrizesScreen
from moonwalk.tui.screens.rehearsal import RehearsalScreen
from moonwalk.tui.screens.rules import RulesScreen
from moonwalk.tui.screens.settings import SettingsScreen
from moonwalk.tui.screens.templates import TemplatesScreen
from moonwalk.tui.screens.why import ReasonsScreen
from moonwalk.tui.sending import Sender
from moonwalk.tui.themes import DARK, LIGHT, ThemedApp
from moonwalk.tui.wording import count

PLACES: Final[tuple[type[Frame], ...]] = (
    HomeScreen,
    BoardScreen,
    MembersScreen,
    PrizesScreen,
    RulesScreen,
    RehearsalScreen,
    FileScreen,
    EntriesScreen,
    ImportsScreen,
    JournalScreen,
    OutboxScreen,
    PreviewsScreen,
    PluginsScreen,
    TemplatesScreen,
    SettingsScreen,
)
"""Every screen that one can go to. Its key, name and help are those of the action "go.<PLACE>"."""


READ_ONLY: Final = "This screen is for looking only (--read-only). Nothing was changed."


DEALT_WITH: Final[Mapping[Topic, str]] = MappingProxyType(
    {
        "quiet": "people",
        "entries": "people",
        "imports": "imports",
        "messages": "outbox",
        "plugins": "plugins",
        "definition": "file",
    }
)
"""The place where something that needs attention is dealt with."""


JOB_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "moonwalk backup": "backup",
        "moonwalk close": "close",
        "moonwalk people import": "roster",
        "moonwalk people join": "join",
        "moonwalk teams draw": "draw",
        "moonwalk teams put": "move",
        "moonwalk tick": "send",
    }
)
"""The job that does on the screen what a command does for something that needs attention."""


class MoonwalkApp(ThemedApp[None]):
    """Places with a stack are modes of the app; the screens of a challenge lie on home's stack."""

    TITLE = "Moonwalk"
    CSS_PATH = "app.tcss"
    COMMANDS = App.COMMANDS | {MoonwalkCommands}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        workspace: Workspace,
        settings: ScreenSettings | None = None,
        *,
        read_only: bool = False,
        keymap: Keymap | None = None,
    ) -> None:
        self.settings = settings or ScreenSettings()
        super().__init__(self.settings.theme)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-tall")]
        self.workspace = workspace
        self.read_only = read_only
        self.keymap = keymap or Keymap()
        self.kept_filters: dict[str, str] = {}
        self.held = False
        self.sender = Sender(self._hear_of_sending)
        self._said_what_sending_does = False
        self._challenge: str | None = None
        # A crash quotes anybody's text. Without colours of its own, the guard of stderr can clean all of it.
        self.error_console = Console(stderr=True, markup=False, highlight=False, color_system=None)
        for place in PLACES:
            if place.HAS_STACK:
                self.add_mode(place.PLACE, partial(place, workspace))

    def on_mount(self) -> None:
        """Begin at home. What start-up made lives as long as the program: it is never garbage."""
        gc.freeze()
        if self.keymap.chosen:
            self.set_keymap(self.keymap.bindings)
        self.switch_mode("home")
        if self._folder in self.settings.sends_for and not self.read_only:
            self._begin_sending()
        if self.keymap.problems:
            lines = count(len(self.keymap.problems), "line does", "lines do")
            said = f"Of the keys that you chose, {lines} not hold. The settings say why: g and c."
            self.notify(said, severity="warning", markup=False)

    def get_key_display(self, binding: Binding) -> str:
        """A key as printed on a keyboard, also one that was chosen."""
        return binding.key_display or key_in_words(binding.key)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """None of Textual's own: the palette offers the registry's actions."""
        return ()

    # What follows which message.

    @on(AttentionOpened)
    def _see_to(self, message: AttentionOpened) -> None:
        item = message.item
        place = DEALT_WITH.get(item.topic)
        job = next((job for command, job in JOB_OF.items() if item.remedy.startswith(command)), "")
        if job and isinstance(self.screen, HomeScreen):
            self.screen.begin_for(item.challenge, job)
        elif place == "file":
            self.post_message(FileOpened(item.challenge))
        elif place == "people" and item.challenge:
            self._challenge = item.challenge
            self.push_screen(MembersScreen(self.workspace, item.challenge, quiet_first=True))
        elif place is not None:
            self.post_message(GoTo(place))
        elif isinstance(self.screen, HomeScreen):
            self.screen.say_command(item.remedy)

    @on(ChallengeOpened)
    def _open_challenge(self, message: ChallengeOpened) -> None:
        self._challenge = message.challenge
        self.push_screen(BoardScreen(self.workspace, message.challenge))

    @on(FileOpened)
    def _open_file(self, message: FileOpened) -> None:
        self._challenge = message.challenge
        self.post_message(GoTo(FileScreen.PLACE))

    @on(TeamOpened)
    def _open_team(self, message: TeamOpened) -> None:
        self.push_screen(MembersScreen(self.workspace, message.challenge, message.name, message.keys))

    @on(PersonOpened)
    def _open_person(self, message: PersonOpened) -> None:
        self.push_screen(PersonScreen(self.workspace, message.challenge, message.person, message.asked))

    @on(CourseWanted)
    def _show_course(self, message: CourseWanted) -> None:
        self.push_screen(CourseScreen(self.workspace, message.challenge, message.board, message.of_people))

    @on(ColumnsWanted)
    def _show_columns(self, message: ColumnsWanted) -> None:
        self.push_screen(ColumnsScreen(self.workspace, self._challenge or "", message.brings, message.file))

    @on(ReasonsWanted)
    def _open_reasons(self, message: ReasonsWanted) -> None:
        self.push_screen(ReasonsScreen(self.workspace, message.subject))

    @on(KeysWanted)
    def _show_keys(self, message: KeysWanted) -> None:
        if not isinstance(self.screen, KeysScreen):
            self.push_screen(KeysScreen(self.workspace, message.scopes))

    @on(BackWanted)
    def _go_back(self) -> None:
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self.current_mode != "home":
            self.switch_mode("home")

    @on(GoTo)
    async def _go_to(self, message: GoTo) -> None:
        here = self.screen
        challenge = (here.challenge if isinstance(here, Frame) else None) or self._challenge
        # From there on as well, also where the place in between is about no challenge.
        self._challenge = challenge
        place = next(place for place in PLACES if message.place == place.PLACE)
        if place.HAS_STACK and place is not HomeScreen:
            await self.switch_mode(place.PLACE)
            return
        if not place.HAS_STACK and challenge is None:
            self.notify("There is no challenge yet.", markup=False)
            return
        await self.switch_mode("home")
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if challenge is not None and not place.HAS_STACK:
            self.push_screen(place(self.workspace, challenge))

    # The keys of everywhere.

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
        """Say why nothing can be changed here; once, however often it is asked for."""
        self.clear_notifications()
        self.notify(READ_ONLY, severity="warning", markup=False)

    def action_command_palette(self) -> None:
        """Open the palette, with a cursor that does not blink."""
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
        try:
            self.sender.begin(self.workspace)
        except Refused as refused:
            self.notify(refused.message, severity="warning", markup=False)
        return self.sender.is_running

    def _hear_of_sending(self, said: str) -> None:
        self.post_message(SendingTold(said))

    @on(SendingTold)
    def _tell_of_sending(self, message: SendingTold) -> None:
        self.notify(message.said, markup=False)

    def on_unmount(self) -> None:
        """End with the message that is being sent."""
        self.sender.finish()

    @property
    def _folder(self) -> str:
        """What the choices of this workspace are kept by."""
        return str(self.workspace.folder.resolve())

    @property
    def left_at(self) -> str:
        """The challenge that the organiser was at when this workspace was left; may be nothing."""
        return self.settings.left_at.get(self._folder, "")

    def keep_place(self) -> None:
        """Keep where the organiser is for the next start."""
        if self._challenge is not None:
            places = {**self.settings.left_at, self._folder: self._challenge}
            self.settings = replace(self.settings, left_at=places)
            self.settings.save()

    def take_settings(self) -> None:
        """Go by the settings of the workspace as they are in its file now."""
        self.workspace = replace(self.workspace, settings=load_settings(self.workspace.folder))
        if self.sender.is_running:
            self._begin_sending()

    def _fatal_error(self) -> None:
        """Say what broke without the values of variables, which would show personal data."""
        self.bell()
        trace = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(trace, self.console.options)))
        self._close_messages_no_wait()
