"""What would be sent is read in full before it goes, and looking at it sends and keeps nothing."""

from __future__ import annotations

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.notifications import list_messages
from moonwalk.store import outbox
from moonwalk.store.outbox import NewMessage

from ..workspaces import Lanes
from .driving import SMALL, driven
from .services import Services
from .test_every_screen import assert_harmless


def one_that_waits(lanes: Lanes, text: str) -> None:
    with lanes.database() as db, db.write() as tx:
        due = milliseconds(lanes.now)
        outbox.enqueue(tx, NewMessage("k", "backwards", 1, "file", "Welcome", text, due, due))


async def test_what_would_be_sent_is_counted_by_channel_and_read_in_full(acme: Lanes) -> None:
    one_that_waits(acme, "\n".join(["Hello,", *(f"line {number}" for number in range(1, 40)), "the end."]))
    async with driven(acme, SMALL, ("g", "m")) as drive:
        assert "file: 1 now" in drive.frame
        assert "→ now" in drive.frame
        assert "Welcome" in drive.frame
        assert "the end." not in drive.frame
        await drive.press("enter", "end")
        assert "the end." in drive.frame
        await drive.press("d", "s", "enter")
        assert "1 sent" in drive.frame
        await drive.press("escape")
        assert "Nothing is due." in drive.frame
    assert {row.state for row in list_messages(acme.ws) if row.subject == "Welcome"} == {"delivered"}


async def test_looking_sends_nothing_and_is_not_done_again_before_it_is_asked_for(
    acme: Lanes, services: Services
) -> None:
    one_that_waits(acme, "Hello.")
    before = {row.id: row.state for row in list_messages(acme.ws)}
    async with driven(acme, SMALL, ("g", "m")) as drive:
        await drive.press("g", "o", "g", "m")
        assert services.asked("tick") == [(True,), (True,)]
        await drive.press("r")
        assert services.asked("tick") == [(True,)] * 3
    assert {row.id: row.state for row in list_messages(acme.ws)} == before


async def test_hostile_messages_are_shown_and_do_nothing(acme: Lanes, services: Services) -> None:
    one_that_waits(acme, "[@click=app.quit]go[/]")
    services.attack()
    async with driven(acme, (120, 40), ("g", "m")) as drive:
        assert "[@click=app.quit]go" in drive.frame
        assert_harmless(drive)
