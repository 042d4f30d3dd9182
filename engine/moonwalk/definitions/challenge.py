"""A challenge as the rest of the engine sees it: read, checked, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from moonwalk.definitions.sections.activities import Activity
from moonwalk.definitions.sections.boards import Board, Prize
from moonwalk.definitions.sections.goals import Goal
from moonwalk.definitions.sections.items import Item, NoticeItem
from moonwalk.definitions.sections.people import People, Privacy, Safety
from moonwalk.definitions.sections.schedule import Pauses, Schedule, Week
from moonwalk.definitions.sections.teams import Teams


@dataclass(frozen=True)
class Challenge:
    """One definition. Two are equal when they mean the same, wherever they were written.

    `text` is the source as it was read; `weeks` has an entry for each week that says something.
    """

    name: str = field(compare=False)
    title: str
    about: str
    path: str = field(compare=False)
    text: str = field(compare=False, repr=False)
    plugins: Mapping[str, str]
    schedule: Schedule
    activities: Mapping[str, Activity]
    goals: Mapping[str, Goal]
    weeks: Mapping[int, Week]
    rules: tuple[Item, ...]
    people: People
    pauses: Pauses
    teams: Teams | None
    company_rules: tuple[Item, ...]
    boards: Mapping[str, Board]
    prizes: Mapping[str, Prize]
    notices: tuple[NoticeItem, ...]
    privacy: Privacy
    safety: Safety | None
    accepted: Mapping[str, str]

    @property
    def paying_rules(self) -> tuple[Item, ...]:
        """Every rule that pays: of people, of teams, of everyone together."""
        return (*self.rules, *(self.teams.rules if self.teams else ()), *self.company_rules)
