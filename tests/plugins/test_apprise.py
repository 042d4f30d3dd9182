"""Apprise, which sends by services that Moonwalk has no channel for, and says little about it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from moonwalk.api.notices import Delivered, Message, Never, Pace, Retry
from moonwalk_plugins import apprise
from moonwalk_plugins.apprise import Apprise

from ..servers import Web, says, web_server

# The library itself imports what Python is about to lose.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MESSAGE = Message(
    key="k",
    recipient="p01",
    recipient_name="Ada [Bell](http://x)",
    subject="News <b>",
    text="Hello\n\n<!channel>",
    created=datetime(2027, 3, 8, 9, tzinfo=UTC),
    email="ada+x@example.org",
)


@pytest.fixture
def web():
    return Web([says(200)])


@pytest.fixture
def address(web):
    """An address for Apprise that leads to the server."""
    with web_server(web) as url:
        yield url.replace("http:", "json:")


def test_a_message_is_sent_to_one_place(web, address, capfd):
    outcome = Apprise(url=f"{address}/t0ken").deliver(MESSAGE, "")

    assert outcome == Delivered(note="Apprise says that it was sent.")
    (body,) = map(json.loads, web.bodies)
    assert body["title"] == "For Ada [Bell](http://x): News <b>"
    assert body["message"] == "Hello\n\n<!channel>"
    assert capfd.readouterr() == ("", "")


def test_the_address_of_the_person_is_put_in(web, address):
    Apprise(url=f"{address}/to/{{email}}").deliver(MESSAGE, "")
    assert web.paths == ["/to/ada+x@example.org"]
    assert type(Apprise(url="json://x/{email}").deliver(replace(MESSAGE, email=""), "")) is Never


def test_what_fails_is_told_without_the_address(web, address, capfd):
    web.replies = [says(500)]
    outcome = Apprise(url=f"{address}/t0ken").deliver(MESSAGE, "")

    assert outcome == Retry(reason="Apprise says that it could not be sent, and does not say why.")
    assert capfd.readouterr() == ("", "")


def test_an_address_that_is_none_is_told_without_it(capfd):
    outcome = Apprise(url="nonsense://t0ken").deliver(MESSAGE, "")

    assert "does not know what the url of the settings is" in outcome.reason
    assert outcome.rest
    assert "t0ken" not in outcome.reason + "".join(capfd.readouterr())


def test_one_that_does_not_come_to_an_end_is_left(web, address, monkeypatch):
    monkeypatch.setattr(apprise, "_SECONDS", 0.05)
    web.replies = [lambda _: web.over.wait(10)]

    assert "in time" in Apprise(url=address).deliver(MESSAGE, "").reason


def test_without_the_package_it_says_what_to_install(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(apprise, "import_module", missing)
    assert "pip install 'moonwalk[apprise]'" in Apprise(url="json://x").deliver(MESSAGE, "").reason


def test_a_place_that_others_read_is_doubted():
    assert "meant for one person" in " ".join(Apprise(url="json://x").doubts())
    assert list(Apprise(url="json://x/{email}").doubts()) == []
    assert Apprise(url="json://x").pace() == Pace(per_minute=10)
    assert list(apprise.moonwalk_channels()) == [Apprise]
