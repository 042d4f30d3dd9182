from __future__ import annotations

from dataclasses import replace
from datetime import date

from moonwalk.store import launches
from moonwalk.store.launches import LaunchRecord

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
