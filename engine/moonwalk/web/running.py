"""Run the server until somebody ends it, and leave no process behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from aiohttp import web

from moonwalk.services.errors import Refused
from moonwalk.services.sheets.lobby import lobby_page
from moonwalk.services.workspace import Workspace
from moonwalk.web.access import Access
from moonwalk.web.server import CockpitServer
from moonwalk.web.sessions import GRACE
from moonwalk.web.settings import Cockpit, ServeSettings


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
