from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from moonwalk.store import launches
from moonwalk.store.launches import EarlierText, LaunchRecord

T0 = 1_788_739_200_000
LAUNCH = LaunchRecord("moonwalk", "title: Moonwalk\n", date(2026, 9, 7), -7, T0, {"streaks": "moonwalk 0.1"})


def test_the_newest_known_launch_applies(firm):
    with firm.db.write() as tx:
        launches.add(tx, LAUNCH, firm.decision)
        launches.add(tx, replace(LAUNCH, text="amended\n", launched_at=T0 + 5), firm.decision)
        launches.add(tx, replace(LAUNCH, challenge="another"), firm.decision)
        launches.add(tx, replace(LAUNCH, text="amended again\n", launched_at=T0 + 9), firm.decision)
    assert launches.newest(firm.db, "moonwalk", T0 - 1) is None
    first = launches.newest(firm.db, "moonwalk", T0 + 4)
    assert replace(first, no=0, decision=0) == LAUNCH
    assert first.decision == firm.decision
    assert launches.newest(firm.db, "moonwalk", T0 + 5).text == "amended\n"
    assert launches.names(firm.db) == ("moonwalk", "another")
    assert len(launches.history(firm.db, "moonwalk")) == 3


def test_challenges_come_in_the_order_of_their_first_launch(firm):
    with firm.db.write() as tx:
        for number, challenge in enumerate(("zebra", "ant", "zebra", "bee")):
            launches.add(tx, replace(LAUNCH, challenge=challenge, launched_at=T0 + number), firm.decision)

    assert launches.names(firm.db) == ("zebra", "ant", "bee")


def test_a_text_stays_in_force_until_the_day_from_which_another_has_it(firm):
    first, second, third = (LAUNCH.starts + timedelta(days) for days in (3, 9, 5))
    once = LAUNCH.amended("second\n", first)
    assert (once.text, once.earlier) == ("second\n", (EarlierText(LAUNCH.text, first),))
    twice = once.amended("third\n", second)
    assert twice.earlier == (EarlierText(LAUNCH.text, first), EarlierText("second\n", second))
    # One from before the last ends that one early, and what would never have applied is left out.
    assert twice.amended("fourth\n", third).earlier == (
        EarlierText(LAUNCH.text, first),
        EarlierText("second\n", third),
    )
    assert twice.amended("fourth\n", first).earlier == (EarlierText(LAUNCH.text, first),)
    assert twice.amended("fourth\n", LAUNCH.starts).earlier == ()
    assert twice.amended("fourth\n", None).earlier == ()
