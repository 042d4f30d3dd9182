"""All of it from scratch, or what one new fact changes: the same, whatever the order."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from itertools import product
from random import Random
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.challenges import DAY_1, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.histories import a_log, histories
from tests.scoring.oracle_boards import row_id
from tests.scoring.rules import Drawn, Elsewhere, Leader, Lying, PerEntry, Raising
from tests.scoring.scoring import arrays, assert_same, board_rows, examples, membership_of, scored

from moonwalk.api import Award, TeamRule
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.changed_days import first_changed_day
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import rescore, score


@examples(30)
@given(histories(), st.integers(0, 2**32), st.integers(1, 12))
def test_scoring_new_facts_of_some_people_equals_scoring_everything_afresh(history, seed, many):
    everything = (*history.lines, *corrections(history, Random(seed), many))
    after = replace(history, lines=everything)
    news = everything[len(history.lines) :]
    whose = np.array(sorted({line.person for line in news}), np.int32)
    theirs = tuple(line for line in everything if line.person in whose)

    before = scored(history)
    for board in before.plan.boards:
        # What was looked at once is kept, and must follow the entries that come.
        board_rows(before, board.name)
    found = rescore(before, whose, entry_facts(theirs), CODES)
    afresh = scored(after)

    assert_same(found, afresh)
    unchanged = range(min(first_changed_day(before, found, whose), history.last_day + 1))[-1:]
    for board, last_day in product(before.plan.boards, unchanged):
        assert board_rows(afresh, board.name, last_day) == board_rows(before, board.name, last_day)


@pytest.mark.parametrize(
    ("change", "first"),
    [
        (entry(1, 9, 5), 9),
        (entry(1, 3, 5), 3),
        (entry(2, 9, 5), 0),
        (entry(1, 2, 0), 28),
        (entry(9, 2, 5), 28),
    ],
    ids=["later", "earlier", "the first one of a person", "of nothing", "of a stranger"],
)
def test_boards_may_differ_from_the_day_on_which_something_was_logged(change, first):
    whole = [Member(1, 11), Member(2, 11)]
    before = run(a_challenge(), whole, entry(1, 2, 5))
    whose = np.array([change.person], np.int32)
    theirs = [line for line in (entry(1, 2, 5), change) if line.person == change.person]
    after = rescore(before, whose, entry_facts(theirs), CODES)

    assert first_changed_day(before, after, whose) == first


def test_a_week_that_teams_are_compared_by_may_differ_from_its_first_day():
    plan = a_challenge(league_rules=(replace(rule("leader", Leader), compares=("teams",)),))
    before = run(plan, [Member(1, 11), Member(2, 12)], entry(1, 2, 5))
    whose = np.array([1], np.int32)
    after = rescore(before, whose, entry_facts([entry(1, 2, 5), entry(1, 10, 5)]), CODES)

    assert first_changed_day(before, after, whose) == 7


@examples(30)
@given(histories(), st.integers(0, 2**32))
def test_the_order_of_entries_changes_not_one_byte(history, seed):
    mixed = list(history.lines)
    Random(seed).shuffle(mixed)

    assert_same(scored(history), scored(replace(history, lines=tuple(mixed))))


@examples(30)
@given(histories(), st.integers(0, 2**32))
def test_how_the_store_numbers_people_changes_nobodys_points(history, seed):
    numbers = list(range(1, 10))
    Random(seed).shuffle(numbers)
    new = dict(enumerate(numbers, 1))
    # A draw by the members' own numbers would differ; one by lots, which follow from their ids, must not.
    kept = tuple(rule for rule in history.plan.team_rules if rule.adapter.declared.made is not Drawn)
    plan = replace(history.plan, team_rules=kept)
    history = replace(history, plan=plan)
    renumbered = replace(
        history,
        lines=tuple(replace(line, person=new[line.person]) for line in history.lines),
        members=tuple(replace(one, person=new[one.person]) for one in history.members),
        pauses=tuple(replace(one, person=new[one.person]) for one in history.pauses),
        targets=tuple(replace(one, person=new[one.person]) for one in history.targets),
        roster={
            name: ["", *(history.value(name, old) for old in sorted(new, key=new.__getitem__))]
            for name in history.roster
        },
    )
    ids = {number: row_id(old, False) for old, number in new.items()}
    one, other = scored(history), scored(renumbered, ids)
    rows = other.people.membership.rows(
        np.array([new[int(who)] for who in one.people.membership.people], np.int32)
    )

    for name, points in one.people.points.items():
        assert points.tolist() == other.people.points[name][rows].tolist()
    for board in ("teams", "groups"):
        assert board_rows(one, board) == board_rows(other, board)


@examples(30)
@given(histories(), st.integers(0, 2**32))
def test_people_do_not_depend_on_one_another(history, seed):
    chosen = Random(seed).randint(1, 7)
    alone = replace(
        history,
        members=tuple(one for one in history.members if one.person == chosen),
        lines=tuple(line for line in history.lines if line.person == chosen),
    )
    among, only = scored(history).people, scored(alone).people
    rows = among.membership.rows(only.membership.people)

    for name, points in only.points.items():
        assert points.tolist() == among.points[name][rows].tolist()


@examples(30)
@given(histories(), st.integers(0, 23))
def test_entries_of_later_days_change_no_earlier_award(history, until):
    until = min(until, history.plan.calendar.length - 1)
    history = replace(history, plan=that_promise(history.plan))
    # A correction may move an entry to another day; here each stays where it is.
    lines = tuple(replace(line, supersedes=None, void=False) for line in history.lines)
    all_days = replace(history, lines=lines, last_day=history.plan.calendar.length)
    earlier = replace(all_days, lines=tuple(line for line in lines if line.day <= until))
    one, other = scored(all_days).people, scored(earlier).people

    for name, points in one.points.items():
        assert points[:, : until + 1].tolist() == other.points[name][:, : until + 1].tolist(), name


@examples(30)
@given(histories())
def test_scoring_changes_none_of_its_inputs(history):
    whole, entries, before = membership_of(history), entry_facts(history.lines), scored(history)
    given_as = pickle.dumps([stored(whole), vars(entries), arrays(before)])

    score(history.plan, whole, entries, CODES, history.last_day)
    rescore(before, np.array([1, 2], np.int32), entry_facts([]), CODES)

    assert pickle.dumps([stored(whole), vars(entries), arrays(before)]) == given_as


def stored(membership):
    """What was given, without what is worked out from it once and kept."""
    return {known.name: getattr(membership, known.name) for known in fields(membership)}


def that_promise(plan):
    """The plan without the rules whose earlier awards later days may change.

    Some say so of themselves. Others pay in weeks in which a goal is met, which may be on their last day, or
    for goals of points, which later days may take away again.
    """
    of_days = {"", *(goal.name for goal in plan.goals if goal.each == "day")}

    def kept(rules):
        promising = (each for each in rules if not each.adapter.later_days_may_change)
        return tuple(
            each for each in promising if each.only_when in of_days and not plan.asks_for_points(each)
        )

    kinds = ("day_rules", "person_rules", "adjustment_rules")
    return replace(plan, **{kind: kept(getattr(plan, kind)) for kind in kinds})


def corrections(history, chance, many):
    """More entries, some of them correcting or voiding the ones there are."""
    superseded = {line.supersedes for line in history.lines}
    old = [line for line in history.lines if line.id not in superseded]
    fresh = []
    for line in a_log(chance, history.plan, 6, many):
        if line.supersedes is None and old and chance.random() < 0.5:
            older = old.pop(chance.randrange(len(old)))
            line = replace(line, person=older.person, supersedes=older.id, void=chance.random() < 0.3)
        fresh.append(line)
    people = {line.id: line.person for line in fresh}
    return tuple(replace(line, person=people.get(line.supersedes, line.person)) for line in fresh)


def run(plan, members, *lines, last_day=27, pauses=()):
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(*pauses), DAY_1)
    return score(plan, whole, entry_facts(lines), CODES, last_day)


def test_a_challenge_without_people_has_empty_boards():
    scores = run(a_challenge(), [], entry(1, 0, 5))

    assert board_rows(scores, "teams") == []
    assert board_rows(scores, "people") == []


def test_news_of_somebody_who_is_no_member_changes_nothing():
    scores = run(a_challenge(), [Member(1)], entry(1, 0, 5))

    assert rescore(scores, np.array([9], np.int32), entry_facts([entry(9, 0, 5)]), CODES) is scores


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (Raising, "division by zero"),
        (Elsewhere, "it gave the day 2026-01-04, which is outside the challenge"),
    ],
)
def test_a_rule_that_fails_is_named_with_its_line_and_nothing_is_scored(made, why):
    plan = a_challenge(person_rules=(rule("fine", PerEntry), rule("bad", made)))

    with pytest.raises(RuleFailed) as failed:
        run(plan, [Member(1)], entry(1, 0, 5))

    assert (failed.value.rule, failed.value.at) == ("bad", "challenge.yaml: bad")
    assert str(failed.value).startswith("rule 'bad' failed: ")
    assert why in str(failed.value)


def test_more_points_than_can_be_kept_are_refused_not_wrapped_around():
    class Huge(Lying):
        """Far too much."""

        def awards(self, timeline, context):
            return 3 * [Award(day=context.starts, points=10**9 - 1, reason="too much")]

        def grid_points(self, grid, context):
            return None

    with pytest.raises(RuleFailed, match="more than 2147483647 points for one day"):
        run(a_challenge(person_rules=(rule("huge", Huge),)), [Member(1)])


def test_news_are_scored_in_a_challenge_without_teams():
    before = run(a_challenge(), [Member(1, 0), Member(2, 0)], entry(1, 0, 5))
    after = rescore(before, np.array([2], np.int32), entry_facts([entry(2, 0, 8)]), CODES)

    assert [(row.id, row.shown) for row in board_rows(after, "people")] == [("P2", "8"), ("P1", "5")]


def test_a_team_rule_is_asked_again_only_where_somebody_is_concerned():
    asked = []

    class Asking(TeamRule):
        """Writes down whom it is asked about."""

        name: ClassVar[str] = "asking"

        def awards(self, team, context):
            asked.append(team.name)
            return ()

    plan = a_challenge(team_rules=(rule("asking", Asking),))
    members = Member(1, 11), Member(2, 12), Member(3, 13, 0, 6), Member(3, 11, 7)
    before = run(plan, members)
    assert asked == ["Team 11", "Team 12", "Team 13"]
    asked.clear()
    rescore(before, np.array([3], np.int32), entry_facts([entry(3, 0, 5)]), CODES)

    assert asked == ["Team 11", "Team 13"]


def test_a_rule_without_a_fast_form_sees_the_entries_of_each_day():
    plan = a_challenge(person_rules=(rule("each", PerEntry, points="3"),))
    scores = run(plan, [Member(1), Member(2)], entry(1, 0, 5), entry(1, 0, 6), entry(2, 1, 5))

    assert scores.people.points["each"][:, :3].tolist() == [[6, 0, 0], [0, 3, 0]]


def test_before_the_start_everyone_stands_at_nothing():
    scores = run(a_challenge(), [Member(1, 1), Member(2, 2)], entry(1, 0, 5), last_day=-1)

    assert scores.people.total.sum() == 0
    assert [row.place for row in board_rows(scores, "people")] == [1, 1]
    # A mean needs a day that has been.
    assert [(row.shown, row.place) for row in board_rows(scores, "teams")] == [("-", None), ("-", None)]


def test_an_earlier_day_can_be_looked_at_again():
    scores = run(a_challenge(), [Member(1, 1), Member(2, 2)], entry(1, 0, 5), entry(2, 3, 9))

    assert [(row.id, row.shown) for row in board_rows(scores, "people", 0)] == [("P1", "5"), ("P2", "0")]
    assert [(row.id, row.shown) for row in board_rows(scores, "people", 3)] == [("P2", "9"), ("P1", "5")]
