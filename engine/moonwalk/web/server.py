"""The server of textual-serve behind doors: who comes in, for how long, and how many at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from textual_serve.server import Server, to_int

from moonwalk.services.errors import Refused
from moonwalk.services.sheets.lobby import lobby_page
from moonwalk.services.workspace import Workspace
from moonwalk.web.access import Access
from moonwalk.web.doors import COCKPIT_POLICY, cookie_name, cookie_of, doors, set_headers
from moonwalk.web.sessions import GRACE, CockpitSession, Downloads
from moonwalk.web.settings import Cockpit, ServeSettings

LARGEST_MESSAGE: Final = 1 << 20
HEARTBEAT: Final = 15.0
LOOKS_EVERY: Final = 5.0
"""Seconds between two looks for sessions in which nothing was done for too long."""

_FULL: Final = "As many sessions are open as may be at once: {sessions}. Close one of them first.\n"


@dataclass(frozen=True, eq=False, slots=True)
class _OpenPage:
    """A page that shows a session, and the cookie of its browser."""

    cookie: str
    websocket: web.WebSocketResponse


class CockpitServer(Server):
    """Serves the screen, a process for each page, and the lobby boards of challenges.

    `lobby_page` makes the page of a challenge; it is asked in a thread. `say` tells links.
    """

    def __init__(
        self,
        cockpit: Cockpit,
        settings: ServeSettings,
        access: Access,
        say: Callable[[str], None],
        lobby_page: Callable[[str], str],
    ) -> None:
        super().__init__(
            "", host=settings.host, port=settings.port, title="Moonwalk", public_url=settings.url
        )
        self.download_manager = Downloads()
        self._cockpit, self._settings, self._access = cockpit, settings, access
        self._say, self._lobby_page = say, lobby_page
        self._pages: set[_OpenPage] = set()
        self._endings: dict[asyncio.Task[None], str] = {}
        """Sessions that are ending, each with the cookie of its browser."""

        self._lobby_lock = asyncio.Lock()

    @property
    def open_sessions(self) -> int:
        """How many sessions there are; one counts until its process has ended."""
        return len(self._pages)

    async def make_app(self) -> web.Application:
        """Return the application: its doors, its pages, and what it does at its start and end."""
        app = web.Application(middlewares=[doors(self._access, self._settings)])
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/focus.js", self.handle_focus, name="focus"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                # A program that only asks for the head of a page must not use up the link.
                web.get("/login/{token}", self.handle_login, name="login", allow_head=False),
                web.get("/lobby/{challenge}", self.handle_lobby, name="lobby"),
                web.static("/static", self.statics_path, name="static"),
            ]
        )
        app.on_response_prepare.append(set_headers)
        app.on_startup.append(self.on_startup)
        app.on_shutdown.append(self.on_shutdown)
        app.on_cleanup.append(self.on_cleanup)
        app.cleanup_ctx.append(self._looking)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Tell where the screen is."""
        self._say(f"The screen is served at {self._settings.url} until Ctrl+C.")
        for challenge in self._settings.lobby:
            self._say(f"Lobby board, for everyone who can reach it: {self._settings.url}/lobby/{challenge}")
        self._say_link("Open this link in a browser on this computer. It works once:")

    def _say_link(self, sentence: str) -> None:
        self._say(f"{sentence} {self._settings.url}/login/{self._access.new_link()}")

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every page, and with it the process behind it."""
        for page in tuple(self._pages):
            await page.websocket.close(code=1001)

    async def on_cleanup(self, app: web.Application) -> None:
        """Wait for every process to end."""
        await asyncio.gather(*self._endings, return_exceptions=True)

    async def _looking(self, app: web.Application) -> AsyncIterator[None]:
        async def look() -> None:
            while True:
                await asyncio.sleep(LOOKS_EVERY)
                await self.end_idle()

        task = asyncio.create_task(look())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def end_idle(self) -> None:
        """End every session in whose browser nothing was done for too long."""
        for page in tuple(self._pages):
            if not self._access.is_known(page.cookie):
                await page.websocket.close(code=1008, message=b"idle")
        self._access.forget_idle()

    async def handle_login(self, request: web.Request) -> web.Response:
        """Hand out the cookie for a link, which is then used up, and print the next link."""
        cookie = self._access.enter(request.match_info["token"])
        if cookie is None:
            raise web.HTTPForbidden(
                text="This link has been used, or a newer one has been printed. Open the newest one that "
                "'moonwalk serve' has printed in its terminal.\n"
            )
        # A page of ours leads on: a browser that followed a link from elsewhere would send no cookie yet.
        response = web.Response(text=_render("entered", {}), content_type="text/html")
        response.set_cookie(
            cookie_name(self._settings),
            cookie,
            httponly=True,
            samesite="Strict",
            secure=self._settings.is_secure,
            path="/",
        )
        self._say_link("A browser has come in. For another one:")
        return response

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page that shows the screen; everything it needs comes from here."""
        self._access.touch(cookie_of(request, self._settings))
        websocket = self._settings.url.replace("http", "ws", 1)
        size = min(max(to_int(request.query.get("fontsize", "16"), 16), 6), 60)
        page = _render("cockpit", {"websocket": f"{websocket}/ws", "font_size": size})
        policy = COCKPIT_POLICY.format(websocket=f"{websocket}/ws")
        return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": policy})

    async def handle_focus(self, request: web.Request) -> web.Response:
        """The script by which keys reach the screen without a click."""
        return web.Response(text=_template("focus.js").render(), content_type="text/javascript")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A session: as long as the page is there, the screen runs."""
        cookie = cookie_of(request, self._settings)
        # A page that is loaded again goes on where the one before was left, once that has been kept.
        if endings := [task for task, of_browser in self._endings.items() if of_browser == cookie]:
            await asyncio.wait(endings)
        if len(self._pages) >= self._settings.sessions:
            raise web.HTTPServiceUnavailable(text=_FULL.format(sessions=self._settings.sessions))
        websocket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LARGEST_MESSAGE)
        # Before anything is waited for, so that two at once do not take the same last place.
        page = _OpenPage(cookie, websocket)
        self._pages.add(page)
        session = CockpitSession(
            self._cockpit,
            lambda: self._access.touch(cookie),
            self.download_manager,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=websocket.close,
        )
        try:
            await websocket.prepare(request)
            await session.start(_number(request, "width", 80), _number(request, "height", 24))
            await self._process_messages(websocket, session)
        except (AssertionError, KeyError, IndexError, TypeError, ValueError, AttributeError):
            # No page of ours sends such a message. What it says is in no log: it may be what was typed.
            await websocket.close(code=1007)
        finally:
            # This ends with the connection; the process is given time all the same to keep where it was.
            await asyncio.shield(self._end(session, page))
        return websocket

    def _end(self, session: CockpitSession, page: _OpenPage) -> asyncio.Task[None]:
        """End a session in a task of its own."""

        async def end() -> None:
            try:
                await session.stop()
            finally:
                self._pages.discard(page)

        task = asyncio.create_task(end())
        self._endings[task] = page.cookie
        task.add_done_callback(self._endings.pop)
        return task

    async def handle_lobby(self, request: web.Request) -> web.Response:
        """The board for a screen in the hall: what everyone may see, and nothing that can be done."""
        challenge = request.match_info["challenge"]
        if challenge not in self._settings.lobby:
            raise web.HTTPNotFound(text="There is no lobby board here.\n")
        async with self._lobby_lock:
            # One at a time: whoever asks for it again and again keeps one thread busy, not all of them.
            page = await asyncio.to_thread(self._lobby_page, challenge)
        return web.Response(text=page, content_type="text/html")


def _number(request: web.Request, name: str, default: int) -> int:
    return to_int(request.query.get(name, ""), default)


def _render(name: str, values: Mapping[str, object]) -> str:
    return _template(f"{name}.html.j2").render(values)


def _template(name: str) -> Template:
    loader = PackageLoader("moonwalk.web")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(name)


def run(ws: Workspace, cockpit: Cockpit, settings: ServeSettings, say: Callable[[str], None]) -> None:
    """Serve until Ctrl+C or a signal to end. Refused where the address is taken or not ours."""
    for challenge in settings.lobby:
        lobby_page(ws, challenge, strict=True)
    access = Access(settings.idle.total_seconds(), time.monotonic)
    server = CockpitServer(cockpit, settings, access, say, partial(lobby_page, ws))
    try:
        web.run_app(
            server.make_app(),
            host=settings.host,
            port=settings.port,
            print=None,
            # A log of addresses would hold the token of the link.
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=2 * GRACE + 1,
        )
    except OSError as error:
        raise Refused(
            f"Nothing can be served at {settings.host}, port {settings.port}: {error.strerror or error}. "
            "Nothing was started. Another program may use it: name another port with --port."
        ) from error
    say("The screen is no longer served. What was saved stays saved.")
