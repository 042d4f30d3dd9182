"""A rehearsal on the screen: what it says, scenario by scenario, and what it says where there is no file."""

from __future__ import annotations

from moonwalk.tui.screens.rehearsal import RehearsalScreen

from ..workspaces import Lanes
from .driving import LARGE, SMALL, driven


async def test_a_rehearsal_says_what_a_challenge_would_be_like(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("g", "s")) as drive:
        frame = drive.frame
        assert isinstance(drive.app.screen, RehearsalScreen)
        for said in ("made up; only the arithmetic is real", "Logging, by week", "Points", "Rules: share of"):
            assert said in frame, said
        assert "people of the roster" in frame
        await drive.press("end")
        assert "Your week 4 of Walk backwards" in drive.frame


async def test_tab_turns_to_people_who_keep_it_up_for_longer_or_less_long_and_to_real_entries(
    acme: Lanes,
) -> None:
    async with driven(acme, SMALL, ("g", "s")) as drive:
        seen = []
        for turned in range(4):
            seen.append(drive.frame.splitlines()[1].split(" · ")[0].strip())
            if turned == 2:
                assert "The entries are real, and moved to the days of this challenge." in drive.frame
            await drive.press("tab")
        name = drive.app.screen._challenge
        assert seen == ["typical", "poor", f"the entries of {name}", "engaged"]
        assert drive.frame.splitlines()[1].strip().startswith("typical")


async def test_it_is_not_played_again_because_somebody_logs(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("g", "s")) as drive:
        screen = drive.app.screen
        assert isinstance(screen, RehearsalScreen)
        acme.log("p2", "7", "backward_walk")
        screen._look()
        await drive.settle()
        assert screen._generations["rehearsal"] == 1
        await drive.press("r")
        assert screen._generations["rehearsal"] == 2


async def test_a_challenge_whose_file_is_gone_is_refused_in_words(acme: Lanes) -> None:
    for path in (acme.folder / "challenges").glob("*.yaml"):
        path.unlink()
    async with driven(acme, SMALL, ("g", "s")) as drive:
        assert "There is no challenge" in " ".join(drive.frame.split())
        assert "Logging, by week" not in drive.frame
