"""Why a row stands where it does, asked from boards, people and teams."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ..workspaces import Lanes
from .driving import SMALL, driven
from .samples import STARTS, TODAY
from .services import Services


async def test_tab_asks_one_question_after_the_other_about_the_same_team(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("enter", "w")) as drive:
        shown = []
        for _ in range(4):
            shown.append(drive.frame)
            await drive.press("tab")
        sentences = ("Points of the members", "is ahead of Badgers", "went up from", "went up from")
        for sentence, frame in zip(sentences, shown, strict=True):
            assert sentence in frame
        assert shown[2] != shown[3]
        assert drive.frame == shown[0]
        await drive.press("shift+tab")
        assert "▸ Past week" in drive.frame
        await drive.press("escape")
        assert "Otters" in drive.frame
        assert "Points of the members" not in drive.frame


async def test_the_board_that_is_shown_is_the_one_that_is_asked_about(
    acme: Lanes, services: Services
) -> None:
    async with driven(acme, SMALL, ("enter", "tab", "w")) as drive:
        assert "▸ Row above" in drive.frame
        assert "Score    " not in drive.frame
        assert services.asked("part") == [("backwards", "p0", "person", "people", None, None, None)]


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (("enter", "enter", "w"), "Points of the members"),
        (("g", "p", "w"), "is ahead of Ben Okafor"),
        (("enter", "tab", "enter", "w"), "is ahead of Ben Okafor"),
        (("enter", "down", "down", "w", "tab"), "are level on 84.8"),
    ],
    ids=["a team's people", "all people", "a person", "a tie"],
)
async def test_it_is_asked_from_people_and_teams_too(
    keys: tuple[str, ...], sentence: str, acme: Lanes
) -> None:
    async with driven(acme, SMALL, keys) as drive:
        assert sentence in drive.frame


@pytest.mark.parametrize("today", [TODAY, STARTS, STARTS + timedelta(2)])
async def test_a_week_ago_is_no_day_before_the_first(today: date, acme: Lanes, services: Services) -> None:
    acme.now -= TODAY - today
    async with driven(acme, SMALL, ("enter", "w", "tab", "tab", "tab")):
        since = [asked[2] for asked in services.asked("team_change")]

    assert since[0] == max(today - timedelta(1), STARTS)
    assert since[-1] == max(today - timedelta(7), STARTS)


async def test_what_is_refused_is_told_above(acme: Lanes, services: Services) -> None:
    services.refused = frozenset({"part"})
    async with driven(acme, SMALL, ("enter", "w", "tab")) as drive:
        assert "The part is refused" in drive.frame


async def test_an_entry_is_logged_for_the_person_one_looks_at(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("enter", "tab", "w", "a")) as drive:
        assert "Log an entry" in drive.frame
        assert "Ana Bogdan" in drive.frame
