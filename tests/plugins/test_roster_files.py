"""Rosters in the shapes in which personnel systems and people export them."""

from datetime import date
from pathlib import Path

import pytest

from moonwalk.api.files import PersonRow, Rejected, Remark, SourceFile
from moonwalk_plugins.sheets.roster import Roster

ROSTERS = Path(__file__).parent / "rosters"


def read(text, **options):
    return list(Roster(**options).read(SourceFile(name="roster.csv", content=text.encode())))


def export(name):
    return list(Roster().read(SourceFile(name=f"{name}.csv", content=ROSTERS / f"{name}.csv")))


def people(rows):
    return [row for row in rows if isinstance(row, PersonRow)]


def remarks(rows):
    return " ".join(row.text for row in rows if isinstance(row, Remark))


@pytest.mark.parametrize("path", sorted(ROSTERS.glob("*.csv")), ids=lambda path: path.stem)
def test_exports_of_personnel_systems_are_recognised_and_every_row_is_a_person(path):
    assert Roster().recognises(SourceFile(name=path.name, content=path))
    assert not [row for row in export(path.stem) if isinstance(row, Rejected)]


def test_a_workday_report_has_titles_above_its_header():
    ada, ben = people(export("workday"))

    assert (ada.id, ada.name, ada.email, ada.starts) == (
        "10021", "Ada Bell", "ada@corp.example", date(2021, 2, 1),
    )  # fmt: skip
    assert ben.ends == date(2027, 3, 31)
    assert ben.attributes == {
        "supervisory_organization": "Platform", "cost_center_name": "R&D 12", "location": "Berlin",
        "country": "Germany",
    }  # fmt: skip


def test_personio_has_german_attributes_dates_and_semicolons():
    jürgen, zoë = people(export("personio"))

    assert (jürgen.name, jürgen.team, jürgen.starts) == ("Jürgen Groß", "Nord", date(2020, 3, 1))
    assert zoë.ends == date(2027, 3, 31)
    assert zoë.attributes == {"abteilung": "Einkauf", "buro": "Ulm", "kostenstelle": "4712"}


def test_bamboo_has_a_preferred_first_name_and_private_columns():
    rows = export("bamboohr")
    jo, ben = people(rows)

    assert (jo.name, ben.name, jo.email) == ("Jo Bell", "Ben Cole", "jo@corp.example")
    assert jo.attributes == {"department": "Sales", "division": "EMEA", "location": "Leeds"}
    assert "'Home Email', 'Birth Date', 'Reports To'" in remarks(rows)


def test_adp_writes_the_last_name_first_and_keeps_zeros():
    rows = export("adp")
    john, martin = people(rows)

    assert (john.id, john.name, john.starts) == ("AB7", "John M Smith", date(2021, 2, 14))
    assert (martin.name, martin.ends) == ("Martin King Jr.", date(2027, 3, 31))
    assert john.attributes == {
        "home_department_description": "Claims", "location_description": "Toledo",
        "business_unit_description": "Retail",
    }  # fmt: skip
    assert "'Last, First' were read as 'First Last'" in remarks(rows)
    assert "'File Number'" in remarks(rows)


def test_microsoft_365_knows_people_by_their_principal_name():
    ann, zoé = people(export("microsoft_365"))

    assert (ann.id, ann.name, ann.email) == ("ann@corp.example", "Ann Bell", "ann@corp.example")
    assert zoé.attributes == {
        "city": "Paris", "country_region": "France", "department": "Sales", "office": "Quai 1",
        "usage_location": "FR",
    }  # fmt: skip


def test_names_of_attributes_in_one_word_are_known_too():
    (ann,) = people(export("entra"))

    assert (ann.id, ann.name) == ("ann.bell@corp.example", "Ann Bell")
    assert ann.attributes == {
        "department": "Sales", "usagelocation": "GB", "country": "UK", "officelocation": "North 2",
        "city": "Leeds",
    }  # fmt: skip


def test_of_a_whole_personnel_file_only_what_a_challenge_needs_is_kept():
    rows = export("personnel_file")
    wilson, karthikeyan = people(rows)

    assert (wilson.id, wilson.name, wilson.starts) == ("10026", "Wilson K Adinolfi", date(2011, 7, 5))
    assert (karthikeyan.name, karthikeyan.ends) == ("Karthikeyan Ait Sidi", date(2016, 6, 16))
    assert [dict(row.attributes) for row in people(rows)] == [
        {"department": "Production"}, {"department": "IT/IS"},
    ]  # fmt: skip
    assert all(f"'{header}'" in remarks(rows) for header in ("Salary", "DOB", "Sex", "Absences", "State"))


@pytest.mark.parametrize(
    ("header", "cells", "names"),
    [
        ("name", ["Bell, Ann", "Cole,Ben", "Dunn"], ["Ann Bell", "Ben Cole", "Dunn"]),
        ("name", ["Ann Bell, Jr.", "Ben Cole", "Cleo Dunn"], ["Ann Bell, Jr.", "Ben Cole", "Cleo Dunn"]),
        ("name", ["Bell, Ann", "Ben Cole", "Cleo Dunn"], ["Bell, Ann", "Ben Cole", "Cleo Dunn"]),
        ("Last Name, First Name", ["Bell, Ann", "Ben Cole", "Dunn"], ["Ann Bell", "Ben Cole", "Dunn"]),
        ("Nachname, Vorname", ["von Groß, Eva  M. ", "N/A", "-"], ["Eva M. von Groß"]),
        ("Nom, prénom", ["Roux, Zoé", "Le Goff, Jean-Luc"], ["Zoé Roux", "Jean-Luc Le Goff"]),
        ("Name (Last, First)", ["Bell, Ann, PhD", "Sammy Davis, Jr."], ["Ann Bell PhD", "Sammy Davis, Jr."]),
    ],
)
def test_the_last_name_first_is_turned_round_where_the_header_or_most_values_say_so(header, cells, names):
    lines = "".join(f'{number},"{cell}"\n' for number, cell in enumerate(cells))

    assert [row.name for row in people(read(f'id,"{header}"\n{lines}'))] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("id;Name;Vorname\n7;Groß;Eva\n", "Eva Groß"),
        ("id;Name;Vorname\n7;Eva Groß;Eva\n", "Eva Groß"),
        ("id;Name;Vorname;Nachname\n7;Dr. Eva Groß;Eva;Groß\n", "Dr. Eva Groß"),
        ("id,preferred name,first name,last name\n7,Jo,Joanna,Bell\n", "Jo Bell"),
        ("id,preferred name,first name,last name\n7,Jo Bell,Joanna,Bell\n", "Jo Bell"),
        ("id,name,last name\n7,Suharto,Suharto\n", "Suharto"),
        ("id,first name,last name\n7,N/A,Bell   \n", "Bell"),
    ],
)
def test_a_name_is_put_together_from_its_columns(text, name):
    assert people(read(text))[0].name == name


def test_one_wrong_cell_rejects_its_row_and_names_the_column():
    rows = read(
        "id,name,Time zone name,Hire date,End date\n"
        "1,Ann,Europe/Berlin,2026-01-05,\n"
        "2,Ben,Mars/Olympus,2026-01-05,\n"
        "3,Cleo,Europe/Berlin,31.02.2026,\n"
        "4,Dev,Europe/Berlin,2026-01-05,soon\n"
        "5,Eva,-,N/A,NULL\n"
    )

    assert [row.id for row in people(rows)] == ["1", "5"]
    reasons = {row.line: row.reason for row in rows if isinstance(row, Rejected)}
    assert reasons[3].startswith("Time zone name: 'Mars/Olympus' is not a time zone")
    assert reasons[4].startswith("Hire date: '31.02.2026' is not a day of the calendar")
    assert reasons[5].startswith("End date: 'soon' is not a date")


def test_the_last_day_of_work_wins_over_the_day_of_the_notice():
    text = "id,name,Termination date,Last working day\n7,Ann,2027-01-31,2027-03-31\n"

    assert people(read(text))[0].ends == date(2027, 3, 31)
