"""The gate: which bytes are looked at at all. Nothing here knows what a challenge is."""

from __future__ import annotations

import codecs
import re

from moonwalk.api.problems import Place
from moonwalk.definitions.findings import Findings

MOST_BYTES = 256 * 1024
MOST_LEVELS = 20
MOST_NODES = 4000
MOST_LINE = 10_000
MOST_LINES = 10_000
_TABS_TOLD = 10


def lines_of(text: str) -> list[str]:
    """The lines of a text, divided where YAML divides them, so that its line numbers fit."""
    return re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)


def text_of(data: bytes, path: str, findings: Findings) -> str | None:
    """The text of a file, or None where it is too large, binary or not UTF-8; then a finding says why."""
    start = Place(path, 1, 1)
    if len(data) > MOST_BYTES:
        findings.error(
            start,
            f"the file is larger than {MOST_BYTES // 1024} KB, which is the most a challenge may have. "
            "Shorten its texts, or check that this is a challenge file.",
        )
        return None
    zero = data.find(b"\0")
    if zero >= 0:
        line = data.count(b"\n", 0, zero) + 1
        findings.error(
            Place(path, line, 1),
            "the file holds a NUL character, so it is no text. Save it as plain text in UTF-8.",
        )
        return None
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as wrong:
        before = data[: wrong.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        findings.error(
            Place(path, before.count(b"\n") + 1, column),
            "the file is not UTF-8 text. Save it with the encoding UTF-8 in your editor.",
        )
        return None
    lines = lines_of(text)
    return text if _has_no_tabs(lines, path, findings) and _is_short(lines, path, findings) else None


def _is_short(lines: list[str], path: str, findings: Findings) -> bool:
    long = next((number for number, line in enumerate(lines, 1) if len(line) > MOST_LINE), None)
    if long is not None:
        findings.error(
            Place(path, long, 1),
            f"a line of {len(lines[long - 1])} characters; at most {MOST_LINE} fit here. "
            "Break it, or check that this is a challenge file.",
        )
    elif len(lines) > MOST_LINES:
        findings.error(
            Place(path, MOST_LINES + 1, 1),
            f"the file has {len(lines)} lines; a challenge may have {MOST_LINES}. "
            "Check that this is a challenge file.",
        )
        return False
    return long is None


def _has_no_tabs(lines: list[str], path: str, findings: Findings) -> bool:
    tabbed = [(number, line) for number, line in enumerate(lines, 1) if "\t" in line]
    for number, line in tabbed[:_TABS_TOLD]:
        column = line.index("\t") + 1
        indents = not line[: column - 1].strip()
        remedy = (
            "YAML indents with spaces. Put two spaces for each step."
            if indents
            else "between words it looks like a space but is none. Put a space."
        )
        findings.error(Place(path, number, column), f"a tab; {remedy}")
    return not tabbed
