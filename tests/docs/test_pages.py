from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(document: Path) -> set[str]:
    headings = HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere(document):
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


def test_every_fence_is_closed(document):
    fences = [line for line in document.read_text(encoding="utf-8").splitlines() if line.startswith("```")]
    assert len(fences) % 2 == 0
    assert all(line == "```" for line in fences[1::2])


def test_lines_can_be_read_and_compared(document):
    text = document.read_text(encoding="utf-8")
    tables = [line for line in text.splitlines() if line.startswith("|")]
    prose = [line for line in text.splitlines() if line not in tables]
    assert max(map(len, prose)) <= 130
    assert "\t" not in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_tables_have_as_many_cells_in_every_row(document):
    rows = []
    for line in [*document.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            rows.append(re.sub(r"`[^`]*`", "", line).count("|"))
        else:
            assert len(set(rows)) <= 1, line
            rows = []


def test_every_yaml_block_is_yaml(yaml_block):
    assert yaml.safe_load(yaml_block.text)


def test_every_toml_block_lists_a_plugin_where_the_engine_looks(toml_block):
    told = tomllib.loads(toml_block.text)
    assert list(told["project"]["entry-points"]) == ["moonwalk"]


def test_the_readme_has_one_place_for_what_a_board_looks_like(text_of):
    readme = text_of("README.md")
    assert readme.count("<!-- output: board -->") == 1
    assert readme.count("<!-- end of output: board -->") == 1
