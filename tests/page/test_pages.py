"""What a participant meets: the page, its forms, and what they do."""

from __future__ import annotations

import html
import re
import sys

import pytest

from moonwalk.page import run
from moonwalk.page.rendering import MOST_BYTES
from moonwalk.services.checking_in.links import make_links
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.people import import_people
from moonwalk.services.sheets.link_cards import write_cards

from ..browsers import axe_faults, needs_axe, needs_browser
from ..workspaces import LANES, PEOPLE, at, day, fresh, roster
from .conftest import Site

HOSTILE = '<script>alert(1)</script> "x" \u202eevil'


def forms(text):
    """The forms of a page: where each leads, and what a tap on its first button sends."""
    for form in re.findall(r"<form.*?</form>", text, re.DOTALL):
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        fields |= dict(re.findall(r'<button name="(\w+)" value="([^"]*)"', form)[:1])
        yield (
            re.search(r'action="([^"]*)"', form)[1],
            {name: html.unescape(it) for name, it in fields.items()},
        )


def test_from_the_link_to_a_saved_entry_it_takes_two_taps_once_and_one_from_then_on(site):
    client, token = site.client, site.token("p01", agreed=False)
    first = client.get(f"/l/{token}")
    assert "Before you begin" in first.text
    ((where, fields),) = forms(first.text)
    agreed = client.post(where, data=fields)
    where, fields = next(forms(agreed.text))
    assert fields == {"day": str(day(3)), "activity": "walk", "amount": "10"}
    saved = client.post(where, data=fields)
    assert saved.status_code == 200
    assert "Saved: <strong>10 minutes</strong>" in saved.text
    assert "<strong>10</strong> points" in saved.text
    again = client.get(f"/l/{token}")
    assert "Before you begin" not in again.text


def test_two_taps_are_one_entry_and_an_undo_takes_it_out(site):
    client, token = site.client, site.token("p01")
    tap = {"day": str(day(3)), "activity": "walk", "amount": "20"}
    for _ in range(2):
        page = client.post(f"/l/{token}/log", data=tap).text
    with site.lanes.database() as db:
        assert db.value("SELECT count(*) FROM entry") == 1
    where, fields = next(form for form in forms(page) if form[0].endswith("/undo"))
    assert "Taken back." in client.post(where, data=fields).text
    assert "taken back already" in client.post(where, data=fields).text
    assert "Saved:" not in client.get(f"/l/{token}").text


@pytest.mark.parametrize(
    "data",
    [
        {"day": "2027-03-04", "activity": "walk", "amount": "20"},
        {"day": "never", "activity": "walk", "amount": "20"},
        {"day": "2027-03-03", "activity": "walk'; DROP TABLE entry; --", "amount": "20"},
        {"day": "2027-03-03", "activity": "walk", "amount": "a lot"},
        {},
    ],
)
def test_what_cannot_be_saved_says_so_and_leads_back(site, data):
    token = site.token("p01")
    before = site.facts()
    answer = site.client.post(f"/l/{token}/log", data=data)
    assert answer.status_code == 400
    assert "Nothing was changed." in answer.text
    assert f'href="/l/{token}"' in answer.text
    assert site.facts() == before


def test_an_amount_that_cannot_be_read_is_refused_on_the_day_where_it_was_typed(site):
    token, data = site.token("p01"), {"day": str(day(2)), "activity": "walk", "amount": "a lot"}
    answer = site.client.post(f"/l/{token}/log", data=data)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "no amount that can be read" in html.unescape(answer.text)
    assert {fields["day"] for where, fields in forms(answer.text) if where.endswith("/log")} == {str(day(2))}


def test_a_link_for_looking_has_no_form_and_does_nothing(site):
    token = site.token("p01", "see")
    page = site.client.get(f"/l/{token}")
    assert page.status_code == 200
    assert "<form" not in page.text
    answer = site.client.post(
        f"/l/{token}/log", data={"day": str(day(3)), "activity": "walk", "amount": "20"}
    )
    assert (answer.status_code, "look, and not log" in answer.text) == (400, True)


def test_names_are_escaped_and_every_page_is_small(tmp_path):
    lanes = fresh(tmp_path / "work")
    quoted = HOSTILE.replace('"', '""')
    lanes.people(roster((("p01", f'"{quoted}"', "<b>North</b>"), ("p02", "דנה לוי", "West"), *PEOPLE[2:])))
    text = LANES.replace("label: Walked", "label: '<i>Walked</i>'").replace("label: Teams", "label: '<u>T'")
    lanes.challenge(text.replace("privacy: {", "privacy: {people_see: everyone, names: full, "))
    launch(lanes.ws, "lanes", day(1))
    site = Site(lanes)
    lanes.now = lanes.now.replace(month=3, day=3)
    client, token = site.client, site.token("p01")
    client.post(f"/l/{token}/log", data={"day": str(day(3)), "activity": "walk", "amount": "99"})
    for path in ("", "/points", "/about", "/leaving", "/file"):
        page = client.get(f"/l/{token}{path}")
        assert page.status_code == 200
        assert len(page.content) <= MOST_BYTES
        assert "<script" not in page.text
        assert not re.search(r"<(b|i|u)>", page.text)
        assert "\u202e" not in page.text
    assert "&lt;i&gt;Walked" in client.get(f"/l/{token}").text
    assert "<bdi>דנה לוי</bdi>" in client.get(f"/l/{token}/points").text


def test_everyone_reads_their_own_language_and_who_is_not_known_that_of_the_browser(site):
    token, english, client = site.token("p01"), site.token("p02"), site.client
    rows = "id,name,team,language\np01,Ada Bell,North,de\np02,Ben Cole,North,tlh\n"
    import_people(site.lanes.ws, site.lanes.file("languages.csv", rows))
    page = client.get(f"/l/{token}?done=saved").text
    assert '<html lang="de" dir="ltr">' in page
    for words in (
        "Heute, Mittwoch, 3. März 2027",
        "Gespeichert.",
        "Eine andere Menge",
        "Tage, die noch offen sind",
    ):
        assert words in page
    data = {"day": str(day(9)), "activity": "walk", "amount": "20"}
    assert "Es wurde nichts geändert" in client.post(f"/l/{token}/log", data=data).text
    assert '<html lang="en"' in client.get(f"/l/{english}").text
    for asked, language in (("de-AT,de;q=0.9,en;q=0.8", "de"), ("fr,en;q=0.5", "en"), ("", "en")):
        dead = client.get("/l/x", headers={"Accept-Language": asked}).text
        assert f'<html lang="{language}"' in dead


def test_a_page_shows_of_others_what_privacy_lets_it(site):
    for number, (who, *_) in enumerate(PEOPLE):
        site.lanes.log(who, str(10 + number), on=day(2))
    token = site.token("p01")
    pages = " ".join(site.client.get(f"/l/{token}{path}").text for path in ("", "/points", "/about"))
    assert "Ada Bell" in pages
    assert not [name for _, name, _ in PEOPLE[1:] if name in pages or name.split()[0] in pages]
    assert not [team for team in ("South", "West") if team in pages]


def test_before_the_first_day_and_after_the_last_nothing_is_offered(site):
    token = site.token("p01")
    site.lanes.now = site.lanes.now.replace(month=2, day=25)
    assert "It begins on Monday, 1 March 2027" in site.client.get(f"/l/{token}").text


@pytest.mark.parametrize("package", ["uvicorn", "python_multipart"])
def test_without_the_extra_a_sentence_says_what_to_install(site, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "moonwalk.page.server", raising=False)
    with pytest.raises(Refused, match=r"pip install 'moonwalk\[page\]'"):
        run(site.lanes.ws, "127.0.0.1", 8710, site.log.append)


def test_other_computers_are_let_in_only_under_a_name_of_its_own(site):
    with pytest.raises(Refused, match=r"page: \{url:"):
        run(site.lanes.ws, "0.0.0.0", 8710, site.log.append)


@needs_browser
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_browser(site, scheme, browser, tmp_path):
    client, token = site.client, site.token("p01")
    client.post(f"/l/{token}/log", data={"day": str(day(3)), "activity": "walk", "amount": "20"})
    links = make_links(site.lanes.ws, "lanes")
    pages = [
        client.get(f"/l/{token}{path}").text
        for path in ("?done=saved", "/points", "/about", "/leaving", "/file", "/cheers")
    ]
    pages += [client.get(f"/l/{site.token('p02', agreed=False)}").text, client.get("/l/x").text]
    steps = {"file": ("days.csv", b"date,steps\n2027-03-02,8000\n2027-03-09,1\n")}
    pages += [client.post(f"/l/{token}/file", files=steps).text]
    pages += [write_cards(site.lanes.ws, links, tmp_path / "cards.html").read_text("utf-8")]
    codes = make_links(site.lanes.ws, "lanes", purpose="kiosk")
    pages += [write_cards(site.lanes.ws, codes, tmp_path / "codes.html").read_text("utf-8")]
    site.kiosk = ("lanes",)
    wrong, right = {"code": "AAAAA-AAAAA"}, {"code": codes.links[0].code}
    pages += [site.client.post("/kiosk/lanes", data=data).text for data in (wrong, right)]
    assert [axe_faults(browser, page, scheme) for page in pages] == [[]] * 13


def test_reasons_and_amounts_are_in_the_language_of_the_reader(site):
    rows = "id,name,team,language\np01,Ada Bell,North,de\n"
    import_people(site.lanes.ws, site.lanes.file("languages.csv", rows))
    site.lanes.log("p01", "40", "walk", day(1))
    site.lanes.log("p01", "12.5", "walk", day(2))
    site.lanes.log("p01", "900", "walk", day(3))
    token = site.token("p01")
    points = html.unescape(site.client.get(f"/l/{token}/points").text)
    for said in (
        "40 Minuten, davon zählen 30 Minuten",
        "12,5 Minuten",
        "ein einzelner Eintrag über 60 Minuten",
    ):
        assert said in points
    assert "40 minutes" not in points
    today = site.client.get(f"/l/{token}").text
    assert "10 Minuten" in today
    assert "(Minuten)" in today
    site.lanes.now = at(9, 12)
    site.lanes.log("p01", "5", "walk", day(1))
    late = html.unescape(site.client.get(f"/l/{token}/points").text)
    assert "konnte bis Dienstag" in late
    assert "offen" in late
