"""The report for management: figures that are right, about nobody, and the same years later."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import time
import zipfile
from itertools import combinations

import numpy as np
import openpyxl
import pytest

from moonwalk.scoring.disclosure import Grouping
from moonwalk.services.closing import close
from moonwalk.services.privacy.retention import carry_out
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.sheets.participation import shown_rows
from moonwalk.services.sheets.report import report, write_report
from moonwalk.services.sheets.workbook import Sheet, workbook_bytes
from moonwalk.services.verification import verify
from moonwalk.services.workspace import DATABASE
from moonwalk.store.schema import TRIGGERS

from ...workspaces import at, copied, day
from .companies import PLAIN, SITES, plain
from .pages import Page


def drawn_company(chance: random.Random) -> tuple[list[Grouping], dict[str, np.ndarray]]:
    """People in two columns of the roster, and who of them joined, began and logged."""
    count = chance.randint(4, 60)
    groupings = [Grouping("", ("",), np.zeros(count, np.int32), np.ones(count, np.bool_), ())]
    for name in ("site", "department", "role")[: chance.randint(1, 3)]:
        size = chance.randint(1, 5)
        row = np.array([min(int(chance.expovariate(0.7)), size - 1) for _ in range(count)], np.int32)
        keys = tuple(f"{name} {each}" for each in range(size))
        groupings.append(Grouping(name, keys, row, np.ones(count, np.bool_), ()))
    could = np.ones(count, np.bool_)
    sets = {"could": could}
    for before, name, share in (
        ("could", "joined", chance.random()),
        ("joined", "began", chance.random()),
        ("began", "week 1", chance.random()),
        ("began", "week 2", chance.random()),
    ):
        sets[name] = sets[before] & np.array([chance.random() < share**0.2 for _ in range(count)])
    return groupings, sets


def singled_out(table: np.ndarray, smallest: int) -> list[tuple[int, ...]]:
    """Every set of fewer people of whom alone some sum and difference of figures is.

    `table` has a row for each figure and a column for each person whom it may be about. People who stand in
    the same figures are in such a sum together or not at all. There is one where the figures say more with
    these people than without them.
    """
    cells, counts = np.unique(table[:, table.any(axis=0)], axis=1, return_counts=True)
    small = np.flatnonzero(counts < smallest).tolist()
    whole = np.linalg.matrix_rank(cells) if cells.size else 0
    return [
        few
        for size in range(1, smallest)
        for few in combinations(small, size)
        if sum(counts[list(few)]) < smallest and np.linalg.matrix_rank(np.delete(cells, few, axis=1)) < whole
    ]


@pytest.mark.promise("P10", "figures of reports, added and subtracted")
@pytest.mark.parametrize("seed", range(40))
def test_nobody_is_singled_out_however_figures_are_added_and_subtracted(seed):
    groupings, sets = drawn_company(random.Random(seed))
    shown = {name: shown_rows(groupings, sets, name, 4) for name in sets}
    larger = ("could", "joined", "began")
    for name, inside in sets.items():
        rows = [
            groupings[at].row == row
            for at, grouping in enumerate(groupings)
            for row in np.flatnonzero(shown[name][grouping.board]).tolist()
        ]
        table = np.array(rows, np.int64).reshape(len(rows), len(inside))
        # What is told of a group is who of it is in a figure; with a larger figure, also who is left over.
        for piece in (inside, *(sets[other] & ~inside for other in larger)):
            assert singled_out(table[:, piece], 4) == []


def test_some_of_these_companies_have_figures_to_show_and_some_to_hide():
    kinds = set()
    for seed in range(40):
        groupings, sets = drawn_company(random.Random(seed))
        for name in sets:
            for grouping in groupings:
                kinds |= {
                    (grouping.board, bool(row))
                    for row in shown_rows(groupings, sets, name, 5)[grouping.board]
                }
    boards = ("", "site", "department", "role")
    assert kinds == {(board, shown) for board in boards for shown in (True, False)}


def test_the_figures_are_those_that_one_counts_by_hand(over):
    made = report(over.ws, "lanes")
    assert (made.weeks, made.smallest, made.headings[:3]) == (
        2,
        3,
        ("Could take part", "Joined", "Logged at all"),
    )
    assert made.everyone.figures == (12, 12, 12, 12, 12)
    assert made.everyone.stayed == "100%"
    (site,) = made.sections
    # Köln has one person, and with Bern beside Ulm, that one would be what is left of everyone.
    assert (site.label, site.held) == ("Site", 2)
    assert [(row.label, row.figures) for row in site.rows] == [("Ulm", (SITES.count("Ulm"),) * 5)]


def test_who_could_take_part_and_did_not_is_counted_and_a_few_are_not_told(tmp_path):
    lanes = plain(tmp_path / "some", PLAIN.replace("everyone on the roster", "those who sign up"))
    made = report(lanes.ws, "lanes")
    assert made.everyone.figures == (12, 0, 0, 0, 0)
    assert made.everyone.stayed == ""
    words = Page(write_report(lanes.ws, "lanes")[0].read_text(encoding="utf-8")).text
    assert "Everyone 12 0 0 0 0 – not shown" in words


def test_a_running_challenge_is_told_as_of_the_last_week_that_has_closed(day6):
    assert report(day6.ws, "lanes").weeks == 0
    day6.now = at(9, 12)
    first = [path.read_bytes() for path in write_report(day6.ws, "lanes")]
    made = report(day6.ws, "lanes")
    assert (made.weeks, made.headings[3:]) == (1, ("Week 1",))
    day6.log("p01", "20", on=day(9))
    day6.now = at(11)
    assert [path.read_bytes() for path in write_report(day6.ws, "lanes")] == first


def test_the_report_of_a_closed_challenge_has_the_same_bytes_years_later(closed, tmp_path, monkeypatch):
    before = [path.read_bytes() for path in write_report(closed.ws, "lanes", tmp_path / "first")]
    assert b"As frozen at the closing on 20 March 2027" in before[0]
    forget_person(closed.ws, "p12", "asked for it")
    closed.now = at(400)
    with closed.database() as db:
        assert any("removed" in said for said in carry_out(closed.ws, db))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    elsewhere = copied(closed, tmp_path / "elsewhere")
    for lanes in (closed, elsewhere):
        assert [path.read_bytes() for path in write_report(lanes.ws, "lanes", tmp_path / "later")] == before
    assert verify(closed.ws).closings[0].differences == ()


def test_figures_that_were_changed_after_the_closing_are_noticed(closed):
    assert verify(closed.ws).closings[0].differences == ()
    with sqlite3.connect(closed.folder / DATABASE) as connection:
        connection.execute("DROP TRIGGER closing_is_never_changed")
        (text,) = connection.execute("SELECT record FROM closing").fetchone()
        record = json.loads(text)
        record["participation"]["everyone"][1] += 1
        connection.execute("UPDATE closing SET record = ?", (json.dumps(record),))
        connection.execute(TRIGGERS["closing_is_never_changed"])
    connection.close()
    differences = verify(closed.ws).closings[0].differences
    assert "The figures of the report are not those of the closing." in differences


def test_what_is_frozen_is_what_would_be_told_at_that_moment(over):
    before = report(over.ws, "lanes")
    close(over.ws, "lanes")
    frozen = report(over.ws, "lanes")
    assert (frozen.everyone, frozen.sections) == (before.everyone, before.sections)
    assert (before.frozen, frozen.frozen) == (False, True)


def test_the_workbook_is_read_by_a_spreadsheet_and_holds_what_the_page_does(over):
    _, xlsx = write_report(over.ws, "lanes")
    book = openpyxl.load_workbook(xlsx)
    assert book.sheetnames == ["About", "Everyone", "Site"]
    rows = [[cell.value for cell in row] for row in book["Site"].iter_rows()]
    made = report(over.ws, "lanes")
    assert rows[0] == ["Group", *made.headings, "Stayed"]
    assert rows[1][:2] == ["Ulm", 6]


def test_no_text_in_a_workbook_is_a_formula_or_breaks_it():
    texts = ('=HYPERLINK("http://x")', "+1", "-1", "@x", "a\x00b\x1bc", "\ud800", "<b>&amp;</b>")
    data = workbook_bytes("T\x07", [Sheet(text, ("A", "B"), ((text, 1),)) for text in (*texts, texts[0])])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.sheetnames) == len(texts) + 1
    cells = [page.cell(2, 1) for page in book.worksheets]
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell.value for cell in cells][:5] == [*texts[:4], "abc"]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {(info.date_time, info.compress_type) for info in packed.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
        }
