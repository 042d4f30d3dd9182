"""Who takes part, what others may see of them, and what keeps them safe."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from moonwalk.api.fields import Column, Whole
from moonwalk.definitions.sections.fields import Line, PersonalDays, Section, ShortText


class People(Section):
    """Who takes part, and how part-time weeks count."""

    take_part: Literal["everyone on the roster", "those who sign up"] = "everyone on the roster"
    only_where: dict[Column, tuple[ShortText, ...]] = Field(default={})
    not_placed: dict[Column, tuple[ShortText, ...]] = Field(default={})
    part_weeks: Literal["goals shrink with the days", "goals stay", "week does not count"] = (
        "goals shrink with the days"
    )


class Privacy(Section):
    """What is shown to whom, and for how long entries are kept."""

    people_see: Literal["own points", "own team", "everyone"] = "own points"
    organisers_see: Literal["points", "entries"] = "points"
    smallest_group: Whole = 5
    names: Literal["full", "first name", "initials", "nickname"] = "first name"
    keep_entries: PersonalDays = 90


class Safety(Section):
    """What people should read before they begin."""

    printed: Literal["in the rules and the first message", "in the rules"] = (
        "in the rules and the first message"
    )
    where: tuple[Line, ...] = ()
    how: tuple[Line, ...] = ()
    stop_if: tuple[Line, ...] = ()
    ask_first_if: tuple[Line, ...] = ()
