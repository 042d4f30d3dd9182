"""A code at a shared device: it opens one page for one entry, and nobody gets further by guessing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from moonwalk.page.rates import Buckets, Limits, Rate
from moonwalk.services.checking_in.links import make_links, revoke_links

from ..workspaces import at, day
from .test_guard import UNLIMITED
from .test_pages import forms


@pytest.fixture
def kiosk(site):
    """The page, with a kiosk for the lanes."""
    site.kiosk = ("lanes",)
    return site


def code_of(site, who):
    (link,) = make_links(site.lanes.ws, "lanes", [who], "kiosk").links
    assert link.url.endswith("/kiosk/lanes")
    return link.code


def at_own_page(site, who="p01"):
    """A browser at the page that somebody's code opens, and what it shows."""
    site.token(who)
    client = site.client
    return client, client.post("/kiosk/lanes", data={"code": code_of(site, who)})


def test_a_code_opens_the_own_page_which_is_forgotten_once_something_is_saved(kiosk):
    client, page = at_own_page(kiosk)
    assert "Ada Bell" in page.text
    assert "/leaving" not in page.text
    where, fields = next(forms(page.text))
    back = client.post(where, data=fields)
    assert (back.url.path, "Saved." in back.text, "Ada" in back.text) == ("/kiosk/lanes", True, False)
    assert client.get(page.url.path).status_code == 404
    assert client.post(where, data=fields).status_code == 404
    _, again = at_own_page(kiosk)
    assert "Saved: <strong>10 minutes</strong>" in again.text
    where, fields = next(form for form in forms(again.text) if form[0].endswith("/undo"))
    assert "Taken back." in client.post(where, data=fields).text
    assert client.get(again.url.path).status_code == 404


def test_a_page_at_a_kiosk_closes_after_a_minute_and_offers_no_more_than_logging(kiosk):
    client, page = at_own_page(kiosk)
    link, token = page.url.path, page.url.path.rpartition("/")[2]
    before = kiosk.facts()
    for path in (f"{link}/leaving", f"{link}/points", f"/l/{token}", f"/l/{token[:48]}", f"/k/{token[:48]}"):
        assert client.get(path).status_code == 404
    for path in ("data", "leave", "erase", "messages", "save"):
        assert client.post(f"{link}/{path}", data={"sure": "yes", "name": "Ada Bell"}).status_code == 404
    assert kiosk.facts() == before
    assert page.headers["refresh"] == "60; url=/kiosk/lanes"
    kiosk.lanes.now = at(3, 12) + timedelta(seconds=60)
    later = kiosk.client.get(link)
    assert later.status_code == 200
    kiosk.lanes.now += timedelta(seconds=1)
    assert kiosk.client.get(link).status_code == 404
    # What the page led to when it was looked at again is good for a minute more.
    where, fields = next(forms(later.text))
    assert "Saved." in kiosk.client.post(where, data=fields).text


def test_an_amount_that_cannot_be_read_leaves_the_page_at_the_kiosk_open(kiosk):
    client, page = at_own_page(kiosk)
    where, fields = next(forms(page.text))
    refused = client.post(where, data={**fields, "amount": "a lot"})
    assert (refused.status_code, "Nothing was changed." in refused.text) == (400, True)
    where, fields = next(forms(refused.text))
    assert "Saved." in client.post(where, data=fields).text


def test_what_is_kept_may_be_read_at_a_kiosk_for_longer_than_a_minute(kiosk):
    asked = kiosk.client.post("/kiosk/lanes", data={"code": code_of(kiosk, "p01")})
    assert asked.headers["refresh"] == "300; url=/kiosk/lanes"
    kiosk.lanes.now += timedelta(seconds=299)
    ((where, fields),) = forms(asked.text)
    agreed = kiosk.client.post(where, data=fields)
    assert "Thank you. You can log now." in agreed.text
    assert agreed.headers["refresh"] == "60; url=/kiosk/lanes"
    kiosk.lanes.now += timedelta(seconds=61)
    assert (
        kiosk.client.get(agreed.url.path).status_code == kiosk.client.get(asked.url.path).status_code == 404
    )


def test_a_code_is_typed_as_people_do_and_dead_with_the_links(kiosk):
    code = code_of(kiosk, "p01")
    typed = code.lower().replace("-", " ")
    assert kiosk.client.post("/kiosk/lanes", data={"code": typed}).status_code == 200
    revoke_links(kiosk.lanes.ws, "lanes", ["p01"], "lost")
    answers = [kiosk.client.post("/kiosk/lanes", data={"code": each}) for each in (code, "AAAAA-AAAAA", "")]
    assert {answer.status_code for answer in answers} == {403}
    assert all("This code does not work" in answer.text for answer in answers)
    anew = make_links(kiosk.lanes.ws, "lanes", ["p01"], "kiosk", anew=True).links[0].code
    assert anew != code
    kiosk.lanes.now = at(20)
    assert kiosk.client.post("/kiosk/lanes", data={"code": anew}).status_code == 403


def test_who_guesses_codes_has_to_wait(kiosk):
    moments = [0.0]
    guesses = Buckets(Rate(3, 0.1), lambda: moments[0])
    kiosk.limits = Limits(Buckets(UNLIMITED), Buckets(UNLIMITED), Buckets(UNLIMITED), guesses)
    client, code = kiosk.client, code_of(kiosk, "p01")
    tried = [client.post("/kiosk/lanes", data={"code": f"AAAA{number}"}).status_code for number in range(5)]
    assert tried == [403] * 3 + [429] * 2
    assert client.post("/kiosk/lanes", data={"code": code}).status_code == 429
    assert client.get("/kiosk/lanes").status_code == 200
    moments[0] = 11.0
    assert client.post("/kiosk/lanes", data={"code": code}).status_code == 200
    assert not [line for line in kiosk.log if code in line or "/k/" in line.replace("/k/…", "")]


def test_looking_stores_nothing_and_there_is_a_kiosk_only_where_it_was_asked_for(kiosk, site):
    _, page = at_own_page(kiosk)
    before = kiosk.facts()
    for path in ("/kiosk/lanes", "/kiosk/lanes?done=saved", page.url.path, f"{page.url.path}/day/{day(2)}"):
        assert isinstance(kiosk.client, TestClient)
        assert kiosk.client.get(path, headers={"Accept-Language": "de"}).status_code == 200
    assert kiosk.facts() == before
    assert kiosk.client.get("/kiosk/other").status_code == 404
    site.kiosk = ()
    assert site.client.post("/kiosk/lanes", data={"code": code_of(site, "p01")}).status_code == 404
