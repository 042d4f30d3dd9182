"""`moonwalk page` and `moonwalk links`."""

from __future__ import annotations

from pathlib import Path

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import print_csv
from moonwalk.cli.terminal import put, say
from moonwalk.services.checking_in.links import describe, make_links, revoke_links
from moonwalk.services.checking_in.tokens import Purpose
from moonwalk.services.errors import Refused
from moonwalk.services.wording import counted


@click.command(short_help="Serve participants' own page.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8710, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option("--lobby", multiple=True, metavar="CHALLENGE", help="Show its lobby board to everybody, too.")
@click.option(
    "--kiosk", multiple=True, metavar="CHALLENGE", help="Let people log by codes at a shared device."
)
@click.pass_obj
def page_command(
    session: Session, host: str, port: int, lobby: tuple[str, ...], kiosk: tuple[str, ...]
) -> None:
    """Serve the page on which participants log what they did, until Ctrl-C.

    They reach it by their personal links ('moonwalk links'). By itself it answers this computer only: others
    reach it through a web server with a certificate, whose address 'page: url:' in moonwalk.yaml says.
    """
    # Loaded only here: nothing else needs a web server.
    from moonwalk.page import run

    run(workspace_of(session), host, port, say, lobby, kiosk)


@click.command(short_help="Make participants' personal links, or revoke them.")
@click.argument("challenge")
@click.option("--only", "who", multiple=True, metavar="WHO", help="Only this person. May be given again.")
@click.option("--see", is_flag=True, help="Links that show everything and log nothing.")
@click.option("--push", is_flag=True, help="Addresses to which phones send, and which show nothing.")
@click.option("--captains", is_flag=True, help="Captains' links, which log for their team.")
@click.option("--kiosk", is_flag=True, help="Codes for a shared device.")
@click.option("--anew", is_flag=True, help="New links; those of before are dead at once.")
@click.option("--cards", type=click.Path(dir_okay=False, path_type=Path), help="Write cards to print here.")
@click.option("--revoke", is_flag=True, help="Kill the links of those named by --only.")
@click.option("--reason", default="", help="Why they are revoked.")
@click.pass_obj
def links_command(
    session: Session,
    challenge: str,
    who: tuple[str, ...],
    see: bool,
    push: bool,
    captains: bool,
    kiosk: bool,
    anew: bool,
    cards: Path | None,
    revoke: bool,
    reason: str,
) -> None:
    """Print everyone's link into CHALLENGE as CSV (id, name, email, link), for a mail merge.

    Whoever has a link can log for its person: send each to the address beside it, and nobody else. It works
    as long as a day of the challenge is open. Asked again, the links are the same, unless --anew.

    With --kiosk, the last column is 'code'.
    """
    ws = workspace_of(session)
    if revoke:
        if see or push or captains or kiosk or anew or cards:
            raise Refused("--revoke goes with --only and --reason alone. Nothing was changed.")
        number = revoke_links(ws, challenge, who, reason)
        say(f"The links of {counted(number, 'person', 'people')} into '{challenge}' are dead.")
        return
    links = make_links(ws, challenge, who, _purpose(see, push, captains, kiosk), anew=anew)
    if cards:
        # Loaded only here: cards are laid out as pages.
        from moonwalk.services.sheets.link_cards import write_cards

        put(str(write_cards(ws, links, cards)))
    else:
        print_csv(
            ("id", "name", "email", "code" if kiosk else "link"),
            [(link.id, link.name, link.email, link.code or link.url) for link in links.links],
        )
    for remark in describe(links, on_cards=cards is not None):
        say(remark)


def _purpose(see: bool, push: bool, captains: bool, kiosk: bool) -> Purpose:
    """The kind of link that is asked for. Refused where more than one is."""
    kinds: dict[Purpose, bool] = {"see": see, "push": push, "captain": captains, "kiosk": kiosk}
    asked = [purpose for purpose, wanted in kinds.items() if wanted]
    if len(asked) > 1:
        raise Refused(
            "--see, --push, --captains and --kiosk are kinds of links. Nothing was changed. Make one of them."
        )
    return asked[0] if asked else "log"
