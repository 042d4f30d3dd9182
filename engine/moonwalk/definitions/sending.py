"""When messages may reach people, and how many in a day: the section `sending` of the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any, ClassVar, Final

from moonwalk.api.field_specs import field_specs_of
from moonwalk.api.field_times import TIME
from moonwalk.api.field_types import FieldType
from moonwalk.api.problems import FieldError, did_you_mean, quoted
from moonwalk.api.sending_hours import SendingDays, SendingHours
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.field_types import CivilDay, Section
from moonwalk.definitions.map_reader import MapSpec, as_map, read_map
from moonwalk.definitions.nodes import Node


@dataclass(frozen=True)
class TimeOfDayKind(FieldType[time]):
    """`08:00`."""

    name: ClassVar[str] = "time of day"

    def parse(self, text: str) -> time:
        """The hour and minute."""
        if not re.fullmatch(TIME, text):
            raise FieldError(f"{quoted(text)} is not a time of day. Write hours and minutes: 08:00.")
        return time.fromisoformat(text)

    def show(self, value: time) -> str:
        """Hours and minutes."""
        return f"{value:%H:%M}"

    def is_value(self, raw: object) -> bool:
        """Whether it is a time of day."""
        return isinstance(raw, time)

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^{TIME}$"}


TimeOfDay = Annotated[time, TimeOfDayKind()]

_A_DAY: Final = r"([1-9]\d?)(?: a day)?"


@dataclass(frozen=True)
class PerDayKind(FieldType[int]):
    """`2 a day`."""

    name: ClassVar[str] = "number a day"

    def parse(self, text: str) -> int:
        """How many a day."""
        written = re.fullmatch(_A_DAY, text)
        if written is None:
            raise FieldError(f"{quoted(text)} is not a number from 1 to 99. Write: 2 a day.")
        return int(written[1])

    def show(self, value: int) -> str:
        """`2 a day`."""
        return f"{value} a day"

    def is_value(self, raw: object) -> bool:
        """Whether it is a number, of 1 or more."""
        return isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < 100

    def schema(self) -> dict[str, Any]:
        """Text, or a number."""
        return {"type": ["string", "integer"], "pattern": f"^{_A_DAY}$"}


PerDay = Annotated[int, PerDayKind()]


@dataclass(frozen=True)
class Sending:
    """When messages may reach people, and how many on one day of theirs; None: any number."""

    hours: SendingHours
    at_most: int | None = None


class _Keys(Section):
    earliest: TimeOfDay = time(8)
    latest: TimeOfDay = time(20)
    days: SendingDays = "workdays"
    holidays: tuple[CivilDay, ...] = ()
    at_most: PerDay | None = None


def read_sending(node: Node | None, diagnostics: Diagnostics) -> Sending | None:
    """Read the section `sending`; None where the settings have none: messages go out at any time."""
    section = as_map(node, "'sending'", diagnostics)
    if section is None:
        return None
    keys = read_map(section, MapSpec("'sending'", field_specs_of(_Keys), (), _unknown), diagnostics)
    earliest, latest = keys.get("earliest"), keys.get("latest")
    # An hour at least: where the clocks go forward, a shorter time might not come on that day.
    if _minutes(latest) - _minutes(earliest) < 60:
        diagnostics.error(
            keys.at("latest" if "latest" in keys.values else "earliest"),
            f"messages may arrive from {earliest:%H:%M} to {latest:%H:%M}, which is less than an hour of the "
            "same day. Write a later 'latest'.",
        )
    hours = SendingHours(earliest, latest, keys.get("days"), frozenset(keys.get("holidays")))
    return Sending(hours, keys.get("at_most"))


def _minutes(of_day: time) -> int:
    return 60 * of_day.hour + of_day.minute


def _unknown(key: str, known: tuple[str, ...]) -> str:
    return f"there is no setting {quoted(key)} in 'sending'.{did_you_mean(key, known)}"
