from __future__ import annotations

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.people import import_people, list_people
from moonwalk.services.why.person import explain
from moonwalk.store import people
from moonwalk.store.database import Database
from moonwalk.store.people import PersonRecord

from ...workspaces import LANES, MONDAY, PEOPLE, at, day, roster, scored_challenge


def teams_of(lanes) -> dict[str, str]:
    return {row.id: row.team for row in list_people(lanes.ws, "lanes")}


def test_the_same_roster_twice_changes_nothing_but_the_record_of_imports(empty):
    first = empty.people()
    before = empty.dump(("cached_total", "lease", "import", "decision"))
    second = empty.people()

    assert (first.new, first.same, first.changed) == (12, 0, 0)
    assert (second.new, second.same, second.changed) == (0, 12, 0)
    assert empty.dump(("cached_total", "lease", "import", "decision")) == before


def test_a_changed_name_is_changed_and_the_person_stays_the_same(lanes):
    lanes.now = at(1)
    lanes.log("p01")
    done = lanes.people(roster((("p01", "Ada Bell-Cole", "North"), *PEOPLE[1:])))

    assert (done.changed, done.same, done.new) == (1, 11, 0)
    assert [row.name for row in lanes.board("people").rows if row.id == "p01"] == ["Ada Bell-Cole"]
    assert lanes.points()["p01"] == "20"


def test_who_is_not_in_the_file_stays_as_they_are(lanes):
    lanes.people(roster(PEOPLE[:2]))

    assert teams_of(lanes) == {identifier: team for identifier, _, team in PEOPLE}


def test_an_email_address_that_a_later_file_leaves_out_is_kept(lanes):
    lanes.people("id,name,email,team\np01,Ada Bell,ada@example.org,North\n")
    lanes.people()

    assert lanes.board("people", around="p01").rows
    assert lanes.log("ADA@example.org").person == "p01"


def test_a_joiner_takes_part_from_the_day_of_the_import(day6):
    done = day6.people(roster((*PEOPLE, ("p13", "Mia Nord", "North"))))

    assert "Lanes: 1 joined." in done.remarks
    day6.log("p13", on=day(5))
    day6.log("p13", on=day(6))
    assert day6.points()["p13"] == "20"


def test_a_joiner_with_a_first_day_of_work_takes_part_from_then(day6):
    row = ("p13", "Mia Nord", "North", str(day(4)))
    day6.people(roster([*((*one, "") for one in PEOPLE), row], ("start",)))

    for each in (3, 4, 5):
        day6.log("p13", on=day(each))

    assert day6.points()["p13"] == "40"


def test_a_mover_changes_teams_from_that_day_and_the_points_stay(day6):
    def sums():
        found = scored_challenge(day6.ws)
        return dict(zip(found.team_names, found.scored.teams.total.tolist(), strict=True))

    moved = tuple((one[0], one[1], "South") if one[0] == "p01" else one for one in PEOPLE)
    before = sums()

    done = day6.people(roster(moved))

    assert "Lanes: 1 moved." in done.remarks
    assert teams_of(day6)["p01"] == "South"
    for team in ("North", "South", "West"):
        assert sums()[team][:5] == before[team][:5]
    today = [award.points for award in explain(day6.ws, "lanes", "p01").awards if award.day == day(6)]
    assert sum(today) > 0
    assert sums()["North"][5] == before["North"][5] - sum(today)
    assert sums()["South"][5] == before["South"][5] + sum(today)


def test_who_moves_and_has_left_in_one_roster_leaves(day6):
    rows = [(one[0], one[1], "South", str(day(3))) if one[0] == "p01" else (*one, "") for one in PEOPLE]

    assert "Lanes: 1 left." in day6.people(roster(rows, ("end",))).remarks
    assert day6.log("p01", on=day(4)).verdict == "not a member"


def test_who_left_before_they_began_was_never_a_member(day6):
    day6.people(roster((*PEOPLE, ("p13", "Mia Nord", "North"))))
    rows = [(*one, "") for one in PEOPLE]

    day6.people(roster([*rows, ("p13", "Mia Nord", "North", str(day(2)))], ("end",)))

    assert "p13" not in teams_of(day6)


def test_a_last_day_can_be_put_right(day6):
    for last, counts in ((day(5), "not a member"), (day(6), "counted"), (day(5), "not a member")):
        rows = [(*one, str(last) if one[0] == "p01" else "") for one in PEOPLE]
        day6.people(roster(rows, ("end",)))
        assert day6.log("p01", str(last.day), on=day(6)).verdict == counts


def test_who_moves_there_and_back_on_one_day_has_not_moved(day6):
    before = day6.board()
    day6.people(roster(tuple((one[0], one[1], "South") if one[0] == "p01" else one for one in PEOPLE)))
    day6.people()

    assert teams_of(day6)["p01"] == "North"
    assert day6.board().rows == before.rows


def test_a_leaver_takes_part_until_the_last_day(day6):
    rows = [(*one, str(day(7)) if one[0] == "p01" else "") for one in PEOPLE]
    before = day6.points()["p01"]

    done = day6.people(roster(rows, ("end",)))
    assert "Lanes: 1 left." in done.remarks
    day6.now = at(8)
    day6.log("p01", "11", on=day(7))
    counted = day6.points()["p01"]
    assert int(counted) > int(before)
    told = day6.log("p01", "11", on=day(8))

    assert told.verdict == "not a member"
    assert day6.points()["p01"] == counted


def test_a_leaver_who_is_back_takes_part_again(day6):
    rows = [(*one, str(day(5)) if one[0] == "p01" else "") for one in PEOPLE]
    day6.people(roster(rows, ("end",)))
    day6.now = at(8)
    later = [(*one, str(day(60)) if one[0] == "p01" else "") for one in PEOPLE]

    day6.people(roster(later, ("end",)))

    assert day6.log("p01", on=day(8)).verdict == "counted"


@pytest.mark.parametrize(
    "text",
    [
        roster((*PEOPLE, ("p13", "Mia Nord", "North"))),
        roster(tuple((one[0], one[1] + " Jr", "West") for one in PEOPLE)),
        roster([(*one, str(day(6))) for one in PEOPLE], ("end",)),
        "id,name,team\np20,,North\n",
    ],
)
def test_a_dry_run_reports_as_the_real_run_and_changes_nothing(day6, text):
    before = day6.dump(())
    rehearsed = day6.people(text, dry_run=True)

    assert day6.dump(()) == before
    assert (rehearsed.dry_run, rehearsed.committed) == (True, False)
    real = day6.people(text)
    assert (real.new, real.same, real.changed, real.rejected, real.remarks) == (
        rehearsed.new,
        rehearsed.same,
        rehearsed.changed,
        rehearsed.rejected,
        rehearsed.remarks,
    )


def test_an_id_is_the_same_person_in_capital_letters_and_stays_as_first_written(lanes):
    done = lanes.people("id,name,team\nP01,Ada Cole,North\nP13,Mia Nord,North\n")
    again = lanes.people("id,name,team\np01,Ada Cole,North\np13,Mia Nord,North\n")

    assert (done.new, done.changed, again.new, again.same) == (1, 1, 0, 2)
    shown = {row.id: row.name for row in list_people(lanes.ws)}
    assert (shown["p01"], shown["P13"], len(shown)) == ("Ada Cole", "Mia Nord", len(PEOPLE) + 1)


def test_of_two_people_whose_ids_differ_by_case_only_the_exact_one_is_meant(lanes):
    with lanes.database() as db, db.write() as tx:
        people.add(tx, PersonRecord("P01", "Pia Old"))

    for identifier, name in (("P01", "Pia New"), ("p01", "Ada New")):
        lanes.people(f"id,name,team\n{identifier},{name},North\n")

    shown = {row.id: row.name for row in list_people(lanes.ws)}
    assert (shown["p01"], shown["P01"]) == ("Ada New", "Pia New")


def test_every_row_of_a_roster_is_accounted_for(empty):
    done = empty.people(
        "id,name,team\np01,Ada,North\n,No Id,North\np02,,North\np01,Ada,North\np03,Cleo,South\n"
    )

    assert done.rows == done.accepted + len(done.rejected) + len(done.skipped)
    assert {row.line for row in (*done.rejected, *done.skipped)} >= {3}
    assert {row.id for row in list_people(empty.ws)} >= {"p01", "p03"}


def test_people_of_an_unknown_challenge_are_refused_and_not_shown_as_nobody(lanes):
    with pytest.raises(Refused, match="Did you mean 'lanes'"):
        list_people(lanes.ws, "lane")


def test_before_the_launch_a_drafts_people_are_nobody(empty):
    empty.people()

    assert list_people(empty.ws, "lanes") == ()


def test_a_file_of_entries_is_no_roster(empty):
    path = empty.file("x.csv", "date,minutes\n2027-03-01,12\n")

    with pytest.raises(Refused, match=r"Nothing was imported. Its first row is"):
        import_people(empty.ws, path)


def test_who_joins_before_day_1_takes_part_from_day_1(lanes):
    lanes.now = at(-2)
    lanes.people(roster((*PEOPLE, ("p13", "Mia Nord", "North"))))
    lanes.now = at(2)

    lanes.log("p13", on=day(1))

    assert lanes.points()["p13"] == "20"


def test_a_new_roster_reaches_every_challenge_that_runs(lanes):
    lanes.challenge(LANES, "second")
    launch(lanes.ws, "second", MONDAY)

    lanes.people(roster((*PEOPLE, ("p13", "Mia Nord", "North"))))

    for name in ("lanes", "second"):
        assert "p13" in {row.id for row in list_people(lanes.ws, name)}


def test_one_that_is_over_is_left_as_it_was(day6):
    day6.now = at(30)
    before = day6.board(as_of=day(10))

    done = day6.people(roster((*PEOPLE, ("p13", "Mia Nord", "North"))))

    assert not [remark for remark in done.remarks if "Lanes" in remark]
    assert day6.board(as_of=day(10)).rows == before.rows


def test_a_roster_that_fails_half_way_leaves_nothing(empty, monkeypatch):
    from moonwalk.services.roster import people

    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(people, "_enrol_all", fail)
    before = empty.dump(())

    with pytest.raises(MemoryError):
        empty.people()

    assert empty.dump(()) == before
    with Database.open(empty.folder / "moonwalk.db") as db:
        assert db.value("PRAGMA integrity_check") == "ok"


def test_nobody_becomes_two_people_by_leaving_out_the_id_once(empty):
    import_people(empty.ws, empty.file("a.csv", "name,email\nAnna,anna@x.example\n"))
    again = import_people(empty.ws, empty.file("b.csv", "id,name,email\n77,Anna Berg,Anna@x.example\n"))

    assert (again.rows, again.accepted, len(again.rejected)) == (1, 0, 1)
    assert "is that of 'anna@x.example' already" in again.rejected[0].reason
    assert [row.name for row in list_people(empty.ws)] == ["Anna"]
