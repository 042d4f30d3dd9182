from __future__ import annotations

from datetime import date

from moonwalk.api.timeline import Status
from moonwalk.services.views import BoardRow, WhyDay
from moonwalk.tui import wording


def row(place: float | None, tied: bool = False, moved: int | None = None) -> BoardRow:
    return BoardRow(place, tied, "t", "Otters", "1", 1, 1, moved)


def test_places_mark_ties_and_say_when_there_is_none() -> None:
    assert [wording.place_of(one) for one in (row(3.0), row(3.0, True), row(1.5, True), row(None))] == [
        "3",
        "=3",
        "=1.5",
        "–",
    ]


def test_movement_has_a_glyph_and_a_number() -> None:
    assert [wording.moved_of(row(1.0, moved=moved)) for moved in (2, -1, 0, None)] == ["▲ 2", "▼ 1", "·", ""]


def test_amounts_lose_their_trailing_zeros() -> None:
    assert [wording.thousandths(amount) for amount in (12000, 12500, 1, -250, 1234567)] == [
        "12",
        "12.5",
        "0.001",
        "−0.25",
        "1,234.567",
    ]


def test_points_carry_their_sign() -> None:
    assert [wording.signed(points) for points in (12, 0, -1234)] == ["+12", "+0", "−1,234"]


def test_figures_in_sentences_have_the_minus_sign_of_the_figures_beside_them() -> None:
    said = "Team 2-3 is behind: -2.5 from Good day, -4.2 against (-5.8), as of 2027-03-09 12:00-13:00"
    shown = "Team 2-3 is behind: −2.5 from Good day, −4.2 against (−5.8), as of 2027-03-09 12:00-13:00"
    assert wording.with_minus_signs(said) == shown


def test_a_span_names_a_year_that_is_not_this_one() -> None:
    today = date(2026, 3, 1)
    assert wording.span(date(2026, 3, 2), date(2026, 3, 29), today) == "2 Mar – 29 Mar"
    assert wording.span(date(2025, 3, 2), date(2025, 3, 29), today) == "2 Mar – 29 Mar 2025"
    assert wording.span(date(2025, 12, 2), date(2026, 1, 5), today) == "2 Dec 2025 – 5 Jan 2026"
    assert wording.span(None, None, today) == "no dates yet"


def test_every_status_of_a_day_has_a_glyph_of_its_own() -> None:
    days = [WhyDay(date(2026, 3, 2), 1, status, (), 0) for status in Status]
    glyphs = [wording.day_glyph(day)[0] for day in days]
    assert len({*glyphs, wording.MET[0]}) == len(Status) + 1
    assert all(wording.day_glyph(day)[1] for day in days)


def test_a_score_as_shown_is_a_number_again() -> None:
    assert [wording.number_in(score) for score in ("1,234.5", "75%", "−3", "nan", "none")] == [
        1234.5,
        75.0,
        -3.0,
        0.0,
        0.0,
    ]
