"""Every kind of decision, taken by its command, and what the journal says of it."""

from __future__ import annotations

import re
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

import moonwalk
from moonwalk.services.decision_sentences import NOBODY_NOW
from moonwalk.services.decision_words import KINDS
from moonwalk.services.errors import Refused
from moonwalk.services.journal import journal
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.privacy.readings import look_at_entries, look_at_person
from moonwalk.services.roster.privacy import export_person
from moonwalk.store import decisions
from moonwalk.store.database import connect
from moonwalk.store.decisions import Decision

from ..running import Shell
from ..workspaces import DATABASE, DRAWN, LANES, MONDAY, PEOPLE, at, copied, day, roster

HIDDEN_LANES = LANES.replace("privacy: {organisers_see: entries}\n", "").replace(
    "  good_week: {",
    "  own_day: {label: my own day, each: day, activity: walk, own_target: "
    "{lowest: 5 minutes, highest: 1 hour, unless_chosen: 20 minutes}}\n"
    "  good_week: {",
)
FREE = LANES.replace("  size: 3 to 5 people\n", "").replace(
    "people:\n", "pauses: {personal: 3 days}\npeople:\n", 1
)


@pytest.fixture
def ahead(launched_once, tmp_path):
    """Commands on the lanes, launched and a week before their first day."""
    return Shell(copied(launched_once, tmp_path / "ahead"))


@pytest.fixture
def hidden(empty):
    """A challenge of which organisers see points only, with a target to choose, on its second day."""
    empty.challenge(HIDDEN_LANES)
    empty.people()
    launch(empty.ws, "lanes", MONDAY)
    empty.now = at(2)
    return empty


def said(shell_or_lanes, most=1, **asked):
    """What the newest decisions say."""
    lanes = getattr(shell_or_lanes, "lanes", shell_or_lanes)
    texts = [row.what for row in journal(lanes.ws, most, **asked)]
    return texts[0] if most == 1 else texts


def newest(shell, did):
    """The newest row of a kind."""
    return next(row for row in journal(shell.lanes.ws, 100) if row.did == did)


def test_entries_that_are_logged_corrected_and_voided(shell):
    entry = shell("log", "p01", "12", "walk").stderr.split()[-1].rstrip(".")
    row = newest(shell, "log")
    assert row.what == "Logged an entry for Ada Bell on 2027-03-06: 12 minutes, Walked."
    assert (row.challenge, row.people, row.reason) == ("lanes", ("Ada Bell",), "")

    shell("entries", "correct", entry, "--amount", "21", "--day", day(5), "--reason", "misread")
    row = newest(shell, "entries correct")
    assert row.what == (
        f"Corrected the entry {entry} of Ada Bell on 2027-03-06: "
        "21 minutes, on 2027-03-05 in place of 12 minutes, Walked."
    )
    assert (row.challenge, row.people, row.reason) == ("lanes", ("Ada Bell",), "misread")

    (corrected,) = (each for each in look_at_entries(shell.lanes.ws, "p01") if each.amount == 21)
    shell("entries", "void", corrected.id, "--reason", "not done")
    row = newest(shell, "entries void")
    assert row.what == f"Voided the entry {corrected.id} of Ada Bell on 2027-03-05: 21 minutes, Walked."
    assert row.reason == "not done"


def test_imports_and_those_taken_back(shell):
    file = shell.lanes.file(
        "more.csv", f"id,date,activity,minutes\np01,{day(5)},walk,9\np02,{day(5)},walk,9\n"
    )
    shell("import", file)
    row = newest(shell, "import")
    assert re.fullmatch(r"Imported entries from more\.csv, import \d+: 2 rows, 2 new, 0 replaced\.", row.what)

    number = row.what.split("import ")[1].split(":")[0]
    shell("imports", "undo", number, "--reason", "the wrong file")
    row = newest(shell, "imports undo")
    assert (row.what, row.reason) == (f"Took back import {number} (more.csv).", "the wrong file")


def test_a_roster_and_what_it_changed_of_a_person(ahead):
    people = ahead.lanes.file("new.csv", "id,name,team\np01,Ada Bello,North\n")
    ahead("people", "import", people)

    assert newest(ahead, "people import").what == "Brought in the roster new.csv: 1 row."
    row = newest(ahead, "person changed")
    assert (row.what, row.people) == ("Changed the name of Ada Bello.", ("Ada Bello",))


def test_sign_ups_and_leaves(empty):
    empty.challenge(LANES.replace("everyone on the roster", "those who sign up"))
    empty.people()
    shell = Shell(empty)
    shell("launch", "lanes", "--start", MONDAY)

    shell("people", "join", "lanes", "p01")
    row = newest(shell, "people join")
    assert row.what == "Signed up Ada Bell for 'lanes', in the team North."
    assert (row.challenge, row.people) == ("lanes", ("Ada Bell",))

    shell("people", "join", "lanes", "--file", empty.file("list.csv", "id\np02\np03\n"))
    row = newest(shell, "people join")
    assert (row.what, row.people) == (
        "Signed up 2 people for 'lanes' from a list.",
        ("Ben Cole", "Cleo Dunn"),
    )

    empty.now = at(3)
    shell("people", "leave", "lanes", "p01")
    row = newest(shell, "people leave")
    assert (row.what, row.people) == ("Took Ada Bell out of 'lanes' from 2027-03-03 on.", ("Ada Bell",))


def test_draws_and_moves_between_teams(empty):
    empty.challenge(DRAWN)
    empty.people(roster([(*row[:2], "") for row in PEOPLE]))
    shell = Shell(empty)
    shell("launch", "lanes", "--start", MONDAY)
    shell("teams", "draw", "lanes", "--seed", "abc")
    row = newest(shell, "teams draw")
    assert row.what == "Drew teams for 12 people in 'lanes', with the seed abc."
    assert (row.challenge, len(row.people)) == ("lanes", 10)

    shell("teams", "put", "lanes", "p02", "Newer")
    assert said(shell) == "Put Ben Cole into the team Newer, in 'lanes'."
    empty.now = at(3)
    shell("teams", "put", "lanes", "p01", "New {who}")
    row = newest(shell, "teams put")
    assert row.what == "Put Ada Bell into the team New {who} from 2027-03-03 on, in 'lanes'."
    assert (row.challenge, row.people) == ("lanes", ("Ada Bell",))


def test_pauses_and_their_ends(empty):
    empty.challenge(FREE)
    empty.people()
    shell = Shell(empty)
    shell("launch", "lanes", "--start", MONDAY)
    empty.now = at(3)
    shell("people", "pause", "lanes", "p01", day(3), day(5))
    assert said(shell) == "Paused Ada Bell in 'lanes' from 2027-03-03 to 2027-03-05."
    empty.now = at(4)
    shell("people", "resume", "lanes", "p01")
    assert said(shell) == "Ended the pause of Ada Bell in 'lanes': its last day is 2027-03-03."
    shell("people", "pause", "lanes", "p02", day(5), day(6))
    shell("people", "resume", "lanes", "p02")
    assert said(shell) == "Took back the pause from 2027-03-05 to 2027-03-06 of Ben Cole in 'lanes'."


def test_a_launch_is_moved_withdrawn_closed_and_opened_again(ahead):
    assert newest(ahead, "launch").what == "Launched 'lanes' to start on 2027-03-01."
    ahead("launch", "lanes", "--start", day(8))
    assert said(ahead) == "Moved the first day of 'lanes' from 2027-03-01 to 2027-03-08."
    ahead("withdraw", "lanes", "--reason", "later")
    row = newest(ahead, "withdraw")
    assert row.what == "Took back the launch of 'lanes', which was to start on 2027-03-08."
    assert (row.challenge, row.reason) == ("lanes", "later")

    ahead("launch", "lanes", "--start", MONDAY)
    ahead.lanes.now = at(20)
    ahead("close", "lanes")
    assert said(ahead) == "Closed 'lanes' and froze its results."
    ahead("reopen", "lanes", "--reason", "sheets were lost")
    row = newest(ahead, "reopen")
    assert (row.what, row.reason) == ("Opened 'lanes' again.", "sheets were lost")


def test_entries_that_are_not_kept_any_longer(day6):
    day6.log("p01", "12")
    day6.now = at(16 + 90 + 2)
    tick(day6.ws)
    rows = journal(day6.ws)
    row = next(row for row in rows if row.did == "retention")
    assert row.what.startswith("Removed the entries of 'lanes' from 20")
    assert (row.challenge, row.reason) == ("lanes", "")
    assert "Logged an entry for Ada Bell." in [row.what for row in rows]


def test_messages_that_are_cancelled_and_tried_again(ahead):
    shell = ahead
    shell.lanes.now = at(1, 8)
    tick(shell.lanes.ws)
    with shell.lanes.database() as db, db.write() as tx:
        number, person = tx.row("SELECT no, person FROM message ORDER BY no LIMIT 1")
        tx.run("UPDATE message SET state = 'dead', lease_until = NULL WHERE no = ?", (number,))
        name = tx.value("SELECT name FROM person WHERE no = ?", (person,))
    shell("outbox", "retry", number)
    row = newest(shell, "outbox retry")
    assert (row.what, row.challenge) == (f"Let message {number} be tried again, to {name}.", "lanes")
    shell("outbox", "cancel", number)
    row = newest(shell, "outbox cancel")
    assert (row.what, row.people) == (f"Cancelled message {number}, to {name}.", (name,))

    result = shell("outbox", "retry", number, number + 1)
    assert "1 message is to be sent at the next tick.\n1 other stays as before. Only" in result.stderr
    shell("outbox", "hold", number, number)
    assert newest(shell, "outbox hold").what == "Held 1 message back."
    shell("outbox", "release", number)
    assert newest(shell, "outbox release").what == "Let go of 1 message held back."
    shell("outbox", "cancel", number, number + 1)
    assert newest(shell, "outbox cancel").what == "Cancelled 1 message."
    assert newest(shell, "outbox retry").what == "Let 1 message be tried again."


def test_backups_put_back_and_changes_taken_over(shell, tmp_path):
    shell("backup", tmp_path / "saved.zip")
    shell("restore", tmp_path / "saved.zip")
    assert newest(shell, "restore").what == "Put a backup back, made on 2027-03-06."

    tables = connect(shell.lanes.folder / DATABASE)
    tables.execute("UPDATE person SET name = 'Ada Bello' WHERE no = 1")
    tables.close()
    shell("verify", "--accept", "she married")
    row = newest(shell, "verify accept")
    assert row.what == "Accepted 2 rows that something other than Moonwalk had changed."
    assert row.reason == "she married"


def test_a_sample_company(demo):
    assert "Made up the entries of a sample company." in said(demo, 10)


def test_looks_at_entries_are_told_together(day6):
    look_at_person(day6.ws, "lanes", "p02")
    rows = journal(day6.ws, 1)
    assert rows[0].what == "Looked at the entries of Ben Cole (moonwalk why lanes)."
    assert (rows[0].challenge, rows[0].people, rows[0].id[0]) == ("lanes", ("Ben Cole",), "r")

    look_at_entries(day6.ws, most=500, reveal="an audit")
    row = journal(day6.ws, 1)[0]
    assert row.what == "Looked at the entries of 12 people (moonwalk entries)."
    assert (len(row.people), row.reason) == (10, "an audit")
    assert journal(day6.ws, 1, "p03")[0].what == "Looked at the entries of Cleo Dunn (moonwalk entries)."


def test_what_people_did_is_left_out_unless_there_is_a_reason(hidden):
    shell = Shell(hidden)
    entry = shell("log", "p01", "13", "walk").stderr.split()[-1].rstrip(".")
    shell("entries", "correct", entry, "--amount", "47", "--reason", "it was 47 minutes of walk")
    shell("people", "target", "lanes", "p01", "own_day", "33", "minutes")
    rows = journal(hidden.ws)

    assert [row.what for row in rows[:3]] == [
        "Set the target of Ada Bell for 'own_day' in 'lanes' from 2027-03-02 on.",
        f"Corrected the entry {entry} of Ada Bell on 2027-03-02.",
        "Logged an entry for Ada Bell on 2027-03-02.",
    ]
    assert [row.hidden for row in rows[:4]] == [True, True, True, False]
    assert not re.search(r"\b(13|47|33)\b|[Ww]alk", " ".join(f"{row.what} {row.reason}" for row in rows))
    assert export_person(hidden.ws, "p01")["looked_at"] == []

    rows = journal(hidden.ws, reveal="asked about Tuesday")
    assert rows[0].what.endswith("in 'lanes' to 33 minutes from 2027-03-02 on.")
    assert rows[1].what.endswith(": 47 minutes in place of 13 minutes, Walked.")
    assert rows[1].reason == "it was 47 minutes of walk"
    looks = export_person(hidden.ws, "p01")["looked_at"]
    assert [(look["by"], look["why"]) for look in looks] == [("journal", "asked about Tuesday")]
    assert said(hidden) == "Looked at the entries of Ada Bell (moonwalk journal)."
    with pytest.raises(Refused, match="Give a reason"):
        journal(hidden.ws, reveal=" ")


def test_a_look_at_what_organisers_see_is_recorded_only_if_there_was_something_to_see(day6):
    before = day6.dump()
    journal(day6.ws)
    assert day6.dump() == before
    day6.log("p01", "12")
    journal(day6.ws)
    assert [look["by"] for look in export_person(day6.ws, "p01")["looked_at"]] == ["journal"]


def test_who_is_forgotten_leaves_no_trace(shell):
    entry = shell("log", "p01", "12", "walk").stderr.split()[-1].rstrip(".")
    shell("entries", "void", entry, "--reason", "Ada said so")
    shell("entries", "--of", "p01")
    shell("teams", "put", "lanes", "p02", "North", code=1)
    shell("people", "forget", "p01", "--reason", "asked for it", "--yes")

    rows = journal(shell.lanes.ws, 500, reveal="an audit")

    row = next(row for row in rows if row.did == "people forget")
    assert row.what == "Forgot a person: everything that was kept about them was erased."
    assert (row.people, row.challenge, row.reason) == ((), "", "asked for it")
    assert f"Logged an entry for {NOBODY_NOW}." in [row.what for row in rows]
    assert f"Voided an entry of {NOBODY_NOW}." in [row.what for row in rows]
    assert "Ada" not in repr(rows)
    assert "p01" not in repr(rows)
    assert entry not in repr(rows)
    with pytest.raises(Refused, match="nobody 'p01'"):
        journal(shell.lanes.ws, who="p01")


def test_blanked_decisions_of_every_kind_about_somebody_name_nobody(day6):
    with day6.database() as db, db.write() as tx:
        for did in sorted(KINDS - {"plugins accept"}):
            decisions.record(tx, Decision(day6.ws.instant(), "root", did, person=4711))
    rows = journal(day6.ws, len(KINDS) - 1)
    assert all(row.people == () and row.reason == "" and row.what.endswith(".") for row in rows)


def test_a_kind_that_is_not_known_tells_nothing_of_a_person(day6):
    with day6.database() as db, db.write() as tx:
        decided = Decision(day6.ws.instant(), "root", "promote", "lanes")
        decisions.record(tx, decided)
        decisions.record(tx, replace(decided, did="pay", about="12 minutes", person=1))
    assert said(day6, 2) == ["Decided 'pay'.", "Decided 'promote': lanes."]


def test_every_kind_that_the_program_records_has_words():
    sources = [path.read_text("utf-8") for path in Path(moonwalk.__file__).parent.rglob("*.py")]
    pattern = re.compile(r'(?:operator\(\),\s+|decided\(ws, )"([a-z -]+)"')
    recorded = {kind for source in sources for kind in pattern.findall(source)}
    assert recorded <= KINDS
    assert len(recorded) > 20


def test_only_what_concerns_a_person_or_a_challenge(day6):
    day6.challenge(
        LANES.replace("  walk:\n    label: Walked\n", "  swim:\n    label: Swum\n")
        .replace("counts_as: walk", "counts_as: swim")
        .replace("  own:\n", "  mine:\n")
        .replace("activity: walk", "activity: swim"),
        "second",
    )
    launch(day6.ws, "second", day(8))
    day6.log("p01", "12")
    day6.log("p02", "14")

    of_ada = [row.did for row in journal(day6.ws, who="p01")]
    assert of_ada[:2] == ["look", "log"] or of_ada[0] == "log"
    assert {"launch", "import", "people import"} <= set(of_ada)
    assert "Ben Cole" not in repr(journal(day6.ws, who="Ada Bell"))

    of_lanes = [row.did for row in journal(day6.ws, challenge="lanes")]
    of_second = [row.did for row in journal(day6.ws, challenge="second")]
    assert of_lanes.count("log") == 2
    assert {"import", "launch"} <= set(of_lanes)
    assert of_second == ["launch"]
    with pytest.raises(Refused):
        journal(day6.ws, challenge="nope")


def test_a_long_record_of_looks_keeps_nobody_from_writing(day6):
    for minute in range(30):
        day6.now = at(6, 13, minute)
        look_at_entries(day6.ws, most=500)
    day6.now = at(6, 14)
    day6.log("p01", "12")

    # What this shows is written down, while older looks have not been read.
    rows = journal(day6.ws, 3)

    look = "Looked at the entries of 12 people (moonwalk entries)."
    assert [row.what for row in rows[1:]] == [look, look]
    assert said(day6) == "Looked at the entries of Ada Bell (moonwalk journal)."


def test_a_target_of_a_launch_that_was_withdrawn_is_still_told(hidden):
    hidden.now = at(-3)
    shell = Shell(hidden)
    shell("people", "target", "lanes", "p01", "own_day", "33", "minutes")
    shell("withdraw", "lanes")
    row = newest(shell, "people target")
    assert (row.what, row.hidden) == (
        "Set the target of Ada Bell for 'own_day' in 'lanes' from 2027-03-01 on.",
        True,
    )
    assert {row.did for row in journal(hidden.ws, challenge="lanes")} == {
        "launch",
        "people target",
        "withdraw",
    }


def many(lanes, number):
    with lanes.database() as db, db.write() as tx:
        for each in range(number):
            decided = Decision(
                lanes.ws.instant() + each, "root", "log", "1 minutes walk", person=each % 12 + 1
            )
            decisions.record(tx, decided)


def test_five_thousand_decisions_are_listed_in_well_under_a_second(day6):
    many(day6, 5000)
    journal(day6.ws, 1)
    begun = time.process_time()
    rows = journal(day6.ws, 6000)
    assert time.process_time() - begun < 0.8
    assert len(rows) > 5000
    assert [row.id for row in rows] == sorted((row.id for row in rows), key=int, reverse=True)


def peak(function):
    """The most memory that a function holds at a time."""
    function()
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_short_list_takes_no_more_memory_of_a_long_journal(day6):
    ws = day6.ws

    def opened():
        # What a database is looked through for when it is opened is not the journal's.
        with ws.database():
            pass

    many(day6, 5000)
    assert peak(lambda: journal(ws, 5)) < peak(opened) + 60_000
    assert peak(lambda: journal(ws, 5000)) > peak(opened) + 1_000_000
