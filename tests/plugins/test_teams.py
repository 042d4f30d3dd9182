"""Teams: cards as the schema of Adaptive Cards has them, small enough, and harmless; and every refusal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from moonwalk.api.notices import Delivered, Message, Never, Pace, Retry
from moonwalk_plugins import teams
from moonwalk_plugins.teams import MOST_BYTES, Teams, card

from ..servers import HOST, Web, says, web_server

FLOW = "/workflows/1/triggers/manual/paths/invoke?sig=s3cret"
MESSAGE = Message(
    key="lanes/1/week-1/p01/teams",
    recipient="p01",
    recipient_name="Ada Bell",
    subject="Your week 1 of Lanes",
    text="Hello Ada,\n\n12 points,\nthree days.",
    created=datetime(2027, 3, 8, 9, tzinfo=UTC),
    email="ada@example.org",
)

# What https://adaptivecards.io/explorer says of the elements that are used here, in version 1.4, with nothing
# else let in; the cards also pass Microsoft's own adaptive-card.json.
TEXT_RUN = {
    "type": "object",
    "required": ["type", "text"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "TextRun"},
        "text": {"type": "string"},
        "size": {"enum": ["default", "small", "medium", "large", "extraLarge"]},
        "weight": {"enum": ["default", "lighter", "bolder"]},
    },
}
RICH_TEXT_BLOCK = {
    "type": "object",
    "required": ["type", "inlines"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "RichTextBlock"},
        "inlines": {"type": "array", "items": TEXT_RUN, "minItems": 1},
        "spacing": {"enum": ["default", "none", "small", "medium", "large", "extraLarge", "padding"]},
    },
}
CARD = {
    "type": "object",
    "required": ["type", "version", "body"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"const": "http://adaptivecards.io/schemas/adaptive-card.json"},
        "type": {"const": "AdaptiveCard"},
        "version": {"enum": ["1.2", "1.3", "1.4"]},
        "body": {"type": "array", "items": RICH_TEXT_BLOCK},
    },
}
CONTENT = {
    "type": "object",
    "required": ["type", "attachments"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "message"},
        "recipient": {"type": "string"},
        "attachments": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["contentType", "content"],
                "additionalProperties": False,
                "properties": {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": "null"},
                    "content": CARD,
                },
            },
        },
    },
}


def lines(content) -> list[str]:
    """What the card shows, line by line, once it has passed the schema."""
    Draft202012Validator(CONTENT).validate(content)
    (attached,) = content["attachments"]
    return ["".join(run["text"] for run in block["inlines"]) for block in attached["content"]["body"]]


@pytest.fixture
def web():
    return Web([says(202)])


@pytest.fixture
def flow(web):
    """The channel whose flow is the server."""
    with web_server(web) as url:
        yield Teams(webhook=f"{url}{FLOW}", seconds="5")


def test_a_card_goes_to_the_flow_with_the_one_it_is_for(web, flow):
    assert flow.deliver(MESSAGE, "") == Delivered(note=f"{HOST} answered 202.")

    (body,) = map(json.loads, web.bodies)
    assert web.paths == [FLOW]
    assert body["recipient"] == "ada@example.org"
    assert lines(body) == ["Your week 1 of Lanes", "Hello Ada,", "12 points,", "three days."]


def test_a_flow_for_a_channel_learns_no_address():
    content = Teams(webhook="https://x.logic.azure.com/y", posts_in="channel").content(MESSAGE)
    assert "recipient" not in content
    assert lines(content)[0] == "For Ada Bell: Your week 1 of Lanes"


@pytest.mark.promise("P7", "names in channels")
@pytest.mark.parametrize(
    "name",
    [
        "[click](http://x)",
        "**bold** _it_",
        "<at>all</at>",
        "{{DATE(2027-01-01T00:00:00Z)}}",
        "\u202egro.live",
        "a\r\nb",
    ],
)
def test_nothing_that_a_name_holds_is_a_link_or_a_mention(name):
    content = Teams(webhook="https://x.logic.azure.com/y").content(
        replace(MESSAGE, recipient_name=name, subject=f"For {name}", text=f"Hello {name}!")
    )
    shown = "\n".join(lines(content))

    # No element of the card takes Markdown: the schema lets none in that does.
    assert "TextBlock" not in json.dumps(content).replace("RichTextBlock", "")
    assert "{{" not in shown
    assert not {"\u202e", "\r"} & set(shown)


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "ü\n" * 30_000, "\U0001f6b6" * 9_000, "a\n\nb" * 9_000, '"' * 40_000]
)
def test_what_is_too_long_is_cut_to_what_teams_takes(text):
    content = Teams(webhook="https://x.logic.azure.com/y").content(
        replace(MESSAGE, text=text, subject=text[:9_000])
    )
    size = len(json.dumps(content, ensure_ascii=False).encode())

    assert size <= MOST_BYTES
    assert size > MOST_BYTES // 3
    assert lines(content)[-1].endswith("...")


def test_a_short_message_is_a_small_card():
    assert len(json.dumps(card("a", "b"))) < 400


@pytest.mark.parametrize(
    ("reply", "kind", "rest"),
    [
        (says(429, Retry_After="30"), Retry, timedelta(seconds=30)),
        (says(502), Retry, timedelta(0)),
        (says(401), Never, timedelta(hours=1)),
        (says(400), Never, timedelta(0)),
    ],
)
def test_a_status_says_what_became_of_it(web, flow, reply, kind, rest):
    web.replies = [reply]
    outcome = flow.deliver(MESSAGE, "")

    assert (type(outcome), outcome.rest) == (kind, rest)
    assert "s3cret" not in outcome.reason


def test_what_may_be_in_a_channel_already_is_left_to_a_person_to_look(web, flow):
    web.replies = [lambda request: request.connection.close()]

    assert type(flow.deliver(MESSAGE, "")) is Retry
    assert type(flow.model_copy(update={"posts_in": "channel"}).deliver(MESSAGE, "")) is Never


def test_whoever_has_no_address_cannot_be_found(flow):
    assert type(flow.deliver(replace(MESSAGE, email=""), "")) is Never
    assert (
        type(flow.model_copy(update={"posts_in": "channel"}).deliver(replace(MESSAGE, email=""), ""))
        is Delivered
    )


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"webhook": "https://acme.webhook.office.com/s3cret"}, "shut down"),
        ({"webhook": "http://x.logic.azure.com/s3cret"}, "https://"),
        ({"webhook": "https://x.logic.azure.com/s3cret", "seconds": "0"}, "from 1 to 90"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_words(keys, why):
    with pytest.raises(ValidationError, match=why) as caught:
        Teams(**keys)
    assert "s3cret" not in caught.value.errors()[0]["msg"]


def test_a_channel_that_others_read_is_doubted():
    url = "https://x.logic.azure.com/y"
    assert "everyone in the channel" in " ".join(Teams(webhook=url, posts_in="channel").doubts())
    assert list(Teams(webhook=url).doubts()) == []
    assert Teams(webhook=url).pace() == Pace(per_minute=60)
    assert list(teams.moonwalk_channels()) == [Teams]
