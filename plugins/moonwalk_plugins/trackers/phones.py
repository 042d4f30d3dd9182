"""What phones send by themselves, as JSON: Health Connect (Android), Health Auto Export and Shortcuts (iOS).

The same shapes can be imported as files. Small amounts are added up by day, in the time zone of the person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, ClassVar, Final

from moonwalk.api import FieldError
from moonwalk.api.fields import Quantity
from moonwalk.api.files import Rejected, Remark, Row, SourceFile, clean_name, read_date
from moonwalk_plugins.trackers.cells import read_quantity, zone_named
from moonwalk_plugins.trackers.measuring import Kind, Reading, Target, daily_targets, left_out_remarks
from moonwalk_plugins.trackers.personal import Personal
from moonwalk_plugins.trackers.sections import text_of
from moonwalk_plugins.trackers.totals import Totals

_LARGEST_JSON: Final = 64 * 1024 * 1024
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=$|[T ])")


@dataclass(frozen=True, slots=True)
class Sample:
    """One amount as a phone tells it: on which day, by which app or device, of which kind, in which unit."""

    day: date
    device: str
    kind: Kind
    amount: Quantity


class Phone(Personal):
    """What a phone sends. A subclass has `marks`, which are near the beginning of its JSON, and `samples`."""

    whole_days: ClassVar[bool] = True
    marks: ClassVar[tuple[bytes, ...]] = ()
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="steps", columns=(), unit="steps"),
        Reading(kind="distance", columns=(), unit="metres"),
    )

    def recognises(self, file: SourceFile) -> bool:
        """Whether it is an object of JSON with the keys that the app gives it."""
        start = file.start()
        return start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{" and all(mark in start for mark in self.marks)

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The totals of each day. `line` counts what the phone tells, from 1."""
        targets = daily_targets(file.measures, self.readings, self.activity or "")
        yield from left_out_remarks(file.measures, self.readings, self.activity or "")
        totals = Totals(self.person(), targets)
        count = 0
        for count, sample in enumerate(self.samples(_content(file), file), start=1):
            if isinstance(sample, str):
                yield Rejected(line=count, reason=sample)
                continue
            for at in _numbers(targets, sample.kind):
                when = (sample.day, sample.day.isoformat())
                totals.add(count, when, sample.device, (at, sample.amount))
        yield Remark(text=f"{count} amounts were added up by day; 'line' counts amounts, not lines.")
        yield from totals.entries()

    def samples(self, content: Mapping[str, Any], file: SourceFile) -> Iterator[Sample | str]:
        """Every amount that is of a kind which counts, or why it is none."""
        raise NotImplementedError


class HealthConnect(Phone):
    """Steps and distances from Health Connect, as the Android app HC Webhook sends them, in UTC.

    Several apps may have counted the same steps: of each day, only the one that counted most is taken.
    """

    name: ClassVar[str] = "health_connect"
    about: ClassVar[str] = "Health Connect (Android), sent by HC Webhook: timestamp, app_version, steps."
    marks: ClassVar[tuple[bytes, ...]] = (b'"timestamp"', b'"app_version"')

    def samples(self, content: Mapping[str, Any], file: SourceFile) -> Iterator[Sample | str]:
        """The records of steps and of distance, each on the day on which it begins."""
        zone = zone_named("", file.timezone)
        for key, amount, kind, unit in _RECORDS:
            for item in _listed(content, key):
                try:
                    begins = _instant(_text(item, "start_time")).astimezone(zone)
                    yield Sample(begins.date(), _origin(item), kind, _quantity(item.get(amount), unit))
                except FieldError as error:
                    yield str(error)


_RECORDS: Final[tuple[tuple[str, str, Kind, str], ...]] = (
    ("steps", "count", "steps", "steps"),
    ("distance", "meters", "distance", "metres"),
)


def _origin(item: Mapping[str, Any]) -> str:
    """The app that wrote a record."""
    metadata = item.get("metadata")
    return clean_name(str(metadata.get("data_origin", ""))) if isinstance(metadata, dict) else ""


_METRICS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"step_count": "steps", "walking_running_distance": "distance", "apple_exercise_time": "duration"}
)
_UNITS: Final = MappingProxyType(
    {"count": "steps", "km": "km", "mi": "miles", "m": "metres", "min": "minutes", "hr": "hours"}
)


class HealthAutoExport(Phone):
    """Steps, distance on foot and exercise time from Apple Health, as the app Health Auto Export sends them.

    Each amount has the local date of the phone. Of each day, only the source that counted most is taken.
    """

    name: ClassVar[str] = "health_auto_export"
    about: ClassVar[str] = "Health Auto Export (iPhone), JSON: data, metrics, name, units, date and qty."
    marks: ClassVar[tuple[bytes, ...]] = (b'"data"', b'"metrics"')
    readings: ClassVar[tuple[Reading, ...]] = (
        *Phone.readings,
        Reading(kind="duration", columns=(), unit="minutes"),
    )

    def samples(self, content: Mapping[str, Any], file: SourceFile) -> Iterator[Sample | str]:
        """The amounts of the metrics that count; all others are passed over."""
        data = content.get("data")
        if not isinstance(data, dict):
            raise FieldError("its 'data' is no object with 'metrics'; choose the format JSON in the app")
        for metric in _listed(data, "metrics"):
            kind, unit = _METRICS.get(str(metric.get("name"))), _UNITS.get(str(metric.get("units")))
            if kind is None:
                continue
            for item in _listed(metric, "data"):
                try:
                    if unit is None:
                        raise FieldError(f"The unit '{clean_name(str(metric.get('units')))}' is not known.")
                    device = clean_name(str(item.get("source", "")))
                    yield Sample(_day(_text(item, "date")), device, kind, _quantity(item.get("qty"), unit))
                except FieldError as error:
                    yield str(error)


_KEYS: Final[Mapping[str, tuple[Kind, str]]] = MappingProxyType(
    {
        "steps": ("steps", "steps"),
        "km": ("distance", "km"),
        "miles": ("distance", "miles"),
        "metres": ("distance", "metres"),
        "minutes": ("duration", "minutes"),
        "floors": ("floors", "floors"),
    }
)


class Shortcuts(Phone):
    """Days from a shortcut on an iPhone, or from any program: a date each, and steps, km or minutes."""

    name: ClassVar[str] = "shortcut"
    about: ClassVar[str] = 'A shortcut on an iPhone: {"days": [{"date": "2027-03-01", "steps": 8342}]}.'
    marks: ClassVar[tuple[bytes, ...]] = (b'"days"', b'"date"')
    readings: ClassVar[tuple[Reading, ...]] = (
        *HealthAutoExport.readings,
        Reading(kind="floors", columns=(), unit="floors"),
    )

    def samples(self, content: Mapping[str, Any], file: SourceFile) -> Iterator[Sample | str]:
        """What each day has of the amounts that are known."""
        for item in _listed(content, "days"):
            try:
                day, known = _day(_text(item, "date")), [key for key in _KEYS if key in item]
                if not known:
                    raise FieldError(f"The day has none of these: {', '.join(_KEYS)}.")
                for key in known:
                    kind, unit = _KEYS[key]
                    yield Sample(day, "", kind, _quantity(item[key], unit))
            except FieldError as error:
                yield str(error)


def _content(file: SourceFile) -> Mapping[str, Any]:
    if file.size > _LARGEST_JSON:
        raise FieldError("it is too large for what a phone sends")
    try:
        content = json.loads(text_of(file.data))
    except (ValueError, RecursionError) as error:
        raise FieldError(f"it is no JSON, or it is cut off ({error})") from None
    if not isinstance(content, dict):
        raise FieldError("it is no object of JSON")
    return content


def _listed(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The objects in the list of a key; what is none of either counts as nothing."""
    items = content.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _numbers(targets: Sequence[Target], kind: Kind) -> Iterator[int]:
    return (at for at, target in enumerate(targets) if target.reading.kind == kind)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise FieldError(f"There is no '{key}'.")
    return value


def _quantity(value: object, unit: str) -> Quantity:
    """A number as JSON or as text; FieldError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise FieldError("There is no amount.")
    # A float is written out, not in powers of ten, as far as samples of a phone go.
    return read_quantity(f"{value:.6f}" if isinstance(value, float) else str(value), unit)


def _day(text: str) -> date:
    """The local day at the beginning of a time."""
    match = _DAY.match(text.strip())
    if match is None:
        raise FieldError(f"'{clean_name(text)[:40]}' is no date such as 2027-03-01.")
    return read_date(match[0])


def _instant(text: str) -> datetime:
    """An instant as ISO 8601 writes it; FieldError where it has no zone."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise FieldError(f"'{clean_name(text)[:40]}' is no time such as 2027-03-01T07:30:00Z.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
