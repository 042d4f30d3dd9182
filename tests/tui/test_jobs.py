"""Jobs done from the screen: what will happen is said first, and only what was said is done."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.challenges import list_challenges
from moonwalk.services.entries import list_entries
from moonwalk.services.imports.undo import list_imports
from moonwalk.services.notifications import list_messages
from moonwalk.services.overview import participants
from moonwalk.services.roster.people import list_people
from moonwalk.store import outbox
from moonwalk.store.outbox import NewMessage
from moonwalk.tui.actions import actions_of
from moonwalk.tui.jobs import Here, jobs
from moonwalk.tui.widgets.bottom_bars import jobs_for, other_jobs

from ..workspaces import DRAWN, LANES, Lanes, at
from .driving import LARGE, Drive, driven
from .samples import TODAY

CHALLENGE = "walk-backward"
PLACES = r"=?\d+( → =?\d+)?"


@asynccontextmanager
async def at_work(lanes: Lanes, *keys: str) -> AsyncIterator[Drive]:
    async with driven(lanes, LARGE, keys) as drive:
        yield drive


def plain(drive: Drive) -> str:
    return " ".join(drive.frame.replace("│", " ").split())


def challenge_of(lanes: Lanes) -> str:
    return next(row.name for row in list_challenges(lanes.ws) if row.state == "running")


def test_every_job_has_its_action_and_every_action_its_job() -> None:
    assert {action.id for action in actions_of("jobs") if not action.shown} == {
        f"jobs.{name}" for name in jobs()
    }
    assert all(job.title(Here(TODAY, title="T", what="W")) for job in jobs().values())


def test_only_jobs_that_there_is_something_for_are_offered() -> None:
    def names(here: Here) -> set[str]:
        return {action.id.removeprefix("jobs.") for action in jobs_for(here)}

    anywhere = {"new", "import", "roster", "send", "sending", "backup", "undo", "redo", "examine"}
    anywhere |= {"export_person", "erase"}
    assert names(Here(TODAY)) == anywhere
    assert names(Here(TODAY, entry="e")) == anywhere | {"correct", "void"}
    assert names(Here(TODAY, message=1)) == anywhere | {"retry", "cancel", "hold"}
    assert names(Here(TODAY, import_number=1)) == anywhere | {"undo_import"}


async def test_a_job_that_there_is_nothing_for_is_shown_and_says_why(acme: Lanes) -> None:
    here = Here(TODAY)
    assert {job.name for job in jobs().values() if job.why_not(here)} == {
        action.id.removeprefix("jobs.") for action in other_jobs(here)
    }
    async with at_work(acme, "d") as drive:
        lines = [line for line in drive.frame.splitlines() if "Launch" in line or "Void" in line]
        assert "Launch" in lines[0]
        assert "v Void" in lines[1]
        await drive.press("v")
        assert "There is no entry under the cursor. g and e shows them." in plain(drive)
        await drive.press("d", "v")
        assert len(drive.app._notifications) == 1
        await drive.press("ctrl+p", *"void")
        assert "There is no entry under the cursor." in plain(drive)


async def test_nothing_is_done_before_it_was_said_and_nothing_else_than_what_was_said(acme: Lanes) -> None:
    async with at_work(acme, "g", "p", "d", "p") as drive:
        before = acme.dump()
        await drive.press("enter")  # who is under the cursor, today
        assert "and Fri 13 Mar to Fri 13 Mar. 3 days of pause left." in plain(drive)
        assert acme.dump() == before
        await drive.press("tab", "tab", *"someday")  # another day than the one that was said
        assert "Enter shows what will happen" in drive.frame
        await drive.press("enter")
        assert "✗ 'someday' is no day." in plain(drive)
        await drive.press("ctrl+u", *"16 Mar", "enter")
        assert "and Fri 13 Mar to Mon 16 Mar. 0 days of pause left." in plain(drive)
        assert acme.dump() == before
        await drive.press("enter")
        assert "✓ Ana Bogdan pauses Tue 10 Mar" in plain(drive)
        assert acme.dump() != before


async def test_what_is_refused_is_said_and_what_was_typed_stays(acme: Lanes) -> None:
    async with at_work(acme, "d", "c") as drive:
        assert "It was not closed." in plain(drive)
    async with at_work(acme, "d", "i", *"/nowhere/a.csv", "enter") as drive:
        assert "/nowhere/a.csv" in plain(drive)
        assert "✗" in plain(drive)
        await drive.press("escape")
        assert "Import entries" not in plain(drive)


async def test_an_entry_is_corrected_and_another_one_voided(acme: Lanes) -> None:
    corrected = list_entries(acme.ws, most=3)[2]
    keys = ("g", "e", "down", "down", "d", "k", *"7", "tab", "tab", *"typo", "enter")
    async with at_work(acme, *keys) as drive:
        assert (foreseen := re.search(rf"(\S+) → (\S+) points, place {PLACES} on ‘People’", plain(drive)))
        await drive.press("enter")
        assert "7 minutes" in plain(drive)
        assert f"{foreseen[1]} → {foreseen[2]} points." in plain(drive)
        await drive.press("escape", "home", "d", "v", *"twice", "enter")
        assert "This entry counts no longer." in plain(drive)
        assert re.search(rf"points(, | as before, )place {PLACES}", plain(drive))
        await drive.press("enter")
        assert "✓ Void." in plain(drive)
    states = [entry.state for entry in list_entries(acme.ws, most=10_000) if entry.id == corrected.id]
    assert states != ["current"]


async def test_a_file_is_imported_with_its_bad_rows_named_and_the_import_undone(
    acme: Lanes, tmp_path: Path
) -> None:
    who = list_people(acme.ws)[0]
    day = TODAY - timedelta(days=1)
    file = tmp_path / "entries.csv"
    rows = (f"{who.id},{day},stretch,9", f"nobody,{day},stretch,9", f"{who.id},{day},stretch,lots")
    file.write_text("\n".join(("id,date,activity,minutes", *rows)) + "\n", encoding="utf-8")
    entries = len(list_entries(acme.ws, most=10_000))

    async with at_work(acme, "d", "i", *str(file), "enter") as drive:
        assert "3 rows: 1 new, 0 changed, 0 there already, 2 rejected, 0 skipped." in plain(drive)
        assert "entries.csv:3:" in plain(drive)
        assert len(list_entries(acme.ws, most=10_000)) == entries
        await drive.press("enter", "escape", "g", "i")
        assert len(list_entries(acme.ws, most=10_000)) == entries + 1
        assert "entries.csv" in drive.frame
        await drive.press("d", "u", *"wrong file", "enter")
        assert "1 entry of entries.csv taken out" in plain(drive)
        await drive.press("enter")
    assert list_imports(acme.ws)[0].state == "undone"


async def test_the_roster_is_imported(acme: Lanes, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,name,team\nnew,Uma Young,Otters\n", encoding="utf-8")
    async with at_work(acme, "d", "r", *f'"{file}"', "enter", "enter") as drive:
        assert "1 row: 1 new" in plain(drive)
    assert "Uma Young" in {person.name for person in list_people(acme.ws)}


async def test_messages_are_sent_tried_again_and_cancelled(acme: Lanes) -> None:
    states = {message.id: message.state for message in list_messages(acme.ws)}
    (failed,) = [number for number, state in states.items() if state == "dead"]
    async with at_work(acme, "g", "o", "slash", *"failed", "enter", "d", "a", "enter") as drive:
        assert "✓ It is tried again" in plain(drive)
        assert {message.id: message.state for message in list_messages(acme.ws)}[failed] == "pending"
    async with at_work(acme, "d", "s") as drive:
        assert "→ What waits is sent; nothing new is written." in plain(drive)
    async with at_work(acme, "g", "o", "slash", *"waiting", "enter", "d", "x", "enter") as drive:
        assert "✓ It is not sent." in plain(drive)
    cancelled = [message for message in list_messages(acme.ws) if message.state == "cancelled"]
    assert len(cancelled) == 1 + sum(state == "cancelled" for state in states.values())
    waiting = [message.id for message in list_messages(acme.ws) if message.state == "pending"]
    async with at_work(acme, "d", "s") as drive:
        assert "→ Nothing is due: no message is written, and none goes out." in plain(drive)
        assert waiting == [message.id for message in list_messages(acme.ws) if message.state == "pending"]
        await drive.press("enter")
        assert "✓ 0 written, 0 sent." in plain(drive)


async def test_a_backup_is_made(acme: Lanes, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    async with at_work(acme, "d", "b", *str(file), "enter") as drive:
        assert not file.exists()
        await drive.press("enter")
        assert "It was read back and is sound." in plain(drive)
    assert file.exists()


async def test_enter_on_an_entry_or_an_import_shows_what_can_be_done_with_it(acme: Lanes) -> None:
    async with at_work(acme, "g", "e", "enter") as drive:
        assert "v Void" in drive.frame
        await drive.press("escape", "g", "i", "enter")
        assert "u Undo import" in drive.frame


@pytest.fixture
def drafts(empty: Lanes) -> Lanes:
    empty.people()
    for path in (empty.folder / "challenges").glob("*.yaml"):
        path.unlink()
    return empty


async def test_a_challenge_is_launched_moved_and_withdrawn(drafts: Lanes) -> None:
    drafts.challenge(LANES)
    async with at_work(drafts, "d", "l", *"2027-03-01", "enter") as drive:
        assert "Lanes will run from Mon 1 Mar to Wed 10 Mar, 12 people in 3 teams." in plain(drive)
        assert list_challenges(drafts.ws)[0].state == "draft"
        await drive.press("enter")
        assert "Lanes runs from Mon 1 Mar" in plain(drive)
        await drive.press("escape", "d", "l", *"2027-03-08", "enter", "enter")
        assert "and not from Mon 1 Mar on" in plain(drive)
        await drive.press("escape", "d", "w", *"too early", "enter")
        assert "will be a draft again" in plain(drive)
        await drive.press("enter")
        assert "is a draft again" in plain(drive)
    assert list_challenges(drafts.ws)[0].state == "draft"


async def test_teams_are_drawn_and_somebody_moves(drafts: Lanes) -> None:
    drafts.challenge(DRAWN, "drawn")
    async with at_work(drafts, "d", "l", *"2027-03-01", "enter", "enter", "escape") as drive:
        await drive.press("d", "d", *"spring", "enter")
        assert "12 people will be put into a team. Nobody who has one is moved." in plain(drive)
        assert not any(person.team for person in participants(drafts.ws, "drawn"))
        await drive.press("enter")
        assert "✓ 12 people were put into" in plain(drive)
        first, *_, last = participants(drafts.ws, "drawn")
        other = last.team if last.team != first.team else "Newcomers"
        await drive.press("escape", "g", "p", "d", "m", *other, "enter")
        assert f"→ {first.name} counts for {other}" in plain(drive)
        assert f"What was done before stays with {first.team}." in plain(drive)
        await drive.press("enter")
        assert f"✓ {first.name} is in the team {other}" in plain(drive)
    assert participants(drafts.ws, "drawn")[0].team == other


async def test_people_sign_up_and_off(drafts: Lanes) -> None:
    sign_up = "people: {take_part: those who sign up}\n"
    drafts.challenge(re.sub(r"(?m)^people:.*\n(  .*\n)*", "", LANES) + sign_up)
    async with at_work(drafts, "d", "l", *"2027-03-01", "enter", "enter", "escape") as drive:
        await drive.press("d", "j", *"p01", "enter")
        assert "→ Ada Bell takes part in Lanes" in plain(drive)
        assert participants(drafts.ws, "lanes") == ()
        await drive.press("enter")
        assert [person.name for person in participants(drafts.ws, "lanes")] == ["Ada Bell"]
        await drive.press("escape", "d", "q", *"p01", "enter", "enter")
        assert "✓ Ada Bell" in plain(drive)


async def test_a_challenge_is_closed_and_opened_again(day6: Lanes) -> None:
    over = replace(day6, now=at(30))
    for path in (day6.folder / "challenges").glob("walk-*.yaml"):
        path.unlink()
    async with at_work(over, "d", "c") as drive:
        assert "The results of Lanes will be frozen" in plain(drive)
        await drive.press("enter")
        assert "are frozen" in plain(drive)
        assert list_challenges(over.ws)[0].state == "closed"
        await drive.press("escape", "d", "o", *"a late entry", "enter", "enter")
        assert "is open again." in plain(drive)
    assert list_challenges(over.ws)[0].state == "over"


async def test_a_cap_is_changed_and_results_are_handed_out(day6: Lanes) -> None:
    (day6.folder / "challenges" / "walk-backward.yaml").unlink()
    path = day6.folder / "challenges" / "lanes.yaml"
    launched = path.read_text(encoding="utf-8")
    path.write_text(launched.replace("    points: 1\n", "    points: 2\n", 1), encoding="utf-8")
    before = day6.points()
    async with at_work(day6, "d", "t", "tab", *"more for a minute", "enter") as drive:
        assert "A message about it" not in plain(drive)
        await drive.press("tab", *"yes", "enter")
        assert re.search(r"A message about it goes to \d+ pe\w+ when what is due is sent\.", plain(drive))
        assert "→ Lanes will go by its file on all days." in plain(drive)
        assert "people gain points, most of all" in plain(drive)
        assert "lose points" not in plain(drive)
        assert day6.points() == before
        await drive.press("enter")
        assert "✓ Lanes goes by its file on all days." in plain(drive)
    assert day6.points() != before
    async with at_work(replace(day6, now=at(30)), "d", "h", "enter") as drive:
        assert "results.html" in plain(drive)
        assert "There is no certificate of 'lanes' that everyone may see." in plain(drive)
    assert (day6.folder / "reports" / "lanes" / "results.html").exists()


async def test_cards_for_peoples_own_page_are_written_after_it_was_said_what_they_are(day6: Lanes) -> None:
    async with at_work(day6, "d", "P", *"xx", "enter") as drive:
        assert "no kind of card" in plain(drive)
    assert not list(day6.folder.glob("reports/lanes/cards-*.html"))
    async with at_work(day6, "d", "P", "enter") as drive:
        assert "A card for each of Lanes" in plain(drive)
        assert not (day6.folder / "reports" / "lanes" / "cards-links.html").exists()
        await drive.press("enter")
        assert "cards-links.html" in plain(drive)
    assert "Ada Bell" in (day6.folder / "reports" / "lanes" / "cards-links.html").read_text("utf-8")


async def test_names_come_first_in_the_palette_and_quitting_last(acme: Lanes) -> None:
    async with at_work(acme, "ctrl+p", *"ana") as drive:
        lines = [line.strip() for line in drive.frame.splitlines() if line.strip()]
        assert any("Ana Bogdan" in line for line in lines[:8])
        await drive.press("enter")
        assert "Ana Bogdan" in drive.frame.splitlines()[0]
    async with at_work(acme, "ctrl+p", *"walk", "enter") as drive:
        assert "Walk backwards" in drive.frame.splitlines()[0]
        assert drive.app.return_code is None
    async with at_work(acme, "ctrl+p", *"back up", "enter") as drive:
        assert "File or folder" in drive.frame


async def test_columns_are_named_by_keys_tried_out_and_kept_for_the_next_file(
    acme: Lanes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    day = TODAY - timedelta(days=1)
    file = tmp_path / "walks.csv"
    file.write_text(f"Id,Day,Duration A,Duration B\np1,{day},3,9\np2,{day},4,8\n", encoding="utf-8")
    entries = len(list_entries(acme.ws, most=10_000))

    async with at_work(acme, "d", "i", *file.name, "enter") as drive:
        assert "may be in 'Duration A' or 'Duration B'" in plain(drive)
        await drive.press("f2", "down", "down", "down", "right", "right", "right")
        assert "you said amount = Duration B" in drive.frame
        assert "→ 2 rows: 2 new, 0 changed, 0 there already, 0 rejected, 0 skipped." in plain(drive)
        await drive.press("left", "left", "left")
        assert "✗ walks.csv cannot be imported" in plain(drive)
        assert "you said" not in drive.frame
        await drive.press("enter", "enter", "enter", "i", *"walks", "enter")
        assert len(list_entries(acme.ws, most=10_000)) == entries
        await drive.press("enter")
        assert "✓ 2 rows: 2 new" in plain(drive)
        assert "Files with this header will be read so again: the profile 'walks' was saved." in plain(drive)
        file.write_text(f"Id,Day,Duration A,Duration B\np3,{day},3,7\n", encoding="utf-8")
        await drive.press("escape", "escape", "d", "i", *file.name, "enter")
        assert "The profile 'walks' was used (amount=Duration B)." in plain(drive)
    assert {entry.amount for entry in list_entries(acme.ws, most=2)} == {9, 8}


async def test_what_is_marked_is_paused_or_voided_at_once_and_taken_back_at_once(acme: Lanes) -> None:
    def standing() -> list[str]:
        return [entry.id for entry in list_entries(acme.ws, most=10_000) if entry.state == "current"]

    async with at_work(acme, "g", "p", "space", "down", "space", "slash", *"ana", "enter") as drive:
        assert "1 of 20 people · 2 marked" in drive.frame
        await drive.press("escape")  # the marks first, then the filter
        assert "marked" not in drive.frame
        await drive.press("escape", "home", "space", "down", "space")
        assert drive.frame.count("●") == 2
        await drive.press("d", "p", "tab", "tab", *"17 Mar", "enter")
        assert "→ 1 of 2 pause Fri 13 Mar to Tue 17 Mar: Carla Reyes." in plain(drive)
        assert "of which Ana Bogdan has 4 left" in plain(drive)
        await drive.press("enter")
        assert "✓ 1 of 2 pause" in plain(drive)
        await drive.press("escape")
        assert "marked" not in drive.frame

        before = standing()
        await drive.press("g", "e", "slash", *"hugo", "enter", "asterisk", "d", "v", *"a test", "enter")
        assert "entries count no longer, of 1 person." in plain(drive)
        assert standing() == before
        await drive.press("enter")
        gone = len(before) - len(standing())
        assert gone > 3
        await drive.press("escape", "g", "j", "down", "u")  # the first row says who looked at entries
        assert f"Voided {gone} entries." in plain(drive)
        await drive.press("enter")
        assert len(standing()) == len(before)
        await drive.press("escape", "space")
        assert "Nothing here is done with several rows at once" in plain(drive)


async def test_messages_that_wait_for_approval_are_let_go_and_a_person_leaves_a_kind_out(
    acme: Lanes,
) -> None:
    challenge = challenge_of(acme)
    with acme.database() as db, db.write() as tx:
        number = tx.value("SELECT no FROM person WHERE name = 'Ana Bogdan'")
        due = milliseconds(acme.now)
        outbox.enqueue(tx, NewMessage("k", challenge, number, "file", "Welcome", "Hello", due, due))
        outbox.hold(tx, ["k"])
    async with at_work(acme, "g", "o", "d", "g") as drive:
        assert f"1 message of '{challenge}' will be sent when what is due is sent." in plain(drive)
        await drive.press("enter")
        assert "✓ 1 message will be sent" in plain(drive)
    assert {row.state for row in list_messages(acme.ws) if row.subject == "Welcome"} == {"pending"}

    async with at_work(acme, "g", "p", "d", "z", *"nudge", "enter", "enter") as drive:
        assert "✓ Ana Bogdan gets none of: nudge." in plain(drive)
        await drive.press("escape", "enter")
        assert "to change it: d z" in drive.frame
        assert "none of: nudge" in drive.frame, drive.frame


async def test_a_person_gets_what_is_kept_and_is_erased_once_their_id_was_written_again(acme: Lanes) -> None:
    person = next(iter(list_people(acme.ws)))
    async with at_work(acme, "g", "p", "d", "X", "enter") as drive:
        assert f"is written to reports/about-{person.id}.json. That you did so is recorded" in plain(drive)
        await drive.press("enter")
        assert f"✓ Written: reports/about-{person.id}.json." in plain(drive)
        await drive.press("escape", "g", "h", "d", "E")
        await drive.type(person.id)
        await drive.press("tab")
        await drive.type("asked")
        await drive.press("enter")
        assert f"{person.id}, once more under ‘Sure’" in plain(drive)
        await drive.press("tab")
        await drive.type(person.id)
        await drive.press("enter")
        assert f"({person.id}) is erased for good" in plain(drive)
        assert person in list_people(acme.ws)
        await drive.press("enter")
        assert f"{person.id} is forgotten" in plain(drive)
    assert person.id not in {each.id for each in list_people(acme.ws)}


async def test_whether_all_is_well_is_said_with_what_asks_for_something_first(acme: Lanes) -> None:
    async with at_work(acme, "d", "D") as drive:
        assert "backups, plugins, clocks and room are looked at" in plain(drive)
        await drive.press("enter")
        assert "things need attention. ! backup: There is no backup. → d and b" in plain(drive)
        assert "✓ data: It is whole" in plain(drive)
