"""Draws the pictures of participants' page in docs/pictures, from the sample company: `make pictures`.

The clock stands still and nothing is left to chance. Chromium draws, as on a phone; another version of it, or
other fonts, may draw a little differently.
"""

from __future__ import annotations

import base64
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from tests.browsers import Browser, Tab, served

from moonwalk.page.app import make_app
from moonwalk.services.amendments.amend import amend
from moonwalk.services.checking_in.days import consent
from moonwalk.services.checking_in.links import make_links, visitor_of
from moonwalk.services.checking_in.tokens import Purpose
from moonwalk.services.drafts import draft_path
from moonwalk.services.files import ImportRequest
from moonwalk.services.launch import launch
from moonwalk.services.roster.people import import_people
from moonwalk.services.sample import build_sample
from moonwalk.services.workspace import Workspace, open_workspace

DOCS = Path(__file__).parent
FOLDER = DOCS / "pictures"
NOW = datetime(2027, 1, 20, 15, tzinfo=UTC)
"""A Wednesday; the sample company is in its third week."""
WALK, STEPS = "walk-backward", "steps"
PHONE, HALL = (390, 760), (1280, 720)
QUALITY = 82
EXPORT = "date,steps\n2027-01-18,8342\n2027-01-19,61000\n2027-01-20,4120\n2027-01-02,7000\n"


WHOLE_LINES = """
(() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), tops = [innerHeight];
  while (walk.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    for (const line of range.getClientRects())
      if (line.top < innerHeight && line.bottom > innerHeight) tops.push(line.top - 4);
  }
  return Math.floor(Math.min(...tops));
})()
"""
"""How far down a window shows whole lines: one that is cut looks like a fault of the picture."""


class Picture(NamedTuple):
    """A picture: its file, the template of the page, where that begins, and what is tapped on the way."""

    name: str
    template: str
    begins: str
    taps: tuple[str, ...] = ()
    size: tuple[int, int] = PHONE
    scheme: str = "light"


PICTURES = (
    Picture("page-first", "about", "new"),
    Picture("page-day", "day", "own"),
    Picture("page-saved", "day", "own", ("5 minutes",)),
    Picture("page-points", "points", "own/points"),
    Picture("page-dark", "day", "german", scheme="dark"),
    Picture("page-cheers", "cheers", "own/cheers"),
    Picture("page-file", "file", "steps/file", ("days.csv", "Show what it has")),
    Picture("page-messages", "messages", "stop"),
    Picture("page-leaving", "leaving", "own/leaving"),
    Picture("page-team", "crew", "captain"),
    Picture("page-kiosk", "kiosk", "kiosk"),
    Picture("page-lobby", "lobby", "lobby", size=HALL),
)


def build(folder: Path) -> Workspace:
    """The sample company with captains, a colleague who reads German, and a second challenge of steps."""
    ws = open_workspace(build_sample(folder, NOW), NOW)
    rows = (DOCS.parent / "examples" / "acme" / "roster.csv").read_text("utf-8").splitlines()
    more = {"e003": ",,captain", "e005": ",de,"}
    roster = folder / "roster.csv"
    lines = [f"{rows[0]},language,role", *(row + more.get(row[:4], ",,") for row in rows[1:])]
    roster.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft = draft_path(ws, WALK)
    formed = "formed: from the roster"
    text = draft.read_text("utf-8").replace(formed, f"{formed}\n  captains: {{role: [captain]}}")
    draft.write_text(text, encoding="utf-8")
    # The challenge as it was launched names no such column yet.
    import_people(ws, ImportRequest(path=roster, options={"keep": "role"}))
    amend(ws, WALK, "captains log for their teams")
    text = (DOCS.parent / "challenges" / "steps.yaml").read_text("utf-8").replace("formed: drawn", formed)
    (ws.challenges / f"{STEPS}.yaml").write_text(text, encoding="utf-8")
    launch(ws, STEPS, date(2027, 1, 18), 1)
    return ws


def beginnings(ws: Workspace) -> Mapping[str, str]:
    """Where pictures begin, by name: the paths of links of people who agreed, but for one who is new."""

    def link(who: str, purpose: Purpose = "log", challenge: str = WALK) -> str:
        made = make_links(ws, challenge, [who], purpose).links[0].url
        return "/" + made.split("/", 3)[3]

    paths = {
        "own": link("e003"),
        "german": link("e005"),
        "steps": link("e003", challenge=STEPS),
        "captain": link("e003", "captain"),
    }
    for path in paths.values():
        purpose: Purpose = "captain" if path.startswith("/c/") else "log"
        consent(ws, visitor_of(ws, path.rpartition("/")[2], (purpose,)))
    public = {"kiosk": f"/kiosk/{WALK}", "lobby": f"/lobby/{WALK}"}
    return {**paths, **public, "new": link("e010"), "stop": link("e003", "stop")}


def draw(tab: Tab, address: str, paths: Mapping[str, str], picture: Picture, folder: Path) -> bytes:
    """The picture as WebP, of what is in the window after these taps."""
    name, _, rest = picture.begins.partition("/")
    tab.open(f"{address}{paths[name]}{f'/{rest}' if rest else ''}")
    for words in picture.taps:
        if (folder / words).exists():
            tab.choose(folder / words)
        else:
            tab.tap(words)
    tab.look("document.activeElement.blur()")
    tab.look("scrollTo(0, 0)")
    clip = {"x": 0, "y": 0, "width": picture.size[0], "height": tab.look(WHOLE_LINES), "scale": 1}
    drawn = tab.call("Page.captureScreenshot", format="webp", quality=QUALITY, clip=clip)["data"]
    return base64.b64decode(drawn)


def main() -> None:
    """Draws every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="moonwalk-pictures-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        ws = build(folder / "demo")
        (folder / "days.csv").write_text(EXPORT, encoding="utf-8")
        paths = beginnings(ws)
        browser = Browser(folder / "browser")
        try:
            with served(make_app(ws, lambda line: None, lobby=(WALK,), kiosk=(WALK,))) as address:
                for old in FOLDER.glob("*.webp"):
                    old.unlink()
                for picture in PICTURES:
                    with browser.tab(*picture.size, scheme=picture.scheme) as tab:
                        drawn = draw(tab, address, paths, picture, folder)
                    (FOLDER / f"{picture.name}.webp").write_bytes(drawn)
        finally:
            browser.close()
            with suppress(OSError):
                shutil.rmtree(folder / "browser")


if __name__ == "__main__":
    main()
