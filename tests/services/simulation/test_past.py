"""A rehearsal with the entries of a challenge that has been run, moved to the days of another."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from moonwalk.definitions import read_file
from moonwalk.services.errors import Refused
from moonwalk.services.planning import plan_of
from moonwalk.services.simulation.past import past_challenges, play_past
from moonwalk.services.simulation.rehearsal import Asked, rehearse

from ...workspaces import LANES, MONDAY, PEOPLE, Lanes, at, day, plugins, roster


def played_again(lanes: Lanes, text: str, starts=MONDAY + timedelta(weeks=11)):
    """The season of a file with the entries of the lanes, and everyone's points in it by id."""
    path = lanes.challenge(text, "again")
    challenge = read_file(path, plugins(frozenset()), starts).challenge
    past = play_past(lanes.ws, plan_of(challenge, plugins(frozenset()), 1), "again", "lanes", 1)
    return past, dict(
        zip(past.company.ids, past.season.scored.people.total.sum(axis=1).tolist(), strict=True)
    )


def ended(lanes: Lanes) -> Lanes:
    """The lanes with a late entry, a correction, and somebody in another team, when all is over."""
    lanes.now = at(9)
    moved = [(*row[:2], "West") if row[0] == "p05" else row for row in PEOPLE]
    lanes.people(roster(moved))
    lanes.log("p06", "25", on=day(8))
    lanes.log("p06", "30", on=day(8))
    lanes.now = at(17)
    lanes.log("p07", "33", on=day(9))
    lanes.now = at(60)
    return lanes


def test_the_same_file_at_another_time_of_the_year_gives_everyone_what_they_had(day6):
    lanes = ended(day6)
    # From winter into summer time, so that the days do not all have 24 hours.
    past, points = played_again(lanes, LANES.replace("challenge: Lanes", "challenge: Again"))

    assert {person: str(number) for person, number in points.items()} == lanes.points()
    table = past.season.scored.standings("table", past.company.teams, past.company.ids)
    assert [past.company.teams[row] for row in table.order] == [row.name for row in lanes.board("table").rows]
    assert past.remarks == ()


def test_another_rule_pays_for_what_was_done_then(day6):
    lanes = ended(day6)
    _, points = played_again(lanes, LANES)
    path = lanes.challenge(LANES.replace("cap_per_day: 40 points", "cap_per_day: 10 points"), "again")

    rehearsal = rehearse(path, plugins(frozenset()), lanes.ws, Asked(entries_of="lanes"))

    assert (rehearsal.seasons, rehearsal.people, rehearsal.teams) == (1, 12, 3)
    assert (rehearsal.entries_of, rehearsal.scenario) == ("lanes", "")
    assert int(rehearsal.points.percentiles["100"]) < max(points.values())
    assert rehearsal.late_percent > 0


def test_nothing_is_written_and_the_same_entries_give_the_same_answer(day6):
    lanes = ended(day6)
    path, before = lanes.folder / "challenges" / "lanes.yaml", lanes.dump()
    first, again = (
        rehearse(path, plugins(frozenset()), lanes.ws, Asked(entries_of="lanes", seasons=None))
        for _ in range(2)
    )
    assert first == again
    assert lanes.dump() == before
    assert past_challenges(lanes.ws) == ("lanes",)


@pytest.mark.parametrize(
    ("old", "new", "starts", "says"),
    [
        (" walk", " ride", 77, r"'lanes' had no activity 'Walked'"),
        (
            "length: 10 days",
            "length: 12 days",
            77,
            r"'lanes' had 10 days\. From day 11 on nobody does anything",
        ),
        ("", "", 79, r"'lanes' began on another day of the week, so its weekends fall on other days"),
    ],
)
def test_what_does_not_fit_is_said(old, new, starts, says, day6):
    text = LANES.replace(old, new) if old else LANES
    past, _ = played_again(ended(day6), text, MONDAY + timedelta(days=starts))
    assert re.search(says, "\n".join(past.remarks)), past.remarks


def test_a_challenge_that_is_still_running_says_so(day6):
    past, _ = played_again(day6, LANES)
    assert past.remarks == ("'lanes' is not over yet. What is still to come is empty here.",)


def test_what_was_never_launched_and_what_no_workspace_has_is_refused(day6):
    path = day6.folder / "challenges" / "lanes.yaml"
    with pytest.raises(Refused, match="'nine'"):
        rehearse(path, plugins(frozenset()), day6.ws, Asked(entries_of="nine"))
    with pytest.raises(Refused, match="'lanes' is looked for in a workspace, and this is none"):
        rehearse(path, plugins(frozenset()), None, Asked(entries_of="lanes"))
