"""The screens that one can go to, and which one follows which message."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Final

from textual.app import App
from textual.message import Message

from moonwalk.services.views import Topic
from moonwalk.services.why.narrowed import ALL
from moonwalk.services.workspace import Workspace
from moonwalk.tui.kept_page import KeptPage
from moonwalk.tui.kept_views import LeftPlace
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
    TeamOpened,
)
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.screens.board import BoardScreen
from moonwalk.tui.screens.columns import ColumnsScreen
from moonwalk.tui.screens.course import CourseScreen
from moonwalk.tui.screens.entries import EntriesScreen
from moonwalk.tui.screens.file import FileScreen
from moonwalk.tui.screens.home import HomePage, HomeScreen, read_home
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
        "moonwalk doctor": "examine",
        "moonwalk people forget": "erase",
        "moonwalk people import": "roster",
        "moonwalk people join": "join",
        "moonwalk teams draw": "draw",
        "moonwalk teams put": "move",
        "moonwalk tick": "send",
    }
)
"""The job that does on the screen what a command does for something that needs attention."""


__all__ = ["DEALT_WITH", "JOB_OF", "PLACES", "Places", "read_home"]


class Places:
    """Goes from screen to screen in an app. Places with a stack are its modes; a challenge's lie on home's.

    `challenge` is the one that the organiser was at last; None before the first.
    """

    def __init__(
        self, app: App[None], workspace: Workspace, page: HomePage | None, kept: KeptPage | None
    ) -> None:
        self._app = app
        self._workspace = workspace
        self.challenge: str | None = None
        for place in PLACES:
            if place is HomeScreen:
                app.add_mode(place.PLACE, partial(HomeScreen, workspace, page=page, kept=kept))
            elif place.HAS_STACK:
                app.add_mode(place.PLACE, partial(place, workspace))

    async def come_back(self, left: LeftPlace | None, today: date, challenges: Container[str]) -> None:
        """Go to where the organiser was when they left today.

        On another day the first screen comes first: it says what needs attention by now. So it does where
        the place or its challenge is no longer there.
        """
        if left is None or left.day != today or (left.challenge and left.challenge not in challenges):
            return
        place = next((place for place in PLACES if left.place == place.PLACE), None)
        if place is not None and place is not HomeScreen and (place.HAS_STACK or left.challenge):
            await self._go_to(left.place, left.challenge)

    async def follow(self, message: Message) -> None:
        """Show the screen that a message asks for; leave those alone that ask for none."""
        match message:
            case GoTo():
                await self._go_to(message.place)
            case AttentionOpened():
                self._see_to(message)
            case BackWanted():
                self._go_back()
            case FileOpened():
                await self._go_to(FileScreen.PLACE, message.challenge)
            case ChallengeOpened():
                self.challenge = message.challenge
                self._app.push_screen(BoardScreen(self._workspace, message.challenge))
            case KeysWanted():
                if not isinstance(self._app.screen, KeysScreen):
                    self._app.push_screen(KeysScreen(self._workspace, message.scopes))
            case _:
                self._show(message)

    def _show(self, message: Message) -> None:
        """Put the screen of one thing on top: a team, a person, a course, columns, reasons."""
        workspace, push = self._workspace, self._app.push_screen
        match message:
            case TeamOpened():
                push(MembersScreen(workspace, message.challenge, message.name, message.keys))
            case PersonOpened():
                push(PersonScreen(workspace, message.challenge, message.person, message.asked or ALL))
            case CourseWanted():
                push(CourseScreen(workspace, message.challenge, message.board, message.of_people))
            case ColumnsWanted():
                push(ColumnsScreen(workspace, self.challenge or "", message))
            case ReasonsWanted():
                push(ReasonsScreen(workspace, message.subject))

    def _see_to(self, message: AttentionOpened) -> None:
        item, screen = message.item, self._app.screen
        place = DEALT_WITH.get(item.topic)
        job = next((job for command, job in JOB_OF.items() if item.remedy.startswith(command)), "")
        if job and isinstance(screen, HomeScreen):
            screen.begin_for(item.challenge, job)
        elif place == "file":
            self._app.post_message(FileOpened(item.challenge))
        elif place == "people" and item.challenge:
            self.challenge = item.challenge
            self._app.push_screen(MembersScreen(self._workspace, item.challenge, quiet_first=True))
        elif place is not None:
            self._app.post_message(GoTo(place))
        elif isinstance(screen, HomeScreen):
            screen.say_command(item.remedy)

    def _go_back(self) -> None:
        if len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        elif self._app.current_mode != "home":
            self._app.switch_mode("home")

    async def _go_to(self, name: str, challenge: str = "") -> None:
        here = self._app.screen
        seen = here.challenge if isinstance(here, Frame) else None
        # From there on as well, also where the place in between is about no challenge.
        self.challenge = challenge or seen or self.challenge
        place = next(place for place in PLACES if name == place.PLACE)
        if place.HAS_STACK and place is not HomeScreen:
            await self._app.switch_mode(place.PLACE)
            return
        if not place.HAS_STACK and self.challenge is None:
            self._app.notify("There is no challenge yet.", markup=False)
            return
        await self._app.switch_mode("home")
        while len(self._app.screen_stack) > 1:
            await self._app.pop_screen()
        if challenge and isinstance(self._app.screen, HomeScreen):
            self._app.screen.point_at(challenge)
        if self.challenge is not None and not place.HAS_STACK:
            self._app.push_screen(place(self._workspace, self.challenge))
