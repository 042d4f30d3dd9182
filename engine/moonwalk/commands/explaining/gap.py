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


def print_gap(found: Comparison) -> None:
    """For people."""
    say(headline(found.board))
    say(stands(found.first, found.board))
    say(stands(found.second, found.board))
    print_text("", found.words, room_for_text(), 0)
    if found.difference is None:
        return
    for title, parts, rest in (("Rule", found.rules, found.rest), ("Week", found.weeks, found.weeks_rest)):
        if parts or rest.gap:
            click.echo()
            _print_parts(found, title, parts, rest)
    if found.ties:
        click.echo("\nTie rules, in the order in which they are asked:")
        rows = [(one.tie, one.first, one.second, "decides" if one.decided else "equal") for one in found.ties]
        print_table(("Tie", found.first.name, found.second.name, ""), rows, frozenset({1, 2}))


def _print_parts(found: Comparison, title: str, parts: Sequence[Part], rest: Part) -> None:
    decimals = found.board.decimals
    told = [one for one in (*parts, rest) if one.first or one.second]
    rows = [_row(one.label, one.first, one.second, decimals) for one in told]
    whole = _shown(found.first, decimals), _shown(found.second, decimals)
    first = whole[0] - sum((rounded(one.first, decimals) for one in told), Fraction(0))
    second = whole[1] - sum((rounded(one.second, decimals) for one in told), Fraction(0))
    if first or second:
        rows.append(_row("Rounding", first, second, decimals))
    rows.append(_row("Score", *whole, decimals))
    print_table((title, found.first.name, found.second.name, "Gap"), rows, frozenset({1, 2, 3}))


def _row(label: str, first: Fraction, second: Fraction, decimals: int) -> tuple[str, str, str, str]:
    # What is printed adds up: the gap is that of the printed figures.
    gap = rounded(first, decimals) - rounded(second, decimals)
    return label, shown(first, decimals), shown(second, decimals), signed(gap, decimals)


def _shown(row: RowSeen, decimals: int) -> Fraction:
    return Fraction(0) if row.score is None else rounded(row.score, decimals)


def gap_json(found: Comparison) -> dict[str, object]:
    """For programs."""
    return {
        **board_json(found.board),
        "words": found.words,
        "first": row_json(found.first),
        "second": row_json(found.second),
        "difference": fraction(found.difference),
        "rules": [_part_json(one) for one in found.rules],
        "rest": _part_json(found.rest),
        "weeks": [_part_json(one) for one in found.weeks],
        "weeks_rest": _part_json(found.weeks_rest),
        "size": fraction(found.size),
        "ties": [
            {"tie": one.tie, "first": one.first, "second": one.second, "decided": one.decided}
            for one in found.ties
        ],
    }


def _part_json(one: Part) -> dict[str, object]:
    return {
        "key": one.key,
        "label": one.label,
        "first": fraction(one.first),
        "second": fraction(one.second),
        "gap": fraction(one.gap),
    }
