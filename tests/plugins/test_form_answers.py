"""Answers of forms: questions as headers, stamps in the usual notations, people who left one box empty."""

import time
from datetime import UTC, date, datetime

import pytest

from moonwalk.api import FieldError
from moonwalk.api.files import EntryRow, Measure, Rejected, Remark, SourceFile, find_columns
from moonwalk_plugins.sheets.entries import Entries

MINUTES = (Measure(activity="walk", label="Walk", unit="minutes"),)


def read(text, measures=MINUTES, zone="Europe/Berlin", **options):
    file = SourceFile(name="answers.csv", content=text.encode(), timezone=zone, measures=measures)
    return list(Entries(**options).read(file))


def entries(*arguments, **options):
    return [row for row in read(*arguments, **options) if isinstance(row, EntryRow)]


def remarks(rows):
    return " ".join(row.text for row in rows if isinstance(row, Remark))


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Your e-mail?,Which day was it?,How long did you walk (min)?", "ann@x.org,2027-01-05,25"),
        ("Timestamp,Email address,On which day did you walk?,How many minutes?", ",ann@x.org,5 Jan 2027,25"),
        ("Zeitstempel,Ihre E-Mail,An welchem Tag?,Wie viele Minuten?", ",ann@x.org,05.01.2027,25"),
        ("What is your name?,Date of the walk,Total minutes", "ann@x.org,1/15/27,25"),
    ],
)
def test_questions_are_headers(head, row):
    [entry] = entries(f"{head}\n{row}\n{row.replace('5', '13', 0)}\n".replace("1/5/27", "1/15/27"))[:1]

    assert entry.person == "ann@x.org"
    assert entry.day in (date(2027, 1, 5), date(2027, 1, 15))
    assert (entry.amount, entry.unit) == (25_000, "minutes")


def test_a_header_with_a_word_for_days_is_no_day_where_its_cells_are_none():
    text = "Email,Date,How many minutes a day did you walk?\nann@x.org,2027-01-05,25\n"

    assert entries(text)[0].day == date(2027, 1, 5)
    with pytest.raises(FieldError, match="no column for the day"):
        read(text.replace("Date", "Notes").replace("2027-01-05", "fine"))


@pytest.mark.parametrize(
    ("options", "person", "day"),
    [
        ({"amount": "Q3", "date": "Q2", "who": "Q1"}, "ann@x.org", date(2027, 1, 5)),
        ({"amount": "q3", "date": "q2", "who": "E001"}, "E001", date(2027, 1, 5)),
    ],
)
def test_columns_are_named_by_options_and_whoever_the_file_is_of_too(options, person, day):
    [entry] = entries("Q1,Q2,Q3\nann@x.org,2027-01-05,25\n", **options)

    assert (entry.person, entry.day, entry.amount) == (person, day, 25_000)


def test_an_option_that_names_no_column_shows_those_there_are():
    with pytest.raises(FieldError, match=r"no column 'Q9' for 'date'. Its columns are: 'Q1', 'Q2'"):
        read("Q1,Q2\na,2027-01-05\n", date="Q9")


def test_a_unit_or_an_activity_may_be_said_for_all_rows():
    measures = (*MINUTES, Measure(activity="ride", label="Ride", unit="minutes"))
    text = "Email,Date,Amount\nann@x.org,2027-01-05,2\n"

    [entry] = entries(text, measures, units="hours", activity="ride")
    assert (entry.activity, entry.unit, entry.amount) == ("ride", "hours", 2000)


@pytest.mark.parametrize(
    ("cells", "person"),
    [
        ("anonymous,Ada Brandt,", "Ada Brandt"),
        (",,Ben Castro", "Ben Castro"),
        ("ann@x.org,Ada Brandt,", "ann@x.org"),
        ("N/A,-,Cid Dorn", "Cid Dorn"),
    ],
)
def test_of_several_columns_that_may_name_someone_the_first_that_does_counts(cells, person):
    text = "ID,Start time,Completion time,Email,Name,Full name,Date,Minutes\n"
    text += f"1,2027-01-05 08:00:00,2027-01-05 08:01:00,{cells},2027-01-05,25\n"

    assert [entry.person for entry in entries(text)] == [person]


def test_an_answer_is_known_by_its_number_and_when_it_was_begun():
    text = "ID,Start time,Completion time,Email,Date,Minutes\n"
    first = text + "7,2027-01-05 08:00:07,2027-01-05 08:01:00,ann@x.org,2027-01-05,25\n"
    resaved = text + "7,1/5/2027 8:00,1/5/2027 9:30,ann@x.org,2027-01-05,15\n"
    others = text + "7,2027-02-05 08:00:07,2027-02-05 08:01:00,ann@x.org,2027-02-05,25\n"

    assert entries(first)[0].answer == entries(resaved, dates="month first")[0].answer != ""
    assert entries(first)[0].answer != entries(others)[0].answer


def test_the_day_of_a_stamp_is_left_to_where_the_person_is():
    [entry] = entries("Timestamp,Email,Minutes\n2027-01-04T23:30:00Z,ann@x.org,15\n")

    assert entry.day is None
    assert entry.logged == datetime(2027, 1, 4, 23, 30, tzinfo=UTC)


def test_a_stamp_that_could_be_of_several_zones_costs_a_row_only_its_lateness_where_the_day_is_plain():
    stamp = "2027/01/05 3:45:01 PM IST"

    [entry] = entries(f"Timestamp,Email,Date,Minutes\n{stamp},ann@x.org,2027-01-05,25\n")
    assert (entry.day, entry.logged) == (date(2027, 1, 5), None)
    *_, row = read(f"Timestamp,Email,Minutes\n{stamp},ann@x.org,25\n")
    assert isinstance(row, Rejected)
    assert "more than one time zone" in row.reason


def test_whatever_was_not_used_is_named_with_its_first_values():
    rows = read(
        "Email,Date,Minutes,Mood,Weight (kg)\na@x.org,2027-01-05,5,good,70\nb@x.org,2027-01-05,5,bad,\n"
    )

    assert "Not used: 'Mood' (good, bad), 'Weight (kg)' (70)." in remarks(rows)


def test_what_was_taken_without_a_unit_or_with_a_word_more_is_said():
    assert "'Duration' names no unit" in remarks(read("Email,Date,Duration\na@x.org,2027-01-05,5\n"))
    assert "'Heart minutes' was taken for the minutes of 'walk'" in remarks(
        read("Email,Date,Heart minutes\na@x.org,2027-01-05,5\n")
    )


def test_each_row_may_have_amounts_of_several_activities():
    measures = (*MINUTES, Measure(activity="steps", label="Steps", unit="steps"))
    rows = read("Email,Date,Minutes,Steps\na@x.org,2027-01-05,5,500\nb@x.org,2027-01-05,,700\n", measures)

    assert [(row.person, row.activity, row.amount) for row in rows if isinstance(row, EntryRow)] == [
        ("a@x.org", "walk", 5000),
        ("a@x.org", "steps", 500_000),
        ("b@x.org", "steps", 700_000),
    ]


def test_a_row_that_names_its_activity_is_read_in_the_column_of_that():
    measures = (*MINUTES, Measure(activity="ride", label="Ride", unit="km"))
    text = "Email,Date,Activity,Minutes,Distance (km)\n"
    text += "a@x.org,2027-01-05,Ride,30,8\nb@x.org,2027-01-05,walk,30,2\n"

    assert [(row.activity, row.unit, row.amount) for row in entries(text, measures)] == [
        ("Ride", "km", 8000),
        ("walk", "minutes", 30_000),
    ]


def test_columns_are_explained_with_the_reason_and_first_values():
    text = "Timestamp,Email,On which day?,How many minutes?,Mood\n"
    text += ",a@x.org,2027-01-05,25,good\n,b@x.org,2027-01-06,5,\n"
    file = SourceFile(name="f.csv", content=text.encode(), measures=MINUTES)

    uses = {use.header: (use.used_as, use.samples) for use in Entries().explain(file)}

    assert uses == {
        "Timestamp": ("logged", ()),
        "Email": ("who (email)", ("a@x.org", "b@x.org")),
        "On which day?": ("date", ("2027-01-05", "2027-01-06")),
        "How many minutes?": ("amount minutes walk", ("25", "5")),
        "Mood": ("", ("good",)),
    }


@pytest.mark.parametrize("wrong", ["2027-01-32", "31.02.2027", "Feb 30, 2027", "32 Jan 2027"])
def test_a_day_that_does_not_exist_costs_its_row_and_no_stamp_takes_its_place(wrong):
    head = "Timestamp,Email,On which day did you walk?,Minutes\n"
    rows = read(f'{head}2027-01-06 18:00:00,ann@x.org,"{wrong}",25\n')

    assert [type(row) for row in rows if not isinstance(row, Remark)] == [Rejected]
    assert "is not a day of the calendar" in rows[-1].reason


def test_two_columns_that_could_be_the_amount_are_told_by_an_explanation_too():
    text = "Email,Date,Move minutes,Heart minutes\nann@x.org,2027-01-05,25,5\n"
    file = SourceFile(name="f.csv", content=text.encode(), measures=MINUTES)

    *uses, last = Entries().explain(file)

    assert [use.header for use in uses] == ["Email", "Date", "Move minutes", "Heart minutes"]
    assert last.why.startswith("The minutes of 'Walk' may be in 'Move minutes' or 'Heart minutes'")


@pytest.mark.parametrize("header", ["E-Mail", "E-mail", "E-Mail Address", "e mail", "Email"])
def test_an_address_is_one_however_its_header_is_spelled(header):
    head = f"ID;Startzeit;Fertigstellungszeit;{header};Name;Minuten"
    [entry] = entries(f"{head}\n1;05.01.2027 11:00:22;05.01.2027 11:01:22;ann@x.org;;25\n")

    assert entry.person == "ann@x.org"


@pytest.mark.parametrize("head", ["First name,Last name", "Vorname,Nachname", "Given name,Surname"])
def test_a_name_in_two_columns_is_one_name(head):
    [entry] = entries(f"{head},Date,Minutes\nAnn,Alder,2027-01-05,25\n")

    assert entry.person == "Ann Alder"


@pytest.mark.parametrize("column", ["Walk", "Walk;", "Walk; "])
def test_one_choice_is_an_activity(column):
    [entry] = entries(f"Email,Date,Activity,Minutes\nann@x.org,2027-01-05,{column},25\n")

    assert entry.activity == "Walk"


def test_one_amount_for_several_choices_is_refused():
    rows = read("Email,Date,Activity,Minutes\nann@x.org,2027-01-05,Walk;Ride;,25\n")

    assert [row.reason for row in rows if isinstance(row, Rejected)] == [
        "The row names several activities: Walk and Ride. Make it a row for each, with its amount."
    ]


def test_the_activity_that_a_column_of_no_unit_is_taken_for_is_named():
    measures = (*MINUTES, Measure(activity="ride", label="Ride", unit="km"))
    said = remarks(read("Email,Date,Duration,Distance\nann@x.org,2027-01-05,25,5\n", measures))

    assert "'Duration' names no unit; its numbers were read in minutes, as 'walk'." in said
    assert "'Distance' names no unit; its numbers were read in km, as 'ride'." in said


@pytest.mark.parametrize("line", ["Email,Date,Minutes", '"ann@x.org,2027-01-05', "Total,,5"])
def test_to_tell_what_a_file_is_a_few_thousand_of_its_useless_lines_are_enough(line, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("Email,Date,Minutes\n" + f"{line}\n" * 400_000)
    file = SourceFile(name="answers.csv", content=path, measures=MINUTES)
    find_columns(file, {"day": ["date"]})

    began = time.process_time()
    assert Entries().recognises(file)
    assert time.process_time() - began < 1
