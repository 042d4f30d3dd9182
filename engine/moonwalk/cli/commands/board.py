"""`moonwalk board`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Any

import click

from moonwalk.cli.engine_option import engine_option, with_engine
from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, WHEN, workspace_of
from moonwalk.cli.output import as_csv, as_json, place, print_csv, print_json, print_table, whole_or_text
from moonwalk.cli.progress import progress_json, progress_line
from moonwalk.cli.terminal import put, say
from moonwalk.services.boards.alternatives import compare_board, overtake
from moonwalk.services.boards.views import ComparedRow, ComparedView, OvertakeView
from moonwalk.services.privacy.audience import (
    EVERYONE,
    FOR_ORGANISERS,
    ORGANISERS,
    Audience,
    audience_of,
    board_for,
)
from moonwalk.services.views import BoardRow, BoardView, PeriodRow, Range, heading
from moonwalk.services.wording import MINUTE


def print_compared(view: ComparedView) -> None:
    """Every alternative in a table, and under how many of them the same win."""
    board = f"{view.label}, {view.period}" if view.period else view.label
    say(f"{view.title}: {board}, with one decision changed at a time. As of {view.as_of}.")
    rows = [
        (
            f"{row.key}: {row.value}" if row.value else row.key,
            row.why or _named(row.first),
            row.score,
            _named(row.second),
            row.second_score,
            _same(row),
        )
        for row in view.rows
    ]
    print_table(("Decided", "First", "Score", "Second", "Score", "Same winner?"), rows, frozenset({2, 4}))
    put(in_a_sentence(view))


def in_a_sentence(view: ComparedView) -> str:
    """Who wins under how many."""
    first = view.rows[0].first
    if not first:
        return "Nobody has a place yet, so there is nothing to compare."
    wins = "wins" if len(first) == 1 else "win together"
    return f"{_named(first)} {wins} under {view.same} of {view.with_winner}."


def print_compared_json(view: ComparedView) -> None:
    """Prints the board under each alternative as JSON."""
    print_json(
        {
            "challenge": view.challenge,
            "board": view.board,
            "as_of": view.as_of,
            "state": view.state,
            "period": view.period,
            "same": view.same,
            "of": view.with_winner,
            "rows": [_row(row) for row in view.rows],
        }
    )


def _row(row: ComparedRow) -> dict[str, object]:
    return {
        "key": row.key,
        "value": row.value,
        "first": [{"id": id_, "name": name} for id_, name in row.first],
        "score": whole_or_text(row.score),
        "second": [{"id": id_, "name": name} for id_, name in row.second],
        "second_score": whole_or_text(row.second_score),
        "same_winner": row.same if row.first else None,
        "why": row.why,
    }


def _same(row: ComparedRow) -> str:
    if not row.first:
        return "-"
    return "yes" if row.same else "no"


def _named(rows: tuple[tuple[str, str], ...]) -> str:
    names = [name for _, name in rows]
    if len(names) > 3:
        names = [*names[:3], f"{len(names) - 3} more"]
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


COLUMNS = ("place", "tied", "id", "name", "score", "members", "active", "moved", "group", "not_placed")
NOT_SHOWN = ("members", "active", "moved")
"""What only organisers are shown: it changes whenever a single person joins in."""


@click.command(short_help="Show standings.")
@click.argument("challenge")
@click.argument("board", required=False)
@click.option("--top", type=click.IntRange(min=1), help="Only the first N rows.")
@click.option("--around", metavar="WHO", help="Only the rows around a person or team, by id or name.")
@click.option("--as-of", type=DAY, help="As of the end of a day, from what was known then.")
@click.option("--from", "first", type=DAY, help="Only what was earned from a day on.")
@click.option("--to", "last", type=DAY, help="Only what was earned up to a day.")
@click.option("--known-at", type=WHEN, help="From what was known at a moment.")
@click.option(
    "--for",
    "audience",
    metavar="WHOM",
    help="As others see it: everyone, or a person by id. Default: organisers; everyone for --csv, --json.",
)
@click.option("--compare", is_flag=True, help="Who would be first if one thing had been decided differently.")
@engine_option
@as_json
@as_csv
@click.pass_obj
def board_command(
    session: Session,
    challenge: str,
    board: str | None,
    top: int | None,
    around: str | None,
    as_of: date | None,
    known_at: date | datetime | None,
    first: date | None,
    last: date | None,
    audience: str | None,
    compare: bool,
    engine: str | None,
    json_: bool,
    csv_: bool,
) -> None:
    """Show the standings of CHALLENGE: its main board, or BOARD.

    What --csv and --json print may reach others, so they hold what everyone may see; --for organisers
    prints all of it. Exits with 3 where a plugin keeps the challenge from being scored, so that the board
    is an earlier one.
    """
    workspace = with_engine(workspace_of(session), engine)
    days = Range(first, last) if first or last else None
    if compare:
        if top is not None or around is not None or csv_ or audience not in (None, ORGANISERS):
            raise click.UsageError("--compare cannot be combined with --top, --around, --csv or --for.")
        if engine is not None:
            raise click.UsageError("--compare is worked out in this process. Leave out --engine.")
        compared = compare_board(workspace, challenge, board, as_of=as_of, known_at=known_at, days=days)
        (print_compared_json if json_ else print_compared)(compared)
        return
    whom = audience_of(audience, exported=json_ or csv_)
    view = board_for(
        workspace, challenge, board, whom, top=top, around=around, as_of=as_of, known_at=known_at, days=days
    )
    if view.stale:
        say(view.stale)
    race = None
    now = as_of is None and known_at is None
    if whom.is_organisers and view.ranks == "teams" and not view.stale and now:
        race = overtake(workspace, challenge, view.board, days, most=None if json_ else 1)
    if json_:
        plain = {**_as_json(view), "for": whom.name, "overtake": _overtake_as_json(race)}
        print_json(plain if whom.is_organisers else _for_others(plain))
    elif csv_:
        columns = COLUMNS if whom.is_organisers else tuple(name for name in COLUMNS if name not in NOT_SHOWN)
        print_csv(
            columns, [[_place(row), *(getattr(row, column) for column in columns[1:])] for row in view.rows]
        )
        for remark in () if whom.is_organisers else view.remarks:
            say(remark)
    else:
        print_board(view, whom)
        if race is not None and view.state != "final":
            say(race.sentence)
    if view.stale:
        sys.exit(3)


def print_board(view: BoardView, whom: Audience = FOR_ORGANISERS) -> None:
    """A board for people, in the form in which an audience sees it."""
    period = f", {view.period}" if view.period else ""
    say(f"{view.title}: {view.label}{period}. {view.state.capitalize()}, as of {view.as_of}. {view.sentence}")
    if not whom.is_organisers:
        say(_published(view, whom))
    groups = view.ranks != "people"
    columns = (
        "",
        {"people": "Name", "teams": "Team"}.get(view.ranks) or heading(view.column),
        "Score",
        *(("Members", "Active") if groups and whom.is_organisers else ()),
        *(("Moved",) if whom.is_organisers else ()),
        "",
    )
    rows = [
        (
            place(row.place, row.tied),
            row.name,
            row.score if row.score == "-" else f"{row.score}{view.unit}",
            *((row.members, row.active) if groups and whom.is_organisers else ()),
            *((_moved(row.moved),) if whom.is_organisers else ()),
            row.not_placed or (f"by {row.broken_by}" if row.broken_by else ""),
        )
        for row in view.rows
    ]
    # Place, score, and all that only organisers see; the last column is a remark.
    numbers = frozenset({0, *range(2, len(columns) - 1)})
    print_table(columns, rows, numbers, _headings(view))
    for remark in view.remarks:
        say(remark)
    if len(view.rows) < view.total:
        say(f"{len(view.rows)} of {view.total} rows.")
    for earlier in view.earlier:
        put(_earlier(earlier))
    for row in view.together:
        put(progress_line(row))
    if view.deadline and not view.stale:
        say(f"{view.deadline}.")


def _published(view: BoardView, whom: Audience) -> str:
    """For whom this is, and since when it has been published."""
    seen = "everyone sees it" if whom.name == EVERYONE else f"{whom.name} sees it"
    since = f" Published {view.published:{MINUTE}}." if view.published else ""
    until = (
        f" Next: {view.next_published:{MINUTE}}." if view.next_published and view.ranks != "people" else ""
    )
    return f"This is the board as {seen}.{since}{until}"


def _earlier(row: PeriodRow) -> str:
    """Who was first in a period before."""
    first = f"{_named(tuple(('', name) for name in row.first))}, {row.score}" if row.first else "nobody"
    return f"{row.period.capitalize()}: {first}{'' if row.state == 'final' else ' (provisional)'}."


def _headings(view: BoardView) -> dict[int, str]:
    """The value above the first row of each part of a split board."""
    name = heading(view.split_by)
    before = ("", *(row.group for row in view.rows))
    return {
        number: f"{name}: {row.group}"
        for number, (row, group) in enumerate(zip(view.rows, before, strict=False))
        if row.group != group
    }


def _place(row: BoardRow) -> float | None:
    """The place of a row, a whole one as a whole number."""
    return int(row.place) if row.place is not None and row.place.is_integer() else row.place


def _overtake_as_json(race: OvertakeView | None) -> dict[str, object] | None:
    """Who can still take the first place; null for a board of people, or one of an earlier day."""
    if race is None:
        return None
    leader = race.leader
    return {
        "leader": leader.id if leader else None,
        "certain": whole_or_text(leader.score) if leader else None,
        "can": [{"id": team.id, "most": whole_or_text(team.score)} for team in race.can],
        "decided": race.decided,
        "why_not_known": race.why_not_known,
    }


def _for_others(plain: dict[str, Any]) -> dict[str, Any]:
    rows = [{key: row[key] for key in row if key not in NOT_SHOWN} for row in plain["rows"]]
    return {**{key: plain[key] for key in plain if key != "overtake"}, "rows": rows}


def _moved(places: int | None) -> str:
    if not places:
        return "" if places is None else "="
    return f"+{places}" if places > 0 else str(places)


def _as_json(view: BoardView) -> dict[str, object]:
    return {
        "challenge": view.challenge,
        "board": view.board,
        "as_of": view.as_of,
        "state": view.state,
        "stale": view.stale,
        "published": f"{view.published:{MINUTE}}" if view.published else "",
        "unit": view.unit,
        "deadline": view.deadline,
        "remarks": view.remarks,
        "period": view.period,
        "earlier": [
            {"period": row.period, "first": row.first, "score": row.score, "state": row.state}
            for row in view.earlier
        ],
        "together": [progress_json(row) for row in view.together],
        "rows": [_row_as_json(row) for row in view.rows],
    }


def _row_as_json(row: BoardRow) -> dict[str, object]:
    return {
        "place": _place(row),
        "tied": row.tied,
        "id": row.id,
        "name": row.name,
        "score": whole_or_text(row.score),
        "members": row.members,
        "active": row.active,
        "moved": row.moved,
        "group": row.group,
        "not_placed": row.not_placed,
    }
