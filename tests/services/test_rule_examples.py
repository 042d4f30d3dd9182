"""The example of each rule, ranking and notice loads, and its sentence has no key in braces."""

from __future__ import annotations

import pytest
import yaml

from moonwalk.definitions import read_challenge
from moonwalk.services.rules import USES, find_rule, list_rules
from moonwalk.services.workspace import load_plugins

PLUGINS = load_plugins(frozenset())
ROWS = [row for row in list_rules(PLUGINS) if row.use in USES]
BASE = """
moonwalk: 1
challenge: Example
schedule: {length: 4 weeks, timezone: Europe/Berlin}
activities:
  walk: {label: Walk, unit: minutes}
  stretch: {label: Stretch, unit: minutes, counts_as: walk}
goals:
  good_day: {label: good day, each: day, reach: 10 minutes}
  good_week: {label: good week, each: week, days: 4 of 7, meeting: good_day}
rules: [{rule: per_unit, id: minutes, points: 1, per: 1 minute}]
teams: {formed: drawn, rules: []}
boards: {team_table: {label: Teams, ranks: teams, ranking: mean, of_rules: [minutes]}}
"""


def with_example(use: str, item: dict) -> dict:
    challenge = yaml.safe_load(BASE)
    match use:
        case "person":
            challenge["rules"].append(item)
        case "team":
            challenge["teams"]["rules"].append(item)
        case "company":
            challenge["company"] = {"rules": [item]}
        case "ranking":
            challenge["boards"]["other"] = {
                "label": "Other",
                "ranks": "teams",
                "seen_by": "organisers",
                **item,
            }
        case _:
            challenge["notices"] = [item]
    return challenge


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.use} {row.full_name}")
def test_every_example_loads_and_says_what_it_does(row):
    found = find_rule(PLUGINS, row.full_name)
    (item,) = yaml.safe_load("\n".join(found.example))
    item = {"id": "example", **item} if row.use in ("person", "team", "company") else item
    text = yaml.safe_dump(with_example(row.use, item), sort_keys=False)
    reading = read_challenge(text.encode(), "x.yaml", PLUGINS)

    assert reading.challenge is not None, [str(problem) for problem in reading.problems]
    assert found.says
    assert "{" not in found.says
