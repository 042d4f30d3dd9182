"""The data-protection sheet: each statement follows from a setting, and changes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.sheets.data_protection import data_protection_sheet, write_data_protection

from ...browsers import axe_faults, needs_axe, needs_browser
from ...workspaces import LANES, PEOPLE, day, roster

KEYS = {
    "people_see": ("own points", "own team", "everyone"),
    "organisers_see": ("points", "entries"),
    "smallest_group": ("5", "7"),
    "names": ("full", "first name", "initials", "nickname"),
    "keep_entries": ("30 days", "60 days"),
}


def words(lanes, name="lanes"):
    sheet = data_protection_sheet(lanes.ws, name)
    return "\n".join(line for chapter in sheet.chapters for line in chapter.lines)


@pytest.mark.parametrize("key", KEYS)
def test_each_key_of_privacy_changes_what_the_sheet_says(empty, key):
    said = set()
    for value in KEYS[key]:
        chosen = {"people_see": "everyone", key: value}
        privacy = ", ".join(f"{name}: {setting}" for name, setting in chosen.items())
        empty.challenge(LANES.replace("{organisers_see: entries}", f"{{{privacy}}}"))
        said.add(words(empty))
    assert len(said) == len(KEYS[key])


@pytest.mark.parametrize(
    ("privacy", "sentence"),
    [
        ("people_see: own points", "Participants see their own points, and nobody else's by name."),
        ("people_see: own team", "Participants see the points of their own team by name"),
        ("people_see: everyone", "Participants see everyone's points by name."),
        ("organisers_see: entries", "The organisers see everyone's points and entries."),
        ("organisers_see: points", "To look at somebody's entries they have to give a reason."),
        ("people_see: everyone, names: full", "Others are shown with their full names."),
        ("people_see: everyone, names: initials", "Others are shown with their initials."),
        ("smallest_group: 7", "none about fewer than 7 people"),
        ("keep_entries: 60 days", "removed 60 days after the last day has closed"),
    ],
)
def test_each_statement_is_that_of_its_setting(empty, privacy, sentence):
    empty.challenge(LANES.replace("{organisers_see: entries}", f"{{{privacy}}}"))
    assert sentence in words(empty)


def test_names_of_others_are_no_matter_where_nobody_sees_others(empty):
    empty.challenge(LANES)
    assert "Others are shown" not in words(empty)


def test_captains_and_cheers_are_in_the_sheet_of_a_challenge_that_has_them(empty):
    empty.challenge(LANES)
    assert "Captains can log" not in words(empty)
    assert "For which team somebody cheered" in words(empty)
    teams = "  size: 3 to 5 people\n"
    empty.challenge(LANES.replace(teams, f"{teams}  captains: {{role: [captain]}}\n  cheers: none\n"))
    assert "Captains can log for the members of their own team." in words(empty)
    assert "cheered" not in words(empty)


def test_who_takes_part_where_people_log_and_how_messages_leave_are_as_the_settings_say(empty):
    empty.challenge(LANES)
    before = words(empty)
    assert "Everyone on the company's list is a member" in before
    assert "Messages are sent by: file." in before
    assert "People log at" not in before
    path = empty.folder / "moonwalk.yaml"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("channels:")]
    path.write_text("\n".join([*kept, "channels: []", "page: {url: https://moves.example.com}"]), "utf-8")
    empty.challenge(LANES.replace("everyone on the roster", "those who sign up"))
    after = words(empty)
    assert "Only those take part who sign up." in after
    assert "No messages are sent to people." in after
    assert "People log at https://moves.example.com" in after
    assert "have themselves erased" in after


def test_it_says_which_columns_and_activities_and_when_all_of_it_is_gone(empty):
    board = "  sites: {label: Sites, ranks: roster column, column: site, ranking: mean}\nnotices:"
    empty.challenge(LANES.replace("notices:", board, 1))
    empty.people(roster(tuple((*person, "Berlin") for person in PEOPLE), ("site",)))
    launch(empty.ws, "lanes", day(1))
    empty.challenge("nonsense")
    said = words(empty)
    assert "Walked (minutes), My own version (minutes) and Steps (steps)" in said
    assert "makes use of: site." in said
    # The last deadline is on March 16, and 90 days later is a Monday in June.
    assert "on Monday, 14 June 2027" in said


def test_it_denies_nothing_that_a_challenge_may_measure(empty):
    template = Path(__file__).parents[3] / "challenges" / "sleep-rhythm.yaml"
    empty.challenge(template.read_text("utf-8"), "sleep-rhythm")
    said = words(empty, "sleep-rhythm")
    assert "Hours of sleep" in said
    assert said.count("sleep") == said.count("Hours of sleep")


def test_it_is_in_the_language_of_the_challenge_and_escapes_what_it_shows(empty, tmp_path):
    text = LANES.replace("challenge: Lanes", "challenge: '<b>Bahnen</b>'\nlanguage: de")
    empty.challenge(text)
    (path,) = write_data_protection(empty.ws, "lanes", tmp_path)
    page = path.read_text("utf-8")
    assert '<html lang="de">' in page
    assert "Das ist ein Entwurf" in page
    assert "Participants" not in page
    assert "&lt;b&gt;Bahnen" in page


def test_a_file_with_errors_has_no_sheet(empty):
    empty.challenge("moonwalk: 1\n")
    with pytest.raises(Refused, match="has errors"):
        data_protection_sheet(empty.ws, "lanes")


@needs_browser
@needs_axe
def test_axe_finds_nothing_on_it(empty, browser, tmp_path):
    empty.challenge(LANES)
    (path,) = write_data_protection(empty.ws, "lanes", tmp_path)
    assert axe_faults(browser, path.read_text("utf-8")) == []
