"""Messages in Microsoft Teams: Adaptive Cards, handed to a flow that posts them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar, Final, Literal
from urllib.parse import urlsplit

from pydantic import field_validator

from moonwalk.api import FieldError, hookimpl
from moonwalk.api.fields import Secret, SecretValue, ShortText, Whole
from moonwalk.api.files import clean_name, clean_text
from moonwalk.api.notices import Channel, Message, Never, Outcome, Pace, Retry
from moonwalk.api.web import Unreached, check_url, outcome_of, post_json, trusting

MOST_BYTES: Final = 28 * 1024
"""The size up to which Teams takes a message."""

_ROOM: Final = 1024
_SOON: Final = timedelta(minutes=5)


class Teams(Channel):
    """Messages are sent in Microsoft Teams, in {posts_in}.

    `webhook` is the address of a flow made from a Workflows template. With `posts_in: chats` each card comes
    with the person's e-mail address as `recipient`, for a flow that posts in the chat of that person; with
    `posts_in: channel` the flow posts all of them in one place.
    """

    name: ClassVar[str] = "teams"

    webhook: Secret
    posts_in: Literal["chats", "channel"] = "chats"
    per_minute: Whole = 60
    seconds: Whole = 30
    ca_file: ShortText = ""

    @field_validator("webhook")
    @classmethod
    def _is_a_url(cls, webhook: SecretValue) -> SecretValue:
        host = check_url(webhook.reveal())
        if host.endswith("webhook.office.com"):
            raise FieldError(
                "this is a webhook of an Office connector, which Microsoft has shut down. Make a flow "
                "instead: docs/channels.md."
            )
        return webhook

    @field_validator("ca_file")
    @classmethod
    def _holds_certificates(cls, path: str) -> str:
        trusting(path)
        return path

    @field_validator("seconds")
    @classmethod
    def _ends_in_time(cls, seconds: int) -> int:
        if not 1 <= seconds <= 90:
            raise FieldError("a message may take from 1 to 90 seconds.")
        return seconds

    def pace(self) -> Pace:
        """One a second; a backlog for one person is one card."""
        return Pace(per_minute=self.per_minute)

    def is_private(self) -> bool:
        """In the chat of each person, unless all goes to one place."""
        return self.posts_in == "chats"

    def preview(self, message: Message) -> str:
        """The lines of the card."""
        (attached,) = self.content(message)["attachments"]
        lines = [line["inlines"][0]["text"] for line in attached["content"]["body"]]
        return "\n".join(lines) + "\n"

    def doubts(self) -> Iterable[str]:
        """That a channel is read by others."""
        if self.posts_in == "channel":
            yield (
                "everyone in the channel reads what is meant for one person. Keep it to the organisers, or "
                "write 'posts_in: chats' and let the flow post in the chat of each person."
            )

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Hand one card to the flow; what it answered."""
        if self.posts_in == "chats" and not message.email:
            return Never(
                reason="The roster has no e-mail address of this person, by which Teams would find them."
            )
        url = self.webhook.reveal()
        try:
            answer = post_json(url, self.content(message), seconds=self.seconds, ca_file=self.ca_file)
        except Unreached as reason:
            if reason.sent and self.posts_in == "channel":
                # Twice in a channel is worse than late: a person can look whether it is there.
                look = "Look in the channel; if it is not there, send it again by hand."
                return Never(reason=f"{reason} {look}", rest=_SOON)
            return Retry(reason=str(reason), rest=_SOON)
        return outcome_of(answer, urlsplit(url).hostname or "")

    def content(self, message: Message) -> Mapping[str, Any]:
        """What the flow gets: a card that fits, and for whom it is."""
        heading = " ".join(clean_text(message.subject).split())
        if self.posts_in == "channel":
            heading = f"For {clean_name(message.recipient_name)}: {heading}"
        text = clean_text(message.text).strip("\n")
        to = {"recipient": message.email} if self.posts_in == "chats" else {}
        while True:
            content = {"type": "message", **to, "attachments": [_attached(heading, text)]}
            size = len(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))
            if size <= MOST_BYTES - _ROOM:
                return content
            shorter = int(len(text) * (MOST_BYTES - 2 * _ROOM) / size)
            heading, text = heading[:200], f"{text[: max(shorter - 1, 0)]}..."


def _attached(heading: str, text: str) -> Mapping[str, Any]:
    return {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card(heading, text),
    }


def card(heading: str, text: str) -> Mapping[str, Any]:
    """An Adaptive Card that shows a heading and the lines of a text, letter by letter."""
    body = [_line(heading, size="large", weight="bolder")]
    spacing = "medium"
    for line in text.split("\n"):
        if line.strip():
            body.append({**_line(line), "spacing": spacing})
            spacing = "small"
        else:
            spacing = "medium"
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }


def _line(text: str, **looks: str) -> dict[str, Any]:
    # Of all elements only this one takes no Markdown, so that a link in a name stays a text. Dates are filled
    # in here as well, between double braces.
    plain = text.replace("{{", "{\N{WORD JOINER}{")
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": plain, **looks}]}


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """Teams."""
    return (Teams,)
