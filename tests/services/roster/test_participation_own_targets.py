"""What each person chooses to reach, from a day on, and what it is asked for."""

import pytest

from moonwalk.services import scores
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.participation import ChosenTarget, choose_target
from moonwalk.services.roster.privacy import export_person, forget_person
from moonwalk.services.why.person import explain

from ...workspaces import (
    LANES,
    MONDAY,
    arrays_of,
    at,
    copied,
    day,
    fresh,
    roster,
    same_scores,
    scored_challenge,
)

OWN = LANES.replace(
    "  good_week: {",
    "  own_day: {label: my own day, each: day, activity: walk, own_target: "
    "{lowest: 5 minutes, highest: 1 hour, unless_chosen: 20 minutes}}\n"
    "  own_week: {label: my own week, each: week, activity: steps, own_target: "
    "{lowest: 1000 steps, highest: 90000 steps, unless_chosen: 20000 steps}}\n"
    "  own: {label: all my own, each: challenge, activity: steps, own_target: "
    "{lowest: 1000 steps, highest: 90000 steps, unless_chosen: 20000 steps}}\n"
    "  good_week: {",
).replace(
    "  - {rule: streak",
    "".join(
        f"  - {{rule: goal_met, id: {goal}_met, goal: {goal}, points: 3}}\n"
        for goal in ("own_day", "own_week", "own")
    )
    + "  - {rule: streak",
)


@pytest.fixture(scope="module")
def own_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("own") / "work")
    lanes.challenge(OWN)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    return lanes


@pytest.fixture
def own(own_once, tmp_path):
    """The lanes with goals of one's own, on the third day."""
    return copied(own_once, tmp_path / "work")


def choose(lanes, amount, from_day=None, goal="own_day", who="p01"):
    return choose_target(lanes.ws, "lanes", who, goal, amount, from_day)


def met(lanes, goal="own_day", who="p01", **look):
    days = explain(lanes.ws, "lanes", who, **look).days
    return [number for number, one in enumerate(days, 1) if goal in one.met]


def test_a_target_holds_from_today_and_the_days_before_keep_theirs(own):
    for number in (1, 2, 3):
        own.log("p01", "15", on=day(number))
        own.log("p02", "20", on=day(number))
    done = choose(own, "15 minutes")

    assert (done.person, done.goal, done.label, done.asked_from) == ("p01", "own_day", "my own day", day(3))
    assert done.targets == (ChosenTarget("15 minutes", day(3)),)
    assert (met(own), met(own, who="p02")) == ([3], [1, 2, 3])


def test_before_the_start_a_target_holds_from_day_1(own):
    own.now = at(-5)

    assert choose(own, "0.5 hours").targets == (ChosenTarget("30 minutes", day(1)),)


def test_a_target_may_begin_on_an_earlier_day_that_can_still_be_logged(own):
    own.now = at(8, 20)
    own.log("p01", "15", on=day(2))

    choose(own, "15", day(2))
    assert met(own) == [2]
    own.now = at(9, 20)
    with pytest.raises(
        Refused, match=r"The week of .* is closed: its points no longer change. .*--from 2027-03-08"
    ):
        choose(own, "10", day(2))


def test_of_several_targets_each_holds_until_the_next(own):
    choose(own, "30", day(8))
    choose(own, "20", day(8))
    done = choose(own, "10", day(1))

    assert [(one.amount, one.from_day) for one in done.targets] == [
        ("10 minutes", day(1)),
        ("20 minutes", day(8)),
    ]


def test_a_goal_of_a_week_is_asked_anew_from_the_next_week(own):
    assert choose(own, "9000 steps", goal="own_week").asked_from == day(8)
    assert choose(own, "9000 steps", day(1), "own_week").asked_from == day(1)
    own.now = at(9)
    with pytest.raises(Refused, match=r"no week is left to which it would apply\. A week's goal keeps"):
        choose(own, "9000 steps", goal="own_week")
    with pytest.raises(Refused, match="A challenge's goal keeps the target it began with"):
        choose(own, "9000 steps", goal="own")


def test_who_joins_later_is_asked_from_their_own_first_day(own):
    own.people(roster((*(("p01", "Ada Bell", "North"),), ("p77", "New One", "North"))))

    assert choose(own, "9000 steps", goal="own_week", who="p77").asked_from == day(3)


@pytest.mark.parametrize(
    ("amount", "from_day", "goal", "told"),
    [
        ("4 minutes", None, "own_day", "people choose from 5 minutes to 60 minutes. Nothing was changed"),
        ("2 hours", None, "own_day", "people choose from 5 minutes to 60 minutes"),
        ("9000 steps", None, "own_day", "minutes"),
        ("much", None, "own_day", "Nothing was changed"),
        ("10", day(0), "own_day", "runs from 2027-03-01 to 2027-03-10"),
        ("10", day(11), "own_day", "runs from 2027-03-01 to 2027-03-10"),
        (
            "10",
            None,
            "good_day",
            "choose their target for: own_day, own_week, own; 'good_day' is the same for everyone",
        ),
        ("10", None, "own_dya", "there is no 'own_dya'. Nothing was changed. Did you mean 'own_day'"),
    ],
)
def test_what_cannot_be_chosen_is_refused(own, amount, from_day, goal, told):
    with pytest.raises(Refused, match=told):
        choose(own, amount, from_day, goal)
    assert export_person(own.ws, "p01")["own_targets"] == []


def test_a_challenge_without_such_a_goal_says_so(day6):
    with pytest.raises(Refused, match="'lanes' has no goal whose target people choose"):
        choose_target(day6.ws, "lanes", "p01", "good_day", "10")


def test_when_all_is_over_no_target_is_chosen(own):
    own.now = at(40)
    with pytest.raises(Refused, match="runs from"):
        choose(own, "10")
    with pytest.raises(Refused, match="is over"):
        choose(own, "10", day(10))


def test_who_does_not_take_part_chooses_nothing(own):
    with pytest.raises(Refused, match="nobody 'zz'"):
        choose(own, "10", who="zz")


def test_scores_kept_and_cached_follow_a_new_target(own, monkeypatch):
    monkeypatch.setattr(scores, "_ENTRIES_BETWEEN_CACHES", 1)
    own.log("p01", "15")
    live = own.ws
    before = scored_challenge(live)
    choose(own, "15")
    after = scored_challenge(live)

    assert "own_day" in met_on(after, 2)
    assert "own_day" not in met_on(before, 2)
    own.log("p01", "1")
    assert same_scores(scored_challenge(live), scored_challenge(own.ws))
    assert set(arrays_of(before)) == set(arrays_of(after))


def met_on(found, index):
    row = found.person_ids.index("p01")
    return [goal for goal, flags in found.scored.people.met.items() if flags[row, index]]


def test_as_of_a_day_only_what_had_been_chosen_then_holds(own):
    own.log("p01", "15")
    own.now = at(4)
    choose(own, "15", day(3))

    assert met(own) == [3]
    assert met(own, as_of=day(3)) == []


def test_the_order_of_choosing_changes_nothing_but_for_one_day(own):
    choose(own, "30", day(8))
    choose(own, "10", day(3))
    one = scored_challenge(own.ws).scored.people.membership.targets
    assert (one.goals, one.first.tolist(), one.amount.tolist()) == (("own_day",), [2, 7], [10000, 30000])


def test_what_was_chosen_is_exported_and_forgotten(own):
    choose(own, "30")
    choose(own, "25")
    found = export_person(own.ws, "p01")

    assert [(one["goal"], one["amount"], one["from"]) for one in found["own_targets"]] == [
        ("own_day", 30.0, day(3)),
        ("own_day", 25.0, day(3)),
    ]
    assert "own_day, 25 minutes from 2027-03-03" in found["decisions"][-1]["about"]
    forget_person(own.ws, "p01", "asked for it")
    assert own.dump()["own_target"] == []
    assert "25 minutes" not in str(own.dump())


def test_a_why_tells_what_a_person_chose_and_what_holds_without(own):
    choose(own, "10 minutes")
    found = explain(own.ws, "lanes", "p01")

    assert [(one.goal, one.amount, one.from_day) for one in found.targets] == [
        ("own_day", "20 minutes", None),
        ("own_day", "10 minutes", day(3)),
        ("own_week", "20000 steps", None),
        ("own", "20000 steps", None),
    ]
    assert all(one.from_day is None for one in explain(own.ws, "lanes", "p01", as_of=day(2)).targets)
    choose(own, "15 minutes", day(1))
    assert explain(own.ws, "lanes", "p01").targets[0].from_day == day(1)
