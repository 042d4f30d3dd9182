"""Why a row stands where it does, asked from boards, people and teams."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from .driving import SMALL, driven
from .fake_desk import STARTS, TODAY, FakeDesk


class Listening(FakeDesk):
    """A desk that keeps what it was asked."""

    def part(self, challenge, who, kind, board=None):
        self.calls.append(f"{who} {kind} {board}")
        return super().part(challenge, who, kind, board)

    def team_change(self, challenge, team, since, board=None):
        self.calls.append(f"{team} {since}")
        return super().team_change(challenge, team, since, board)


async def test_tab_asks_one_question_after_the_other_about_the_same_team() -> None:
    async with driven(FakeDesk(), SMALL, ("enter", "w")) as drive:
        shown = []
        for _ in range(4):
            shown.append(drive.frame)
            await drive.press("tab")
        for told, frame in zip(
            ("Points of the members", "both have", "went up from", "went up from"), shown, strict=True
        ):
            assert told in frame
        assert drive.frame == shown[0]
        await drive.press("shift+tab")
        assert "▸ Past week" in drive.frame
        await drive.press("escape")
        assert "Otters" in drive.frame
        assert "Points of the members" not in drive.frame


async def test_the_board_that_is_shown_is_the_one_that_is_asked_about() -> None:
    desk = Listening()
    async with driven(desk, SMALL, ("enter", "tab", "w")) as drive:
        assert "▸ Row above" in drive.frame
        assert "Score    " not in drive.frame
        [asked] = [call for call in desk.calls if " person " in call]
        assert asked.endswith("people")


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("enter", "enter", "w"), "Points of the members"),
        (("g", "p", "w"), "both have"),
        (("enter", "tab", "enter", "w"), "both have"),
    ],
    ids=["a team's people", "all people", "a person"],
)
async def test_it_is_asked_from_people_and_teams_too(keys: tuple[str, ...], told: str) -> None:
    async with driven(FakeDesk(), SMALL, keys) as drive:
        assert told in drive.frame


@pytest.mark.parametrize("today", [TODAY, STARTS, STARTS + timedelta(2)])
async def test_a_week_ago_is_no_day_before_the_first(today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeDesk, "today", lambda self: today)
    desk = Listening()
    async with driven(desk, SMALL, ("enter", "w", "tab", "tab", "tab")):
        since = [date.fromisoformat(call.split()[-1]) for call in desk.calls if call.count("-") == 2]

    assert since[0] == max(today - timedelta(1), STARTS)
    assert since[-1] == max(today - timedelta(7), STARTS)


async def test_what_is_refused_is_told_above() -> None:
    desk = FakeDesk(broken=frozenset({"refuse part"}))
    async with driven(desk, SMALL, ("enter", "w", "tab")) as drive:
        assert "The part is refused" in drive.frame


async def test_an_entry_is_logged_for_the_person_one_looks_at() -> None:
    async with driven(FakeDesk(), SMALL, ("enter", "tab", "w", "a")) as drive:
        assert "Log an entry" in drive.frame
        assert "Ana Bogdan" in drive.frame
