from __future__ import annotations

import pytest

from moonwalk.services.boards.alternatives import overtake
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.overview import overview
from moonwalk.services.views import Range
from moonwalk.tui.widgets.overview_box import describe_overview
from moonwalk_plugins.full_house import FullHouse
from moonwalk_plugins.goals import GoalMet
from moonwalk_plugins.streaks import Streak

from ...workspaces import LANES, MONDAY, PEOPLE, at, copied, day, fresh

CAPPED = LANES.replace("    unit: steps\n", "    unit: steps\n    reject_day_above: 20000 steps\n").replace(
    "    counts_as: walk\n", "    counts_as: walk\n    reject_day_above: 90 minutes\n"
)


PARTS = """\
  weekly: {label: Of the week, ranks: teams, ranking: mean, period: each week, seen_by: organisers}
  late: {label: Late, ranks: teams, ranking: mean, during: [week 2], seen_by: organisers}
notices:
"""


@pytest.fixture(scope="module")
def capped_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("capped") / "work")
    lanes.challenge(CAPPED)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    return lanes


@pytest.fixture
def capped(capped_once, tmp_path):
    """The lanes with a limit on every activity, launched and played until day 6."""
    return copied(capped_once, tmp_path / "work")


def log(lanes, until, amount):
    """Every day until this one, minutes of each person by id."""
    rows = [f"{who},{day(each)},walk,{amount(who)}" for who, *_ in PEOPLE for each in range(1, until + 1)]
    lanes.entries("\n".join(["id,date,activity,minutes", *rows]) + "\n")


def drawn(lanes):
    """The first screen's lines about the challenge."""
    lines = describe_overview(overview(lanes.ws, "lanes"), lanes.ws.today(), 100, 30)
    return "\n".join(line.plain.rstrip() for line in lines).rstrip().split("\n")


def test_while_days_are_open_the_first_place_can_be_overtaken(capped):
    capped.now = at(6)
    log(capped, 6, lambda who: 20 if who < "p05" else 10)

    found = overtake(capped.ws, "lanes")

    assert (found.leader.id, found.decided) == ("North", False)
    assert [one.id for one in found.can] == ["South", "West"]
    assert found.sentence.startswith("First place can still be overtaken by 2 teams: South can reach ")
    assert overview(capped.ws, "lanes").race == found
    assert drawn(capped)[-3:] == [
        f"North  leads, certain of {found.leader.score}",
        f"South  can reach {found.can[0].score}",
        f"West   can reach {found.can[1].score}",
    ]


def test_who_is_far_enough_ahead_can_no_longer_be_overtaken(capped):
    capped.now = at(7)
    log(capped, 7, lambda who: 30 if who < "p05" else 1)
    capped.now = at(9)
    before = overtake(capped.ws, "lanes")
    # Week 1 is closed; three days are left, of at most 40 points a day, 25 for goals of the week, and 7.
    assert before.leader.score == "247.0"
    assert {one.id for one in before.can} <= {"South", "West"}

    capped.now = at(30)
    after = overtake(capped.ws, "lanes")
    assert (after.decided, after.can, after.leader.id) == (True, (), "North")
    assert "can no longer be overtaken" in after.sentence
    assert drawn(capped)[-1] == after.sentence


def test_what_is_certain_and_reachable_holds_in_the_end(capped):
    capped.now = at(9)
    log(capped, 7, lambda who: int(who[1:]) * 2)
    found = overtake(capped.ws, "lanes")
    most = {one.id: float(one.score) for one in found.can}
    rows = [f"{who},{day(each)},walk,29" for who, *_ in PEOPLE if who > "p04" for each in (8, 9)]
    capped.entries("\n".join(["id,date,activity,minutes", *rows]) + "\n")
    capped.now = at(30)

    for row in capped.board().rows:
        if row.id == found.leader.id:
            assert float(row.score) >= float(found.leader.score)
        elif row.id in most:
            assert float(row.score) <= most[row.id]


def test_why_it_cannot_be_said_is_said(capped, monkeypatch):
    assert overtake(capped.ws, "lanes").why_not_known == "nobody has a place yet"
    capped.now = at(6)
    log(capped, 6, lambda who: 20)
    assert "only checked for boards that rank teams" in overtake(capped.ws, "lanes", "people").why_not_known
    with monkeypatch.context() as patched:
        patched.setattr(Streak, "grid_bounds", lambda *_: None)
        found = overtake(capped.ws, "lanes")
    assert found.why_not_known == "the rule 'row' does not say how much it can still pay"
    assert (found.leader, found.can, found.decided) == (None, (), None)
    assert "can still be overtaken: the rule 'row' does not" in found.sentence

    def fails(*_):
        raise ValueError("no bounds")

    monkeypatch.setattr(FullHouse, "grid_bounds", fails)
    assert "no bounds" in overtake(capped.ws, "lanes").why_not_known


def test_without_a_limit_on_an_activity_nobody_knows(day6):
    reason = overtake(day6.ws, "lanes").why_not_known
    assert "'thousands' does not say" in reason
    assert "(no 'reject_day_above' limits " in reason


def test_what_is_not_there_or_not_scored_is_refused(capped, monkeypatch):
    def fails(*_):
        raise ValueError("no")

    with monkeypatch.context() as patched:
        patched.setattr(GoalMet, "grid_points", fails)
        with pytest.raises(PluginFailed, match="nobody can say who is ahead"):
            overtake(capped.ws, "lanes")
    with pytest.raises(Refused, match="It has: table, people"):
        overtake(capped.ws, "lanes", "nope")


@pytest.fixture(scope="module")
def in_parts_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("in_parts") / "work")
    lanes.challenge(CAPPED.replace("notices:\n", PARTS, 1))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(7)
    log(lanes, 7, lambda who: 30 if who < "p05" else 10)
    return lanes


@pytest.fixture
def in_parts(in_parts_once, tmp_path):
    """The lanes with a limit on every activity and boards of weeks, launched and played until day 7."""
    return copied(in_parts_once, tmp_path / "work")


def most_of(race):
    return {row.id: float(row.score) for row in race.can}


def test_what_comes_after_a_week_counts_for_nothing_on_its_board(in_parts):
    week, whole = overtake(in_parts.ws, "lanes", "weekly"), overtake(in_parts.ws, "lanes")
    assert (week.leader.id, week.leader.score, week.decided) == ("North", "0.0", False)
    assert most_of(week).keys() == {"South", "West"}
    assert most_of(week)["South"] < most_of(whole)["South"]
    assert "nobody has a place yet" in overtake(in_parts.ws, "lanes", "late").why_not_known


def test_a_week_that_is_over_is_decided_and_brings_nothing_to_the_next(in_parts):
    in_parts.now = at(9)
    over = overtake(in_parts.ws, "lanes", "weekly", Range(day(1), day(7)))
    assert (over.leader.id, over.leader.score, over.decided) == ("North", "247.0", True)
    assert over.sentence == "North can no longer be overtaken, if today's members stay."

    week = overtake(in_parts.ws, "lanes", "weekly")
    assert week == overtake(in_parts.ws, "lanes", "late")
    # All are level again. On the whole board, South has 107 from the week that is over.
    assert (week.leader.score, most_of(week)["South"] + 107) == (
        "0.0",
        most_of(overtake(in_parts.ws, "lanes"))["South"],
    )


def test_on_days_across_a_week_closed_ones_are_fixed_and_open_ones_are_not(in_parts):
    in_parts.now = at(9)
    race = overtake(in_parts.ws, "lanes", "table", Range(day(5), day(8)))
    # Three days of 30, and 5 for the second row of three. South has 35, and on day 8 at most 40, 20 and 7.
    assert (race.leader.id, race.leader.score) == ("North", "95.0")
    assert most_of(race) == {"South": 102.0, "West": 102.0}


def test_a_part_that_is_over_is_decided_whatever_its_rules_and_ranking(in_parts, monkeypatch):
    in_parts.now = at(9)
    monkeypatch.setattr(Streak, "grid_bounds", lambda *_: None)
    days = Range(day(1), day(7))
    assert overtake(in_parts.ws, "lanes", "weekly", days).decided
    assert overtake(in_parts.ws, "lanes", "weekly").decided is None
