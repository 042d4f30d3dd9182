"""Boards of departments, and boards that are split by site, on the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from moonwalk.services.views import BoardRow, BoardView

from .driving import LARGE, SMALL, TINY, driven
from .fake_desk import HOSTILE, FakeDesk

SITES = ("Bern", "Rome")
FEW = "Fewer than 5 people ('smallest_group') stand behind these values of 'cost_centre': Post (2)."


@dataclass
class RosterDesk(FakeDesk):
    """The first board ranks cost centres by their share, the second people of each site."""

    groups: tuple[str, ...] = ("Research", "Sales", "Post")
    sites: tuple[str, ...] = SITES

    def show_board(self, challenge: str, board: str | None = None) -> BoardView:
        whole = super().show_board(challenge, board)
        if whole.board == "teams":
            rows = tuple(
                BoardRow(number + 1.0, False, name.lower(), name, f"{91.5 - number}", 9, 8, None)
                for number, name in enumerate(self.groups)
            )
            return replace(
                whole,
                ranks="roster column",
                column="cost_centre",
                rows=rows,
                total=len(rows),
                unit="%",
                remarks=("3 people without a 'cost_centre' in the roster: not on this board.", FEW),
            )
        half = len(whole.rows) // 2
        rows = tuple(
            replace(row, group=self.sites[at >= half], place=float(at % half + 1))
            for at, row in enumerate(whole.rows)
        )
        return replace(whole, rows=rows, split_by="site")


@pytest.mark.parametrize("size", [SMALL, LARGE, TINY])
async def test_groups_are_rows_with_members_a_share_and_remarks_above(size: tuple[int, int]) -> None:
    async with driven(RosterDesk(), size, ("enter",)) as drive:
        assert "Cost centre" in drive.frame
        for text in ("Research", "91.5%", "89.5%", "8 of 9" if size != TINY else "Post"):
            assert text in drive.frame
        assert "3 people without a 'cost_centre'" in " ".join(drive.frame.split())
        assert "Post (2)" in " ".join(drive.frame.split())
        assert "3 rows" in drive.frame


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_every_row_of_a_split_board_says_to_which_part_it_belongs(size: tuple[int, int]) -> None:
    async with driven(RosterDesk(), size, ("enter", "tab")) as drive:
        lines = drive.frame.split("\n")
        (heading,) = [line for line in lines if "Site" in line and "Score" in line]
        first = next(line for line in lines if "Ana Bogdan" in line)
        assert heading.index("Site") == first.index("Bern")
        assert first.split()[0] == "1"
        await drive.press("slash", *"rome")
        assert "10 of 20 people" in drive.frame
        assert "Bern" not in "\n".join(line for line in drive.frame.split("\n") if "Site" not in line)


async def test_enter_on_a_group_opens_nothing_and_the_board_stays() -> None:
    async with driven(RosterDesk(), SMALL, ("enter",)) as drive:
        before = drive.frame
        await drive.press("enter")
        assert drive.frame == before
        assert drive.app.is_running


async def test_a_board_of_nobody_says_so() -> None:
    async with driven(RosterDesk(groups=()), SMALL, ("enter",)) as drive:
        assert "Nobody is on this board yet." in drive.frame


async def test_hostile_values_of_the_roster_are_shown_and_do_nothing() -> None:
    desk = RosterDesk(groups=HOSTILE, sites=(HOSTILE[0], HOSTILE[5]))
    async with driven(desk, SMALL, ("enter",)) as drive:
        assert "[@click=app.quit]" in drive.frame
        await drive.press("tab")
        assert "[@click=a" in drive.frame
        assert "\x1b" not in drive.frame
        assert drive.app.is_running


async def test_more_rows_than_a_screen_are_scrolled_through() -> None:
    many = tuple(f"Centre {number:04}" for number in range(3000))
    async with driven(RosterDesk(groups=many), SMALL, ("enter",)) as drive:
        assert "3,000 rows" in drive.frame
        await drive.press("end")
        assert "Centre 2999" in drive.frame
