from __future__ import annotations

import pytest

from moonwalk.scoring.facts import NEVER
from moonwalk.services.challenges import list_challenges
from moonwalk.services.drafts import changed_text
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.roster.sign_ups import join
from moonwalk.services.verification import verify
from moonwalk.services.withdrawal import launch_or_move, move_start, withdraw
from moonwalk.store import launches, memberships

from ..workspaces import LANES, MONDAY, PEOPLE, at, day, roster

SIGN_UP = LANES.replace("everyone on the roster", "those who sign up")


def members(lanes, name="lanes"):
    with lanes.database() as db:
        return {member.person for member in memberships.current(db, name, NEVER)}


def test_a_dry_run_shows_what_a_launch_would_bring_and_writes_nothing(empty):
    empty.people(roster((*PEOPLE, ("p13", "Moa Nye", ""))))
    before = empty.dump()

    report = launch(empty.ws, "lanes", MONDAY, dry_run=True)

    preview = report.preview
    assert empty.dump() == before
    assert (report.people, report.teams, report.seed_sha256) == (13, 3, "")
    assert [(week.first, week.last) for week in preview.weeks] == [(MONDAY, day(7)), (day(8), day(10))]
    assert f"{preview.final_at:%Y-%m-%d %H:%M}" == "2027-03-16 12:00"
    assert [row.name for row in preview.members if not row.team] == ["Moa Nye"]
    assert any("1 person without a team" in remark for remark in report.remarks)
    assert report.warnings == launch(empty.ws, "lanes", MONDAY).warnings


def test_the_messages_of_a_dry_run_are_those_that_are_sent(empty):
    empty.people()
    preview = launch(empty.ws, "lanes", MONDAY, dry_run=True).preview
    launch(empty.ws, "lanes", MONDAY)

    sent = set()
    for number in range(8):
        empty.now = at(number, 22)
        sent |= set(tick(empty.ws, dry_run=True).messages)

    shown = {(message.name, message.subject, message.text) for message in preview.messages}
    assert preview.messages
    assert shown <= sent
    assert sum(message.people for message in preview.messages) == len(sent)


def test_a_launch_that_is_withdrawn_leaves_a_draft_that_can_be_changed_and_launched(lanes):
    lanes.challenge(LANES.replace("challenge: Lanes", "challenge: Other lanes"))
    with lanes.database() as db:
        assert "moonwalk withdraw lanes" in changed_text(lanes.ws, db, "lanes")

    report = withdraw(lanes.ws, "lanes", "a typing mistake")

    assert (report.people, report.signed_up) == (12, 0)
    assert [row.state for row in list_challenges(lanes.ws) if row.name == "lanes"] == ["draft"]
    assert members(lanes) == set()
    with pytest.raises(Refused, match="has not been launched"):
        withdraw(lanes.ws, "lanes")

    again = launch(lanes.ws, "lanes", day(8))
    assert (again.title, again.people, again.teams) == ("Other lanes", 12, 3)
    assert verify(lanes.ws).faults == ()


def test_a_dry_run_of_a_withdrawal_says_the_same_and_writes_nothing(lanes):
    before = lanes.dump()
    rehearsed = withdraw(lanes.ws, "lanes", dry_run=True)
    assert lanes.dump() == before
    done = withdraw(lanes.ws, "lanes")
    assert (rehearsed.people, rehearsed.messages) == (done.people, done.messages)


def test_nothing_is_withdrawn_or_moved_once_the_first_day_has_begun(lanes):
    lanes.now = at(1)
    before = lanes.dump()
    for change in (lambda: withdraw(lanes.ws, "lanes"), lambda: move_start(lanes.ws, "lanes", day(8))):
        with pytest.raises(Refused, match=r"has begun: its first day is 2027-03-01.* Nothing was changed"):
            change()
    assert lanes.dump() == before


def test_a_first_day_that_has_begun_for_somebody_far_east_has_begun(lanes):
    lanes.people("id,name,team,timezone\np01,Ada Bell,North,Pacific/Auckland\n")
    lanes.now = at(0, 12)
    with pytest.raises(Refused, match="has begun"):
        withdraw(lanes.ws, "lanes")


def test_who_signed_up_stays_signed_up_over_a_withdrawal(empty):
    empty.people()
    empty.challenge(SIGN_UP)
    launch(empty.ws, "lanes", MONDAY)
    join(empty.ws, "lanes", "p01")

    report = withdraw(empty.ws, "lanes")
    assert (report.people, report.signed_up) == (0, 1)
    assert launch(empty.ws, "lanes", MONDAY).people == 1


def test_nobody_takes_part_unasked_after_a_withdrawal(lanes):
    withdraw(lanes.ws, "lanes")
    lanes.challenge(SIGN_UP)
    assert launch(lanes.ws, "lanes", MONDAY).people == 0
    lanes.people()
    assert members(lanes) == set()


def test_dates_move_with_the_seed_the_members_and_the_text_as_launched(lanes):
    with lanes.database() as db:
        before = launches.newest(db, "lanes", NEVER)
    lanes.challenge(LANES.replace("points: 20", "points: 30"))

    report = launch_or_move(lanes.ws, "lanes", day(8))

    with lanes.database() as db:
        after = launches.newest(db, "lanes", NEVER)
    assert (report.moved_from, report.starts, report.people, report.teams) == (MONDAY, day(8), 12, 3)
    assert (after.text, after.seed, after.starts) == (before.text, before.seed, day(8))
    assert any("challenges/lanes.yaml was changed" in remark for remark in report.remarks)
    lanes.now = at(8)
    lanes.log("p01", on=day(8))
    assert lanes.points()["p01"] == "20"
    assert verify(lanes.ws).faults == ()


def test_a_move_can_be_rehearsed_and_a_move_to_the_same_day_is_refused(lanes):
    before = lanes.dump()
    report = launch_or_move(lanes.ws, "lanes", day(8), dry_run=True)
    assert report.preview.weeks[0].first == day(8)
    with pytest.raises(Refused, match="starts on 2027-03-01 already"):
        launch_or_move(lanes.ws, "lanes", MONDAY)
    assert lanes.dump() == before


def test_messages_that_waited_are_cancelled_and_sent_again_by_the_next_launch(lanes):
    lanes.now = at(0, 12)
    queued = tick(lanes.ws).enqueued
    withdraw(lanes.ws, "lanes")
    assert tick(lanes.ws).enqueued == 0
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(1)
    again = tick(lanes.ws).enqueued
    assert again >= max(queued, 1)
