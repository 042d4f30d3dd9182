"""The engine against the oracle, on random challenges and facts.

A history is made, told by the oracle and scored once for everything that is compared: that is what costs.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from tests.scoring.facts import CODES, entry_facts
from tests.scoring.histories import histories
from tests.scoring.oracle import Oracle
from tests.scoring.oracle_boards import TeamsOracle
from tests.scoring.scoring import examples, membership_of, person_ids, scored, team_ids

from moonwalk.scoring.score import settle_entries
from moonwalk.scoring.verdicts import Verdict


def table(oracle: Oracle, value, dtype=object):
    rows = [[value(who, day) for day in oracle.days] for who in oracle.people]
    return np.array(rows, dtype).reshape(len(oracle.people), len(oracle.days)).tolist()


@examples(60)
@given(histories())
def test_verdicts_people_teams_and_boards_are_as_the_language_says(history):
    oracle, scores = Oracle(history), scored(history)
    teams = TeamsOracle(oracle)

    every_entry_has_the_verdict(history, oracle)
    people_have_the_days_goals_and_points(scores, oracle)
    everyone_together_has_what_the_days_add(history, scores, oracle)
    teams_add_up(history, scores, teams)
    boards_stand_on_the_last_day_and_before(history, scores, teams)


def every_entry_has_the_verdict(history, oracle):
    settled = settle_entries(
        history.plan, membership_of(history), entry_facts(history.lines), CODES, history.last_day
    )
    judged = settled.judged
    words = [Verdict(int(number)).name.lower().replace("_", " ") for number in judged.verdict]

    assert dict(zip(judged.entries.id.tolist(), words, strict=True)) == oracle.verdict
    for activity in history.plan.activities:
        expected = table(oracle, lambda who, day, name=activity.name: oracle.raw.get((who, day, name), 0))
        assert settled.raw[activity.name].tolist() == expected


def people_have_the_days_goals_and_points(scores, oracle):
    people = scores.people

    assert people.membership.people.tolist() == oracle.people
    assert people.membership.status.tolist() == table(oracle, lambda who, day: int(oracle.status[who][day]))
    assert people.logged.tolist() == table(oracle, lambda who, day: oracle.logged[who][day])
    for goal, flags in people.met.items():
        assert flags.tolist() == table(oracle, lambda who, day, goal=goal: goal in oracle.met[who][day]), goal
    for rule, points in people.points.items():
        assert points.tolist() == table(oracle, lambda who, day, rule=rule: oracle.points[who][rule][day]), (
            rule
        )


def everyone_together_has_what_the_days_add(history, scores, oracle):
    for rule, shares in scores.people.shares.items():
        assert shares.tolist() == table(oracle, lambda who, day, rule=rule: oracle.share(rule, who, day)), (
            rule
        )
    for view in scores.progress():
        last = min(history.last_day, history.plan.calendar.length - 1)
        added = [oracle.share(view.rule, who, day) for who in oracle.people for day in range(last + 1)]
        assert view.progress.have >= 0
        if view.progress.unit != "km":
            assert view.progress.have == sum(added)


def teams_add_up(history, scores, teams):
    for at, team in enumerate(teams.people.team_numbers):
        for day in teams.people.days:
            now, before = teams.summary(team, day), teams.summary(team, day - 1)
            assert scores.teams.due[at, day] == now.member_days - before.member_days
            assert scores.teams.logged[at, day] == now.logged_days - before.logged_days
            assert scores.teams.total[at, day] == now.points - before.points
            assert {g: f[at, day] for g, f in scores.teams.met.items()} == {
                g: now.met[g] - before.met[g] for g in now.met
            }
            assert {rule: totals[at, day] for rule, totals in scores.teams.totals.items()} == {
                rule.id: teams.together(rule.id, team, day) for rule in history.plan.team_totals
            }
        assert scores.teams.people[at] == now.people
        assert scores.teams.active[at] == now.active
        assert {rule: bonus[at].tolist() for rule, bonus in scores.teams.bonus.items()} == {
            rule: by[team] for rule, by in teams.bonus.items()
        }


def boards_stand_on_the_last_day_and_before(history, scores, teams):
    for last in {history.last_day, history.last_day // 2, -1}:
        for name in ("teams", "people", "groups", "overall"):
            board = scores.standings_until(name, team_ids(scores), person_ids(scores), last)
            rows = [board.row(index) for index in range(len(board))]
            found = [
                (
                    row.id,
                    Fraction(row.numerator, row.denominator) if row.denominator else None,
                    int(row.shown.replace(".", "")) if row.denominator else None,
                    row.place,
                    row.tied,
                    row.broken_by,
                    not row.eligible,
                    row.group,
                )
                for row in rows
            ]
            assert found == teams.board(name, last)
