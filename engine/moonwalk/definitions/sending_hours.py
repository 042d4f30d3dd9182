"""When messages may reach people: the settings, and the next moment that suits a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any, ClassVar, Literal

from moonwalk.api.field_specs import field_specs_of
from moonwalk.api.field_times import TIME
from moonwalk.api.field_types import FieldType
from moonwalk.api.problems import FieldError, did_you_mean, quoted
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.field_types import CivilDay, Section
from moonwalk.definitions.map_reader import MapSpec, as_map, read_map
from moonwalk.definitions.nodes import Node

Days = Literal["workdays", "every day"]


@dataclass(frozen=True)
class SendingHours:
    """Messages arrive from `earliest` until just before `latest`, on `days` that are no holiday.

    All of it is by the reader's clock and calendar.
    """

    earliest: time
    latest: time
    days: Days = "workdays"
    holidays: frozenset[date] = frozenset()

    def suit(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether a message may arrive at a moment where this is the reader's zone."""
        local = moment.astimezone(zone)
        return self._is_open(local.date()) and self.earliest <= local.time() < self.latest

    def next_from(self, moment: datetime, zone: tzinfo) -> datetime:
        """The first moment from this one on at which a message may arrive, in UTC."""
        moment = moment.astimezone(UTC)
        if self.suit(moment, zone):
            return moment
        return next(
            opens for opens in self._openings(moment, zone) if opens > moment and self.suit(opens, zone)
        )

    def _openings(self, moment: datetime, zone: tzinfo) -> Iterator[datetime]:
        day = moment.astimezone(zone).date()
        while True:
            # Where the clocks go back, this time comes twice; and where they go forward it may not come
            # at all, which `astimezone` answers with the moment as far into the day as it would have been.
            for fold in (0, 1):
                yield datetime.combine(day, self.earliest, zone).replace(fold=fold).astimezone(UTC)
            day += timedelta(days=1)

    def _is_open(self, day: date) -> bool:
        return day not in self.holidays and (self.days == "every day" or day.weekday() < 5)


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


class _Keys(Section):
    earliest: TimeOfDay = time(8)
    latest: TimeOfDay = time(20)
    days: Days = "workdays"
    holidays: tuple[CivilDay, ...] = ()


def read_sending_hours(node: Node | None, diagnostics: Diagnostics) -> SendingHours | None:
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
    return SendingHours(earliest, latest, keys.get("days"), frozenset(keys.get("holidays")))


def _minutes(of_day: time) -> int:
    return 60 * of_day.hour + of_day.minute


def _unknown(key: str, known: tuple[str, ...]) -> str:
    return f"there is no setting {quoted(key)} in 'sending'.{did_you_mean(key, known)}"
