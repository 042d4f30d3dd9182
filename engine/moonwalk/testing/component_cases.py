"""What all but rules is tried on: boards, spans of time, messages, files and views of a challenge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np

from moonwalk.api import BoardResults, CompanyProgress, Milestone, Summaries, Summary
from moonwalk.api.arrays import DayTotals, MemberTotals, Scores
from moonwalk.api.files import Measure, SourceFile
from moonwalk.api.notices import Message, NoticeContext, PersonInfo, WeekInfo
from moonwalk.api.panels import CompanyView, View
from moonwalk.testing.days import STARTS

_TEAMS: Final = {
    "one team without points": ((0, 1, 0),),
    "two teams": ((40, 3, 12), (25, 2, 9)),
    "a team without members, a team, and a large one": ((0, 0, 0), (90, 4, 30), (400, 21, 120)),
    "two equal teams": ((30, 3, 10), (30, 3, 10)),
}
"""Boards by what they are: points, members and logged days of each row."""


def boards(named: Sequence[str] = ()) -> Iterator[tuple[str, Summaries]]:
    """Small boards after ten days, the smallest first; and one before the first day.

    On each board that is `named`, rows stand by their points, and those without any take no place.
    """
    for label, rows, days in (
        ("a board without rows", (), 10),
        ("two teams before day 1", ((0, 2, 0), (0, 3, 0)), 0),
        *((label, rows, 10) for label, rows in _TEAMS.items()),
    ):
        board = _board(rows, days)
        yield label, replace(board, on_boards={name: _by_points(name, board) for name in named})


def _by_points(name: str, board: Summaries) -> BoardResults:
    placed = board.points > 0
    ahead = [int((board.points > points).sum()) for points in board.points.tolist()]
    place = np.where(placed, np.array(ahead, np.int64) + 1, 0)
    return BoardResults(
        label=name,
        scores=Scores(numerators=board.points, denominators=placed.astype(np.int64)),
        place=place,
        sharing=np.where(placed, (place[:, None] == place[None, :]).sum(axis=1), 0),
        placed=int(placed.sum()),
    )


def _board(rows: tuple[tuple[int, int, int], ...], days: int) -> Summaries:
    points = np.array([row[0] for row in rows], np.int64)
    people = np.array([row[1] for row in rows], np.int64)
    logged = np.array([row[2] for row in rows], np.int64)
    shares = [[points_of // days] * days if days else [] for points_of, _, _ in rows]
    per_day = np.array(shares, np.int64).reshape(len(rows), days)
    if days:
        per_day[:, -1] += points - per_day.sum(axis=1)
    roster = np.repeat(people[:, None], days, axis=1)
    bounds = np.concatenate([[0], np.cumsum(people)]).astype(np.int64)
    each = [_split(points_of, count) for points_of, count, _ in rows]
    member_points = np.array([number for row in each for number in row], np.int64)
    return Summaries(
        ids=tuple(["north", "south", "west"][: len(rows)]),
        points=points,
        bonus=np.zeros(len(rows), np.int64),
        people=people,
        active=np.minimum(people, logged),
        member_days=people * days,
        days=days,
        logged_days=logged,
        active_days=np.minimum(people, logged) * days,
        make_days=lambda: DayTotals(points=per_day, roster=roster, due=roster),
        make_members=lambda: MemberTotals(
            bounds=bounds, points=member_points, due=np.full(len(member_points), days, np.int64)
        ),
    )


def _split(points: int, members: int) -> list[int]:
    if not members:
        return []
    share = points // members
    return [points - share * (members - 1), *[share] * (members - 1)]


CLOSES: Final = timedelta(days=8, hours=12)
"""A week closes on the Tuesday after it, at noon."""


def notice_context(since: datetime, now: datetime) -> NoticeContext:
    """A challenge of four weeks and three people, one of them new and without points, asked about a span."""
    weeks = tuple(
        WeekInfo(
            number=number,
            first=STARTS + timedelta(days=7 * number - 7),
            last=STARTS + timedelta(days=7 * number - 1),
            closes=begins() + timedelta(days=7 * number - 7) + CLOSES,
            theme="Stairs" if number == 1 else "",
            message="Take the stairs." if number == 1 else "",
        )
        for number in range(1, 5)
    )
    people = (
        PersonInfo(
            id="p1", first_name="Amara", team="North", timezone="Europe/Berlin", points={1: 40, 2: 35}
        ),
        PersonInfo(id="p2", first_name="Gül", team="South", timezone="Pacific/Auckland", points={1: 5}),
        PersonInfo(id="p3", first_name="Jo", team="", timezone="America/New_York"),
    )
    return NoticeContext(
        since=since,
        now=now,
        title="Spring steps",
        about="Walk a little, every day.",
        timezone="Europe/Berlin",
        weeks=weeks,
        people=people,
    )


def begins() -> datetime:
    """The first instant of day 1, UTC."""
    return datetime(STARTS.year, STARTS.month, STARTS.day, tzinfo=UTC)


def spans(hours: int) -> Iterator[tuple[datetime, datetime]]:
    """Spans of so many hours, one after the other, from a week before day 1 to two weeks after the end."""
    start, end = begins() - timedelta(days=7), begins() + timedelta(days=42)
    while start < end:
        yield start, start + timedelta(hours=hours)
        start += timedelta(hours=hours)


def message(number: int = 1) -> Message:
    """A message to a made-up person, in letters that not every encoding has."""
    return Message(
        # Keys are paths of several names, so that none of them is the name of a file.
        key=f"spring-walk/2027-01-04/weekly_recap/week-{number}/kit-person-0042/kit",
        recipient="kit-person-0042",
        recipient_name="Gülşen Zweig",
        subject=f"Week {number} is over",
        text="You walked on five days.\nWell done \N{HEAVY CHECK MARK}",
        created=begins() + timedelta(days=7 * number),
    )


@dataclass(frozen=True)
class Sample:
    """A file to try a source on; `own` says that it is one of its format."""

    label: str
    file: SourceFile
    own: bool = False


MEASURES: Final = (
    Measure(activity="walk", label="Walking", unit="minutes"),
    Measure(activity="steps", label="Steps", unit="steps"),
)


_STRANGE: Final = {
    "nothing.csv": b"",
    "blank.txt": b"\n\n\n",
    "letter.txt": b"Dear all,\nthe lift is out of order.\n",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "prices.csv": b"Article;Price\nChair;49,90\nTable;120,00\n",
    "broken.csv": b'A,B,C\n"1,2\n3,4,5,6,7\n',
    "damaged.xlsx": b"PK\x03\x04" + b"\x00" * 60,
    "data.json": b'{"rows": [1, 2, {"a": null}]}',
}


def files(examples: Mapping[str, bytes] = MappingProxyType({})) -> Iterator[Sample]:
    """Files that no format of activities has, and the examples that the author gives, whole and cut short."""
    for name, content in sorted(_STRANGE.items(), key=lambda pair: len(pair[1])):
        yield Sample(name, _file(name, content))
    for name, content in examples.items():
        yield Sample(name, _file(name, content), own=True)
        half = content[: len(content) // 2]
        yield Sample(f"the first half of {name}", _file(name, half))


def _file(name: str, content: bytes) -> SourceFile:
    return SourceFile(name=name, content=content, timezone="Europe/Berlin", measures=MEASURES)


def views() -> Iterator[tuple[str, View]]:
    """What a panel is shown: the first day of an empty challenge, then ten days of two teams."""
    yield "day 1 of a challenge without people", _view(1, (), ())
    yield "day 10 of two teams", _view(10, (3, 2), ("North", "Süd"))


def _view(days: int, members: tuple[int, ...], names: tuple[str, ...]) -> View:
    teams = tuple(
        Summary(
            id=name.lower(),
            points=count * days * 3,
            bonus=0,
            people=count,
            active=count,
            member_days=count * days,
            days=days,
            logged_days=count * days // 2,
            per_day=(count * 3,) * days,
        )
        for name, count in zip(names, members, strict=True)
    )
    progress = CompanyProgress(have=900_000, goal=2_000_000, unit="km", note="Half way to Graz.")
    reached = (Milestone(day=STARTS, text="Bern"),) if members else ()
    return View(
        title="Spring steps",
        starts=STARTS,
        as_of=STARTS + timedelta(days=days - 1),
        days=28,
        active_per_day=tuple(sum(members) - at % 2 for at in range(days)) if members else (0,) * days,
        due_per_day=(sum(members),) * days,
        points_per_day=(sum(members) * 3,) * days,
        teams=teams,
        team_names=names,
        company=(CompanyView(rule="to_graz", label="To Graz", progress=progress, reached=reached),)
        if members
        else (),
    )
