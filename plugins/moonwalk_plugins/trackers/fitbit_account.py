"""What a Fitbit account exports: the table of a month, and Takeout's steps by minute."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Final, Literal

from moonwalk.api import FieldError
from moonwalk.api.fields import Quantity, ShortText
from moonwalk.api.files import Columns, DateOrder, Rejected, Remark, Row, SourceFile
from moonwalk_plugins.trackers.cells import read_number, zone_named
from moonwalk_plugins.trackers.daily import DailyTable
from moonwalk_plugins.trackers.fitbit import distance_remark
from moonwalk_plugins.trackers.measuring import Reading, Target, daily_targets
from moonwalk_plugins.trackers.personal import Personal
from moonwalk_plugins.trackers.sections import Section, text_of
from moonwalk_plugins.trackers.sports import key_of
from moonwalk_plugins.trackers.summed import InstantTable, day_and_span
from moonwalk_plugins.trackers.tables import Reader
from moonwalk_plugins.trackers.totals import Totals
from moonwalk_plugins.trackers.workouts import utc_remark

_STEPS: Final = Reading(kind="steps", columns=("steps",), unit="steps")
_HEADER: Final = frozenset({"date", "caloriesburned", "steps"})
_JSON: Final = re.compile(rb'\s*\[\s*\{\s*"(?:dateTime|value)"\s*:')
_LARGEST_JSON: Final = 64 * 1024 * 1024


class FitbitAccount(DailyTable):
    """Days from the table that a Fitbit account exports by month: the section Activities of several."""

    name: ClassVar[str] = "fitbit_account"
    about: ClassVar[str] = "Fitbit's export of an account by month: Activities, with Date and Steps."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "day": ("Date",),
            "calories": ("Calories Burned",),
            "steps": ("Steps",),
            "distance": ("Distance",),
            "floors": ("Floors",),
            "fairly": ("Minutes Fairly Active",),
            "very": ("Minutes Very Active",),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"day", "calories", "steps"})

    distances: Literal["km", "miles"] = "km"

    def recognises(self, file: SourceFile) -> bool:
        """Whether one of the sections is that of activities."""
        section = _activities(text_of(file.start()))
        return section is not None and super().recognises(section.table(file))

    def readings_of(self, reader: Reader) -> tuple[Reading, ...]:
        """Steps, distance, floors and what Fitbit calls active minutes."""
        readings = (
            Reading(kind="steps", columns=("steps",), unit="steps", local=True),
            Reading(kind="distance", columns=("distance",), unit=self.distances, local=True),
            Reading(kind="floors", columns=("floors",), unit="floors", local=True),
            Reading(kind="duration", columns=("very", "fairly"), unit="minutes", add=True, local=True),
        )
        return tuple(reading for reading in readings if reader.has(reading))

    def notes(self, targets: tuple[Target, ...]) -> Iterator[Remark]:
        """The unit of the distances."""
        return distance_remark(targets, self.distances)

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The days of the section of activities; every other line is skipped."""
        section = _activities(text_of(file.data))
        if section is None:
            return super().read(file)
        return section.rows(file, super().read, "The line is of another section than Activities.")


def _activities(text: str) -> Section | None:
    """The section whose header has the steps of days; None where there is none."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        keys = {key_of(cell) for cell in re.split("[,;\t]", line)}
        if keys >= _HEADER:
            blank = (nth for nth in range(at, len(lines)) if not lines[nth].strip(' ,;\t"'))
            return Section(lines, at, next(blank, len(lines)))
    return None


class GoogleHealthSteps(InstantTable):
    """Steps by minute from Takeout's folder of Fitbit or Google Health, in UTC.

    Phone and tracker both count; of each day, only the device that counted most is taken.
    """

    name: ClassVar[str] = "google_health"
    about: ClassVar[str] = "Fitbit or Google Health, Takeout: timestamp, steps and data source."
    columns: ClassVar[Columns] = MappingProxyType(
        {"day": ("timestamp",), "steps": ("steps",), "source": ("data source",)}
    )
    signature: ClassVar[frozenset[str]] = frozenset({"day", "steps", "source"})
    device_column: ClassVar[str] = "source"
    readings: ClassVar[tuple[Reading, ...]] = (_STEPS,)


class FitbitTakeout(Personal):
    """Steps by minute from Fitbit's Takeout, `steps-2020-01-20.json`; times are in UTC, month first.

    What is in such a file, only its name says, so it is recognised by its name as well. With
    `stamps: local`, times are taken as they are.
    """

    name: ClassVar[str] = "fitbit_takeout"
    about: ClassVar[str] = "Fitbit, Takeout: steps-2020-01-20.json, with dateTime and value."

    stamps: Literal["utc", "local"] = "utc"
    dates: Literal["day first", "month first"] = "month first"
    zone: ShortText = ""

    def recognises(self, file: SourceFile) -> bool:
        """Whether it is a list of times and values, and is called that of steps."""
        return file.name.casefold().startswith("steps") and _JSON.match(file.start()) is not None

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The steps of each day, added up. `line` counts the values of the list, from 1."""
        zone = zone_named(self.zone, file.timezone)
        totals = Totals(self.person(), daily_targets(file.measures, (_STEPS,), self.activity or ""))
        if self.stamps == "utc":
            yield utc_remark(zone)
        order: DateOrder = self.dates
        count = 0
        for count, item in enumerate(_values(file), start=1):
            try:
                cell, steps = _minute(item)
                when = day_and_span(cell, order, self.stamps, zone)
                totals.add(count, when, "", (0, Quantity(value=steps, unit="steps")))
            except FieldError as error:
                yield Rejected(line=count, reason=str(error))
        yield Remark(text=f"{count} values were added up by day; 'line' counts values, not lines.")
        yield from totals.entries()


def _values(file: SourceFile) -> list[object]:
    """The list that a JSON file holds; FieldError for anything else."""
    if file.size > _LARGEST_JSON:
        raise FieldError("it is too large for one file of Takeout, which has a month or less")
    try:
        values = json.loads(text_of(file.data))
    except (ValueError, RecursionError) as error:
        raise FieldError(f"it is no JSON, or it is cut off ({error}); export it again") from None
    if not isinstance(values, list):
        raise FieldError("it holds no list of times and values; is it one of the files called steps-...json?")
    return values


def _minute(item: object) -> tuple[str, Fraction]:
    if not isinstance(item, dict) or not isinstance(item.get("dateTime"), str):
        raise FieldError("The value has no 'dateTime'.")
    value = item.get("value")
    if not isinstance(value, str | int):
        raise FieldError("The value is no number of steps. Is this a file of steps?")
    return item["dateTime"], read_number(str(value))
