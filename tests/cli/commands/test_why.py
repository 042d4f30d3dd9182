"""`moonwalk why` as people and programs see it."""

from __future__ import annotations

import json
import re
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from moonwalk.cli import why_awards
from moonwalk.cli.output import width
from moonwalk.cli.why_awards import Line, print_ledger
from moonwalk.services.launch import launch
from moonwalk.services.privacy.readings import without_entries
from moonwalk.services.why.person import explain

from ...running import Shell
from ...workspaces import MONDAY, at, day

BOARD = ["challenge", "board", "ranking", "as_of", "state", "period"]
ROW = [
    "id", "name", "place", "tied", "broken_by", "not_placed", "score", "exact", "before_bonus", "bonus",
    "points", "members", "active", "size", "how",
]  # fmt: skip
CHANGE = ["day", "rule", "before", "after", "news", "reason", "at"]
PART = ["key", "label", "first", "second", "gap"]


def answer(shell, *arguments):
    return json.loads(shell("why", "lanes", *arguments, "--json").stdout)


def test_why_of_a_team_has_the_documented_shape_and_adds_up(shell):
    found = answer(shell, "North")

    assert list(found) == [*BOARD, "team", "members", "rules", "awards", "needs"]
    assert list(found["team"]) == ROW
    assert list(found["members"][0]) == ["id", "name", "points", "days", "logged", "joined", "left"]
    assert list(found["rules"][0]) == ["rule", "points", "bonus", "at"]
    assert list(found["needs"][0]) == ["need", "holds"]
    team = found["team"]
    assert sum(one["points"] for one in found["members"]) == team["points"]
    assert Fraction(team["exact"]) == Fraction(team["points"]) / Fraction(team["size"]) + team["bonus"]


def test_why_against_has_the_documented_shape_and_adds_up(shell):
    found = answer(shell, "North", "--against", "South")

    assert list(found) == [
        *BOARD, "words", "first", "second", "difference", "rules", "rest", "weeks", "weeks_rest", "size",
        "ties",
    ]  # fmt: skip
    assert list(found["first"]) == list(found["second"]) == ROW
    assert list(found["rules"][0]) == list(found["rest"]) == PART
    gap = Fraction(found["first"]["exact"]) - Fraction(found["second"]["exact"])
    assert Fraction(found["difference"]) == gap
    for parts, rest in (("rules", "rest"), ("weeks", "weeks_rest")):
        told = sum((Fraction(one["gap"]) for one in found[parts]), Fraction(found[rest]["gap"]))
        assert told == gap


def keys_of(value):
    if isinstance(value, dict):
        yield from value
        yield from (key for inner in value.values() for key in keys_of(inner))
    if isinstance(value, list):
        yield from (key for inner in value for key in keys_of(inner))


def test_every_key_is_in_the_operators_guide_and_no_other(shell):
    guide = (Path(__file__).parents[3] / "docs" / "operator.md").read_text(encoding="utf-8")
    section = guide.split("## What `why` answers")[1].split("\n## ")[0]
    told = set(re.findall(r"`([a-z_]+)`", section))
    asked = (
        ("p02",),
        ("North",),
        ("North", "--against", "South"),
        ("p02", "--since", str(day(3))),
        ("North", "--since", str(day(3))),
    )
    may_be_empty = {"what", "tie", "decided", "goal", "from", "columns", "squares", "filled"}

    found = {key for arguments in asked for key in keys_of(answer(shell, *arguments))}

    assert found <= told
    assert told - found - may_be_empty == {"why"}


CARDS = """\
moonwalk: 1
challenge: Cards
schedule: {length: 1 week, timezone: Europe/Berlin}
activities: {breathe: Three breaths, call: Called somebody}
rules:
  - {rule: card, id: bingo, label: Bingo, squares: [breathe, call], columns: 2, square: 3}
boards: {people: {label: People, ranks: people, ranking: sum}}
privacy: {organisers_see: entries}
"""


def test_a_card_is_in_the_answer_and_drawn_and_hidden_from_who_sees_points(empty):
    empty.people()
    empty.challenge(CARDS, "cards")
    launch(empty.ws, "cards", MONDAY)
    empty.now = at(2)
    empty.log("p01", "1", "breathe", day(1))
    shell = Shell(empty)

    (card,) = json.loads(shell("why", "cards", "p01", "--json").stdout)["cards"]
    assert card == {
        "rule": "Bingo",
        "columns": 2,
        "squares": [
            {"label": "Three breaths", "filled": str(day(1))},
            {"label": "Called somebody", "filled": None},
        ],
    }
    shown = shell("why", "cards", "p01").stdout
    assert "Bingo: 1 of 2 squares filled.\n  1✓  2\n" in shown
    assert without_entries(explain(empty.ws, "cards", "p01")).cards == {}


def test_against_nobody_means_the_row_above(shell):
    rows = json.loads(shell("board", "lanes", "--json", "--for", "organisers").stdout)["rows"]

    assert answer(shell, rows[1]["name"], "--against")["second"]["id"] == rows[0]["id"]


def test_why_since_of_a_person_has_the_documented_shape_and_adds_up(shell):
    found = answer(shell, "p02", "--since", str(day(3)))

    assert list(found) == [
        "challenge", "who", "name", "period", "since", "until", "words", "before", "after", "awards",
        "entries", "days",
    ]  # fmt: skip
    assert list(found["awards"][0]) == CHANGE
    assert all(list(one) == ["what", "before", "after"] for one in found["days"])
    assert (found["since"], found["until"]) == (f"the end of {day(3)}", "now")
    gaps = [one["after"] - one["before"] for one in found["awards"]]
    assert sum(gaps) == found["after"] - found["before"]


def test_why_since_of_a_team_has_the_documented_shape_and_adds_up(shell):
    shell.lanes.log("p02", "12", on=day(6))
    found = answer(shell, "North", "--since", f"{day(6)}T12:30")

    assert list(found) == [
        *BOARD, "since", "until", "words", "before", "after", "difference", "rules", "others", "size",
        "members", "awards",
    ]  # fmt: skip
    assert list(found["before"]) == list(found["after"]) == ROW
    assert list(found["rules"][0]) == ["rule", "label", "before", "after", "score"]
    assert list(found["members"][0]) == ["id", "name", "news", "points", "days", "paused", "entries"]
    told = sum(Fraction(one["score"]) for one in found["rules"])
    assert told + Fraction(found["others"]) + Fraction(found["size"]) == Fraction(found["difference"])
    assert Fraction(found["after"]["exact"]) - Fraction(found["before"]["exact"]) == Fraction(
        found["difference"]
    )


def test_every_printed_change_adds_up_to_the_printed_scores(shell):
    told = shell("why", "lanes", "North", "--since", str(day(2))).stdout
    *parts, whole = [Fraction(line.split()[-1]) for line in told.split("\n\n")[1].splitlines()[1:]]

    assert sum(parts) == whole


def test_every_printed_gap_adds_up_to_the_printed_scores(shell):
    told = shell("why", "lanes", "West", "--against", "South").stdout
    table = told.split("\n\n")[1].splitlines()[1:]
    *parts, whole = [[Fraction(cell) for cell in line.split()[-3:]] for line in table]

    assert [sum(column) for column in zip(*parts, strict=True)] == whole


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("North",), "Total"),
        (("North", "--since", str(day(3))), "went up from"),
        (("North", "--since", str(day(3)), "--as-of", str(day(3))), "as at the end of"),
        (("p01", "--since", str(day(3))), "more than at the end of"),
        (("p01", "--since", f"{day(6)}T13:00"), "as at 2027-03-06 13:00"),
        (("North",), "yes  at least 3 members"),
        (("North",), "Points of the members"),
        (("North", "--against", "South"), " is ahead of "),
        (("p01", "--against", "p02"), "ahead of"),
        (("p01", "--known-at", str(day(6))), "minutes"),
        (("North", "--as-of", str(day(3)), "--known-at", f"{day(5)}T08:00"), "Total"),
    ],
)
def test_what_is_asked_is_told(shell, arguments, told):
    assert told in shell("why", "lanes", *arguments).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("North", "--known-at", "soon"), 2, "not a date"),
        (("North", "--known-at", "2027-01-12T99:00"), 2, "not a date or time"),
        (("North", "--known-at", "2027-13-01"), 2, "2027-13-01"),
        (("North", "--known-at", "1970-01-01T00:00"), 2, "out of range"),
        (("North", "--known-at", "2027-03-20"), 1, "still in the future"),
        (("North", "--board", "nope"), 1, "no board 'nope'"),
        (("North", "--since", str(day(5)), "--as-of", str(day(3))), 1, "is not before"),
        (("North", "--since", str(day(5)), "--against", "South"), 2, "cannot be combined"),
        (("p01", "--since", "2026-01-01"), 1, "before the first day"),
        (("Nobody At All",), 1, "There is nobody"),
        (("North", "--person"), 1, "There is nobody"),
        (("p01", "--team"), 1, "There is no team"),
    ],
)
def test_what_cannot_be_told_says_so_without_a_traceback(shell, arguments, code, told):
    result = shell("why", "lanes", *arguments, code=code)

    assert told in result.stderr
    assert result.stdout == ""


LINES = [
    Line(
        "2027-03-01",
        "+5",
        "Welcome back",
        "back after a missed day, the one that matters",
        "a.yaml:1",
    ),
    Line("2027-03-02", "+10", "Überlänge", "läuft " * 30, "b.yaml:22"),
]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_ledger_fits_the_terminal_and_loses_no_word(capsys, monkeypatch, columns):
    monkeypatch.setattr(why_awards, "room_for_text", lambda: columns)
    print_ledger(LINES)
    printed = capsys.readouterr().out

    assert max(width(line) for line in printed.splitlines()) <= columns
    for one in LINES:
        for word in (*one.reason.split(), one.label, one.at, one.day, one.figure):
            assert word in printed


def test_into_a_file_a_ledger_is_one_table(capsys):
    assert not sys.stdout.isatty()
    print_ledger(LINES)

    assert len(capsys.readouterr().out.splitlines()) == 3
