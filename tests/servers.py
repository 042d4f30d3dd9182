"""Real servers on the loopback: mail servers with certificates of an authority of their own, and web servers.

Each says what a test has it say, and keeps what it was sent.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

HOST = "127.0.0.1"
USER, PASSWORD = "walks@example.org", "pa55-w0rd, that nobody sees"


@dataclass(frozen=True)
class Authority:
    """An authority for certificates, and the file that says to trust it."""

    ca_file: str
    made: trustme.CA

    def certificate(self, host: str = HOST, not_after: datetime | None = None) -> ssl.SSLContext:
        """What a server shows that calls itself so, until an instant."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.made.issue_cert(host, not_after=not_after).configure_cert(context)
        return context


def authority(folder: Path) -> Authority:
    """A new authority, with its certificate in a folder."""
    made = trustme.CA()
    path = folder / "authority.pem"
    made.cert_pem.write_to_path(str(path))
    return Authority(str(path), made)


@dataclass
class Post:
    """What a mail server does: takes everything, unless a test says otherwise. `letters` are what it took."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answer: Callable[[str], str] = lambda _: "250 2.0.0 queued"
    rcpt: Callable[[str], str] = lambda _: "250 OK"
    sender: str = "250 OK"
    token: str = ""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender.startswith("250"):
            envelope.mail_from = address
        return self.sender

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.answer(envelope.rcpt_tos[0])
        if answer.startswith("250"):
            self.recipients += envelope.rcpt_tos
            self.letters.append(message_from_bytes(envelope.content, policy=default))
        return answer

    async def auth_XOAUTH2(self, server: SMTP, arguments: list[str]) -> AuthResult:
        """As Microsoft and Google do it: what is wrong with a token is said in a question."""
        told = base64.b64decode(arguments[1]).decode()
        if told == f"user={USER}\x01auth=Bearer {self.token}\x01\x01":
            return AuthResult(success=True, auth_data=USER)
        assert await server.challenge_auth('{"status": "400"}') == b""
        return AuthResult(success=False, handled=False)

    def authenticator(self, server, session, envelope, mechanism, data) -> AuthResult:
        """Whether the password is the one."""
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)


@contextmanager
def mail_server(
    post: Post, certificate: ssl.SSLContext | None = None, *, tls: bool = False, login: bool = False
) -> Iterator[int]:
    """A mail server on a free port: encrypted from the start with `tls`, or else when it is asked to."""
    more: dict[str, Any] = (
        {"tls_context": certificate, "require_starttls": True} if certificate and not tls else {}
    )
    if login:
        # The server does not know of an encryption that was there from the start.
        more |= {"authenticator": post.authenticator, "auth_required": not tls, "auth_require_tls": not tls}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin() -> asyncio.Server:
        factory = partial(SMTP, post, hostname=HOST, loop=loop, **more)
        return await loop.create_server(factory, HOST, 0, ssl=certificate if tls else None)

    async def end() -> None:
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """What a web server answers, one reply after the other, the last one for ever; and what it was asked."""

    replies: list[Reply] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


def says(status: int, body: bytes = b"", **headers: str) -> Reply:
    """An answer with this status, body and headers; `_` in their names stands for `-`."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return reply


@contextmanager
def web_server(web: Web, certificate: ssl.SSLContext | None = None) -> Iterator[str]:
    """A web server; its address without a slash at the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            web.paths.append(self.path)
            web.headers.append(dict(self.headers))
            self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            web.bodies.append(self.body)
            self.answer()

        def do_GET(self) -> None:
            web.paths.append(self.path)
            self.answer()

        def answer(self) -> None:
            reply = web.replies.pop(0) if len(web.replies) > 1 else web.replies[0]
            with suppress(OSError):
                reply(self)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    if certificate is not None:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    scheme = "https" if certificate else "http"
    try:
        yield f"{scheme}://{HOST}:{server.server_address[1]}"
    finally:
        web.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
