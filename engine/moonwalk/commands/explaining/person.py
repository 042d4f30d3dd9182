"""A person's points: every award, and every entry that does not count."""

from __future__ import annotations

from itertools import groupby

import click

from moonwalk.api.quantities import show_amount
from moonwalk.commands.explaining.ledger import ENTRIES, Line, print_ledger
from moonwalk.commands.output import clean, print_table, say
from moonwalk.runs.views import Why, WhyAward, WhyEntry, WhyTarget


def print_person(found: Why) -> None:
    """For people."""
    team = f", {found.team}" if found.team else ""
    say(f"{found.title}: {found.name}{team}. {found.total} points.")
    print_ledger([award_line(one) for one in found.awards])
    print_table(("", "Points"), [("Total", found.total)], frozenset({1}))
    for _, several in groupby(found.targets, lambda target: target.goal):
        _print_targets(list(several))
    left_out = [one for one in found.entries if one.verdict != "counted"]
    if left_out:
        click.echo(f"\nEntries that do not count ({len(left_out)} of {len(found.entries)}):")
        print_ledger([_entry_line(one) for one in left_out], ENTRIES)


def _print_targets(targets: list[WhyTarget]) -> None:
    """`Own target for 'your step goal': 7000 steps; 8000 steps from 2027-03-03.`"""
    said = [
        f"{target.amount} from {target.from_day}" if target.from_day else target.amount for target in targets
    ]
    click.echo(clean(f"Own target for '{targets[0].label}': {'; '.join(said)}."))


def award_line(award: WhyAward) -> Line:
    """An award as a line of a ledger."""
    reason = f"{award.reason}; badge: {award.badge}" if award.badge else award.reason
    return Line(str(award.day), f"{award.points:+d}", award.label, reason, award.at)


def _entry_line(entry: WhyEntry) -> Line:
    reason = f"{entry.verdict}: {entry.reason}" if entry.reason else entry.verdict
    amount = clean(show_amount(entry.amount, entry.unit))
    return Line(str(entry.day), amount, entry.label, reason, entry.id)


def person_json(found: Why) -> dict[str, object]:
    """For programs."""
    return {
        "challenge": found.challenge,
        "who": found.person,
        "name": found.name,
        "team": found.team,
        "total": found.total,
        "awards": [award_json(one) for one in found.awards],
        "entries": [entry_json(one) for one in found.entries],
        "own_targets": [
            {"goal": one.goal, "amount": one.amount, "from": one.from_day} for one in found.targets
        ],
    }


def award_json(one: WhyAward) -> dict[str, object]:
    """An award for programs."""
    return {
        "day": one.day,
        "points": one.points,
        "rule": one.rule,
        "reason": one.reason,
        "at": one.at,
        "entries": one.entries,
        "badge": one.badge or None,
    }


def entry_json(one: WhyEntry) -> dict[str, object]:
    """An entry for programs."""
    return {
        "id": one.id,
        "day": one.day,
        "activity": one.activity,
        "amount": _number(one.amount),
        "unit": one.unit,
        "source": one.source,
        "verdict": one.verdict,
        "reason": one.reason,
        "counted": _number(one.counted),
    }


def _number(thousandths: int) -> int | float:
    return thousandths // 1000 if thousandths % 1000 == 0 else thousandths / 1000
