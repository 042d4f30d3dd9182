"""A bingo card of twenty-five squares, played and added up by hand.

What everyone should have is summed from the list of what they did, without anything of the engine.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from random import Random

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
    (winner,) = programme.winners()
    assert expected[winner] >= 10
    for who in PEOPLE[::6]:
        (card,) = explain(programme.lanes.ws, programme.name, who).cards.values()
        shown = {SQUARES[at] for at, square in enumerate(card.squares) if square.filled}
        assert shown == filled_by[who]
