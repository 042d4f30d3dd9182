"""How `why` prints a person's points: every award, and every entry that does not count."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from moonwalk.api.cards import Card
from moonwalk.api.values import show_amount
from moonwalk.cli.output import print_table, width
from moonwalk.cli.terminal import clean, put, say
from moonwalk.services.privacy.readings import HIDDEN
from moonwalk.services.views import WhyAward, WhyEntry, WhyTarget
from moonwalk.services.why.cards import FILLED, filled_of, rows_of_numbers
from moonwalk.services.why.views import Why

_NARROWEST: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A figure on a day: which rule it comes from, why, and where that rule stands."""

    day: str
    figure: str
    label: str
    reason: str
    at: str


AWARDS: Final = ("Day", "Points", "Rule", "Reason", "At")
CHANGES: Final = ("Day", "Change", "Rule", "Reason", "At")
ENTRIES: Final = ("Day", "Amount", "Activity", "Reason", "Entry")


def print_ledger(lines: Sequence[Line], columns: Sequence[str] = AWARDS) -> None:
    """A table; where the terminal is too narrow for it, each line's rule and place stand below its reason."""
    rows = [(line.day, line.figure, line.label, line.reason, line.at) for line in lines]
    room = room_for_text()
    if room is None or _width(columns, rows) <= room:
        print_table(columns, rows, frozenset({1}))
        return
    days = max((width(line.day) for line in lines), default=0)
    figures = max((width(line.figure) for line in lines), default=0)
    indent = days + figures + 4
    for line in lines:
        start = f"{line.day:<{days}}  {line.figure:>{figures}}  "
        print_text(start, line.reason, room, indent)
        print_text(" " * indent, ", ".join(part for part in (line.label, line.at) if part), room, indent)


def print_text(start: str, text: str, room: int | None, indent: int) -> None:
    """Text after a start, its further lines indented; wrapped where there is not room for all of it."""
    most = None if room is None else max(room - indent, _NARROWEST)
    lines = wrapped(clean(text), most)
    put(f"{start}{lines[0] if lines else ''}".rstrip())
    for line in lines[1:]:
        put(f"{' ' * indent}{line}")


def wrapped(text: str, most: int | None) -> list[str]:
    """A text as lines of at most so many columns; longer words stand alone."""
    if most is None:
        return [text]
    lines: list[str] = []
    for word in text.split():
        if lines and width(lines[-1]) + 1 + width(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def print_rows(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
    """A table without a heading."""
    if rows:
        print_table([clean(cell) for cell in rows[0]], rows[1:], right)


def room_for_text() -> int | None:
    """The columns of the terminal; None where the output goes to a file or another program."""
    if not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def _width(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    cells = (columns, *([clean(cell) for cell in row] for row in rows))
    return sum(max(width(row[at]) for row in cells) for at in range(len(columns))) + 2 * (len(columns) - 1)


def print_person(why: Why) -> None:
    """For people."""
    team = f", {why.team}" if why.team else ""
    on_board = f"{why.heading}: " if why.heading else ""
    say(f"{why.title}: {why.name}{team}. {on_board}{why.total} points.")
    print_ledger([award_line(award) for award in why.awards])
    print_table(("", "Points"), [("Total", why.total)], frozenset({1}))
    for _, several in groupby(why.targets, lambda target: target.goal):
        _print_targets(list(several))
    for label, card in why.cards.items():
        _print_card(label, card)
    if why.hidden:
        say(HIDDEN)
    left_out = [entry for entry in why.entries if entry.verdict != "counted"]
    if left_out:
        put()
        put(f"Entries that do not count ({len(left_out)} of {len(why.entries)}):")
        print_ledger([_entry_line(entry) for entry in left_out], ENTRIES)


def _print_targets(targets: list[WhyTarget]) -> None:
    """`Own target for 'your step goal': 7000 steps; 8000 steps from 2027-03-03.`"""
    said = [
        f"{target.amount} from {target.from_day}" if target.from_day else target.amount for target in targets
    ]
    put(f"Own target for '{targets[0].label}': {'; '.join(said)}.")


def _print_card(label: str, card: Card) -> None:
    put()
    put(f"{label}: {filled_of(card)} of {len(card.squares)} squares filled.")
    for row in rows_of_numbers(card):
        put(f"  {row}")
    squares = [
        (number, FILLED if square.filled else "", square.label, square.filled or "")
        for number, square in enumerate(card.squares, start=1)
    ]
    print_table(("", "", "Square", "Filled"), squares, frozenset({0}))


def award_line(award: WhyAward) -> Line:
    """An award as a line of a ledger."""
    reason = f"{award.reason}; badge: {award.badge}" if award.badge else award.reason
    return Line(str(award.day), f"{award.points:+}", award.label, reason, award.at)


def _entry_line(entry: WhyEntry) -> Line:
    reason = f"{entry.verdict}: {entry.reason}" if entry.reason else entry.verdict
    amount = clean(show_amount(entry.amount, entry.unit))
    return Line(str(entry.day), amount, entry.label, reason, entry.id)


def person_json(why: Why) -> dict[str, object]:
    """For programs."""
    return {
        "challenge": why.challenge,
        "who": why.person,
        "name": why.name,
        "team": why.team,
        "board": why.board or None,
        "period": why.period,
        "total": why.total,
        "awards": [award_json(award) for award in why.awards],
        "entries": [entry_json(entry) for entry in why.entries],
        "own_targets": [
            {"goal": target.goal, "amount": target.amount, "from": target.from_day} for target in why.targets
        ],
        "cards": [
            {
                "rule": label,
                "columns": card.columns,
                "squares": [{"label": square.label, "filled": square.filled} for square in card.squares],
            }
            for label, card in why.cards.items()
        ],
    }


def award_json(award: WhyAward) -> dict[str, object]:
    """An award for programs."""
    return {
        "day": award.day,
        "points": award.points,
        "rule": award.rule,
        "reason": award.reason,
        "at": award.at,
        "entries": award.entries,
        "badge": award.badge or None,
    }


def entry_json(entry: WhyEntry) -> dict[str, object]:
    """An entry for programs."""
    return {
        "id": entry.id,
        "day": entry.day,
        "activity": entry.activity,
        "amount": _number(entry.amount),
        "unit": entry.unit,
        "source": entry.source,
        "verdict": entry.verdict,
        "reason": entry.reason,
        "counted": _number(entry.counted),
    }


def _number(thousandths: int) -> int | float:
    return thousandths // 1000 if thousandths % 1000 == 0 else thousandths / 1000
