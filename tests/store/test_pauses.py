from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from moonwalk.scoring.facts import NEVER
from moonwalk.store import pauses
from moonwalk.store.errors import StoreError
from moonwalk.store.pauses import PauseRecord

T0 = 1_788_739_200_000
FIRST = date(2026, 9, 7)
EVER = NEVER


@pytest.fixture
def pause(firm):
    return PauseRecord("moonwalk", firm.ann, FIRST + timedelta(2), FIRST + timedelta(4), T0)


def add(firm, record):
    with firm.db.write() as tx:
        return pauses.add(tx, record, firm.decision)


def as_rows(firm, known_at=EVER):
    facts = pauses.facts(firm.db, "moonwalk", FIRST, known_at)
    return list(zip(facts.person.tolist(), facts.first.tolist(), facts.last.tolist(), strict=True))


def test_facts_are_days_from_day_one(firm, pause):
    add(firm, pause)
    add(firm, replace(pause, challenge="another"))
    assert as_rows(firm) == [(firm.ann, 2, 4)]
    assert as_rows(firm, T0 - 1) == []


def test_a_newer_pause_takes_the_place_of_the_old_one_once_it_is_known(firm, pause):
    no = add(firm, pause)
    add(firm, replace(pause, to_day=pause.from_day, supersedes=no, known_at=T0 + 5))
    assert as_rows(firm) == [(firm.ann, 2, 2)]
    assert as_rows(firm, T0 + 4) == [(firm.ann, 2, 4)]


def test_a_void_pause_takes_the_old_one_back(firm, pause):
    no = add(firm, pause)
    add(firm, replace(pause, void=True, supersedes=no))
    assert as_rows(firm) == []


def test_a_pause_is_superseded_once_and_by_its_person(firm, pause):
    no = add(firm, pause)
    with pytest.raises(StoreError, match="not one of this person"):
        add(firm, replace(pause, person=firm.bob, supersedes=no))
    add(firm, replace(pause, void=True, supersedes=no))
    with pytest.raises(StoreError, match="changed by someone else"):
        add(firm, replace(pause, supersedes=no))


def test_an_end_before_the_start_is_refused(firm, pause):
    with pytest.raises(StoreError, match="Nothing was changed"):
        add(firm, replace(pause, to_day=FIRST))


def test_of_a_person_every_pause_is_told_also_those_taken_back(firm, pause):
    first = add(firm, pause)
    add(firm, replace(pause, supersedes=first, void=True))
    add(firm, replace(pause, challenge="another"))
    add(firm, replace(pause, person=firm.bob))

    found = pauses.of_person(firm.db, firm.ann)
    assert [(one.challenge, one.void) for one in found] == [
        ("moonwalk", False),
        ("moonwalk", True),
        ("another", False),
    ]
