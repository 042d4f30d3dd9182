"""How `moonwalk board --compare` prints."""

from __future__ import annotations

import click

from moonwalk.commands.output import clean, print_json, print_table, say, whole_or_text
from moonwalk.runs.boards.outcomes import (
    ComparedRow,
    ComparedView,
)


def print_compared(view: ComparedView) -> None:
    """Every alternative in a table, and under how many of them the same win."""
    say(f"{view.title}: {view.label}, with one thing decided otherwise at a time. As of {view.as_of}.")
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
    click.echo(clean(in_a_sentence(view)))


def in_a_sentence(view: ComparedView) -> str:
    """Who wins under how many."""
    first = view.rows[0].first
    if not first:
        return "Nobody has a place yet, so there is nothing to compare."
    wins = "wins" if len(first) == 1 else "win together"
    return f"{_named(first)} {wins} under {view.same} of {view.reckoned}."


def print_compared_json(view: ComparedView) -> None:
    """Prints the board under each alternative as JSON."""
    print_json(
        {
            "challenge": view.challenge,
            "board": view.board,
            "as_of": view.as_of,
            "state": view.state,
            "same": view.same,
            "of": view.reckoned,
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
