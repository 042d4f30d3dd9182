"""The web server around the page: where it listens, for how long it waits, how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import uvicorn

from moonwalk.page.app import make_app
from moonwalk.page.rates import Limits, SharedFile, shared_limits
from moonwalk.services.checking_in.standing import title_at_kiosk
from moonwalk.services.checking_in.tokens import RATES_FILE
from moonwalk.services.errors import Refused
from moonwalk.services.sheets.lobby import lobby_page
from moonwalk.services.workspace import Workspace

_KEEP_ALIVE: Final = 5
"""Seconds for which an idle connection is kept."""

_MOST_AT_ONCE: Final = 200
_FAREWELL: Final = 5
"""Seconds for requests that are under way when the server is stopped."""

_MOST_HEADER_BYTES: Final = 16_384


@dataclass(frozen=True, slots=True)
class OpenToAll:
    """The challenges whose lobby board is shown, and those with a kiosk, to all who reach the page."""

    lobby: Sequence[str] = ()
    kiosk: Sequence[str] = ()


def serve(ws: Workspace, host: str, port: int, say: Callable[[str], None], open_to_all: OpenToAll) -> None:
    """Serve the page until somebody stops it. Refused where it cannot be served like that."""
    check_address(ws, host)
    for challenge in open_to_all.lobby:
        lobby_page(ws, challenge, strict=True)
    for challenge in open_to_all.kiosk:
        title_at_kiosk(ws, challenge)
    app = make_app(ws, say, _limits(ws, say), open_to_all.lobby, open_to_all.kiosk)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="off",
        ws="none",
        # Whatever the server would log of a request has its path in it, and so somebody's link.
        log_config=None,
        access_log=False,
        server_header=False,
        # Addresses of visitors are taken from a reverse proxy on this computer, and from nobody else.
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        timeout_keep_alive=_KEEP_ALIVE,
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=_FAREWELL,
        h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
    )
    for line in _greeting(f"http://{host}:{port}", reached_at(ws, host, port), open_to_all):
        say(line)
    try:
        # It ends a signal that it has obeyed by raising it again.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run()
    except SystemExit as ended:
        raise Refused(
            f"The page cannot be served at {host}:{port}: another program may listen there. Nothing was "
            "changed. Choose another port: moonwalk page --port 8711"
        ) from ended


def _greeting(served: str, reached: str, open_to_all: OpenToAll) -> Iterator[str]:
    yield f"The page is served at {served}; participants reach it at {reached}."
    for challenge in open_to_all.lobby:
        yield f"Lobby board, for everyone who can reach it: {reached}/lobby/{challenge}"
    for challenge in open_to_all.kiosk:
        yield f"Kiosk, where people type the code on their card: {reached}/kiosk/{challenge}"
    yield "It stops with Ctrl-C. Links are made by: moonwalk links CHALLENGE"


def _limits(ws: Workspace, say: Callable[[str], None]) -> Limits:
    """The limits, counted together with other processes that serve this workspace, if there can be any."""
    try:
        return shared_limits(SharedFile(ws.folder / RATES_FILE))
    except OSError as error:
        say(f"Limits are counted by this process alone: {RATES_FILE} cannot be used ({error.strerror}).")
        return Limits()


def check_address(ws: Workspace, host: str) -> None:
    """Refused where other computers could reach the page, and no setting says by which name they do."""
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local and not ws.settings.page_url:
        raise Refused(
            f"At {host} other computers reach the page, and requests for a name that is not its own are "
            "refused. Nothing was changed. Say its address in moonwalk.yaml first: "
            "page: {url: https://moves.example.com}"
        )


def reached_at(ws: Workspace, host: str, port: int) -> str:
    """Where participants reach the page."""
    return ws.settings.page_url or f"http://{host}:{port}"
