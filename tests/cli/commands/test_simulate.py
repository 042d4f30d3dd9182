"""A rehearsal from the command line: text with small plots, JSON, and nothing left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moonwalk.services.simulation.plots import bar, sparkline

from ...running import run

FLAGSHIP = Path(__file__).parents[3] / "challenges" / "walk-backward.yaml"


@pytest.fixture(scope="module")
def shown():
    ended = run("simulate", FLAGSHIP, "--seasons", "40", "--seed", "3")
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def test_it_says_whose_seasons_these_are_and_that_they_are_made_up(shown):
    first, second, *_ = shown.splitlines()
    assert first == ("Walk Backward: 40 seasons of 48 made-up people in 8 teams. Scenario: typical. Seed: 3.")
    assert second == "What people do is made up; only the arithmetic is real."


def test_people_points_rules_goals_and_boards_are_shown(shown):
    assert "Logging, by week: ▇" in shown
    assert "half of the people" in shown
    assert "█" in shown
    for label in ("Minutes", "Full house", "a good week", "Teams: the first is ahead by"):
        assert label in shown


def test_a_rule_that_pays_nothing_by_itself_has_no_share(tmp_path):
    text = FLAGSHIP.read_text(encoding="utf-8")
    double = "  - {rule: bonus_days, id: double, label: Double, multiply_by: 2, during: [week 2 Friday]}\n"
    path = tmp_path / "double.yaml"
    path.write_text(text.replace("\nrules:\n", f"\nrules:\n{double}", 1), encoding="utf-8")

    lines = run("simulate", path, "--seasons", "1", "--people", "6").stdout.splitlines()

    assert [line.split() for line in lines if line.startswith("Double")] == [["Double"]]


def test_the_messages_of_a_season_are_counted_and_shown_in_full_when_asked(shown):
    assert "In one season everyone gets from " in shown
    assert "challenge_starts" in shown
    assert "All that " not in shown
    in_full = run("simulate", FLAGSHIP, "--seasons", "1", "--people", "6", "--messages").stdout
    assert "All that p000" in in_full
    assert "  Walk Backward starts today\n    Hello Alex,\n" in in_full


def test_it_fits_into_eighty_columns_where_it_is_a_table_or_a_plot(shown):
    tables = [line for line in shown.splitlines() if "  " in line.strip() and "," not in line]
    assert max(map(len, tables)) <= 80


def test_json_holds_the_same_and_the_same_seed_gives_the_same_bytes():
    first, again = (
        run("simulate", FLAGSHIP, "--seasons", "15", "--json", "--people", "20").stdout for _ in range(2)
    )
    assert first == again
    answer = json.loads(first)
    assert (answer["people"], answer["seasons"], answer["from_roster"]) == (20, 15, False)
    assert {rule["rule"] for rule in answer["rules"]} >= {"minutes", "week_bonus"}


def test_a_challenge_of_the_workspace_is_found_by_its_name(shell):
    shown = shell("simulate", "lanes", "--seasons", "5").stdout
    assert shown.startswith("Lanes: 5 seasons of 12 people of the roster in 3 teams.")


def test_a_file_that_is_not_there_or_has_problems_is_refused(tmp_path):
    missing = run("simulate", tmp_path / "none.yaml")
    assert missing.exit_code == 1
    assert "Traceback" not in missing.stderr
    broken = tmp_path / "broken.yaml"
    broken.write_text("moonwalk: 1\nchallenge: Broken\n", encoding="utf-8")
    refused = run("simulate", broken)
    assert refused.exit_code == 1
    assert "has problems, so it cannot be rehearsed. Fix them first:" in refused.stderr


@pytest.mark.parametrize(
    ("value", "most", "shown"), [(0, 10, ""), (10, 10, "████"), (5, 10, "██"), (0.01, 10, "▏")]
)
def test_a_bar_is_as_long_as_its_value(value, most, shown):
    assert bar(value, most, width=4) == shown


def test_a_sparkline_has_a_level_for_each_value():
    assert sparkline([0, 50, 100, 200], 100) == "▁▅██"
    assert sparkline([1, 2], 0) == "  "


def test_the_entries_of_a_challenge_that_was_run_take_the_place_of_made_up_ones(shell):
    shown = shell("simulate", "lanes", "--entries-of", "lanes").stdout
    first, second, *_ = shown.splitlines()
    assert first == "Lanes: the 12 people of 'lanes' in 3 teams."
    assert second == "Their entries are real, and moved to the days of this challenge. Nothing is made up."
    assert "Teams: the first is ahead by " in shown
    assert "of the seasons" not in shown
    refused = shell("simulate", "lanes", "--entries-of", "lanes", "--seasons", "5", code=2)
    assert "Leave out --seasons, --scenario and --people." in refused.output
