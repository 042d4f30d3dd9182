"""The use cases as the screens call them: noted, and made to fail, to refuse or to answer otherwise."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from typing import Any, Final

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.views import BoardView, ChallengeRow, PersonRowView
from moonwalk.services.workspace import Workspace

from .samples import HOSTILE, NAMES

KEPT: Final = frozenset(
    {
        "id",
        "challenge",
        "board",
        "ranks",
        "person",
        "activity",
        "verdict",
        "state",
        "given",
        "to",
        "kind",
        "news",
    }
)
"""Fields that the engine reads again: ids and words of its own."""


class Services:
    """Replaces each use case where a screen looks it up; they run as they are until told otherwise."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.broken: frozenset[str] = frozenset()
        self.refused: frozenset[str] = frozenset()
        self.changed: dict[str, Callable[[Any], Any]] = {}
        names = set()
        for module, name, service in use_cases():
            patch.setattr(module, name, self._through(name, service))
            names.add(name)
        patch.setattr(Workspace, "pulse", self._through("pulse", Workspace.pulse))
        self.names = frozenset({*names, "pulse"})

    def _through(self, name: str, service: Callable[..., Any]) -> Callable[..., Any]:
        def call(workspace: Workspace, *asked: Any, **options: Any) -> Any:
            self.calls.append((name, (*asked, *options.values())))
            if name in self.broken:
                raise ValueError(f"{name} broke [/] \x1b[31m")
            if name in self.refused:
                raise Refused(f"The {name} is refused [/] \x1b[31m, with a reason.")
            answer = service(workspace, *asked, **options)
            return self.changed[name](answer) if name in self.changed else answer

        return call

    def asked(self, name: str) -> list[tuple[Any, ...]]:
        """What a use case was asked, one tuple a call."""
        return [asked for called, asked in self.calls if called == name]

    def attack(self) -> None:
        """Makes every answer hostile: whatever text is in it begins with an attack."""
        attacks = count()

        def spoil(answer: Any) -> Any:
            return spoiled(answer, attacks)

        self.changed = dict.fromkeys(self.names - {"pulse"}, spoil)


def use_cases() -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    """Every function of a workspace that a module of the screen imports from below, with that module."""
    for module in [module for name, module in sys.modules.items() if name.startswith("moonwalk.tui")]:
        for name, value in list(vars(module).items()):
            if not inspect.isfunction(value) or value.__module__.startswith("moonwalk.tui"):
                continue
            if takes_a_workspace(value):
                yield module, name, value


@cache
def takes_a_workspace(function: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and first.annotation == "Workspace"


def spoiled(answer: Any, attacks: Iterator[int]) -> Any:
    """An answer with attacks in all its texts; what tells its parts apart stays."""
    if type(answer) is str:
        number = next(attacks)
        kind = HOSTILE[number // 2 % len(HOSTILE)]
        return f"{HOSTILE[0]} {kind} {answer}" if number % 2 else f"{kind} {HOSTILE[0]} {answer}"
    if type(answer) in (tuple, list):
        return type(answer)(spoiled(part, attacks) for part in answer)
    if not dataclasses.is_dataclass(answer) or isinstance(answer, type):
        return answer
    # By these the screen finds its challenges, and the members of a team.
    found_by = {ChallengeRow: {"name"}, PersonRowView: {"team"}}.get(type(answer), set())
    kept = KEPT | found_by
    texts = {
        field.name: spoiled(getattr(answer, field.name), attacks)
        for field in dataclasses.fields(answer)
        if field.name not in kept and field.name != "boards" and getattr(answer, field.name) != ""
    }
    if hasattr(answer, "boards"):
        texts["boards"] = tuple((name, spoiled(label, attacks)) for name, label in answer.boards)
    return dataclasses.replace(answer, **texts)


def crowd(people: int) -> Callable[[Any], Any]:
    """Makes of a board of people, or of a list of people, one of very many; other answers stay."""
    first, last = ([name.split()[at] for name in NAMES] for at in (0, 1))
    names = [f"{first[n % 20]} {last[n // 20 % 20]} {n}" for n in range(people)]

    def many(answer: Any) -> Any:
        if isinstance(answer, BoardView):
            if answer.ranks != "people":
                return answer
            rows = tuple(dataclasses.replace(answer.rows[0], id=name, name=name) for name in names)
            return dataclasses.replace(answer, total=people, rows=rows)
        return tuple(PersonRowView(name, name, f"Team {n % 10}") for n, name in enumerate(names))

    return many
