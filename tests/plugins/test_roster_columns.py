"""Which columns of a roster are kept, and which never are unless somebody asks for them."""

import pytest

from moonwalk.api import FieldError
from moonwalk.api.files import PersonRow, Remark, SourceFile
from moonwalk_plugins.sheets.roster import Roster
from moonwalk_plugins.sheets.roster_columns import is_grouping, is_private


def read(text, named=(), **options):
    file = SourceFile(name="roster.csv", content=text.encode(), named_columns=frozenset(named))
    return list(Roster(**options).read(file))


def attributes(rows):
    return [dict(row.attributes) for row in rows if isinstance(row, PersonRow)]


def remarks(rows):
    return " ".join(row.text for row in rows if isinstance(row, Remark))


@pytest.mark.parametrize(
    "header",
    [
        "Department", "Dept.", "Home Department Description", "Cost Center - Name", "Business Unit",
        "officeLocation", "Office", "City", "Country/Region", "Usage location", "Site (Building)", "Shift",
        "Abteilung", "Kostenstelle", "Standort", "Gebäude", "Schicht", "Geschäftsbereich", "Büro",
        "Département", "Service", "Centre de coûts", "Lieu de travail", "Bâtiment", "Étage", "Pays",
    ],
)  # fmt: skip
def test_ordinary_groups_are_known_in_three_languages(header):
    assert is_grouping(header)
    assert not is_private(header)


@pytest.mark.parametrize(
    "header",
    [
        "Date of Birth", "DOB", "birthCountry", "Country of birth", "Sexe", "Base Salary", "Geburtsdatum",
        "Date de naissance", "SickDays", "Absences", "Vaccinated", "Fehltage", "Krankheitstage", "Disability",
        "Union Member", "Sexual Orientation", "Citizenship", "Bankverbindung", "Bank branch", "Religion",
        "Gewerkschaft", "Konfession", "IBAN", "RaceDesc", "MaritalDesc", "Health plan", "Home address",
        "Nationalité", "Arrêt maladie", "Elternzeit", "Political party", "Gehaltsgruppe",
    ],
)  # fmt: skip
def test_what_is_private_never_forms_an_ordinary_group(header):
    assert not is_grouping(header)
    assert attributes(read(f"id,name,{header}\n7,Ann,quartz\n")) == [{}]


@pytest.mark.parametrize("header", ["Date of Birth", "SickDays", "Union Member", "Bankverbindung", "Sexe"])
def test_what_looks_private_is_known_to(header):
    assert is_private(header)


@pytest.mark.parametrize("header", ["Manager", "Package", "Shoe size", "Stage", "Notes", "Grade", "State"])
def test_other_columns_are_left_out_and_named_with_the_way_to_keep_them(header):
    rows = read(f"id,name,{header}\n7,Ann,quartz\n")

    assert attributes(rows) == [{}]
    assert f"'{header}'" in remarks(rows)
    assert "-o keep='NAME OF THE COLUMN'" in remarks(rows)
    assert not is_private(header)


def test_what_no_challenge_needs_to_know_is_left_out_and_said_so():
    rows = read("id;name;Birth date;Gender;Gehalt (EUR);Cost Centre\n7;Ann;1990-01-01;f;1;12\n")

    assert attributes(rows) == [{"cost_centre": "12"}]
    assert "'Birth date', 'Gender', 'Gehalt (EUR)'" in remarks(rows)


@pytest.mark.parametrize(
    "keep", ["Shift pattern B, grade", "GRADE ; shift_pattern_b", "Grade,Shift Pattern B,"]
)
def test_the_organiser_may_ask_for_more_by_header_or_by_name(keep):
    rows = read("id,name,Shift pattern B,Grade,Notes\n7,Ann,late,4,hush\n", keep=keep)

    assert attributes(rows) == [{"shift_pattern_b": "late", "grade": "4"}]
    assert "'Notes'" in remarks(rows)


def test_asking_for_a_column_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(FieldError, match=r"'Graad', which is not there\. It has: 'id', 'name', 'Grade'"):
        read("id,name,Grade\n7,Ann,4\n", keep="Graad")


def test_a_column_that_a_challenge_names_is_kept_and_said_to_be_private_where_it_is():
    rows = read("id,name,Sex,Shoe Size\n7,Ann,f,38\n", named={"sex", "shoe_size", "site"})

    assert attributes(rows) == [{"sex": "f", "shoe_size": "38"}]
    assert "'Sex': this looks private" in remarks(rows)
    assert "'Shoe Size': this" not in remarks(rows)
    assert "Left out" not in remarks(rows)


@pytest.mark.parametrize(
    ("header", "name"),
    [("squad", "squad"), ("Gruppe", "gruppe"), ("Équipe", "equipe"), ("Team name", "team_name")],
)
def test_another_word_for_team_is_the_team_and_is_there_by_its_own_name(header, name):
    (row,) = (row for row in read(f"id,name,{header}\n7,Ann,Ants\n") if isinstance(row, PersonRow))

    assert (row.team, dict(row.attributes)) == ("Ants", {name: "Ants"})


def test_a_known_column_is_kept_by_its_name_where_a_challenge_asks():
    text = "id,name,team,Timezone,Hire Date\n7,Ann,Ants,Europe/Paris,2026-01-05\n"

    assert attributes(read(text)) == [{}]
    assert attributes(read(text, named={"timezone", "hire_date", "team"})) == [
        {"timezone": "Europe/Paris", "hire_date": "2026-01-05"}
    ]


@pytest.mark.parametrize("mark", ["NULL", "null", "N/A", "#N/A", "-", "--", "n.a.", "None", "k.A.", " "])
def test_marks_of_nothing_are_blank_in_every_column(mark):
    text = f"id,name,email,team,site,sex,start\n7,Ann,{mark},{mark},{mark},{mark},{mark}\n"
    (row,) = (row for row in read(text, named={"sex"}) if isinstance(row, PersonRow))

    assert (row.email, row.team, row.starts) == ("", "", None)
    assert row.attributes == {"site": "", "sex": ""}


def test_what_was_read_as_blank_is_said():
    rows = read("id,name,Region\n7,Ann,NA\n8,Ben,NA\n9,Cid,EMEA\n")

    assert [values["region"] for values in attributes(rows)] == ["", "", "EMEA"]
    assert rows[-1].text.startswith("Read as blank: 'NA' in Region (2).")


def test_kept_columns_get_names_that_challenge_files_can_use():
    rows = read(
        "id;name;Cost Centre;Cost-Centre;2nd Office;Größe?\n7;Ann;a;b;c;d\n", keep="2nd office, Größe"
    )

    assert attributes(rows) == [
        {"cost_centre": "a", "cost_centre_2": "b", "c_2nd_office": "c", "grosse": "d"}
    ]


def test_a_name_does_not_depend_on_which_columns_are_kept():
    text = "id;name;Site;Tier;Tier.\n7;Ann;Pune;a;b\n"

    assert attributes(read(text, named={"tier_2"})) == [{"site": "Pune", "tier_2": "b"}]
