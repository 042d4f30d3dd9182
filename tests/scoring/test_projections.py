"""How far everyone can still get, against what random completions of the open weeks bring."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.scoring.facts import CODES, entry_facts
from tests.scoring.histories import ALWAYS, a_log, histories
from tests.scoring.scoring import examples, membership_of, team_ids

from moonwalk.api import AdjustmentRule, DayRule
from moonwalk.api.rules import Rule
from moonwalk.registry import adapt
from moonwalk.scoring.day_maximum import NoProjection
from moonwalk.scoring.plan import RulePlan
from moonwalk.scoring.projections import open_weeks, project_people, project_teams
from moonwalk.scoring.race import race
from moonwalk.scoring.score import score, score_from_people
from moonwalk_plugins.amounts import Bands, Tiers
from moonwalk_plugins.check_in import CheckIn
from moonwalk_plugins.improvement import Improvement
from moonwalk_plugins.milestones import Milestone, PersonalBest
from moonwalk_plugins.rankings import Mean, Sum

FLOOR = "1 minute"
BANDS = (
    {"up_to": "10 minutes", "points": "1", "per": "1 minute"},
    {"up_to": "40 minutes", "points": "1", "per": "3 minutes"},
)
RULES = ("day_rules", "person_rules", "adjustment_rules", "team_rules", "league_rules")
LIMIT = 50_000
MORE = (
    (CheckIn, {"points": ALWAYS}),
    (CheckIn, {"points": "1", "of_activities": ("walk", "own")}),
    (Tiers, {"activity": "walk", "pays": {"5 minutes": "1", "20 minutes": ALWAYS, "99 minutes": "50"}}),
    (Bands, {"activity": "walk", "bands": BANDS}),
    (
        Improvement,
        {"activity": "walk", "baseline": "first week", "target": "20%", "points": "9", "floor": FLOOR},
    ),
    (PersonalBest, {"activity": "walk", "points": "3", "per_week": "2", "after": "2 logs"}),
    (Milestone, {"activity": "walk", "every": "7 minutes", "points": ALWAYS}),
)


def says(rule) -> bool:
    """Whether a rule says what it can still do."""
    made = rule.adapter.declared.made
    if issubclass(made, AdjustmentRule):
        return made.only_deducts
    own = made.grid_bounds is not Rule.grid_bounds and "partly" not in rule.adapter.config
    return own and (made.monotone if issubclass(made, DayRule) else True)


def telling(plan):
    """The plan with only those rules that say how far they go, more of them, and limits on everything."""
    activities = tuple(replace(one, reject_day_above=LIMIT) for one in plan.activities)
    chance = Random(plan.context.seed)
    more = tuple(
        RulePlan(f"more_{number}", f"more_{number}", adapt(made, config), "challenge.yaml")
        for number, (made, config) in enumerate(MORE)
        if chance.random() < 0.5
    )
    kept = {name: tuple(rule for rule in getattr(plan, name) if says(rule)) for name in RULES}
    kept["person_rules"] += more
    return replace(plan, activities=activities, **kept)


def settled_in(history):
    """The history with everyone in one team, from a day to a day."""
    one_each = {member.person: member for member in history.members}
    return replace(history, members=tuple(one_each.values()))


def long_after(plan):
    return int(plan.calendar.closes[-1]) + 10**10


def seen(plan, history, lines, now):
    """The challenge scored as it stands at an instant."""
    latest = min(max(plan.calendar.latest_day(now), plan.calendar.starts), plan.calendar.ends)
    whole = replace(plan, context=replace(plan.context, as_of=latest), today=plan.calendar.index(latest))
    people = membership_of(replace(history, plan=plan, known_at=now))
    last = whole.calendar.index(latest)
    known = [line for line in lines if line.logged <= now]
    return score(whole, people, entry_facts(known), CODES, last)


def completed(plan, history, now, seed):
    """The entries as they are at an instant, and as they may be in the end: open days in any other way."""
    still = open_weeks(plan, now)

    def is_open(line):
        return 0 <= line.day < len(still) and bool(still[line.day])

    lines = [line for line in history.lines if line.supersedes is None]
    others = a_log(Random(seed), plan, 6, 60)
    fixed = [line for line in lines if not is_open(line) and line.logged <= now]
    return (
        [*fixed, *(line for line in lines if is_open(line))],
        [*fixed, *(line for line in others if is_open(line) and line.supersedes is None)],
    )


@examples(30)
@given(histories(), st.integers(0, 2**32))
def test_however_the_open_days_turn_out_everyone_ends_within_reach(history, seed):
    plan, now = telling(history.plan), history.known_at
    plan = replace(plan, teams=replace(plan.teams, leave_out_silent=False))
    before, after = completed(plan, history, now, seed)
    present, final = seen(plan, history, before, now), seen(plan, history, after, long_after(plan))
    still = open_weeks(plan, now)

    for rules in ((), *((rule.id,) for rule in plan.earning)):
        reach = project_people(plan, present.people, still, rules)
        ended = final.people.of_rules(rules)[:, still].sum(axis=1)
        assert (reach.least <= ended).all(), (rules, reach.least, ended)
        assert (ended <= reach.most).all(), (rules, ended, reach.most)
    assert (present.people.total[:, ~still] == final.people.total[:, ~still]).all()


@examples(30)
@given(histories(), st.integers(0, 2**32))
def test_and_every_team_with_its_bonus(history, seed):
    history = settled_in(history)
    plan, now = telling(history.plan), history.known_at
    before, after = completed(plan, history, now, seed)
    present, final = seen(plan, history, before, now), seen(plan, history, after, long_after(plan))
    last, ids = plan.calendar.length - 1, team_ids(present)
    ended = score_from_people(plan, final.people, last).snapshot(ids, (), last).teams
    now_to_end = score_from_people(plan, present.people, last).snapshot(ids, (), last).teams
    try:
        members, bonus = project_teams(plan, present.people, now_to_end, open_weeks(plan, now))
    except NoProjection:
        assume(False)
    for reach, brought in (
        (members, ended.total),
        (bonus, sum(ended.bonus.values(), np.zeros_like(ended.due))),
    ):
        whole = brought.sum(axis=1)
        assert (reach.least <= whole).all(), (reach.least, whole)
        assert (whole <= reach.most).all(), (whole, reach.most)


@examples(30)
@given(histories(), st.integers(0, 2**32), st.sampled_from((Sum, Mean)))
def test_who_cannot_be_overtaken_is_first_in_the_end(history, seed, ranking):
    history = settled_in(history)
    plan, now = telling(history.plan), history.known_at
    board = replace(plan.board("teams"), ranking=adapt(ranking), place_needs=())
    plan = replace(plan.with_board(board), teams=replace(plan.teams, leave_out_silent=False))
    before, after = completed(plan, history, now, seed)
    present, final = seen(plan, history, before, now), seen(plan, history, after, long_after(plan))
    ids = team_ids(present)
    standings = present.standings("teams", ids, ())
    try:
        found = race(present, "teams", standings, now)
    except NoProjection:
        assume(False)
    end = final.standings("teams", ids, ())
    shown = np.empty(len(ids), np.int64)
    shown[end.order] = end.shown
    scored = end.scores.scored
    assert (found.least[scored] <= shown[scored]).all()
    assert (shown[scored] <= found.most[scored]).all()
    # A team whose members take no place may well have more, but is never first.
    places = scored & [not reason for reason in end.not_placed]
    others = [row for row in np.flatnonzero(places) if row != found.leader and row not in found.contenders]
    assert all(shown[row] < shown[found.leader] for row in others)
