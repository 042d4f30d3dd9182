"""Who joins, leaves, moves, pauses and logs nothing: every alternative on one small team, by hand.

Ten days from Monday; whoever is there walks ten minutes a day, for ten points. Ana and Bo are in North from
the first day to the last, Cy is in South. What a fourth person does is told by rosters as they are imported.
"""

from __future__ import annotations

import json

import pytest

from moonwalk.services.launch import launch

from ...running import Shell
from ...workspaces import MONDAY, Lanes, at, day

TEXT = """\
moonwalk: 1
challenge: Ten
schedule: {starts: 2027-03-01, length: 10 days, timezone: Europe/Berlin}
activities: {walk: {label: Walked, unit: minutes}}
goals:
  good_day: {label: a good day, each: day, reach: 10 minutes}
  good_week: {label: a good week, each: week, days: 4 of 7, meeting: good_day}
rules:
  - {rule: per_unit, id: minutes, points: 1, per: 1 minute}
  - {rule: goal_met, id: week, goal: good_week, points: 100}
people: {part_weeks: goals shrink with the days}
pauses: {personal: 7 days}
teams:
  formed: from the roster
  size: 1 to 9 people
  no_entries: count as zero
  joiners: count from their first day
  leavers: keep their points in the team
  movers: leave points where earned
boards:
  total: {label: Sum, ranks: teams, ranking: sum, of_rules: [minutes], place_needs: []}
  average: {label: Mean, ranks: teams, ranking: mean, of_rules: [minutes], place_needs: []}
  people: {label: People, ranks: people, ranking: sum}
privacy: {organisers_see: entries}
"""
STAY = (("a", "Ana", "North"), ("b", "Bo", "North"), ("c", "Cy", "South"))
START, ALONG = "joiners: count from the start", "movers: take points along"
AWAY, SILENT = "leavers: take their points away", "no_entries: are left out"


def changed(*lines: str) -> str:
    """The challenge with some keys as these lines say."""
    text = TEXT
    for line in lines:
        key = line.partition(":")[0]
        (old,) = [one.strip() for one in text.splitlines() if one.strip().startswith(f"{key}:")]
        text = text.replace(old, line)
    return text


def roster(*more: tuple[str, ...]) -> str:
    rows = [*((*one, "", "") for one in STAY), *more]
    return "id,name,team,start,end\n" + "".join(",".join(row) + "\n" for row in rows)


def begun(lanes: Lanes, text: str, *more: tuple[str, ...]) -> Shell:
    lanes.challenge(text, "ten")
    lanes.people(roster(*more))
    launch(lanes.ws, "ten", MONDAY)
    return Shell(lanes)


def walked(lanes: Lanes, *who: str, minutes: int = 10, days=range(1, 11)) -> None:
    """Everyone's walks, each logged on its day."""
    lanes.now = at(20)
    lines = [f"{one},{day(each)},{minutes},{day(each)}T18:00:00Z\n" for one in who for each in days]
    assert not lanes.entries("id,date,minutes,timestamp\n" + "".join(lines)).rejected


def board(shell: Shell, name: str, *more: object) -> dict[str, object]:
    rows = json.loads(shell("board", "ten", name, "--json", "--for", "organisers", *more).stdout)["rows"]
    return {row["id"]: row["score"] for row in rows}


DEE = ("d", "Dee", "North", "", "")


@pytest.mark.parametrize(
    ("lines", "average"),
    # 200 points of the two, and 50 of Dee, who came on day 6: over 25 days of membership in 10, or over 30.
    [((), "100.0"), ((START,), "83.3")],
)
def test_a_joiner(empty, lines, average):
    shell = begun(empty, changed(*lines))
    empty.now = at(6)
    empty.people(roster(DEE))
    walked(empty, "a", "b", "c", "d")

    assert board(shell, "total")["North"] == 250
    assert board(shell, "average")["North"] == average
    # Looked at from the end of day 5, with all that is known by now: Dee was not there yet.
    then = ("--as-of", day(5), "--known-at", at(20).isoformat())
    assert board(shell, "average", *then) == {"North": "50.0", "South": "50.0"}


@pytest.mark.parametrize(
    ("lines", "total", "average"),
    # Dee leaves after day 4 with 40 points: 240 over 24 days of membership in 10, or as if never there.
    [((), 240, "100.0"), ((AWAY,), 200, "100.0"), ((START,), 240, "100.0")],
)
def test_a_leaver(empty, lines, total, average):
    shell = begun(empty, changed(*lines), DEE)
    empty.now = at(6)
    empty.people(roster(("d", "Dee", "North", "", str(day(4)))))
    walked(empty, "a", "b", "c", "d")

    assert board(shell, "total")["North"] == total
    assert board(shell, "average")["North"] == average


@pytest.mark.parametrize(
    ("lines", "north", "south", "average"),
    # Dee moves on day 5: 40 points stay in North and 60 come to South, or all 100 do.
    # North: 240 over 2.4 members, or 200 over 2. South: 160 over 1.6, or 200 over 2.
    [((), 240, 160, ("100.0", "100.0")), ((ALONG,), 200, 200, ("100.0", "100.0"))],
)
def test_a_mover(empty, lines, north, south, average):
    shell = begun(empty, changed(*lines), DEE)
    empty.now = at(5)
    empty.people(roster(("d", "Dee", "South", "", "")))
    walked(empty, "a", "b", "c", "d")

    assert board(shell, "total") == {"North": north, "South": south}
    assert tuple(board(shell, "average").values()) == average


@pytest.mark.parametrize(
    ("lines", "average"), [((), "66.7"), ((SILENT,), "100.0"), ((SILENT, START), "100.0")]
)
def test_who_logs_nothing(empty, lines, average):
    shell = begun(empty, changed(*lines), DEE)
    walked(empty, "a", "b", "c")

    assert board(shell, "average")["North"] == average


def test_a_pause_is_in_neither_number(empty):
    shell = begun(empty, TEXT, DEE)
    empty.now = at(3)
    shell("people", "pause", "ten", "d", day(4), day(8))
    walked(empty, "a", "b", "c")
    walked(empty, "d")

    # Five days of Dee's count: 250 over 25 days of membership in 10.
    assert board(shell, "total")["North"] == 250
    assert board(shell, "average")["North"] == "100.0"
    told = json.loads(shell("why", "ten", "d", "--json").stdout)["entries"]
    assert sorted(one["verdict"] for one in told) == ["counted"] * 5 + ["paused"] * 5


@pytest.mark.parametrize(
    ("part_weeks", "weeks"),
    # Dee is there from day 5 to 7 and walks on all three: 3 of 7 days ask for 2 of them. Week 2 has three
    # days for everybody, of which "goals stay" asks for 2, too, as it is short for all.
    [("goals shrink with the days", 2), ("goals stay", 1), ("week does not count", 1)],
)
def test_a_part_of_a_week(empty, part_weeks, weeks):
    shell = begun(empty, TEXT.replace("goals shrink with the days", part_weeks))
    empty.now = at(5)
    empty.people(roster(DEE))
    walked(empty, "d")

    assert board(shell, "people")["d"] == 60 + 100 * weeks
    assert board(shell, "people")["a"] == 0


def test_what_was_known_on_a_day_is_what_it_shows(empty):
    shell = begun(empty, changed(AWAY, ALONG), DEE)
    for each in (1, 2, 3):
        empty.now = at(each, 18)
        empty.log("d", "10", "walk", day(each))
    before = {name: board(shell, name, "--as-of", day(3)) for name in ("total", "average", "people")}
    empty.now = at(4)
    empty.people(roster(("d", "Dee", "South", "", "")))
    empty.now = at(6)
    empty.people(roster(("d", "Dee", "South", "", str(day(5)))))
    empty.now = at(8)

    assert {name: board(shell, name, "--as-of", day(3)) for name in before} == before
    assert board(shell, "total", "--as-of", day(4)) == {"North": 0, "South": 30}
    assert board(shell, "total") == {"North": 0, "South": 0}
