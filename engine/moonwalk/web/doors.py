"""What every request has to pass, and what every answer says to the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from moonwalk.web.access import Access
from moonwalk.web.settings import ServeSettings

_NOWHERE: Final = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
COCKPIT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    f"img-src 'self' data:; connect-src 'self' {{websocket}}; {_NOWHERE}"
)
PAGE_POLICY: Final = f"default-src 'none'; style-src 'unsafe-inline'; {_NOWHERE}"
HEADERS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cache-Control", "no-store"),
)
OPEN: Final = frozenset({"login", "lobby"})
"""The routes that need no cookie: the one that hands it out, and the one for everyone."""

_NO_COOKIE: Final = (
    "This browser has not come in by the link, or nothing was done in it for too long. Open the newest link "
    "that 'moonwalk serve' has printed in its terminal. Nothing that was saved is lost.\n"
)


def cookie_name(settings: ServeSettings) -> str:
    """The name of the cookie. Browsers keep those of all ports of a computer together."""
    return "__Host-moonwalk" if settings.is_secure else f"moonwalk_{settings.port}"


def cookie_of(request: web.Request, settings: ServeSettings) -> str:
    """The cookie that a browser has sent; nothing where it has none."""
    return request.cookies.get(cookie_name(settings), "")


def doors(access: Access, settings: ServeSettings) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Return the middleware that lets in only our own pages in a browser that came by the link."""

    @web.middleware
    async def pass_doors(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host", "").lower() not in settings.hosts:
            # A name of somebody else's that leads here would make this page one of theirs.
            raise web.HTTPForbidden(text=f"This server is called {settings.url} and nothing else.\n")
        origin = request.headers.get("Origin")
        is_websocket = request.headers.get("Upgrade", "").lower() == "websocket"
        if (origin is not None or is_websocket) and (origin or "").lower() not in settings.origins:
            raise web.HTTPForbidden(text="Pages of other servers may not speak to this one.\n")
        if request.match_info.route.name not in OPEN and not access.is_known(cookie_of(request, settings)):
            raise web.HTTPForbidden(text=_NO_COOKIE)
        return await handler(request)

    return pass_doors


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Say to the browser how little this page may do. A page that may do more has said so already."""
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    for name, value in HEADERS:
        response.headers[name] = value
    response.headers["Server"] = "moonwalk"
