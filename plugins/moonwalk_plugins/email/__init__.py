"""Messages by e-mail, over a server that takes them with a password, with OAuth, or as a relay."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar, Final, Literal, Self

from pydantic import field_validator, model_validator

from moonwalk.api import FieldError, hookimpl
from moonwalk.api.fields import Label, ShortText, Whole
from moonwalk.api.files import clean_email
from moonwalk.api.notices import Channel, Delivered, Message, Never, Outcome, Pace, Retry
from moonwalk.api.web import Deadline, Unreached, check_url, is_loopback, trusting
from moonwalk_plugins.email.login import GoogleLogin, Login, MicrosoftLogin, NoLogin, PasswordLogin, within
from moonwalk_plugins.email.mail import NoAddress, Sender, mail, shown
from moonwalk_plugins.email.session import Mailing, outcome_of

_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_MOST_SECONDS: Final = 60
_SOON: Final = timedelta(minutes=5)
_SETTINGS: Final = timedelta(hours=1)


class Email(Channel):
    """Messages are sent by e-mail from {sender} over {host}.

    Give one of `password`, `microsoft` and `google`, or none of them where the server is a relay that knows
    this computer. `ca_file` is the certificate of an authority of the company's own. With `unsubscribe`, the
    address of a page or a mailbox, mail programs offer a button beside each message; where people reach the
    page of Moonwalk, it leads there.
    """

    name: ClassVar[str] = "email"

    host: ShortText
    sender: ShortText
    sender_name: Label = ""
    reply_to: ShortText = ""
    encryption: Literal["starttls", "tls", "none"] = "starttls"
    port: Whole = 0
    password: PasswordLogin | None = None
    microsoft: MicrosoftLogin | None = None
    google: GoogleLogin | None = None
    ca_file: ShortText = ""
    unsubscribe: ShortText = ""
    per_minute: Whole = 30
    seconds: Whole = 60

    @field_validator("sender", "reply_to")
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        if text and not clean_email(text):
            raise FieldError(f"'{text}' is not an e-mail address. Write for example walks@example.org.")
        return text.strip()

    @field_validator("host")
    @classmethod
    def _is_a_host(cls, text: str) -> str:
        if not text.strip() or "/" in text or " " in text.strip() or not text.isprintable():
            raise FieldError(
                "this is the name of a server, as in smtp.example.org, without https:// or a port."
            )
        return text.strip()

    @field_validator("ca_file")
    @classmethod
    def _holds_certificates(cls, path: str) -> str:
        trusting(path)
        return path

    @field_validator("unsubscribe")
    @classmethod
    def _leads_somewhere(cls, text: str) -> str:
        if text.startswith("mailto:"):
            return text
        if text:
            check_url(text)
        return text

    @field_validator("seconds")
    @classmethod
    def _ends_in_time(cls, seconds: int) -> int:
        if not 1 <= seconds <= _MOST_SECONDS:
            raise FieldError(f"a message may take from 1 to {_MOST_SECONDS} seconds.")
        return seconds

    @model_validator(mode="after")
    def _logs_in_safely(self) -> Self:
        logins = [login for login in (self.password, self.microsoft, self.google) if login is not None]
        if len(logins) > 1:
            raise FieldError("Keep one of 'password', 'microsoft' and 'google': there is one way to log in.")
        if logins and self.encryption == "none" and not is_loopback(self.host):
            raise FieldError(
                "Without encryption anybody on the way could read the login. Write 'encryption: starttls', "
                "or 'tls', or leave the login out where the server is a relay."
            )
        return self

    def pace(self) -> Pace:
        """As many a minute as the settings allow; a backlog for one person is one e-mail."""
        return Pace(per_minute=self.per_minute)

    def own_address(self) -> str:
        """Where answers go, or else the sender."""
        return self.reply_to or self.sender

    def is_private(self) -> bool:
        """Each message goes to the address of one person."""
        return True

    def preview(self, message: Message) -> str:
        """What a reader sees: from and to whom, the subject, the text, and what is attached."""
        try:
            letter = mail(message, Sender(self.sender, self.sender_name, self.reply_to, self.unsubscribe))
        except NoAddress as reason:
            return f"{reason}\n"
        return shown(letter)

    def doubts(self) -> Iterable[str]:
        """That messages to a relay are not encrypted."""
        if self.encryption == "none" and not is_loopback(self.host):
            yield (
                f"messages go to {self.host} without encryption, so anybody on the way can read them. Write "
                "'encryption: starttls' if the server can do that."
            )

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Send one e-mail; what the server said of it."""
        if not message.email:
            return Never(reason="The roster has no e-mail address of this person. Import one that has.")
        sender = Sender(self.sender, self.sender_name, self.reply_to, self.unsubscribe)
        try:
            letter = mail(message, sender)
        except NoAddress as reason:
            return Never(reason=str(reason))
        try:
            with self._mailing() as mailing:
                return Delivered(note=f"{self.host} answered: {mailing.send(letter)}")
        except NoLogin as reason:
            return Retry(reason=str(reason), rest=_SETTINGS if reason.lasting else _SOON)
        except Unreached as reason:
            return Retry(reason=str(reason), rest=_SOON)
        except smtplib.SMTPException as refusal:
            return outcome_of(refusal, self.host, self.sender, message.email)

    def _mailing(self) -> Mailing:
        # A token is asked for first, under a limit of its own: the server would not wait for it.
        credentials = within(self._login, self.sender) if self._login else None
        return Mailing(
            host=self.host,
            port=self.port or _PORTS[self.encryption],
            encryption=self.encryption,
            known_as=self.sender.rpartition("@")[2],
            context=trusting(self.ca_file),
            deadline=Deadline(self.seconds),
            credentials=credentials,
        )

    @property
    def _login(self) -> Login | None:
        return self.password or self.microsoft or self.google


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """E-mail."""
    return (Email,)
