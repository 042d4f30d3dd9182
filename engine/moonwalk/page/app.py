"""The paths of participants' page, and what answers each. Nothing is stored but by a form.

A mail scanner fetches every link that it sees, and some follow what is on the page: so GET and HEAD only
show, and a form leads back to the page that shows what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from anyio import Semaphore
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from moonwalk.api.language import Catalogue, speaking
from moonwalk.page import captains, push, shown, taken
from moonwalk.page.forms import (
    FILE_SECONDS,
    MOST_ARRIVING,
    MOST_BYTES,
    MOST_FILE_BYTES,
    MOST_SAVED_BYTES,
    BadForm,
    body_of,
    fields_of,
    file_of,
)
from moonwalk.page.guard import LOBBY_POLICY, Guard
from moonwalk.page.kiosk import Kiosk, forgetting
from moonwalk.page.rates import Limits
from moonwalk.page.rendering import message, not_like_this, nothing_here, policy
from moonwalk.page.taken import Taking
from moonwalk.page.visits import FOR_PEOPLE, Act, answer, is_dead, preferred_language
from moonwalk.services.checking_in.links import (
    CAPTAIN_PATH,
    KIOSK_PATH,
    PATH,
    PUSH_PATH,
    STOP_PATH,
    DeadLink,
)
from moonwalk.services.checking_in.tokens import Purpose
from moonwalk.services.errors import Refused
from moonwalk.services.sheets.lobby import lobby_page
from moonwalk.services.workspace import Workspace

_TEXTS: Final = Catalogue(__name__)
_STOP: Final[Sequence[Purpose]] = ("stop",)
_KIOSK: Final[Sequence[Purpose]] = ("kiosk",)


def make_app(
    ws: Workspace,
    say: Callable[[str], None],
    limits: Limits | None = None,
    lobby: Sequence[str] = (),
    kiosk: Sequence[str] = (),
) -> Guard:
    """The page of a workspace, behind its guard. `say` gets a line for each request.

    `lobby` are the challenges whose lobby board everybody may see, `kiosk` those that take codes.
    """
    parts = urlsplit(ws.settings.page_url)
    pages = _Pages(ws, parts.path, frozenset(lobby), frozenset(kiosk))
    routes = [*pages.routes(), *pages.routes_of_captains(), *pages.routes_of_kiosks()]
    # A reverse proxy may hand paths on as they are, or without the part that leads to this page.
    all_routes: list[BaseRoute] = [*([Mount(parts.path, routes=routes)] if parts.path else []), *routes]
    app = Starlette(routes=all_routes, exception_handlers={404: nothing_here, 405: not_like_this})
    names = frozenset({parts.netloc} - {""})
    return Guard(app, names, policy(), message, say, limits or Limits())


def _few() -> Semaphore:
    return Semaphore(4)


def _single() -> Semaphore:
    return Semaphore(1)


@dataclass(frozen=True)
class _Turns:
    """Who is served next: those who look and those who tap, each in the order in which they came.

    A page keeps a processor busy, so many at once would all be late. Of taps the database takes one at a
    time; many that ask for it again and again would keep the one that has its turn from finishing.
    """

    looks: Semaphore = field(default_factory=_few)
    taps: Semaphore = field(default_factory=_single)


@dataclass(frozen=True)
class _Pages:
    """All pages of a workspace. `prefix` is what the address of the page has before our own paths."""

    ws: Workspace
    prefix: str
    lobby: frozenset[str]
    kiosk: frozenset[str]
    turns: _Turns = field(default_factory=_Turns)

    def routes(self) -> list[Route]:
        """The paths, and what answers each."""
        link, stop = f"{PATH}{{token}}", f"{STOP_PATH}{{token}}"
        return [
            Route("/", self._home),
            Route("/health", self._health),
            Route("/robots.txt", self._robots),
            Route("/lobby/{challenge}", self._lobby()),
            Route(link, self._shown(shown.day)),
            Route(f"{link}/day/{{day}}", self._shown(shown.day)),
            Route(f"{link}/points", self._shown(shown.points)),
            Route(f"{link}/about", self._shown(shown.about)),
            Route(f"{link}/cheers", self._shown(shown.cheers)),
            Route(f"{link}/cheer", self._taken(taken.cheer), methods=["POST"]),
            Route(f"{link}/leaving", self._shown(shown.leaving)),
            Route(f"{link}/file", self._shown(shown.file)),
            Route(f"{link}/file", self._sent(), methods=["POST"]),
            Route(f"{link}/save", self._taken(taken.save, MOST_SAVED_BYTES), methods=["POST"]),
            Route(f"{PUSH_PATH}{{token}}", push.taking(self.ws), methods=["POST"]),
            Route(f"{link}/log", self._taken(taken.log), methods=["POST"]),
            Route(f"{link}/undo", self._taken(taken.undo), methods=["POST"]),
            Route(f"{link}/agree", self._taken(taken.agree), methods=["POST"]),
            Route(f"{link}/data", self._taken(taken.download, long=True), methods=["POST"]),
            Route(f"{link}/leave", self._taken(taken.leave, long=True), methods=["POST"]),
            Route(f"{link}/erase", self._taken(taken.erase, long=True), methods=["POST"]),
            Route(f"{link}/messages", self._taken(taken.subscribe), methods=["POST"]),
            Route(f"{link}/kinds", self._taken(taken.choose_kinds), methods=["POST"]),
            Route(stop, self._shown(shown.messages, _STOP)),
            Route(stop, self._tapped(taken.stop_messages), methods=["POST"]),
            Route(f"{stop}/kinds", self._taken(taken.choose_kinds, purposes=_STOP), methods=["POST"]),
            Route(f"{stop}/on", self._tapped(taken.resume_messages), methods=["POST"]),
        ]

    def routes_of_captains(self) -> list[Route]:
        """The paths at which captains log for their team."""
        link, of = f"{CAPTAIN_PATH}{{token}}", captains.PURPOSES
        member = f"{link}/m/{{mark}}"
        return [
            Route(link, self._shown(captains.team, of)),
            Route(f"{link}/about", self._shown(captains.notes, of)),
            Route(f"{link}/agree", self._taken(taken.agree, purposes=of), methods=["POST"]),
            Route(member, self._shown(captains.member, of)),
            Route(f"{member}/day/{{day}}", self._shown(captains.member, of)),
            Route(f"{member}/log", self._taken(captains.log, purposes=of), methods=["POST"]),
            Route(f"{member}/undo", self._taken(captains.undo, purposes=of), methods=["POST"]),
        ]

    def routes_of_kiosks(self) -> list[Route]:
        """The paths at which people log at a shared device."""
        asking, link = Kiosk(self.ws, self.prefix, self.kiosk), f"{KIOSK_PATH}{{token}}"
        if not self.kiosk:
            return []

        def taken_at_kiosk(take: Taking) -> Callable[[Request], Any]:
            return self._taken(forgetting(take, self.prefix), purposes=_KIOSK)

        return [
            Route("/kiosk/{challenge}", asking.show),
            Route("/kiosk/{challenge}", asking.open, methods=["POST"]),
            Route(link, self._shown(shown.day, _KIOSK)),
            Route(f"{link}/day/{{day}}", self._shown(shown.day, _KIOSK)),
            Route(f"{link}/about", self._shown(shown.about, _KIOSK)),
            Route(f"{link}/agree", self._taken(taken.agree, purposes=_KIOSK), methods=["POST"]),
            Route(f"{link}/log", taken_at_kiosk(taken.log), methods=["POST"]),
            Route(f"{link}/undo", taken_at_kiosk(taken.undo), methods=["POST"]),
        ]

    def _home(self, request: Request) -> Response:
        with speaking(preferred_language(request)):
            return message(
                _TEXTS.gettext("Open your personal link: it is in the message that you got, or on your card.")
            )

    def _robots(self, _: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    def _health(self, _: Request) -> Response:
        try:
            self.ws.pulse()
        except Refused:
            return PlainTextResponse("the database cannot be opened\n", 503)
        return PlainTextResponse("ok\n")

    def _lobby(self) -> Callable[[Request], Any]:
        # It asks what a board asks: one at a time is enough for the screens of a hall.
        one_at_a_time = Semaphore(1)

        async def show(request: Request) -> Response:
            challenge = request.path_params["challenge"]
            if challenge not in self.lobby:
                return await nothing_here(request, HTTPException(404))
            async with one_at_a_time:
                text = await run_in_threadpool(lobby_page, self.ws, challenge)
            return HTMLResponse(text, headers={"Content-Security-Policy": LOBBY_POLICY})

        return show

    def _shown(self, act: Act, purposes: Sequence[Purpose] = FOR_PEOPLE) -> Callable[[Request], Any]:
        async def show(request: Request) -> Response:
            async with self.turns.looks:
                return await run_in_threadpool(answer, self.ws, request, self.prefix, act, purposes)

        return show

    def _sent(self) -> Callable[[Request], Any]:
        # A file keeps a processor busy: one at a time, so that whoever taps need not wait for it. A few may
        # arrive meanwhile, in memory, and only from whoever has a link.
        one_at_a_time, arriving = Semaphore(1), Semaphore(MOST_ARRIVING)

        async def act(request: Request) -> Response:
            with speaking(preferred_language(request)):
                if await run_in_threadpool(is_dead, self.ws, request.path_params["token"]):
                    return message(str(DeadLink()), 404)
                try:
                    async with arriving:
                        data = await body_of(request, MOST_FILE_BYTES + MOST_BYTES, FILE_SECONDS)
                    sent = await file_of(request, data)
                except BadForm as reason:
                    return message(str(reason), reason.status)
            async with one_at_a_time:
                return await run_in_threadpool(
                    answer, self.ws, request, self.prefix, lambda visit: taken.preview(visit, sent)
                )

        return act

    def _tapped(self, act: Act) -> Callable[[Request], Any]:
        async def tap(request: Request) -> Response:
            with speaking(preferred_language(request)):
                try:
                    # The path says it all; mail programs write what they send in more than one way.
                    await body_of(request, MOST_BYTES)
                except BadForm as reason:
                    return message(str(reason), reason.status)
            return await run_in_threadpool(answer, self.ws, request, self.prefix, act, _STOP)

        return tap

    def _taken(
        self,
        take: Taking,
        most: int = MOST_BYTES,
        purposes: Sequence[Purpose] = FOR_PEOPLE,
        *,
        long: bool = False,
    ) -> Callable[[Request], Any]:
        """What does as a form says. What takes `long` keeps nobody waiting who taps."""

        async def act(request: Request) -> Response:
            with speaking(preferred_language(request)):
                try:
                    form = fields_of(await body_of(request, most))
                except BadForm as reason:
                    return message(str(reason), reason.status)
            async with self.turns.looks if long else self.turns.taps:
                return await run_in_threadpool(
                    answer, self.ws, request, self.prefix, lambda visit: take(visit, form), purposes
                )

        return act
