"""What parts two rows of a board: exact parts that add up, whatever the ranking."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import ClassVar

from hypothesis import given
from tests.scoring.challenges import CALENDAR, LONG_AFTER, MINUTES, a_board, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.rules import PerEntry
from tests.scoring.scoring import board_rows, examples, person_ids, scored, team_ids

from moonwalk.api import Ranking
from moonwalk.scoring.differences import ZERO, RowPair, by_rule, by_size, by_week
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import score
from moonwalk_plugins.full_house import FullHouse
from moonwalk_plugins.rankings import DailyMeanSum, Mean, MeanActive, MeanAtTime, Shrunk, Sum

ADDING = (Sum, Mean, MeanActive, MeanAtTime, DailyMeanSum, Shrunk)
"""Rankings that only add up and divide, so that every point has its part of the score."""


class Best(Ranking):
    """Points times points: no rule's share of it can be told."""

    name: ClassVar[str] = "best"

    def score(self, summary, field, context):
        return Fraction(summary.points**2)


class Failing(Ranking):
    """Points over points: no score without any."""

    name: ClassVar[str] = "failing"

    def score(self, summary, field, context):
        return Fraction(summary.points, summary.points)


class Above(Ranking):
    """Points above everyone's mean: others have a part in it."""

    name: ClassVar[str] = "above"

    def score(self, summary, field, context):
        return summary.points - Fraction(sum(one.points for one in field), len(field))


def pair(scores, first=0, second=1, name="teams"):
    snapshot = scores.snapshot(team_ids(scores), person_ids(scores), scores.last_day)
    return RowPair(scores.plan, scores.plan.board(name), snapshot, first, second)


def two_teams(ranking=Mean, last_day=13, **changes):
    """One of two people with 10 minutes a day, one of four with 10, 10, 10 and nothing, but many entries."""
    members = [Member(1, 1), Member(2, 1), *(Member(number, 2) for number in range(3, 7))]
    lines = [entry(number, day, 10) for number in range(1, 6) for day in range(10)]
    lines += [entry(3, 0, 1, source=0) for _ in range(4)]
    house = rule("house", FullHouse, needs=("all members met good_week",), points="10")
    plan = a_challenge(
        CALENDAR,
        **{
            "person_rules": (MINUTES, rule("each", PerEntry)),
            "team_rules": (house,),
            "boards": (a_board("teams", ranking), a_board("people", Sum)),
            **changes,
        },
    )
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(), LONG_AFTER)
    return score(plan, whole, entry_facts(lines), CODES, last_day)


def assert_adds_up(found, whole):
    if whole is None:
        assert found is None
        return
    assert found.whole.gap == whole
    assert gaps(found) + found.rest.gap == whole
    for side in ("first", "second"):
        told = [getattr(part, side) for part in found.by_key.values()]
        assert sum(told, getattr(found.rest, side)) == getattr(found.whole, side)


def gaps(found):
    return sum((part.gap for part in found.by_key.values()), Fraction(0))


def parted(found):
    return {key: part.gap for key, part in found.by_key.items()}


@examples(30)
@given(histories())
def test_parts_add_up_to_the_difference_and_leave_no_rest_where_a_ranking_only_adds_and_divides(history):
    scores = scored(history)
    for name in ("teams", "people"):
        rows = {row.id: row for row in board_rows(scores, name)}
        ids = team_ids(scores) if name == "teams" else person_ids(scores)
        for first, second in list(permutations(range(len(ids)), 2))[:4]:
            one, other = rows.get(ids[first]), rows.get(ids[second])
            scored_both = one and other and one.denominator and other.denominator
            whole = (
                Fraction(one.numerator, one.denominator) - Fraction(other.numerator, other.denominator)
                if scored_both
                else None
            )
            both = pair(scores, first, second, name)
            assert_adds_up(by_rule(both), whole)
            assert_adds_up(by_week(both), whole)
            if scored_both and history.plan.board(name).ranking.declared.made in ADDING:
                assert by_rule(both).rest == by_week(both).rest == ZERO


def test_a_mean_is_parted_by_rule_by_week_and_by_size():
    both = pair(two_teams())
    rules, weeks = by_rule(both), by_week(both)

    # 200 minutes of two people against 304 of four: 20 entries against 34; the bonus of week 1 and no other.
    assert parted(rules) == {"minutes": 100 - 76, "each": 10 - Fraction(34, 4), "house": 10}
    assert (rules.whole.gap, rules.rest) == (Fraction(71, 2), ZERO)
    assert gaps(weeks) == rules.whole.gap
    assert weeks.by_key["2"].gap == 30 + 3 - Fraction(9 * 11, 4)
    # With four people its 220 points would be 55 a head.
    assert by_size(both) == 110 - 55


def test_a_ranking_in_which_others_have_a_part_is_parted_as_well():
    found = by_rule(pair(two_teams(Above)))

    assert parted(found) == {"minutes": 200 - 304, "each": 20 - 34, "house": 10}
    assert found.rest == ZERO


def test_of_a_ranking_that_does_more_than_add_up_only_the_bonus_is_told_by_rule():
    for ranking in (Best, Failing):
        both = pair(two_teams(ranking))
        assert parted(by_rule(both)) == {"house": 10}
        assert by_rule(both).rest.gap == both.scores(both.snapshot).gap - 10
        assert gaps(by_week(both)) == 10


def test_only_the_rules_that_a_board_counts_part_its_rows():
    board = a_board("teams", Sum, of_rules=("each",))

    assert parted(by_rule(pair(two_teams(boards=(board,))))) == {"each": 20 - 34}


def test_people_differ_by_their_own_points_only():
    found = by_rule(pair(two_teams(), 2, 0, "people"))

    assert parted(found) == {"minutes": 4, "each": 4}
    assert by_size(pair(two_teams(), 2, 0, "people")) is None


def test_before_the_first_day_nothing_parts_anybody():
    both = pair(two_teams(Sum, last_day=-1))

    assert by_rule(both).whole == ZERO
    assert by_week(both).by_key == {}
