"""The palette: commands, challenges, teams and people by name."""

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
from moonwalk.tui.jobs import Here, jobs
from moonwalk.tui.keymap import as_chosen
from moonwalk.tui.messages import ChallengeOpened, GoTo, JobWanted, PersonOpened, TeamOpened
from moonwalk.tui.text import NameIndex, clean, fold, shared_names, ui
from moonwalk.tui.widgets.bottom_bars import jobs_for, other_jobs

MOST_NAMES: Final = 50

NAME_BEGINS: Final = 5.0
LABEL_BEGINS: Final = 4.0
NAME_CONTAINS: Final = 3.0
HELP_CONTAINS: Final = 2.0
LAST: Final = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """A challenge, a team or a person by name, with the message that opens it."""

    label: str
    detail: str
    opens: ChallengeOpened | TeamOpened | PersonOpened


COMMANDS_ONLY: Final[tuple[tuple[str, str], ...]] = (
    ("Put a backup back", "moonwalk restore FILE"),
    ("Check that the data is whole", "moonwalk verify"),
    ("Write personal links for a mail merge", "moonwalk links NAME"),
    ("Show this screen in a browser", "moonwalk serve"),
)
"""What no key does, and the command that does it: whoever looks for it here is told."""


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that can be opened by name: the challenges, the teams and the people of one of them.

    `shared` are the names that several people have.
    """

    index: NameIndex
    challenges: tuple[ChallengeRow, ...]
    teams: tuple[str, ...]
    people: tuple[PersonRowView, ...]
    of: str
    shared: frozenset[str]

    def matching(self, query: str) -> tuple[Target, ...]:
        """The first names with every word of the query in them."""
        return tuple(self._target(number) for number in self.index.find(query, MOST_NAMES))

    def _target(self, number: int) -> Target:
        if number < len(self.challenges):
            row = self.challenges[number]
            return Target(row.title or row.name, row.state, ChallengeOpened(row.name))
        number -= len(self.challenges)
        if number < len(self.teams):
            team = self.teams[number]
            return Target(team, "team", TeamOpened(self.of, team, (team,)))
        person = self.people[number - len(self.teams)]
        # Only the id tells those apart who have one name.
        told_by = f"id {person.id}" if person.name in self.shared else ""
        detail = " · ".join(filter(None, (person.team, told_by)))
        return Target(person.name, detail, PersonOpened(self.of, person.id))


def read_names(workspace: Workspace, challenge: str | None) -> Names:
    """The names, of the people of this challenge or of the first that runs."""
    rows = list_challenges(workspace)
    of = challenge or next((row.name for row in rows if row.state in ("running", "closing")), "")
    people = list_people(workspace, of) if of else ()
    teams = tuple(sorted({person.team for person in people if person.team}))
    lines = chain(
        (f"{row.title} {row.name}" for row in rows),
        teams,
        (f"{person.name} {person.team}" for person in people),
    )
    shared = shared_names(person.name for person in people)
    return Names(NameIndex(lines), rows, teams, people, of, shared)


class MoonwalkCommands(Provider):
    """Answers the palette. Names are never read as markup."""

    async def startup(self) -> None:
        """Begin to read the names, once for as long as the palette is open.

        Whatever waits here ends with the first search that another letter puts an end to, and with it would
        the names.
        """
        workspace: Workspace = self.app.workspace  # type: ignore[attr-defined]
        challenge: str | None = getattr(self.screen, "challenge", None)
        self._names = asyncio.ensure_future(asyncio.to_thread(read_names, workspace, challenge))

    async def _matching(self, query: str) -> tuple[Target, ...]:
        """The names that match, once there are any."""
        try:
            names = await asyncio.shield(self._names)
        except Exception as error:  # the commands still work without names
            self.app.log.error(type(error).__name__)
            return ()
        return names.matching(query)

    async def discover(self) -> Hits:
        """Every command."""
        for action, said in self._actions():
            yield DiscoveryHit(
                _title(action), partial(self._run, action), text=action.label, help=_literal(said)
            )

    async def search(self, query: str) -> Hits:
        """Commands, challenges, teams and people; none before there are names, for these come first."""
        targets = await self._matching(query)
        for action, said in self._actions():
            score = _score(action, query) if said == action.help else min(LAST, _score(action, query))
            if score > 0:
                yield Hit(
                    score,
                    _title(action),
                    partial(self._run, action),
                    text=action.label,
                    help=_literal(said),
                )
        for target in targets:
            yield Hit(
                NAME_BEGINS if begins(target.label, query) else NAME_CONTAINS,
                Content(clean(target.label)),
                partial(self._open, target),
                text=clean(target.label),
                help=_literal(target.detail),
            )

        for label, command in COMMANDS_ONLY:
            if all(word in fold(f"{label} {command}") for word in fold(query).split()):
                yield Hit(
                    HELP_CONTAINS,
                    ui(label),
                    partial(self._say, f"In a shell: {command}"),
                    text=label,
                    help=_literal(f"in a shell: {command}"),
                )

    def _actions(self) -> tuple[tuple[Action, str], ...]:
        """Every action with its help; last the jobs that there is nothing for here, with the reason."""
        here: Here | None = getattr(self.screen, "here", None)
        if here is None:
            return tuple((action, action.help) for action in as_chosen(self.app, _offered()))
        possible = as_chosen(self.app, (*_offered(), *jobs_for(here)))
        others = as_chosen(self.app, other_jobs(here))
        return (
            *((action, action.help) for action in possible),
            *((action, jobs()[action.id.removeprefix("jobs.")].why_not(here)) for action in others),
        )

    def _say(self, said: str) -> None:
        self.app.notify(said, markup=False)

    def _open(self, target: Target) -> None:
        self.app.post_message(target.opens)

    async def _run(self, action: Action) -> None:
        if action.scope == "go":
            self.app.post_message(GoTo(action.place))
        elif action.scope == "jobs":
            self.screen.post_message(JobWanted(action.id.removeprefix("jobs.")))
        else:
            await self.screen.run_action(action.does)


def _literal(text: str) -> Any:
    """Text that is not read as markup; the palette takes more than the strings its types allow."""
    return ui(text)


def _offered() -> tuple[Action, ...]:
    hidden = ("frame.back", "frame.palette", "go.open", "go.close")
    return tuple(action for action in actions_of("go", "everywhere") if action.id not in hidden)


def _score(action: Action, query: str) -> float:
    """How well an action answers what was typed; 0 where it does not.

    What one types is most often a name, so that names which begin with it come before any action. What ends
    the program comes last, and only for its own name: help is full of words that people are called by.
    """
    if action.does == "app.quit":
        return LAST if begins(action.label, query) else 0.0
    if begins(action.label, query):
        return LABEL_BEGINS
    words = fold(query).split()
    text = fold(f"{action.label} {action.help}")
    return HELP_CONTAINS if words and all(word in text for word in words) else 0.0


def begins(text: str, query: str) -> bool:
    """Whether a word of the text begins with what was typed, whatever case and accents it has."""
    wanted = fold(query).strip()
    return bool(wanted) and f" {fold(text)}".find(f" {wanted}") >= 0


def _title(action: Action) -> Content:
    lead = {"go": "g ", "jobs": "d "}.get(action.scope, "")
    keys = f"  {lead}{action.keys_in_words}" if action.keys else ""
    label = f"Go to {action.label.lower()}" if action.scope == "go" else action.label
    return ui(label, (keys, "dim"))
