"""The pages behind a personal link, and the three forms on them. Nothing is stored but by a form.

A mail scanner fetches every link that it sees, and some follow what is on the page: so GET and HEAD only
show, and a form leads back to the page that shows what became of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from moonwalk.page.guard import Guard, Limits
from moonwalk.page.rendering import message, not_like_this, nothing_here, policy, render
from moonwalk.services.checking_in.days import check_in, consent, has_consented, set_amount, take_back
from moonwalk.services.checking_in.links import PATH, DeadLink, Declined, Visitor, visitor_of
from moonwalk.services.checking_in.standing import places_of, points_of, privacy_notes, week_notes
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

MOST_BYTES: Final = 4096
"""A form of ours has a few hundred."""

SECONDS: Final = 10.0
"""For a form to arrive."""

_DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "saved": "Saved.",
        "undone": "Taken back.",
        "agreed": "Thank you. You can log now.",
        "nothing": "That was taken back already.",
    }
)
_HOME: Final = "Open your personal link: it is in the message that you got, or on your card."
_TOO_MUCH: Final = "That was more than a form of this page holds. Nothing was changed."
_TOO_SLOW: Final = "The form did not arrive in time. Nothing was changed. Try again."
_NOT_NOW: Final = "This cannot be done just now. Nothing was changed. Try again later."


class BadForm(Exception):
    """A form that is too large, or comes too slowly."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def make_app(ws: Workspace, say: Callable[[str], None], limits: Limits | None = None) -> Guard:
    """The page of a workspace, behind its guard. `say` gets a line for each request."""
    parts = urlsplit(ws.settings.page_url)
    pages = _Pages(ws, parts.path)
    routes = pages.routes()
    # A reverse proxy may hand paths on as they are, or without the part that leads to this page.
    all_routes: list[BaseRoute] = [*([Mount(parts.path, routes=routes)] if parts.path else []), *routes]
    app = Starlette(routes=all_routes, exception_handlers={404: nothing_here, 405: not_like_this})
    names = frozenset({parts.netloc} - {""})
    return Guard(app, names, policy(), message, say, limits or Limits())


@dataclass(frozen=True)
class _Pages:
    """All pages of a workspace. `prefix` is what the address of the page has before our own paths."""

    ws: Workspace
    prefix: str

    def routes(self) -> list[Route]:
        """The paths, and what answers each."""
        link = f"{PATH}{{token}}"
        return [
            Route("/", self._home),
            Route("/health", self._health),
            Route("/robots.txt", self._robots),
            Route(link, self._shown(self._day)),
            Route(f"{link}/day/{{day}}", self._shown(self._day)),
            Route(f"{link}/points", self._shown(self._points)),
            Route(f"{link}/about", self._shown(self._about)),
            Route(f"{link}/log", self._taken(self._log), methods=["POST"]),
            Route(f"{link}/undo", self._taken(self._undo), methods=["POST"]),
            Route(f"{link}/agree", self._taken(self._agree), methods=["POST"]),
        ]

    def _home(self, _: Request) -> Response:
        return message(_HOME)

    def _robots(self, _: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    def _health(self, _: Request) -> Response:
        try:
            self.ws.pulse()
        except Refused:
            return PlainTextResponse("the database cannot be opened\n", 503)
        return PlainTextResponse("ok\n")

    # What is shown.

    def _shown(self, show: Callable[[Request, Visitor], Response]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            return self._answer(request, lambda visitor: show(request, visitor))

        return answer

    def _answer(self, request: Request, act: Callable[[Visitor], Response]) -> Response:
        """Whatever is done by a link, or in a sentence why not: that of a dead link is always the same."""
        try:
            visitor = visitor_of(self.ws, request.path_params["token"])
            try:
                return act(visitor)
            except DeadLink:
                raise
            except Declined as reason:
                return self._page(request, visitor, "message", {"message": str(reason)}, 400)
        except DeadLink as reason:
            return message(str(reason), 404)
        except Refused:
            # Its message is for whoever runs this, and may name files.
            return message(_NOT_NOW, 503)

    def _page(
        self, request: Request, visitor: Visitor, name: str, values: Mapping[str, Any], status: int = 200
    ) -> Response:
        link = f"{self.prefix}{PATH}{request.path_params['token']}"
        here = {"link": link, "may_log": visitor.may_log, "page": name}
        return HTMLResponse(render(name, {**here, **values}), status)

    def _day(self, request: Request, visitor: Visitor) -> Response:
        if visitor.may_log and not has_consented(self.ws, visitor):
            return self._about(request, visitor)
        named = request.path_params.get("day")
        shown = check_in(self.ws, visitor, None if named is None else _civil_day(named))
        points = points_of(self.ws, visitor)
        values = {
            "shown": shown,
            "points": points,
            "reasons": {entry.id: entry.reason for entry in points.uncounted},
            "week": week_notes(self.ws, visitor, shown.day.day if shown.day else None),
            "done": _DONE.get(request.query_params.get("done", ""), ""),
        }
        return self._page(request, visitor, "day", values)

    def _points(self, request: Request, visitor: Visitor) -> Response:
        points = points_of(self.ws, visitor)
        values = {"points": points, "places": places_of(self.ws, visitor, points.team)}
        return self._page(request, visitor, "points", values)

    def _about(self, request: Request, visitor: Visitor) -> Response:
        shown = check_in(self.ws, visitor)
        values = {
            "shown": shown,
            "asks": visitor.may_log and not has_consented(self.ws, visitor),
            "kept": privacy_notes(self.ws, visitor),
            "week": week_notes(self.ws, visitor),
        }
        return self._page(request, visitor, "about", values)

    # What is done.

    def _taken(self, act: Callable[[Visitor, Mapping[str, str]], str]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                form = await _form(request)
            except BadForm as reason:
                return message(str(reason), reason.status)

            def acted(visitor: Visitor) -> Response:
                where = f"{self.prefix}{PATH}{request.path_params['token']}{act(visitor, form)}"
                return RedirectResponse(where, 303)

            return await run_in_threadpool(self._answer, request, acted)

        return answer

    def _log(self, visitor: Visitor, form: Mapping[str, str]) -> str:
        day = _civil_day(form.get("day", ""))
        set_amount(self.ws, visitor, form.get("activity", ""), day, form.get("amount", "").strip())
        return f"/day/{day}?done=saved"

    def _undo(self, visitor: Visitor, form: Mapping[str, str]) -> str:
        day = _civil_day(form.get("day", ""))
        changed = take_back(self.ws, visitor, form.get("entry", ""))
        return f"/day/{day}?done={'undone' if changed else 'nothing'}"

    def _agree(self, visitor: Visitor, _: Mapping[str, str]) -> str:
        consent(self.ws, visitor)
        return "?done=agreed"


def _civil_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Declined("There is no such day. Nothing was changed.") from None


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, each once. BadForm where it is too large, or does not arrive in time."""
    data = b""
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in request.stream():
                data += chunk
                if len(data) > MOST_BYTES:
                    raise BadForm(413, _TOO_MUCH)
    except TimeoutError:
        raise BadForm(408, _TOO_SLOW) from None
    try:
        fields = parse_qs(data.decode(), keep_blank_values=True, strict_parsing=bool(data), max_num_fields=10)
    except ValueError:
        raise BadForm(400, "This is no form of this page. Nothing was changed.") from None
    return {name: values[0] for name, values in fields.items()}
