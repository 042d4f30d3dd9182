from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from moonwalk.scoring.facts import FOREVER, NEVER
from moonwalk.store import memberships
from moonwalk.store.errors import StoreError
from moonwalk.store.memberships import NO_TEAM, MembershipRecord

T0 = 1_788_739_200_000
FIRST = date(2026, 9, 7)
EVER = NEVER


@pytest.fixture
def sales(firm):
    with firm.db.write() as tx:
        return memberships.number(tx, "Sales", T0)


@pytest.fixture
def member(firm, sales):
    return MembershipRecord("moonwalk", firm.ann, sales, FIRST, None, T0)


def add(firm, membership):
    with firm.db.write() as tx:
        return memberships.add(tx, membership, firm.decision)


def as_rows(facts):
    return list(
        zip(
            facts.person.tolist(), facts.team.tolist(), facts.first.tolist(), facts.last.tolist(), strict=True
        )
    )


def test_facts_are_days_from_day_one(firm, member, sales):
    add(firm, member)
    add(firm, MembershipRecord("moonwalk", firm.bob, None, FIRST - timedelta(2), FIRST + timedelta(27), T0))
    add(firm, replace(member, challenge="another"))
    assert as_rows(memberships.facts(firm.db, "moonwalk", FIRST, EVER)) == [
        (firm.ann, sales, 0, FOREVER),
        (firm.bob, NO_TEAM, -2, 27),
    ]
    assert as_rows(memberships.facts(firm.db, "moonwalk", FIRST, EVER, firm.bob)) == [
        (firm.bob, NO_TEAM, -2, 27)
    ]


def test_no_memberships_make_empty_arrays(firm):
    assert as_rows(memberships.facts(firm.db, "moonwalk", FIRST, EVER)) == []


def test_a_move_ends_one_membership_and_starts_another(firm, member, sales):
    no = add(firm, member)
    add(firm, replace(member, to_day=FIRST + timedelta(6), supersedes=no, known_at=T0 + 1))
    with firm.db.write() as tx:
        support = memberships.number(tx, "Support", T0)
    add(firm, replace(member, team=support, from_day=FIRST + timedelta(7), known_at=T0 + 1))
    assert as_rows(memberships.facts(firm.db, "moonwalk", FIRST, EVER)) == [
        (firm.ann, sales, 0, 6),
        (firm.ann, support, 7, FOREVER),
    ]
    assert as_rows(memberships.facts(firm.db, "moonwalk", FIRST, T0)) == [(firm.ann, sales, 0, FOREVER)]
    assert as_rows(memberships.facts(firm.db, "moonwalk", FIRST, T0 - 1)) == []


def test_withdrawn_consent_takes_the_person_out(firm, member):
    no = add(firm, member)
    add(firm, replace(member, consent=False, supersedes=no, known_at=T0 + 1))
    assert as_rows(memberships.facts(firm.db, "moonwalk", FIRST, EVER)) == []
    assert memberships.current(firm.db, "moonwalk", EVER) == ()
    assert [row.consent for row in memberships.withheld(firm.db, "moonwalk", EVER)] == [False]
    assert as_rows(memberships.facts(firm.db, "moonwalk", FIRST, T0)) == [(firm.ann, member.team, 0, FOREVER)]


@pytest.mark.parametrize(
    ("out", "left"),
    [
        ([(3, 5)], [(0, 2), (6, FOREVER)]),
        ([(0, None)], []),
        ([(-9, 4)], [(5, FOREVER)]),
        ([(8, None), (2, 3)], [(0, 1), (4, 7)]),
        ([(-9, -2)], [(0, FOREVER)]),
    ],
)
def test_days_on_which_somebody_stays_out_are_no_days_of_a_membership(firm, member, out, left):
    add(firm, member)
    add(firm, replace(member, person=firm.bob))
    for first, last in out:
        ends = None if last is None else FIRST + timedelta(last)
        stays_out = replace(member, team=None, consent=False)
        add(firm, replace(stays_out, from_day=FIRST + timedelta(first), to_day=ends))

    mine = memberships.facts(firm.db, "moonwalk", FIRST, EVER, firm.ann)
    assert as_rows(mine) == [(firm.ann, member.team, *days) for days in left]
    everyone = memberships.facts(firm.db, "moonwalk", FIRST, EVER)
    assert sorted(as_rows(everyone)) == sorted([*as_rows(mine), (firm.bob, member.team, 0, FOREVER)])
    shown = [
        ((one.from_day - FIRST).days, FOREVER if one.to_day is None else (one.to_day - FIRST).days)
        for one in memberships.current(firm.db, "moonwalk", EVER, firm.ann)
    ]
    assert shown == left
    assert [one.from_day for one in memberships.consented(firm.db, "moonwalk", EVER, firm.ann)] == [FIRST]


def test_nobody_stays_out_twice_on_one_day(firm, member):
    add(firm, member)
    add(firm, replace(member, consent=False))
    with pytest.raises(StoreError, match="stays out of moonwalk already"):
        add(firm, replace(member, consent=False, from_day=FIRST + timedelta(3)))


def test_a_void_membership_never_was(firm, member):
    no = add(firm, member)
    add(firm, replace(member, void=True, supersedes=no, known_at=T0 + 1))
    assert memberships.current(firm.db, "moonwalk", EVER) == ()
    assert len(memberships.history(firm.db, "moonwalk", firm.ann)) == 2
    add(firm, member)


@pytest.mark.parametrize(("first", "last"), [(0, None), (3, 5), (-5, 0), (-5, None)])
def test_nobody_is_in_twice_on_one_day(firm, member, first, last):
    add(firm, member)
    twice = replace(
        member,
        from_day=FIRST + timedelta(first),
        to_day=None if last is None else FIRST + timedelta(last),
        team=None,
    )
    with pytest.raises(StoreError, match="takes part in moonwalk already, from 2026-09-07 to its end"):
        add(firm, twice)


def test_before_and_after_is_no_overlap(firm, member):
    add(firm, replace(member, to_day=FIRST + timedelta(3)))
    add(firm, replace(member, from_day=FIRST + timedelta(4)))
    add(firm, replace(member, from_day=FIRST - timedelta(4), to_day=FIRST - timedelta(1)))


def test_a_membership_is_superseded_once(firm, member):
    no = add(firm, member)
    add(firm, replace(member, to_day=FIRST, supersedes=no))
    with pytest.raises(StoreError, match="changed by someone else"):
        add(firm, replace(member, supersedes=no))


def test_the_membership_of_another_is_not_superseded(firm, member):
    no = add(firm, member)
    with pytest.raises(StoreError, match="not one of this person"):
        add(firm, replace(member, person=firm.bob, supersedes=no))


def test_an_end_before_the_start_is_refused(firm, member):
    with pytest.raises(StoreError, match="Nothing was changed"):
        add(firm, replace(member, to_day=FIRST - timedelta(1)))
