"""How many take part, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar, Final

from moonwalk.api import hookimpl
from moonwalk.api.panels import Panel, PanelText, Series, View

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Participation(Panel):
    """The share of people who logged something, day by day."""

    name: ClassVar[str] = "participation"

    def title(self) -> str:
        """The heading, with the unit of the bars."""
        return "Taking part, day by day (%)"

    def show(self, view: View) -> Series | PanelText:
        """Whole percentages up to the day of the view; days on which nobody was due are left out."""
        past = min(view.days, (view.as_of - view.starts).days + 1)
        shares = [
            (_label(view.starts + timedelta(days=index)), _percent(active, due))
            for index, (active, due) in enumerate(zip(view.active_per_day, view.due_per_day, strict=False))
            if index < past and due > 0
        ]
        if not shares:
            return PanelText(text="The bars begin with the first day of the challenge.")
        return Series(
            labels=tuple(label for label, _ in shares),
            values=tuple(float(share) for _, share in shares),
            most=100.0,
        )


def _percent(active: int, due: int) -> int:
    """Rounded half up, and never above 100: a paused person may log as well."""
    return min((200 * active + due) // (2 * due), 100)


def _label(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


@hookimpl
def moonwalk_panels() -> Iterable[type[Panel]]:
    """The share of people who logged something."""
    return (Participation,)
