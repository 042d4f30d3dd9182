"""A captain's link: it logs for the own team, shows nothing that members entered, and ends with the role."""

from __future__ import annotations

import pytest

from moonwalk.page.rendering import MOST_BYTES
from moonwalk.services.checking_in.captains import crew
from moonwalk.services.checking_in.links import visitor_of
from moonwalk.services.errors import Refused
from moonwalk.services.journal import journal
from moonwalk.services.launch import launch
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.undo import undo

from ..browsers import axe_faults, needs_axe, needs_browser
from ..workspaces import LANES, MONDAY, PEOPLE, at, copied, day, fresh, roster
from .conftest import Site
from .test_pages import forms

LED = LANES.replace(
    "  formed: from the roster\n", "  formed: from the roster\n  captains: {role: [captain]}\n"
)


def with_captains(*captains):
    return roster([(*row, "captain" if row[0] in captains else "") for row in PEOPLE], ("role",))


@pytest.fixture(scope="session")
def led_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("led") / "work")
    lanes.challenge(LED)
    lanes.people(with_captains("p01"))
    launch(lanes.ws, "lanes", MONDAY)
    return lanes


@pytest.fixture
def led(led_once, tmp_path):
    """The lanes at noon of day 3, with Ada (p01) as captain of the North."""
    lanes = copied(led_once, tmp_path / "led")
    lanes.now = at(3)
    return Site(lanes)


def opened(led, token, name="Ben"):
    """The captain's page of the member with a name: its path and text."""
    team = led.client.get(f"/c/{token}").text
    (link,) = [part.split('"')[0] for part in team.split('href="')[1:] if f">{name}</bdi>" in part[:200]][:1]
    return link, led.client.get(link).text


def test_a_captain_logs_for_a_member_who_sees_it_and_can_take_it_back(led):
    token, own = led.token("p01", "captain"), led.token("p02")
    link, page = opened(led, token)
    where, fields = next(forms(page))
    saved = led.client.post(where, data={**fields, "amount": "12"}).text
    assert "Saved: <strong>12 minutes</strong>" in saved
    assert len(saved.encode()) <= MOST_BYTES
    shown = led.client.get(f"/l/{own}").text
    assert "Logged by your captain: <strong>12 minutes</strong>" in shown
    assert "<strong>12</strong> points" in shown
    where, fields = next(form for form in forms(shown) if form[0].endswith("/undo"))
    assert "Taken back." in led.client.post(where, data=fields).text
    assert "Logged by your captain" not in led.client.get(f"/l/{own}").text
    assert "Saved:" not in led.client.get(link).text


def test_who_logged_it_is_in_the_journal_and_an_undo_without_a_number_leaves_it_alone(led):
    token = led.token("p01", "captain")
    where, fields = next(forms(opened(led, token)[1]))
    page = led.client.post(where, data={**fields, "amount": "12"}).text
    newest = journal(led.lanes.ws)[0]
    assert (newest.by, newest.what) == (
        "a captain, Ada Bell",
        "Logged an entry for Ben Cole on 2027-03-03: 12 minutes, Walked.",
    )
    with pytest.raises(Refused, match="'links'"):
        undo(led.lanes.ws, None, "a slip", dry_run=True)
    where, fields = next(form for form in forms(page) if form[0].endswith("/undo"))
    led.client.post(where, data=fields)
    rows = {row.did: row for row in journal(led.lanes.ws)}
    assert (rows["entries void"].by, rows["entries void"].reason) == (
        "a captain, Ada Bell",
        "taken back by a captain",
    )
    forget_person(led.lanes.ws, "p01", "asked for")
    assert {row.by for row in journal(led.lanes.ws) if row.did == "log"} == {"a captain"}


def test_a_captain_sees_names_as_privacy_says_and_nothing_that_members_entered(led):
    token, own = led.token("p01", "captain"), led.token("p02")
    led.client.post(f"/l/{own}/log", data={"day": str(day(3)), "activity": "walk", "amount": "23"})
    team, (_, page) = led.client.get(f"/c/{token}").text, opened(led, token)
    assert [name in team for name in ("Ben", "Cleo", "Dev", "Eva", "Cole", "p02")] == [True] * 3 + [False] * 3
    assert not [said for said in ("23 minutes", 'value="23"') if said in page]
    assert "Cole" not in page


def test_only_captains_get_such_links_and_they_are_dead_with_the_role(led, site):
    with pytest.raises(Refused, match="Ben Cole"):
        led.token("p02", "captain")
    with pytest.raises(Refused, match="captains"):
        site.token("p01", "captain")
    token = led.token("p01", "captain")
    link, _ = opened(led, token)
    for foreign in (f"/l/{token}", f"/c/{led.token('p01')}"):
        assert led.client.get(foreign).status_code == 404
    led.lanes.people(with_captains("p03"))
    assert [led.client.get(path).status_code for path in (f"/c/{token}", link, f"/c/{token}/about")] == [
        404
    ] * 3
    before = led.facts()
    tap = {"day": str(day(3)), "activity": "walk", "amount": "9"}
    assert led.client.post(f"{link}/log", data=tap).status_code == 404
    assert led.facts() == before


def test_nobody_of_another_team_and_no_other_day_is_reached(led):
    token, before = led.token("p01", "captain"), led.facts()
    link, _ = opened(led, token)
    tap = {"day": str(day(3)), "activity": "walk", "amount": "9"}
    assert led.client.post(f"/c/{token}/m/000000000000/log", data=tap).status_code == 400
    assert led.client.post(f"{link}/log", data={**tap, "day": str(day(4))}).status_code == 400
    led.client.get(link)
    assert led.facts() == before
    assert [
        each.name for each in crew(led.lanes.ws, visitor_of(led.lanes.ws, token, ("captain",))).members
    ] == [
        "Ben",
        "Cleo",
        "Dev",
    ]


def test_a_captain_agrees_first_and_everybody_reads_that_captains_log(led):
    token, own = led.token("p01", "captain", agreed=False), led.token("p02", agreed=False)
    for page in (led.client.get(f"/c/{token}").text, led.client.get(f"/l/{own}").text):
        assert "Before you begin" in page
        assert "Captains can log for the members of their own team." in page
    ((where, _),) = forms(led.client.get(f"/c/{token}").text)
    assert "For whom do you log?" in led.client.post(where).text


@needs_browser
@needs_axe
def test_axe_finds_nothing_on_the_pages_of_a_captain(led, browser):
    token = led.token("p01", "captain")
    _, page = opened(led, token)
    where, fields = next(forms(page))
    pages = [led.client.get(f"/c/{token}").text, led.client.post(where, data={**fields, "amount": "12"}).text]
    pages += [led.client.get(f"/l/{led.token('p02')}").text]
    assert [axe_faults(browser, each) for each in pages] == [[]] * 3


@pytest.mark.parametrize("purpose", ["captain", "log"])
def test_an_amount_that_cannot_be_read_stands_in_its_form_again(led, purpose):
    token = led.token("p01", purpose)
    page = opened(led, token)[1] if purpose == "captain" else led.client.get(f"/l/{token}").text
    where, fields = next(forms(page))
    answer = led.client.post(where, data={**fields, "amount": "a <while>"})
    assert answer.status_code == 400
    assert 'value="a &lt;while&gt;" aria-invalid="true" aria-describedby="slip"' in answer.text
    assert '<p id="slip" role="alert"' in answer.text
    where, fields = next(forms(answer.text))
    saved = led.client.post(where, data={**fields, "amount": "12"}).text
    assert "Saved: <strong>12 minutes</strong>" in saved
