"""No row disappears: in every encoding, delimiter and line end each is accepted, rejected or skipped."""

from __future__ import annotations

import random
from itertools import product

import pytest

from ...workspaces import PEOPLE, Lanes, copied, day

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
DELIMITERS = (",", ";", "\t", "|")
LINE_ENDS = ("\n", "\r\n", "\r")
SHAPES = list(product(ENCODINGS, DELIMITERS, LINE_ENDS))
HEAD = ("id", "date", "activity", "minutes", "remark")


def good(dice: random.Random, number: int) -> tuple[str, ...]:
    return (
        PEOPLE[dice.randrange(12)][0],
        str(day(dice.randrange(1, 7))),
        "walk",
        str(1 + number % 59),
        "Grüße",
    )


BROKEN = (
    ("nobody", "2027-03-02", "walk", "10", ""),
    ("p01", "2027-02-31", "walk", "10", ""),
    ("p02", "2027-03-02", "juggling", "10", ""),
    ("p03", "2027-03-02", "walk", "ten", ""),
    ("p04", "2027-03-02", "walk", "-5", ""),
    ("p05", "2027-03-02", "walk", "", ""),
    ("", "2027-03-02", "walk", "10", ""),
    ("p06", "2027-03-02", "walk"),
    ("p07", "2027-03-02", "walk", "10", "", "one cell too many"),
    ("p08", "2035-03-02", "walk", "10", "not yet"),
)


def rows_of(dice: random.Random, number: int) -> list[tuple[str, ...]]:
    """Rows most of which are good, some of which stand twice, and some of which are broken."""
    rows = [good(dice, at) for at in range(number)]
    rows += dice.sample(rows, number // 5) + dice.choices(BROKEN, k=number // 2)
    return dice.sample(rows, len(rows))


def quoted(cell: str, delimiter: str, dice: random.Random) -> str:
    return f'"{cell}"' if delimiter in cell or dice.random() < 0.1 else cell


def file_of(rows: list[tuple[str, ...]], shape: tuple[str, str, str], dice: random.Random) -> bytes:
    encoding, delimiter, line_end = shape
    lines = [delimiter.join(quoted(cell, delimiter, dice) for cell in row) for row in (HEAD, *rows)]
    # The last line may be ended or not.
    return (line_end.join(lines) + dice.choice(("", line_end))).encode(encoding)


def account(lanes: Lanes, shape: tuple[str, str, str], number: int, seed: int) -> int:
    """Imports a file twice and accounts for each of its rows; how many there were."""
    dice = random.Random(seed)
    rows = rows_of(dice, number)
    data = file_of(rows, shape, dice)
    with lanes.database() as db:
        before = db.value("SELECT count(*) FROM entry")
    report = lanes.entries(data, f"rows{seed}.csv")
    rejected, skipped = len(report.rejected) + report.rejected_more, len(report.skipped) + report.skipped_more
    assert report.rows == len(rows) == report.accepted + rejected + skipped
    assert report.accepted >= number
    # Whatever is not taken has its line, and none has two verdicts.
    lines = [row.line for row in (*report.rejected, *report.skipped)]
    assert len(lines) == len(set(lines)) == rejected + skipped
    assert {rows[line - 2] for line in (row.line for row in report.rejected)} <= set(BROKEN)
    with lanes.database() as db:
        after = db.value("SELECT count(*) FROM entry")
    assert after - before == report.new
    again = lanes.entries(data, f"rows{seed}.csv")
    assert (again.new, again.changed, again.accepted) == (0, 0, report.accepted)
    with lanes.database() as db:
        assert db.value("SELECT count(*) FROM entry") == after
    return len(rows)


@pytest.mark.promise("P6", "rows accounted for, in 84 shapes of files")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_row_is_accounted_for_in_every_shape_of_a_file(launched_once, tmp_path, encoding, counted):
    lanes = copied(launched_once, tmp_path / "work")
    lanes.now = lanes.now.replace(month=3, day=8)
    shapes = [(number, shape) for number, shape in enumerate(SHAPES) if shape[0] == encoding]
    counted(sum(account(lanes, shape, 20, number) for number, shape in shapes), "rows")
    counted(len(shapes), "files")


@pytest.mark.torture
@pytest.mark.promise("P6", "rows accounted for, in 84 shapes of files")
@pytest.mark.parametrize("round_", range(10))
def test_every_row_is_accounted_for_in_large_files(launched_once, tmp_path, round_, counted):
    for number, shape in enumerate(SHAPES):
        lanes = copied(launched_once, tmp_path / str(number))
        lanes.now = lanes.now.replace(month=3, day=8)
        counted(account(lanes, shape, 300, 1000 * (round_ + 1) + number), "rows")
        counted(1, "files")
