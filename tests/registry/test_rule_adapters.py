from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from moonwalk.api import (
    AdjustmentRule,
    Award,
    AwardPeriod,
    Change,
    DayRule,
    Inputs,
    LeagueRule,
    PersonRule,
    TeamAward,
    TeamRule,
)
from moonwalk.registry import (
    AdjustmentRuleAdapter,
    DayRuleAdapter,
    LeagueRuleAdapter,
    PersonRuleAdapter,
    PluginFailure,
    TeamRuleAdapter,
)
from moonwalk.testing import STARTS, context_for, grid_of, league_of, roster, timeline
from moonwalk.testing.awards import league_context

from .made import loaded

DAYS = timeline("5 0 5", before="1 2")
CONTEXT = context_for(DAYS)
GRID = grid_of([DAYS, timeline("5 5 5")])


def adapter(base: type, **methods):
    """A rule of a kind with these methods, behind its adapter."""
    needed = {"changes"} if base is DayRule else {"awards", "adjustments"} & set(dir(base))
    space = {name: (lambda self, *given: ()) for name in needed}
    space |= {"name": "odd", "__doc__": "Odd.", "__module__": __name__, **methods}
    return loaded(type("Odd", (base,), space)).rule("acme.odd")


def paying(answer):
    return adapter(PersonRule, awards=lambda self, timeline, context: answer)


def fast(answer):
    return adapter(PersonRule, grid_points=lambda self, grid, context: answer)


def test_good_awards_come_back_as_a_tuple():
    awards = [
        Award(day=STARTS, points=5, reason="You met it", entries=("a",)),
        Award(day=STARTS, points=-2, reason="Capped"),
    ]
    assert paying(iter(awards)).awards(DAYS, CONTEXT) == tuple(awards)


def endless():
    while True:
        yield Award(day=STARTS, points=1, reason="again")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, "None instead of a list of Award"),
        ("text", "instead of a list of Award"),
        ([5], "5 among its Awards"),
        ([Award(day=STARTS, points=True, reason="x")], "True as points"),
        ([Award(day=STARTS, points=1.0, reason="x")], "1.0 as points"),
        ([Award(day=STARTS, points=float("nan"), reason="x")], "nan as points"),
        ([Award(day=STARTS, points=np.int64(5), reason="x")], "as points"),
        ([Award(day=STARTS, points=10**9, reason="x")], "out of all proportion"),
        ([Award(day=STARTS, points=-(10**9), reason="x")], "out of all proportion"),
        ([Award(day=STARTS, points=1, reason="")], "as a reason"),
        ([Award(day=STARTS, points=1, reason=None)], "as a reason"),
        ([Award(day=STARTS - timedelta(days=1), points=1, reason="x")], "outside the challenge"),
        ([Award(day=STARTS + timedelta(days=7), points=1, reason="x")], "outside the challenge"),
        ([Award(day=datetime(2027, 1, 4, tzinfo=UTC), points=1, reason="x")], "as a day"),
        ([Award(day="2027-01-04", points=1, reason="x")], "as a day"),
        ([Award(day=STARTS, points=1, reason="x", entries=(1,))], "the entries"),
        (endless(), "more than 100000"),
    ],
)
def test_an_unusable_award_is_a_named_failure(answer, told):
    with pytest.raises(PluginFailure, match=r"The plugin 'acme' failed in odd\.awards") as caught:
        paying(answer).awards(DAYS, CONTEXT)
    assert told in str(caught.value)


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), SystemExit(3), RecursionError("deep")])
def test_a_rule_that_raises_is_a_named_failure(error):
    def awards(self, timeline, context):
        raise error

    with pytest.raises(PluginFailure, match=type(error).__name__):
        adapter(PersonRule, awards=awards).awards(DAYS, CONTEXT)


def test_a_generator_that_raises_is_a_named_failure():
    def awards(self, timeline, context):
        yield Award(day=STARTS, points=1, reason="x")
        raise KeyError("goal")

    with pytest.raises(PluginFailure, match="KeyError: 'goal'"):
        adapter(PersonRule, awards=awards).awards(DAYS, CONTEXT)


def test_a_configuration_that_does_not_fit_is_a_named_failure():
    with pytest.raises(PluginFailure, match="ValidationError"):
        paying([]).configured({"no_such": "1"}).awards(DAYS, CONTEXT)


def test_days_before_the_challenge_are_only_for_rules_that_declare_it():
    seen = []

    def awards(self, timeline, context):
        seen.append(len(timeline.before))
        return []

    adapter(PersonRule, awards=awards).awards(DAYS, CONTEXT)
    inputs = frozenset({Inputs.SELF, Inputs.BASELINE})
    adapter(PersonRule, awards=awards, inputs=inputs).awards(DAYS, CONTEXT)
    assert seen == [0, 2]


@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.int64, np.uint16, np.uint64])
def test_whole_numbers_of_any_width_become_int64(dtype):
    found = fast(np.ones((2, 3), dtype)).grid_points(GRID, CONTEXT)
    assert found.dtype == np.int64
    assert found.tolist() == [[1] * 3] * 2


def test_no_fast_form_is_none():
    assert fast(None).grid_points(GRID, CONTEXT) is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ([[1, 1, 1]] * 2, "instead of an array"),
        (np.ones((2, 3)), "float64"),
        (np.full((2, 3), np.nan), "float64"),
        (np.ones((2, 3), bool), "bool"),
        (np.ones((2, 3), object), "object"),
        (np.ones((3, 2), int), "(3, 2) instead of (2, 3)"),
        (np.ones(3, int), "instead of (2, 3)"),
        (np.full((2, 3), 10**9), "1000000000 and more"),
        (np.full((2, 3), -(2**63)), "1000000000 and more"),
        (np.full((2, 3), 2**64 - 1, np.uint64), "1000000000 and more"),
    ],
)
def test_an_unusable_array_is_a_named_failure(answer, told):
    with pytest.raises(PluginFailure) as caught:
        fast(answer).grid_points(GRID, CONTEXT)
    assert told in str(caught.value)


def test_a_rule_cannot_write_to_what_it_is_given():
    def grid_points(self, grid, context):
        grid.amounts["walk"][0, 0] = 7
        return grid.amounts["walk"]

    writable = grid_of([DAYS])
    writable.amounts["walk"].flags.writeable = True
    with pytest.raises(PluginFailure, match="read-only"):
        adapter(PersonRule, grid_points=grid_points).grid_points(writable, CONTEXT)


def test_what_a_rule_hands_back_is_not_what_it_was_given():
    found = adapter(PersonRule, grid_points=lambda self, grid, context: grid.amounts["walk"])
    points = found.grid_points(GRID, CONTEXT)
    points[0, 0] = -1
    assert GRID.amounts["walk"][0, 0] == 5000


def test_the_award_period_may_depend_on_the_configuration():
    assert adapter(PersonRule, award_period=AwardPeriod.WEEK).award_period_of(CONTEXT) is AwardPeriod.WEEK
    odd = adapter(PersonRule, award_period_of=lambda self, context: "week")
    assert odd.award_period is AwardPeriod.DAY
    with pytest.raises(PluginFailure, match="instead of an AwardPeriod"):
        odd.award_period_of(CONTEXT)


def test_each_kind_has_its_adapter():
    kinds = {
        PersonRule: (PersonRuleAdapter, "person"),
        DayRule: (DayRuleAdapter, "person"),
        AdjustmentRule: (AdjustmentRuleAdapter, "person"),
        TeamRule: (TeamRuleAdapter, "team"),
        LeagueRule: (LeagueRuleAdapter, "team"),
    }
    for base, (kind, use) in kinds.items():
        assert type(adapter(base)) is kind
        assert adapter(base).use == use


def changing(answer):
    return adapter(DayRule, changes=lambda self, timeline, context: answer)


def test_changes_are_checked():
    good = Change(day=STARTS, reason="Counts double", activity="walk", amount=5000)
    assert changing([good]).changes(DAYS, CONTEXT) == (good,)
    for bad, told in (
        (Change(day=STARTS, reason="", activity="walk", amount=5), "as a reason"),
        (Change(day=STARTS, reason="x", activity="walk", amount=0.5), "as an amount"),
        (Change(day=date(2026, 1, 1), reason="x", activity="walk", amount=5), "outside"),
        (Change(day=STARTS, reason="x", activity=None, amount=5), "names no activity"),
    ):
        with pytest.raises(PluginFailure, match=told):
            changing([bad]).changes(DAYS, CONTEXT)


def test_added_amounts_are_checked():
    def adding(answer):
        return adapter(DayRule, grid_amounts=lambda self, grid, context: answer)

    assert adding(None).grid_amounts(GRID, CONTEXT) is None
    big = np.full((2, 3), 10**12)
    assert adding({"walk": big}).grid_amounts(GRID, CONTEXT)["walk"].tolist() == big.tolist()
    for bad in ([big], {1: big}, {"walk": big.astype(float)}, {"walk": big[:1]}):
        with pytest.raises(PluginFailure):
            adding(bad).grid_amounts(GRID, CONTEXT)


def test_days_that_stand_in_are_checked():
    def standing(answer):
        return adapter(DayRule, grid_met=lambda self, grid, context: answer)

    assert standing(None).grid_met(GRID, CONTEXT) is None
    some = np.array([[True, False, False], [False, False, True]])
    assert standing({"good_day": some}).grid_met(GRID, CONTEXT)["good_day"].tolist() == some.tolist()
    for bad in (
        [some],
        {1: some},
        {"good_day": some.astype(int)},
        {"good_day": some[:1]},
        {"good_day": [[1]]},
    ):
        with pytest.raises(PluginFailure):
            standing(bad).grid_met(GRID, CONTEXT)


def test_a_day_rule_pays_only_where_its_class_says_so():
    assert not adapter(DayRule, changes=lambda self, timeline, context: []).pays
    paying = adapter(
        DayRule, awards=lambda self, timeline, context: [Award(day=STARTS, points=1, reason="x")]
    )
    assert paying.pays
    assert paying.awards(DAYS, CONTEXT) == (Award(day=STARTS, points=1, reason="x"),)


def test_only_a_rule_that_declares_it_is_given_the_days_before():
    def width(self, grid, context):
        return np.full(grid.shape, sum(values.shape[1] for values in grid.before.values()))

    earlier = replace(GRID, before={"walk": np.zeros((2, 28), np.int64)})
    reading = adapter(PersonRule, grid_points=width, inputs=frozenset({Inputs.SELF, Inputs.BASELINE}))
    assert reading.grid_points(earlier, CONTEXT)[0, 0] == 28
    assert adapter(PersonRule, grid_points=width).grid_points(earlier, CONTEXT)[0, 0] == 0


def test_adjustments_are_checked():
    capped = [Award(day=STARTS, points=-5, reason="Capped")]
    rule = adapter(
        AdjustmentRule,
        adjustments=lambda self, awards, award_periods, context: capped,
        grid_points=lambda self, points, award_periods, week, context: -points["a"],
    )
    award_periods = {"a": AwardPeriod.DAY}
    assert rule.adjustments(
        {"a": [Award(day=STARTS, points=5, reason="x")]}, award_periods, CONTEXT
    ) == tuple(capped)
    table = np.ones((2, 3), np.int64)
    assert rule.grid_points({"a": table}, award_periods, GRID.week, CONTEXT).tolist() == [[-1] * 3] * 2
    with pytest.raises(PluginFailure, match="KeyError"):
        rule.grid_points({"b": table}, award_periods, GRID.week, CONTEXT)


def test_team_rules_are_checked():
    people = roster([DAYS, timeline("5 5 5")], [0, 1])
    rule = adapter(
        TeamRule,
        awards=lambda self, team, context: [Award(day=STARTS, points=5, reason="All of you")],
        grid_points=lambda self, team_grid, context: np.ones((team_grid.team_count, 3), int),
    )
    assert rule.awards(people.teams()[0], CONTEXT) == (Award(day=STARTS, points=5, reason="All of you"),)
    assert rule.grid_points(people.team_grid(), CONTEXT).shape == (2, 3)
    wrong = adapter(TeamRule, grid_points=lambda self, team_grid, context: np.ones((1, 3), int))
    with pytest.raises(PluginFailure, match="shape"):
        wrong.grid_points(people.team_grid(), CONTEXT)


FIELD = league_of({"North": "1 2", "South": "3 4"})
WEEKS = league_context(FIELD)


def test_field_rules_pay_known_teams_only():
    def giving(answer):
        return adapter(LeagueRule, awards=lambda self, league, context: answer)

    good = TeamAward(team="North", award=Award(day=STARTS, points=3, reason="A win"))
    assert giving([good]).awards(FIELD, WEEKS) == (good,)
    for bad in (
        TeamAward(team="East", award=Award(day=STARTS, points=3, reason="x")),
        TeamAward(team="North", award=3),
        Award(day=STARTS, points=3, reason="x"),
    ):
        with pytest.raises(PluginFailure):
            giving([bad]).awards(FIELD, WEEKS)


def test_field_rules_may_answer_with_all_points_at_once():
    def paying(answer):
        return adapter(LeagueRule, grid_points=lambda self, league, context: answer)

    assert adapter(LeagueRule).grid_points(FIELD, WEEKS) is None
    assert paying(np.ones((2, 14), int)).grid_points(FIELD, WEEKS).sum() == 28
    with pytest.raises(PluginFailure, match="shape"):
        paying(np.ones((2, 7), int)).grid_points(FIELD, WEEKS)


def test_a_field_rule_cannot_change_what_it_is_given():
    def writing(self, league, context):
        league.weeks[0].scores["form"].numerators[:] = 0

    with pytest.raises(PluginFailure, match="read-only"):
        adapter(LeagueRule, awards=writing).awards(FIELD, WEEKS)


def test_what_a_field_rule_remarks_is_text_on_one_line():
    assert adapter(LeagueRule).remarks(5, WEEKS) == ()
    said = adapter(LeagueRule, remarks=lambda self, teams, context: [f"There are\n{teams}."])
    assert said.remarks(5, WEEKS) == ("There are 5.",)
    with pytest.raises(PluginFailure, match="list of str"):
        adapter(LeagueRule, remarks=lambda self, teams, context: "no").remarks(5, WEEKS)


def giving(names, badge="", fast=None):
    return adapter(
        PersonRule,
        awards=lambda self, timeline, context: [Award(day=STARTS, points=0, reason="x", badge=badge)],
        badges=lambda self: names,
        grid_badges=lambda self, grid, context: fast,
    )


def test_badges_come_back_as_they_are_named():
    numbers = np.array([[0, 1, 2], [0, 0, 0]], np.int16)
    rule = giving(["Hour", "Day"], "Day", numbers)
    assert rule.badges() == ("Hour", "Day")
    assert rule.awards(DAYS, CONTEXT)[0].badge == "Day"
    assert rule.grid_badges(GRID, CONTEXT).tolist() == numbers.tolist()
    assert giving(("Hour",)).grid_badges(GRID, CONTEXT) is None


def test_a_check_is_told_of_no_badge_where_the_rule_fails():
    assert giving(["Hour"]).may_give() == ("Hour",)
    assert giving([1]).may_give() == ()


def test_rules_of_other_kinds_give_no_badges():
    assert adapter(TeamRule).badges() == ()
    assert paying([]).badges() == ()


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("Hour", "instead of a list of str"),
        ([""], "as a badge"),
        ([1], "among its strs"),
        (["a", "a"], "twice"),
    ],
)
def test_badges_that_are_no_names_are_the_plugins_failure(names, told):
    with pytest.raises(PluginFailure, match=told):
        giving(names).badges()


@pytest.mark.parametrize(
    ("badge", "told"), [("Night", "the badge 'Night', which is not in badges"), (5, "must be a text")]
)
def test_a_badge_that_was_not_named_is_the_plugins_failure(badge, told):
    with pytest.raises(PluginFailure, match=told):
        giving(["Hour"], badge).awards(DAYS, CONTEXT)


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (np.full((2, 3), 2), "not within 0 and 1"),
        (np.full((2, 3), -1), "not within 0 and 1"),
        (np.zeros((2, 3)), "whole numbers"),
        (np.zeros((3, 2), np.int16), "the shape"),
    ],
)
def test_numbers_that_are_no_badges_are_the_plugins_failure(numbers, told):
    with pytest.raises(PluginFailure, match=told):
        giving(["Hour"], fast=numbers).grid_badges(GRID, CONTEXT)
