"""Team tables of step services: a row for each person, a column for each day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.files import EntryRow, Measure, Rejected, Remark, Skipped, SourceFile
from moonwalk_plugins.sheets.day_columns import DayColumns
from moonwalk_plugins.sheets.entries import Entries

STEPS = Measure(activity="steps", label="Steps", unit="steps")
MINUTES = Measure(activity="walk", label="Walk", unit="minutes")
DAYS = "2027-01-04,2027-01-05,2027-01-06"
TABLE = (
    f"Total Steps Rank,Name,Total Steps,Avg Daily Steps,Total Distance (mi),{DAYS}\n"
    '1,Ada Brandt,"20,300","6,767",9.1,"8,000","5,300","7,000"\n'
    '2,Eva Fonda,"9,100","9,100",4.0,"9,100",N.A,0\n'
)


def file(text, *measures):
    return SourceFile(name="team.csv", content=text.encode(), measures=measures or (STEPS,))


def read(text, *measures, **options):
    return list(DayColumns(**options).read(file(text, *measures)))


def entries(*arguments, **options):
    rows = read(*arguments, **options)
    return [(row.person, row.day.isoformat(), row.amount) for row in rows if isinstance(row, EntryRow)]


def test_every_cell_of_a_day_is_an_entry_and_totals_are_none():
    assert entries(TABLE) == [
        ("Ada Brandt", "2027-01-04", 8_000_000),
        ("Ada Brandt", "2027-01-05", 5_300_000),
        ("Ada Brandt", "2027-01-06", 7_000_000),
        ("Eva Fonda", "2027-01-04", 9_100_000),
        ("Eva Fonda", "2027-01-06", 0),
    ]
    [skipped] = [row for row in read(TABLE) if isinstance(row, Skipped)]
    assert (skipped.line, skipped.reason) == (3, "There is no amount for 2027-01-05.")


@pytest.mark.parametrize(
    "days",
    [
        "04.01.2027,05.01.2027,14.01.2027",
        '"Jan 4, 2027","Jan 5, 2027","Jan 14, 2027"',
        "1/4/2027,1/5/2027,1/14/2027",
    ],
)
def test_days_stand_in_the_header_in_the_usual_notations(days):
    text = f"E-Mail,{days}\nann@x.org,1,2,3\n"

    assert [day for _, day, _ in entries(text)] == ["2027-01-04", "2027-01-05", "2027-01-14"]


def test_it_is_told_apart_from_a_list_of_entries():
    wide, long = file(TABLE), file("Name,Date,Steps\nAda,2027-01-04,5\n")

    assert (DayColumns().recognises(wide), Entries().recognises(wide)) == (True, False)
    assert (DayColumns().recognises(long), Entries().recognises(long)) == (False, True)


def test_what_the_cells_count_is_the_only_thing_measured_or_named_by_a_header_or_said():
    text = f"Name,{DAYS}\nAda,10,20,30\n"

    assert entries(text, MINUTES)[0][2] == 10_000
    assert entries(TABLE, STEPS, MINUTES)[0][2] == 8_000_000
    with pytest.raises(FieldError, match="-o activity=steps or -o activity=walk"):
        read(text, STEPS, MINUTES)
    [first, *_] = [row for row in read(text, STEPS, MINUTES, activity="walk") if isinstance(row, EntryRow)]
    assert first.activity == "walk"


def test_a_cell_that_is_no_amount_costs_only_itself_and_a_row_without_a_name_only_that_row():
    rows = read(f"Name,{DAYS}\nAda,1,many,3\n,4,5,6\n")

    assert [row.amount for row in rows if isinstance(row, EntryRow)] == [1000, 3000]
    reasons = [(row.line, row.reason) for row in rows if isinstance(row, Rejected)]
    assert reasons[0][0] == 2
    assert reasons[0][1].startswith("2027-01-05: 'many' is not an amount")
    assert reasons[1] == (3, "The row does not say whose entries these are.")


def test_columns_that_were_not_used_are_named_with_their_values():
    said = " ".join(row.text for row in read(TABLE) if isinstance(row, Remark))

    assert "3 columns are days, from 2027-01-04 to 2027-01-06, in steps." in said
    assert "'Total Steps' (20,300, 9,100)" in said


KM = Measure(activity="ride", label="Ride", unit="km")


def test_days_are_in_the_unit_of_the_totals_beside_them():
    rows = read(f"Name,Total Distance (mi),{DAYS}\nAda,60,10,20,30\n", KM)

    assert next((row.amount, row.unit) for row in rows if isinstance(row, EntryRow)) == (10_000, "miles")
    assert "in miles." in rows[0].text


@pytest.mark.parametrize("other", [KM, MINUTES])
def test_days_beside_totals_of_something_else_are_taken_only_if_said(other):
    with pytest.raises(
        FieldError, match=f"totals are in steps, and not in {other.unit}.*-o units={other.unit}"
    ):
        read(TABLE, other)

    rows = read(f"Name,Total Steps,{DAYS}\nAda,60,10,20,30\n", other, units=other.unit)
    assert [row.unit for row in rows if isinstance(row, EntryRow)] == [other.unit] * 3


@pytest.mark.parametrize("column", ["Calories (kcal)", "Max speed (km/h)", "Team", "Water (glasses)"])
def test_what_no_challenge_counts_says_nothing_about_days(column):
    assert entries(f"Name,{column},{DAYS}\nAda,60,10,20,30\n", KM)[0][2] == 10_000


def test_a_day_of_birth_does_not_hide_the_columns_of_days():
    assert DayColumns().recognises(file(f"Name,Date of birth,{DAYS}\nAda,1980-01-01,10,20,30\n"))


@given(
    st.lists(
        st.lists(st.sampled_from(["", "0", "12", "1,234", "N.A", "-"]), min_size=4, max_size=4), max_size=5
    )
)
def test_every_cell_of_a_day_has_one_verdict(table):
    days = [date(2027, 1, 4) + timedelta(days=each) for each in range(4)]
    lines = [",".join(["Id", *map(str, days)])]
    lines += [",".join([f"p{number}", *(f'"{cell}"' for cell in row)]) for number, row in enumerate(table)]

    rows = [row for row in read("\n".join(lines) + "\n") if not isinstance(row, Remark)]

    assert len(rows) == 4 * len(table)
