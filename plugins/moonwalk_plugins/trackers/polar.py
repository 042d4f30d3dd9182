"""Polar Flow: a training session as a table, and as the JSON of an account's export."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Final

from moonwalk.api import FieldError
from moonwalk.api.fields import Quantity
from moonwalk.api.files import (
    Columns,
    DateOrder,
    EntryRow,
    Rejected,
    Row,
    Skipped,
    SourceFile,
    clean_name,
    read_date,
)
from moonwalk_plugins.trackers.cells import LARGEST, thousandths_in
from moonwalk_plugins.trackers.measuring import Kind, Reading, Target
from moonwalk_plugins.trackers.personal import Amounts, Personal, opening
from moonwalk_plugins.trackers.sections import Section, text_of
from moonwalk_plugins.trackers.sports import key_of
from moonwalk_plugins.trackers.workouts import WorkoutTable, check_measures, instant_or_day, targets_by_type

_SAMPLES: Final = "samplerate"
_LARGEST_JSON: Final = 256 * 1024 * 1024
_ISO: Final = re.compile(r"PT(?:([0-9]{1,4})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,7}(?:\.[0-9]{1,9})?)S)?")
_READINGS: Final = (
    Reading(kind="duration", columns=("time",), unit="clock"),
    Reading(kind="distance", columns=("distance",), unit="km"),
)


class PolarTable(WorkoutTable):
    """A training session from Polar Flow, of whose table only the first row is a workout."""

    name: ClassVar[str] = "polar"
    about: ClassVar[str] = "Polar Flow, a training session: Sport, Date, Start time, Duration, Sample rate."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "kind": ("Sport",),
            "day": ("Date",),
            "start": ("Start time",),
            "time": ("Duration",),
            "distance": ("Total distance (km)",),
            "heart": ("Average heart rate (bpm)",),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"kind", "day", "start", "time", "heart"})
    order: ClassVar[DateOrder | None] = "day first"
    readings: ClassVar[tuple[Reading, ...]] = _READINGS

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header is Polar's; its Name is the one that the account has, and no id."""
        header = opening(file, self.columns)
        return self.signature <= header.known.keys() and "email" not in header.keys

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The session; the samples that follow it are skipped."""
        lines = text_of(file.data).splitlines()
        samples = (at for at, line in enumerate(lines) if key_of(line.split(",")[0]) == _SAMPLES)
        section = Section(lines, 0, next(samples, len(lines)))
        return section.rows(file, super().read, "The line is a sample of the session, not a workout.")


@dataclass(frozen=True, slots=True)
class _Exercise:
    """An exercise of a session: its number in the file, its start, its sport, and what it has."""

    line: int
    start: str
    day: date
    sport: str
    amounts: Mapping[Kind, Quantity]


class PolarJson(Personal):
    """Training sessions from the export of a Polar account, `training-session-....json`, in local time."""

    name: ClassVar[str] = "polar_json"
    about: ClassVar[str] = "Polar, export of an account: training-session-....json, with exercises."

    def recognises(self, file: SourceFile) -> bool:
        """Whether it is an object with the keys that Polar gives a session."""
        start = file.start()
        return start.lstrip()[:1] == b"{" and b'"exportVersion"' in start and b'"startTime"' in start

    def read(self, file: SourceFile) -> Iterable[Row]:
        """Every exercise of the session. `line` counts them, from 1."""
        person = self.person()
        check_measures(file.measures, self.activity or "")
        targets_of = targets_by_type(file.measures, _READINGS, self.activity or "")
        starts: Counter[str] = Counter()
        for line, item in enumerate(_exercises(file), start=1):
            try:
                exercise = _exercise(line, item)
            except FieldError as error:
                yield Rejected(line=line, reason=str(error))
                continue
            starts[exercise.start] += 1
            nth = starts[exercise.start]
            answer = exercise.start if nth == 1 else f"{exercise.start} #{nth}"
            yield from _entries(exercise, targets_of(exercise.sport), person, answer)


def _entries(
    exercise: _Exercise, targets: tuple[Target, ...] | str, person: str, answer: str
) -> Iterator[EntryRow | Rejected | Skipped]:
    if isinstance(targets, str):
        yield Skipped(line=exercise.line, reason=targets)
        return
    try:
        amounts = [
            (target, thousandths_in(exercise.amounts[target.reading.kind], target.unit))
            for target in targets
            if target.reading.kind in exercise.amounts
        ]
    except FieldError as error:
        yield Rejected(line=exercise.line, reason=str(error))
        return
    if not amounts:
        yield Skipped(line=exercise.line, reason=f"The workout '{exercise.sport}' has no such amount.")
    yield from Amounts(
        person=person, line=exercise.line, day=exercise.day, amounts=amounts, answer=answer
    ).entries()


def _exercises(file: SourceFile) -> list[object]:
    """The exercises of a session, or the session itself where it has none; FieldError for anything else."""
    if file.size > _LARGEST_JSON:
        raise FieldError("it is too large for one training session")
    try:
        session = json.loads(text_of(file.data))
    except (ValueError, RecursionError) as error:
        raise FieldError(f"it is no JSON, or it is cut off ({error}); export it again") from None
    if not isinstance(session, dict):
        raise FieldError("it holds no training session")
    exercises = session.get("exercises")
    return exercises if isinstance(exercises, list) and exercises else [session]


def _exercise(line: int, item: object) -> _Exercise:
    if not isinstance(item, dict) or not isinstance(item.get("startTime"), str):
        raise FieldError("The exercise has no 'startTime'.")
    day = read_date(item["startTime"])
    sport = item.get("sport")
    if isinstance(sport, dict):
        sport = sport.get("id")
    amounts: dict[Kind, Quantity] = {}
    duration, distance = item.get("duration"), item.get("distance")
    if duration is None and item.get("durationMillis") is not None:
        amounts["duration"] = Quantity(value=_number(item["durationMillis"]) / 60_000, unit="minutes")
    elif duration is not None:
        amounts["duration"] = Quantity(value=_iso_minutes(duration), unit="minutes")
    if distance is not None:
        amounts["distance"] = Quantity(value=_number(distance), unit="metres")
    start = instant_or_day(item["startTime"], day, None)
    return _Exercise(
        line, start, day, clean_name(str(sport or "")), {k: v for k, v in amounts.items() if v.value}
    )


def _number(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LARGEST:
        raise FieldError(f"'{clean_name(str(value))}' is not an amount.")
    # By its text: the shortest decimal that means this number is what the file has.
    return Fraction(repr(value))


def _iso_minutes(value: object) -> Fraction:
    match = _ISO.fullmatch(value) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        raise FieldError(f"'{clean_name(str(value))}' is not a duration such as PT1H2M3S.")
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 60 + int(minutes or 0) + Fraction(seconds or "0") / 60
