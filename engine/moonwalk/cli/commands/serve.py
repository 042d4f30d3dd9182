"""`moonwalk serve`: the screen in a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.terminal import say
from moonwalk.web import serve
from moonwalk.web.settings import LOOPBACK, ServeSettings, cockpit_of


@click.command(short_help="Show the screen in a browser, and a board in the hall.")
@click.option("--host", default=LOOPBACK, show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Its port.")
@click.option(
    "--public-url", default="", metavar="URL", help="The address in the browser, behind a reverse proxy."
)
@click.option(
    "--idle",
    type=click.IntRange(1, 24 * 60),
    default=30,
    show_default=True,
    metavar="MINUTES",
    help="End a session in which nothing was done for so long.",
)
@click.option(
    "--sessions",
    type=click.IntRange(1, 50),
    default=4,
    show_default=True,
    help="How many may be open at once; each is a process of its own.",
)
@click.option("--read-only", is_flag=True, help="Let browsers look only: nothing can be changed from them.")
@click.option(
    "--lobby",
    metavar="CHALLENGE",
    multiple=True,
    help="Also show the lobby board of a challenge, without a link. May be given more than once.",
)
@click.pass_obj
def serve_command(
    session: Session,
    host: str,
    port: int,
    public_url: str,
    idle: int,
    sessions: int,
    read_only: bool,
    lobby: tuple[str, ...],
) -> None:
    """Serve the organiser's screen to a browser on this computer, until Ctrl+C.

    The link that is printed works once, for one browser; then another is printed. Whoever comes in by it can
    do all that you can do here, or with --read-only, see it.

    A lobby board is a page for a screen in the hall: the team board, the journey and the week's theme, as
    everyone may see them. Whoever reaches the address sees it, and can do nothing there.
    """
    settings = ServeSettings(host, port, public_url, timedelta(minutes=idle), sessions, lobby)
    workspace = workspace_of(session)
    cockpit = cockpit_of(workspace, tuple(_options(session, read_only)), os.environ)
    serve(workspace, cockpit, settings, say)


def _options(session: Session, read_only: bool) -> Iterator[str]:
    """The options before the command that are the same for each session."""
    if session.now is not None:
        yield from ("--now", session.now.isoformat())
    for plugin in sorted(session.without):
        yield from ("--without", plugin)
    if read_only or session.read_only:
        yield "--read-only"
