from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from moonwalk.store import targets
from moonwalk.store.targets import TargetRecord

T0 = 1_788_739_200_000
FIRST = date(2026, 9, 7)


def test_the_newest_target_known_for_a_day_applies(firm):
    target = TargetRecord("moonwalk", firm.ann, "steps", 7_000_000, FIRST, T0)
    with firm.db.write() as tx:
        targets.add(tx, replace(target, from_day=FIRST + timedelta(7)), firm.decision)
        targets.add(tx, target, firm.decision)
        targets.add(tx, replace(target, amount=8_000_000, known_at=T0 + 1), firm.decision)
        targets.add(tx, replace(target, challenge="another"), firm.decision)
    now = targets.current(firm.db, "moonwalk", T0 + 1)
    assert [(found.from_day, found.amount) for found in now] == [
        (FIRST, 8_000_000),
        (FIRST + timedelta(7), 7_000_000),
    ]
    before = targets.current(firm.db, "moonwalk", T0)
    assert [found.amount for found in before] == [7_000_000, 7_000_000]
    assert targets.current(firm.db, "moonwalk", T0 - 1) == ()
