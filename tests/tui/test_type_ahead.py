"""Keys that come in one burst have the effect that they have one by one."""

from __future__ import annotations

import asyncio
from threading import Event

from textual.widgets import Input

from ..workspaces import Lanes
from .driving import GIVES_UP_AFTER, SMALL, driven
from .services import Services


async def test_what_is_typed_ahead_goes_where_the_keys_before_it_lead(acme: Lanes) -> None:
    async with driven(acme, SMALL) as drive:
        await drive.type("d", "i", *"novice.csv", "tab", *"walks")
        fields = [field.value for field in drive.app.screen.query(Input)]
        assert fields == ["novice.csv", "walks", ""]
        assert not list(drive.app._notifications)


async def test_keys_wait_for_the_rows_of_the_screen_before_them(acme: Lanes) -> None:
    async with driven(acme, SMALL) as drive:
        await drive.type("g", "e", "d", "v", *"mistake")
        assert [field.value for field in drive.app.screen.query(Input)] == ["mistake"]
        assert not list(drive.app._notifications)
        await drive.press("escape", "escape", "escape")
        await drive.type("enter", "tab", "enter")
        assert "Why these points" in drive.frame


async def test_enter_waits_for_the_names_that_were_typed_before_they_were_read(
    acme: Lanes, services: Services
) -> None:
    gate = Event()
    services.changed["list_people"] = lambda people: (gate.wait(GIVES_UP_AFTER), people)[1]
    async with driven(acme, SMALL) as drive:
        for key in ("a", *"carla", "enter", *"12", "enter"):
            drive._send(key)
        while not any(field.value == "carla" for field in drive.app.screen.query(Input)):
            await asyncio.sleep(0)
        gate.set()
        await drive.settle()
        assert "✓ Carla Reyes: 12 minutes" in drive.frame


async def test_keys_after_a_field_that_is_gone_still_have_their_effect(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("d", "b")) as drive:
        await drive.press(*str(acme.folder / "b.zip"), "enter", "enter")
        assert "sound" in drive.frame
        await drive.type("escape", "g", "j")
        assert "Journal" in drive.frame
