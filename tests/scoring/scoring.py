"""A history scored by the engine, and whether two scores are the same."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, settings
from tests.scoring.facts import CODES, entry_facts, member_facts, pause_facts, target_facts
from tests.scoring.histories import History
from tests.scoring.oracle_boards import row_id

from moonwalk.scoring.membership import build_membership, draw_lots
from moonwalk.scoring.roster_columns import RosterColumn
from moonwalk.scoring.score import score

TIMES = float(os.environ.get("MOONWALK_EXAMPLES_TIMES", "0.3"))
FEWEST = 6


def examples(count: int) -> settings:
    """A third of the random histories that are named; `make torture` tries many times as many."""
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=max(FEWEST, round(count * TIMES)), deadline=None, suppress_health_check=quiet
    )


def membership_of(history: History, ids=None):
    """Who takes part; `ids` are people's ids by their numbers, where those differ."""
    found = build_membership(
        history.plan.calendar, member_facts(*history.members), pause_facts(*history.pauses), history.known_at
    )
    numbers = found.people.tolist()
    columns = {
        name: RosterColumn.of_values([history.value(name, number) for number in numbers])
        for name in history.plan.columns
    }
    found = replace(found, columns=columns, targets=target_facts(*history.targets))
    if not history.plan.reads_lots:
        return found
    known = ids or {}
    names = [known.get(number, row_id(number, False)) for number in found.people.tolist()]
    return replace(found, lots=draw_lots(history.plan.context.seed, "history", names))


def scored(history: History, ids=None):
    return score(
        history.plan, membership_of(history, ids), entry_facts(history.lines), CODES, history.last_day
    )


def team_ids(scores):
    return tuple(row_id(number, True) for number in scores.people.membership.teams.tolist())


def person_ids(scores):
    return tuple(row_id(number, False) for number in scores.people.membership.people.tolist())


def assert_same(one, other):
    """Every array of two scores, and every board, is the same."""
    assert {"membership"} | set(arrays(one)) == {"membership"} | set(arrays(other))
    for name, array in arrays(one).items():
        assert array.dtype == arrays(other)[name].dtype, name
        np.testing.assert_array_equal(array, arrays(other)[name], err_msg=name)
    for board in one.plan.boards:
        assert board_rows(one, board.name) == board_rows(other, board.name)


def arrays(scores):
    people, teams = scores.people, scores.teams
    return {
        "people": people.membership.people,
        "logged": people.logged,
        **{f"points {name}": values for name, values in people.points.items()},
        **{f"met {name}": values for name, values in people.met.items()},
        **{f"shares {name}": values for name, values in people.shares.items()},
        **{
            f"week {number} {name}": values
            for number, week in enumerate(scores.weeks, 1)
            for name, values in (("roster", week.roster), ("due", week.due), ("active", week.active))
        },
        **{f"team points {name}": values for name, values in teams.points.items()},
        **{f"team bonus {name}": values for name, values in teams.bonus.items()},
        **{f"team total {name}": values for name, values in teams.totals.items()},
        **{f"team met {name}": values for name, values in teams.met.items()},
        **{name: getattr(teams, name) for name in ("roster", "due", "paused", "active_due", "active")},
        "team logged": teams.logged,
        "team people": teams.people,
    }


def board_rows(scores, name, last_day=None):
    last = scores.last_day if last_day is None else last_day
    board = scores.standings_until(name, team_ids(scores), person_ids(scores), last)
    return [board.row(index) for index in range(len(board))]
