"""The screen and the lobby board in a real browser."""

from __future__ import annotations

import asyncio
import os
from functools import partial

import pytest

from moonwalk.cli.commands.serve import _options
from moonwalk.cli.group import Session
from moonwalk.services.sheets.lobby import lobby_page
from moonwalk.web.settings import cockpit_of

from ..browsers import Browser, needs_browser
from .test_server import Served, settings

pytestmark = needs_browser


def look_at_the_screen(browser: Browser, served: Served) -> None:
    """Come in by the link, press a key without a click before, and leave."""
    address = served.settings.url
    with browser.tab(1000, 700) as tab:
        tab.call("Network.enable")
        tab.open(address + served.link)
        tab.loaded()
        assert tab.address == f"{address}/"
        tab.received("Lanes")
        while tab.look("document.activeElement.tagName") != "TEXTAREA":
            pass
        tab.forget()
        tab.press("Enter")
        tab.received("Score")
        # It draws into a canvas; the page around it says nothing until the session has ended.
        assert not tab.look("document.querySelector('.closed').checkVisibility()")


def look_as_a_stranger(browser: Browser, served: Served) -> None:
    """Come without a link, or by one that was used, and to the hall."""
    address = served.settings.url
    with browser.tab(1000, 700) as tab:
        tab.open(f"{address}/")
        assert "has not come in by the link" in tab.text
        tab.open(f"{address}/lobby/lanes")
        assert "Teams" in tab.text
        assert tab.look("document.querySelectorAll('form, a, button, input, script').length") == 0
        # Nor does its own page get to the screen.
        asked = f"new Promise(done => {{ const it = new WebSocket('{address.replace('http', 'ws')}/ws');"
        assert tab.look(f"{asked} it.onopen = () => done('in'); it.onerror = () => done('out') }})") == "out"


@pytest.mark.torture
async def test_the_link_leads_to_the_screen_which_takes_keys_at_once(day6, browser):
    options = tuple(_options(Session(now=day6.now), read_only=True))
    cockpit = cockpit_of(day6.ws, options, os.environ)
    served = Served(settings(lobby=("lanes",)), cockpit=cockpit, lobby=partial(lobby_page, day6.ws))
    async with served.open():
        await asyncio.to_thread(look_at_the_screen, browser, served)
        await served.none_left()
        await asyncio.to_thread(look_as_a_stranger, browser, served)
        assert served.server.open_sessions == 0
