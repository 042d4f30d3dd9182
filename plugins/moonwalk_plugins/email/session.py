"""One e-mail handed to a mail server, and what its answers mean."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Final, Self

from moonwalk.api.files import clean_text
from moonwalk.api.notices import Never, Outcome, Retry
from moonwalk.api.web import Deadline, Unreached, connect, reaching
from moonwalk_plugins.email.login import Credentials

_LONGEST: Final = 160
_SOON: Final = timedelta(minutes=5)
_SETTINGS: Final = timedelta(hours=1)
_NO_PASSWORDS: Final = ("5.7.30", "5.7.139")
"""What Exchange Online says where it takes no passwords any longer, or not for this mailbox."""


class _Server(smtplib.SMTP):
    """A mail server, each word of which has to come before the deadline."""

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        super().__init__(mailing.host, mailing.port, local_hostname=mailing.known_as)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        encrypts = self._mailing.context if self._mailing.encryption == "tls" else None
        return connect(host, port, self._mailing.deadline, encrypts)


@dataclass
class Mailing:
    """A mail server, connected to and logged in at as long as it lasts. `known_as` is who says hello.

    Whatever smtplib raises is for `outcome_of`; Unreached where the server cannot be reached at all.
    """

    host: str
    port: int
    encryption: str
    known_as: str
    context: ssl.SSLContext
    deadline: Deadline
    credentials: Credentials | None = None
    _server: _Server | None = None

    def __enter__(self) -> Self:
        with _speaking(self.host, self.port):
            self._server = server = _Server(self)
            try:
                server.ehlo_or_helo_if_needed()
                if self.encryption == "starttls":
                    server.starttls(context=self.context)
                    # What was encrypted has a deadline as well.
                    if server.sock is not None:
                        server.sock.deadline = self.deadline  # type: ignore[attr-defined]
                    server.ehlo()
                if self.credentials is not None:
                    _log_in(server, self.credentials)
            except BaseException:
                server.close()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            # The message is where it is, however they part.
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server.close()

    def send(self, letter: EmailMessage) -> str:
        """Hand a message over; what the server answered."""
        # As they stand in the headers, where domains are in ASCII.
        sender, recipient = (letter[name].addresses[0].addr_spec for name in ("From", "To"))
        server = self._server
        if server is None:
            raise Unreached(f"There is no connection to {self.host}.")
        with _speaking(self.host, self.port):
            _accept(server.mail(sender), lambda code, text: smtplib.SMTPSenderRefused(code, text, sender))
            _accept(
                server.rcpt(recipient),
                lambda code, text: smtplib.SMTPRecipientsRefused({recipient: (code, text)}),
            )
            code, text = server.data(letter.as_bytes())
            _accept((code, text), smtplib.SMTPDataError)
        return spoken(code, text)


@contextmanager
def _speaking(host: str, port: int) -> Iterator[None]:
    """As `reaching`; what a server says itself stays as it is."""
    try:
        yield
    except smtplib.SMTPException:
        raise
    except OSError as error:
        with reaching(host, port):
            raise error from None


def _accept(answer: tuple[int, bytes], refusal: Callable[[int, bytes], smtplib.SMTPException]) -> None:
    code, text = answer
    if code not in (250, 251):
        raise refusal(code, text)


def _log_in(server: smtplib.SMTP, credentials: Credentials) -> None:
    if not credentials.is_token:
        server.login(credentials.user, credentials.secret)
        return
    if not server.has_extn("auth"):
        raise smtplib.SMTPNotSupportedError("it takes no logins here")

    def answer(challenge: bytes | None = None) -> str:
        # A second question tells what is wrong with the token, and is answered with nothing.
        token = f"user={credentials.user}\x01auth=Bearer {credentials.secret}\x01\x01"
        return token if challenge is None else ""

    server.auth("XOAUTH2", answer)


def spoken(code: int, text: bytes | str) -> str:
    """The answer of a server in one line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = " ".join(clean_text(words).split())
    return f"{code} {line[: _LONGEST - 3]}..." if len(line) > _LONGEST else f"{code} {line}".strip()


def outcome_of(refusal: smtplib.SMTPException, host: str, sender: str, recipient: str) -> Outcome:
    """What becomes of a message that a server has refused.

    What is wrong with the login, the sender or the server is so for every message; what is wrong with the
    recipient, or with what is said to them, for this one.
    """
    match refusal:
        case smtplib.SMTPAuthenticationError(smtp_code=code, smtp_error=text):
            return _not_logged_in(code, spoken(code, text), host)
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, text = next(iter(refused.values()))
            why = f"{host} refuses the address {recipient}: {spoken(code, text)}"
            return _of_message(code, why)
        case smtplib.SMTPSenderRefused(smtp_code=code, smtp_error=text):
            why = f"{host} lets nobody send as {sender} with this login: {spoken(code, text)}"
            return Retry(reason=why, rest=_SETTINGS if code >= 500 else _SOON)
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=text):
            return _of_message(code, f"{host} refuses the message: {spoken(code, text)}")
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            why = f"{host} takes no messages right now: {spoken(code, text)}"
            return Retry(reason=why, rest=_SETTINGS if code >= 500 else _SOON)
        case smtplib.SMTPNotSupportedError():
            why = f"{host} cannot do what the settings ask for: {clean_text(str(refusal))}"
            return Retry(reason=why, rest=_SETTINGS)
    if isinstance(refusal.__context__, TimeoutError):
        return Retry(reason=f"{host} did not answer in time.", rest=_SOON)
    return Retry(reason=f"{host} closed the connection.", rest=_SOON)


def _not_logged_in(code: int, answer: str, host: str) -> Outcome:
    if any(sign in answer for sign in _NO_PASSWORDS):
        why = (
            f"{host} takes no passwords any longer: {answer}. Log in with 'microsoft' instead, or send over "
            "a relay; docs/channels.md says how."
        )
    elif code < 500:
        return Retry(reason=f"{host} accepts no login right now: {answer}", rest=_SOON)
    else:
        why = f"{host} does not accept the login: {answer}. Check the user and the secret."
    return Retry(reason=why, rest=_SETTINGS)


def _of_message(code: int, why: str) -> Outcome:
    if code == 421:
        return Retry(reason=why, rest=_SOON)
    return Never(reason=why) if code >= 500 else Retry(reason=why)
