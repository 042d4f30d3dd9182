"""Every entry that does not count is there with its reason, and every row that is refused is told."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from moonwalk.services.launch import launch

from ...running import Shell
from ...workspaces import Lanes

TEXT = """\
moonwalk: 1
challenge: Time
schedule: {starts: %s, length: %s, timezone: %s}
activities:
  walk: {label: Walked, unit: minutes, reject_entry_above: 60 minutes, reject_day_above: 90 minutes}
goals:
  good_day: {label: a good day, each: day, reach: 10 minutes}
rules:
  - {rule: per_unit, id: minutes, points: 1, per: 1 minute}
  - {rule: goal_met, id: good, goal: good_day, points: 100}
pauses: {everyone: [%s], personal: 7 days}
teams: {formed: from the roster, size: 1 to 9 people}
boards:
  table: {label: Teams, ranks: teams, ranking: mean}
  people: {label: People, ranks: people, ranking: sum}
privacy: {organisers_see: entries}
"""
PEOPLE = """\
id,name,team,timezone
k,Kiri,North,Pacific/Kiritimati
w,Wes,North,Etc/GMT+12
b,Ben,South,Europe/Berlin
"""


def begun(
    lanes: Lanes, starts: str, length: str, zone: str = "Europe/Berlin", off: str = "2031-01-01"
) -> Shell:
    first = date.fromisoformat(starts)
    lanes.now = datetime(first.year, first.month, first.day, 12, tzinfo=UTC) - timedelta(days=9)
    lanes.challenge(TEXT % (starts, length, zone, off), "time")
    lanes.people(PEOPLE)
    launch(lanes.ws, "time")
    return Shell(lanes)


def said(shell: Shell, who: str) -> list[tuple[str, str, str]]:
    """Each entry's day, verdict and reason, by the day."""
    entries = json.loads(shell("why", "time", who, "--json").stdout)["entries"]
    return sorted((one["day"], one["verdict"], one["reason"]) for one in entries)


def log(shell: Shell, when: str, who: str, on: str, amount: str = "10") -> str:
    """What became of an entry that is logged at a moment."""
    shell.lanes.now = datetime.fromisoformat(when).astimezone(UTC)
    return shell.lanes.log(who, amount, "walk", date.fromisoformat(on)).verdict


@pytest.mark.parametrize(
    ("starts", "length", "zone", "day", "closes"),
    [
        # The clocks of Berlin go forward on Sunday 28 March, those of Santiago back on Sunday 4 April 2027.
        ("2027-03-22", "2 weeks", "Europe/Berlin", "2027-03-28", "2027-03-30T12:00+02:00"),
        ("2027-10-25", "2 weeks", "Europe/Berlin", "2027-10-31", "2027-11-02T12:00+01:00"),
        ("2027-03-29", "2 weeks", "America/Santiago", "2027-04-04", "2027-04-06T12:00-04:00"),
        # Friday 24 April 2026 and Sunday 6 September 2026 begin at 01:00 in Cairo and in Santiago.
        ("2026-04-18", "2 weeks", "Africa/Cairo", "2026-04-24", "2026-04-28T12:00+03:00"),
        ("2026-08-31", "2 weeks", "America/Santiago", "2026-09-06", "2026-09-08T12:00-03:00"),
        # The year turns in ISO week 53, and the week that begins in December ends in January.
        ("2026-12-28", "99 weeks", "Europe/Berlin", "2027-01-01", "2027-01-05T12:00+01:00"),
        ("2028-02-28", "2 weeks", "Europe/Berlin", "2028-02-29", "2028-03-07T12:00+01:00"),
        # Of one day and of ten, the last week stays open for the 72 hours of grace.
        ("2028-02-29", "1 day", "Europe/Berlin", "2028-02-29", "2028-03-07T12:00+01:00"),
        ("2027-03-19", "10 days", "Europe/Berlin", "2027-03-28", "2027-04-01T00:00+02:00"),
    ],
)
def test_a_day_can_be_logged_until_the_wall_clocks_deadline(empty, starts, length, zone, day, closes):
    shell = begun(empty, starts, length, zone)
    deadline = datetime.fromisoformat(closes)

    assert log(shell, deadline.isoformat(), "b", day, "10") == "counted"
    assert log(shell, (deadline + timedelta(seconds=1)).isoformat(), "b", day, "11") == "late"
    (_, (_, _, reason)) = said(shell, "b")
    # Midnight is the end of the day before.
    last, clock = deadline, f"{deadline:%H:%M}"
    if not deadline.hour:
        last, clock = deadline - timedelta(days=1), "end of the day"
    assert f"{last:%A}, {last.day} {last:%B %Y}, {clock} ({zone})" in reason


@pytest.mark.parametrize(
    ("who", "offset"), [("k", timedelta(hours=14)), ("w", timedelta(hours=-12)), ("b", timedelta(hours=1))]
)
def test_a_minute_before_and_after_midnight_are_two_days_in_every_zone(empty, who, offset):
    shell = begun(empty, "2027-01-04", "2 weeks")
    midnight = datetime(2027, 1, 8, tzinfo=UTC) - offset
    for minutes in (-1, 1):
        empty.now = midnight + timedelta(minutes=minutes)
        assert empty.log(who, "10", "walk").verdict == "counted"

    assert [day for day, _, _ in said(shell, who)] == ["2027-01-07", "2027-01-08"]
    empty.now = midnight + timedelta(days=9)
    board = {
        row["id"]: row["score"]
        for row in json.loads(shell("board", "time", "people", "--json", "--for", "organisers").stdout)[
            "rows"
        ]
    }
    assert board[who] == 220


def test_every_reason_is_told_once_and_the_first_that_applies(empty):
    shell = begun(empty, "2027-01-04", "2 weeks", off="2027-01-06")
    empty.now = datetime(2027, 1, 5, 9, tzinfo=UTC)
    shell("people", "pause", "time", "b", "2027-01-07", "2027-01-08")
    for when, on, amount, verdict in (
        ("2027-01-09T12:00+01:00", "2027-01-03", "10", "outside"),
        ("2027-01-09T12:01+01:00", "2027-01-06", "10", "paused"),
        ("2027-01-09T12:02+01:00", "2027-01-07", "99", "paused"),
        ("2027-01-09T12:03+01:00", "2027-01-09", "60.5", "implausible"),
        ("2027-01-09T12:04+01:00", "2027-01-09", "60", "counted"),
        ("2027-01-09T12:05+01:00", "2027-01-09", "31", "implausible"),
        ("2027-01-09T12:06+01:00", "2027-01-09", "30", "counted"),
        ("2027-01-12T12:01+01:00", "2027-01-09", "61", "late"),
        ("2027-01-18T12:00+01:00", "2027-01-18", "5", "outside"),
    ):
        assert log(shell, when, "b", on, amount) == verdict, (on, amount)

    told = said(shell, "b")
    assert len(told) == 9
    assert all(bool(reason) == (verdict != "counted") for _, verdict, reason in told)
    # Nothing is clamped: two entries of 60 and 30 minutes, as they were logged.
    assert json.loads(shell("why", "time", "b", "--json").stdout)["total"] == 60 + 30 + 100


def test_nothing_can_be_logged_before_its_day_has_begun(empty):
    shell = begun(empty, "2027-01-04", "2 weeks")
    empty.now = datetime(2027, 1, 7, 22, tzinfo=UTC)
    refused = shell("log", "b", "5", "walk", "--day", "2027-01-08", code=1)
    assert "2027-01-08 has not begun where Ben is: it is 2027-01-07 there" in refused.stderr
    assert said(shell, "b") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("-5", "negative"),
        ("-0", "negative"),
        ("\N{MINUS SIGN}5", "negative"),
        ("nan", "not an amount"),
        ("inf", "not an amount"),
        ("-inf", "negative"),
        ("\N{INFINITY}", "not an amount"),
        ("1e3", "not an amount"),
        ("1_000", "not an amount"),
        ("1,000", "can be read as 1000 or as 1.000"),
        ("0x10", "not an amount"),
        ("=1+1", "not an amount"),
        ("9999999999", "too many digits"),
        ("1" * 400, "too many digits"),
        ("12 parsecs", "minutes are asked for"),
        ("12 steps", "minutes are asked for"),
        ("3 km", "minutes are asked for"),
        ("12%", "not an amount"),
        ("", "not an amount"),
        ("\N{ARABIC-INDIC DIGIT THREE}", "not an amount"),
        ("\N{SUPERSCRIPT TWO}", "not an amount"),
        ("1:99", "not an amount"),
        ("five", "not an amount"),
    ],
)
def test_what_is_no_amount_is_refused_and_leaves_no_trace(lanes, text, told):
    before = lanes.dump()

    answer = Shell(lanes)("log", "p01", "--", text, "walk", code=1).stderr

    assert told in answer
    assert "Nothing was changed." in answer
    assert lanes.dump() == before


ROWS = {
    "p01,2027-03-01,walk,-5": "negative",
    "p01,2027-03-01,walk,inf": "not an amount",
    "p01,2027-03-01,walk,1e309": "not an amount",
    "p01,2027-03-01,walk,99999999999999999999": "too many digits",
    "p01,2027-03-01,walk,12 km": "'12 km' is in km, but minutes are asked for",
    "p01,2027-03-01,walk,=1+1": "not an amount",
    "p01,2027-02-30,walk,5": "not a day of the calendar",
    "p01,,walk,5": "no date",
    "p01,2027-03-01,fly,5": "no challenge knows the activity 'fly'",
    "p01,44567,walk,5": "bare number",
    "p01,2027-03-01,walk,5,5": "5 cells where the header has 4",
    "p99,2027-03-01,walk,5": "nobody 'p99' on the roster",
    ",2027-03-01,walk,5": "",
}


def test_every_bad_row_is_told_with_its_line_and_the_good_ones_are_taken(lanes):
    good = "p01,2027-03-01,walk,5"
    lines = [good, *ROWS, "p01,2027-03-02,walk,6"]
    lanes.now = datetime(2027, 3, 3, 12, tzinfo=UTC)
    path = lanes.file("bad.csv", "id,date,activity,amount\n" + "".join(f"{line}\n" for line in lines))

    done = json.loads(Shell(lanes)("import", path, "--json", code=1).stdout)

    told = {row["line"]: row["reason"] for row in (*done["rejected"], *done["skipped"])}
    assert (done["accepted"], done["rows"]) == (2, len(lines))
    assert sorted(told) == list(range(3, 3 + len(ROWS)))
    for number, reason in enumerate(ROWS.values(), 3):
        assert reason in told[number]
    assert lanes.points()["p01"] == "11"


def test_a_board_of_nobody_is_empty_and_a_team_of_nobody_has_no_place(lanes, tmp_path):
    shell = Shell(lanes)
    lanes.now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    gone = "id,name,team,end\n" + "".join(f"p{number:02},X,North,2027-02-01\n" for number in range(1, 5))
    lanes.people(gone)
    rows = json.loads(shell("board", "lanes", "--json", "--for", "organisers").stdout)["rows"]
    assert [row["id"] for row in rows] == ["South", "West"]

    lanes.people(
        "id,name,team,end\n" + "".join(f"p{number:02},X,South,2027-02-01\n" for number in range(1, 13))
    )
    for board in ("table", "people"):
        assert (
            json.loads(shell("board", "lanes", board, "--json", "--for", "organisers").stdout)["rows"] == []
        )
        assert shell("board", "lanes", board).exit_code == 0
