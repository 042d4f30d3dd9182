"""The palette: commands, challenges and people by name."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Final

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from moonwalk.services.challenges import list_challenges
from moonwalk.services.roster.people import list_people
from moonwalk.services.views import ChallengeRow, PersonRowView
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Action, actions_of
from moonwalk.tui.messages import ChallengeOpened, GoTo, PersonOpened
from moonwalk.tui.text import NameIndex, clean, ui

MOST_NAMES: Final = 50


@dataclass(frozen=True, slots=True)
class Target:
    """A challenge or a person by name, with the message that opens it."""

    label: str
    detail: str
    opens: ChallengeOpened | PersonOpened


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that can be opened by name: the challenges, and the people of one of them."""

    index: NameIndex
    challenges: tuple[ChallengeRow, ...]
    people: tuple[PersonRowView, ...]
    of: str

    def matching(self, query: str) -> tuple[Target, ...]:
        """The first names with every word of the query in them."""
        return tuple(self._target(number) for number in self.index.find(query, MOST_NAMES))

    def _target(self, number: int) -> Target:
        if number < len(self.challenges):
            row = self.challenges[number]
            return Target(row.title or row.name, row.state, ChallengeOpened(row.name))
        person = self.people[number - len(self.challenges)]
        return Target(person.name, person.team, PersonOpened(self.of, person.id))


def read_names(workspace: Workspace, challenge: str | None) -> Names:
    """The names, of the people of this challenge or of the first that runs."""
    rows = list_challenges(workspace)
    of = challenge or next((row.name for row in rows if row.state in ("running", "closing")), "")
    people = list_people(workspace, of) if of else ()
    lines = chain(
        (f"{row.title} {row.name}" for row in rows), (f"{person.name} {person.team}" for person in people)
    )
    return Names(NameIndex(lines), rows, people, of)


class MoonwalkCommands(Provider):
    """Answers the palette. Names are never read as markup."""

    async def startup(self) -> None:
        """Read the names once for as long as the palette is open."""
        self._names: Names | None = None
        workspace: Workspace = self.app.workspace  # type: ignore[attr-defined]
        challenge: str | None = getattr(self.screen, "challenge", None)
        try:
            self._names = await asyncio.to_thread(read_names, workspace, challenge)
        except Exception as error:  # the commands still work without names
            self.app.log.error(type(error).__name__)

    async def discover(self) -> Hits:
        """Every command."""
        for action in _offered():
            yield DiscoveryHit(
                _title(action), partial(self._run, action), text=action.label, help=_literal(action.help)
            )

    async def search(self, query: str) -> Hits:
        """Commands, challenges and people."""
        matcher = self.matcher(query)
        for action in _offered():
            score = matcher.match(f"{action.label} {action.help}")
            if score > 0:
                yield Hit(
                    score,
                    _title(action),
                    partial(self._run, action),
                    text=action.label,
                    help=_literal(action.help),
                )
        for target in self._names.matching(query) if self._names is not None else ():
            detail = _literal(target.detail)
            yield Hit(
                0.5,
                Content(clean(target.label)),
                partial(self._open, target),
                text=clean(target.label),
                help=detail,
            )

    def _open(self, target: Target) -> None:
        self.app.post_message(target.opens)

    async def _run(self, action: Action) -> None:
        if action.scope == "go":
            self.app.post_message(GoTo(action.place))
        else:
            await self.screen.run_action(action.does)


def _literal(text: str) -> Any:
    """Text that is not read as markup; the palette takes more than the strings its types allow."""
    return ui(text)


def _offered() -> tuple[Action, ...]:
    hidden = ("frame.back", "frame.palette", "go.open", "go.close")
    return tuple(action for action in actions_of("go", "everywhere") if action.id not in hidden)


def _title(action: Action) -> Content:
    keys = (
        f"  g {action.keys_in_words}"
        if action.scope == "go"
        else f"  {action.keys_in_words}"
        if action.keys
        else ""
    )
    label = f"Go to {action.label.lower()}" if action.scope == "go" else action.label
    return ui(label, (keys, "dim"))
