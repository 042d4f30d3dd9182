"""Who is a member when, and what each day is to them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.scoring.challenges import CALENDAR, DAY_1, LONG_AFTER
from tests.scoring.facts import Member, Pause, member_facts, pause_facts

from moonwalk.api import Status
from moonwalk.scoring.membership import build_membership


def of(*members, pauses=(), now=LONG_AFTER):
    return build_membership(CALENDAR, member_facts(*members), pause_facts(*pauses), now)


def days_in(row) -> list[int]:
    return np.flatnonzero(row).tolist()


def test_people_and_teams_are_in_the_order_of_their_numbers():
    found = of(Member(9, 5), Member(2, 8), Member(4, 5))

    assert found.people.tolist() == [2, 4, 9]
    assert found.teams.tolist() == [5, 8]
    assert found.team[:, 0].tolist() == [1, 0, 0]


def test_team_zero_is_no_team():
    found = of(Member(1, 0), Member(2, 3))

    assert found.teams.tolist() == [3]
    assert found.team[:, 0].tolist() == [-1, 0]
    assert found.countable[0].all()


def test_a_joiner_is_absent_before_and_a_leaver_after():
    found = of(Member(1, 1, 14), Member(2, 1, 0, 6))

    assert days_in(found.countable[0]) == list(range(14, 28))
    assert days_in(found.countable[1]) == list(range(7))
    assert found.status[1, 7] == Status.ABSENT


def test_who_left_and_came_back_is_absent_in_between():
    found = of(Member(1, 1, 0, 4), Member(1, 1, 10))

    assert days_in(found.status[0] == Status.ABSENT) == [5, 6, 7, 8, 9]


@pytest.mark.parametrize("whole_first", [True, False])
def test_of_memberships_that_overlap_the_later_one_counts(whole_first):
    whole, part = Member(1, 1), Member(1, 2, 7, 13)
    found = of(*((whole, part) if whole_first else (part, whole)), Member(2, 2))

    assert days_in(found.team[0] == 1) == (list(range(7, 14)) if whole_first else [])


def test_a_membership_that_ended_before_day_one_is_none():
    assert not of(Member(1, 1, -30, -5)).countable.any()
    assert not of(Member(1, 1, -30, -1)).countable.any()


def test_a_membership_that_begins_after_the_last_day_is_none():
    assert not of(Member(1, 1, 28)).countable.any()


def test_a_pause_takes_the_days_from_first_to_last():
    found = of(Member(1), pauses=[Pause(1, 3, 5), Pause(1, 26, 40), Pause(7, 0, 9)])

    assert days_in(found.status[0] == Status.PAUSED) == [3, 4, 5, 26, 27]


def test_a_pause_before_the_challenge_touches_none_of_its_days():
    assert of(Member(1), pauses=[Pause(1, -9, -3), Pause(1, -3, -1)]).countable.all()


def test_a_pause_changes_no_day_that_does_not_count_anyway():
    assert of(Member(1, 1, 4), pauses=[Pause(1, 0, 9)]).status[0, 3] == Status.ABSENT


def test_days_are_open_until_their_week_closes():
    found = of(Member(1), now=int(CALENDAR.week_closes(1)) + 1)

    assert found.status[0, :8].tolist() == [Status.DUE] * 7 + [Status.OPEN]


def test_rows_of_people_who_are_not_there_are_minus_one():
    found = of(Member(2), Member(4))

    assert found.rows(np.array([4, 3, 2, 99, -1], np.int32)).tolist() == [1, -1, 0, -1, -1]
    assert of().rows(np.array([1], np.int32)).tolist() == [-1]


def test_a_part_of_the_people_keeps_its_teams():
    found = of(Member(1, 5), Member(2, 6), now=DAY_1).only(np.array([1]))

    assert (found.people.tolist(), found.team[0, 0], found.teams.tolist()) == ([2], 1, [5, 6])


def test_only_teams_that_somebody_was_in_are_left():
    some, known = of(Member(1, 5), Member(2, 6), Member(2, 8, 9)).only(np.array([1])).compact()

    assert known.tolist() == [1, 2]
    assert some.teams.tolist() == [6, 8]
    assert some.team[0, [0, 9]].tolist() == [0, 1]
