"""Apple Health: the export in XML, read in a stream, and the same converted to CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any, BinaryIO, ClassVar, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from moonwalk.api import FieldError
from moonwalk.api.fields import Quantity
from moonwalk.api.files import Columns, Measure, Rejected, Remark, Row, SheetRow, SourceFile, clean_name
from moonwalk_plugins.trackers.cells import day_of, read_number
from moonwalk_plugins.trackers.measuring import (
    Kind,
    Reading,
    Target,
    daily_targets,
    kind_of,
    left_out_remarks,
)
from moonwalk_plugins.trackers.personal import Personal
from moonwalk_plugins.trackers.sports import is_sport, sport_of
from moonwalk_plugins.trackers.summed import Run, SummedTable
from moonwalk_plugins.trackers.totals import Totals

_PREFIX: Final = "HKQuantityTypeIdentifier"
_WORKOUT: Final = "HKWorkoutActivityType"
_TYPES: Final[MappingProxyType[str, Kind]] = MappingProxyType(
    {"StepCount": "steps", "DistanceWalkingRunning": "distance", "AppleExerciseTime": "duration"}
)
_UNITS: Final = MappingProxyType(
    {
        "count": (1, "steps"),
        "km": (1, "km"),
        "mi": (1, "miles"),
        "m": (1, "metres"),
        "min": (1, "minutes"),
        "hr": (1, "hours"),
        "s": (60, "minutes"),
    }
)
_TOTALS: Final = (
    Reading(kind="steps", columns=("value",), unit="steps"),
    Reading(kind="distance", columns=("value",), unit="km"),
    Reading(kind="duration", columns=("value",), unit="minutes"),
)
_LONGEST_LINE: Final = 1 << 16


def amount_of(value: str, unit: str) -> Quantity:
    """An amount in Apple's words for units; FieldError for another unit, or for no number."""
    if unit not in _UNITS:
        raise FieldError(f"'{clean_name(value)} {clean_name(unit)}' is in a unit that is not known.")
    divisor, name = _UNITS[unit]
    return Quantity(value=read_number(value) / divisor, unit=name)


class AppleHealthTable(SummedTable):
    """Apple Health converted to CSV, a row for each record: steps, distance on foot, exercise time."""

    name: ClassVar[str] = "apple_health_csv"
    about: ClassVar[str] = "Apple Health converted to CSV: sourceName, type, unit, startDate and value."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "source": ("sourceName",),
            "type": ("type",),
            "unit": ("unit",),
            "day": ("startDate",),
            "value": ("value",),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"source", "type", "unit", "day", "value"})
    device_column: ClassVar[str] = "source"
    readings: ClassVar[tuple[Reading, ...]] = _TOTALS

    def amounts(self, row: SheetRow, run: Run) -> list[tuple[int, Quantity]]:
        """What a record adds, if it is of a kind that counts."""
        kind = _TYPES.get(run.reader.cell(row, "type").removeprefix(_PREFIX))
        value, unit = run.reader.cell(row, "value"), run.reader.cell(row, "unit")
        numbers = [at for at, target in enumerate(run.targets) if target.reading.kind == kind]
        return [(at, amount_of(value, unit)) for at in numbers]

    def no_amount(self, row: SheetRow, run: Run) -> str:
        """Why a record of another kind adds nothing."""
        kind = clean_name(run.reader.cell(row, "type"))
        return f"The challenges do not measure '{kind}'." if kind else "The row has no type."


class AppleHealth(Personal):
    """Days from Apple Health's `export.xml`: steps, distance on foot, exercise time, and workouts by type.

    Phone, watch and apps all write what they saw; of each day, only the source with the largest total is
    taken. The file is read in a stream, in memory that grows with its days.
    """

    name: ClassVar[str] = "apple_health"
    about: ClassVar[str] = "Apple Health: export.xml, out of export.zip."
    whole_days: ClassVar[bool] = True

    def recognises(self, file: SourceFile) -> bool:
        """Whether it is XML of Apple Health, be it the wrong one of the two files."""
        start = file.start()
        return start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and (
            b"<HealthData" in start or b"<!DOCTYPE HealthData" in start or _is_cda(start)
        )

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The totals of each day, and each record that cannot be right. `line` is where a record ends."""
        person = self.person()
        if _is_cda(file.start()):
            raise FieldError(
                "it is export_cda.xml, which has clinical documents; steps and workouts are in export.xml, "
                "beside it in export.zip"
            )
        readings = readings_for(file.measures)
        targets = daily_targets(file.measures, readings, self.activity or "")
        yield from left_out_remarks(file.measures, readings, self.activity or "")
        totals = Totals(person, targets)
        others: Counter[str] = Counter()
        with file.open() as stream:
            lines = _Lines(stream)
            for element in _elements(lines):
                try:
                    for at, amount in _amounts(element, targets):
                        day = day_of(element.get("startDate", ""), None)
                        device = clean_name(element.get("sourceName", ""))
                        totals.add(lines.count, (day, day.isoformat()), device, (at, amount))
                except FieldError as error:
                    yield Rejected(line=lines.count, reason=str(error))
                    continue
                others[element.tag] += 1
        yield Remark(text=_read_in_all(others))
        yield from totals.entries()


def readings_for(measures: Sequence[Measure]) -> tuple[Reading, ...]:
    """The totals of a day, and before them the workouts of each sport that is measured.

    A distance on foot is the day's, not only that of workouts.
    """
    sports = {
        (kind, sport): None
        for measure in measures
        for sport in (sport_of(measure.activity), sport_of(measure.label))
        if (kind := kind_of(measure)) in ("duration", "distance") and is_sport(measure, sport)
    }
    workouts = tuple(
        Reading(kind=kind, columns=(), unit="", sport=sport)
        for kind, sport in sports
        if kind and (kind, sport) != ("distance", "walk")
    )
    return (*workouts, *_TOTALS)


def _amounts(element: Element, targets: Sequence[Target]) -> Iterator[tuple[int, Quantity]]:
    """What a record or workout adds to each target, by its number."""
    if element.tag == "Record":
        kind = _TYPES.get(element.get("type", "").removeprefix(_PREFIX))
        for at, target in enumerate(targets):
            if not target.reading.sport and target.reading.kind == kind:
                yield at, amount_of(element.get("value", ""), element.get("unit", ""))
    elif element.tag == "Workout":
        sport = sport_of(_words(element.get("workoutActivityType", "").removeprefix(_WORKOUT)))
        for at, target in enumerate(targets):
            if target.reading.sport and target.reading.sport == sport:
                amount = _workout_amount(element, target.reading.kind)
                if amount is not None:
                    yield at, amount


def _workout_amount(element: Element, kind: Kind) -> Quantity | None:
    """The duration or distance of a workout; newer files have distances only among its statistics."""
    if kind == "duration":
        return _amount_or_none(element.get("duration"), element.get("durationUnit", "min"))
    total = _amount_or_none(element.get("totalDistance"), element.get("totalDistanceUnit", "km"))
    if total is not None and total.value:
        return total
    for part in element.iter("WorkoutStatistics"):
        if part.get("type", "").startswith(f"{_PREFIX}Distance"):
            return _amount_or_none(part.get("sum"), part.get("unit", ""))
    return total


def _amount_or_none(value: str | None, unit: str) -> Quantity | None:
    return None if value is None else amount_of(value, unit)


def _words(name: str) -> str:
    """`TraditionalStrengthTraining` in words."""
    return "".join(f" {letter}" if letter.isupper() else letter for letter in name).strip()


def _is_cda(start: bytes) -> bool:
    return b"<ClinicalDocument" in start


class _Lines:
    """A stream of XML by its lines, which it counts, without Apple's own document type.

    Some versions of iOS write a type that is no sound XML, and nothing in it is needed. Entities declared
    there are refused, as they are anywhere else.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._in_type = False
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """The next line, or the next part of a very long one; empty at the end."""
        while line := self._stream.readline(_LONGEST_LINE):
            self.count += line.endswith(b"\n")
            if not self._in_type and not line.lstrip().startswith(b"<!DOCTYPE HealthData ["):
                return line
            if b"<!ENTITY" in line.upper():
                raise FieldError(_HOSTILE)
            self._in_type = not line.rstrip().endswith(b"]>")
        return b""


_HOSTILE: Final = (
    "it declares entities, which no export of Apple Health does and which can harm this computer; "
    "export the data again on the phone"
)


def _elements(lines: _Lines) -> Iterator[Element]:
    """Every record and workout directly below the root; what has been passed on is forgotten."""
    depth = 0
    root: Element | None = None
    # The type is untyped where it comes from, and takes anything that can be read.
    events: Any = iterparse(lines, events=("start", "end"), forbid_dtd=False)
    try:
        for event, element in events:
            if event == "start":
                depth += 1
                root = element if root is None else root
                continue
            depth -= 1
            if depth == 1 and root is not None:
                if element.tag in ("Record", "Workout"):
                    yield element
                root.clear()
    except DefusedXmlException:
        raise FieldError(_HOSTILE) from None
    except (ParseError, ValueError, LookupError) as error:
        raise FieldError(
            f"the XML is damaged or cut off near line {lines.count} ({error}); unpack export.zip again, or "
            "export again on the phone"
        ) from None


def _read_in_all(read: Counter[str]) -> str:
    """What was read, for people."""
    counts = ((read["Record"], "record"), (read["Workout"], "workout"))
    shown = " and ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    return f"Read and added up by day: {shown}."
