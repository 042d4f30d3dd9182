"""Participants' page: plain HTML forms on the use cases that commands and the screen ask, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from moonwalk.services.errors import Refused

if TYPE_CHECKING:
    from moonwalk.services.workspace import Workspace

__all__ = ["chat_with", "run"]

_PACKAGES: Final = ("starlette", "uvicorn", "h11", "anyio", "python_multipart")


def run(
    ws: Workspace,
    host: str,
    port: int,
    say: Callable[[str], None],
    lobby: Sequence[str] = (),
    kiosk: Sequence[str] = (),
) -> None:
    """Serve the page of a workspace until it is stopped; `say` gets a line for each request.

    `lobby` are the challenges whose lobby board everybody sees who reaches the page, `kiosk` those in which
    people log by a code at a shared device. Refused where the extra
    is not installed, or where nobody could reach the page as it is to be served.
    """
    try:
        # Few computers serve the page: it is an extra, and loaded only here. What takes files apart is asked
        # for by nobody before the first file comes.
        import_module("python_multipart")
        from moonwalk.page.server import OpenToAll, serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise Refused(
            "The page needs packages that are not installed. Nothing was changed. Install them: "
            "pip install 'moonwalk[page]'"
        ) from missing
    serve(ws, host, port, say, OpenToAll(lobby, kiosk))


def chat_with(ws: Workspace, app_token: str, bot_token: str, say: Callable[[str], None]) -> None:
    """Answer participants in Slack until it is stopped; `say` gets a line for each answer.

    Refused where the extra is not installed, or Slack does not take the tokens.
    """
    try:
        # Few computers hold a line, and loading what does takes a while.
        from moonwalk.page.chat_socket import ChatLine, Tokens, hold
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "aiohttp":
            raise
        raise Refused(
            "Logging from Slack needs a package that is not installed. Nothing was changed. Install it: "
            "pip install 'moonwalk[slack]'"
        ) from missing
    say("Participants can log from Slack now. It stops with Ctrl-C.")
    hold(ChatLine(ws, Tokens(app_token, bot_token), say))
