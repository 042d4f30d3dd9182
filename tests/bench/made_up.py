"""A made-up company for recorded answers: a roster with joiners and leavers, and entries good and bad."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

STARTS: Final = date(2027, 1, 4)
"""The first day of every challenge: a Monday."""

PEOPLE: Final = tuple(f"e{number:03}" for number in range(1, 37))

_FIRST: Final = ("Ada", "Béla", "Chloé", "Dev", "Eşref", "Fia", "Gül", "Hugo", "Ines", "Jörg", "Kim", "Łucja")
_LAST: Final = ("Abel", "Brandt", "O'Neill")
_SITES: Final = (("Berlin", ""), ("Lisbon", "Europe/Lisbon"), ("Pune", "Asia/Kolkata"))
_ABOUT_AMOUNTS: Final = {
    "minutes": (3, 45),
    "steps": (900, 14_000),
    "times": (1, 4),
    "hours": (5, 9),
}
"""An ordinary day's amount, from least to most, by unit."""


def name_of(person: str) -> str:
    """The name of a person; every twelfth has the first name of another."""
    number = int(person[1:]) - 1
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST)]}"


def roster() -> str:
    """Thirty-six people in three departments and six teams; one joins late, one leaves early."""
    lines = ["id,name,email,team,department,site,timezone,start,end"]
    for number, person in enumerate(PEOPLE):
        site, zone = _SITES[number % len(_SITES)]
        department = ("Sales", "Research", "Works")[number // 12]
        first = "2027-01-13" if number == 5 else ""
        last = "2027-01-15" if number == 17 else ""
        team = f"Team {number % 6 + 1}"
        mail = f"{person}@example.com"
        lines.append(",".join((person, name_of(person), mail, team, department, site, zone, first, last)))
    return "\n".join(lines) + "\n"


ROSTER_WITH_MISTAKES: Final = """\
id,name,email,team,department,site,timezone,start,end,birthday,salary
e001,Ada Abel,e001@example.com,Team 1,Sales,Berlin,Mars/Olympus,,,1990-01-01,1
e002,Béla Abel,e002@example.com,Team 4,Research,Lisbon,,,,1990-01-01,1
,No Id,,,,,,,,,
e037,New Person,e002@example.com,Team 2,Works,Pune,,2027-13-01,,,
e038,Late Person,late@example.com,Team 2,Works,Pune,Asia/Kolkata,2027-01-18,,,
e038,Late Person,late@example.com,Team 3,Works,Pune,Asia/Kolkata,2027-01-18,,,
e039,=1+1,not-an-address,Team 2,Works,Pune,,2027-02-01,2027-01-01,,
"""

SIGN_UPS: Final = "name,email\nwho signed up,\nnobody,nobody@example.com\n" + "".join(
    f",{person}@example.com\n" for person in PEOPLE[8:]
)


def entries(
    challenge: str, activities: Mapping[str, Mapping[str, Any]], first: date, days: int, stamped: bool = False
) -> str:
    """Most people's entries of some days as CSV, for each day and person the same in whatever order asked.

    `stamped` adds the time at which each was logged, now and then after the day's deadline.
    """
    header = ["id", "date", "activity", "amount", *(["timestamp"] if stamped else [])]
    lines = [",".join(header)]
    for day in (first + timedelta(days=number) for number in range(days)):
        for person in PEOPLE:
            draw = random.Random(f"{challenge}/{person}/{day}")
            if draw.random() < 0.25:
                continue
            name = _an_activity(draw, tuple(activities))
            row = [person, day.isoformat(), name, _an_amount(draw, activities[name].get("unit", "times"))]
            if stamped:
                late = draw.choice((0, 0, 0, 1, 9))
                row.append(f"{day + timedelta(days=late)}T{draw.randint(17, 22)}:{draw.randint(10, 59)}:00")
            lines.append(",".join(row))
    return "\n".join(lines) + "\n"


def _an_activity(draw: random.Random, names: Sequence[str]) -> str:
    """The first activity half of the time, otherwise any."""
    return names[0] if draw.random() < 0.5 else draw.choice(names)


def _an_amount(draw: random.Random, unit: str) -> str:
    """An amount with or without its unit; one of fifty is twenty times what is usual."""
    least, most = _ABOUT_AMOUNTS[unit]
    amount = draw.randint(least, most) * (20 if draw.random() < 0.02 else 1)
    half = ".5" if unit == "hours" and draw.random() < 0.5 else ""
    return f"{amount}{half} {unit}" if draw.random() < 0.3 else f"{amount}{half}"


def entries_with_mistakes(activity: str, unit: str) -> str:
    """Entries of which hardly one can be used: strangers, impossible days, amounts that are none."""
    rows = (
        f"e001,2027-01-12,{activity},1 {unit}",
        f"e001,2027-01-12,{activity},1 {unit}",
        f"e999,2027-01-12,{activity},1",
        f",2027-01-12,{activity},1",
        f"e002,2027-02-30,{activity},1",
        f"e002,,{activity},1",
        f"e003,2026-12-24,{activity},1",
        f"e003,2027-06-24,{activity},1",
        "e004,2027-01-12,juggling,1",
        "e004,2027-01-12,,1",
        f"e005,2027-01-12,{activity},-5",
        f"e005,2027-01-12,{activity},many",
        f"e005,2027-01-12,{activity},",
        f"e006,2027-01-12,{activity},3 parsecs",
        f"e007,2027-01-12,{activity},99999999999999999999",
        f'e008,2027-01-12,{activity},"1,5"',
        f"e009,2027-01-12,{activity},0",
        f"e010,12/01/2027,{activity},1",
        "",
        f"e011,2027-01-12,{activity}",
        f"e012,2027-01-12,{activity},1,surplus",
    )
    return "\n".join(("id,date,activity,amount", *rows)) + "\n"


def fitbit() -> str:
    """A daily activity file of a tracker, with rows that do not fit."""
    rows = (
        "e003,1/12/2027,13162,8.5,1985",
        "e004,1/13/2027,0,0,1500",
        "e099,1/13/2027,500,0,9",
        "e005,x,1,1,1",
    )
    return "\r\n".join(("Id,ActivityDate,TotalSteps,TotalDistance,Calories", *rows)) + "\r\n"
