"""The screen of rules writes what people get, and says where."""

from __future__ import annotations

from ..workspaces import Lanes
from .driving import SMALL, driven


async def test_s_writes_the_rules_for_participants_and_m_the_report(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("g", "l")) as drive:
        await drive.press("s")
        assert "written: rules.html and rules.txt" in " ".join(drive.frame.split())
        await drive.press("m")
        assert "written: report.html and report.xlsx" in " ".join(drive.frame.split())
        (folder,) = (acme.folder / "reports").iterdir()
        assert {path.name for path in folder.iterdir()} == {
            "rules.html",
            "rules.txt",
            "report.html",
            "report.xlsx",
        }


async def test_a_folder_that_cannot_be_written_to_is_told_and_the_screen_goes_on(acme: Lanes) -> None:
    (acme.folder / "reports").write_text("in the way")
    async with driven(acme, SMALL, ("g", "l")) as drive:
        await drive.press("s")
        assert "Nothing can be written to" in " ".join(drive.frame.split())
