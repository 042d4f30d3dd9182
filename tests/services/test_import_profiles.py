"""What was said about columns once is used for the next file like it; what columns are taken for is shown."""

import pytest

from moonwalk.services.entries import list_entries
from moonwalk.services.errors import Refused
from moonwalk.services.files import FileContext, ImportRequest, explain_import
from moonwalk.services.import_profiles import ImportProfile, read_profiles, remember
from moonwalk.services.imports import import_entries

HEAD = "Q1,Q2,Q3\n"
OPTIONS = {"who": "Q1", "date": "Q2", "amount": "Q3", "activity": "walk"}


def test_a_profile_is_used_for_the_next_file_with_its_header_and_named(lanes):
    first = lanes.file("first.csv", f"{HEAD}p01,2027-02-20,12\n")
    second = lanes.file("second.csv", "Q3;Q1;Q2\n14;p01;2027-02-21\n")

    saved = import_entries(
        lanes.ws, ImportRequest(path=first, source="entries", options=OPTIONS, remember="walks")
    )
    used = import_entries(lanes.ws, second)

    assert "the profile 'walks' was saved" in " ".join(saved.remarks)
    assert (used.accepted, used.source) == (1, "entries")
    assert "The profile 'walks' was used (activity=walk, amount=Q3, date=Q2, who=Q1)." in used.remarks


def test_an_option_of_the_command_wins_over_the_profile(lanes):
    remember(lanes.ws, ImportProfile("walks", ("Q1", "Q2", "Q3", "Q4"), "entries", OPTIONS))
    file = lanes.file("third.csv", "Q1,Q2,Q3,Q4\np01,2027-02-20,many,14\n")

    assert import_entries(lanes.ws, ImportRequest(path=file, options={"amount": "Q4"})).accepted == 1


def test_a_profile_replaces_one_with_its_name_or_header(lanes):
    remember(lanes.ws, ImportProfile("a", ("Q1", "Q2"), "entries", {}))
    remember(lanes.ws, ImportProfile("b", ("q2", "q1"), "entries", {"amount": "Q2"}))
    remember(lanes.ws, ImportProfile("c", ("X",), "entries", {}))
    remember(lanes.ws, ImportProfile("c", ("Y",), "entries", {}))

    assert [(profile.name, profile.header) for profile in read_profiles(lanes.ws)] == [
        ("b", ("q2", "q1")),
        ("c", ("Y",)),
    ]


@pytest.mark.parametrize("text", ["[", "- a", "walks: {source: entries}", "a: 1"])
def test_a_file_of_profiles_that_cannot_be_read_says_what_to_do(lanes, text):
    path = lanes.ws.folder / "import_profiles.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match=r"import_profiles\.yaml cannot be read.*delete it"):
        lanes.entries("id,date,minutes\np01,2027-02-20,12\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"amout": "Q3"}, "no option 'amout'.*Did you mean 'amount'"),
        ({"dates": "backwards"}, "-o dates=backwards: "),
        ({**OPTIONS, "amount": "Q9"}, "no column 'Q9' for the amount"),
    ],
)
def test_an_option_that_cannot_be_is_refused_with_what_can(lanes, options, message):
    file = lanes.file("first.csv", f"{HEAD}p01,2027-02-20,12\n")

    with pytest.raises(Refused, match=message):
        import_entries(lanes.ws, ImportRequest(path=file, source="entries", options=options))


def test_what_columns_are_taken_for_is_shown_without_importing(lanes):
    before = lanes.dump()
    file = lanes.file("f.csv", "Email,Date,Minutes,Mood\nann@x.org,2027-02-20,12,good\n")

    explained = explain_import(lanes.ws, ImportRequest(path=file), "entries", FileContext())

    assert explained.source == "entries"
    assert [(use.header, use.used_as) for use in explained.columns] == [
        ("Email", "who (email)"),
        ("Date", "date"),
        ("Minutes", "amount minutes"),
        ("Mood", ""),
    ]
    assert lanes.dump() == before


def test_a_file_that_no_source_recognises_is_explained_by_the_nearest(lanes):
    file = lanes.file("f.csv", "Email,Mood,Minutes\nann@x.org,good,12\n")

    explained = explain_import(lanes.ws, ImportRequest(path=file), "entries", FileContext())

    assert explained.source == ""
    assert explained.columns[-1].why == "There is no column for the day (-o date=...)."
    with pytest.raises(
        Refused, match=r"As entries: There is no column for the day.*'Email', 'Mood', 'Minutes'"
    ):
        import_entries(lanes.ws, file)


def test_whose_file_it_was_is_not_remembered_for_the_next_one(lanes):
    table = "date,walk,Notes\n2027-02-20,12,x\n"
    mine, next_one = lanes.file("mine.csv", table), lanes.file("next.csv", table.replace("12", "30"))
    options = {"who": "p01", "amount": "walk", "activity": "walk"}

    saved = import_entries(lanes.ws, ImportRequest(path=mine, options=options, remember="app"))

    assert "Say -o who= each time: 'p01' is about this file only." in " ".join(saved.remarks)
    assert dict(read_profiles(lanes.ws)[0].options) == {"amount": "walk", "activity": "walk"}
    with pytest.raises(Refused, match=r"no column for who \(-o who=\.\.\.\)"):
        import_entries(lanes.ws, next_one)
    [entry, *_] = list_entries(lanes.ws)
    assert (entry.person, entry.amount) == ("p01", 12)


def test_every_option_about_one_file_is_an_option(lanes):
    for source in lanes.ws.plugins.sources().values():
        assert source.of_one_file <= {shape.key for shape in source.shapes}
        assert "who" in source.of_one_file or "who" not in {shape.key for shape in source.shapes}


def test_a_dry_run_remembers_nothing(lanes):
    path = lanes.file("first.csv", f"{HEAD}p01,2027-02-20,12\n")
    request = ImportRequest(path=path, source="entries", options=OPTIONS, remember="walks")

    tried = import_entries(lanes.ws, request, dry_run=True)

    assert "The profile 'walks' was not saved, since this was a dry run." in tried.remarks
    assert read_profiles(lanes.ws) == ()
