"""The lobby board shows what everyone may see, and whatever it shows is text."""

from __future__ import annotations

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.privacy.audience import FOR_EVERYONE, board_for
from moonwalk.services.sheets.lobby import lobby, lobby_page

from ..services.sheets.companies import TEAMS, hostile
from ..services.sheets.pages import ALLOWED, HOSTILE, Page, faults
from ..workspaces import LANES, MONDAY, at


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """A challenge in which every text is an attack, in its first week after it was published."""
    return hostile(tmp_path_factory.mktemp("hostile") / "work")


def test_whatever_stands_on_the_page_is_escaped_and_runs_nothing(attacked):
    attacked.now = at(20)
    page = Page(lobby_page(attacked.ws, "lanes"))
    assert {each.name for each in page.elements} <= ALLOWED | {"meter"}
    assert not [name for each in page.elements for name in each.attributes if name.startswith("on")]
    assert list(faults(page)) == []
    for text in (HOSTILE[0], HOSTILE[3], *TEAMS):
        assert " ".join(text.split()) in page.text, text
    policies = [each.attributes for each in page.named("meta") if "http-equiv" in each.attributes]
    assert [each["http-equiv"] for each in policies] == ["Content-Security-Policy", "refresh"]
    assert policies[1]["content"] == "60"


def test_it_shows_what_the_board_for_everyone_shows_and_nothing_before_that(day6):
    first = lobby(day6.ws, "lanes")
    assert (first.part, first.board.rows) == ("Week 1 of 2", ())
    assert "Nothing is published yet" in Page(lobby_page(day6.ws, "lanes")).text

    day6.now = at(9, 20)
    view = board_for(day6.ws, "lanes", "table", FOR_EVERYONE)
    page = lobby(day6.ws, "lanes")
    assert page.board == view
    assert view.rows, "the first week has been published"
    words = Page(lobby_page(day6.ws, "lanes")).text
    for row in view.rows:
        assert f"{row.name} {row.score}" in words or f"({row.not_placed}) {row.score}" in words
    assert not any(name in words for name in ("Ada", "e001")), "nobody is named on a board of teams"


def test_without_a_board_for_everyone_the_hall_is_told_nothing_and_the_organiser_why(lanes):
    lanes.challenge(
        LANES.replace("challenge: Lanes", "challenge: Quiet").replace(
            "ranks: teams", "ranks: teams, seen_by: organisers"
        ),
        "quiet",
    )
    launch(lanes.ws, "quiet", MONDAY)
    with pytest.raises(Refused, match="no board of teams that everyone may see"):
        lobby_page(lanes.ws, "quiet", strict=True)
    assert "No standings at the moment" in Page(lobby_page(lanes.ws, "quiet")).text
