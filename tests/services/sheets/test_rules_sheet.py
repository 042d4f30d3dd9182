"""The sheet of rules: what it says is what the challenge does, in labels that people know."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from moonwalk.api.language import speaking
from moonwalk.definitions import read_file, rules_in_words
from moonwalk.services.errors import Refused
from moonwalk.services.sheets.layout import lay_out
from moonwalk.services.sheets.rules_sheet import printed_rules, rules_sheet, rules_text, write_rules
from moonwalk.services.sheets.worked_example import worked_example
from moonwalk.services.views import Range

from ...workspaces import LANES, at, plugins
from .pages import Page

NAME_OF_A_FILE = re.compile(r"\b[a-z]+_[a-z_]+\b")
ENGLISH = re.compile(
    r"\b(?:the|and|of|is|are|with|for|you|points?|days?|weeks?|each|every|when|who|which|no|not|only|until)\b"
)
LIBRARY = sorted((Path(__file__).parents[3] / "challenges").glob("*.yaml"))


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_the_sheet_of_a_ready_challenge_has_an_example_and_no_name_of_the_file(empty, path):
    empty.challenge(path.read_text(encoding="utf-8"), path.stem)
    sheet = rules_sheet(empty.ws, path.stem)
    text = rules_text(sheet)
    page = Page(lay_out("rules", {"sheet": sheet, "challenge": sheet.challenge}))
    assert sheet.example is not None
    assert sheet.example.points == sum(each.points for each in sheet.example.days) > 0
    for words in (text, page.text):
        assert NAME_OF_A_FILE.findall(words) == []
        assert "This is a draft" in words or "Draft: not launched yet" in words
    for item in sheet.challenge.rules:
        assert item.label in page.text
        assert item.why in page.text


def test_the_example_is_what_somebody_gets_who_does_the_same(lanes):
    sheet = rules_sheet(lanes.ws, "lanes")
    assert sheet.example is not None
    challenge = sheet.challenge
    by_label = {activity.label: name for name, activity in challenge.activities.items()}
    lanes.now = at(7, 20)
    for each in sheet.example.days:
        for logged in each.logged:
            label, amount = logged.split(": ")
            lanes.log("p01", amount.split()[0], by_label[label], each.day)
    lanes.now = at(16, 13)
    for each in sheet.example.days:
        points = {
            row.id: int(row.score) for row in lanes.board("people", days=Range(each.day, each.day)).rows
        }
        assert points["p01"] == each.points, each
    assert lanes.points()["p01"] == str(sheet.example.points)


def test_points_in_tenths_are_shown_as_such(tmp_path):
    text = LANES.replace("goals:", "points: {counted_in: tenths}\ngoals:", 1)
    path = tmp_path / "fine.yaml"
    path.write_text(text, encoding="utf-8")
    reading = read_file(path, plugins(frozenset()))
    assert reading.challenge is not None, [str(problem) for problem in reading.problems]
    example = worked_example(reading.challenge, plugins(frozenset()))
    assert example is not None
    assert str(example.points).endswith(".0")


def test_a_launched_challenge_is_written_with_its_dates_and_the_last_moments_to_log(lanes):
    html, text = write_rules(lanes.ws, "lanes")
    assert html.parent == lanes.folder / "reports" / "lanes"
    words = Page(html.read_text(encoding="utf-8")).text
    for said in (
        "Monday, 1 March 2027",
        "Wednesday, 10 March 2027",
        "Tuesday, 9 March 2027, 12:00",
        "Tuesday, 16 March 2027, 12:00",
    ):
        assert said in words
        assert said in text.read_text(encoding="utf-8")
    assert "Draft" not in words
    lanes.now = at(30)
    before = html.read_bytes(), text.read_bytes()
    assert [path.read_bytes() for path in write_rules(lanes.ws, "lanes")] == list(before)


def test_a_unit_is_a_unit_where_an_activity_or_a_rule_is_called_like_it(lanes):
    text = " ".join(rules_text(rules_sheet(lanes.ws, "lanes")).split())
    assert "1 point for each 1000 steps." in text
    assert "No more than 30 minutes of a day counts." in text


def test_what_is_launched_is_written_and_not_what_the_file_has_become(lanes):
    lanes.challenge(LANES.replace("points: 20", "points: 99"))
    assert "20 points" in rules_text(rules_sheet(lanes.ws, "lanes"))
    assert "99 points" not in rules_text(rules_sheet(lanes.ws, "lanes"))


def test_a_file_with_errors_and_a_challenge_that_is_not_there_are_refused(empty, tmp_path):
    empty.challenge(LANES.replace("points: 20", "pionts: 20"))
    with pytest.raises(Refused, match="has errors") as refused:
        rules_sheet(empty.ws, "lanes")
    assert refused.value.problems
    with pytest.raises(Refused, match="There is no challenge 'lane'"):
        rules_sheet(empty.ws, "lane")
    taken = tmp_path / "taken"
    taken.write_text("")
    empty.challenge(LANES)
    with pytest.raises(Refused, match="Nothing can be written to"):
        write_rules(empty.ws, "lanes", taken)


def test_a_challenge_of_which_nothing_is_said_has_a_sheet_all_the_same(empty):
    empty.challenge(
        "moonwalk: 1\nchallenge: Bare\n"
        "schedule: {length: 3 days, timezone: Europe/Berlin, starts: 2027-03-02}\n"
        "activities:\n  walk: {label: Walked, unit: minutes}\n"
        "rules:\n  - {rule: per_unit, id: minutes, points: 1, per: 1 minute}\n",
        "bare",
    )
    sheet = rules_sheet(empty.ws, "bare")
    assert (sheet.safety, len(sheet.weeks)) == ((), 1)
    words = Page(lay_out("rules", {"sheet": sheet, "challenge": sheet.challenge})).text
    assert "Before you begin" not in words
    assert "goals shrink" not in words
    assert "Week by week" not in words
    bare = replace(sheet, example=None, picture=None)
    assert "An example" not in Page(lay_out("rules", {"sheet": bare, "challenge": bare.challenge})).text


def test_a_card_without_a_label_is_called_by_its_id_in_words(empty):
    empty.challenge(
        "moonwalk: 1\nchallenge: Bingo\nschedule: {length: 1 week, timezone: Europe/Berlin}\n"
        "activities: {call: Called somebody, tidy: Cleared a drawer}\n"
        "rules:\n  - {rule: card, id: my_card, squares: [call, tidy], columns: 2, full_card: 5}\n",
        "bingo",
    )
    assert list(rules_sheet(empty.ws, "bingo").cards) == ["My card"]


def test_rules_in_german_say_nothing_of_their_own_in_english():
    known = plugins(frozenset())
    for path in LIBRARY:
        challenge = read_file(path, known).challenge
        english = rules_in_words(challenge, known).splitlines()
        with speaking("de"):
            german = rules_in_words(challenge, known).splitlines()
        # What both have in common is as the author wrote it.
        said = " ".join(line for line in german if line not in english)
        assert ENGLISH.findall(strip_authors_words(said, path)) == [], path
        assert "## Was Punkte bringt" in german


def test_the_language_of_a_sheet_is_that_of_the_challenge_unless_another_is_asked_for(empty):
    empty.challenge(LANES.replace("challenge:", "language: de\nchallenge:", 1), "lanes")
    text = printed_rules(empty.ws, "lanes")
    assert "Was Punkte bringt" in text
    assert "Robin, eine erfundene Person, in der ersten Woche:" in text
    assert "What it earns" in printed_rules(empty.ws, "lanes", "en")
    page = Page(write_rules(empty.ws, "lanes", empty.folder / "out")[0].read_text(encoding="utf-8"))
    assert "Auf einen Blick" in page.text
    assert "At a glance" not in page.text


def strip_authors_words(text: str, path: Path) -> str:
    """A text without the words that stand in a challenge file."""
    written = set(re.findall(r"\w+", path.read_text(encoding="utf-8").casefold()))
    return " ".join(word for word in re.findall(r"\w+", text) if word.casefold() not in written)
