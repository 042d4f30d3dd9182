"""A person's points: every award, and every entry that does not count."""

from __future__ import annotations

from itertools import groupby

import click

from moonwalk.api.quantities import show_amount
from moonwalk.commands.explaining.ledger import ENTRIES, Line, print_ledger
from moonwalk.commands.output import clean, print_table, say
from moonwalk.runs.views import Why, WhyAward, WhyEntry, WhyTarget


def print_person(why: Why) -> None:
    """For people."""
    team = f", {why.team}" if why.team else ""
    say(f"{why.title}: {why.name}{team}. {why.total} points.")
    print_ledger([award_line(award) for award in why.awards])
    print_table(("", "Points"), [("Total", why.total)], frozenset({1}))
    for _, several in groupby(why.targets, lambda target: target.goal):
        _print_targets(list(several))
    left_out = [entry for entry in why.entries if entry.verdict != "counted"]
    if left_out:
        click.echo(f"\nEntries that do not count ({len(left_out)} of {len(why.entries)}):")
        print_ledger([_entry_line(entry) for entry in left_out], ENTRIES)


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


def person_json(why: Why) -> dict[str, object]:
    """For programs."""
    return {
        "challenge": why.challenge,
        "who": why.person,
        "name": why.name,
        "team": why.team,
        "total": why.total,
        "awards": [award_json(award) for award in why.awards],
        "entries": [entry_json(entry) for entry in why.entries],
        "own_targets": [
            {"goal": target.goal, "amount": target.amount, "from": target.from_day} for target in why.targets
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
