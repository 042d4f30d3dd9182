"""The tables of docs/engines.md, written by what measured them: `make bench` puts its figures there.

Alone it measures only what these tables show: python tests/bench/guide_table.py [people ...]
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

GUIDE: Final = Path(__file__).parents[2] / "docs" / "engines.md"
BEGIN: Final = "<!-- measured: {} -->"
END: Final = "<!-- end of measured: {} -->"
RULES_READ: Final = "ours, rules read"
"""Ours where the others begin and end: with the rules read, and nothing kept on disk."""
WAYS_HEAD: Final = ("people", "way", "ms", "times ours", f"times {RULES_READ}", "peak MB")
ENGINES_HEAD: Final = ("engine", "people", "seconds", "times one process")


def write(
    ways: Mapping[int, Mapping[str, Mapping[str, float]]],
    engines: Iterable[Sequence[str]],
    guide: Path = GUIDE,
) -> None:
    """Replaces both tables of the guide."""
    text = guide.read_text(encoding="utf-8")
    text = replaced(text, "ways", [WAYS_HEAD, *way_rows(ways)])
    text = replaced(text, "engines", list(engines))
    guide.write_text(text, encoding="utf-8")


def way_rows(measured: Mapping[int, Mapping[str, Mapping[str, float]]]) -> Iterable[tuple[str, ...]]:
    """A row for each size and way."""
    for people, ways in measured.items():
        for way, each in ways.items():
            ratios = (f"{each['seconds'] / ways[ours]['seconds']:.1f}" for ours in ("ours", RULES_READ))
            yield f"{people:,}", way, f"{each['seconds'] * 1000:,.0f}", *ratios, f"{each['peak']:.0f}"


def replaced(text: str, name: str, rows: Sequence[Sequence[str]]) -> str:
    """The text of the guide with another table between the marks of a name."""
    begin, end = BEGIN.format(name), END.format(name)
    before, _, rest = text.partition(begin)
    _, mark, after = rest.partition(end)
    if not mark:
        raise SystemExit(f"{GUIDE} has no place for the table '{name}': {begin} and {end}.")
    return f"{before}{begin}\n\n{as_markdown(rows)}\n{end}{after}"


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table, its first row the heading, with the machine below it."""
    heading, *others = (f"| {' | '.join(row)} |" for row in rows)
    lines = (heading, f"|{'---|' * len(rows[0])}", *others, "", f"Measured on {machine()}.", "")
    return "\n".join(lines)


def machine() -> str:
    """What it was measured on, in a few words, and how busy that was in the last minute."""
    load = f", at a load of {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}{load}"


def main() -> None:
    """Builds a company of each size, measures, and writes the guide."""
    import engines

    import bench

    sizes = [int(text) for text in sys.argv[1:]] or list(bench.SIZES)
    ways, by_engine = {}, {}
    for people in sizes:
        with tempfile.TemporaryDirectory(prefix="moonwalk-bench-") as folder:
            bench.ask("build", folder, str(people))
            if people in engines.SIZES:
                by_engine[people] = bench.ask("engines", folder)
            ways[people] = bench.other_ways(folder, people)
            print(people, ways[people], by_engine.get(people), flush=True)
    write(ways, engines.rows(by_engine))


if __name__ == "__main__":
    main()
