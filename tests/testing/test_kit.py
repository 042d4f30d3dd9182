from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings

from moonwalk.api import (
    AdjustmentRule,
    Award,
    AwardPeriod,
    Change,
    DayRule,
    LeagueRule,
    PersonRule,
    Progress,
    Ranking,
    Status,
    TeamRule,
)
from moonwalk.api.fields import Goal, Number, Points, Whole
from moonwalk.api.files import Source
from moonwalk.api.notices import Channel, NoticeRule
from moonwalk.api.panels import Panel
from moonwalk.testing import (
    KitGoal,
    Roster,
    assert_adjusts,
    assert_awards,
    assert_pure,
    assert_vectorised_equals_scalar,
    check_rule,
    checks_of,
    context_for,
    grid_of,
    groups,
    notation,
    parametrize_with_checks,
    roster,
    rosters,
    team_of,
    timeline,
    timelines,
)
from moonwalk.testing.kit import CHECKS, Subject, checks_for


class Pays(PersonRule):
    """{points} points for each day with {goal}."""

    name: ClassVar[str] = "pays"
    goal: Goal
    points: Points

    def awards(self, timeline, context):
        return [
            Award(
                day=day.date,
                points=self.points.at(day.week),
                reason=f"You met {self.goal}",
                entries=tuple(e.id for e in day.entries),
            )
            for day in timeline.days
            if self.goal in day.met
        ]

    def grid_points(self, grid, context):
        return grid.met[self.goal] * np.array(self.points.by_day(grid.week.tolist()), np.int64)


class Everyone(TeamRule):
    """{points} points to the team on a day that all its members logged."""

    name: ClassVar[str] = "everyone"
    points: Whole

    def awards(self, team, context):
        return [
            Award(day=day.date, points=self.points, reason="All of you logged")
            for day in team.days
            if day.members and all(member.logged for member in day.members)
        ]

    def grid_points(self, team_grid, context):
        members = team_grid.count_members(np.ones(team_grid.grid.shape, bool))
        return self.points * (
            (members > 0) & (team_grid.count_members(team_grid.grid.logged) == members)
        ).astype(np.int64)


class Cap(AdjustmentRule):
    """No more than {most} points a day."""

    name: ClassVar[str] = "cap"
    most: Whole

    def adjustments(self, awards, award_periods, context):
        total: dict = {}
        for rule, given_awards in awards.items():
            if award_periods[rule] is AwardPeriod.DAY:
                for award in given_awards:
                    total[award.day] = total.get(award.day, 0) + award.points
        return [
            Award(day=day, points=self.most - n, reason="Capped") for day, n in total.items() if n > self.most
        ]

    def grid_points(self, points, award_periods, week, context):
        daily = sum(array for rule, array in points.items() if award_periods[rule] is AwardPeriod.DAY)
        return np.minimum(self.most - daily, 0)


class Twice(DayRule):
    """Amounts count {times} times."""

    name: ClassVar[str] = "twice"
    times: Number

    def changes(self, timeline, context):
        for day in timeline.days:
            more = int(day.amounts["walk"] * (self.times - 1))
            if more:
                yield Change(day=day.date, reason="It counts more", activity="walk", amount=more)

    def grid_amounts(self, grid, context):
        more = self.times - 1
        return {"walk": grid.amounts["walk"] * more.numerator // more.denominator}


def test_a_line_of_text_becomes_days_with_amounts_and_status():
    days = timeline("5 0 - e o a 8? ?").days
    assert [day.amounts["walk"] for day in days] == [5000, 0, 0, 0, 0, 0, 8000, 0]
    assert [day.status for day in days] == [Status.DUE] * 2 + [
        Status.PAUSED,
        Status.EXCUSED,
        Status.OFF,
        Status.ABSENT,
        Status.OPEN,
        Status.OPEN,
    ]
    assert [day.week for day in days] == [1] * 7 + [2]
    assert [len(day.entries) for day in days] == [1, 0, 0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize("text", ["x", "5-", "-5", "1.2345", "5??"])
def test_a_word_outside_the_notation_is_refused(text):
    with pytest.raises(ValueError, match=r"day"):
        timeline(text)


@given(timelines())
@settings(max_examples=30)
def test_a_timeline_shown_in_the_notation_reads_back_as_itself(one):
    text = notation(one).removeprefix("walk: ")
    assert timeline(text).days == one.days


def test_a_daily_goal_is_met_from_its_threshold_on():
    days = timeline("4.999 5 6?", goal=5).days
    assert ["good_day" in day.met for day in days] == [False, True, True]
    assert days[0].progress["good_day"] == Progress(have=4999, need=5000)


def test_a_goal_by_week_keeps_the_last_value():
    days = timeline("5 " * 7 + "5 " * 7 + "8 " * 7, goal={1: 5, 2: 8}).days
    assert [sum("good_day" in day.met for day in days[at : at + 7]) for at in (0, 7, 14)] == [7, 0, 7]


def test_a_share_of_the_week_is_met_once_on_the_day_that_reaches_it():
    days = timeline("5 5 0 5 5 5 5 5 5 5 5 5 5 5").days
    assert [day.index for day in days if "good_week" in day.met] == [4, 10]
    assert days[2].progress["good_week"] == Progress(have=2, need=4)


def test_a_share_of_the_week_shrinks_with_paused_days():
    days = timeline("5 5 5 - - 0 0", share=(4, 7)).days
    assert [day.index for day in days if "good_week" in day.met] == [2]
    assert days[0].progress["good_week"].need == 3


def test_days_still_to_come_count_towards_the_share():
    assert timeline("5").days[0].progress["good_week"].need == 4
    assert timeline("5 " * 10, days=10).days[9].progress["good_week"].need == 2


def test_a_week_can_ask_for_an_amount():
    goals = [KitGoal("hour", each="week", reach=60)]
    days = timeline("30 29 1 60 0 0 0 59", goals=goals).days
    assert [day.index for day in days if "hour" in day.met] == [2]


def test_the_days_before_the_challenge_count_backwards():
    before = timeline("1", before="5 6 7").before
    assert [(day.index, day.week, day.amounts["walk"]) for day in before] == [
        (-3, 0, 5000),
        (-2, 0, 6000),
        (-1, 0, 7000),
    ]


def test_the_context_is_that_of_the_timeline():
    context = context_for(timeline("5 " * 9), units={"steps": "steps"})
    assert (context.days, context.weeks, (context.as_of - context.starts).days) == (14, 2, 8)
    assert context.unit("walk") == "minutes"
    assert context.unit("steps") == "steps"
    assert context.goals["good_week"].each == "week"


@given(groups(activities=("walk", "swim")))
@settings(max_examples=30)
def test_a_grid_says_the_same_as_its_timelines(people):
    grid = grid_of(people)
    assert grid.shape == (len(people), len(people[0].days))
    for row, person in enumerate(people):
        for at, day in enumerate(person.days):
            assert grid.status[row, at] == day.status
            assert {name: int(table[row, at]) for name, table in grid.amounts.items()} == day.amounts
            assert {name for name, table in grid.met.items() if table[row, at]} == day.met
            assert grid.logged[row, at] == bool(day.entries)
            assert int(grid.have("good_week")[row, at]) == day.progress["good_week"].have
            assert int(grid.need("good_day")[row, at]) == 5000


def test_a_grid_cannot_be_written_to():
    grid = grid_of([timeline("5")])
    with pytest.raises(ValueError, match="read-only"):
        grid.amounts["walk"][0, 0] = 7


def test_a_grid_needs_people_with_the_same_days():
    for people in ([], [timeline("5"), timeline("5 5")]):
        with pytest.raises(ValueError, match="same number of days"):
            grid_of(people)


@given(rosters())
@settings(max_examples=30)
def test_a_team_grid_has_the_members_of_its_teams(drawn: Roster):
    counted = drawn.team_grid().count_members(np.ones((len(drawn.timelines), drawn.days), bool))
    assert [[len(day.members) for day in team.days] for team in drawn.teams()] == counted.tolist()


def test_a_member_is_in_no_team_while_absent():
    people = roster([timeline("5 a"), timeline("5 5")], [0, 1])
    assert people.team == ((0, -1), (1, 1))
    assert [len(day.members) for day in people.teams()[0].days] == [1, 0]


def test_awards_are_compared_day_by_day():
    rule = Pays(goal="good_day", points="10")
    awards = assert_awards(rule, timeline("5 0 12"), "10 0 10")
    assert awards[0].entries == ("walk-1",)
    assert_awards(rule, timeline("5 0 12"), {1: 10, 3: 10})
    with pytest.raises(AssertionError, match=r"day 2 \(2027-01-05\): expected 10, got 0"):
        assert_awards(rule, timeline("5 0 12"), [10, 10, 10])


def test_a_team_rule_is_compared_in_the_same_way():
    assert_awards(Everyone(points=3), team_of(timeline("5 0"), timeline("5 5")), "3 0")


def test_adjustments_are_compared_in_the_same_way():
    assert_adjusts(Cap(most=15), {"a": "10 10", "b": "10 5"}, "-5 0")
    assert_adjusts(Cap(most=15), {"a": "10", "b": "10"}, "0", {"b": AwardPeriod.WEEK})


@pytest.mark.parametrize(
    "rule",
    [Pays(goal="good_week", points={"week 1": "5", "weeks 2 to 4": "8"}), Everyone(points=3), Cap(most=20)],
    ids=lambda rule: rule.name,
)
def test_a_good_rule_passes_every_check(rule):
    check_rule(rule, examples=20)


def test_a_good_day_rule_passes_every_check():
    check_rule(Twice(times="1.5"), examples=20)


class OffByOne(Pays):
    """{points} points for each day with {goal}."""

    def grid_points(self, grid, context):
        return super().grid_points(grid, context) + (grid.amounts["walk"] > 0)


def test_a_fast_form_that_differs_is_found():
    with pytest.raises(AssertionError, match="the vectorised form differs"):
        assert_vectorised_equals_scalar(OffByOne(goal="good_day", points=1), examples=200)


class NoFastForm(PersonRule):
    """Nothing."""

    name: ClassVar[str] = "nothing"

    def awards(self, timeline, context) -> Iterable[Award]:
        return []


def test_a_missing_fast_form_is_said():
    with pytest.raises(AssertionError, match="there is none"):
        assert_vectorised_equals_scalar(NoFastForm())


class Best(NoFastForm):
    """A point for the best day."""

    def awards(self, timeline, context):
        best = max(timeline.days, key=lambda day: day.amounts["walk"])
        return [Award(day=best.date, points=1, reason="Your best day")]


class DeclaredBest(Best):
    """A point for the best day so far."""

    later_days_may_change: ClassVar[bool] = True


def test_a_rule_that_takes_back_what_it_gave_must_declare_it():
    with pytest.raises(AssertionError, match="later_days_may_change"):
        assert_pure(Best())
    assert_pure(DeclaredBest())


class Forgetful(NoFastForm):
    """Pays only the first time it is asked."""

    def awards(self, timeline, context):
        seen = self.__dict__.setdefault("seen", [])
        seen.append(1)
        return [Award(day=timeline.days[0].date, points=len(seen), reason="Again")]


def test_a_rule_that_remembers_is_found():
    with pytest.raises(AssertionError, match="the second time"):
        assert_pure(Forgetful())


class FirstMember(Everyone):
    """{points} points, and one more where the first member logged."""

    def awards(self, team, context):
        return [
            Award(day=day.date, points=1, reason="First")
            for day in team.days
            if day.members and day.members[0].logged
        ]


def test_a_rule_that_minds_the_order_of_members_is_found():
    with pytest.raises(AssertionError, match="order of the members"):
        assert_pure(FirstMember(points=1), examples=200)


@pytest.mark.parametrize(
    ("points", "reason", "told"),
    [(True, "x", "whole number"), (1.0, "x", "whole number"), (10**9, "x", "proportion"), (1, " ", "reason")],
)
def test_an_award_out_of_order_is_found(points, reason, told):
    class OneAward(NoFastForm):
        def awards(self, timeline, context):
            return [Award(day=context.starts, points=points, reason=reason)]

    with pytest.raises(AssertionError, match=told):
        assert_awards(OneAward(), timeline("5"), "1")


def test_a_sentence_with_a_gap_is_found():
    class Gap(NoFastForm):
        __doc__ = "Pays {pionts} points."

        def sentence(self):
            return "Pays {pionts} points."

    with pytest.raises(AssertionError, match="gap"):
        check_rule(Gap())


def test_a_field_that_is_not_typed_is_found():
    class Bare(NoFastForm):
        """Pays."""

        points: int = 3

    with pytest.raises(TypeError, match="typed fields"):
        check_rule(Bare())


WITHOUT_HYPOTHESIS = """
import sys
sys.modules["hypothesis"] = None
from moonwalk.testing import grid_of, team_of, timeline
print(grid_of([timeline("5 0")]).met["good_day"].tolist(), len(team_of(timeline("5")).days))
"""


def test_the_builders_work_without_hypothesis():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_HYPOTHESIS], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[[True, False]] 1"


class Walker(PersonRule):
    """The badge 'first' on the first day."""

    name: ClassVar[str] = "walker"

    def badges(self):
        return ("first",)

    def awards(self, timeline, context):
        return [Award(day=timeline.days[0].date, points=0, reason="the first day", badge="first")]

    def grid_points(self, grid, context):
        return np.zeros(grid.shape, np.int64)

    def grid_badges(self, grid, context):
        given = np.zeros(grid.shape, np.int16)
        given[:, 0] = 1
        return given


class LastWalker(Walker):
    """Gives the badge on the last day in its vectorised form."""

    def grid_badges(self, grid, context):
        return super().grid_badges(grid, context)[:, ::-1]


class NamelessWalker(Walker):
    """Names no badge."""

    def badges(self):
        return ()


def test_a_rule_with_badges_passes_every_check():
    check_rule(Walker())


def test_a_fast_form_that_gives_other_badges_is_found():
    with pytest.raises(AssertionError, match="the vectorised form differs"):
        assert_vectorised_equals_scalar(LastWalker(), examples=20)


def test_a_badge_without_a_name_is_found():
    with pytest.raises(AssertionError, match=r"'first' is not in badges\(\)"):
        check_rule(NamelessWalker())


def test_a_check_that_does_not_exist_cannot_be_expected_to_fail():
    with pytest.raises(ValueError, match="There is no check 'later'"):
        parametrize_with_checks(Pays(goal="good_day", points=1), expected_failures={"later": "unknown"})


def test_a_check_is_named_after_the_rule_and_what_it_holds():
    names = [str(check) for check in checks_of(Everyone(points=3))]
    assert "everyone-independent_people" in names
    assert {name.partition("-")[2] for name in names} <= set(CHECKS)


def test_every_check_is_made_for_some_kind():
    kinds = (PersonRule, TeamRule, LeagueRule, Ranking, NoticeRule, Channel, Source, Panel)
    made = {name for kind in kinds for name in checks_for(kind)}
    assert made | {"challenges"} == set(CHECKS)


def test_a_class_inside_a_function_is_told_to_move():
    class Inner(NoFastForm):
        """Pays nothing."""

    with pytest.raises(ValueError, match="top level of a module"):
        Subject("inner", Inner()).faults  # noqa: B018
