"""Whatever is on a page to hand out is escaped, readable by everyone, and says nothing to a script."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from moonwalk.services.privacy.audience import FOR_EVERYONE, FOR_ORGANISERS
from moonwalk.services.sheets.certificates import write_certificates
from moonwalk.services.sheets.report import write_report
from moonwalk.services.sheets.results import write_results
from moonwalk.services.sheets.rules_sheet import write_rules

from ...browsers import axe_faults, needs_axe, needs_browser
from ...workspaces import Lanes
from .companies import NAMES, TEAMS
from .pages import ALLOWED, HOSTILE, Page, colours, contrast, faults

CSS = files("moonwalk.services.sheets").joinpath("templates/sheet.css").read_text(encoding="utf-8")


def written(lanes: Lanes, to: Path) -> dict[str, str]:
    """Every page of a challenge that is over, by name, as text."""
    ws = lanes.ws
    paths = [
        *write_rules(ws, "lanes", to),
        *write_results(ws, "lanes", FOR_EVERYONE, to),
        *write_certificates(ws, "lanes", FOR_ORGANISERS, to),
        *write_report(ws, "lanes", to),
    ]
    return {
        path.name.replace("-organisers", ""): path.read_text(encoding="utf-8")
        for path in paths
        if path.suffix != ".xlsx"
    }


@pytest.fixture(scope="module")
def hostile(hostile_once, tmp_path_factory):
    return written(hostile_once, tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def pages(over_once, tmp_path_factory):
    return written(over_once, tmp_path_factory.mktemp("pages"))


HTML = ("rules.html", "results.html", "certificates.html", "report.html")


@pytest.mark.promise("P7", "hostile text on pages to hand out")
@pytest.mark.parametrize("name", HTML)
def test_no_text_of_anybody_becomes_an_element_an_attribute_or_a_script(hostile, name):
    page = Page(hostile[name])
    assert {element.name for element in page.elements} <= ALLOWED
    names = {attribute for element in page.elements for attribute in element.attributes}
    assert not {
        attribute
        for attribute in names
        if attribute.startswith("on") or attribute in ("href", "src", "style")
    }
    assert list(faults(page)) == []
    # Nor is any of it left out, or worked out by the template.
    assert HOSTILE[0] in page.text
    assert "49" not in page.text


def test_hostile_names_are_on_the_pages_as_they_are(hostile):
    text = Page(hostile["certificates.html"]).text
    for name in (*NAMES[:7], TEAMS[0]):
        assert " ".join(name.split()) in text
    assert "<bdi>\u05d0\u05d1\u05d2 \u05d3\u05d4\u05d5</bdi>" in hostile["certificates.html"]


@pytest.mark.parametrize("name", HTML)
def test_a_page_is_one_file_that_everyone_can_read(pages, name):
    assert list(faults(Page(pages[name]))) == []
    assert "default-src 'none'" in pages[name]
    assert not re.search(r"<script|<link|@import|url\(|https?://", pages[name])


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_colour_of_words_stands_out_from_every_ground(scheme):
    of = colours(CSS, scheme)
    for words in ("ink", "soft", "accent", "warm"):
        for ground in ("paper", "tint", "warm-tint"):
            assert contrast(of[words], of[ground]) >= 4.5, (scheme, words, ground)
    assert contrast(of["ink"], of["cell"]) >= 4.5


@needs_browser
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", HTML)
def test_axe_finds_nothing_in_a_browser(pages, name, scheme, browser):
    assert axe_faults(browser, pages[name], scheme) == []
