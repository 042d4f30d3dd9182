"""What somebody might use instead, on the same facts and rules: pandas, SQL windows, a query per person.

Three rules, so that each way can be written in an honest page: minutes (capped by week, the first five
days of a week pay), a good week, and a limit a day. Each way gives every team's points so far; all of
them must come out the same. The others take every entry as it is: they judge none (late, paused, not a
member, corrected, implausible), keep no history of teams, and cannot say why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

REACH: Final = (5, 8, 10, 10)
CAPS: Final = (10, 12, 15, 20)
FIRST_DAYS, NEEDED, WEEK_BONUS, MOST_A_DAY = 5, 4, 20, 18
STARTS: Final = "2027-01-04"
UNTIL: Final = "2027-01-30"
LAST_DAY: Final = 26
RULES: Final = f"""
moonwalk: 1
challenge: Three rules
schedule: {{starts: {STARTS}, length: 4 weeks, timezone: Europe/Berlin}}
activities:
  backward_walk: {{label: Walked backward, unit: minutes}}
  my_own_version: {{label: My own version, unit: minutes, counts_as: backward_walk}}
goals:
  good_day:
    label: a good day
    each: day
    reach: {{week 1: 5 minutes, week 2: 8 minutes, weeks 3 to 4: 10 minutes}}
  good_week: {{label: a good week, each: week, days: 4 of 7, meeting: good_day}}
rules:
  - rule: per_unit
    id: minutes
    points: 1
    per: 1 minute
    cap_per_day: {{week 1: 10 minutes, week 2: 12 minutes, week 3: 15 minutes, week 4: 20 minutes}}
    paid_days: first 5 of 7
  - rule: goal_met
    id: week_bonus
    goal: good_week
    points: 20
  - rule: limit
    cap_per_day: {MOST_A_DAY} points
teams: {{formed: drawn, size: 5 to 7 people}}
boards:
  team_table: {{label: Teams, ranks: teams, ranking: sum, place_needs: [at least 1 members]}}
accepted: {{uneven_teams: it is a measurement}}
"""

_SQL: Final = f"""
WITH days AS (
  SELECT person, CAST(julianday(day) - julianday('{STARTS}') AS INTEGER) AS day, sum(amount) AS amount
  FROM entry WHERE day BETWEEN '{STARTS}' AND '2027-01-30' GROUP BY 1, 2
), weeks AS (
  SELECT person, day, day / 7 AS week, amount, amount >= 1000 * CASE day / 7
    WHEN 0 THEN {REACH[0]} WHEN 1 THEN {REACH[1]} WHEN 2 THEN {REACH[2]} ELSE {REACH[3]} END AS good
  FROM days WHERE amount > 0
), numbered AS (
  SELECT *, row_number() OVER so_far AS number, sum(good) OVER so_far AS good_days
  FROM weeks WINDOW so_far AS (PARTITION BY person, week ORDER BY day)
), paid AS (
  SELECT person, CASE WHEN number <= {FIRST_DAYS} THEN min({MOST_A_DAY}, min(amount, 1000 * CASE week
      WHEN 0 THEN {CAPS[0]} WHEN 1 THEN {CAPS[1]} WHEN 2 THEN {CAPS[2]} ELSE {CAPS[3]} END) / 1000)
    ELSE 0 END + CASE WHEN good AND good_days = {NEEDED} THEN {WEEK_BONUS} ELSE 0 END AS points
  FROM numbered
)
SELECT team.id, sum(points) FROM paid JOIN membership USING (person) JOIN team ON team.no = membership.team
WHERE challenge = ? GROUP BY 1
"""


def by_sql_windows(path: Path, challenge: str) -> dict[str, int]:
    """Every team's points by one statement with window functions."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        return dict(db.execute(_SQL, (challenge,)).fetchall())


def by_pandas(path: Path, challenge: str) -> dict[str, int]:
    """The same in long data frames, read with `read_sql`."""
    import pandas as pd

    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        entries = pd.read_sql("SELECT person, day, amount FROM entry", db)
        members = pd.read_sql(
            "SELECT person, team.id AS team FROM membership JOIN team ON team.no = membership.team "
            "WHERE challenge = ?",
            db,
            params=(challenge,),
        )
    entries["day"] = (pd.to_datetime(entries["day"]) - pd.Timestamp(STARTS)).dt.days
    entries = entries[entries["day"].between(0, LAST_DAY)]
    days = entries.groupby(["person", "day"], as_index=False)["amount"].sum()
    days = days[days["amount"] > 0].sort_values(["person", "day"])
    days["week"] = days["day"] // 7
    days["good"] = days["amount"] >= 1000 * days["week"].map(dict(enumerate(REACH)))
    of_week = days.groupby(["person", "week"])
    number, good_days = of_week.cumcount() + 1, of_week["good"].cumsum()
    counted = days["amount"].clip(upper=1000 * days["week"].map(dict(enumerate(CAPS)))) // 1000
    minutes = counted.where(number <= FIRST_DAYS, 0).clip(upper=MOST_A_DAY)
    days["points"] = minutes + (days["good"] & (good_days == NEEDED)) * WEEK_BONUS
    totals = days.merge(members, on="person").groupby("team")["points"].sum()
    return {str(team): int(points) for team, points in totals.items()}


def by_query_per_person(path: Path, challenge: str) -> dict[str, int]:
    """The same in plain Python, with one query for each person, as many a web application does it."""
    totals: dict[str, int] = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        members = db.execute(
            "SELECT person, team.id FROM membership JOIN team ON team.no = membership.team "
            "WHERE challenge = ?",
            (challenge,),
        ).fetchall()
        for person, team in members:
            rows = db.execute(
                f"SELECT CAST(julianday(day) - julianday('{STARTS}') AS INTEGER), sum(amount) "
                "FROM entry WHERE person = ? AND day BETWEEN ? AND ? GROUP BY 1 ORDER BY 1",
                (person, STARTS, UNTIL),
            )
            totals[team] = totals.get(team, 0) + _points(dict(rows))
    return totals


def _points(amounts: Mapping[int, int]) -> int:
    total = 0
    for week in range(4):
        number = good_days = 0
        for day in range(7 * week, 7 * week + 7):
            amount = amounts.get(day, 0)
            if not amount:
                continue
            number += 1
            if number <= FIRST_DAYS:
                total += min(MOST_A_DAY, min(amount, 1000 * CAPS[week]) // 1000)
            if amount >= 1000 * REACH[week]:
                good_days += 1
                total += WEEK_BONUS * (good_days == NEEDED)
    return total
