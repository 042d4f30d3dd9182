"""Connections for channels: encrypted and verified, each with one time limit for all of it. Provisional.

A limit on each read is not enough: a server that sends one letter a second keeps a program waiting for hours.
Here the whole exchange has a deadline. Redirects are never followed, and long answers are cut off.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Final
from urllib.parse import SplitResult, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from moonwalk.api.notices import Delivered, Never, Outcome, Retry
from moonwalk.api.problems import FieldError

__all__ = [
    "Deadline",
    "Unreached",
    "WebAnswer",
    "check_url",
    "connect",
    "is_loopback",
    "outcome_of",
    "post_form",
    "post_json",
    "reaching",
    "trusting",
]

_MOST_BYTES: Final = 64 * 1024
_LONGEST_WAIT: Final = timedelta(days=1)
_LOOPBACK: Final = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")


class Unreached(Exception):
    """A server was not reached, or did not answer; the text says why in a sentence that names no secret.

    `sent` says that it may have taken the message all the same: the connection ended after that was sent.
    Since 0.2.
    """

    def __init__(self, reason: str, *, sent: bool = False) -> None:
        super().__init__(reason)
        self.sent = sent


class Deadline:
    """A limit on all that is done under it, from now on. Since 0.2.

    >>> from moonwalk.api.web import Deadline
    >>> 0 < Deadline(30).left() <= 30
    True
    """

    def __init__(self, seconds: float) -> None:
        self._ends = monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; TimeoutError where none are."""
        seconds = self._ends - monotonic()
        if seconds <= 0:
            raise TimeoutError("the time is up")
        return seconds


class _Socket(socket.socket):
    """A socket each operation of which has the rest of the time."""

    deadline: Deadline | None = None

    def recv_into(self, *arguments: Any, **more: Any) -> int:
        _limit(self)
        return super().recv_into(*arguments, **more)

    def send(self, *arguments: Any) -> int:
        _limit(self)
        return super().send(*arguments)

    def sendall(self, *arguments: Any) -> None:
        _limit(self)
        return super().sendall(*arguments)


class _SecureSocket(ssl.SSLSocket):
    """An encrypted socket each operation of which has the rest of the time."""

    deadline: Deadline | None = None

    def recv_into(self, *arguments: Any, **more: Any) -> int:
        _limit(self)
        return super().recv_into(*arguments, **more)

    def send(self, *arguments: Any, **more: Any) -> int:
        _limit(self)
        return super().send(*arguments, **more)


def _limit(connection: _Socket | _SecureSocket) -> None:
    if connection.deadline is not None:
        connection.settimeout(connection.deadline.left())


def trusting(ca_file: str = "") -> ssl.SSLContext:
    """What verifies servers: by the authorities that the system trusts, and those of a file. Since 0.2.

    FieldError where the file cannot be used.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _SecureSocket
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except ssl.SSLError:
            raise FieldError(f"{ca_file} holds no certificates. It has to be a file in PEM format.") from None
        except OSError as error:
            raise FieldError(f"{ca_file} cannot be read: {error.strerror or error}.") from None
    return context


def connect(host: str, port: int, deadline: Deadline, context: ssl.SSLContext | None = None) -> socket.socket:
    """A connection that ends with the deadline, encrypted where there is a context. Since 0.2.

    Raise OSError where there is none to be had; `reaching` says so in a sentence.
    """
    plain = socket.create_connection((host, port), timeout=deadline.left())
    connection = _Socket(plain.family, plain.type, plain.proto, fileno=plain.detach())
    connection.deadline = deadline
    return connection if context is None else secure(connection, host, deadline, context)


def secure(
    connection: socket.socket, host: str, deadline: Deadline, context: ssl.SSLContext
) -> socket.socket:
    """The connection, encrypted, to a host whose certificate is verified; it ends with the deadline."""
    try:
        connection.settimeout(deadline.left())
        encrypted = context.wrap_socket(connection, server_hostname=host)
    except BaseException:
        connection.close()
        raise
    if isinstance(encrypted, _SecureSocket):
        encrypted.deadline = deadline
    return encrypted


@contextmanager
def reaching(host: str, port: int) -> Iterator[None]:
    """Turns what goes wrong with a connection into `Unreached`, with a sentence about the host. Since 0.2."""
    try:
        yield
    except OSError as error:
        raise Unreached(_explained(error, f"{host}:{port}", host)) from None


def _explained(error: OSError, place: str, host: str) -> str:
    match error:
        case ssl.SSLCertVerificationError(verify_message=why):
            return f"The certificate of {host} cannot be trusted ({str(why).rstrip('.')}). Nothing was sent."
        case ssl.SSLError():
            return f"{place} could not agree on an encryption: check the port and what it expects there."
        case socket.gaierror():
            return f"The host {host} is not known here: check its name, and that this computer is online."
        case TimeoutError():
            return f"{place} did not answer in time."
        case ConnectionRefusedError():
            return f"{place} refuses connections: check the host and the port, and that it is running."
        case ConnectionError():
            return f"{place} closed the connection."
    return f"{place} cannot be reached: {error.strerror or type(error).__name__}."


def is_loopback(host: str) -> bool:
    """Whether a host is this very computer, so that nobody can listen in. Since 0.2."""
    return _LOOPBACK.fullmatch(host.strip("[]")) is not None


def check_url(url: str) -> str:
    """The host of a URL that messages may be sent to; FieldError, which never repeats the URL. Since 0.2."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise FieldError("this is not a URL. Copy it as a whole: https://...") from None
    if not host or not url.isascii() or not url.isprintable() or " " in url:
        raise FieldError("this is not a URL. Copy it as a whole: https://...")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise FieldError("only a URL that begins with https:// keeps others from reading along.")
    return host


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """What a server answered: the status, the body's first 64 KB, and how long to wait, if it says so.

    Since 0.2.
    """

    status: int
    text: str
    retry_after: timedelta | None = None

    def json(self) -> Mapping[str, Any]:
        """The body as a JSON object; an empty one where it is none."""
        try:
            value = json.loads(self.text)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


def post_json(
    url: str, value: object, *, seconds: float, ca_file: str = "", headers: Mapping[str, str] | None = None
) -> WebAnswer:
    """Post JSON, and what the server answered, whatever its status. Redirects are answers too. Since 0.2.

    `Unreached` where there is no answer within so many seconds; no text of it holds the URL or a header.
    """
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return _post(url, body, "application/json; charset=utf-8", seconds, ca_file, headers or {})


def post_form(
    url: str,
    fields: Mapping[str, str],
    *,
    seconds: float,
    ca_file: str = "",
    headers: Mapping[str, str] | None = None,
) -> WebAnswer:
    """Post the fields of a form, and what the server answered, as `post_json` does. Since 0.2."""
    body = urlencode(fields, errors="replace").encode()
    return _post(url, body, "application/x-www-form-urlencoded", seconds, ca_file, headers or {})


def _post(
    url: str, body: bytes, kind: str, seconds: float, ca_file: str, headers: Mapping[str, str]
) -> WebAnswer:
    check_url(url)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    target = parts.path or "/"
    target = f"{target}?{parts.query}" if parts.query else target
    fields = {"Content-Type": kind, "User-Agent": "Moonwalk", **headers}
    connection = _Connection(parts, port, Deadline(seconds), trusting(ca_file))
    try:
        with reaching(host, port):
            connection.connect()
        return _exchanged(connection, target, body, fields, f"{host}:{port}")
    finally:
        connection.close()


def _exchanged(
    connection: http.client.HTTPConnection, target: str, body: bytes, fields: Mapping[str, str], place: str
) -> WebAnswer:
    try:
        connection.request("POST", target, body, dict(fields))
        response = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        why = (
            _explained(error, place, place)
            if isinstance(error, OSError)
            else f"{place} sent no answer in HTTP."
        )
        raise Unreached(f"{why} It may have taken the message.", sent=True) from None
    try:
        text = response.read(_MOST_BYTES).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        # What became of the message is known by the status; the rest is only said slowly.
        text = ""
    return WebAnswer(response.status, text, retry_after(response.getheader("Retry-After") or ""))


class _Connection(http.client.HTTPConnection):
    """A connection to a server, or to the proxy in front of it, which ends with a deadline."""

    def __init__(self, url: SplitResult, port: int, deadline: Deadline, context: ssl.SSLContext) -> None:
        host = url.hostname or ""
        super().__init__(host, port)
        self._deadline, self._secure = deadline, context if url.scheme == "https" else None
        self._server = host
        proxy = urlsplit(getproxies().get(url.scheme, "")) if not is_loopback(host) else None
        self._led = False
        if self._secure is not None and proxy and proxy.hostname and not proxy_bypass(host):
            self._led = True
            self.set_tunnel(host, port)
            self.host, self.port = proxy.hostname, proxy.port or 8080

    def connect(self) -> None:
        """Connect, through the proxy where there is one, and encrypt."""
        self.sock = connect(self.host, self.port, self._deadline)
        if self._secure is not None:
            if self._led:
                self._tunnel()  # type: ignore[attr-defined]
            self.sock = secure(self.sock, self._server, self._deadline, self._secure)


def retry_after(text: str, now: datetime | None = None) -> timedelta | None:
    """How long a `Retry-After` header asks to wait: seconds, or until a date; a day at most.

    None where there is none that can be read.
    """
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return min(timedelta(seconds=int(text)), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - (now or datetime.now(UTC)), timedelta(0)), _LONGEST_WAIT)


_GONE: Final = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 405, 410})
_A_MINUTE: Final = timedelta(minutes=1)
_AN_HOUR: Final = timedelta(hours=1)


def outcome_of(answer: WebAnswer, host: str) -> Outcome:
    """What became of a message, by the status that a host answered. Since 0.2.

    What asks for patience is tried again; a refusal is one for good. Where the address or the right to use it
    is what is wrong, the channel rests, so that the other messages wait until somebody has mended it.

    >>> from moonwalk.api.web import WebAnswer, outcome_of
    >>> outcome_of(WebAnswer(404, ""), "hooks.example.org").reason
    'hooks.example.org answered 404: what the settings name is not there, or not for us.'
    """
    status = answer.status
    if 200 <= status < 300:
        return Delivered(note=f"{host} answered {status}.")
    if status == 429:
        rest = _A_MINUTE if answer.retry_after is None else answer.retry_after
        return Retry(reason=f"{host} asks to send less at a time.", after=rest, rest=rest)
    if status in (408, 425) or status >= 500:
        rest = answer.retry_after or timedelta(0)
        return Retry(
            reason=f"{host} answered {status}: it has a fault.", after=max(rest, _A_MINUTE), rest=rest
        )
    if status in _GONE:
        where = "it leads elsewhere" if status < 400 else "what the settings name is not there, or not for us"
        return Never(reason=f"{host} answered {status}: {where}.", rest=_AN_HOUR)
    return Never(reason=f"{host} answered {status}: it does not take this message.")
