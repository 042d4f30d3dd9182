"""The tables of the guide to engines are those that `make bench` writes."""

from __future__ import annotations

import re

import pytest
from tests.bench import guide_table

NUMBER = re.compile(r"[0-9][0-9,.]*")


@pytest.mark.parametrize(
    ("name", "heading"), [("ways", guide_table.WAYS_HEAD), ("engines", guide_table.ENGINES_HEAD)]
)
def test_a_table_of_the_guide_has_the_shape_that_the_bench_writes(name, heading, text_of):
    text = text_of("docs/engines.md")
    block = text.split(guide_table.BEGIN.format(name))[1].split(guide_table.END.format(name))[0]
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in block.splitlines()
        if line.startswith("|")
    ]
    assert rows[0] == heading
    assert len(rows) > 3
    assert {name for row in rows[2:] for name, cell in zip(heading, row, strict=True) if not cell} == set()
    assert all(NUMBER.fullmatch(cell) for row in rows[2:] for cell in row[2:])
    assert re.search(r"^Measured on \d+ cores, .+\.$", block, re.MULTILINE)
    assert guide_table.as_markdown([rows[0], *rows[2:]]).splitlines()[: len(rows)] == [
        line for line in block.splitlines() if line.startswith("|")
    ]


def test_a_table_is_put_in_place_of_the_one_before(tmp_path, text_of):
    guide = tmp_path / "engines.md"
    guide.write_text(text_of("docs/engines.md"), encoding="utf-8")
    ways = {
        48: {
            "ours": {"seconds": 0.5, "peak": 60},
            guide_table.RULES_READ: {"seconds": 0.25, "peak": 60},
            "pandas": {"seconds": 0.75, "peak": 130},
        }
    }
    for _ in range(2):
        guide_table.write(ways, [guide_table.ENGINES_HEAD, ("local", "48", "0.50", "1.00")], guide)
    text = guide.read_text(encoding="utf-8")
    assert (
        text.count("| 48 | pandas | 750 | 1.5 | 3.0 | 130 |")
        == text.count("| local | 48 | 0.50 | 1.00 |")
        == 1
    )
    assert text.startswith("# Engines")
    assert "## Privacy" in text
