"""Moments as people type them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import click

FIRST_YEAR: Final = 2001
LAST_YEAR: Final = 2098
"""The years of which a day can be stored, wherever on Earth it is."""


class MomentType(click.ParamType[datetime]):
    """A day (its noon, UTC) or a day and time; without an offset the time is UTC."""

    name = "WHEN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; a usage error where the text is none."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value if len(value) > 10 else f"{value}T12:00")
        except ValueError:
            self.fail(f"'{value}' is not a moment. Write 2027-01-12 or 2027-01-12T09:00+01:00.", param, ctx)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.fail(
                f"'{value}' is out of reach. Write a year from {FIRST_YEAR} to {LAST_YEAR}.", param, ctx
            )
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
