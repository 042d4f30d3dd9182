"""Two clocks: which days are looked at, and what was known of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from moonwalk.scoring.facts import NEVER
from moonwalk.services.errors import Refused
from moonwalk.services.launched import AsOf, as_of_pair, cutoff_of
from moonwalk.services.why.person import explain

from ..workspaces import at, day, scored_challenge


def sight(lanes, as_of=None, known_at=None):
    ws = lanes.ws
    return cutoff_of(ws, scored_challenge(ws).plan.calendar, AsOf(as_of, known_at))


def test_now_everything_is_known(day6):
    assert sight(day6).known_at == NEVER
    assert sight(day6).now == day6.ws.instant()


def test_a_day_is_seen_from_its_end_unless_another_moment_is_named(day6):
    end_of_day_2 = sight(day6, day(2))
    later = sight(day6, day(2), at(4, 9))

    assert end_of_day_2.known_at == end_of_day_2.now == sight(day6, known_at=day(2)).now
    assert later.known_at == later.now > end_of_day_2.now
    assert later.day == end_of_day_2.day == day(2)


def test_a_moment_without_a_zone_is_in_that_of_the_workspace(day6):
    berlin, utc = datetime.fromisoformat("2027-03-04T10:00"), datetime(2027, 3, 4, 9, 0, tzinfo=UTC)

    assert sight(day6, known_at=berlin) == sight(day6, known_at=utc)


@pytest.mark.parametrize(
    ("as_of", "known_at", "told"),
    [
        (None, at(7), "still in the future: it is now 2027-03-06 12:00"),
        (None, day(8), "still in the future: today is 2027-03-06"),
        (None, at(-9), "nothing was known yet: the challenge was launched on 2027-02-22"),
        (day(5), at(3), "2027-03-05 was still in the future"),
        (date(2027, 2, 20), at(3), "before the first day"),
    ],
)
def test_what_is_to_come_or_was_before_it_is_refused(day6, as_of, known_at, told):
    with pytest.raises(Refused, match=told):
        sight(day6, as_of, known_at)


def test_the_two_clocks_part_what_was_done_from_what_was_known(lanes):
    lanes.now = at(2)
    lanes.log("p01", "12")
    lanes.now = at(4)
    lanes.log("p01", "13", on=day(1))
    lanes.log("p01", "9", on=day(4))

    def points(**look):
        board = lanes.board("people", around="p01", top=1, **look)
        why = explain(lanes.ws, "lanes", "p01", **look)
        assert str(why.total) == board.rows[0].score
        return why.total

    assert points() == 12 + 13 + 9
    assert points(as_of=day(2)) == 12
    assert points(as_of=day(2), known_at=at(4)) == 12 + 13
    assert points(known_at=at(3)) == 12
    assert points(known_at=at(4)) == 12 + 13 + 9
    assert lanes.board(as_of=day(2), known_at=at(4)).as_of == day(2)


def between(lanes, since, as_of=None, known_at=None):
    ws = lanes.ws
    return as_of_pair(ws, scored_challenge(ws).plan.calendar, since, AsOf(as_of, known_at))


def test_since_a_day_is_seen_from_its_end_and_since_a_moment_from_what_was_known_then(day6):
    assert between(day6, day(2)) == (AsOf(day(2)), AsOf())
    assert between(day6, at(3)) == (AsOf(None, at(3)), AsOf())
    assert between(day6, day(2), day(4)) == (AsOf(day(2)), AsOf(day(4)))


def test_the_same_days_are_looked_at_as_they_were_known_before_and_after(day6):
    assert between(day6, at(3), day(2), at(5)) == (AsOf(day(2), at(3)), AsOf(day(2), at(5)))
    assert between(day6, at(3), day(5), at(6)) == (AsOf(day(3), at(3)), AsOf(day(5), at(6)))


@pytest.mark.parametrize(
    ("since", "look", "told"),
    [
        (day(4), (day(2),), "the end of 2027-03-04 is not before the end of 2027-03-02"),
        (at(5), (None, at(4)), "is not before 2027-03-04 12:00 UTC"),
        (at(9), (), "still in the future"),
        (day(9), (), "still in the future"),
        (at(-8), (), "nothing was known yet"),
    ],
)
def test_what_is_not_before_the_later_look_is_refused(day6, since, look, told):
    with pytest.raises(Refused, match=told):
        between(day6, since, *look)
