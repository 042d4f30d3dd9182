"""The numbers behind people's links: only the newest of a person is in force, and a revoked one is dead."""

from __future__ import annotations

import secrets

from moonwalk.store import personal_links

T0 = 1_788_739_200_000


def give(firm, *numbers, challenge="lanes", at=T0):
    with firm.db.write() as tx:
        return personal_links.add(tx, challenge, numbers, at, firm.decision)


def test_a_number_leads_to_its_person_and_into_its_challenge_only(firm):
    numbers = give(firm, firm.ann, firm.bob)

    assert numbers.keys() == {firm.ann, firm.bob}
    assert len(set(numbers.values())) == 2
    assert personal_links.in_force(firm.db, "lanes") == numbers
    for person, number in numbers.items():
        assert personal_links.number_of(firm.db, "lanes", person) == number
        assert personal_links.person_of(firm.db, "lanes", number) == person
        assert personal_links.person_of(firm.db, "others", number) is None
    assert personal_links.number_of(firm.db, "others", firm.ann) is None
    assert personal_links.person_of(firm.db, "lanes", 1 + max(numbers.values())) is None


def test_a_new_number_kills_the_one_before_and_nobody_elses(firm):
    first, other = give(firm, firm.ann), give(firm, firm.bob)
    second = give(firm, firm.ann, at=T0 + 1)
    give(firm, firm.ann, challenge="others", at=T0 + 2)

    assert personal_links.person_of(firm.db, "lanes", first[firm.ann]) is None
    assert personal_links.person_of(firm.db, "lanes", second[firm.ann]) == firm.ann
    assert personal_links.person_of(firm.db, "lanes", other[firm.bob]) == firm.bob
    assert personal_links.in_force(firm.db, "lanes") == second | other


def test_a_revoked_number_is_dead_until_there_is_a_new_one(firm):
    numbers = give(firm, firm.ann, firm.bob)
    with firm.db.write() as tx:
        personal_links.revoke(tx, "lanes", [firm.ann], T0 + 1, firm.decision)

    assert personal_links.person_of(firm.db, "lanes", numbers[firm.ann]) is None
    assert personal_links.number_of(firm.db, "lanes", firm.ann) is None
    assert personal_links.in_force(firm.db, "lanes") == {firm.ann: None, firm.bob: numbers[firm.bob]}
    again = give(firm, firm.ann, at=T0 + 2)
    assert personal_links.person_of(firm.db, "lanes", again[firm.ann]) == firm.ann
    assert personal_links.of_person(firm.db, firm.ann) == (
        ("lanes", T0, True),
        ("lanes", T0 + 1, False),
        ("lanes", T0 + 2, True),
    )


def test_who_ever_had_a_link_is_known_by_challenge(firm):
    give(firm, firm.ann)
    with firm.db.write() as tx:
        personal_links.revoke(tx, "lanes", [firm.ann], T0 + 1, firm.decision)

    assert personal_links.has_any(firm.db, "lanes", firm.ann)
    assert not personal_links.has_any(firm.db, "lanes", firm.bob)
    assert not personal_links.has_any(firm.db, "others", firm.ann)


def test_numbers_fill_what_the_database_holds_and_none_is_zero(firm, monkeypatch):
    monkeypatch.setattr(secrets, "randbits", lambda bits: 0)
    assert give(firm, firm.ann) == {firm.ann: 1}
    monkeypatch.setattr(secrets, "randbits", lambda bits: 2**bits - 1)
    assert give(firm, firm.bob) == {firm.bob: 2**62}
