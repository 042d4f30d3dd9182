from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

ACME = Path(__file__).parents[2] / "examples" / "acme"


def roster() -> list[dict[str, str]]:
    with (ACME / "roster.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_forty_eight_people_are_in_eight_teams_of_six():
    assert [person["id"] for person in roster()] == [f"e{number:03}" for number in range(1, 49)]
    assert set(Counter(person["team"] for person in roster()).values()) == {6}
    assert len({person["team"] for person in roster()}) == 8


def test_everyone_has_a_name_and_an_address_of_their_own_that_nobody_else_can_have():
    assert len({person["name"] for person in roster()}) == 48
    addresses = {person["email"] for person in roster()}
    assert len(addresses) == 48
    assert all(address.isascii() and address.endswith("@example.com") for address in addresses)


def test_the_names_are_as_awkward_as_real_ones():
    names = " | ".join(person["name"] for person in roster())
    assert not names.isascii()
    assert "'" in names
    assert "-" in names
    assert any(len(person["name"].split()) > 2 for person in roster())


def test_a_time_zone_is_given_where_it_differs_from_the_workspace():
    settings = yaml.safe_load((ACME / "moonwalk.yaml").read_text(encoding="utf-8"))
    zones = {person["site"]: person["timezone"] for person in roster()}
    assert zones["Berlin"] == ""
    assert settings["timezone"] not in zones.values()
    assert all(ZoneInfo(zone) for zone in zones.values() if zone)


def test_acme_has_neither_a_database_nor_a_second_copy_of_the_challenge():
    assert sorted(path.name for path in ACME.iterdir()) == ["README.md", "moonwalk.yaml", "roster.csv"]
