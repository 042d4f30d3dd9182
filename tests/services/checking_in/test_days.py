from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from moonwalk.services.checking_in.days import check_in, consent
from moonwalk.services.checking_in.links import Declined, make_links, visitor_of
from moonwalk.services.checking_in.standing import places_of, points_of, privacy_notes, week_notes
from moonwalk.services.checking_in.taps import set_amount, take_back
from moonwalk.services.journal import journal
from moonwalk.services.launch import launch
from moonwalk.services.undo import undo

from ...workspaces import LANES, MONDAY, at, day
from .conftest import token_of


def amounts(lanes, person=1):
    with lanes.database() as db:
        return db.rows(
            "SELECT amount, void FROM entry AS this WHERE person = ? AND NOT EXISTS "
            "(SELECT 1 FROM entry WHERE supersedes = this.no)",
            (person,),
        )


def count(lanes, table="entry"):
    with lanes.database() as db:
        return db.value(f"SELECT count(*) FROM {table}")


def test_two_taps_are_one_entry_and_another_amount_takes_its_place(lanes, ada):
    first = set_amount(lanes.ws, ada, "walk", day(3), "20")
    before = lanes.dump()
    assert set_amount(lanes.ws, ada, "walk", day(3), "20 minutes") == first
    assert lanes.dump() == before
    set_amount(lanes.ws, ada, "walk", day(3), "12.5")
    assert amounts(lanes) == [(12_500, 0)]
    assert count(lanes) == 2


def test_of_taps_at_once_none_is_doubled_and_one_holds(lanes, ada):
    ws, tapped = lanes.ws, [str(10 + number % 4) for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda amount: set_amount(ws, ada, "walk", day(3), amount), tapped))
    ((amount, void),) = amounts(lanes)
    assert amount in range(10_000, 14_000)
    assert not void


def test_an_undo_brings_back_what_was_saved_before_once(lanes, ada):
    first = set_amount(lanes.ws, ada, "walk", day(3), "20")
    second = set_amount(lanes.ws, ada, "walk", day(3), "30")
    assert take_back(lanes.ws, ada, second)
    assert amounts(lanes) == [(20_000, 0)]
    assert not take_back(lanes.ws, ada, second)
    assert not take_back(lanes.ws, ada, first)
    assert amounts(lanes) == [(20_000, 0)]


def test_what_was_taken_back_altogether_can_be_set_again(lanes, ada):
    assert take_back(lanes.ws, ada, set_amount(lanes.ws, ada, "walk", day(3), "20"))
    assert amounts(lanes) == [(20_000, 1)]
    assert points_of(lanes.ws, ada).total == 0
    set_amount(lanes.ws, ada, "walk", day(3), "20")
    assert amounts(lanes) == [(20_000, 0)]
    assert points_of(lanes.ws, ada).total == 20


def test_nothing_is_logged_before_consent_which_is_asked_once(lanes, link_of):
    ben = visitor_of(lanes.ws, link_of("p02"))
    with pytest.raises(Declined, match="accept what is kept"):
        set_amount(lanes.ws, ben, "walk", day(3), "20")
    consent(lanes.ws, ben)
    decided = count(lanes, "decision")
    consent(lanes.ws, ben)
    assert count(lanes, "decision") == decided
    set_amount(lanes.ws, ben, "walk", day(3), "20")


@pytest.mark.parametrize(
    ("activity", "number", "amount", "why"),
    [
        ("walk", 4, "20", "This day cannot be logged"),
        ("swim", 3, "20", "no activity of this name"),
        ("walk", 3, "twelve", "Nothing was changed"),
        ("walk", 3, "9" * 50, "too long"),
        ("walk", 3, "-5", "Nothing was changed"),
    ],
)
def test_what_cannot_be_logged_changes_nothing(lanes, ada, activity, number, amount, why):
    before = lanes.dump()
    with pytest.raises(Declined, match=why):
        set_amount(lanes.ws, ada, activity, day(number), amount)
    assert lanes.dump() == before


def test_a_day_that_is_closed_is_neither_offered_nor_taken(lanes, ada):
    entry = set_amount(lanes.ws, ada, "walk", day(3), "20")
    lanes.now = at(10)
    assert [each.day for each in check_in(lanes.ws, ada).days] == [day(10), day(9), day(8)]
    for act in (
        lambda: set_amount(lanes.ws, ada, "walk", day(3), "30"),
        lambda: take_back(lanes.ws, ada, entry),
        lambda: check_in(lanes.ws, ada, day(3)),
    ):
        with pytest.raises(Declined, match="cannot be logged"):
            act()


def test_a_link_changes_nothing_of_others_and_one_for_looking_nothing_at_all(lanes, ada, link_of):
    entry = set_amount(lanes.ws, ada, "walk", day(3), "20")
    ben = visitor_of(lanes.ws, link_of("p02"))
    consent(lanes.ws, ben)
    for who in (ben, visitor_of(lanes.ws, link_of("p01", "see"))):
        with pytest.raises(Declined):
            take_back(lanes.ws, who, entry)
    with pytest.raises(Declined, match="no such entry of yours"):
        take_back(lanes.ws, ada, "nonsense")
    lanes.log("p01", "7", on=day(2))
    with lanes.database() as db:
        manual = db.value("SELECT id FROM entry WHERE amount = 7000")
    with pytest.raises(Declined):
        take_back(lanes.ws, ada, str(manual))
    assert sorted(amounts(lanes)) == [(7_000, 0), (20_000, 0)]


def test_the_likely_amount_is_what_was_logged_of_late_and_what_the_goal_asks_for(lanes, ada):
    assert check_in(lanes.ws, ada).activities[0].likely == (("10", "10 minutes"),)
    for number in (1, 2):
        set_amount(lanes.ws, ada, "walk", day(number), "17")
    shown = check_in(lanes.ws, ada)
    assert shown.day.day == day(3)
    assert shown.activities[0].likely == (("17", "17 minutes"), ("10", "10 minutes"))
    assert [each.saved for each in shown.days] == [(), ("Walked: 17 minutes",), ("Walked: 17 minutes",)]


def test_what_counts_at_a_rate_is_offered_at_that_rate(lanes):
    text = LANES.replace("challenge: Lanes", "challenge: Rolled").replace(
        "goals:\n",
        "  wheels: {label: Wheeled, unit: minutes, counts_as: steps, rate: 100 steps per minute}\n"
        "goals:\n  step_day: {label: steps, each: day, activity: steps, reach: 5050 steps}\n",
        1,
    )
    lanes.challenge(text, "rolled")
    launch(lanes.ws, "rolled", MONDAY)
    url = make_links(lanes.ws, "rolled", ["p01"]).links[0].url
    shown = check_in(lanes.ws, visitor_of(lanes.ws, token_of(url)))
    likely = {each.name: each.likely for each in shown.activities}
    assert likely["steps"] == (("5050", "5050 steps"),)
    assert likely["wheels"] == (("51", "51 minutes"),)


def test_what_does_not_count_says_why(lanes, ada):
    set_amount(lanes.ws, ada, "walk", day(3), "61")
    (entry,) = points_of(lanes.ws, ada).uncounted
    assert entry.reason == "a single entry is refused above 60 minutes"


def test_others_are_seen_as_privacy_says(lanes, ada):
    lanes.log("p02", "25", on=day(3))
    own = {board.label: [row.name for row in board.rows] for board in places_of(lanes.ws, ada, "North")}
    assert own == {"Teams": [], "Everyone": ["Ada Bell"]}
    assert "nobody else's by name" in " ".join(privacy_notes(lanes.ws, ada))
    assert week_notes(lanes.ws, ada).number == 1


def test_the_newest_decision_that_an_organiser_takes_back_is_none_of_a_participant(lanes, ada):
    lanes.log("p02", "25", on=day(3))
    set_amount(lanes.ws, ada, "walk", day(3), "20")
    assert undo(lanes.ws).what.startswith("Logged an entry for Ben Cole")
    assert amounts(lanes) == [(20_000, 0)]
    said = [row.what for row in journal(lanes.ws)]
    assert "Ada Bell agreed on their page to what is kept in 'lanes'." in said
