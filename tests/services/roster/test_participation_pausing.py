"""Pauses: nobody loses by one, and nobody takes more than the challenge allows."""

import pytest

from moonwalk.api.timeline import Status
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.participation import pause, resume
from moonwalk.services.roster.privacy import export_person
from moonwalk.services.why.person import explain

from ...workspaces import LANES, MONDAY, at, copied, day, fresh


@pytest.fixture(scope="module")
def paused_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("paused") / "work")
    lanes.challenge(LANES.replace("people:\n", "pauses:\n  personal: 3 days\npeople:\n", 1))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    return lanes


@pytest.fixture
def paused(paused_once, tmp_path):
    return copied(paused_once, tmp_path / "work")


def statuses(lanes, who="p01"):
    return [one.status for one in explain(lanes.ws, "lanes", who).days]


def test_a_paused_day_is_paused_and_entries_on_it_do_not_count(paused):
    done = pause(paused.ws, "lanes", "p01", day(2), day(3))

    assert (done.pauses, done.left) == (((day(2), day(3)),), 1)
    assert statuses(paused)[1:3] == [Status.PAUSED, Status.PAUSED]
    assert paused.log("p01", "20").verdict == "paused"


def test_a_row_survives_a_pause(paused):
    for number in (1, 2):
        paused.log("p01", "20", on=day(number))
    pause(paused.ws, "lanes", "p01", day(3), day(4))
    paused.now = at(5, 20)
    paused.log("p01", "20", on=day(5))

    assert "3 days in a row" in [one.reason for one in explain(paused.ws, "lanes", "p01").awards]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (day(1), day(4), "allows 3 days"),
        (day(0), day(1), "must be between"),
        (day(3), day(2), "must not be after its last"),
        (day(10), day(11), "must be between"),
    ],
)
def test_what_the_challenge_does_not_allow_is_refused(paused, first, last, told):
    with pytest.raises(Refused, match=told):
        pause(paused.ws, "lanes", "p01", first, last)
    assert Status.PAUSED not in statuses(paused)


def test_two_pauses_share_no_day_and_the_allowance(paused):
    pause(paused.ws, "lanes", "p01", day(2), day(3))
    with pytest.raises(Refused, match="already"):
        pause(paused.ws, "lanes", "p01", day(3), day(3))
    with pytest.raises(Refused, match="has 1 left"):
        pause(paused.ws, "lanes", "p01", day(5), day(6))
    assert pause(paused.ws, "lanes", "p02", day(5), day(6)).left == 1


def test_coming_back_early_gives_the_days_to_come_back(paused):
    pause(paused.ws, "lanes", "p01", day(2), day(4))
    done = resume(paused.ws, "lanes", "p01")

    assert (done.pauses, done.left) == (((day(2), day(2)),), 2)
    assert statuses(paused)[1:4] == [Status.PAUSED, Status.OPEN, Status.OPEN]
    with pytest.raises(Refused, match="no pause"):
        resume(paused.ws, "lanes", "p01")


def test_a_pause_to_come_can_be_taken_back_whole(paused):
    pause(paused.ws, "lanes", "p01", day(5), day(6))

    assert resume(paused.ws, "lanes", "p01", day(5)).pauses == ()


def test_who_does_not_take_part_cannot_pause(paused):
    with pytest.raises(Refused, match="nobody 'zed'"):
        pause(paused.ws, "lanes", "zed", day(2), day(2))


def test_a_paused_day_may_count_as_the_average_of_ones_own_days(empty):
    pauses = "pauses:\n  personal: 3 days\n  a_paused_day: counts as own average\npeople:\n"
    empty.challenge(LANES.replace("people:\n", pauses, 1))
    empty.people()
    launch(empty.ws, "lanes", MONDAY)
    empty.now = at(2, 20)
    empty.log("p01", "20", on=day(1))
    pause(empty.ws, "lanes", "p01", day(2), day(4))
    assert (statuses(empty)[1], empty.points()["p01"]) == (Status.PAUSED, "40")
    assert empty.log("p01", "60").verdict == "paused"
    empty.now = at(3)

    found = explain(empty.ws, "lanes", "p01")
    assert statuses(empty)[:4] == [Status.OPEN, Status.PAUSED, Status.PAUSED, Status.PAUSED]
    assert (found.total, empty.points()["p01"]) == (65, "65")
    assert [one.reason for one in found.awards if not one.entries] == [
        "20 minutes (a paused day, which counts as your own average)",
        "20 minutes (a paused day, which counts as your own average)",
        "3 days in a row (a paused day, which counts as your own average)",
    ]


def test_a_pause_is_among_what_is_kept_about_a_person(paused):
    pause(paused.ws, "lanes", "p01", day(2), day(3))
    (found,) = export_person(paused.ws, "p01")["pauses"]

    assert (found["challenge"], found["from"], found["to"]) == ("lanes", day(2), day(3))
