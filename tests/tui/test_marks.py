"""What is done with several rows at once, and what is for one of them only."""

from __future__ import annotations

from datetime import date

from moonwalk.scoring.facts import NEVER
from moonwalk.services.roster.participation import pause
from moonwalk.store import pauses

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
        await drive.press("u")
    assert pausing() == 2
