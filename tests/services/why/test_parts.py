"""Why somebody stands where they do on a board of some days: everything adds up to what it shows."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.views import Range
from moonwalk.services.why.changes import person_change
from moonwalk.services.why.gap import part
from moonwalk.services.why.narrowed import Asked
from moonwalk.services.why.person import explain
from moonwalk.services.why.team import explain_team
from moonwalk.services.why.team_changes import team_change

from ...workspaces import LANES, MONDAY, PEOPLE, SAMPLE_NOW, at, day, fresh
from .test_team import assert_adds_up

BOARDS = """\
  weekly: {label: Of the week, ranks: people, ranking: sum, period: each week}
  minutes: {label: Minutes, ranks: people, ranking: sum, period: each week, of_rules: [minutes]}
  weekly_teams: {label: Team of the week, ranks: teams, ranking: mean, period: each week, seen_by: organisers}
  tuesdays: {label: Tuesdays, ranks: teams, ranking: mean, during: [every Tuesday], seen_by: organisers}
notices:
"""
WEEK_1, TODAY = Range(day(1), day(7)), SAMPLE_NOW.date()


@pytest.fixture(scope="module")
def lanes(tmp_path_factory):
    """Played until Wednesday of week 2, with other amounts in either week; North had a full house."""
    lanes = fresh(tmp_path_factory.mktemp("parts") / "work")
    lanes.challenge(LANES.replace("notices:\n", BOARDS, 1))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    for days in (range(1, 8), range(8, 11)):
        lanes.now = at(days[-1])
        rows = [
            f"{who},{day(number)},walk,{12 + (row * 5 + number * 3) % 20 if row < 4 else number + row}"
            for number in days
            for row, (who, *_) in enumerate(PEOPLE)
        ]
        assert not lanes.entries("\n".join(["id,date,activity,minutes", *rows]) + "\n").rejected
    return lanes


@pytest.mark.parametrize("board", ["weekly", "minutes"])
@pytest.mark.parametrize(("days", "period"), [(None, "week 2"), (WEEK_1, "week 1")])
def test_a_persons_awards_on_a_board_add_up_to_their_row(lanes, board, days, period):
    for row in lanes.board(board, days=days).rows[::3]:
        why = explain(lanes.ws, "lanes", row.id, asked=Asked(board, days))
        assert (str(why.total), why.period, why.board) == (row.score, period, board)
        assert sum(award.points for award in why.awards) == sum(each.points for each in why.days) == why.total
        assert {entry for award in why.awards for entry in award.entries} <= {each.id for each in why.entries}
        assert {"minutes"} == {award.rule for award in why.awards} or board == "weekly"


@pytest.mark.parametrize(
    ("board", "days"),
    [
        ("weekly_teams", None),
        ("weekly_teams", WEEK_1),
        ("table", Range(day(3), day(9))),
        ("tuesdays", None),
    ],
)
def test_a_team_is_explained_to_its_row(lanes, board, days):
    shown = lanes.board(board, days=days)
    for row in shown.rows:
        why = explain_team(lanes.ws, "lanes", row.id, board, days=days)
        assert_adds_up(why, row)
        assert (why.board.period, why.board.state, why.board.as_of) == (
            shown.period,
            shown.state,
            shown.as_of,
        )


def test_a_teams_own_points_stand_in_the_week_that_brought_them(lanes):
    of_week = {
        number: explain_team(lanes.ws, "lanes", "North", "weekly_teams", days=days)
        for number, days in ((1, WEEK_1), (2, None))
    }
    whole = explain_team(lanes.ws, "lanes", "North")
    assert [award.points for award in of_week[1].awards] == [7]
    assert (*of_week[1].awards, *of_week[2].awards) == whole.awards
    assert of_week[1].row.points + of_week[2].row.points == whole.row.points


def test_on_a_day_between_those_of_a_board_its_teams_have_their_members(lanes):
    rows = lanes.board("tuesdays").rows
    assert [row.members for row in rows] == [4, 4, 4]
    assert all(row.place is not None for row in rows)


@pytest.mark.parametrize("days", [None, WEEK_1])
def test_what_separates_two_rows_adds_up_to_their_scores(lanes, days):
    rows = {row.id: row for row in lanes.board("weekly_teams", days=days).rows}
    gap = part(lanes.ws, "lanes", "North", "South", board="weekly_teams", days=days)

    assert (gap.first.shown, gap.second.shown) == (rows["North"].score, rows["South"].score)
    for parts, rest in ((gap.rules, gap.rest), (gap.weeks, gap.weeks_rest)):
        assert sum((each.gap for each in parts), Fraction(0)) + rest.gap == gap.difference
    assert [each.label for each in gap.weeks] == [f"Week {2 if days is None else 1}"]

    one, two = PEOPLE[0][0], PEOPLE[1][0]
    of_people = part(lanes.ws, "lanes", one, two, board="weekly", days=days)
    assert of_people.difference == explain(lanes.ws, "lanes", one, asked=Asked("weekly", days)).total - (
        explain(lanes.ws, "lanes", two, asked=Asked("weekly", days)).total
    )


def test_a_week_is_compared_with_itself_and_not_with_the_one_before(lanes):
    team = team_change(lanes.ws, "lanes", "North", day(6), board="weekly_teams")
    assert (team.board.period, team.before.score) == ("week 2", None)
    assert team.words.startswith(f"North had no score, and has {team.after.shown}.")
    assert team.after.shown == next(
        row.score for row in lanes.board("weekly_teams").rows if row.id == "North"
    )
    person = person_change(lanes.ws, "lanes", "p01", day(6), asked=Asked("weekly"))
    assert (person.before, person.period) == (0, "week 2")
    assert person.after == sum(award.after - award.before for award in person.awards)


def test_an_earlier_day_is_explained_as_its_board_was(lanes):
    for row in lanes.board("weekly_teams", as_of=day(4)).rows[:2]:
        assert_adds_up(explain_team(lanes.ws, "lanes", row.id, "weekly_teams", as_of=day(4)), row)
    for row in lanes.board("weekly", as_of=day(4)).rows[:2]:
        why = explain(lanes.ws, "lanes", row.id, day(4), asked=Asked("weekly"))
        assert (str(why.total), why.period) == (row.score, "week 1")


def test_what_has_no_answer_is_refused_with_what_has_one(lanes):
    with pytest.raises(Refused, match=r"does not rank people\. These do: people, weekly, minutes"):
        explain(lanes.ws, "lanes", "p01", asked=Asked("weekly_teams"))
    with pytest.raises(Refused, match="has no board 'nope'"):
        explain(lanes.ws, "lanes", "p01", asked=Asked("nope"))
    with pytest.raises(Refused, match="not among the days that have begun"):
        explain(lanes.ws, "lanes", "p01", asked=Asked(None, Range(day(-3), day(2))))
    with pytest.raises(Refused, match=r"ranks teams\. These do: table, weekly_teams, tuesdays"):
        explain_team(lanes.ws, "lanes", "North", "weekly")


def test_any_days_of_the_sample_company_are_explained_to_their_rows(sample_once):
    days = Range(TODAY - timedelta(days=16), TODAY - timedelta(days=3))
    for row in sample_once.board(challenge="walk-backward", days=days).rows[:3]:
        assert_adds_up(explain_team(sample_once.ws, "walk-backward", row.id, days=days), row)
    for row in sample_once.board("my_points", "walk-backward", days=days).rows[:2]:
        why = explain(sample_once.ws, "walk-backward", row.id, asked=Asked(None, days))
        assert row.score in (str(why.total), "-")
