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


def test_for_scoring_targets_are_arrays_with_days_from_day_1(firm):
    target = TargetRecord("moonwalk", firm.ann, "steps", 7_000_000, FIRST, T0)
    with firm.db.write() as tx:
        targets.add(tx, replace(target, from_day=FIRST - timedelta(2)), firm.decision)
        targets.add(tx, replace(target, goal="minutes", amount=5), firm.decision)
        targets.add(tx, replace(target, person=firm.bob), firm.decision)
    found = targets.facts(firm.db, "moonwalk", FIRST, T0)
    assert found.goals == ("minutes", "steps")
    rows = zip(found.person, found.goal, found.first, found.amount, strict=True)
    assert sorted(tuple(map(int, row)) for row in rows) == [
        (firm.ann, 0, 0, 5),
        (firm.ann, 1, -2, 7_000_000),
        (firm.bob, 1, 0, 7_000_000),
    ]
    alone = targets.facts(firm.db, "moonwalk", FIRST, T0, firm.bob)
    assert (alone.person.tolist(), alone.goals) == ([firm.bob], ("steps",))
    assert len(targets.facts(firm.db, "moonwalk", FIRST, T0 - 1).person) == 0


def test_of_a_person_every_target_is_told_also_replaced_ones(firm):
    target = TargetRecord("moonwalk", firm.ann, "steps", 7_000_000, FIRST, T0)
    with firm.db.write() as tx:
        for amount in (1, 2):
            targets.add(tx, replace(target, amount=amount), firm.decision)
        targets.add(tx, replace(target, challenge="another"), firm.decision)
        targets.add(tx, replace(target, person=firm.bob), firm.decision)
    found = targets.of_person(firm.db, firm.ann)
    assert [(one.challenge, one.amount) for one in found] == [
        ("moonwalk", 1),
        ("moonwalk", 2),
        ("another", 7_000_000),
    ]
