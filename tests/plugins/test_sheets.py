"""Rosters and entries as they come out of spreadsheets and forms."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.files import EntryRow, PersonRow, Rejected, Remark, Skipped, SourceFile
from moonwalk.testing import check_declaration
from moonwalk_plugins.sheets import moonwalk_sources
from moonwalk_plugins.sheets.entries import Entries
from moonwalk_plugins.sheets.roster import Roster

HEAD = "who;date;activity;amount;unit\n"


def read(source, text):
    data = text if isinstance(text, bytes) else text.encode()
    return list(source.read(SourceFile(name="file.csv", content=data)))


def people(text, **options):
    return [row for row in read(Roster(**options), text) if isinstance(row, PersonRow)]


def entries(text, **options):
    return [row for row in read(Entries(**options), text) if isinstance(row, EntryRow)]


def reasons(rows, kind=Rejected):
    return {row.line: row.reason for row in rows if isinstance(row, kind)}


def remarks(rows):
    return " ".join(row.text for row in rows if isinstance(row, Remark))


@pytest.mark.parametrize("source", moonwalk_sources())
def test_each_source_is_declared_well(source):
    check_declaration(source())
    assert source.about


# The roster


def test_a_person_is_read_from_the_columns_of_an_export():
    text = (
        "Employee #,First Name,Last Name,Department,Work Email,Team,Timezone,Hire Date,End\n"
        "007,Zoë,Bell,Sales,Zoe@Example.org,Reds,Europe/Berlin,2026-01-05,\n"
    )

    assert people(text) == [
        PersonRow(
            line=2,
            id="007",
            name="Zoë Bell",
            email="zoe@example.org",
            team="Reds",
            timezone="Europe/Berlin",
            starts=date(2026, 1, 5),
            attributes={"department": "Sales"},
            blank=frozenset({"ends"}),
        )
    ]


def test_german_and_french_headers_are_known():
    german = people(
        "Personalnummer;Vorname;Nachname;E-Mail-Adresse;Mannschaft;Eintritt\n7;A;B;a@x.org;T;5.1.2026\n"
    )
    french = people("Matricule;Prénom;Nom;Courriel;Équipe;Date d'embauche\n7;A;B;a@x.org;T;2026-01-05\n")

    assert replace(german[0], attributes={}) == replace(french[0], attributes={})
    assert german[0].starts == date(2026, 1, 5)


def test_a_second_line_with_the_same_id_is_rejected_and_names_the_first():
    rows = read(Roster(), "id,name\nA7,Ann\nb8,Bob\na7,Ann Bell\n")

    assert [row.id for row in rows if isinstance(row, PersonRow)] == ["A7", "b8"]
    assert "'a7' is already on line 2" in reasons(rows)[4]


def test_a_second_line_with_the_same_address_is_rejected_and_names_the_first():
    rows = read(Roster(), "id,name,email\n7,Ann,ann@x.org\n8,Ann,ANN@x.org\n9,Cid,\n10,Dan,\n")

    assert "ann@x.org is already on line 2" in reasons(rows)[3]
    assert len([row for row in rows if isinstance(row, PersonRow)]) == 3


def test_a_rejected_line_does_not_take_the_id_from_a_good_one():
    rows = read(Roster(), "id,name,timezone\n7,Ann,Mars/Olympus\n7,Ann,Europe/Berlin\n")

    assert list(reasons(rows)) == [2]
    assert rows[-1].timezone == "Europe/Berlin"


def test_without_an_id_the_address_serves_as_one():
    rows = read(Roster(), "id,name,email\n,Ann,Ann@x.org\n--,Bob,\n")

    assert rows[0].id == "ann@x.org"
    assert "neither an id nor an e-mail" in reasons(rows)[3]


def test_totals_and_blank_lines_are_no_people():
    rows = read(Roster(), "id;name;team\n7;Ann;Reds\n;;\nTotal;1;\n")

    assert list(reasons(rows, Skipped)) == [3, 4]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("7,,a@x.org,,,", "no name"),
        ("7,Ann,a at x.org,,,", "not an e-mail address"),
        ("7,Ann,,../../etc/passwd,,", "not a time zone"),
        ("7,Ann,,Europe,,", "not a time zone"),
        ("7,Ann,,,3/4/2026,", "2026-04-03 or as 2026-03-04"),
        ("7,Ann,,,2026-05-01,2026-04-01", "before the first"),
        ("1.5E+09,Ann,,,,", "shortened"),
    ],
)
def test_a_line_that_cannot_be_right_is_rejected_with_the_reason(line, why):
    rows = read(Roster(), f"id,name,email,timezone,start,end\n{line}\n")

    assert why in reasons(rows)[2]


def test_the_order_of_dates_can_be_said():
    assert people("id,name,start\n7,Ann,3/4/2026\n", dates="month first")[0].starts == date(2026, 3, 4)


def test_a_roster_and_entries_are_told_apart():
    roster = SourceFile(name="a.csv", content=b"id,name,email,team\n7,Ann,a@x.org,Reds\n")
    log = SourceFile(name="b.csv", content=b"email,date,minutes\na@x.org,2026-01-05,12\n")

    assert (Roster().recognises(roster), Entries().recognises(roster)) == (True, False)
    assert (Roster().recognises(log), Entries().recognises(log)) == (False, True)


# Entries


def test_an_entry_is_read_with_its_day_amount_and_unit():
    assert entries(HEAD + "007;2026-01-05;backward_walk;12,5;min\n") == [
        EntryRow(
            line=2,
            person="007",
            day=date(2026, 1, 5),
            activity="backward_walk",
            unit="minutes",
            amount=12_500,
        )
    ]


def test_the_header_may_name_the_unit():
    assert entries("Email,Date,Duration (min)\nAnn@X.org,2026-01-05,12\n") == [
        EntryRow(line=2, person="ann@x.org", day=date(2026, 1, 5), activity="", unit="minutes", amount=12_000)
    ]


def test_every_row_is_an_entry_or_rejected_or_skipped_with_a_reason():
    rows = read(
        Entries(),
        HEAD
        + "7;2026-01-05;walk;15 min;\n"
        + "7;2026-01-05;walk;1h30;\n"
        + "7;2026-01-05;walk;0:45;\n"
        + "7;2026-01-05;walk;N.A;\n"
        + "7;2026-01-05;walk;-3;\n"
        + "7;2026-02-30;walk;3;\n"
        + ";2026-01-05;walk;3;\n"
        + "7;;walk;3;\n"
        + "7;2026-01-05;walk;5 km;min\n"
        + "Total;;;108;\n",
    )

    assert [row.amount for row in rows if isinstance(row, EntryRow)] == [15_000, 90_000, 45_000]
    assert list(reasons(rows, Skipped)) == [5, 11]
    assert list(reasons(rows)) == [6, 7, 8, 9, 10]


def test_days_with_two_readings_are_settled_by_another_row_of_the_file():
    head = "who,date,amount\n7,4/12/2016,5\n"

    assert [row.day for row in entries(head + "7,4/13/2016,5\n")] == [date(2016, 4, 12), date(2016, 4, 13)]
    assert [row.day for row in entries(head + "7,13/4/2016,5\n")] == [date(2016, 12, 4), date(2016, 4, 13)]


def test_days_with_two_readings_are_rejected_until_the_order_is_said():
    text = "who,date,amount\n7,4/12/2016,5\n"

    assert "2016-12-04 or as 2016-04-12" in reasons(read(Entries(), text))[2]
    assert entries(text, dates="day first")[0].day == date(2016, 12, 4)


def test_numbers_with_two_readings_are_rejected_until_the_mark_is_said():
    text = 'who,date,minutes\n7,2026-01-05,"1,117"\n'

    assert "1117 or as 1.117" in reasons(read(Entries(), text))[2]
    assert entries(text, decimals="comma")[0].amount == 1_117
    assert entries(text, decimals="point")[0].amount == 1_117_000


@pytest.mark.parametrize("delimiter", [";", ","])
def test_steps_with_a_separator_are_thousands_whatever_the_delimiter(delimiter):
    text = delimiter.join(["who", "date", "steps"]) + "\n" + delimiter.join(["7", "2026-01-05", '"1,117"'])

    assert entries(text)[0].amount == 1_117_000


def test_two_columns_that_could_be_the_amount_are_refused():
    with pytest.raises(FieldError, match=r"'minutes', 'steps': say which with -o amount="):
        read(Entries(), "who,date,minutes,steps\n7,2026-01-05,5,500\n")


def test_the_number_of_a_form_answer_is_nobodys_id():
    text = (
        "ID,Start time,Completion time,Email,Name,Date,Minutes\n"
        "1,2026-01-05 09:00:00,2026-01-05 09:01:00,ann@x.org,Ann,2026-01-04,12\n"
        "2,2026-01-05 09:00:00,2026-01-05 09:02:00,anonymous,,2026-01-04,12\n"
    )
    rows = read(Entries(), text)

    assert [row.person for row in rows if isinstance(row, EntryRow)] == ["ann@x.org"]
    assert "does not say whose entry" in reasons(rows)[3]


def test_a_time_stamp_with_its_zone_is_the_instant_logged_and_gives_the_day_where_there_is_none():
    rows = read(
        Entries(), '"Timestamp","Email Address","Minutes"\n"2020/10/30 3:08:44 PM GMT+1","a@x.org","15"\n'
    )

    assert rows[-1].logged == datetime(2020, 10, 30, 14, 8, 44, tzinfo=UTC)
    assert rows[-1].day is None
    assert "day of 'Timestamp' was used" in remarks(rows)


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Berlin", 8), ("", 9), ("Nowhere/Land", 9)])
def test_a_time_stamp_without_a_zone_is_read_in_that_of_the_workspace(zone, hour):
    text = "Timestamp,Email,Minutes\n2026-01-05 09:00:00,a@x.org,5\n"

    rows = list(Entries().read(SourceFile(name="answers.csv", content=text.encode(), timezone=zone)))

    assert rows[-1].logged == datetime(2026, 1, 5, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("id,name,start,end\n7,Ann,,2026-03-01\n", {"starts"}),
        ("id,name,start,end\n7,Ann,-,\n", {"starts", "ends"}),
        ("id,name\n7,Ann\n", set()),
    ],
)
def test_a_day_that_is_blank_is_told_from_one_without_a_column(text, blank):
    assert people(text)[0].blank == blank


def test_a_person_may_be_known_by_name_only():
    assert entries("Name,Date,Minutes\n Ann   Bell,2026-01-05,5\n")[0].person == "Ann Bell"


def test_the_order_of_the_rows_and_the_encoding_change_no_entry():
    text = HEAD + "Zoë;2026-01-05;walk;5;min\nAnn;2026-01-05;walk;6;min\n"

    assert entries(text.encode("cp1252")) == entries(text.encode("utf-16")) == entries(text)


@pytest.mark.parametrize("source", [Roster(), Entries()])
@given(
    data=st.binary(max_size=150)
    | st.lists(
        st.lists(
            st.sampled_from(["7", "Ann", "a@x.org", "2026-01-05", "1/2/2026", "5", '"', "--", "=", "\0", "é"])
        ),
        max_size=6,
    ).map(lambda rows: ("id,name,date,minutes,start\n" + "\n".join(map(",".join, rows))).encode())
)
def test_no_file_is_too_broken_and_no_line_is_told_of_twice(source, data):
    file = SourceFile(name="x", content=data)
    try:
        source.recognises(file)
        lines = [row.line for row in source.read(file) if not isinstance(row, Remark)]
    except FieldError:
        # Binary content may be refused as a whole, which is no crash.
        lines = []

    assert lines == sorted(set(lines))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["7", "8", "", "x@y.org"]),
            st.sampled_from(["2026-01-05", "4/12/2016", "", "soon"]),
            st.sampled_from(["5", "1h", "--", "-1", "1.117"]),
        ),
        max_size=12,
    )
)
def test_accepted_rejected_and_skipped_are_together_the_rows_of_the_file(rows):
    found = read(Entries(), "who;date;amount\n" + "".join(";".join(row) + "\n" for row in rows))

    assert [row.line for row in found if not isinstance(row, Remark)] == list(range(2, len(rows) + 2))


def test_what_the_columns_of_a_roster_are_taken_for_shows_no_value_that_is_left_out():
    text = "Id,Name,Squad,Salary\n7,Ann,Reds,90000\n"

    uses = [
        (use.header, use.used_as, use.samples)
        for use in Roster().explain(SourceFile(name="r", content=text.encode()))
    ]

    assert uses == [
        ("Id", "id", ("7",)),
        ("Name", "name", ("Ann",)),
        ("Squad", "team, group squad", ("Reds",)),
        ("Salary", "", ()),
    ]


@pytest.mark.parametrize(
    ("header", "cell", "thousandths", "unit"),
    [
        ("Hours", "20 min", 20_000, "minutes"),
        ("Hours", "0:50", 50_000, "minutes"),
        ("Hours", "0.5", 500, "hours"),
        ("Distance (miles)", "3 km", 3_000, "km"),
        ("Seconds", "300", 300_000, "seconds"),
        ("Seconds", "0:05:00", 5_000, "minutes"),
    ],
)
def test_a_cell_that_names_another_unit_than_its_header_keeps_it_and_so_its_exact_amount(
    header, cell, thousandths, unit
):
    [entry] = entries(f"id,date,{header}\np01,2027-01-05,{cell}\n")

    assert (entry.amount, entry.unit) == (thousandths, unit)
