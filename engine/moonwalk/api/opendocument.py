"""Sheets of OpenDocument files (.ods) in a stream.

The libraries for this format build the whole document in memory, in which a repeated row of a few bytes
becomes a million rows. What a table needs of the format is small: rows, cells, their values and repeats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final

from moonwalk.api.problems import FieldError

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MOST_REPEATS: Final = 10_000


def opendocument_sheets(content: IO[bytes]) -> list[str]:
    """The names of the sheets in their order, those that are not shown left out."""
    names, hidden = [], set()
    for event, element in _elements(content):
        if event == "start" and element.tag == f"{_TABLE}table":
            if element.get(f"{_TABLE}style-name", "") not in hidden:
                names.append(element.get(f"{_TABLE}name", ""))
        elif event == "end" and element.tag.endswith("}style"):
            if any(part.get(f"{_TABLE}display") == "false" for part in element):
                hidden.add(next((value for key, value in element.items() if key.endswith("}name")), ""))
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            element.clear()
    return names


def opendocument_rows(content: IO[bytes], sheet: str, most_cells: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet with their numbers, from 1. FieldError for a row that is repeated too often."""
    number, inside = 1, False
    for event, element in _elements(content):
        if element.tag == f"{_TABLE}table":
            number, inside = 1, event == "start" and element.get(f"{_TABLE}name", "") == sheet
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            repeats = _repeats(element, "number-rows-repeated")
            if inside and (cells := _cells(element, most_cells)):
                if repeats > _MOST_REPEATS:
                    raise FieldError(
                        f"row {number} is repeated {repeats} times: delete the rows that are not needed"
                    )
                for _ in range(repeats):
                    yield number, list(cells)
                    number += 1
            else:
                number += repeats
            element.clear()


def _elements(content: IO[bytes]) -> Iterator[tuple[str, Any]]:
    # Imported here, since few commands read a document.
    from defusedxml.ElementTree import iterparse

    events: Iterator[tuple[str, Any]] = iterparse(content, events=("start", "end"))
    return events


def _cells(row: Any, most: int) -> list[str]:
    """The texts of a row's cells up to the last one that has any."""
    cells: list[str] = []
    blanks = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeats, text = _repeats(cell, "number-columns-repeated"), _value(cell)
        if not text:
            blanks += repeats
            continue
        if len(cells) + blanks + repeats > most:
            raise FieldError(f"a row has more than {most} cells: delete those that are not needed")
        cells += [""] * blanks + [text] * repeats
        blanks = 0
    return cells


def _repeats(element: Any, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def _value(cell: Any) -> str:
    """The value that a cell holds, not the way in which it is shown."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return str(cell.get(f"{_OFFICE}date-value", "")).replace("T", " ")
    if kind == "time":
        return _clock(str(cell.get(f"{_OFFICE}time-value", "")))
    if kind in ("float", "currency", "percentage"):
        # 12.345 might be 12345 to a reader of text; four decimals cannot be.
        text = str(cell.get(f"{_OFFICE}value", ""))
        return f"{text}0" if "." in text and len(text.rpartition(".")[2]) == 3 else text
    return " ".join(" ".join("".join(part.itertext()) for part in cell.findall(f"{_TEXT}p")).split())


def _clock(duration: str) -> str:
    """`PT01H15M00S` as `1:15:00`; other durations as they are."""
    numbers = duration.removeprefix("PT").replace("H", ":").replace("M", ":").removesuffix("S").split(":")
    if len(numbers) != 3 or not numbers[0].isdecimal():
        return duration
    return f"{int(numbers[0])}:{numbers[1]}:{numbers[2].partition('.')[0]}"
