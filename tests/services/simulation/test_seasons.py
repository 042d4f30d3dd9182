"""Seasons are scored as any challenge is, and the same seed plays the same seasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from moonwalk.definitions import read_file
from moonwalk.scoring.membership import draw_lots
from moonwalk.scoring.score import score
from moonwalk.services.planning import plan_of
from moonwalk.services.simulation.company import made_up_company
from moonwalk.services.simulation.figures import figures_of
from moonwalk.services.simulation.rehearsal import Asked, rehearse
from moonwalk.services.simulation.seasons import (
    codes_of,
    play,
    season_entries,
    season_membership,
    season_plan,
)
from moonwalk.services.workspace import load_plugins

FOR_SOME = Path(__file__).parents[2] / "challenges" / "programmes" / "love-to-ride.yaml"
CHALLENGES = [*sorted((Path(__file__).parents[3] / "challenges").glob("*.yaml")), FOR_SOME]
SEED = 11


@pytest.fixture(scope="module")
def plugins():
    return load_plugins(frozenset())


def begun(path, plugins):
    challenge = read_file(path, plugins, date(2027, 1, 4)).challenge
    plan = plan_of(challenge, plugins, SEED)
    plan = replace(plan, context=replace(plan.context, as_of=plan.calendar.ends))
    return challenge, plan, made_up_company(challenge, plan, 30)


def alone(challenge, plan, company, number):
    """A season as if it were a challenge of its own, scored by the plain function."""
    own = season_plan(plan, SEED, number)
    membership = season_membership(own, company, challenge.name)
    entries = season_entries(plan, company, "typical", SEED, number)
    return score(own, membership, entries, codes_of(plan), plan.calendar.length - 1)


@pytest.mark.parametrize("path", CHALLENGES, ids=lambda path: path.stem)
def test_seasons_in_one_pass_are_scored_as_each_by_itself(path, plugins):
    challenge, plan, company = begun(path, plugins)

    for season in play(plan, company, challenge.name, "typical", SEED, range(1, 6)):
        plain = alone(challenge, plan, company, season.number)
        for rule, points in plain.people.points.items():
            assert np.array_equal(season.scored.people.points[rule], points), rule
        for board in plan.boards:
            ours = season.scored.standings(board.name, company.teams, company.ids)
            theirs = plain.standings(board.name, company.teams, company.ids)
            for column in ("order", "shown", "place", "broken_by"):
                assert np.array_equal(getattr(ours, column), getattr(theirs, column), equal_nan=True), column
        assert plain.people.logged.any()


def test_what_is_said_of_winners_is_what_plain_scores_say(plugins):
    challenge, plan, company = begun(CHALLENGES[-2], plugins)
    for season in play(plan, company, challenge.name, "typical", SEED, range(1, 9)):
        figures = figures_of(season, plan, company)
        plain = alone(challenge, plan, company, season.number)
        for board in plan.boards:
            standings = plain.standings(board.name, company.teams, company.ids)
            first = {
                int(row) for row, place in zip(standings.order, standings.place, strict=True) if place == 1
            }
            assert {row for part in figures.winners[board.name] for row in part.rows} == first
        for rule, points in plain.people.points.items():
            assert figures.points[rule].tolist() == points.sum(axis=1).tolist()


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(plugins):
    path = CHALLENGES[-2]
    asked = Asked(seasons=12, seed=3)
    first, again = (rehearse(path, plugins, None, asked) for _ in range(2))
    other = rehearse(path, plugins, None, replace(asked, seed=4))

    assert first == again
    assert first.points != other.points


def test_a_season_is_the_same_however_many_are_played(plugins):
    challenge, plan, company = begun(CHALLENGES[-2], plugins)
    few, many = (
        [season.scored.people.total for season in play(plan, company, challenge.name, "poor", SEED, range(n))]
        for n in (2, 5)
    )

    assert all(np.array_equal(one, other) for one, other in zip(few, many, strict=False))


def test_seasons_beyond_what_fits_into_one_pass_are_the_same(plugins, monkeypatch):
    challenge, plan, company = begun(CHALLENGES[-2], plugins)
    at_once = [s.scored.people.total for s in play(plan, company, challenge.name, "typical", SEED, range(5))]
    monkeypatch.setattr("moonwalk.services.simulation.seasons._MOST_AT_ONCE", 60)
    in_parts = [s.scored.people.total for s in play(plan, company, challenge.name, "typical", SEED, range(5))]

    assert all(np.array_equal(one, other) for one, other in zip(at_once, in_parts, strict=True))


def test_lots_are_drawn_anew_in_each_season(plugins):
    challenge, plan, company = begun(CHALLENGES[-2], plugins)
    lots = [draw_lots(season_plan(plan, SEED, n).context.seed, challenge.name, company.ids) for n in (1, 2)]

    assert not np.array_equal(*lots)
