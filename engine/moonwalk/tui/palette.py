"""The palette: commands, challenges and people by name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Final

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from moonwalk.tui.actions import Action, actions_of
from moonwalk.tui.desk import Desk
from moonwalk.tui.folding import fold
from moonwalk.tui.messages import PLACES, ChallengeOpened, GoTo, PersonOpened
from moonwalk.tui.safe_text import clean, ui

MOST_PEOPLE: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A challenge or a person by name, with the message that opens it."""

    label: str
    detail: str
    folded: str
    opens: ChallengeOpened | PersonOpened


def read_names(desk: Desk, challenge: str | None) -> tuple[Found, ...]:
    """Everything that can be opened by name: the challenges, and the people of one of them."""
    rows = desk.list_challenges()
    about = challenge or next((row.name for row in rows if row.state in ("running", "closing")), None)
    challenges = [
        Found(row.title or row.name, row.state, fold(f"{row.title} {row.name}"), ChallengeOpened(row.name))
        for row in rows
    ]
    people = () if about is None else desk.list_people(about)
    return (
        *challenges,
        *(
            Found(one.name, one.team, fold(f"{one.name} {one.team}"), PersonOpened(about or "", one.id))
            for one in people
        ),
    )


def matching(names: Iterable[Found], query: str) -> list[Found]:
    """The first names with every word of the query in them."""
    words = fold(query).split()
    return list(
        islice((found for found in names if all(word in found.folded for word in words)), MOST_PEOPLE)
    )


class MoonwalkCommands(Provider):
    """Answers the palette. Names are searched in a thread and never read as markup."""

    async def startup(self) -> None:
        """Read the names once for as long as the palette is open."""
        self._names: tuple[Found, ...] = ()
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
        for found in await asyncio.to_thread(matching, self._names, query):
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
