"""The palette: commands, challenges and people by name."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Final

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from moonwalk.services.views import ChallengeRow, PersonRowView
from moonwalk.tui.actions import Action, actions_of
from moonwalk.tui.desk import Desk
from moonwalk.tui.messages import PLACES, ChallengeOpened, GoTo, PersonOpened
from moonwalk.tui.text import NameIndex, clean, ui

MOST_NAMES: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
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

    def matching(self, query: str) -> tuple[Found, ...]:
        """The first names with every word of the query in them."""
        return tuple(self._found(number) for number in self.index.find(query, MOST_NAMES))

    def _found(self, number: int) -> Found:
        if number < len(self.challenges):
            row = self.challenges[number]
            return Found(row.title or row.name, row.state, ChallengeOpened(row.name))
        person = self.people[number - len(self.challenges)]
        return Found(person.name, person.team, PersonOpened(self.of, person.id))


def read_names(desk: Desk, challenge: str | None) -> Names:
    """The names, of the people of this challenge or of the first that runs."""
    rows = desk.list_challenges()
    of = challenge or next((row.name for row in rows if row.state in ("running", "closing")), "")
    people = desk.list_people(of) if of else ()
    lines = chain((f"{row.title} {row.name}" for row in rows), (f"{one.name} {one.team}" for one in people))
    return Names(NameIndex(lines), rows, people, of)


class MoonwalkCommands(Provider):
    """Answers the palette. Names are never read as markup."""

    async def startup(self) -> None:
        """Read the names once for as long as the palette is open."""
        self._names: Names | None = None
        desk: Desk = self.app.desk  # type: ignore[attr-defined]
        challenge: str | None = getattr(self.screen, "challenge", None)
        try:
            self._names = await asyncio.to_thread(read_names, desk, challenge)
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
        for found in self._names.matching(query) if self._names is not None else ():
            detail = _literal(found.detail)
            yield Hit(
                0.5,
                Content(clean(found.label)),
                partial(self._open, found),
                text=clean(found.label),
                help=detail,
            )

    def _open(self, found: Found) -> None:
        self.app.post_message(found.opens)

    async def _run(self, action: Action) -> None:
        if action.scope == "go":
            self.app.post_message(GoTo(next(place for place in PLACES if repr(place) in action.does)))
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
