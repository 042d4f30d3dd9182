"""What parts two rows of a board."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import click

from moonwalk.commands.explaining.board_words import board_json, fraction, headline, row_json, stands
from moonwalk.commands.explaining.ledger import print_text, room_for_text
from moonwalk.commands.output import print_table, say
from moonwalk.runs.why.figures import rounded, shown, signed
from moonwalk.runs.why.views import Comparison, Part, RowSeen


def print_gap(comparison: Comparison) -> None:
    """For people."""
    say(headline(comparison.board))
    say(stands(comparison.first, comparison.board))
    say(stands(comparison.second, comparison.board))
    print_text("", comparison.words, room_for_text(), 0)
    if comparison.difference is None:
        return
    for title, parts, rest in (
        ("Rule", comparison.rules, comparison.rest),
        ("Week", comparison.weeks, comparison.weeks_rest),
    ):
        if parts or rest.gap:
            click.echo()
            _print_parts(comparison, title, parts, rest)
    if comparison.ties:
        click.echo("\nTie rules, in the order in which they are asked:")
        rows = [
            (tie.tie, tie.first, tie.second, "decides" if tie.decided else "equal") for tie in comparison.ties
        ]
        print_table(("Tie", comparison.first.name, comparison.second.name, ""), rows, frozenset({1, 2}))


def _print_parts(comparison: Comparison, title: str, parts: Sequence[Part], rest: Part) -> None:
    decimals = comparison.board.decimals
    parts_shown = [part for part in (*parts, rest) if part.first or part.second]
    rows = [_row(part.label, part.first, part.second, decimals) for part in parts_shown]
    whole = _shown(comparison.first, decimals), _shown(comparison.second, decimals)
    first = whole[0] - sum((rounded(part.first, decimals) for part in parts_shown), Fraction(0))
    second = whole[1] - sum((rounded(part.second, decimals) for part in parts_shown), Fraction(0))
    if first or second:
        rows.append(_row("Rounding", first, second, decimals))
    rows.append(_row("Score", *whole, decimals))
    print_table((title, comparison.first.name, comparison.second.name, "Gap"), rows, frozenset({1, 2, 3}))


def _row(label: str, first: Fraction, second: Fraction, decimals: int) -> tuple[str, str, str, str]:
    # What is printed adds up: the gap is that of the printed figures.
    gap = rounded(first, decimals) - rounded(second, decimals)
    return label, shown(first, decimals), shown(second, decimals), signed(gap, decimals)


def _shown(row: RowSeen, decimals: int) -> Fraction:
    return Fraction(0) if row.score is None else rounded(row.score, decimals)


def gap_json(comparison: Comparison) -> dict[str, object]:
    """For programs."""
    return {
        **board_json(comparison.board),
        "words": comparison.words,
        "first": row_json(comparison.first),
        "second": row_json(comparison.second),
        "difference": fraction(comparison.difference),
        "rules": [_part_json(part) for part in comparison.rules],
        "rest": _part_json(comparison.rest),
        "weeks": [_part_json(part) for part in comparison.weeks],
        "weeks_rest": _part_json(comparison.weeks_rest),
        "size": fraction(comparison.size),
        "ties": [
            {"tie": tie.tie, "first": tie.first, "second": tie.second, "decided": tie.decided}
            for tie in comparison.ties
        ],
    }


def _part_json(part: Part) -> dict[str, object]:
    return {
        "key": part.key,
        "label": part.label,
        "first": fraction(part.first),
        "second": fraction(part.second),
        "gap": fraction(part.gap),
    }
