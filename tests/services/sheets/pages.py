"""A page as a reader finds it: its elements, its words, and what is wrong with how it is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% include \"base.html.j2\" %}",
    "</style></title></svg><svg onload=alert(1)>",
    "javascript:alert(1) & &lt;b&gt; <!-- ]]>",
)  # fmt: skip
"""Texts that are harmless as text, and nowhere else. None has an apostrophe, so that YAML may quote them."""

VOID = frozenset({"meta", "br", "rect", "circle", "path"})
ALLOWED = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "article"),
        *(
            "div",
            "p",
            "h1",
            "h2",
            "h3",
            "ul",
            "li",
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
        ),
        *("td", "dl", "dt", "dd", "figure", "figcaption", "svg", "desc", "text", "rect", "circle", "path"),
        *("bdi", "span", "strong", "br"),
    )
)


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """An HTML file, read by a parser that is not the program's."""

    html: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag, attributes):
        element = Element(tag, {name: value or "" for name, value in attributes})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.elements.append(Element(tag, {name: value or "" for name, value in attributes}))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1].name != tag:
            self.unbalanced.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.text += data
        if self.open and self.open[-1].name != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        """The words that are read, with single blanks."""
        return " ".join(" ".join(self.words).split())

    def named(self, *names: str) -> list[Element]:
        return [element for element in self.elements if element.name in names]


def faults(page: Page) -> Iterator[str]:
    """What keeps a page from being read by everyone, as far as its text tells."""
    if page.unbalanced or page.open:
        yield f"elements are not closed: {page.unbalanced}, {[element.name for element in page.open]}"
    if page.named("html")[0].attributes.get("lang") != "en":
        yield "no language"
    levels = [int(element.name[1]) for element in page.named("h1", "h2", "h3")]
    if levels.count(1) != 1 or any(later > earlier + 1 for earlier, later in pairwise(levels)):
        yield f"headings: {levels}"
    yield from (
        f"a heading without words: {each.name}"
        for each in page.named("h1", "h2", "h3", "title")
        if not each.text.strip()
    )
    yield from (
        f"th without scope: {each.text}" for each in page.named("th") if "scope" not in each.attributes
    )
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    if len(ids) != len(set(ids)):
        yield "an id is there twice"
    for element in page.elements:
        for name in element.attributes.get("aria-labelledby", "").split():
            if name not in ids:
                yield f"{element.name} is labelled by {name}, which is not there"
    for svg in page.named("svg"):
        if svg.attributes.get("role") != "img" or not svg.attributes.get("aria-labelledby"):
            yield "a picture without words"
    if len(page.named("main")) != 1:
        yield "not one main part"


def colours(css: str, scheme: str) -> dict[str, str]:
    """The colours of a style sheet by variable: of the light scheme, the dark one, or in print."""
    start = {"light": 0, "dark": css.index("prefers-color-scheme: dark"), "print": css.index("@media print")}
    block = css[start[scheme] :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})\b", block[: block.index("}")]))


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, as the guidelines for accessible content define it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
