from __future__ import annotations

import pytest

from moonwalk.services.boards.alternatives import overtake
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.overview import overview
from moonwalk.tui.widgets.overview_box import describe_overview
from moonwalk_plugins.full_house import FullHouse
from moonwalk_plugins.goals import GoalMet
from moonwalk_plugins.streaks import Streak

from ...workspaces import LANES, MONDAY, PEOPLE, at, day

CAPPED = LANES.replace("    unit: steps\n", "    unit: steps\n    reject_day_above: 20000 steps\n").replace(
    "    counts_as: walk\n", "    counts_as: walk\n    reject_day_above: 90 minutes\n"
)


@pytest.fixture
def capped(empty):
    """The lanes with a limit on every activity, launched and played until day 6."""
    empty.challenge(CAPPED)
    empty.people()
    launch(empty.ws, "lanes", MONDAY)
    return empty


def log(lanes, until, amount):
    """Every day until this one, minutes of each person by id."""
    rows = [f"{who},{day(each)},walk,{amount(who)}" for who, *_ in PEOPLE for each in range(1, until + 1)]
    lanes.entries("\n".join(["id,date,activity,minutes", *rows]) + "\n")


def drawn(lanes):
    """The first screen's lines about the challenge."""
    lines = describe_overview(overview(lanes.ws, "lanes"), lanes.ws.today(), 100)
    return [line.plain.rstrip() for line in lines]


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
