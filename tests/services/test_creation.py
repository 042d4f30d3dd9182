from __future__ import annotations

from datetime import date

import pytest

from moonwalk.definitions import in_language, read_file
from moonwalk.services.creation import list_templates, start_challenge, template_text
from moonwalk.services.drafts import check_file
from moonwalk.services.errors import Refused

from ..workspaces import LANES, at


def test_every_template_of_the_library_can_be_used(empty):
    rows = list_templates(empty.ws.plugins)

    assert {"walk-backward", "steps"} <= {row.name for row in rows}
    assert not [row.problem for row in rows if row.problem]
    assert all(row.days and row.title and row.about for row in rows)


def test_a_template_says_what_it_asks_of_people(empty):
    asks = {row.name: row.asks for row in list_templates(empty.ws.plugins)}

    assert asks["mindful-ten"] == (
        "Quiet minutes on a day, at least 10 minutes",
        "4 of 7 days with ten quiet minutes",
    )
    assert all(asks[name] for name in asks)


def test_a_title_of_ones_own_is_not_another_one_in_another_language(empty):
    path = start_challenge(empty.ws, "spring", "walk-backward", "Spring Walk")

    challenge = read_file(path, empty.ws.plugins).challenge

    assert challenge is not None
    german = in_language(challenge, "de")
    assert (german.title, german.weeks[1].theme) == ("Spring Walk", "Aufrecht stehen")


def test_a_challenge_starts_as_its_template_with_a_title_of_its_own(empty):
    path = start_challenge(empty.ws, "spring", "steps", 'Spring: "Berlin" \\1')

    checked = check_file(path, empty.ws.plugins)

    assert (checked.title, checked.failed) == ('Spring: "Berlin" \\1', False)
    assert path == empty.ws.challenges / "spring.yaml"


def test_a_file_that_is_there_is_never_overwritten(empty):
    start_challenge(empty.ws, "spring", "steps")
    empty.challenge("mine", "spring")

    with pytest.raises(Refused, match="left as it is"):
        start_challenge(empty.ws, "spring", "steps")

    assert (empty.ws.challenges / "spring.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "../x", "a/b", "Spring", "a b", ".hidden", "x" * 70, "con.yaml", "ä"])
def test_a_name_that_is_no_file_name_is_refused(empty, name):
    with pytest.raises(Refused, match="cannot be a file name"):
        start_challenge(empty.ws, name, "steps")


def test_an_unknown_template_is_answered_with_the_nearest(empty):
    with pytest.raises(Refused, match="Did you mean 'steps'"):
        template_text(empty.ws.plugins, "step")


@pytest.mark.parametrize(
    "schedule",
    [
        "schedule:\n  length: 10 days\n  starts: 2027-03-01   # a Monday\n  timezone: Europe/Berlin\n",
        "schedule: {starts: 2027-03-01, length: 10 days, timezone: Europe/Berlin}\n",
        "schedule: {length: 10 days, timezone: Europe/Berlin, starts: 2027-03-01}\n",
        "schedule:\n  length: 10 days\n  timezone: Europe/Berlin\n",
        "schedule: {length: 10 days, timezone: Europe/Berlin}\n",
    ],
)
def test_a_copy_has_the_first_day_that_is_given_and_none_that_is_past(empty, schedule):
    text = LANES[: LANES.index("schedule:")] + schedule + LANES[LANES.index("activities:") :]
    empty.challenge(text, "old")
    empty.now = at(100)

    dated = start_challenge(empty.ws, "dated", "old", starts=date(2027, 9, 6))
    undated = start_challenge(empty.ws, "undated", "old")

    read = {path.stem: read_file(path, empty.ws.plugins) for path in (dated, undated)}
    assert read["dated"].challenge.schedule.starts == date(2027, 9, 6)
    assert read["undated"].challenge.schedule.starts is None
    assert read["undated"].challenge.schedule.length_days == 10


def test_a_first_day_to_come_is_kept(empty):
    empty.challenge(LANES.replace("schedule:\n", "schedule:\n  starts: 2027-03-01\n"), "old")
    path = start_challenge(empty.ws, "new", "old")
    assert read_file(path, empty.ws.plugins).challenge.schedule.starts == date(2027, 3, 1)


def test_a_challenge_that_ran_here_is_copied_although_its_file_is_gone(day6):
    (day6.ws.challenges / "lanes.yaml").unlink()

    path = start_challenge(day6.ws, "again", "lanes", title="Lanes again", starts=date(2027, 9, 6))

    challenge = read_file(path, day6.ws.plugins).challenge
    assert (challenge.title, challenge.schedule.starts) == ("Lanes again", date(2027, 9, 6))


@pytest.mark.parametrize("template", ["daylight", "steps"])
def test_a_challenge_may_last_other_weeks_than_its_template(template, empty):
    path = start_challenge(empty.ws, "longer", template, weeks=6)

    reading = read_file(path, empty.ws.plugins)

    assert reading.challenge.schedule.length_days == 42
    with pytest.raises(Refused, match="1 to 52 weeks"):
        start_challenge(empty.ws, "none", template, weeks=0)
    assert not (empty.ws.challenges / "none.yaml").exists()


def test_a_dry_run_writes_nothing_and_refuses_what_the_real_one_would(empty):
    path = start_challenge(empty.ws, "spring", "steps", dry_run=True)

    assert not path.exists()
    start_challenge(empty.ws, "spring", "steps")
    with pytest.raises(Refused, match="left as it is"):
        start_challenge(empty.ws, "spring", "steps", dry_run=True)
