"""Which columns hold amounts: that follows from what the running challenges measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from moonwalk.api import FieldError
from moonwalk.api.fields import convertible, singular
from moonwalk.api.files import Measure, fold, known_unit

_IN_BRACKETS: Final = re.compile(r"[(\[]([^)\]]*)[)\]]")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A column of one of these says something about amounts and is none.
_STATISTICS: Final = _words(
    "max maximum maximal maximale avg average mean median durchschnitt durchschnittlich durchschnittliche "
    "gemiddeld moyenne moyen goal target ziel objectif objetivo rank rang rate speed pace tempo cadence "
    "geschwindigkeit vitesse calories calorie kalorien kcal weight gewicht poids elevation best longest "
    "percent percentage prozent score points punkte latitude longitude sedentary asleep awake remaining "
    "cumulative cumulated kumuliert kumulierte kumulative cumul cumule ytd mtd team previous difference left "
    "id length height stride odometer quality qualitat rating mood feeling stimmung difficulty temp "
    "temperature temperatur"
)
# 30 steps per minute are no steps; 30 steps per day are.
_RATE: Final = re.compile(
    r"(?:\b(?:per|pro|par) |/ ?)(?:km|kilomet\w+|mi|miles?|m|min|minutes?|minuten?|h|hr|hours?|stunden?|"
    r"heures?|s|sec|seconds?|sekunden?)\b"
)
# A time with one of these is one of the clock.
_OF_THE_CLOCK: Final = _words("start end finish begin beginn ende zone clock debut fin")
# Units that challenges do not measure by conversion; a column in one of them is not in another.
_OTHER_UNITS: Final = _words(
    "kg g lb lbs kcal cal kj bpm spm rpm deg c f m/s km/h kmh kph mph min/km min/mi min/mile w watts watt % "
    "ms ml l ppm mmhg cm mm ft feet yd yds yards inch inches"
)
# What people count in words; a column of litres holds no glasses. `Thousands` are many of what is counted.
_VESSELS: Final = _words(
    "cup cups glass glasses bottle bottles becher tasse tassen tasses flasche flaschen glas glaser verre "
    "verres"
)
_MEASURES: Final = _VESSELS | _words(
    "liter liters litre litres litro litros cl dl ml oz ounce ounces pint pints gallon gallons kcal yard "
    "yards"
)
_SCALES: Final = _words("thousand thousands tausend tsd milliers")
_SCALES_IN_BRACKETS: Final = _SCALES | _words("1000 000 k")
_DIMENSIONS: Final = MappingProxyType(
    {
        "minutes": _words("duration dauer duree time zeit temps zeitdauer laufzeit"),
        "km": _words("distance distanz strecke entfernung distancia distanza"),
    }
)
_AMOUNT: Final = (
    "amount", "value", "quantity", "how much", "how many", "menge", "anzahl", "wert", "betrag", "quantite",
    "valeur", "nombre", "count", "result",
)  # fmt: skip
# Words of questions and of tables that do not change what a number counts.
_FILLERS: Final = _words(
    "a all am an anzahl at b c calculated combined count counted d daily date day days der des did die do "
    "duration dauer each enter for from gesamt gesamte have heute how i in is le les log logged many "
    "much my number nombre number of on per please pro raw record recorded reported s spend spent sum tag "
    "the this time today total totals u units unit value wert what wie viele was were week weekly woche "
    "yesterday you your"
)  # fmt: skip


class Fit(IntEnum):
    """How surely a header means the amount of an activity; of several columns the surest one is taken."""

    NONE = 0
    AMOUNT = 1
    DIMENSION = 2
    QUALIFIED_UNIT = 3
    NAMED = 4
    NAMED_WITH_UNIT = 5
    EXACT = 6


_WHY: Final = MappingProxyType(
    {
        Fit.AMOUNT: "its header means an amount of whatever is measured",
        Fit.DIMENSION: "its header means such an amount, without naming a unit",
        Fit.QUALIFIED_UNIT: "its header names the unit that is measured",
        Fit.NAMED: "its header names what is measured",
        Fit.NAMED_WITH_UNIT: "its header names the activity and its unit",
        Fit.EXACT: "its header is the name of what is measured",
    }
)


@dataclass(frozen=True, slots=True)
class AmountColumn:
    """A column of amounts: its position, the activity it is of (empty where a row says), and its unit.

    `header_unit` is the unit that the header itself names, if any.
    """

    at: int
    header: str
    activity: str
    unit: str
    header_unit: str
    fit: Fit

    @property
    def why(self) -> str:
        """Why it was taken for the amount."""
        return _WHY[self.fit]


@dataclass(frozen=True, slots=True)
class Header:
    """A header as far as it says what the column counts: its words, and the unit it names."""

    text: str
    phrase: str
    unit: str

    @classmethod
    def of(cls, text: str, measures: Iterable[Measure] = ()) -> Header:
        """The words of `TotalSteps` are total and steps; the unit of `Min speed (m/s)` is m/s."""
        spaced = _HUMP.sub(" ", text)
        bracketed = _IN_BRACKETS.search(spaced)
        phrase = fold(_IN_BRACKETS.sub(" ", spaced))
        inside = bracketed[1].strip().casefold() if bracketed else ""
        measures = tuple(measures)
        own = {singular(fold(measure.unit)): measure.unit for measure in measures}
        if unit := _unit_of(inside, own, alone=True):
            return cls(text, phrase, unit)
        if inside in _OTHER_UNITS or fold(inside) in _MEASURES:
            return cls(text, phrase, inside)
        names = _words(fold(" ".join(name for measure in measures for name in _names_of(measure))))
        words = phrase.split()
        if _SCALES_IN_BRACKETS & _words(fold(inside)) or _SCALES & set(words) - names:
            return cls(text, phrase, "thousands")
        other = next((word for word in words if word in _MEASURES - names), "")
        return cls(text, phrase, _unit_in(words, own) or other)

    @property
    def words(self) -> frozenset[str]:
        """The words outside brackets."""
        return _words(self.phrase)

    def names(self, text: str) -> bool:
        """Whether it has these words in this order, in the singular or the plural."""
        wanted = " ".join(map(singular, fold(text).split()))
        return bool(wanted) and f" {wanted} " in f" {' '.join(map(singular, self.phrase.split()))} "

    def fit(self, measure: Measure, others: Sequence[Measure]) -> Fit:
        """How surely it means the amount of an activity; `others` are measured as well."""
        words = self.words - _words(fold(" ".join(_names_of(measure))))
        if (
            words & _STATISTICS
            or _RATE.search(self.text.casefold())
            or (self.unit and not converts(self.unit, measure.unit))
        ):
            return Fit.NONE
        if self.phrase.split()[:1] == ["min"] and len(self.phrase.split()) > 1:
            return Fit.NONE
        named = any(map(self.names, _names_of(measure)))
        if any(map(self.names, (name for other in others for name in _names_of(other)))) and not named:
            return Fit.NONE
        if named:
            exact = fold(self.text) in map(fold, _names_of(measure))
            return Fit.EXACT if exact else Fit.NAMED_WITH_UNIT if self.unit else Fit.NAMED
        if self.unit:
            return self._unit_fit()
        if not self._of_the_clock and self.words & next(
            (words for unit, words in _DIMENSIONS.items() if convertible(unit, measure.unit)), frozenset()
        ):
            return Fit.DIMENSION
        return Fit.AMOUNT if any(self.phrase == fold(amount) for amount in _AMOUNT) else Fit.NONE

    @property
    def _of_the_clock(self) -> bool:
        return bool(self.words & _OF_THE_CLOCK) or "time of day" in self.phrase

    def _unit_fit(self) -> Fit:
        rest = [word for word in self.phrase.split() if word not in _FILLERS and not _unit_of(word, {})]
        if not rest and len(self.phrase.split()) == 1:
            return Fit.EXACT
        return Fit.QUALIFIED_UNIT if rest else Fit.NAMED


def _names_of(measure: Measure) -> tuple[str, ...]:
    return tuple(name for name in (measure.activity.replace("_", " "), measure.label) if name)


def _unit_of(word: str, own: Mapping[str, str], alone: bool = False) -> str:
    """The unit that a word means: one that converts, or one that a challenge measures; else empty."""
    unit = known_unit(word)
    if word and singular(fold(word)) in own:
        return own[singular(fold(word))]
    if unit in ("minutes", "hours", "seconds", "steps", "km", "metres", "miles") and (alone or len(word) > 2):
        return unit
    if alone and word == "m":
        return "metres"
    return unit if word == "km" else ""


def _unit_in(words: list[str], own: Mapping[str, str]) -> str:
    for at, word in enumerate(words):
        # `Min weight` is the least weight; `min` by itself or at the end is minutes.
        if word in ("min", "mins") and at < len(words) - 1:
            continue
        if unit := _unit_of(word, own, alone=len(words) == 1):
            return unit
    return ""


def converts(unit: str, wanted: str) -> bool:
    """Whether amounts in a unit can be had in another: `convertible`, and seconds as parts of minutes."""
    return convertible(unit, wanted) or (unit == "seconds" and convertible("minutes", wanted))


def counted_unit(header: str, measures: Sequence[Measure]) -> str:
    """The unit that a header names, if it is one in which challenges measure; else empty."""
    unit = Header.of(header, measures).unit
    return "" if unit in _OTHER_UNITS or unit in _MEASURES else unit


_ANYTHING: Final = tuple(Measure(activity="", label="", unit=unit) for unit in ("minutes", "steps", "km"))
"""What is looked for where no challenge says what is measured."""


@dataclass(frozen=True, slots=True)
class AmountColumns:
    """The columns of amounts: by activity, and those that count where a row names no activity."""

    by_activity: Mapping[str, AmountColumn]
    own: tuple[AmountColumn, ...]

    @property
    def all(self) -> tuple[AmountColumn, ...]:
        """Each column once."""
        columns = {column.at: column for column in (*self.by_activity.values(), *self.own)}
        return tuple(columns[at] for at in sorted(columns))

    def of_row(self, activity: str) -> tuple[AmountColumn, ...]:
        """The columns for a row that names an activity, or none."""
        if not activity:
            return self.own
        if column := self.by_activity.get(fold(activity)):
            return (column,)
        # Whether there is such an activity, and in which unit, is for the import to say.
        if len(self.all) > 1:
            return ()
        return tuple(replace(column, unit=column.header_unit) for column in self.all)


def amount_columns(headers: Mapping[int, str], measures: Sequence[Measure], named: str = "") -> AmountColumns:
    """The columns of amounts among these headers; `named` is the header that an organiser names.

    FieldError where two columns could be meant, naming both, or where the one named cannot be it.
    """
    measured = tuple(measures) or _ANYTHING
    columns = {at: Header.of(text, measured) for at, text in headers.items()}
    if named:
        columns = {at: header for at, header in columns.items() if fold(header.text) == fold(named)}
        # A glass may well be one of the drinks that are counted, if somebody says so.
        vessels = _VESSELS - {measure.unit for measure in measured}
        columns = {
            at: replace(header, unit="") if header.unit in vessels else header
            for at, header in columns.items()
        }
        _check_named(named, columns, measured)
    best = {
        index: column
        for index, measure in enumerate(measured)
        if (column := _best(columns, measure, measured, bool(named)))
    }
    if not measures and len({column.at for column in best.values()}) > 1:
        quoted = ", ".join(f"'{column.header}'" for column in sorted(best.values(), key=lambda each: each.at))
        raise FieldError(f"the amount may be in any of {quoted}: say which with -o amount='...'")
    by_activity = {
        fold(name): column
        for index, column in best.items()
        for name in (measured[index].activity, *_names_of(measured[index]))
    }
    # What only counts as something else must be named: `Minutes` alone are those of the activity itself.
    best = {
        index: column
        for index, column in best.items()
        if measured[index].own or column.fit in (Fit.EXACT, Fit.NAMED, Fit.NAMED_WITH_UNIT)
    }
    surest = max((column.fit for column in best.values()), default=Fit.NONE)
    # A column that is only called `Amount` is none beside one that says what it counts.
    least = min(surest, Fit.QUALIFIED_UNIT)
    sharing = [column.at for column in best.values()]
    own: dict[int, AmountColumn] = {}
    for index, column in best.items():
        if column.fit >= least and (measured[index].own or sharing.count(column.at) == 1):
            sharers = [other for at, other in best.items() if other.at == column.at and measured[at].own]
            own[column.at] = column if len(sharers) < 2 else _of_any(sharers)
    return AmountColumns(by_activity, tuple(own[at] for at in sorted(own)))


def _of_any(columns: Sequence[AmountColumn]) -> AmountColumn:
    """One column of several activities: a row says which; the unit only where all have the same one."""
    units = {column.unit for column in columns}
    return replace(columns[0], activity="", unit=units.pop() if len(units) == 1 else "")


def _best(
    columns: Mapping[int, Header], measure: Measure, measured: Sequence[Measure], named: bool
) -> AmountColumn | None:
    others = [other for other in measured if other != measure]
    fits = {at: header.fit(measure, others) for at, header in columns.items()}
    if named:
        fits = {
            at: max(fit, Fit.AMOUNT)
            for at, fit in fits.items()
            if not columns[at].unit or converts(columns[at].unit, measure.unit)
        }
    surest = max(fits.values(), default=Fit.NONE)
    if surest is Fit.NONE:
        return None
    places = [at for at, fit in fits.items() if fit == surest]
    if len(places) > 1:
        quoted = [f"'{columns[at].text}'" for at in places]
        of_label = f" of '{measure.label}'" if measure.label else ""
        raise FieldError(
            f"the {measure.unit}{of_label} may be in {', '.join(quoted[:-1])} or {quoted[-1]}: "
            f"say which with -o amount={quoted[-1]}"
        )
    header = columns[places[0]]
    return AmountColumn(
        places[0], header.text, measure.activity, header.unit or measure.unit, header.unit, surest
    )


def _check_named(named: str, columns: Mapping[int, Header], measured: Sequence[Measure]) -> None:
    if not columns:
        raise FieldError(f"it has no column '{named}' for the amount")
    header = next(iter(columns.values()))
    said = header.unit or next((unit for unit, words in _DIMENSIONS.items() if words & header.words), "")
    if said and not any(converts(said, measure.unit) for measure in measured):
        units = " or ".join(dict.fromkeys(measure.unit for measure in measured))
        raise FieldError(f"'{header.text}' is an amount of {said}, and not of {units}")
