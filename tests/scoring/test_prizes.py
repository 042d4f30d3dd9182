"""Who wins prizes: by place, by goal, by a draw that stays as it is."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.challenges import LONG_AFTER, a_challenge, entry
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts

from moonwalk.api.arrays import Scores
from moonwalk.api.field_words import ConditionKind
from moonwalk.scoring.attribution import team_on_day
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.prizes import (
    barred_people,
    barred_teams,
    by_goal,
    by_place,
    draw,
    lot,
    tickets,
    whole_places,
)
from moonwalk.scoring.score import score_members
from moonwalk.scoring.standings import stand

IDS = tuple("abcdefgh")
SEED = 42


def whole(*numbers):
    return np.array(numbers, np.int64)


def winners(points, places, numbering="standard", unfit=(), not_placed=()):
    """The ids that win, and those passed over, on a board with these points."""
    ids = IDS[: len(points)]
    reasons = [dict(not_placed).get(one, "") for one in ids]
    scores = Scores(numerators=whole(*points), denominators=np.ones(len(points), np.int64))
    standings = stand(ids, scores, 0, (), reasons, whole_places(numbering))
    found = by_place(standings, numbering, places, [dict(unfit).get(one, "") for one in ids])
    return "".join(ids[row] for row in found.rows), [(ids[row], why) for row, why in found.missed]


@pytest.mark.parametrize(
    ("points", "places", "numbering", "who"),
    [
        ((5, 9, 7), 1, "standard", "b"),
        ((5, 9, 7), 2, "standard", "bc"),
        ((10, 8, 8, 5), 2, "standard", "abc"),
        ((10, 8, 8, 5), 3, "standard", "abc"),
        ((10, 10, 8, 8, 5), 2, "standard", "ab"),
        ((10, 10, 8, 8, 5), 2, "dense", "abcd"),
        ((10, 10, 8), 1, "modified", "ab"),
        ((10, 10, 8), 1, "fractional", "ab"),
        ((10, 10, 8), 1, "ordinal", "ab"),
        ((10,), 5, "standard", "a"),
        ((), 1, "standard", ""),
    ],
)
def test_equal_rows_share_as_far_as_places_reach(points, places, numbering, who):
    assert winners(points, places, numbering) == (who, [])


@pytest.mark.parametrize("points", [(0, 0, 0), (-3, 0)])
def test_nobody_wins_without_points(points):
    assert winners(points, 3) == ("", [])


def test_a_place_that_is_left_falls_to_the_next_and_who_left_it_is_told_why():
    assert winners((9, 8, 7), 1, unfit={"a": "away"}) == ("b", [("a", "away")])
    assert winners((9, 8, 7), 1, not_placed={"a": "small"}) == ("b", [("a", "small")])
    assert winners((9, 8, 7), 2, unfit={"b": "away"}) == ("ac", [("b", "away")])


def test_who_would_not_have_won_is_not_told():
    assert winners((9, 8, 7), 1, unfit={"b": "away"}) == ("a", [])
    assert winners((9, 8, 7, 0), 5, unfit={"b": "away", "d": "away"}) == ("ac", [("b", "away")])


def test_who_would_have_shared_a_place_is_told():
    assert winners((9, 9, 7), 1, unfit={"a": "away"}) == ("b", [("a", "away")])
    assert winners((9, 9, 7), 1, unfit={"b": "away"}) == ("a", [("b", "away")])


@given(
    points=st.lists(st.integers(-2, 4), max_size=8),
    places=st.integers(1, 5),
    unfit=st.sets(st.sampled_from(IDS)),
    dense=st.booleans(),
)
def test_the_winners_are_the_first_places_of_a_board_without_the_unfit(points, places, unfit, dense):
    numbering = "dense" if dense else "standard"
    fit = sorted((-one, who) for one, who in zip(points, IDS, strict=False) if who not in unfit and one > 0)
    ahead = {who: [other for other, _ in fit if other < one] for one, who in fit}
    expected = [who for _, who in fit if len(set(ahead[who]) if dense else ahead[who]) < places]

    found, missed = winners(points, places, numbering, dict.fromkeys(unfit, "away"))

    assert list(found) == expected
    assert {who for who, _ in missed} <= unfit


def test_a_lot_is_what_anyone_can_compute_again():
    assert lot(7, "socks", "e003", 2) == hashlib.sha256(b"7/socks/e003/2").hexdigest()


def test_the_highest_lot_of_all_tickets_wins():
    drawn = draw(SEED, "socks", IDS, whole(1, 0, 3, 2, 0, 0, 0, 1), [""] * 8)
    lots = {
        (row, n): lot(SEED, "socks", IDS[row], n)
        for row, many in ((0, 1), (2, 3), (3, 2), (7, 1))
        for n in range(1, many + 1)
    }

    assert drawn is not None
    assert drawn.lot == max(lots.values())
    assert lots[drawn.row, drawn.ticket] == drawn.lot


@given(
    had=st.lists(st.integers(0, 4), min_size=8, max_size=8),
    more=st.integers(0, 7),
    seed=st.integers(0, 2**48),
)
def test_one_more_ticket_wins_itself_or_changes_nothing(had, more, seed):
    before = draw(seed, "socks", IDS, whole(*had), [""] * 8)
    had[more] += 1
    after = draw(seed, "socks", IDS, whole(*had), [""] * 8)

    assert after is not None
    assert after == before or (after.row, after.ticket) == (more, had[more])


def test_tickets_of_who_may_not_win_take_no_part():
    had = whole(2, 2)
    first = draw(SEED, "socks", IDS[:2], had, ["", ""])
    assert first is not None
    unfit = ["", ""]
    unfit[first.row] = "away"
    second = draw(SEED, "socks", IDS[:2], had, unfit)
    assert second is not None
    assert second.row == 1 - first.row
    assert draw(SEED, "socks", IDS[:2], had, ["away", "away"]) is None
    assert draw(SEED, "socks", IDS[:2], whole(0, 0), ["", ""]) is None


def test_two_prizes_are_two_draws():
    had = [""] * 8, whole(*[3] * 8)
    drawn = {draw(SEED, f"prize{number}", IDS, had[1], had[0]).row for number in range(40)}
    assert len(drawn) > 3


def test_a_draw_is_fair_to_every_ticket():
    """2,000 draws among 1, 2 and 5 tickets; four standard deviations either way."""
    had = whole(1, 2, 5)
    rows = [draw(seed, "socks", IDS[:3], had, [""] * 3).row for seed in range(2000)]
    for row, share in enumerate((0.125, 0.25, 0.625)):
        spread = 4 * (2000 * share * (1 - share)) ** 0.5
        assert abs(rows.count(row) - 2000 * share) < spread


def test_most_tickets_is_the_most():
    assert tickets(whole(0, 3, 9), 4).tolist() == [0, 3, 4]
    assert tickets(whole(0, 3, 9), None).tolist() == [0, 3, 9]


def test_everyone_who_met_the_goal_wins_but_who_may_not():
    found = by_goal(whole(0, 2, 1, 1), ["", "", "away", ""])
    assert found.rows == (1, 3)
    assert found.missed == ((2, "away"),)


def unfit(*needs, members, lines=(), pauses=(), last_day=13):
    plan = a_challenge()
    one = build_membership(plan.calendar, member_facts(*members), pause_facts(*pauses), LONG_AFTER)
    people = score_members(plan, one, entry_facts(lines), CODES, last_day)
    asked = [ConditionKind().parse(need) for need in needs]
    now = team_on_day(plan, one, last_day)
    teams = barred_teams(people, now, len(one.teams), asked, last_day)
    return barred_people(people, now, len(one.teams), asked, last_day), teams


def test_the_needs_of_a_person_are_those_of_their_team_today():
    members = [Member(1, 1), Member(2, 1), Member(3, 2), Member(4, 0)]
    people, teams = unfit("at least 2 members", members=members)

    assert people == ["", "", "needs at least 2 members", "is in no team"]
    assert teams == ["", "needs at least 2 members"]


def test_without_needs_no_team_is_asked_for():
    assert unfit(members=[Member(1, 0)]) == ([""], [])


def test_who_has_left_wins_nothing_and_who_pauses_may():
    members = [Member(1, 1, 0, 12), Member(2, 1)]
    assert unfit(members=members, pauses=[Pause(2, 0, 27)])[0] == ["no longer takes part", ""]
    assert unfit(members=members, last_day=12)[0] == ["", ""]


def test_the_first_need_that_is_not_met_is_told():
    needs = ("at least 1 member", "all members met good_day", "at least 9 members")
    needs = (needs[0].replace("1 member", "1 members"), *needs[1:])
    members = [Member(1, 1), Member(2, 1)]
    _, teams = unfit(*needs, members=members, lines=[entry(1, 0, 5)])
    assert teams == ["needs all members met good_day"]
