"""A launched text is read again with the plugins of today; what they can have changed is told as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from moonwalk.definitions import checks, read_challenge, read_launched

from ..workspaces import MONDAY, plugins

SHIPPED = Path(__file__).parents[2] / "challenges"
WALK = SHIPPED / "walk-backward.yaml"

CHANGED = {
    "a rule that nobody declares any more": ("rule: per_unit", "rule: per_mile"),
    "a key that a rule no longer has": ("    cap_per_week: 25 points", "    cap_per_moon: 25 points"),
    "a value that a rule no longer takes": ("    after_missed: 1 day", "    after_missed: Tuesday"),
    "a goal that is not there": ("    goal: good_week\n    points: 20", "    goal: no_week\n    points: 20"),
    "a goal that is met too seldom": ("    goal: good_day\n    after", "    goal: good_week\n    after"),
    "a unit that does not convert": ("    per: 1 minute", "    per: 1 step"),
    "a week without a value": ("week 3: 15 minutes, week 4: 20", "week 4: 20"),
    "a rule that wants no days of its own": ("    paid_days: first 5 of 7", "    during: [week 9]"),
    "a share of another week": ("    paid_days: first 5 of 7", "    paid_days: first 5 of 6"),
    "a cap below a goal": ("cap_per_day: {week 1: 10 minutes", "cap_per_day: {week 1: 2 minutes"),
    "what the plugin itself objects to": ("    cap_per_day: 25 points\n    cap_per_week: 120 points\n", ""),
    "a placeholder that a notice no longer has": ("{so_far}", "{so_long}"),
    "a ranking that nobody declares any more": ("    ranking: mean", "    ranking: median_of_moons"),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_what_depends_on_plugins_is_told_as_at_the_launch(change):
    text = WALK.read_text(encoding="utf-8")
    assert change[0] in text
    text = text.replace(*change, 1)
    assert _said(text, frozenset())


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_plugin_that_is_left_out_is_told_as_at_the_launch(path):
    text = path.read_text(encoding="utf-8")
    assert not _said(text, frozenset())
    missed = [report.name for report in plugins(frozenset()).reports if _said(text, frozenset({report.name}))]
    assert missed


def test_a_warning_that_was_accepted_stays_so_when_the_plugin_that_gave_it_is_gone():
    text = WALK.read_text(encoding="utf-8") + "\naccepted:\n  made_up_comebacks: the makeup was voted for\n"
    for without in (frozenset(), frozenset({"makeup"})):
        reading = read_launched(text, "walk.yaml", plugins(without), MONDAY)
        assert reading.challenge is not None, reading.problems


def test_what_looks_at_the_file_alone_is_not_asked_again(monkeypatch):
    def asked(*_):
        raise AssertionError("nothing can have changed")

    for name in ("check_empty", "check_ids", "check_used", "check_goals", "check_combined", "check_fairness"):
        monkeypatch.setattr(checks, name, asked)
    reading = read_launched(WALK.read_text(encoding="utf-8"), "walk.yaml", plugins(frozenset()), MONDAY)
    assert reading.challenge is not None


def _said(text, without):
    """The errors that both ways of reading a text find."""
    at_launch = read_challenge(text.encode(), "walk.yaml", plugins(without), MONDAY)
    later = read_launched(text, "walk.yaml", plugins(without), MONDAY)
    errors = [str(problem) for problem in at_launch.problems if problem.severity == "error"]
    assert [str(problem) for problem in later.problems if problem.severity == "error"] == errors
    assert later.challenge == at_launch.challenge
    return errors
