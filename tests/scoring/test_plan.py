from __future__ import annotations

from dataclasses import replace

from tests.scoring.challenges import a_challenge

from moonwalk.definitions.challenge import People, Teams
from moonwalk.scoring.plan import TeamsPlan, people_alternatives, team_alternatives


def test_each_alternative_of_teams_changes_one_thing_and_is_said_in_the_words_of_the_language():
    for plan in (a_challenge(), a_challenge(teams=TeamsPlan(True, True, True, True))):
        found = list(team_alternatives(plan))
        assert [one.key for one in found] == ["no_entries", "joiners", "leavers", "movers"]
        for one in found:
            fields = Teams.model_fields[one.key]
            assert one.value in fields.annotation.__args__
            changed = [
                name
                for name in (
                    "leave_out_silent",
                    "joiners_from_start",
                    "leavers_take_points",
                    "movers_take_points",
                )
                if getattr(one.plan.teams, name) != getattr(plan.teams, name)
            ]
            assert len(changed) == 1
            assert replace(one.plan, teams=plan.teams) == plan
            words = {other.value for other in team_alternatives(one.plan) if other.key == one.key}
            assert one.value not in words


def test_the_other_ways_with_part_weeks_are_all_those_of_the_language():
    words = set(People.model_fields["part_weeks"].annotation.__args__)
    plan = a_challenge()
    found = [one for one in people_alternatives(plan) if one.key == "part_weeks"]
    assert {one.value for one in found} == words - {plan.part_weeks}
    assert {one.plan.part_weeks for one in found} == words - {plan.part_weeks}
