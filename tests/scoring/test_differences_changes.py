"""What changed a score between two looks: exact parts that add up, whatever the ranking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import ClassVar

from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.challenges import CALENDAR, LONG_AFTER, MINUTES, a_board, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.rules import PerEntry
from tests.scoring.scoring import examples, person_ids, scored, team_ids
from tests.scoring.test_differences_gaps import ADDING, Above, Best

from moonwalk.api import Ranking
from moonwalk.scoring.differences import RowState, change
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import score
from moonwalk_plugins.full_house import FullHouse
from moonwalk_plugins.rankings import Mean, MeanActive, Participation, Sum

ALONE = tuple(one for one in ADDING if one.__name__ != "Shrunk")
"""Those of them that look at no other row."""


def side(scores, number, name="teams"):
    membership = scores.people.membership
    known = (membership.teams if name == "teams" else membership.people).tolist()
    snapshot = scores.snapshot(team_ids(scores), person_ids(scores), scores.last_day)
    row = known.index(number) if number in known else None
    return None if row is None else RowState(scores.plan, scores.plan.board(name), snapshot, row)


def earlier(history, days, lines, members):
    """The history as it was some days before, with only some of what is known now."""
    last_day = history.last_day - days
    length = history.plan.calendar.length
    as_of = history.plan.calendar.starts + timedelta(days=min(max(last_day, 0), length - 1))
    plan = replace(history.plan, context=replace(history.plan.context, as_of=as_of))
    kept = replace(history, plan=plan, lines=history.lines[:lines], members=history.members[:members])
    return replace(kept, last_day=last_day, known_at=history.known_at - days * 86_400_000)


@examples(30)
@given(histories(), st.integers(0, 9), st.integers(0, 40), st.integers(0, 9))
def test_parts_add_up_to_the_change_of_the_score(history, days, lines, members):
    then, now = scored(earlier(history, days, lines, members)), scored(history)

    for name in ("teams", "people"):
        membership = now.people.membership
        for number in (membership.teams if name == "teams" else membership.people).tolist():
            before, after = side(then, number, name), side(now, number, name)
            if before is None:
                continue
            found, was, is_now = (
                change(before, after),
                before.score(before.snapshot),
                after.score(after.snapshot),
            )
            if was is None or is_now is None:
                assert found is None
                continue
            assert found.whole == is_now - was
            assert sum(found.by_rule.values(), Fraction(0)) + found.others + found.size == found.whole
            if history.plan.board(name).ranking.declared.made in ALONE:
                assert found.others == 0
            if history.plan.board(name).ranking.declared.made is Sum:
                assert found.size == 0


HOUSE = rule("house", FullHouse, needs=("all members met good_week",), points="10")


def between(ranking, first, second, last_days=(6, 7), **changes):
    """Two looks at teams: members and entries of each, the entries as (person, day, minutes)."""
    sides = []
    for (members, lines), last_day in zip((first, second), last_days, strict=True):
        plan = a_challenge(
            CALENDAR,
            team_rules=(HOUSE,),
            boards=(a_board("teams", ranking), a_board("people", Sum)),
            **changes,
        )
        as_of = CALENDAR.dates[last_day]
        plan = replace(plan, today=last_day, context=replace(plan.context, as_of=as_of))
        whole = build_membership(plan.calendar, member_facts(*members), pause_facts(), LONG_AFTER)
        entries = entry_facts([entry(*line) for line in lines])
        sides.append(side(score(plan, whole, entries, CODES, last_day), 1))
    return change(*sides)


ONE, TWO = Member(1, 1), Member(2, 1)
WALKED = [(1, 0, 80)]


def test_a_mean_that_drops_because_somebody_joined_says_so():
    found = between(Mean, ([ONE], WALKED), ([ONE, TWO], [*WALKED, (2, 7, 6)]))

    # The 80 points are shared by two now, and 6 more came in.
    assert found.size == 40 - 80
    assert found.by_rule == {"minutes": 3, "house": 0}
    assert (found.others, found.whole) == (0, -37)


def test_without_anybody_coming_or_going_a_mean_changes_by_points_only():
    found = between(Mean, ([ONE, TWO], WALKED), ([ONE, TWO], [*WALKED, (2, 7, 6)]))

    assert (found.by_rule["minutes"], found.size, found.others) == (3, 0, 0)


def test_points_that_are_no_longer_there_are_taken_off():
    found = between(Sum, ([ONE], [*WALKED, (1, 2, 30)]), ([ONE], WALKED))

    assert (found.by_rule["minutes"], found.whole) == (-30, -30)


def test_a_bonus_is_told_by_its_rule():
    week = [(1, day, 10) for day in range(3)]
    found = between(Mean, ([ONE], week), ([ONE], [*week, (1, 3, 10)]))

    assert found.by_rule == {"minutes": 10, "house": 10}


def test_others_are_told_where_a_ranking_looks_at_them():
    other = Member(3, 2)
    found = between(Above, ([ONE, other], WALKED), ([ONE, other], [*WALKED, (3, 1, 20)]))

    assert (found.by_rule["minutes"], found.others, found.size) == (0, -10, 0)


def test_who_becomes_active_makes_a_mean_of_the_active_smaller():
    found = between(MeanActive, ([ONE, TWO], WALKED), ([ONE, TWO], [*WALKED, (2, 6, 6)]), (6, 6))

    assert found.size < 0 < found.by_rule["minutes"]


def test_a_ranking_that_does_more_than_add_up_tells_its_bonus_and_the_rest():
    week = [(1, day, 10) for day in range(3)]
    rules = (MINUTES, rule("each", PerEntry))
    found = between(Best, ([ONE], week), ([ONE], [*week, (1, 3, 10)]), person_rules=rules)

    assert (found.by_rule, found.others) == ({"house": 10}, 0)
    assert found.whole == found.size + 10


def test_a_ranking_that_fails_on_figures_of_another_day_is_told_by_what_is_left():
    class Later(Ranking):
        """Nothing to score below 40 points, which is a mistake."""

        name: ClassVar[str] = "later"

        def score(self, summary, field, context):
            early = context.as_of < CALENDAR.dates[7]
            return Fraction(summary.points if early else 1 // (summary.points // 40))

    week = [(1, day, 10) for day in range(3)]
    found = between(Later, ([ONE], week), ([ONE], [*week, (1, 3, 10)]))

    assert found.by_rule == {"house": 10}


def test_a_share_takes_no_points():
    found = between(Participation, ([ONE], WALKED), ([ONE], [*WALKED, (1, 3, 10)]))

    assert set(found.by_rule.values()) == {0}
    assert found.whole == found.size
