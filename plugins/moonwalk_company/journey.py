"""A route that everyone travels together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    Activity,
    Amount,
    CompanyRule,
    Context,
    Day,
    Distance,
    FieldError,
    Grain,
    Grid,
    Quantity,
    Reached,
    Together,
    show_amount,
)
from moonwalk_company.milestones import steps_reached

_KM = 1000


class Journey(CompanyRule):
    """Everyone together travels a route: each {per_km} is a kilometre.

    Stops are as far from the start as they say, and reached on the day on which everyone's days add up to
    their distance. As the Global Challenge and 10,000 Steps do.
    """

    name: ClassVar[str] = "journey"
    grain: ClassVar[Grain] = Grain.CHALLENGE

    activity: Activity
    per_km: Amount
    stops: dict[str, Distance]

    @field_validator("stops")
    @classmethod
    def _leads_somewhere(cls, stops: dict[str, Quantity]) -> dict[str, Quantity]:
        far = {name: stop.thousandths("km") for name, stop in stops.items()}
        if max(far.values(), default=Fraction(0)) <= 0:
            raise ValueError("the journey leads nowhere. Name a stop and how far it is: {the lake: 40 km}.")
        by_distance: dict[Fraction, str] = {}
        for name, distance in far.items():
            if distance in by_distance:
                raise FieldError(
                    f"'{name}' is as far from the start as '{by_distance[distance]}'. Each stop has its own "
                    "distance, counted from the start.",
                    name,
                )
            by_distance[distance] = name
        return stops

    def sentence(self) -> str:
        """What a kilometre is, and the stops in the order of the route."""
        route = "; ".join(f"{name} at {self.stops[name]}" for name, _ in self._route())
        return f"{super().sentence()} The stops: {route}."

    def share(self, day: Day, context: Context) -> int:
        """The day's amount."""
        return day.amounts[self.activity]

    def grid_share(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The same, people x days."""
        return grid.amounts[self.activity].astype(np.int64)

    def together(self, total: int, context: Context) -> Together:
        """The distance so far, rounded down to metres, where that is, and how far the next stop is."""
        route = self._route()
        metres = int(total * _KM // self._per_km(context))
        behind = [name for name, far in route if far <= metres]
        ahead = [(name, far) for name, far in route if far > metres]
        where = f"Past {behind[-1]}." if behind and ahead else f"Arrived: {behind[-1]}." if behind else ""
        if ahead:
            name, far = ahead[0]
            where = f"{where} Next: {name}, in {show_amount(-int(-(far - metres) // 1), 'km')}.".strip()
        return Together(metres, int(-(-route[-1][1] // 1)), "km", where)

    def steps(self, totals: Sequence[int], context: Context) -> Iterator[Reached]:
        """The stops that were reached; the start is none."""
        per_km = self._per_km(context)
        marks = ((far * per_km / _KM, name) for name, far in self._route() if far > 0)
        yield from steps_reached(totals, marks, context)

    def _route(self) -> list[tuple[str, Fraction]]:
        """The stops in their order, with metres from the start."""
        route = [(name, stop.thousandths("km")) for name, stop in self.stops.items()]
        return sorted(route, key=lambda stop: stop[1])

    def _per_km(self, context: Context) -> Fraction:
        """Thousandths of the activity's unit that are a kilometre."""
        return self.per_km.thousandths(context.unit(self.activity))
