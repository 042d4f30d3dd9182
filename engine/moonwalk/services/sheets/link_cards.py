"""Personal links on paper: a card for each person, with a QR code, to be cut out and handed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from markupsafe import Markup

from moonwalk.api.language import speaking
from moonwalk.services.checking_in.links import LinkList
from moonwalk.services.errors import Refused
from moonwalk.services.launched import outlined
from moonwalk.services.sheets.layout import Page, lay_out, write_pages
from moonwalk.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What is on a card: for whom it is, the link, and the QR code as a picture.

    On one for a kiosk `letters` is the code to type, and there is no picture.
    """

    name: str
    url: str
    code: Markup
    letters: str = ""


def write_cards(ws: Workspace, links: LinkList, file: Path) -> Path:
    """Write the cards of all links as one sheet to be printed; the file.

    Refused where nobody has a link, the package that draws QR codes is not installed, or the file cannot be
    written.
    """
    if not links.links:
        raise Refused(
            f"Nobody has a link into '{links.challenge}', so there are no cards. Nothing was written. "
            "'moonwalk people list' shows who takes part."
        )
    if any(link.code for link in links.links):
        cards = tuple(LinkCard(link.name, link.url, Markup(), link.code) for link in links.links)
    else:
        draw = _drawing()
        cards = tuple(LinkCard(link.name, link.url, draw(link.url)) for link in links.links)
    values = {"title": links.title, "company": ws.settings.name, "cards": cards}
    with ws.database() as db:
        outline = outlined(ws, db, links.challenge)
    with speaking(outline.challenge.language if outline else ""):
        page = Page.of_text(file.name, lay_out("cards", values))
    (path,) = write_pages(file.parent, page)
    return path


def _drawing() -> Callable[[str], Markup]:
    """What draws a QR code as SVG."""
    try:
        # Few print cards: it comes with the page, and is loaded only here.
        segno = import_module("segno")
    except ModuleNotFoundError:
        raise Refused(
            "QR codes need a package that is not installed. Nothing was changed. Install it: "
            "pip install 'moonwalk[page]'"
        ) from None

    def draw(url: str) -> Markup:
        code = segno.make_qr(url, error="m")
        # Drawn by a library from a link of ours, so there is nothing in it to be escaped.
        return Markup(code.svg_inline(omitsize=True, border=3, dark="#000", light="#fff"))  # noqa: S704

    return draw
