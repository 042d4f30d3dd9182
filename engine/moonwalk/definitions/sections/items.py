"""The keys that every rule and every notice has beside its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from moonwalk.api.fields import Clock, Label, Period, Text
from moonwalk.api.problems import Place
from moonwalk.api.values import ClockTime
from moonwalk.api.values import Period as PeriodValue
from moonwalk.definitions.sections.fields import Id, Reason, Section
from moonwalk.host import Use


class RuleKeys(Section):
    """What every rule has."""

    id: Id | None = None
    label: Label = ""
    why: Reason = ""
    during: tuple[Period, ...] = ()


class NoticeKeys(Section):
    """What every notice has."""

    to: Literal["people", "teams", "organisers"] = "people"
    at: Clock | None = None
    subject: Label = ""
    text: Text = ""


@dataclass(frozen=True)
class Item:
    """A configured rule, ranking or notice.

    `config` holds its own keys as plain JSON text; keys left at their default are not in it, and
    `activity` is filled in where it was left out.
    """

    name: str
    full_name: str
    use: Use
    id: str
    label: str = ""
    why: str = ""
    during: tuple[PeriodValue, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class NoticeItem(Item):
    """A configured notice: to whom, when, and in which words; nothing means the notice's own."""

    to: str = "people"
    at: ClockTime | None = None
    subject: str = ""
    text: str = ""
