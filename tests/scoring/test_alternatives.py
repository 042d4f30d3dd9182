"""What an alternative changes is scored again, and all else is what it was."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from tests.scoring.challenges import a_challenge
from tests.scoring.facts import CODES, Line, Member, entry_facts
from tests.scoring.histories import History, histories
from tests.scoring.scoring import assert_same, examples, scored

from moonwalk.definitions.challenge import People, Teams
from moonwalk.scoring.alternatives import people_alternatives, score_alternative, team_alternatives
from moonwalk.scoring.plan import TeamsPlan
from moonwalk.scoring.score import score


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


@examples(20)
@given(histories(people=8))
def test_an_alternative_is_scored_as_its_plan_is(history):
    now, entries = scored(history), entry_facts(history.lines)
    for other in (*team_alternatives(now.plan), *people_alternatives(now.plan)):
        found = score_alternative(now, other, entries, CODES)
        whole = score(other.plan, now.people.membership, entries, CODES, history.last_day)
        assert found.plan == whole.plan
        assert_same(found, whole)


def test_whom_no_alternative_concerns_is_not_scored_again():
    plan, everyone = a_challenge(), range(1, 9)
    members = tuple(Member(who, who % 2 + 1) for who in everyone)
    begins = int(plan.calendar.begins[0])
    lines = tuple(Line(who, who, 0, 0, 5_000, begins + 1) for who in everyone)
    now, entries = scored(History(plan, lines, members, (), begins + 2, 3)), entry_facts(lines)
    assert now.people.logged[:, 0].all()

    for other in team_alternatives(plan):
        assert score_alternative(now, other, entries, CODES).teams is now.teams
    for other in people_alternatives(plan):
        assert score_alternative(now, other, entries, CODES).people is now.people
