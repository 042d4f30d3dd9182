"""What everyone does together: how far it is, and what it has reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Together:
    """How far a goal for everyone is: `have` of `goal`, in thousandths of `unit`.

    `now` is a sentence about where that is and what comes next; it may be empty.
    """

    have: int
    goal: int
    unit: str
    now: str = ""

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that 100 is only there when the goal is reached."""
        return 100 * self.have // self.goal if self.goal else 0


@dataclass(frozen=True, slots=True)
class Reached:
    """A step of a goal for everyone, and the day on which it was reached."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A rule of the company as people see it: its id and label, how far it is, and the steps reached."""

    rule: str
    label: str
    together: Together
    reached: tuple[Reached, ...] = ()
