from __future__ import annotations

import csv

import pytest

from moonwalk.services.entries import list_entries
from moonwalk.services.errors import Refused

from ...workspaces import at, day

HEAD = "id,date,activity,minutes,note"
BAD = ("p02,tomorrow,walk,12,hello", "zz,{day},walk,12,=1+1", 'p03,{day},swim,12,"a, b"')


def rows_of(path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("above", ["", "Answers of week 1\n\n"])
def test_rejected_rows_are_written_as_they_were_with_their_reasons(lanes, above):
    lanes.now = at(3)
    bad = [line.format(day=day(1)) for line in BAD]
    text = above + "\n".join([HEAD, bad[0], f"p01,{day(1)},walk,9,fine", *bad[1:]]) + "\n"

    out = lanes.folder / "out.csv"
    done = lanes.entries(text, rejected_to=out)

    assert f"Rejected rows written to {out}: 3." in done.remarks[-1]
    head, *rows = rows_of(out)
    assert head == ["Reason", *HEAD.split(",")]
    assert [row[1:] for row in rows] == [
        ["p02", "tomorrow", "walk", "12", "hello"],
        ["zz", str(day(1)), "walk", "12", "'=1+1"],
        ["p03", str(day(1)), "swim", "12", "a, b"],
    ]
    assert [row[0] for row in rows] == [rejected.reason for rejected in done.rejected]


def test_the_rows_go_in_once_they_are_corrected(lanes):
    lanes.now = at(3)
    out = lanes.folder / "out.csv"
    lanes.entries("\n".join([HEAD, *BAD]).format(day=day(1)), rejected_to=out)
    text = out.read_text(encoding="utf-8-sig").replace("tomorrow", str(day(2)))
    text = text.replace("zz", "p07")

    again = lanes.folder / "again.csv"
    done = lanes.entries(text, "corrected.csv", rejected_to=again)

    assert (done.new, len(done.rejected)) == (2, 1)
    assert {entry.person for entry in list_entries(lanes.ws)} == {"p02", "p07"}
    head, row = rows_of(again)
    assert head == ["Reason", *HEAD.split(",")]
    assert row[1:] == ["p03", str(day(1)), "swim", "12", "a, b"]


def test_a_file_that_is_there_is_left_alone_and_nothing_is_imported(lanes):
    lanes.now = at(3)
    out = lanes.file("out.csv", "mine")

    with pytest.raises(Refused, match=r"There is a file .* nothing was imported"):
        lanes.entries(f"{HEAD}\np01,{day(1)},walk,9,\n", rejected_to=out)

    assert out.read_text() == "mine"
    assert list_entries(lanes.ws) == ()


def test_a_folder_that_is_missing_is_told_before_anything_is_imported(lanes):
    lanes.now = at(3)
    with pytest.raises(Refused, match="There is no folder"):
        lanes.entries(f"{HEAD}\np01,{day(1)},walk,9,\n", rejected_to=lanes.folder / "none" / "out.csv")

    assert list_entries(lanes.ws) == ()


def test_without_rejected_rows_there_is_no_file(lanes):
    lanes.now = at(3)
    out = lanes.folder / "out.csv"
    done = lanes.entries(f"{HEAD}\np01,{day(1)},walk,9,\n", rejected_to=out)

    assert "No row was rejected" in done.remarks[-1]
    assert not out.exists()


def test_semicolons_stay_semicolons_and_umlauts_umlauts(lanes):
    lanes.now = at(3)
    out = lanes.folder / "out.csv"
    lanes.entries(f"Name;Date;Activity;Minutes\nGül Öz;{day(1)};walk;9\n", rejected_to=out)

    assert out.read_text(encoding="utf-8-sig").splitlines()[0] == "Reason;Name;Date;Activity;Minutes"
    assert "Gül Öz;" in out.read_text(encoding="utf-8-sig")
