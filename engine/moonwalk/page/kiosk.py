"""A shared device at which people type the code on their card: their page, until something is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from moonwalk.api.language import speaking
from moonwalk.page.forms import BadForm, body_of, fields_of
from moonwalk.page.rendering import message, nothing_here, render
from moonwalk.page.shown import done_in_words
from moonwalk.page.taken import Form, Taking
from moonwalk.page.visits import Visit, not_now, preferred_language
from moonwalk.services.checking_in.links import KIOSK_PATH, Declined
from moonwalk.services.checking_in.standing import title_at_kiosk
from moonwalk.services.checking_in.without_link import open_by_code
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace


@dataclass(frozen=True)
class Kiosk:
    """The kiosks of some challenges of a workspace; of others there is none."""

    ws: Workspace
    prefix: str
    challenges: frozenset[str]

    async def show(self, request: Request) -> Response:
        """The form for a code."""
        if request.path_params["challenge"] not in self.challenges:
            return await nothing_here(request, HTTPException(404))
        return await run_in_threadpool(self._asked, request)

    async def open(self, request: Request) -> Response:
        """Open the page of the code that was typed. A code that is nobody's is answered with 403."""
        if request.path_params["challenge"] not in self.challenges:
            return await nothing_here(request, HTTPException(404))
        with speaking(preferred_language(request)):
            try:
                form = fields_of(await body_of(request))
            except BadForm as reason:
                return message(str(reason), reason.status)
        return await run_in_threadpool(self._opened, request, form)

    def _asked(self, request: Request, trouble: str = "", status: int = 200) -> Response:
        challenge = request.path_params["challenge"]
        with speaking(preferred_language(request)):
            try:
                title = title_at_kiosk(self.ws, challenge)
            except Refused:
                return message(not_now(), 503)
            done = done_in_words(request.query_params.get("done", ""))
            values = {"title": title, "done": "" if trouble else done, "trouble": trouble}
            return HTMLResponse(render("kiosk", {"link": kiosk_of(self.prefix, challenge), **values}), status)

    def _opened(self, request: Request, form: Form) -> Response:
        with speaking(preferred_language(request)):
            try:
                token = open_by_code(self.ws, request.path_params["challenge"], form.get("code", ""))
            except Declined as reason:
                return self._asked(request, str(reason), 403)
            except Refused:
                return message(not_now(), 503)
        return RedirectResponse(f"{self.prefix}{KIOSK_PATH}{token}", 303)


def kiosk_of(prefix: str, challenge: str) -> str:
    """The path of the kiosk of a challenge."""
    return f"{prefix}/kiosk/{challenge}"


def forgetting(take: Taking, prefix: str) -> Callable[[Visit, Form], Any]:
    """Do what a form at a kiosk says, and go back to the form for a code: the page there is dead now."""

    def taken(visit: Visit, form: Form) -> Response:
        answer = take(visit, form)
        if "location" not in answer.headers:
            # Nothing was saved, and the page says why.
            return answer
        _, _, done = answer.headers["location"].partition("?")
        return RedirectResponse(f"{kiosk_of(prefix, visit.visitor.challenge)}?{done}", 303)

    return taken
