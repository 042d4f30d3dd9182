"""Which amounts of a file are taken, and for which activity: what the challenges measure decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.api import FieldError
from moonwalk.api.fields import singular
from moonwalk.api.files import Measure, Remark
from moonwalk_plugins.trackers.sports import ON_FOOT, is_named, is_sport, sport_of, sports_in

Kind = Literal["steps", "duration", "distance", "floors"]

_KINDS: Final[MappingProxyType[str, Kind]] = MappingProxyType(
    {
        "step": "steps",
        "minute": "duration",
        "hour": "duration",
        "metre": "distance",
        "km": "distance",
        "mile": "distance",
        "floor": "floors",
    }
)
_SHOWN: Final = MappingProxyType(
    {"steps": "steps", "duration": "durations", "distance": "distances", "floors": "floors"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An amount that rows of a format have: its kind, and the unit of the cells.

    `columns` are tried in turn until one has an amount; all of them are added with `add`. `sport` is the
    one that the amount is of; empty for all movement. `local` says that commas and points are those of the
    person's language.
    """

    kind: Kind
    columns: tuple[str, ...]
    unit: str
    sport: str = ""
    add: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An activity that a reading counts for, and the unit in which it is measured."""

    activity: str
    unit: str
    reading: Reading


def daily_targets(
    measures: Sequence[Measure], readings: Sequence[Reading], activity: str
) -> tuple[Target, ...]:
    """What a file of whole days counts for; FieldError where that is nothing, or not certain.

    A total of all movement counts for an activity that names no sport, and for the one that `activity`
    names. Steps and distances count for walking as well, since trackers measure them on foot. An amount that
    may be of several stand-ins is left out where the file has one that stands for itself.
    """
    if not measures:
        return _targets_unknown(readings)
    by_kind = _by_kind(measures, readings, activity)
    stands = _stands(by_kind)
    targets: dict[str, Target] = {}
    for fitting in by_kind:
        for measure, reading in _certain(fitting, stands):
            targets[measure.activity] = Target(activity=measure.activity, unit=measure.unit, reading=reading)
    if not targets:
        raise FieldError(_nothing_fits(named_measures(measures, activity), readings, activity))
    return tuple(targets.values())


def left_out_remarks(
    measures: Sequence[Measure], readings: Sequence[Reading], activity: str
) -> Iterator[Remark]:
    """What `daily_targets` leaves out because it may be of several stand-ins, and how to have it count."""
    by_kind = _by_kind(measures, readings, activity)
    if not _stands(by_kind):
        return
    for fitting in by_kind:
        rivals = [measure.activity for measure, _ in fitting]
        if fitting and not _certain(fitting, True):
            kind = _SHOWN[fitting[0][1].kind].capitalize()
            yield Remark(
                text=f"{kind}, if it has any, are left out, since they may be {' or '.join(rivals)}; "
                f"say which: -o activity={rivals[0]}"
            )


def workout_targets(
    measures: Sequence[Measure], readings: Sequence[Reading], named: str, activity: str
) -> tuple[Target, ...]:
    """What a workout of the type `named` counts for; FieldError says why it counts for nothing.

    The type must be the name or the label of an activity, or the same sport by another name. With
    `activity`, every type counts for that.
    """
    matching = named_measures(measures, activity) if activity else _of_type(measures, named)
    option = "-o activity=NAME takes every row of the file as NAME"
    if not matching:
        known = _listed(measures) or "nothing"
        raise FieldError(f"'{named}' is none of the activities measured, which are {known}; {option}.")
    targets = [
        Target(activity=measure.activity, unit=measure.unit, reading=reading)
        for measure in matching
        for reading in readings
        if reading.kind == kind_of(measure)
    ]
    if not targets:
        raise FieldError(
            f"'{named}' is measured as {_listed(matching)}, and the file has only {_kinds(readings)}."
        )
    for target in targets:
        rivals = [other.activity for other in targets if other.reading.kind == target.reading.kind]
        if len(set(rivals)) > 1:
            raise FieldError(f"'{named}' may be {' or '.join(rivals)}; {option}.")
    return tuple(targets)


def named_measures(measures: Sequence[Measure], activity: str) -> list[Measure]:
    """The measures that the option `activity` names, or all without it; FieldError for an unknown name."""
    each = list({measure.activity: measure for measure in measures}.values())
    if not activity:
        return each
    matching = [measure for measure in each if is_named(measure, activity)]
    if not matching:
        raise FieldError(
            f"no running challenge measures '{activity}'; they measure {_listed(each) or 'nothing'}; "
            "say one of these: -o activity=NAME"
        )
    return matching


def kind_of(measure: Measure) -> Kind | None:
    """The kind of amount that an activity is measured in; None for one that no tracker has."""
    return _KINDS.get(singular(measure.unit))


def _of_type(measures: Sequence[Measure], named: str) -> list[Measure]:
    each = named_measures(measures, "")
    exact = [measure for measure in each if is_named(measure, named)]
    sport = sport_of(named)
    matching = exact or [measure for measure in each if is_sport(measure, sport)]
    return [measure for measure in matching if measure.own] or matching


def _reading_for(measure: Measure, kind: Kind, readings: Sequence[Reading], asked: bool) -> Reading | None:
    """The amount of a day that an activity is measured by; None where none is certain to be it."""
    own = [reading for reading in readings if reading.kind == kind]
    for reading in own:
        if is_sport(measure, reading.sport):
            return reading
    total = next((reading for reading in own if not reading.sport), None)
    sports = sports_in(measure)
    if asked or not sports or kind == "floors":
        return total
    if kind == "steps":
        return total if sports <= ON_FOOT else None
    return total if kind == "distance" and is_sport(measure, "walk") else None


def _by_kind(
    measures: Sequence[Measure], readings: Sequence[Reading], activity: str
) -> list[list[tuple[Measure, Reading]]]:
    """For each kind of amount in a file, the activities that it may count for, each with its reading."""
    return [
        [
            (measure, reading)
            for measure in named_measures(measures, activity)
            if kind_of(measure) == kind and (reading := _reading_for(measure, kind, readings, bool(activity)))
        ]
        for kind in dict.fromkeys(reading.kind for reading in readings)
    ]


def _stands(by_kind: Iterable[Iterable[tuple[Measure, Reading]]]) -> bool:
    """Whether some amount of a file has an activity that stands for itself."""
    return any(measure.own for fitting in by_kind for measure, _ in fitting)


def _certain(fitting: Sequence[tuple[Measure, Reading]], stands: bool) -> Sequence[tuple[Measure, Reading]]:
    """Those that stand for themselves, if there are any; FieldError where one amount fits several.

    `stands` says that some amount of the file has an activity that stands for itself. Then one that fits
    only several stand-ins is nobody's: it is mostly the same movement, told by the minute.
    """
    own = [(measure, reading) for measure, reading in fitting if measure.own]
    chosen = own or list(fitting)
    for _, reading in chosen:
        rivals = [measure.activity for measure, other in chosen if other is reading]
        if len(rivals) > 1 and stands and not own:
            return ()
        if len(rivals) > 1:
            raise FieldError(
                f"its {_SHOWN[reading.kind]} may be {' or '.join(rivals)}; say which: -o activity={rivals[0]}"
            )
    return chosen


def _targets_unknown(readings: Sequence[Reading]) -> tuple[Target, ...]:
    """Steps, where nobody has said what is measured: their unit says all that an entry needs."""
    steps = next((reading for reading in readings if reading.kind == "steps"), None)
    if steps is None:
        raise FieldError(
            f"it has {_kinds(readings)}, and no challenge says what it measures; launch one first"
        )
    return (Target(activity="steps", unit="steps", reading=steps),)


def _nothing_fits(measures: Sequence[Measure], readings: Sequence[Reading], activity: str) -> str:
    kinds = {reading.kind for reading in readings}
    alike = [measure.activity for measure in measures if kind_of(measure) in kinds]
    what = f"it has {_kinds(readings)}, and the challenges measure {_listed(measures)}"
    if alike and not activity:
        return (
            f"{what}; all movement of a day is not certain to be {' or '.join(alike)}; "
            f"if it is, say so: -o activity={alike[0]}"
        )
    return f"{what}, so nothing in it counts"


def _listed(measures: Sequence[Measure]) -> str:
    return ", ".join(dict.fromkeys(f"{measure.activity} ({measure.unit})" for measure in measures))


def _kinds(readings: Sequence[Reading]) -> str:
    shown = dict.fromkeys(
        f"{_SHOWN[reading.kind]} of '{reading.sport}'" if reading.sport else _SHOWN[reading.kind]
        for reading in readings
    )
    return " and ".join(shown) or "nothing that can be counted"
