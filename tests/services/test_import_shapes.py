"""The same answers in another shape change nothing: saved again, in another order, as a workbook."""

import csv
import io
import random
from datetime import datetime

import openpyxl
import pytest

from moonwalk.services.imports import import_entries

HEAD = ["Timestamp", "Who", "Date", "Activity", "Minutes"]
MINUTES = (25, 20, 25, 7, 9, 12, 60, 1)
ANSWERS = [
    (f"2027-02-{19 + at % 3} 18:{at:02}:07", f"p{1 + at % 4:02}", f"2027-02-{18 + at % 3}", minutes)
    for at, minutes in enumerate(MINUTES)
]


def lines(stamp="{0:%Y-%m-%d %H:%M:%S}", day="{0:%Y-%m-%d}", minutes="{0}"):
    for sent, who, when, amount in ANSWERS:
        yield [
            stamp.format(datetime.fromisoformat(sent)),
            who,
            day.format(datetime.fromisoformat(when)),
            "walk",
            minutes.format(amount),
        ]


def table(rows, head=HEAD, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([head, *rows])
    return text.getvalue().encode(encoding)


def workbook(rows):
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    for sent, who, when, activity, minutes in rows:
        days = [datetime.fromisoformat(sent), datetime.fromisoformat(when)]
        book.active.append([days[0], who, days[1].date(), activity, int(minutes)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def shuffled(rows):
    rows = list(rows)
    random.Random(3).shuffle(rows)
    return rows


def reordered(rows):
    order = [4, 1, 0, 3, 2]
    return table([[row[at] for at in order] for row in rows], [HEAD[at] for at in order])


SHAPES = {
    "the same file": table(lines()),
    "rows in another order": table(shuffled(lines())),
    "columns in another order": reordered(lines()),
    "semicolons and Windows-1252": table(lines(), delimiter=";", encoding="cp1252"),
    "without seconds, as a spreadsheet saves it": table(lines("{0:%m/%d/%Y %H:%M}", "{0:%m/%d/%Y}")),
    "German": table(lines("{0:%d.%m.%Y %H:%M:%S}", "{0:%d.%m.%Y}", "{0},0"), delimiter=";"),
    "names of months": table(lines("{0:%b} {0.day}, {0.year}, {0:%I:%M:%S %p}", "{0.day} {0:%B} {0.year}")),
    "minutes as text": table(lines(minutes="{0} min")),
    "a workbook": workbook(lines()),
}


@pytest.mark.parametrize("again", SHAPES)
@pytest.mark.parametrize(
    "first", ["the same file", "a workbook", "without seconds, as a spreadsheet saves it"]
)
def test_the_same_answers_in_another_shape_change_nothing(lanes, first, again):
    once = import_entries(lanes.ws, lanes.file("a.csv", SHAPES[first]))
    before = lanes.board()

    twice = import_entries(lanes.ws, lanes.file("b.csv", SHAPES[again]))

    assert (once.new, once.rejected) == (len(ANSWERS), ())
    assert (twice.accepted, twice.new, twice.changed, twice.rejected) == (len(ANSWERS), 0, 0, ())
    assert lanes.board() == before
