"""What must not happen: a page that writes when it is looked at, or answers whom it should not."""

from __future__ import annotations

import random
from base64 import b64encode
from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from moonwalk.page.app import make_app
from moonwalk.page.guard import kind_of
from moonwalk.page.rates import Buckets, Limits, Rate
from moonwalk.services.checking_in.links import make_links, revoke_links

from ..workspaces import at, day, launched
from .conftest import BASE

PATHS = (
    "",
    "/points",
    "/about",
    "/day/2027-03-03",
    "/leaving",
    "/file",
    "/save",
    "/data",
    "/leave",
    "/erase",
    "/log",
    "/undo",
    "/agree",
    "?done=saved",
    "/log?amount=9",
)
STOP_PATHS = ("", "/on", "?List-Unsubscribe=One-Click")
UNLIMITED = Rate(1e9, 1e9)


def unlimited():
    return Limits(Buckets(UNLIMITED), Buckets(UNLIMITED), Buckets(UNLIMITED))


@pytest.mark.parametrize("times", [120, pytest.param(10_000, marks=pytest.mark.torture)])
def test_looking_changes_nothing_however_often(site, times):
    site.limits = unlimited()
    tokens = [site.token("p01"), site.token("p02", agreed=False), site.token("p03", "see")]
    looked_at = [f"/l/{token}{path}" for token in tokens for path in PATHS]
    looked_at += [f"/u/{site.token('p01', 'stop')}{path}" for path in STOP_PATHS for _ in range(5)]
    client, dice = site.client, random.Random(times)
    before = site.facts()
    for _ in range(times):
        method, path = dice.choice(("GET", "HEAD")), dice.choice(looked_at)
        client.request(method, path, params={"day": "2027-03-03", "activity": "walk", "amount": "9"})
    assert site.facts() == before


def test_every_dead_link_is_answered_in_the_same_way(site, tmp_path):
    site.limits = unlimited()
    good, revoked, other = site.token("p01"), site.token("p02"), launched(tmp_path / "other")
    other.now = at(3)
    revoke_links(site.lanes.ws, "lanes", ["p02"], "lost")
    foreign = make_links(other.ws, "lanes", ["p01"]).links[0].url.rpartition("/")[2]
    altered = good[:-1] + ("A" if good[-1] != "A" else "B")
    client = site.client
    answers = [
        client.get(f"/l/{token}{path}")
        for token in (altered, revoked, foreign, "x")
        for path in ("", "/points")
    ]
    answers += [client.post(f"/l/{token}/log", data={}) for token in (altered, revoked, foreign)]
    site.lanes.now = at(20)
    answers += [site.client.get(f"/l/{good}"), site.client.post(f"/l/{good}/agree")]
    assert {answer.status_code for answer in answers} == {404}
    (text,) = {answer.text for answer in answers}
    assert "This link does not work" in text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8710", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_is_refused(site, host):
    assert site.client.get("/health", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_page_is_refused(site, headers):
    token, before = site.token("p01"), site.facts()
    data = {"day": str(day(3)), "activity": "walk", "amount": "20"}
    assert site.client.post(f"/l/{token}/log", data=data, headers=headers).status_code == 403
    assert site.facts() == before
    # What a browser sends from our own page, which has no referrer.
    own = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert site.client.post(f"/l/{token}/log", data=data, headers=own).status_code == 200


def test_what_is_too_large_or_of_another_kind_is_refused(site):
    token, client, before = site.token("p01"), site.client, site.facts()
    data = {"day": str(day(3)), "activity": "walk", "amount": "2" * 5000}
    assert client.post(f"/l/{token}/log", data=data).status_code == 413
    assert client.post(f"/l/{token}/log", content=b"\xff\xfe=1").status_code == 400
    assert client.post(f"/l/{token}/log", content=b"no form").status_code == 400
    assert client.get(f"/l/{token}?{'x' * 400}").status_code == 414
    assert client.get(f"/l/{'x' * 400}").status_code == 414
    assert client.delete(f"/l/{token}").status_code == 405
    assert client.post(f"/l/{token}").status_code == 405
    assert client.get("/l/../../moonwalk.db").status_code == 404
    assert site.facts() == before


def test_a_page_says_how_it_is_to_be_treated(site):
    answer = site.client.get(f"/l/{site.token('p01')}")
    policy = answer.headers["content-security-policy"]
    style = answer.text.split("<style>")[1].split("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "script" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "set-cookie" not in answer.headers
    assert "style=" not in answer.text


def test_no_link_and_nobody_is_in_the_log(site):
    token, client = site.token("p01"), site.client
    for path in ("", "/points", "/log", f"/{token}", "/day/2027-03-03?done=saved"):
        client.get(f"/l/{token}{path}")
    client.get(f"/L/{token}")
    client.get(f"/{token}")
    client.post(f"/l/{token}/log", data={"day": str(day(3)), "activity": "walk", "amount": "20"})
    text = "\n".join(site.log)
    assert "POST /l/…/log 303" in text
    assert token not in text
    assert "testclient" not in text
    assert "p01" not in text


def test_an_error_of_ours_shows_nothing_of_it(site, monkeypatch):
    token = site.token("p01")
    (site.lanes.folder / "moonwalk.db").rename(site.lanes.folder / "away.db")
    answer = site.client.get(f"/l/{token}")
    assert answer.status_code == 503
    assert str(site.lanes.folder) not in answer.text
    assert site.client.get("/health").status_code == 503
    (site.lanes.folder / "away.db").rename(site.lanes.folder / "moonwalk.db")
    monkeypatch.setattr("moonwalk.page.visits.visitor_of", lambda *_: 1 / 0)
    assert site.client.get(f"/l/{token}").status_code == 500
    assert "A request failed: ZeroDivisionError" in site.log


def test_a_link_that_is_fetched_without_end_has_to_wait_and_no_other(site):
    moments = [0.0]
    slow = Rate(5, 1)
    site.limits = Limits(Buckets(slow, lambda: moments[0]), Buckets(UNLIMITED), Buckets(UNLIMITED))
    first, second, client = site.token("p01"), site.token("p02"), site.client
    statuses = [client.get(f"/l/{first}/about").status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert client.get(f"/l/{second}/about").status_code == 200
    moments[0] = 1.0
    assert client.get(f"/l/{first}/about").status_code == 200


def test_who_guesses_links_has_to_wait(site):
    moments = [0.0]
    failures = Buckets(Rate(3, 1), lambda: moments[0])
    site.limits = Limits(Buckets(UNLIMITED), Buckets(UNLIMITED), failures)
    client = site.client
    assert [client.get(f"/l/{number:048}").status_code for number in range(5)] == [404] * 3 + [429] * 2
    moments[0] = 1.5
    assert client.get("/favicon.ico").status_code == 404
    assert client.get("/l/x").status_code == 404


def test_what_was_asked_long_ago_is_forgotten():
    buckets = Buckets(Rate(1, 1), lambda: 0.0, most=3)
    assert all(buckets.take(str(number)) for number in range(10))
    assert not buckets.take("9")
    assert buckets.take("0")


def test_behind_a_reverse_proxy_the_page_has_its_own_name_and_path(site):
    settings = site.lanes.folder / "moonwalk.yaml"
    settings.write_text(
        settings.read_text("utf-8") + "page: {url: 'https://moves.example.com/walk'}\n", "utf-8"
    )
    (link,) = make_links(site.lanes.ws, "lanes", ["p01"]).links
    token, client = site.token("p01"), site.client
    assert link.url == f"https://moves.example.com/walk/l/{token}"
    own = {"Host": "moves.example.com", "Origin": "https://moves.example.com"}
    for path in (f"/walk/l/{token}", f"/l/{token}"):
        page = client.get(path, headers=own)
        assert page.status_code == 200
        assert f'action="/walk/l/{token}/log"' in page.text
    assert client.get("/health", headers={"Host": "other.example.com"}).status_code == 421
    assert client.get("/health").text == "ok\n"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/l/abc", "/l/…"),
        ("/walk/l/abc/points", "/l/…/points"),
        ("/l/abc/def", "/l/…"),
        ("/in/abc", "/in/…"),
        ("/in/l/abc/points", "/l/…/points"),
        ("/lobby/abc", "/lobby/…"),
        ("/abc", "(other)"),
        ("/health", "/health"),
    ],
)
def test_a_path_is_written_down_without_what_is_in_it(path, kind):
    assert kind_of(path) == kind
    assert BASE not in kind_of(path)


def test_the_lobby_board_is_for_everyone_and_only_of_the_challenges_that_were_named(site):
    site.lanes.log("p02", "25", on=day(2))
    site.lanes.now = at(10)
    app = make_app(site.lanes.ws, site.log.append, unlimited(), ["lanes"])
    client = TestClient(app, base_url=BASE)
    page = client.get("/lobby/lanes")
    assert (page.status_code, "North" in page.text) == (200, True)
    assert "Ben" not in page.text
    assert "style-src 'unsafe-inline'" in page.headers["content-security-policy"]
    assert client.get("/lobby/other").status_code == 404
    assert site.client.get("/lobby/lanes").status_code == 404
    assert "GET /lobby/… 200" in "\n".join(site.log)
