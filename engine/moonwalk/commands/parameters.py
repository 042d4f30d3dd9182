"""Kinds of parameters that several commands have."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import click

from moonwalk.api.field_times import parse_date
from moonwalk.api.problems import FieldError


class DayType(click.ParamType[date]):
    """A civil day, year-month-day."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error that says how to write one."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except FieldError as error:
            self.fail(str(error), param, ctx)


DAY: Final = DayType()
