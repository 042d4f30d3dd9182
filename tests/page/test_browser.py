"""The page in a real browser, in a narrow window: with and without scripts, by touch and by keyboard."""

from __future__ import annotations

import random

import pytest

from moonwalk.services.entries import list_entries
from moonwalk.services.launch import launch

from ..browsers import needs_browser
from ..workspaces import LANES, PEOPLE, day, fresh, roster
from .conftest import Site
from .test_guard import PATHS, STOP_PATHS, unlimited
from .test_kiosk import code_of

pytestmark = needs_browser

LONG = "Maximiliane-Theodora von Hohenstaufen-Wolkenkuckucksheim"
WORDS_IN_TEN_SECONDS = 20
"""Of somebody who reads slowly, 150 words in a minute, beside a second for each of two taps."""
UP_TO = "document.body.innerText.split(%r)[0].split(/\\s+/).length"
SMALL = """
[...document.querySelectorAll('a, button, input, select, summary')].filter(each => {
  const box = (each.closest('label') || each).getBoundingClientRect();
  return each.type !== 'hidden' && (box.height < 44 || box.width < 44);
}).map(each => each.outerHTML.slice(0, 80))
"""
"""What somebody with a thumb would miss."""
BESIDE = "document.documentElement.scrollWidth - innerWidth"


def amounts(site):
    return [
        (entry.activity, entry.amount) for entry in list_entries(site.lanes.ws) if entry.state == "current"
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_message_to_a_saved_entry_it_takes_two_taps(site, browser, scripts):
    token = site.token("p01")
    with site.served() as address, browser.tab(320, scripts=scripts) as tab:
        tab.show(f'<p>Hello Ada, was there a walk today? <a href="{address}/l/{token}">One tap</a></p>')
        tab.tap("One tap")
        assert tab.look(UP_TO % "10 minutes") <= WORDS_IN_TEN_SECONDS
        tab.tap("10 minutes")
        assert "Saved: 10 minutes" in tab.text
        assert "10 points" in tab.text
        assert tab.taps == 2
        assert amounts(site) == [("walk", 10.0)]
        tab.tap("Undo")
        assert "Taken back." in tab.text


def test_the_first_time_a_third_tap_agrees_and_a_keyboard_does_as_well(site, browser):
    token = site.token("p01", agreed=False)
    with site.served() as address, browser.tab(320) as tab:
        tab.open(f"{address}/l/{token}")
        for words in ("I agree, and go on", "10 minutes"):
            for _ in range(20):
                tab.press("Tab")
                if tab.look("document.activeElement.innerText") == words:
                    break
            # Whoever goes by keyboard sees where they are.
            assert tab.look("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            tab.forget()
            tab.press("Enter")
            tab.loaded()
        assert "Saved: 10 minutes" in tab.text
        assert amounts(site) == [("walk", 10.0)]


def test_everything_is_large_enough_for_a_thumb_and_nothing_lies_beside_a_narrow_screen(tmp_path, browser):
    lanes = fresh(tmp_path / "work")
    rows = [(who, LONG if who == "p01" else name, f"{team}-{LONG}", "de") for who, name, team in PEOPLE]
    lanes.people(roster(rows, ("language",)))
    lanes.challenge(LANES.replace("privacy: {", "privacy: {people_see: everyone, names: full, "))
    launch(lanes.ws, "lanes", day(1))
    site = Site(lanes, unlimited(), kiosk=("lanes",))
    lanes.now = lanes.now.replace(month=3, day=3)
    token, new, stop = site.token("p01"), site.token("p02", agreed=False), site.token("p01", "stop")
    site.client.post(f"/l/{token}/log", data={"day": str(day(3)), "activity": "walk", "amount": "99"})
    pages = [
        f"/l/{token}{path}" for path in ("?done=saved", "/points", "/about", "/cheers", "/file", "/leaving")
    ]
    pages += [f"/l/{new}", f"/u/{stop}", "/l/x", "/kiosk/lanes", f"/l/{token}/day/never"]
    faults = {}
    with site.served() as address, browser.tab(320) as tab:
        for path in pages:
            tab.open(address + path)
            assert tab.look("innerWidth") == 320
            faults[path] = (tab.look(SMALL), tab.look(BESIDE))
    assert faults == dict.fromkeys(pages, ([], 0))


@pytest.mark.parametrize("times", [25, pytest.param(10_000, marks=pytest.mark.torture)])
def test_a_scanner_that_runs_scripts_and_follows_links_changes_nothing(site, browser, times):
    site.limits, site.kiosk = unlimited(), ("lanes",)
    tokens = [site.token("p01"), site.token("p02", agreed=False), site.token("p03", "see")]
    starts = [f"/l/{token}{path}" for token in tokens for path in PATHS]
    starts += [f"/u/{site.token('p01', 'stop')}{path}" for path in STOP_PATHS] + ["/kiosk/lanes"]
    site.client.post("/kiosk/lanes", data={"code": code_of(site, "p01")})
    dice, before, followed = random.Random(times), site.facts(), 0
    with site.served() as address, browser.tab(1280) as tab:
        for _ in range(times):
            links = tab.look("document.links.length")
            if not links or dice.random() < 0.2:
                tab.open(address + dice.choice(starts))
                continue
            tab.forget()
            tab.look(f"document.links[{dice.randrange(links)}].click()")
            tab.loaded()
            followed += 1
        assert tab.look("location.origin") == address
    assert followed > times / 4
    assert site.facts() == before


def test_a_kiosk_asks_for_the_next_code_by_itself(site, browser, monkeypatch):
    monkeypatch.setattr("moonwalk.page.visits.SECONDS", 0)
    site.kiosk = ("lanes",)
    site.token("p01")
    with site.served() as address, browser.tab(1280, 800, scripts=False) as tab:
        tab.open(f"{address}/kiosk/lanes")
        tab.touch("code")
        for letter in code_of(site, "p01"):
            tab.press(letter)
        tab.tap("Go on")
        tab.arrives("/kiosk/lanes")
        assert "Type the code on your card" in tab.text
    assert [line.split()[1] for line in site.log[-3:]] == ["/kiosk/…", "/k/…", "/kiosk/…"]
