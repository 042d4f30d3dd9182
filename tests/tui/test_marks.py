"""What is done with several rows at once, and what is for one of them only."""

from __future__ import annotations

from collections import Counter
from datetime import date

from moonwalk.scoring.calendar import milliseconds
from moonwalk.scoring.facts import NEVER
from moonwalk.services.notifications import list_messages
from moonwalk.services.roster.participation import pause
from moonwalk.store import outbox, pauses
from moonwalk.store.outbox import NewMessage

from ..workspaces import Lanes
from .driving import LARGE, Drive, driven


def plain(drive: Drive) -> str:
    return " ".join(drive.frame.replace("│", " ").split())


async def test_pauses_of_the_marked_end_by_one_decision_and_other_jobs_say_whom_they_are_for(
    acme: Lanes,
) -> None:
    def pausing() -> int:
        with acme.database() as db:
            return sum(
                record.to_day >= date(2026, 3, 13) for record in pauses.current(db, "backwards", NEVER)
            )

    for who in ("p1", "p2"):
        pause(acme.ws, "backwards", who, date(2026, 3, 12), date(2026, 3, 15))
    async with driven(acme, LARGE, ("enter", "g", "p", "asterisk", "d", "z")) as drive:
        assert "Which messages Ana Bogdan gets – not the 20 people marked" in plain(drive)
        await drive.press("escape", "d", "e")
        assert "End the pause of 20 people marked in Walk backwards" in plain(drive)
        await drive.press("tab", "enter")
        assert "→ 2 of 20 no longer pause: Ben Okafor, Carla Reyes." in plain(drive)
        assert pausing() == 2
        await drive.press("enter")
        assert "✓ 2 of 20 no longer pause" in plain(drive)
        assert pausing() == 0
        await drive.press("escape", "d", "m")
        assert "Move Ana Bogdan into another team of Walk backwards" in plain(drive)
        await drive.press("escape", "g", "j", "u")
        assert "Ended the pauses of 2 people in 'backwards'." in plain(drive)
        await drive.press("enter")
    assert pausing() == 2


async def test_messages_that_are_marked_are_held_let_go_and_cancelled_and_one_undo_takes_it_back(
    acme: Lanes,
) -> None:
    def states() -> Counter[str]:
        return Counter(message.state for message in list_messages(acme.ws))

    now = milliseconds(acme.now)
    with acme.database() as db, db.write() as tx:
        for number in range(4):
            outbox.enqueue(tx, NewMessage(f"k{number}", "backwards", 1, "file", "Hi", "Hello", now, now))
    before = states()
    async with driven(acme, LARGE, ("g", "o", "asterisk", "d", "W")) as drive:
        total = before.total()
        assert f"Have {total} messages marked wait for you" in plain(drive)
        waiting = before["pending"]
        assert f"→ {waiting} messages wait until you let them go." in plain(drive)
        assert f"{total - waiting} others stay as before." in plain(drive)
        assert states() == before
        await drive.press("enter", "escape")
        assert states()["held"] == waiting
        await drive.press("slash", *"approve", "enter", "space", "down", "space", "d", "x")
        assert "→ 2 messages are not sent." in plain(drive)
        await drive.press("enter", "escape")
        assert states()["held"] == waiting - 2
        await drive.press("g", "j", "u")
        assert "2 messages wait again as before." in plain(drive)
        await drive.press("enter")
        assert states()["held"] == waiting
        await drive.press("g", "o", "asterisk", "d", "g", "enter", "escape")
        assert states() == before
        await drive.press("escape", "asterisk", "d", "g")
        assert "✗ Nothing was changed. Only messages that are held can be let go." in plain(drive)
