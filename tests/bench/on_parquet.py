"""Two more ways to score three rules: Polars and DuckDB, on the facts as Parquet files.

The files are written before the clock runs, as if the facts had always been kept in them. DuckDB reads only
these: it brings a SQLite of its own, which would drop the locks of a process that has the database open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from others import CAPS, FIRST_DAYS, LAST_DAY, MOST_A_DAY, NEEDED, REACH, STARTS, WEEK_BONUS

POLARS: Final = "polars on Parquet"
DUCKDB: Final = "DuckDB on Parquet"
WAYS: Final = {POLARS: "polars", DUCKDB: "duckdb"}
"""The ways, and what each has to load."""

_ENTRIES: Final = "entry.parquet"
_MEMBERS: Final = "member.parquet"
_CHUNK: Final = 500_000

_SQL: Final = f"""
WITH days AS (
  SELECT person, date_diff('day', DATE '{STARTS}', day) AS day, sum(amount)::BIGINT AS amount
  FROM read_parquet(?) WHERE date_diff('day', DATE '{STARTS}', day) BETWEEN 0 AND {LAST_DAY} GROUP BY 1, 2
), weeks AS (
  SELECT person, day, day // 7 AS week, amount,
    amount >= 1000 * list_extract({list(REACH)}, (day // 7 + 1)::INTEGER) AS good
  FROM days WHERE amount > 0
), numbered AS (
  SELECT *, row_number() OVER so_far AS number, sum(good::INTEGER) OVER so_far AS good_days
  FROM weeks WINDOW so_far AS (PARTITION BY person, week ORDER BY day)
), paid AS (
  SELECT person, CASE WHEN number <= {FIRST_DAYS} THEN least({MOST_A_DAY},
      least(amount, 1000 * list_extract({list(CAPS)}, (week + 1)::INTEGER)) // 1000) ELSE 0 END
    + CASE WHEN good AND good_days = {NEEDED} THEN {WEEK_BONUS} ELSE 0 END AS points
  FROM numbered
)
SELECT team, sum(points)::BIGINT FROM paid JOIN read_parquet(?) USING (person) GROUP BY 1
"""


def write(database: Path, challenge: str) -> dict[str, float]:
    """Writes the facts beside the database: person, day and amount of entries, and who is in which team."""
    import polars as pl

    types = {"person": pl.Int32, "day": pl.String, "amount": pl.Int64}
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        rows = db.execute("SELECT person, day, amount FROM entry ORDER BY no")
        parts = []
        while chunk := rows.fetchmany(_CHUNK):
            part = pl.DataFrame(chunk, schema=types, orient="row")
            parts.append(part.with_columns(pl.col("day").str.to_date()))
        pl.concat(parts).write_parquet(database.with_name(_ENTRIES))
        members = db.execute(
            "SELECT person, team.id FROM membership JOIN team ON team.no = membership.team "
            "WHERE challenge = ?",
            (challenge,),
        ).fetchall()
    frame = pl.DataFrame(members, schema={"person": pl.Int32, "team": pl.String}, orient="row")
    frame.write_parquet(database.with_name(_MEMBERS))
    return {}


def ways(database: Path) -> dict[str, Callable[[], dict[str, int]]]:
    """What to call for each way."""
    return {POLARS: partial(by_polars, database), DUCKDB: partial(by_duckdb, database)}


def by_polars(database: Path) -> dict[str, int]:
    """Every team's points by lazy frames, which Polars plans as a whole."""
    import polars as pl

    day, amount, week = pl.col("day"), pl.col("amount"), pl.col("week")
    of_week = ("person", "week")
    days = (
        pl.scan_parquet(database.with_name(_ENTRIES))
        .with_columns(day=(day - pl.lit(STARTS).str.to_date()).dt.total_days())
        .filter(day.is_between(0, LAST_DAY))
        .group_by("person", "day")
        .agg(amount.sum())
        .filter(amount > 0)
        .sort("person", "day")
        .with_columns(week=day // 7)
        .with_columns(good=amount >= 1000 * week.replace_strict(dict(enumerate(REACH))))
        .with_columns(
            number=pl.int_range(1, pl.len() + 1).over(of_week),
            good_days=pl.col("good").cum_sum().over(of_week),
        )
    )
    capped = pl.min_horizontal(amount, 1000 * week.replace_strict(dict(enumerate(CAPS)))) // 1000
    minutes = pl.when(pl.col("number") <= FIRST_DAYS).then(pl.min_horizontal(capped, MOST_A_DAY)).otherwise(0)
    reached = pl.col("good") & (pl.col("good_days") == NEEDED)
    totals = (
        days.with_columns(points=minutes + pl.when(reached).then(WEEK_BONUS).otherwise(0))
        .join(pl.scan_parquet(database.with_name(_MEMBERS)), on="person")
        .group_by("team")
        .agg(pl.col("points").sum())
        .collect()
    )
    return {team: int(points) for team, points in totals.iter_rows()}


def by_duckdb(database: Path) -> dict[str, int]:
    """Every team's points by SQL windows in DuckDB."""
    import duckdb

    files = [str(database.with_name(name)) for name in (_ENTRIES, _MEMBERS)]
    rows = duckdb.connect().execute(_SQL, files).fetchall()
    return {str(team): int(points) for team, points in rows}
