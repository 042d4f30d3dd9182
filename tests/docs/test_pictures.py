"""The pictures of the guides are those that the program draws, and need nothing from elsewhere."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from moonwalk.tui.places import PLACES
from moonwalk.tui.screens.base_screen import Frame

DOCS = Path(__file__).parents[2] / "docs"
ENGINE = DOCS.parent / "engine" / "moonwalk"
LARGEST = 100_000
"""Bytes of a picture."""
LARGEST_OF_PAGE = 60_000
ALL_OF_PAGE = 600_000


def drawn_by_the_program():
    spec = spec_from_file_location("make_pictures", DOCS / "make_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(kind):
    """The pictures of a kind; there are no others but these two."""
    paths = list((DOCS / "pictures").iterdir())
    assert {path.suffix for path in paths} == {".svg", ".webp"}
    return [path for path in paths if path.suffix == f".{kind}"]


def test_the_guide_shows_every_picture_and_each_is_of_a_screen_that_there_is(text_of):
    pictures = drawn_by_the_program().PICTURES
    shown = re.findall(r"!\[[^\]]+\]\(pictures/(\w+)\.svg\)\n\n[^\n]+\.\n", text_of("docs/organiser.md"))

    assert shown == [picture.name for picture in pictures]
    assert sorted(shown) == sorted(path.stem for path in drawn("svg"))
    assert len({picture.screen for picture in pictures}) == len(pictures) == 10
    assert all(issubclass(picture.screen, Frame) for picture in pictures)
    assert sum(picture.screen in PLACES for picture in pictures) > 5


def test_a_picture_is_small_and_loads_nothing():
    for path in drawn("svg"):
        svg = path.read_text(encoding="utf-8")
        assert len(svg) < LARGEST, path.name
        assert re.findall(r"\w+://[^\"' )]+", svg) == ["http://www.w3.org/2000/svg"], path.name
        assert not re.search(r"@import|@font-face|<script|<image|href=", svg), path.name


def test_what_a_picture_would_load_is_taken_out():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><!-- by --><style>@font-face { src: url("https://f/a") }'
        " .terminal-123-r1 { font-family: Fira Code, monospace }</style>"
        '<text class="terminal-123-r1" x="1.2000001">a</text></svg>'
    )

    assert drawn_by_the_program().by_itself(svg) == (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>.t-r1 { font-family: ui-monospace, Menlo, Consolas, '
        'monospace }</style><text class="t-r1" x="1.2">a</text></svg>\n'
    )


def test_the_guide_of_the_page_shows_every_picture_and_each_is_of_a_page_that_there_is(text_of):
    script = (DOCS / "make_page_pictures.py").read_text(encoding="utf-8")
    template_of = dict(re.findall(r'Picture\("([\w-]+)", "(\w+)"', script))
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([\w-]+)\.webp\)\n", text_of("docs/page.md"))
    of_page = {path.name.partition(".")[0] for path in (ENGINE / "page/templates").glob("*.html.j2")}
    of_hall = {path.name.partition(".")[0] for path in (ENGINE / "services/sheets/templates").glob("lobby.*")}

    assert sorted(shown) == sorted(template_of)
    assert sorted(shown) == sorted(path.stem for path in drawn("webp"))
    assert set(template_of.values()) <= of_page | of_hall
    # A member's page is a day's, and what is in the way is one sentence.
    assert of_page - set(template_of.values()) == {"base", "pieces", "member", "message"}


def test_the_pictures_of_the_page_are_small():
    sizes = {path.name: path.stat().st_size for path in drawn("webp")}
    assert {name for name, size in sizes.items() if size > LARGEST_OF_PAGE} == set()
    assert sum(sizes.values()) < ALL_OF_PAGE
    assert all(path.read_bytes()[8:12] == b"WEBP" for path in drawn("webp"))
