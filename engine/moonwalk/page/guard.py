"""What stands before the page: whom it answers, how often, how much it reads, what it says about itself.

Nothing of a request gets into the log but its kind: a path has somebody's link in it, and an address is
somebody's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from moonwalk.page.rates import Limits

Refuse = Callable[[str, int], ASGIApp]
"""Makes the answer that says why not, with its status."""

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_MOST_PATH: Final = 300
_METHODS: Final = ("GET", "HEAD", "POST")

HEADERS: Final = MappingProxyType(
    {
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
)


LOBBY_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""For the board in the hall, whose style is that of the sheets."""


@dataclass(frozen=True)
class Guard:
    """An application behind all checks that need no database. `names` are its own, beside this computer's."""

    app: ASGIApp
    names: frozenset[str]
    policy: str
    refuse: Refuse
    say: Callable[[str], None]
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = monotonic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and say in a line of what kind it was."""
        if scope["type"] != "http":
            return
        begun, statuses = self.clock(), [500]

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses[0] = message["status"]
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Content-Security-Policy", self.policy)
            await send(message)

        wrong = self._wrong(scope)
        app = self.app if wrong is None else self.refuse(*wrong)
        try:
            await app(scope, receive, answered)
        except Exception as error:
            # What the exception says may hold anything; its kind tells whoever runs the page enough.
            self.say(f"A request failed: {type(error).__name__}")
            await self.refuse("Something went wrong here. What was saved before is kept.", 500)(
                scope, receive, answered
            )
        finally:
            # Browsers also ask for pictures that nobody has: only links count.
            if statuses[0] == 404 and _link(scope["path"]):
                self.limits.failures.take(_address(scope))
            if statuses[0] == 403 and _is_code(scope):
                self.limits.guesses.take(_address(scope))
            milliseconds = (self.clock() - begun) * 1000
            self.say(f"{scope['method'][:8]} {kind_of(scope['path'])} {statuses[0]} {milliseconds:.0f} ms")

    def _wrong(self, scope: Scope) -> tuple[str, int] | None:
        """The reason why a request is refused, and the status, before it is looked at; None: it is not."""
        headers = Headers(scope=scope)
        if scope["method"] not in _METHODS:
            return "This page takes no such request. Nothing was changed.", 405
        if not self._is_own(headers.get("host", "")):
            return "This page is not reached by that name. Nothing was changed.", 421
        if len(scope["path"]) > _MOST_PATH or len(scope.get("query_string", b"")) > _MOST_PATH:
            return "That address is too long. Nothing was changed.", 414
        if scope["method"] == "POST" and not self._from_here(headers):
            return "This was sent from another page. Nothing was changed. Open your own link again.", 403
        address, link = _address(scope), _link(scope["path"])
        within = self.limits.addresses.take(address) and (not link or self.limits.links.take(link))
        guessing = _is_code(scope) and self.limits.guesses.is_spent(address)
        if not within or guessing or self.limits.failures.is_spent(address):
            return "That was very often in a short time. Nothing was changed. Wait a minute.", 429
        return None

    def _is_own(self, host: str) -> bool:
        return host.lower() in self.names or _without_port(host.lower()) in LOOPBACK

    def _from_here(self, headers: Mapping[str, str]) -> bool:
        """Whether a form was sent from a page of ours, as far as the browser tells."""
        # With 'no-referrer' a browser writes 'null' for our own pages, so the other header has to tell.
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin", "null")
        return origin == "null" or self._is_own(urlsplit(origin).netloc)


def kind_of(path: str) -> str:
    """A path as it may be written down: without a link, and nothing of what somebody made up."""
    parts = path.split("/")
    for entrance in _ENTRANCES:
        if entrance in parts[:3]:
            rest = parts[parts.index(entrance) + 2 : parts.index(entrance) + 3]
            return f"/{entrance}/…{''.join(f'/{part}' for part in rest if part in _KINDS)}"
    for public in ("lobby", "kiosk"):
        if public in parts[:3]:
            return f"/{public}/…"
    return path if path in ("/", "/health", "/robots.txt") else "(other)"


_ENTRANCES: Final = ("l", "in", "u", "c", "k")
"""What stands before a link in a path."""

_KINDS: Final = (
    *("day", "points", "about", "leaving", "file", "log", "undo", "agree", "data", "leave", "erase", "save"),
    *("messages", "on", "m", "cheers", "cheer"),
)


def _link(path: str) -> str:
    """The link in a path, behind whatever the address of the page has before it; empty without one."""
    parts: Sequence[str] = path.split("/")
    at = next((at for at in range(len(parts) - 2, 0, -1) if parts[at] in _ENTRANCES), None)
    return "" if at is None else parts[at + 1]


def _is_code(scope: Scope) -> bool:
    """Whether a request brings a code that was typed at a kiosk."""
    return scope["method"] == "POST" and "kiosk" in scope["path"].split("/")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host
