from __future__ import annotations

import pytest

from moonwalk.services.challenges import list_challenges
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.overview import could_sign_up
from moonwalk.services.roster.people import list_people
from moonwalk.services.roster.sign_ups import join, join_from_file, leave
from moonwalk.services.roster.teams import assign_to_team, draw_teams, list_teams
from moonwalk.services.why.person import explain

from ...workspaces import DRAWN, LANES, MONDAY, PEOPLE, at, copied, day, fresh, roster

SIGN_UP = LANES.replace("everyone on the roster", "those who sign up")
OURS = SIGN_UP.replace("formed: from the roster", "formed: by the members")


@pytest.fixture(scope="module")
def signing_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("signing") / "work")
    lanes.challenge(SIGN_UP)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    return lanes


@pytest.fixture
def signing(signing_once, tmp_path):
    """Twelve people on the roster, the lanes launched a week before, and nobody signed up."""
    return copied(signing_once, tmp_path / "work")


@pytest.fixture(scope="module")
def ours_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("ours") / "work")
    lanes.challenge(OURS)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    return lanes


@pytest.fixture
def ours(ours_once, tmp_path):
    """The same with teams that the members form."""
    return copied(ours_once, tmp_path / "work")


def members(lanes, challenge="lanes") -> list[str]:
    return [row.id for row in list_people(lanes.ws, challenge)]


def dump(lanes):
    return lanes.dump(("cached_total", "lease"))


def test_at_the_launch_nobody_takes_part(empty):
    empty.challenge(SIGN_UP)
    empty.people()
    done = launch(empty.ws, "lanes", MONDAY)

    assert (done.people, done.remarks) == (0, ("Nobody has signed up yet: moonwalk people join lanes WHO",))
    assert members(empty) == []
    assert empty.board("people").rows == empty.board().rows == ()
    (row,) = [row for row in list_challenges(empty.ws) if row.name == "lanes"]
    assert [one.message for one in row.attention] == ["nobody has signed up yet"]


def test_nobody_is_signed_up_by_a_roster(signing):
    join(signing.ws, "lanes", "p01")
    signing.now = at(3)
    signing.people(roster((*PEOPLE, ("p13", "Mia Nord", "North"))))

    assert members(signing) == ["p01"]


def test_who_signs_up_before_the_start_takes_part_from_day_1(signing):
    done = join(signing.ws, "lanes", "p01")

    assert (done.changed, done.days, done.team) == (True, ((None, None),), "North")
    signing.now = at(2)
    assert signing.log("p01", on=day(1)).verdict == "counted"
    assert (
        signing.log("p02", on=day(1)).reason == "Ben Cole takes part in no challenge that has this activity"
    )


def test_who_signs_up_later_takes_part_from_that_day_whatever_the_roster_says_of_their_first(signing):
    signing.people(roster([(*one, str(day(-90))) for one in PEOPLE], ("start",)))
    signing.now = at(4)

    assert join(signing.ws, "lanes", "p01").days == ((day(4), None),)
    signing.people(roster([(*one, str(day(-90))) for one in PEOPLE], ("start",)))

    assert signing.log("p01", on=day(3)).verdict == "not a member"
    assert signing.log("p01", on=day(4)).verdict == "counted"


def test_a_sign_up_may_lie_in_the_past_or_to_come(signing):
    signing.now = at(5)

    assert join(signing.ws, "lanes", "p01", day(2)).days == ((day(2), None),)
    assert join(signing.ws, "lanes", "p02", day(8)).days == ((day(8), None),)
    assert signing.log("p01", on=day(2)).verdict == "counted"
    assert signing.log("p02", on=day(5)).verdict == "not a member"
    assert join(signing.ws, "lanes", "p02", day(4)).days == ((day(4), None),)
    assert {row.verdict for row in explain(signing.ws, "lanes", "p02").entries} == {"counted"}


@pytest.mark.parametrize("now", [-2, 1, 5])
def test_signing_up_twice_changes_nothing(signing, now):
    signing.now = at(now)
    first = join(signing.ws, "lanes", "p01")
    before = dump(signing)

    again = join(signing.ws, "lanes", "p01")

    assert (first.changed, again.changed, again.days) == (True, False, first.days)
    assert dump(signing) == before


@pytest.mark.parametrize("now", [-2, 5])
def test_leaving_twice_changes_nothing(signing, now):
    signing.now = at(now)
    join(signing.ws, "lanes", "p01")
    leave(signing.ws, "lanes", "p01")
    before = dump(signing)

    assert not leave(signing.ws, "lanes", "p01").changed
    assert dump(signing) == before


def test_who_leaves_keeps_the_days_before_and_no_roster_brings_them_back(day6):
    before = day6.points()["p02"]

    done = leave(day6.ws, "lanes", "p02", day(6))

    assert done.days == ((None, day(5)),)
    for text in (roster(), roster([(*one, "", "") for one in PEOPLE], ("start", "end"))):
        day6.people(text)
        assert day6.log("p02", "9", on=day(6)).verdict == "not a member"
    assert int(day6.points()["p02"]) <= int(before)
    assert day6.log("p02", "9", on=day(5)).verdict != "not a member"


def test_who_leaves_before_the_start_never_took_part_and_may_come_back(lanes):
    assert leave(lanes.ws, "lanes", "p01").days == ()
    lanes.now = at(2)
    assert "p01" not in lanes.points()

    assert join(lanes.ws, "lanes", "p01").days == ((day(2), None),)
    assert join(lanes.ws, "lanes", "p01", day(1)).days == ((None, None),)
    assert lanes.log("p01", on=day(1)).verdict == "counted"


def test_who_has_left_gets_no_more_messages_and_who_comes_back_does(lanes):
    lanes.now = at(1, 7, 30)
    leave(lanes.ws, "lanes", "p01", day(2))
    leave(lanes.ws, "lanes", "p02")
    leave(lanes.ws, "lanes", "p03", day(3))
    join(lanes.ws, "lanes", "p03", day(9))
    assert tick(lanes.ws).enqueued == 11
    lanes.people(roster([("p04", "Dev Egan", "North", str(day(2)))], ("end",)))
    lanes.now = at(8, 16)

    told = {who for who, *_ in tick(lanes.ws, dry_run=True).messages}

    assert told == {name for _, name, _ in PEOPLE} - {"Ada Bell", "Ben Cole", "Dev Egan"}


def test_who_comes_back_has_a_gap_and_the_team_of_before(signing):
    join(signing.ws, "lanes", "p01")
    signing.now = at(3)
    leave(signing.ws, "lanes", "p01")
    signing.now = at(6)

    done = join(signing.ws, "lanes", "p01")

    assert (done.days, done.team) == (((None, day(2)), (day(6), None)), "North")
    verdicts = [signing.log("p01", str(10 + each), on=day(each)).verdict for each in range(1, 7)]
    assert verdicts == ["counted"] * 2 + ["not a member"] * 3 + ["counted"]


def test_leaving_and_coming_back_on_one_day_leaves_no_gap(signing):
    join(signing.ws, "lanes", "p01")
    signing.now = at(5)
    leave(signing.ws, "lanes", "p01")

    assert join(signing.ws, "lanes", "p01").days == ((None, None),)


def test_leaving_earlier_than_said_before_ends_earlier(signing):
    join(signing.ws, "lanes", "p01")
    signing.now = at(5)
    leave(signing.ws, "lanes", "p01", day(8))

    assert leave(signing.ws, "lanes", "p01", day(6)).days == ((None, day(5)),)
    assert not leave(signing.ws, "lanes", "p01", day(9)).changed


def test_a_last_day_of_work_ends_the_part_of_who_signed_up(signing):
    signing.now = at(3)
    join(signing.ws, "lanes", "p01")
    rows = [(*one, str(day(5)) if one[0] == "p01" else "") for one in PEOPLE]
    signing.people(roster(rows, ("end",)))
    assert join(signing.ws, "lanes", "p01").days == ((day(3), day(5)),)
    signing.now = at(8)

    with pytest.raises(Refused, match="By the roster, Ada Bell has left before that"):
        join(signing.ws, "lanes", "p01")
    signing.people(roster([("p03", "Cleo Dunn", "North", str(day(-2)))], ("end",)))
    with pytest.raises(Refused, match="By the roster, Cleo Dunn has left"):
        join(signing.ws, "lanes", "p03")


def test_a_mover_who_has_signed_up_moves_with_the_roster(signing):
    join(signing.ws, "lanes", "p01")
    signing.now = at(4)
    signing.people(roster([("p01", "Ada Bell", "South")]))

    assert {row.team for row in list_people(signing.ws, "lanes")} == {"South"}
    assert join(signing.ws, "lanes", "p01").days == ((None, None),)


@pytest.mark.parametrize(
    ("now", "first", "told"),
    [
        (20, None, "has been over since 2027-03-10"),
        (5, 11, "2027-03-11 is not a day of 'lanes', which runs from 2027-03-01 to 2027-03-10"),
        (-3, -1, "is not a day of 'lanes'"),
    ],
)
def test_outside_the_challenge_nobody_joins_or_leaves(lanes, now, first, told):
    lanes.now = at(now)
    before = dump(lanes)
    for change in (join, leave):
        with pytest.raises(Refused, match=told):
            change(lanes.ws, "lanes", "p01", None if first is None else day(first))
    assert dump(lanes) == before


def test_who_never_took_part_cannot_leave(signing):
    with pytest.raises(Refused, match=r"Ada Bell \(p01\) does not take part in 'lanes'"):
        leave(signing.ws, "lanes", "p01")


def test_where_everyone_takes_part_signing_up_changes_nothing(lanes):
    assert not join(lanes.ws, "lanes", "p01").changed


def test_people_sign_up_for_a_draft_and_stay_signed_up_at_its_launch(empty):
    empty.challenge(SIGN_UP)
    empty.people()
    join(empty.ws, "lanes", "p01")
    join(empty.ws, "lanes", "p02")
    leave(empty.ws, "lanes", "p02")
    with pytest.raises(Refused, match="no first day yet"):
        join(empty.ws, "lanes", "p03", day(2))

    assert launch(empty.ws, "lanes", MONDAY).people == 1
    assert members(empty) == ["p01"]


def test_only_who_signed_up_and_is_still_there_is_drawn(empty):
    empty.challenge(DRAWN.replace("everyone on the roster", "those who sign up"), "drawn")
    empty.people()
    launch(empty.ws, "drawn", MONDAY)
    for who in ("p01", "p02", "p03", "p04"):
        join(empty.ws, "drawn", who)
    leave(empty.ws, "drawn", "p04")

    assert draw_teams(empty.ws, "drawn").placed == 3
    empty.now = at(3)
    join(empty.ws, "drawn", "p04")
    leave(empty.ws, "drawn", "p04", day(5))
    join(empty.ws, "drawn", "p04", day(8))

    assert draw_teams(empty.ws, "drawn").placed == 1
    (team,) = list_teams(empty.ws, "drawn")
    assert team.members == ("Ada Bell", "Ben Cole", "Cleo Dunn", "Dev Egan")


def test_members_form_their_teams_as_they_sign_up(ours):
    for who, team in (("p01", "Herons"), ("p02", "herons "), ("p03", "Wrens")):
        join(ours.ws, "lanes", who, team=team)

    assert {row.id: row.team for row in list_people(ours.ws, "lanes")} == {
        "p01": "Herons",
        "p02": "Herons",
        "p03": "Wrens",
    }


def test_joining_with_another_team_moves_from_that_day(ours):
    join(ours.ws, "lanes", "p01", team="Herons")
    ours.now = at(4)

    done = join(ours.ws, "lanes", "p01", team="Wrens")

    assert (done.changed, done.team, done.days) == (True, "Wrens", ((None, None),))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SIGN_UP, "teams come from the roster. Nothing was changed. Write the team into its column 'team'"),
        (SIGN_UP[: SIGN_UP.index("teams:")] + SIGN_UP[SIGN_UP.index("boards:") :], "has no teams"),
    ],
)
def test_a_team_is_refused_where_members_do_not_form_them(empty, text, told):
    empty.challenge(
        text.replace("  table: {label: Teams, ranks: teams, ranking: mean, ties: [shared place]}\n", "")
    )
    empty.people()
    launch(empty.ws, "lanes", MONDAY)
    before = dump(empty)

    with pytest.raises(Refused, match=told):
        join(empty.ws, "lanes", "p01", team="Herons")
    assert dump(empty) == before


def test_who_is_put_into_a_team_moves_today_and_points_stay(ours):
    for who, team in (("p01", "Herons"), ("p02", "Herons"), ("p03", "Wrens")):
        join(ours.ws, "lanes", who, team=team)
    ours.now = at(3)
    ours.log("p01", on=day(2))
    ours.log("p01", "11", on=day(3))

    done = assign_to_team(ours.ws, "lanes", "p01", "Wrens")

    assert (done.team, done.changed, done.new, done.remarks) == ("Wrens", True, False, ())
    assert not assign_to_team(ours.ws, "lanes", "p01", "WRENS").changed
    # 20 points over 5 of 3 days of membership, and 11 over 4 of 3.
    scores = {row.name: row.score for row in ours.board("table").rows}
    assert scores == {"Herons": "12.0", "Wrens": "8.3"}


def test_a_team_that_grows_too_large_is_told(ours):
    remarks = [join(ours.ws, "lanes", one[0], team="Herons").remarks for one in PEOPLE[:6]]

    assert remarks == [()] * 5 + [("Herons now has 6 members; 'lanes' asks for 3 to 5 people.",)]


@pytest.mark.parametrize("team", ["", "   ", "x" * 65, "tab\there\x00"])
def test_a_team_needs_a_name_that_can_be_shown(ours, team):
    join(ours.ws, "lanes", "p01")

    with pytest.raises(Refused, match="A team needs a name"):
        assign_to_team(ours.ws, "lanes", "p01", team)


def test_who_does_not_take_part_is_put_nowhere(ours):
    with pytest.raises(Refused, match="does not take part in 'lanes' now"):
        assign_to_team(ours.ws, "lanes", "p01", "Herons")
    assert list_teams(ours.ws, "lanes") == ()


SIGN_UPS = """id,email,team
p01,,Herons
p02,,herons
,nobody@example.org,Herons
p01,,Herons

,,
p99,,Wrens
"""


def test_a_list_signs_up_whom_it_names_and_accounts_for_every_row(ours):
    done = join_from_file(ours.ws, "lanes", ours.file("list.csv", SIGN_UPS))

    assert (done.new, done.same, done.accepted) == (2, 1, 3)
    assert [row.line for row in done.rejected] == [4, 8]
    assert done.rows == done.accepted + len(done.rejected) + len(done.skipped)
    assert {row.id: row.team for row in list_people(ours.ws, "lanes")} == {"p01": "Herons", "p02": "Herons"}


def test_a_dry_run_of_a_list_signs_up_nobody(ours):
    before = dump(ours)
    done = join_from_file(ours.ws, "lanes", ours.file("list.csv", SIGN_UPS), dry_run=True)

    assert (done.new, done.committed) == (2, False)
    assert dump(ours) == before


@pytest.mark.parametrize("text", ["", "what,ever\n1,2\n", "\x00\xff", "date\n2027-03-01\n"])
def test_a_list_that_names_nobody_signs_up_nobody(ours, text):
    done = join_from_file(ours.ws, "lanes", ours.file("list.csv", text))

    assert done.accepted == 0
    assert members(ours) == []


def test_who_could_sign_up_is_listed_until_they_do(signing):
    everyone = [person.id for person in list_people(signing.ws)]
    assert [person.id for person in could_sign_up(signing.ws, "lanes")] == everyone
    join(signing.ws, "lanes", "p01")
    others = could_sign_up(signing.ws, "lanes")
    assert [person.id for person in others] == [each for each in everyone if each != "p01"]
    assert not any(person.takes_part for person in others)
    signing.challenge(LANES, "all")
    assert could_sign_up(signing.ws, "all") == ()
