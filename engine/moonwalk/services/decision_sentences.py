"""What a decision in words consists of, and what the words are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from moonwalk.store.decision_effects import (
    EntryContent,
    ImportEffect,
    MembershipEffect,
    MessageEffect,
    PauseEffect,
)

NOBODY_NOW: Final = "somebody (since forgotten)"


@dataclass(frozen=True)
class Background:
    """What the sentences of a batch of decisions are made of. The maps go by decision unless they say so.

    `entries` holds what was logged, `older` entries by id with what took their place, `imported` imports by
    number, `placed` how many people a decision about a challenge concerns, and the first few of them.
    `shows_activity` and `shows_targets` answer whether organisers may see what people did, or chose to do.
    """

    names: Mapping[int, str]
    entries: Mapping[int, EntryContent]
    older: Mapping[int, tuple[EntryContent, EntryContent | None]]
    memberships: Mapping[int, tuple[MembershipEffect, ...]]
    placed: Mapping[int, tuple[int, tuple[int, ...]]]
    pauses: Mapping[int, PauseEffect]
    imports: Mapping[int, ImportEffect]
    imported: Mapping[int, ImportEffect]
    messages: Mapping[int, MessageEffect]
    label: Callable[[str], str]
    shows_activity: Callable[[str], bool]
    shows_targets: Callable[[str], bool]

    def name(self, person: int | None) -> str:
        """The name of a person."""
        return NOBODY_NOW if person is None else self.names.get(person, NOBODY_NOW)


@dataclass(frozen=True)
class Sentence:
    """A decision in words, with the challenge and the people, by number, whom it concerns.

    `activity` is that of an entry. `shown` says that the words tell what a person did or chose, `hidden` that
    organisers may not see it, and the reason with it.
    """

    text: str
    challenge: str = ""
    people: tuple[int, ...] = ()
    activity: str = ""
    import_no: int | None = None
    shown: bool = False
    hidden: bool = False
