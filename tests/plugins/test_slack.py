"""Slack, as real servers on the loopback play it: direct messages, a channel, and every refusal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from pydantic import ValidationError

from moonwalk.api.notices import Delivered, Message, Never, Pace, Retry
from moonwalk.page.chat import TODAY
from moonwalk_plugins import slack
from moonwalk_plugins.slack import Slack

from ..servers import HOST, Web, says, web_server

TOKEN = "xoxb-t0ken"
HOOK = "/services/T0/B0/s3cret"
MESSAGE = Message(
    key="lanes/1/week-1/p01/slack",
    recipient="p01",
    recipient_name="Ada Bell",
    subject="Your week 1 of Lanes",
    text="Hello Ada,\n\n12 points.",
    created=datetime(2027, 3, 8, 9, tzinfo=UTC),
    email="ada@example.org",
)
USER = {"ok": True, "user": {"id": "U1", "name": "ada"}}


def answer(value, status=200, **headers):
    return says(status, json.dumps(value).encode(), **headers)


@pytest.fixture
def web():
    return Web()


@pytest.fixture
def api(web):
    """A bot's channel, whose Slack is the server."""
    with web_server(web) as url:
        yield Slack(token=TOKEN, api=f"{url}/api", seconds="5")


@pytest.fixture
def hook(web):
    """The channel of a webhook at the server."""
    with web_server(web) as url:
        yield Slack(webhook=f"{url}{HOOK}", seconds="5")


def test_a_person_is_found_by_address_and_gets_a_direct_message(web, api):
    web.replies = [answer(USER), answer({"ok": True})]

    assert api.deliver(MESSAGE, "") == Delivered(note="Sent to ada@example.org in Slack.")
    assert web.paths == ["/api/users.lookupByEmail", "/api/chat.postMessage"]
    assert parse_qs(web.bodies[0].decode()) == {"email": ["ada@example.org"]}
    posted = json.loads(web.bodies[1])
    assert (posted["channel"], posted["text"]) == ("U1", "Your week 1 of Lanes\n\nHello Ada,\n\n12 points.")
    assert [headers["Authorization"] for headers in web.headers] == [f"Bearer {TOKEN}"] * 2


def test_a_button_below_a_message_asks_for_today_and_the_message_stays_a_text(web, api):
    web.replies = [answer(USER), answer({"ok": True})]
    channel = Slack(token=TOKEN, api=api.api, seconds="5", log_button="Log today")

    assert type(channel.deliver(MESSAGE, "")) is Delivered
    posted = json.loads(web.bodies[1])
    assert (posted["text"], posted["mrkdwn"]) == ("Your week 1 of Lanes\n\nHello Ada,\n\n12 points.", False)
    ((actions,),) = [attachment["blocks"] for attachment in posted["attachments"]]
    (button,) = actions["elements"]
    assert (button["text"]["text"], button["value"]) == ("Log today", TODAY)
    assert channel.preview(MESSAGE).endswith("12 points.\n\n[ Log today ]\n")


def test_a_webhook_gets_what_is_meant_for_whom(web, hook):
    web.replies = [says(200, b"ok")]

    assert hook.deliver(MESSAGE, "") == Delivered(note=f"{HOST} answered 200.")
    assert web.paths == [HOOK]
    assert json.loads(web.bodies[0])["text"].startswith("For Ada Bell: Your week 1 of Lanes\n\nHello")


@pytest.mark.promise("P7", "names in channels")
@pytest.mark.parametrize(
    "name", ["<!channel>", "<@U1> & <http://x|click>", "a\r\n<!here>", "\u202egro.live", "א" * 50_000]
)
def test_nothing_that_a_name_holds_is_a_mention_or_a_link(web, api, name):
    web.replies = [answer(USER), answer({"ok": True})]
    api.deliver(replace(MESSAGE, recipient_name=name, subject=f"For {name}", text=f"Hello {name}!"), "")

    posted = json.loads(web.bodies[1])
    assert not {"<", ">", "\u202e"} & set(posted["text"])
    assert "&" not in posted["text"].replace("&lt;", "").replace("&gt;", "").replace("&amp;", "")
    assert len(posted["text"]) < 40_000
    assert [posted[key] for key in ("mrkdwn", "link_names", "unfurl_links", "parse")] == [
        False,
        False,
        False,
        "none",
    ]


def test_a_name_in_a_channel_mentions_nobody(web, hook):
    web.replies = [says(200, b"ok")]
    hook.deliver(replace(MESSAGE, recipient_name="<!channel>"), "")

    assert json.loads(web.bodies[0])["text"].startswith("For &lt;!channel&gt;: ")


@pytest.mark.parametrize(
    ("error", "kind", "rests", "why"),
    [
        ("users_not_found", Never, False, "knows nobody with this e-mail address"),
        ("invalid_auth", Retry, True, "does not accept the token (invalid_auth)"),
        ("token_revoked", Retry, True, "Give it a new one"),
        ("internal_error", Retry, True, "right now"),
        ("something_new", Never, False, "does not take this message (something_new)"),
    ],
)
def test_what_slack_refuses_is_tried_again_or_not(web, api, error, kind, rests, why):
    web.replies = [answer({"ok": False, "error": error})]
    outcome = api.deliver(MESSAGE, "")

    assert type(outcome) is kind
    assert bool(outcome.rest) is rests
    assert why in outcome.reason
    assert TOKEN not in outcome.reason


def test_a_missing_permission_is_named(web, api):
    web.replies = [answer({"ok": False, "error": "missing_scope", "needed": "users:read.email"})]
    assert "lacks the permission users:read.email" in api.deliver(MESSAGE, "").reason


def test_what_is_refused_only_when_it_is_posted_counts(web, api):
    web.replies = [answer(USER), answer({"ok": False, "error": "is_archived"})]
    assert type(api.deliver(MESSAGE, "")) is Never


@pytest.mark.parametrize(
    ("reply", "kind", "rest"),
    [
        (says(429, Retry_After="30"), Retry, timedelta(seconds=30)),
        (says(500, b"oh"), Retry, timedelta(0)),
        (says(404, b"no_service"), Never, timedelta(hours=1)),
        (says(302, Location="https://elsewhere.example"), Never, timedelta(hours=1)),
        (says(400, b"invalid_payload"), Never, timedelta(0)),
    ],
)
def test_a_status_of_either_way_means_the_same(web, api, hook, reply, kind, rest):
    web.replies = [reply]
    for channel in (api, hook):
        outcome = channel.deliver(MESSAGE, "")
        assert (type(outcome), outcome.rest) == (kind, rest)
        assert HOOK not in outcome.reason


def test_what_may_be_in_a_channel_already_is_left_to_a_person_to_look(web, api, hook):
    web.replies = [lambda request: request.connection.close()]

    assert type(api.deliver(MESSAGE, "")) is Retry
    outcome = hook.deliver(MESSAGE, "")
    assert type(outcome) is Never
    assert "Look in the channel" in outcome.reason


def test_a_server_that_is_not_there_is_tried_again():
    outcome = Slack(webhook=f"http://{HOST}:1{HOOK}").deliver(MESSAGE, "")
    assert type(outcome) is Retry
    assert outcome.rest


def test_whoever_has_no_address_cannot_be_found():
    assert type(Slack(token=TOKEN).deliver(replace(MESSAGE, email=""), "")) is Never


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({}, "Write either 'token'"),
        ({"token": TOKEN, "webhook": "https://hooks.slack.com/x"}, "Write either 'token'"),
        ({"webhook": "http://hooks.slack.com/s3cret"}, "https://"),
        ({"token": TOKEN, "api": "slack.com"}, "not a URL"),
        ({"token": TOKEN, "seconds": "99"}, "from 1 to 40"),
        ({"webhook": "https://hooks.slack.com/x", "log_button": "Log"}, "is for direct messages"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_words(keys, why):
    with pytest.raises(ValidationError, match=why) as caught:
        Slack(**keys)
    assert "s3cret" not in caught.value.errors()[0]["msg"]


def test_a_channel_that_others_read_is_doubted():
    assert "everyone in the channel" in " ".join(Slack(webhook="https://hooks.slack.com/x").doubts())
    assert list(Slack(token=TOKEN).doubts()) == []
    assert Slack(token=TOKEN).pace() == Pace(per_minute=50)
    assert list(slack.moonwalk_channels()) == [Slack]
