"""Messages in Slack: to each person by a bot, or into one channel by its webhook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from html import unescape
from typing import Any, ClassVar, Final, Self
from urllib.parse import urlsplit

from pydantic import field_validator, model_validator

from moonwalk.api import FieldError, hookimpl
from moonwalk.api.fields import Secret, SecretValue, ShortText, Whole
from moonwalk.api.files import clean_name, clean_text
from moonwalk.api.notices import Channel, Delivered, Message, Never, Outcome, Pace, Retry
from moonwalk.api.web import (
    Unreached,
    WebAnswer,
    check_url,
    outcome_of,
    post_form,
    post_json,
    trusting,
)

_LONGEST: Final = 30_000
_LONGEST_BUTTON: Final = 75
_AN_HOUR: Final = timedelta(hours=1)
_SOON: Final = timedelta(minutes=5)

# What Slack calls it when the token, or what it may do, is what is wrong.
_OF_THE_TOKEN: Final = frozenset(
    {
        *(
            "not_authed",
            "invalid_auth",
            "account_inactive",
            "token_expired",
            "token_revoked",
            "no_permission",
        ),
        *("missing_scope", "not_allowed_token_type", "org_login_required", "ekm_access_denied"),
        *("access_denied", "team_access_not_granted", "two_factor_setup_required"),
    }
)
_FOR_NOW: Final = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "rate_limited", "ratelimited"}
)


class Slack(Channel):
    """Messages are sent in Slack.

    With `token`, the token of a bot (xoxb-...), each person gets a direct message; people are found by the
    e-mail addresses of the roster. With `webhook`, an incoming webhook, everything goes into its channel.
    `log_button` are the words on a button below each direct message that leads to logging today, as far as
    `moonwalk chat` is there to answer it; without words there is none.
    """

    name: ClassVar[str] = "slack"

    token: Secret | None = None
    webhook: Secret | None = None
    log_button: ShortText = ""
    per_minute: Whole = 50
    seconds: Whole = 20
    ca_file: ShortText = ""
    api: ShortText = "https://slack.com/api"

    @field_validator("webhook")
    @classmethod
    def _is_a_url(cls, webhook: SecretValue | None) -> SecretValue | None:
        if webhook is not None:
            check_url(webhook.reveal())
        return webhook

    @field_validator("api")
    @classmethod
    def _is_a_place(cls, url: str) -> str:
        check_url(url)
        return url.rstrip("/")

    @field_validator("ca_file")
    @classmethod
    def _holds_certificates(cls, path: str) -> str:
        trusting(path)
        return path

    @field_validator("seconds")
    @classmethod
    def _ends_in_time(cls, seconds: int) -> int:
        if not 1 <= seconds <= 40:
            raise FieldError("a message may take from 1 to 40 seconds.")
        return seconds

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        if (self.token is None) == (self.webhook is None):
            raise FieldError(
                "Write either 'token', for a direct message to each person, or 'webhook', for one channel."
            )
        if self.webhook is not None and self.log_button:
            raise FieldError("A 'log_button' is for direct messages. Write 'token', or leave the button out.")
        return self

    def pace(self) -> Pace:
        """About one a second, as Slack asks for; a backlog for one person is one message."""
        return Pace(per_minute=self.per_minute)

    def is_private(self) -> bool:
        """With a bot, to each person alone."""
        return self.webhook is None

    def preview(self, message: Message) -> str:
        """What Slack shows, in a direct message or in the channel."""
        text = unescape(shown(message))
        if self.webhook:
            return f"For {clean_name(message.recipient_name)}: {text}\n"
        return f"{text}\n\n[ {self.log_button} ]\n" if self.log_button else f"{text}\n"

    def doubts(self) -> Iterable[str]:
        """That a channel is read by others."""
        if self.webhook is not None:
            yield (
                "everyone in the channel of this webhook reads what is meant for one person. Keep it to the "
                "organisers, or write 'token' instead, which sends to each person alone."
            )

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Send one message; what Slack said of it."""
        if self.webhook is not None:
            return self._post(message, self.webhook.reveal())
        if not message.email:
            return Never(
                reason="The roster has no e-mail address of this person, by which Slack would find them."
            )
        try:
            return self._send(message)
        except Unreached as reason:
            return Retry(reason=str(reason), rest=_SOON)

    def _post(self, message: Message, webhook: str) -> Outcome:
        host = urlsplit(webhook).hostname or ""
        content = {
            "text": f"For {escaped(clean_name(message.recipient_name))}: {shown(message)}",
            "mrkdwn": False,
        }
        try:
            answer = post_json(webhook, content, seconds=self.seconds, ca_file=self.ca_file)
        except Unreached as reason:
            if reason.sent:
                # Twice in a channel is worse than late: a person can look whether it is there.
                look = "Look in the channel; if it is not there, send it again by hand."
                return Never(reason=f"{reason} {look}", rest=_SOON)
            return Retry(reason=str(reason), rest=_SOON)
        return outcome_of(answer, host)

    def _send(self, message: Message) -> Outcome:
        lookup = self._ask("users.lookupByEmail", {"email": message.email}, form=True)
        if not isinstance(lookup, WebAnswer):
            return lookup
        user = lookup.json().get("user")
        content = {
            "channel": str(user.get("id")) if isinstance(user, Mapping) else "",
            "text": shown(message),
            # Nothing in a name or text is a mention, a link with other words, or bold.
            "mrkdwn": False,
            "parse": "none",
            "link_names": False,
            "unfurl_links": False,
            "unfurl_media": False,
            **({"attachments": [_with_button(self.log_button)]} if self.log_button else {}),
        }
        posted = self._ask("chat.postMessage", content)
        if not isinstance(posted, WebAnswer):
            return posted
        return Delivered(note=f"Sent to {message.email} in Slack.")

    def _ask(self, method: str, fields: Mapping[str, Any], *, form: bool = False) -> WebAnswer | Outcome:
        """What a method of Slack answers, or what that means for the message where it is a refusal."""
        token = self.token.reveal() if self.token else ""
        answer = (post_form if form else post_json)(
            f"{self.api}/{method}",
            fields,
            seconds=self.seconds,
            ca_file=self.ca_file,
            headers={"Authorization": f"Bearer {token}"},
        )
        if answer.status != 200:
            return outcome_of(answer, urlsplit(self.api).hostname or "")
        said = answer.json()
        return answer if said.get("ok") is True else _refused(said)


def _with_button(words: str) -> Mapping[str, Any]:
    """What stands below a message: the message itself stays a text in which nothing is read as a format."""
    shown_words = {"type": "plain_text", "text": words[:_LONGEST_BUTTON]}
    # What it says is answered by 'moonwalk chat' with today and its amounts, to the reader alone.
    button = {"type": "button", "action_id": "today", "text": shown_words, "value": "today"}
    return {"fallback": words, "blocks": [{"type": "actions", "elements": [button]}]}


def _refused(said: Mapping[str, Any]) -> Outcome:
    error = clean_name(str(said.get("error", "no answer that can be read")))
    if error == "users_not_found":
        return Never(reason="Slack knows nobody with this e-mail address.")
    if error == "missing_scope":
        needed = clean_name(str(said.get("needed", "")))
        return Retry(
            reason=f"The Slack app lacks the permission {needed}. Add it and install it anew.", rest=_AN_HOUR
        )
    if error in _OF_THE_TOKEN:
        return Retry(reason=f"Slack does not accept the token ({error}). Give it a new one.", rest=_AN_HOUR)
    if error in _FOR_NOW or error.startswith("no answer"):
        return Retry(reason=f"Slack cannot take messages right now ({error}).", rest=_SOON)
    return Never(reason=f"Slack does not take this message ({error}).")


def shown(message: Message) -> str:
    """Subject and text as Slack shows them letter by letter, whatever they hold."""
    subject = " ".join(clean_text(message.subject).split())
    text = f"{subject}\n\n{clean_text(message.text).strip()}"
    return escaped(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def escaped(text: str) -> str:
    """The text with the three letters replaced of which Slack makes mentions and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """Slack."""
    return (Slack,)
