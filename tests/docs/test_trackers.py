"""The guide to files of trackers names every source and every option, and no other."""

from __future__ import annotations

import re

from moonwalk_plugins.trackers import moonwalk_sources

GUIDE = "docs/trackers.md"


def rows(text: str, section: str) -> set[str]:
    """What stands first in the rows of a section's table."""
    part = text.split(f"## {section}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE))


def test_every_source_is_in_the_table_of_formats(text_of):
    assert rows(text_of(GUIDE), "Formats") == {source.name for source in moonwalk_sources()}


def test_every_option_is_in_the_table_of_options(text_of):
    options = {option for source in moonwalk_sources() for option in source.model_fields}
    assert rows(text_of(GUIDE), "Options") == options


def test_the_organiser_is_led_to_the_guide(text_of):
    assert "(trackers.md)" in text_of("docs/organiser.md")
