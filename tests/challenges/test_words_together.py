"""Words of the language in one challenge: people with a value, weeks, tenths, absence and boards of boards.

What everyone should have is summed from the list of what they did, without anything of the engine.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import floor
from random import Random

from moonwalk.services.launch import launch
from moonwalk.services.views import Range
from moonwalk.services.why.person import explain

from ..workspaces import fresh

TOGETHER = """\
moonwalk: 1
challenge: Together
schedule:
  starts: 2026-03-02
  length: 3 weeks
  timezone: Europe/Berlin
  log_until: the end of the challenge
  final_grace: 48 hours
points: {counted_in: tenths}
activities:
  walk: {label: Steps, unit: steps, reject_day_above: 60000 steps}
goals:
  far: {label: a long day, each: day, reach: 6000 steps}
rules:
  - {rule: per_unit, id: steps, points: 0.5, per: 1000 steps, counts: each full one}
  - {rule: check_in, id: second, points: 1.5, only_where: {division: [women]}, during: [week 2]}
  - {rule: check_in, id: long, points: 2, only_when: far}
pauses: {personal: 5 days, a_missed_day: counts as 5000 steps}
teams: {formed: from the roster, size: 4 to 8 people}
boards:
  people: {label: Everyone, ranks: people, ranking: sum}
  week_by_week: {label: Week, ranks: people, ranking: sum, period: each week}
  all: {label: All, ranks: teams, ranking: sum}
  means: {label: Means, ranks: teams, ranking: mean}
  cup: {label: Cup, ranks: teams, ranking: composite, of_boards: {all: 60%, means: 40%}, seen_by: organisers}
  parts: {label: Parts, ranks: roster column, column: part, inside: team, ranking: sum, place_needs: []}
privacy: {people_see: everyone, organisers_see: entries}
"""
TEAMS = {"Red": 7, "Blue": 6, "Green": 5}
STARTS = date(2026, 3, 2)
DAYS = [STARTS + timedelta(days=at) for at in range(21)]


def test_words_that_may_stand_in_one_file_leave_each_other_as_they_are(tmp_path):
    team = dict(enumerate(name for name, size in TEAMS.items() for _ in range(size)))
    part = {who: ("Hill", "Lake", "")[who % 3] for who in team}
    lanes = fresh(tmp_path / "w", datetime(2026, 2, 1, tzinfo=UTC))
    lanes.challenge(TOGETHER)
    rows = [f"e{who},P {who},{('women', 'men')[who % 2]},{team[who]},{part[who]}" for who in team]
    lanes.people("\n".join(("id,name,division,team,part", *rows)) + "\n")
    launch(lanes.ws, "lanes")
    chance = Random(7)
    steps = {(who, day): chance.randint(500, 15000) for who in team for day in DAYS if chance.random() < 0.6}
    lanes.now = datetime(2026, 3, 23, 12, tzinfo=UTC)
    lines = [f"e{who},{day},walk,{done}" for (who, day), done in steps.items()]
    assert not lanes.entries("\n".join(("id,date,activity,amount", *lines)) + "\n").rejected
    lanes.now = datetime(2026, 4, 20, tzinfo=UTC)

    on_day = defaultdict(Fraction)
    for who in team:
        for at, day in enumerate(DAYS):
            done = steps.get((who, day), 5000)
            # A missed day is one like any other, so it is paid for by every rule.
            on_day[who, day] = Fraction(done // 1000, 2)
            on_day[who, day] += Fraction(3, 2) * (who % 2 == 0 and at // 7 == 1) + 2 * (done >= 6000)
    total = {f"e{who}": sum(on_day[who, day] for day in DAYS) for who in team}

    def shown(board, **options):
        return {
            (row.group, row.name): Fraction(row.score)
            for row in lanes.board(board, **options, challenge="lanes").rows
        }

    assert {row.id: Fraction(row.score) for row in lanes.board("people").rows} == total
    for first in range(0, 21, 7):
        week = Range(DAYS[first], DAYS[first + 6])
        assert shown("people", days=week) == {
            ("", f"P {who}"): sum(on_day[who, day] for day in DAYS[first : first + 7]) for who in team
        }
    assert shown("week_by_week") == shown("people", days=Range(DAYS[14], DAYS[20]))
    for who in team:
        why = explain(lanes.ws, "lanes", f"e{who}")
        assert Fraction(str(why.total)) == total[f"e{who}"]
    missed = next(day for day in DAYS[7:14] if (0, day) not in steps)
    (award,) = (
        each
        for each in explain(lanes.ws, "lanes", "e0").awards
        if (each.day, each.rule) == (missed, "second")
    )
    assert award.reason == "Steps (a missed day, which counts as 5000 steps)"

    sums, parts = defaultdict(Fraction), defaultdict(Fraction)
    for who, name in team.items():
        sums[name] += total[f"e{who}"]
        if part[who]:
            parts[name, part[who]] += total[f"e{who}"]
    means = {name: sums[name] / size for name, size in TEAMS.items()}
    assert shown("all") == {("", name): score for name, score in sums.items()}
    assert shown("means") == {
        ("", name): Fraction(floor(10 * mean + Fraction(1, 2)), 10) for name, mean in means.items()
    }
    assert shown("parts") == parts
    assert shown("cup") == {
        ("", name): (60 * rank(sums)[name] + 40 * rank(means)[name]) / 100 for name in sums
    }


def rank(scores):
    """Last 1, before it 2, and the first of three 4."""
    last, middle, first = sorted(scores, key=lambda name: scores[name])
    return {last: Fraction(1), middle: Fraction(2), first: Fraction(4)}
