"""What phones send by themselves, to an address that shows nothing: days are set, the rest is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from anyio import Semaphore
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from moonwalk.page.forms import FILE_SECONDS, MOST_ARRIVING, MOST_PUSHED_BYTES, BadForm, body_of
from moonwalk.page.visits import is_dead, not_now
from moonwalk.services.checking_in.links import DeadLink, Declined, visitor_of
from moonwalk.services.checking_in.own_days import save_days
from moonwalk.services.checking_in.own_files import read_own_file
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

_NAME: Final = "phone.json"


def taking(ws: Workspace) -> Callable[[Request], Any]:
    """What answers POST requests of phones to `/in/TOKEN`."""

    arriving = Semaphore(2 * MOST_ARRIVING)

    async def take(request: Request) -> Response:
        if await run_in_threadpool(is_dead, ws, request.path_params["token"], ("push",)):
            return _refused(str(DeadLink()), 404)
        try:
            async with arriving:
                data = await body_of(request, MOST_PUSHED_BYTES, FILE_SECONDS)
        except BadForm as reason:
            return _refused(str(reason), reason.status)
        return await run_in_threadpool(_saved, ws, request.path_params["token"], data)

    return take


def _saved(ws: Workspace, token: str, data: bytes) -> Response:
    """Save what the phone said of open days; how many of them became what, and why others were left out."""
    try:
        with ws.opened() as held:
            visitor = visitor_of(held, token, ("push",))
            sent = read_own_file(held, visitor, _NAME, data)
            became = Counter(day.became for day in save_days(held, visitor, sent, by_phone=True))
    except DeadLink as reason:
        return _refused(str(reason), 404)
    except Declined as reason:
        return _refused(str(reason), 422)
    except Refused:
        return _refused(not_now(), 503)
    return JSONResponse({"days": dict(became), "left_out": dict(sent.left_out)})


def _refused(reason: str, status: int) -> Response:
    return JSONResponse({"error": reason}, status)
