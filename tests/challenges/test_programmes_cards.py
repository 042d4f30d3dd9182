"""Cards of twenty-five squares, and of five a week, played and added up by hand.

What everyone should have is summed from the list of what they did, without anything of the engine.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from hashlib import sha256
from random import Random

from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.why.person import explain

from .test_programmes_conditions import begun, reasons_add_up
from .test_programmes_logging import PEOPLE, Done, noon

SQUARES = [f"s{number:02}" for number in range(1, 26)]
ROWS = [set(SQUARES[first : first + 5]) for first in range(0, 25, 5)]
COLUMNS = [set(SQUARES[column::5]) for column in range(5)]
DIAGONALS = [{SQUARES[6 * at] for at in range(5)}, {SQUARES[4 * at] for at in range(1, 6)}]


def test_bingo_pays_for_squares_lines_and_the_full_card(tmp_path):
    programme, _ = begun(tmp_path / "b", "bingo", "America/Chicago")
    chance, last = Random(25), programme.days[-1]
    lines = [
        # Some of it is done twice, and some is logged when the card is closed.
        Done(who, chance.choice(programme.days), square, Fraction(1), noon(last + timedelta(days=late)))
        for number, who in enumerate(PEOPLE)
        for square in [*SQUARES, *chance.sample(SQUARES, 5)]
        if chance.random() < number / len(PEOPLE) + 0.1
        for late in (0 if chance.random() < 0.97 else 4,)
    ]
    programme.log(lines)
    programme.lanes.now = noon(last + timedelta(days=20))

    expected, filled_by = {}, {}
    for who in PEOPLE:
        filled = {line.activity for line in lines if line.who == who and line.logged == noon(last)}
        full = sum(squares <= filled for squares in (*ROWS, *COLUMNS, *DIAGONALS))
        expected[who] = len(filled) + 5 * full + 25 * (len(filled) == 25)
        filled_by[who] = filled
    assert programme.points() == expected
    reasons_add_up(programme, expected)
    assert max(expected.values()) == 25 + 5 * 12 + 25
    assert len(set(expected.values())) > 10
    view = show_prizes(programme.lanes.ws, programme.name)
    (full_card,) = view.prizes
    lots = {
        sha256(f"{view.seed}/full/{who}/1".encode()).hexdigest(): who
        for who, points in expected.items()
        if points >= 10
    }
    assert {row.id: row.tickets for row in full_card.tickets} == dict.fromkeys(lots.values(), 1)
    assert 0 < len(lots) < len(PEOPLE)
    assert programme.winners() == {lots[max(lots)]}
    for who in PEOPLE[::6]:
        (card,) = explain(programme.lanes.ws, programme.name, who).cards.values()
        shown = {SQUARES[at] for at, square in enumerate(card.squares) if square.filled}
        assert shown == filled_by[who]


def test_bingo_for_health_pays_for_the_square_of_the_day_and_that_of_the_week_before(tmp_path):
    names = [f"Team {at // 5 + 1}" for at in range(len(PEOPLE))]
    programme, team = begun(tmp_path / "b", "bingo4health", "America/Toronto", "team", names)
    chance, weekdays = Random(35), ("mon", "tue", "wed", "thu", "fri")
    squares = [f"w{week}_{day}" for week in range(1, 5) for day in weekdays]
    lines = [
        Done(who, day, square, Fraction(1), noon(day + timedelta(days=late)))
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        # Most do the square of the day, many that of the week before, some any other.
        for square in (
            *(_of_day(squares, programme.days.index(day), before) for before in (0, 1)),
            chance.choice(squares),
        )
        if square and chance.random() < 0.3 + number / 34
        # Some send their week on Monday morning, some when it is too late.
        for late in (chance.choices((0, 7 - day.weekday(), 10 - day.weekday()), (8, 3, 1))[0],)
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1] + timedelta(days=20))

    expected = dict.fromkeys(PEOPLE, 0)
    for who, day, square in {(line.who, line.day, line.activity) for line in lines if _is_in_time(line)}:
        at = programme.days.index(day)
        expected[who] += square in (_of_day(squares, at, 0), _of_day(squares, at, 1))
    assert programme.points() == expected
    reasons_add_up(programme, expected)
    assert max(expected.values()) > 25 > min(expected.values())
    sums = {name: sum(expected[who] for who in PEOPLE if team[who] == name) for name in set(names)}
    assert {row.name: int(row.score) for row in programme.lanes.board("teams", "bingo4health").rows} == sums
    (prize,) = show_prizes(programme.lanes.ws, programme.name).prizes
    assert [row.name for row in prize.winners] == [
        name for name, total in sums.items() if total == max(sums.values())
    ]


def test_nobody_has_more_than_thirty_five_points_in_bingo_for_health(tmp_path):
    programme, _ = begun(tmp_path / "b", "bingo4health", "America/Toronto")
    weekdays = ("mon", "tue", "wed", "thu", "fri")
    squares = [f"w{week}_{day}" for week in range(1, 5) for day in weekdays]
    programme.log(
        [Done("e01", day, square, Fraction(1), noon(day)) for day in programme.days for square in squares]
    )
    programme.lanes.now = noon(programme.days[-1] + timedelta(days=20))
    assert programme.points()["e01"] == 35


def _of_day(squares: list[str], at: int, before: int) -> str:
    """The square of a day of the challenge, or that of the same weekday some weeks before; none at times."""
    week, weekday = at // 7 - before, at % 7
    return squares[5 * week + weekday] if week >= 0 and weekday < 5 else ""


def _is_in_time(line: Done) -> bool:
    """Whether it was logged by Monday at noon after its week, which in Toronto is later than in UTC."""
    return line.logged <= noon(line.day + timedelta(days=7 - line.day.weekday()))
