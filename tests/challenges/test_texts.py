from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "challenges"
SHIPPED = sorted(FOLDER.glob("*.yaml"))
FLAGSHIP = FOLDER / "walk-backward.yaml"

GOALS_OF_SPEED = r"\b(km|kilomet\w*|miles?|metres?|mph|faster|quicker|sprint\w*|speed|records?)\b"
PROMISES = (
    r"\b(fix(?:es)?|cures?|heals?|proven|guarantee\w*|burns?|calories?|slim\w*"
    r"|los(?:e|es|ing) weight|weight loss)\b"
)
ALLOWED = ("this is no cure",)


def plain(path: Path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def words(path: Path) -> str:
    text = " ".join(path.read_text(encoding="utf-8").lower().split())
    for phrase in ALLOWED:
        text = text.replace(phrase, "")
    return text


def by_id(rules: list[dict]) -> dict[str, dict]:
    return {rule.get("id", rule["rule"]): rule for rule in rules}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_challenge_promises_a_cure_or_a_figure(path):
    assert re.findall(PROMISES, words(path)) == []


def test_the_flagship_never_makes_a_goal_of_speed_or_distance():
    assert re.findall(GOALS_OF_SPEED, words(FLAGSHIP)) == []
    assert words(FLAGSHIP).count("jogging") == 1
    assert "jogging, slopes and longer ways earn nothing more" in words(FLAGSHIP)


def test_the_flagship_measures_minutes_and_days_only():
    told = plain(FLAGSHIP)
    assert {activity["unit"] for activity in told["activities"].values()} == {"minutes"}
    amounts = re.findall(r"\b\d+ ([a-z]+)", str([told["goals"], told["rules"]]))
    assert set(amounts) - {"to", "of"} <= {"minute", "minutes", "day", "days", "points"}


def test_each_week_of_the_flagship_carries_one_of_the_four_reasons():
    weeks = plain(FLAGSHIP)["weeks"]
    assert [week["theme"] for week in weeks.values()] == [
        "Stand tall",
        "Wake up other muscles",
        "A kinder foot strike",
        "Slow down",
    ]
    assert all(week["message"] and week["tips"] for week in weeks.values())


def test_the_flagship_is_honest_about_its_evidence():
    text = words(FLAGSHIP)
    assert "may help you stand taller" in text
    assert text.count("mainly") == 2
    assert "rehabilitation" in text
    assert "feels harder than it looks" in text


def test_the_flagship_pays_little_more_each_week_and_never_for_overdoing():
    rules = by_id(plain(FLAGSHIP)["rules"])
    caps = rules["minutes"]["cap_per_day"]
    assert [caps[f"week {week}"] for week in range(1, 5)] == [f"{cap} minutes" for cap in (10, 12, 15, 20)]
    assert rules["minutes"]["paid_days"] == "first 5 of 7"
    assert plain(FLAGSHIP)["goals"]["good_week"]["days"] == "4 of 7"


@pytest.mark.parametrize("key", ["where", "how", "stop_if", "ask_first_if"])
def test_the_flagship_has_safety_notes_that_can_be_printed(key):
    notes = plain(FLAGSHIP)["safety"][key]
    assert notes
    assert all(len(note) <= 120 for note in notes)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_other_way_is_worth_the_same_and_asks_for_no_reason(path):
    activities = plain(path)["activities"]
    for activity in activities.values():
        # One that is written as its label alone stands for itself.
        if isinstance(activity, dict) and (target := activity.get("counts_as")):
            same_unit = activity["unit"] == activities[target]["unit"]
            assert not same_unit or "nobody sees the difference" in activity["about"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_template_has_no_first_day_and_no_holidays_of_its_own(path):
    told = plain(path)
    assert "starts" not in told["schedule"]
    assert "everyone" not in told.get("pauses", {})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_template_reads_well_in_an_editor(path):
    text = path.read_bytes().decode("utf-8")
    assert "\t" not in text
    assert "\r" not in text
    assert text.endswith("\n")
    assert max(map(len, text.splitlines())) <= 115
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_template_reads_the_same_to_every_yaml_reader(path):
    def texts(node) -> list[str]:
        if isinstance(node, dict):
            return [text for pair in node.items() for part in pair for text in texts(part)]
        return [text for part in node for text in texts(part)] if isinstance(node, list) else [str(node)]

    text = path.read_text(encoding="utf-8")
    assert texts(yaml.safe_load(text)) == texts(yaml.load(text, Loader=yaml.BaseLoader))
