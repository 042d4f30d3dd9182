from __future__ import annotations

import pytest

from moonwalk.services.entries import correct_entry, list_entries, void_entry
from moonwalk.services.errors import Refused
from moonwalk.services.why.person import explain

from ..workspaces import PEOPLE, at, day

FITBIT = "Id,ActivityDate,TotalSteps,TotalDistance,Calories\r\n"
MIXED = (
    "id,date,activity,minutes\n"
    f"p01,{day(1)},walk,12\n"
    f"p02,{day(1)},walk,\n"
    f"zz9,{day(1)},walk,12\n"
    f"p03,{day(1)},swim,12\n"
    "p04,yesterday,walk,12\n"
    f"p05,{day(1)},own,8.5\n"
    "\n"
    f"p06,{day(1)},walk,-3\n"
)
LEFT_OUT = ("cached_total", "lease", "import", "import_end", "decision")


def watch(*rows: tuple[str, int, object]) -> str:
    """A device's file: who, challenge day, steps."""
    lines = [f"{who},{day(each):%m/%d/%Y},{steps},1.0,1800\r\n" for who, each, steps in rows]
    return FITBIT + "".join(lines)


def accounted(report) -> bool:
    whole = report.rows == report.accepted + len(report.rejected) + len(report.skipped)
    return whole and report.accepted == report.new + report.same + report.changed


def test_every_row_is_accounted_for_with_its_line(lanes):
    lanes.now = at(3)

    done = lanes.entries(MIXED)

    assert accounted(done)
    assert (done.accepted, done.new, done.committed) == (2, 2, True)
    lines = {row.line for row in (*done.rejected, *done.skipped)}
    assert lines >= {3, 4, 5, 6, 9}
    told = {row.line: row.reason for row in done.rejected}
    assert "nobody 'zz9' on the roster" in told[4]
    assert "swim" in told[5]


def test_the_same_file_twice_changes_nothing(lanes):
    lanes.now = at(3)
    lanes.entries(MIXED)
    before, board = lanes.dump(LEFT_OUT), lanes.board().rows
    lanes.now = at(4)

    done = lanes.entries(MIXED, "renamed.csv")

    assert (done.new, done.same, done.changed) == (0, 2, 0)
    assert lanes.dump(LEFT_OUT) == before
    assert lanes.board().rows == board


def test_the_order_of_rows_changes_nothing(lanes, tmp_path):
    from ..workspaces import copied

    other = copied(lanes, tmp_path / "other")
    head, *rows = [line for line in MIXED.splitlines(keepends=True) if line.strip()]
    for one, text in ((lanes, head + "".join(rows)), (other, head + "".join(reversed(rows)))):
        one.now = at(3)
        one.entries(text)

    assert {row.id for row in list_entries(lanes.ws)} == {row.id for row in list_entries(other.ws)}
    assert lanes.board().rows == other.board().rows


def test_two_equal_rows_of_a_form_are_two_walks(lanes):
    lanes.now = at(3)
    text = f"id,date,activity,minutes\np01,{day(1)},walk,9\np01,{day(1)},walk,9\n"

    assert (lanes.entries(text).new, lanes.entries(text).same) == (2, 2)
    assert lanes.points()["p01"] == "18"


def stamped(*stamps: str) -> str:
    """The answers of a form, each nine minutes of day 1."""
    rows = "".join(f"{stamp},p01,{day(1)},walk,9\n" for stamp in stamps)
    return f"timestamp,id,date,activity,minutes\n{rows}"


def test_an_answer_with_a_time_stamp_is_as_late_as_the_stamp_says(lanes):
    lanes.now = at(10)

    lanes.entries(stamped(f"{day(9)} 11:59:00", f"{day(9)} 12:01:00"))

    told = {row.verdict for row in explain(lanes.ws, "lanes", "p01").entries}
    assert told == {"counted", "late"}


def test_equal_answers_with_other_time_stamps_are_two_in_whatever_files_they_come(lanes):
    lanes.now = at(3)
    first, second = stamped(f"{day(1)} 09:00:00"), stamped(f"{day(1)} 18:00:00")

    assert [lanes.entries(text).new for text in (first, second)] == [1, 1]
    both = lanes.entries(stamped(f"{day(1)} 18:00:00", f"{day(1)} 09:00:00"))
    assert (both.new, both.same) == (0, 2)
    assert lanes.points()["p01"] == "18"


def test_a_longer_export_of_the_same_form_adds_what_is_new(lanes):
    lanes.now = at(3)
    text = f"id,date,activity,minutes\np01,{day(1)},walk,9\n"
    lanes.entries(text)

    done = lanes.entries(text + f"p01,{day(2)},walk,9\n")

    assert (done.new, done.same) == (1, 1)


@pytest.mark.parametrize(
    "text", [MIXED, watch(("p01", 1, 4000), ("p02", 1, 5000), ("x", 1, 5), ("p01", 1, 9))]
)
def test_a_dry_run_is_the_real_run_taken_back(lanes, text):
    lanes.now = at(3)
    before = lanes.dump(())

    rehearsed = lanes.entries(text, dry_run=True)

    assert lanes.dump(()) == before
    assert (rehearsed.dry_run, rehearsed.committed) == (True, False)
    real = lanes.entries(text)
    for name in ("rows", "accepted", "new", "same", "changed", "rejected", "skipped", "remarks", "source"):
        assert getattr(real, name) == getattr(rehearsed, name)


@pytest.mark.parametrize(("by_hand", "points"), [("7000", "7"), (None, "0")])
def test_a_day_that_a_late_file_changed_in_vain_is_still_changed_by_hand(lanes, by_hand, points):
    lanes.now = at(3)
    lanes.entries(watch(("p01", 1, 4000)))
    lanes.now = at(10)
    lanes.entries(watch(("p01", 1, 9000)))
    assert lanes.points()["p01"] == "4"
    newest = list_entries(lanes.ws)[0].id

    if by_hand:
        correct_entry(lanes.ws, newest, "the watch was wrong", amount=by_hand)
    else:
        void_entry(lanes.ws, newest, "the watch was lent")

    assert lanes.points()["p01"] == points


def test_a_newer_total_of_a_day_takes_the_place_of_the_older(lanes):
    lanes.now = at(3)
    lanes.entries(watch(("p01", 1, 4000), ("p02", 1, 5000)))

    done = lanes.entries(watch(("p01", 1, 6000), ("p02", 1, 5000), ("p01", 2, 2000)))

    assert accounted(done)
    assert (done.new, done.changed, done.same) == (1, 1, 1)
    assert (lanes.points()["p01"], lanes.points()["p02"]) == ("8", "5")


def test_a_total_that_changes_there_and_back_ends_as_the_last_file_says(lanes):
    lanes.now = at(3)
    for steps in (4000, 6000, 4000, 6000, 4000):
        lanes.entries(watch(("p01", 1, steps)))

    assert lanes.points()["p01"] == "4"
    assert lanes.entries(watch(("p01", 1, 4000))).same == 1


def test_a_day_that_stands_twice_in_a_devices_file_counts_once(lanes):
    lanes.now = at(3)

    done = lanes.entries(watch(("p01", 1, 4000), ("p01", 1, 4000), ("p02", 1, 4000), ("p02", 1, 5000)))

    assert accounted(done)
    assert [(row.line, "line 2" in row.reason) for row in done.skipped] == [(3, True)]
    assert [(row.line, "line 4" in row.reason) for row in done.rejected] == [(5, True)]
    assert (lanes.points()["p01"], lanes.points()["p02"]) == ("4", "4")


def test_what_an_organiser_corrected_survives_the_same_file(lanes):
    lanes.now = at(3)
    text = watch(("p01", 1, 40000), ("p02", 1, 3000))
    lanes.entries(text)
    [wrong] = list_entries(lanes.ws, "p01")
    correct_entry(lanes.ws, wrong.id, "the watch went by train", amount="4000")
    before = lanes.dump(LEFT_OUT)

    done = lanes.entries(text)

    assert accounted(done)
    assert lanes.dump(LEFT_OUT) == before
    assert lanes.points()["p01"] == "4"
    assert "corrected" in " ".join(row.reason for row in done.skipped)


def test_what_an_organiser_corrected_survives_a_newer_file_too(lanes):
    lanes.now = at(3)
    lanes.entries(watch(("p01", 1, 40000)))
    [wrong] = list_entries(lanes.ws, "p01")
    correct_entry(lanes.ws, wrong.id, "the watch went by train", amount="4000")

    lanes.entries(watch(("p01", 1, 40100)))

    assert lanes.points()["p01"] == "4"


@pytest.mark.parametrize("newer", [40000, 40100])
def test_what_an_organiser_voided_stays_void(lanes, newer):
    lanes.now = at(3)
    lanes.entries(watch(("p01", 1, 40000)))
    [wrong] = list_entries(lanes.ws, "p01")
    void_entry(lanes.ws, wrong.id, "another person's watch")

    done = lanes.entries(watch(("p01", 1, newer)))

    assert accounted(done)
    assert lanes.points()["p01"] == "0"


def test_what_an_organiser_corrected_survives_the_same_form(lanes):
    lanes.now = at(3)
    text = f"id,date,activity,minutes\np01,{day(1)},walk,9\n"
    lanes.entries(text)
    [wrong] = list_entries(lanes.ws, "p01")
    correct_entry(lanes.ws, wrong.id, "typed wrong", amount="19")

    lanes.entries(text)

    assert lanes.points()["p01"] == "19"


def test_activities_may_be_named_by_their_labels_as_forms_do(lanes):
    lanes.now = at(3)
    rows = (("p01", "Walked"), ("p02", "MY OWN VERSION"), ("p03", " walk "), ("p04", "Steps"))

    done = lanes.entries(
        "id,date,activity,minutes\n" + "".join(f"{who},{day(1)},{named},12\n" for who, named in rows)
    )

    assert [row.line for row in done.rejected] == [5]
    assert "measured in steps" in done.rejected[0].reason
    assert {lanes.points()[who] for who in ("p01", "p02", "p03")} == {"12"}


def test_a_file_of_entries_before_any_launch_is_refused(empty):
    empty.people()
    before = empty.dump()

    with pytest.raises(Refused, match="moonwalk launch"):
        empty.entries(MIXED)

    assert empty.dump() == before


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x00" * 500, "No source recognises"),
        (b"hello\nworld\n", "No source recognises"),
        (b"id,name\np01,Ada\n", "No source recognises"),
    ],
)
def test_a_file_of_no_known_format_is_refused_with_the_known_ones(lanes, data, told):
    with pytest.raises(Refused, match=told) as refused:
        lanes.entries(data)

    assert ("no column for the day" if b"name" in data else "fitbit") in refused.value.message


def test_an_unknown_source_is_answered_with_those_there_are(lanes):
    with pytest.raises(Refused, match="There is no source 'fitbits' of entries"):
        lanes.entries(MIXED, source="fitbits")


def test_a_file_that_is_missing_or_a_folder_is_told(lanes):
    from moonwalk.services.imports import import_entries

    with pytest.raises(Refused, match="There is no file"):
        import_entries(lanes.ws, lanes.folder / "none.csv")
    with pytest.raises(Refused, match="is a folder"):
        import_entries(lanes.ws, lanes.folder)


def test_an_option_that_the_source_does_not_have_is_refused(lanes):
    before = lanes.dump()

    with pytest.raises(Refused):
        lanes.entries(MIXED, options={"dats": "day first"})

    assert lanes.dump() == before


def test_two_people_of_one_name_are_not_mistaken_for_each_other(lanes):
    lanes.people("id,name,team\np21,Sam Roe,North\np22,Sam Roe,South\n")
    lanes.now = at(2)

    done = lanes.entries(f"name,date,activity,minutes\nSam Roe,{day(1)},walk,9\nAda Bell,{day(1)},walk,9\n")

    assert [row.line for row in done.rejected] == [2]
    assert done.accepted == 1


def test_of_form_and_watch_on_one_day_the_larger_counts_and_of_two_forms_rows_the_sum(lanes):
    lanes.now = at(3)
    lanes.entries(watch(("p01", 1, 4000)))
    lanes.entries(f"id,date,activity,steps\np01,{day(1)},steps,1500\np01,{day(1)},steps,1600\n", "form.csv")

    assert lanes.points()["p01"] == "4"


def test_more_than_a_thousand_rows_land_together(lanes):
    lanes.now = at(9)
    rows = [
        f"{who},{day(each)},walk,{1 + count % 7}\n"
        for who, *_ in PEOPLE
        for each in range(1, 8)
        for count in range(20)
    ]

    done = lanes.entries("id,date,activity,minutes\n" + "".join(rows))

    assert (done.rows, done.accepted, done.new) == (1680, 1680, 1680)


def test_what_the_file_says_about_when_it_was_logged_decides_what_is_late(lanes):
    lanes.now = at(12)
    text = (
        "id,date,activity,minutes,logged at\n"
        f"p01,{day(2)},walk,9,{day(3)} 09:00Z\n"
        f"p02,{day(2)},walk,9,{day(11)} 09:00Z\n"
        f"p03,{day(2)},walk,9,{day(40)} 09:00Z\n"
    )

    lanes.entries(text)

    assert {who: lanes.points()[who] for who in ("p01", "p02", "p03")} == {"p01": "9", "p02": "0", "p03": "0"}


def test_rows_that_are_kept_but_do_not_count_are_told_of(lanes):
    lanes.now = at(3)
    rows = ("2027-03-02,20", "2027-03-02,70", "2027-02-01,20", "2027-02-02,20")
    text = "id,date,activity,amount\n" + "".join(
        f"p01,{day},walk,{amount}\n" for day, amount in (row.split(",") for row in rows)
    )

    report = lanes.entries(text)

    assert report.accepted == 4
    assert "3 do not count now: 2 outside, 1 implausible." in report.remarks[-1]
    assert lanes.points()["p01"] == "20"


def test_a_row_of_a_day_that_has_not_begun_is_rejected_and_can_be_imported_once_it_has(lanes):
    lanes.now = at(2, 20)
    text = f"id,date,activity,amount\np01,{day(2)},walk,20\np01,{day(3)},walk,21\np02,2027-04-01,walk,5\n"
    report = lanes.entries(text)
    assert [row.line for row in report.rejected] == [3, 4]
    assert "2027-03-03 has not begun yet" in report.rejected[0].reason
    lanes.now = at(3, 9)
    again = lanes.entries(text)
    assert (again.new, again.same, len(again.rejected)) == (1, 1, 1)


@pytest.mark.parametrize("name", ["walk", "Walk", "WALK", " walk ", "Walked", "walked"])
def test_an_activity_is_known_by_its_name_and_label_in_any_case(lanes, name):
    lanes.now = at(3)

    done = lanes.entries(f"id,date,activity,minutes\np01,{day(1)},{name},12\n")

    assert (done.accepted, list_entries(lanes.ws)[0].activity) == (1, "walk")


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["walk,12", "walk,12", "walk,9", "walk,12"], "3, 5. All were taken"),
        (["walk,12"] * 9, "3, 4, 5, 6, 7 and 3 more. All were taken"),
        (["walk,12", "own,12", "walk,9"], ""),
    ],
)
def test_rows_that_are_there_twice_are_taken_and_remarked_on(lanes, rows, lines):
    lanes.now = at(3)
    text = "id,date,activity,minutes\n" + "".join(f"p01,{day(1)},{row}\n" for row in rows)

    done = lanes.entries(text)
    again = lanes.entries(text + "\n")

    assert (done.new, again.new) == (len(rows), 0)
    for report in (done, again):
        said = " ".join(report.remarks)
        assert lines in said
        assert bool(lines) == ("exactly what an earlier one says" in said)
