"""The bar of a job: all that is said in it can be read, and what is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from moonwalk.services.launch import launch
from moonwalk.services.roster.people import list_people

from ..workspaces import LANES, MONDAY, Lanes
from .driving import SIZES, TINY, driven


@pytest.mark.parametrize("size", [*SIZES, TINY])
async def test_what_does_not_fit_into_the_bar_can_be_read_before_it_is_done(
    acme: Lanes, tmp_path: Path, size: tuple[int, int]
) -> None:
    news = tmp_path / "news.txt"
    news.write_text("".join(f"Line {number}.\n\n" for number in range(30)), "utf-8")
    async with driven(acme, size, ("d", "f", *"News", "tab", *f"@{news}", "enter")) as drive:
        assert "Line 0." in drive.frame
        assert "Line 29." not in drive.frame
        assert "PgDn shows more · Enter does it" in drive.frame
        for _ in range(40):
            if "Line 29." not in drive.frame:
                await drive.press("pagedown")
        assert "Line 29." in drive.frame
        await drive.press(*["pageup"] * 40)
        assert "Line 0." in drive.frame


async def test_a_field_that_has_to_be_filled_in_is_named(acme: Lanes) -> None:
    async with driven(acme, keys=("d", "w", "enter")) as drive:
        assert "! “Why” is empty. Fill it in first." in drive.frame
        await drive.press("x")
        assert "Fill it in first" not in drive.frame


async def test_where_no_challenge_is_shown_a_job_is_for_the_one_before(acme: Lanes) -> None:
    async with driven(acme, keys=("g", "o", "d", "f")) as drive:
        assert "Announce something in Walk backwards" in drive.frame


async def test_what_would_be_refused_is_refused_before_it_is_confirmed(acme: Lanes) -> None:
    async with driven(acme, keys=("d", "h")) as drive:
        assert "✗ 'backwards' is not final" in drive.frame
        await drive.press("escape", "d", "o", *"why", "enter")
        assert "✗ 'backwards' is not closed. Nothing was changed." in drive.frame
        (acme.folder / "taken.zip").touch()
        await drive.press("escape", "d", "b", *str(acme.folder / "taken.zip"), "enter")
        assert "It was left as it is" in " ".join(drive.frame.replace("│", " ").split())
        await drive.press("escape", "g", "o", "d", "x")
        assert "✗ Nothing was changed. Only messages that still wait" in drive.frame


async def test_whoever_reads_a_row_in_full_comes_back_to_the_rows(acme: Lanes) -> None:
    async with driven(acme, keys=("g", "j", "enter")) as drive:
        assert "Filter" not in drive.frame.splitlines()[-1]
        await drive.press("escape")
        assert "Filter" in drive.frame.splitlines()[-1]
        await drive.press("enter", "g", "p", "g", "j")
        assert "Filter" in drive.frame.splitlines()[-1]


async def test_everyone_of_a_file_is_signed_up_at_once(acme: Lanes, tmp_path: Path) -> None:
    names = [person.name for person in list_people(acme.ws)][:2]
    file = tmp_path / "sign-ups.csv"
    file.write_text("name\n" + "\n".join((*names, "Nobody At All")) + "\n", "utf-8")
    async with driven(acme, keys=("d", "j", *f"@{file}", "enter")) as drive:
        assert "→ 3 rows: 0 new, 0 changed, 2 there already, 1 rejected" in drive.frame
        assert "sign-ups.csv:4: there is nobody 'Nobody At All'" in drive.frame


async def test_who_could_sign_up_is_among_the_people_and_signed_up_there(empty: Lanes) -> None:
    empty.challenge(LANES.replace("everyone on the roster", "those who sign up"))
    empty.people()
    launch(empty.ws, "lanes", MONDAY)
    number = len(list_people(empty.ws))
    async with driven(empty, keys=("g", "p")) as drive:
        assert f"0 of {number} take part" in drive.frame
        await drive.press("d", "j", "enter", "enter")
        assert f"1 of {number} take part" in drive.frame
