"""Days added up from many small amounts, of several devices the one that counted most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from moonwalk.api import FieldError
from moonwalk.api.fields import Quantity
from moonwalk.api.files import EntryRow
from moonwalk_plugins.trackers.cells import LARGEST
from moonwalk_plugins.trackers.measuring import Target


@dataclass(slots=True)
class _Sum:
    """Thousandths so far, and the line of the first of them."""

    line: int
    amount: Fraction = Fraction(0)


@dataclass(slots=True)
class Totals:
    """The amounts of a file by day and target, in memory that grows with its days, not with its rows.

    Phone and watch count the same steps, so devices are never added up: within a `span` the one with the
    largest total stands for all. A span is the civil day, or the day in UTC by which a product splits its
    files. Then a civil day has a part in two spans, each an entry of its own: two files together have all
    of the day, whichever comes first.
    """

    person: str
    targets: Sequence[Target]
    _parts: dict[tuple[date, str, int], dict[str, _Sum]] = field(default_factory=dict)
    _spans: dict[tuple[str, int], dict[str, Fraction]] = field(default_factory=dict)

    def add(self, line: int, when: tuple[date, str], device: str, amount: tuple[int, Quantity]) -> None:
        """Add an amount of a target (by its number) on a day within a span, by a device."""
        target, quantity = amount
        day, span = when
        exact = quantity.thousandths(self.targets[target].unit)
        parts = self._parts.setdefault((day, span, target), {})
        part = parts.get(device)
        if part is None:
            part = parts[device] = _Sum(line)
        part.amount += exact
        devices = self._spans.setdefault((span, target), {})
        devices[device] = devices.get(device, Fraction(0)) + exact

    def device(self, span: str, target: int) -> str:
        """The device that counted most in a span; of equal ones, the first by name."""
        devices = self._spans[span, target]
        return min(devices, key=lambda name: (-devices[name], name))

    def entries(self) -> Iterator[EntryRow]:
        """The entry of each part of a day, at the first of its lines."""
        for (day, span, number), devices in sorted(self._parts.items(), key=lambda item: item[0]):
            part = devices.get(self.device(span, number))
            if part is None:
                continue
            target = self.targets[number]
            amount = int(part.amount + Fraction(1, 2))
            if amount >= LARGEST:
                raise FieldError(f"the amounts of {day} add up to more than anybody can have done")
            answer = "" if span == day.isoformat() else f"{span}/{day}"
            yield EntryRow(
                line=part.line,
                person=self.person,
                day=day,
                activity=target.activity,
                unit=target.unit,
                amount=amount,
                answer=answer,
            )
