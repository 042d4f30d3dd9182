from __future__ import annotations

from datetime import timedelta

import pytest

from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.why.person import explain
from moonwalk.services.workspace import open_workspace
from moonwalk_plugins.goals import GoalMet

from ...workspaces import SAMPLE_NOW, at, day


@pytest.mark.parametrize("days_ago", [None, 5])
def test_the_points_of_everyone_in_the_sample_company_add_up_to_the_boards(sample_once, days_ago):
    as_of = None if days_ago is None else SAMPLE_NOW.date() - timedelta(days=days_ago)
    board = sample_once.board("my_points", "walk-backward", as_of=as_of)
    ws = sample_once.ws

    for row in board.rows:
        why = explain(ws, "walk-backward", row.id, as_of)
        assert sum(award.points for award in why.awards) == why.total
        assert row.score in (str(why.total), "-")
        assert sum(each.points for each in why.days) == why.total


def test_every_award_names_its_rule_and_line_and_entries_that_are_there(sample_once):
    text = (sample_once.folder / "challenges" / "walk-backward.yaml").read_text(encoding="utf-8").splitlines()

    for row in sample_once.board("my_points", "walk-backward", top=10).rows:
        why = explain(sample_once.ws, "walk-backward", row.id)
        known = {entry.id for entry in why.entries}
        for award in why.awards:
            assert set(award.entries) <= known
            assert award.reason
            file, line = award.at.split(":")[:2]
            assert file == "walk-backward.yaml"
            assert "rule:" in text[int(line) - 1]


def test_entries_that_do_not_count_are_told_with_the_reason(day6):
    day6.log("p01", "61", on=day(2))
    day6.log("p01", "12", on=day(-9))

    told = {entry.verdict: entry.reason for entry in explain(day6.ws, "lanes", "p01").entries if entry.reason}

    assert "60 minutes" in told["implausible"]
    assert "runs from" in told["outside"]


def test_what_counts_is_what_is_told(day6):
    why = explain(day6.ws, "lanes", "p02")

    assert all((entry.counted == entry.amount) == (entry.verdict == "counted") for entry in why.entries)
    assert why.team == "North"


def test_who_is_not_in_the_challenge_is_refused(day6):
    day6.now = at(20)
    day6.people("id,name,team\np77,Zed Late,North\n")

    with pytest.raises(Refused, match=r"Zed Late.*does not take part"):
        explain(day6.ws, "lanes", "p77")
    with pytest.raises(Refused, match="There is nobody"):
        explain(day6.ws, "lanes", "p78")
    with pytest.raises(Refused, match="has not been launched"):
        explain(day6.ws, "nope", "p01")


def test_without_its_plugin_nothing_is_explained_and_nothing_lost(day6):
    ws = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))

    with pytest.raises(PluginFailed, match="No entry is lost"):
        explain(ws, "lanes", "p01")


def test_a_fast_form_that_disagrees_with_the_meaning_is_not_believed(day6, monkeypatch):
    slow = GoalMet.awards
    monkeypatch.setattr(GoalMet, "awards", lambda self, *given: list(slow(self, *given))[:0])

    best = day6.board("people").rows[0].id

    with pytest.raises(PluginFailed, match=r"lanes\.yaml:37:\d+: rule 'week_bonus' failed: .* disagree"):
        explain(day6.ws, "lanes", best)


def test_a_day_to_come_is_refused(day6):
    with pytest.raises(Refused, match="still in the future"):
        explain(day6.ws, "lanes", "p01", day(8))


def test_as_of_a_day_only_what_was_known_then_is_told(lanes):
    lanes.now = at(2)
    lanes.log("p01", "12")
    lanes.now = at(4)
    lanes.log("p01", "13", on=day(1))

    assert explain(lanes.ws, "lanes", "p01", day(2)).total == 12
    assert explain(lanes.ws, "lanes", "p01").total == 25
