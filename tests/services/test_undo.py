from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from random import Random

import pytest

from moonwalk.services.amendments.amend import amend
from moonwalk.services.boards.board import show_board
from moonwalk.services.closing import close, reopen
from moonwalk.services.entries import correct_entry, list_entries, void_entry
from moonwalk.services.errors import Refused
from moonwalk.services.imports.undo import list_imports, undo_import
from moonwalk.services.journal import journal
from moonwalk.services.launch import launch
from moonwalk.services.roster.participation import choose_target, pause, resume
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.roster.sign_ups import join, leave
from moonwalk.services.roster.teams import assign_to_team, draw_teams, list_teams
from moonwalk.services.undo import redo, undo
from moonwalk.services.verification import verify
from moonwalk.services.why.person import explain
from moonwalk.services.withdrawal import move_start, withdraw
from moonwalk.store import pauses, targets

from ..workspaces import DRAWN, LANES, MONDAY, PEOPLE, at, copied, day, fresh

WALKED = (
    LANES.replace("formed: from the roster", "formed: by the members")
    .replace("take_part: everyone on the roster", "take_part: those who sign up")
    .replace(
        "  good_week:",
        "  own_day: {label: my day, each: day, activity: walk, own_target: {lowest: 5 minutes, highest: 60 "
        "minutes, unless_chosen: 30 minutes}}\n  good_week:",
    )
    .replace("rules:\n", "rules:\n  - {rule: goal_met, id: mine, goal: own_day, points: 3}\n", 1)
    + "pauses: {personal: 4 days, a_paused_day: counts as own average}\n"
)
"""The lanes with all that people decide for themselves."""


@pytest.fixture(scope="module")
def walked_once(tmp_path_factory):
    """At noon of day 6: nine of twelve have signed up, in three teams, and logged something."""
    lanes = fresh(tmp_path_factory.mktemp("walked") / "work")
    lanes.challenge(WALKED)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    for number, (who, *_) in enumerate(PEOPLE[:9]):
        join(lanes.ws, "lanes", who)
        assign_to_team(lanes.ws, "lanes", who, ("Heron", "Wren", "Robin")[number % 3])
    lanes.now = at(6)
    rows = [
        f"{who},{day(each)},walk,{9 + number * each}"
        for number, (who, *_) in enumerate(PEOPLE[:9])
        for each in (2, 5)
    ]
    lanes.entries("id,date,activity,minutes\n" + "\n".join(rows) + "\n")
    return lanes


def state(lanes):
    """All that follows from the facts: boards, entries that stand, teams, pauses, targets, as bytes."""
    ws = lanes.ws
    entries = [row for row in list_entries(ws, most=1000) if row.state == "current"]
    with lanes.database() as db:
        chosen = targets.current(db, "lanes", 1 << 60)
        paused = pauses.current(db, "lanes", 1 << 60)
        text = db.rows("SELECT count(*) FROM withdrawal")
    boards = {name: asdict(show_board(ws, "lanes", name)) for name in ("table", "people")}
    plain = {
        # What is said of a file that differs is no part of it.
        "boards": {name: {**board, "remarks": ()} for name, board in boards.items()},
        "entries": sorted((str(row.day), row.person, row.amount, row.unit, row.activity) for row in entries),
        "teams": [asdict(row) for row in list_teams(ws, "lanes")],
        "targets": [(row.person, row.goal, row.amount, str(row.from_day)) for row in chosen],
        "pauses": sorted((row.person, str(row.from_day), str(row.to_day)) for row in paused),
        "withdrawals": text,
    }
    return json.dumps(plain, default=str, sort_keys=True).encode()


def _log(lanes, who, on, minutes):
    lanes.log(who, str(minutes), on=on)


def _correct(lanes, who, on, minutes):
    correct_entry(lanes.ws, _entry(lanes, minutes), "a slip", str(minutes))


def _void(lanes, who, on, minutes):
    void_entry(lanes.ws, _entry(lanes, minutes), "not true")


def _entry(lanes, number):
    rows = [row for row in list_entries(lanes.ws, most=1000) if row.state == "current"]
    return rows[number % len(rows)].id


def _import(lanes, who, on, minutes):
    lanes.entries(f"id,date,activity,minutes\n{who},{on},walk,{minutes}\n{who},{on},own,{minutes}\n")


def _move(lanes, who, on, minutes):
    assign_to_team(lanes.ws, "lanes", who, ("Heron", "Wren", "Robin", "Teal")[minutes % 4])


def _pause(lanes, who, on, minutes):
    pause(lanes.ws, "lanes", who, on, on + timedelta(days=minutes % 2))


def _resume(lanes, who, on, minutes):
    resume(lanes.ws, "lanes", who)


def _target(lanes, who, on, minutes):
    choose_target(lanes.ws, "lanes", who, str(5 + minutes % 50), "own_day", on)


def _join(lanes, who, on, minutes):
    join(lanes.ws, "lanes", who)


def _leave(lanes, who, on, minutes):
    leave(lanes.ws, "lanes", who)


def _amend(lanes, who, on, minutes):
    text = WALKED.replace("cap_per_day: 30 minutes", f"cap_per_day: {minutes} minutes")
    lanes.challenge(text.replace("points: 5}", f"points: {minutes % 9 + 1}}}"))
    amend(lanes.ws, "lanes", "a change", on if minutes % 2 else None)


STEPS = (_log, _correct, _void, _import, _move, _pause, _resume, _target, _join, _leave, _amend)


def walk(lanes, seed, length):
    """Random decisions, undone and done again: all is as it was before each, and as it was after it."""
    random = Random(seed)
    done: list[tuple[bytes, bytes, int]] = []
    taken: list[tuple[bytes, bytes, int]] = []
    now = state(lanes)
    for _ in range(length):
        lanes.now += timedelta(minutes=1)
        step = random.choice((*STEPS, undo, undo, undo, redo))
        if step is undo and done:
            before, after, number = done.pop()
            assert undo(lanes.ws).id == number
            now = state(lanes)
            assert now == before
            taken.append((before, after, number))
        elif step is redo and taken:
            before, after, number = taken.pop()
            assert redo(lanes.ws).id == number
            now = state(lanes)
            assert now == after
            done.append((before, after, number))
        elif step in STEPS:
            newest = journal(lanes.ws, 1)[0].id
            with suppress(Refused):
                step(lanes, random.choice(PEOPLE)[0], day(random.randint(1, 6)), random.randint(1, 70))
            row, before = journal(lanes.ws, 1)[0], now
            if row.id != newest:
                now = state(lanes)
                done.append((before, now, int(row.id)))
                taken.clear()
    assert verify(lanes.ws).faults == ()
    points = lanes.points()
    assert {who: explain(lanes.ws, "lanes", who).total for who in points} == {
        who: int(shown) for who, shown in points.items()
    }


@pytest.mark.promise("P2", "decisions taken back and done again")
@pytest.mark.parametrize("seed", range(4))
def test_after_an_undo_all_is_as_it_was_before_it(walked_once, tmp_path, counted, seed):
    walk(copied(walked_once, tmp_path / "work"), seed, 16)
    counted(16, "decisions")


@pytest.mark.torture
@pytest.mark.promise("P2", "decisions taken back and done again")
@pytest.mark.parametrize("seed", range(100, 160))
def test_after_an_undo_all_is_as_it_was_before_it_on_long_walks(walked_once, tmp_path, counted, seed):
    walk(copied(walked_once, tmp_path / "work"), seed, 40)
    counted(40, "decisions")


def test_a_dry_run_says_the_same_and_writes_nothing(day6):
    day6.log("p01", "25", on=day(6))
    before = day6.dump()
    said = undo(day6.ws, dry_run=True)
    assert day6.dump() == before
    done = undo(day6.ws)
    assert (done.what, done.effects) == (said.what, said.effects)
    assert (said.decision, said.did) == (0, "log")
    assert done.effects == ("1 entry of Ada Bell no longer counts.",)
    assert "Ada Bell" in done.what
    row = journal(day6.ws, 1)[0]
    assert (row.did, row.what, row.people) == ("undo", f"Took back decision {done.id} (log).", ("Ada Bell",))


def test_an_import_is_taken_back_and_brought_in_again(day6):
    full = state(day6)
    undo(day6.ws)
    nothing = state(day6)
    assert nothing != full
    for _ in range(2):
        redo(day6.ws)
        assert state(day6) == full
        undo(day6.ws)
        assert state(day6) == nothing
    assert verify(day6.ws).faults == ()


def test_an_import_that_was_undone_by_its_own_command_is_done_again(day6):
    full = state(day6)
    number = list_imports(day6.ws)[0].id
    undo_import(day6.ws, number, "the wrong file")
    assert redo(day6.ws).did == "import"
    assert state(day6) == full
    assert list_imports(day6.ws)[0].state == "in"
    with pytest.raises(Refused, match="was taken back and done again"):
        undo_import(day6.ws, number, "the wrong file")
    undo(day6.ws)
    assert list_imports(day6.ws)[0].state == "undone"


def test_what_was_changed_by_hand_stays_when_an_import_is_taken_back(day6):
    number = int(journal(day6.ws, 1)[0].id)
    entry = list_entries(day6.ws, "p01")[0]
    correct_entry(day6.ws, entry.id, "a slip", "33")
    said = undo(day6.ws, number)
    assert said.effects[-1] == "1 entry changed since, by hand or by a newer file: not touched."
    assert [row.amount for row in list_entries(day6.ws, most=1000) if row.state == "current"] == [33]


def test_a_launch_its_move_and_its_withdrawal_are_taken_back_before_the_first_day(lanes):
    launched = state(lanes)
    move_start(lanes.ws, "lanes", day(8))
    moved = state(lanes)
    assert undo(lanes.ws).did == "launch move"
    assert state(lanes) == launched
    redo(lanes.ws)
    assert state(lanes) == moved
    undo(lanes.ws)

    withdraw(lanes.ws, "lanes")
    assert undo(lanes.ws).did == "withdraw"
    assert json.loads(state(lanes))["boards"] == json.loads(launched)["boards"]
    assert undo(lanes.ws).did == "launch"
    with pytest.raises(Refused, match="has not been launched"):
        show_board(lanes.ws, "lanes", "table")
    redo(lanes.ws)
    assert json.loads(state(lanes))["boards"] == json.loads(launched)["boards"]
    assert verify(lanes.ws).faults == ()

    lanes.now = at(3)
    with pytest.raises(Refused, match="has begun"):
        undo(lanes.ws, 2)


def test_a_draw_is_taken_back_and_done_again_with_the_same_teams(empty):
    empty.challenge(DRAWN, "drawn")
    empty.people()
    launch(empty.ws, "drawn", MONDAY)
    draw_teams(empty.ws, "drawn")
    drawn = list_teams(empty.ws, "drawn")
    assert undo(empty.ws).effects[0].startswith("12 people are in 'drawn' as before")
    assert list_teams(empty.ws, "drawn") == ()
    redo(empty.ws)
    assert list_teams(empty.ws, "drawn") == drawn


def test_a_closing_is_taken_back_and_holds_again_as_it_was(day6):
    day6.now = at(20)
    close(day6.ws, "lanes")
    frozen = state(day6)
    (confirmed,) = verify(day6.ws).closings
    day6.now += timedelta(minutes=1)
    reopen(day6.ws, "lanes", "a slip")
    entry = next(row.id for row in list_entries(day6.ws, "p01"))
    void_entry(day6.ws, entry, "not true")
    said = undo(day6.ws, int(journal(day6.ws, 2)[1].id))
    assert "closed again as it was" in said.effects[0]
    (again,) = verify(day6.ws).closings
    assert (again.differences, again.results_sha256) == ((), confirmed.results_sha256)
    assert json.loads(state(day6))["boards"] == json.loads(frozen)["boards"]
    with pytest.raises(Refused, match="is closed, and its results stand"):
        undo(day6.ws)


def test_what_a_later_decision_rests_on_is_taken_back_after_it(day6):
    logged = day6.log("p01", "25", on=day(6))
    first = int(journal(day6.ws, 1)[0].id)
    correct_entry(day6.ws, logged.id, "a slip", "20")
    with pytest.raises(Refused, match=rf"\(entries correct\) came later, .* moonwalk undo {first + 1}"):
        undo(day6.ws, first)
    undo(day6.ws)
    undo(day6.ws)
    with pytest.raises(Refused, match=rf"decision {first} \(log\), on which it rests, .* moonwalk redo"):
        redo(day6.ws, first + 1)
    with pytest.raises(Refused, match="was taken back already"):
        undo(day6.ws, first)
    redo(day6.ws, first)
    redo(day6.ws, first + 1)
    with pytest.raises(Refused, match="nothing to do again"):
        redo(day6.ws)


def test_what_cannot_be_taken_back_says_why_and_what_else_to_do(day6):
    forget_person(day6.ws, "p03", "asked for it")
    with pytest.raises(Refused, match=r"cannot be taken back\. What was kept about the person is erased"):
        undo(day6.ws)
    with pytest.raises(Refused, match="Import the roster of before"):
        undo(day6.ws, 1)
    with pytest.raises(Refused, match="There is no decision 99"):
        undo(day6.ws, 99)
    assert verify(day6.ws).faults == ()


def test_a_decision_about_someone_who_was_forgotten_leaves_nothing_to_take_back(day6):
    day6.log("p03", "25", on=day(6))
    number = int(journal(day6.ws, 1)[0].id)
    undo(day6.ws)
    forget_person(day6.ws, "p03", "asked for it")
    with pytest.raises(Refused, match="left nothing that could be taken back"):
        undo(day6.ws, number)
    assert verify(day6.ws).faults == ()
