"""What changed between two looks, of a person and of a team."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import click

from moonwalk.api.quantities import show_amount
from moonwalk.commands.explaining.board_words import board_json, fraction, headline, row_json
from moonwalk.commands.explaining.ledger import (
    CHANGES,
    ENTRIES,
    Line,
    print_ledger,
    print_text,
    room_for_text,
)
from moonwalk.commands.explaining.person import entry_json
from moonwalk.commands.output import clean, print_table, say
from moonwalk.runs.why.figures import rounded, shown, signed
from moonwalk.runs.why.views import AwardChange, EntryChange, MemberChange, PersonChange, TeamChange


def print_person_change(found: PersonChange) -> None:
    """For people."""
    say(f"{found.title}: {found.name}, from {found.since} to {found.until}.")
    print_text("", found.words, room_for_text(), 0)
    if found.awards:
        click.echo()
        print_ledger([_award_line(one) for one in found.awards], CHANGES)
        print_table(("", "Points"), _totals(found.before, found.after), frozenset({1}))
    if found.entries:
        click.echo("\nEntries that are new, or fare otherwise:")
        print_ledger([_entry_line(one) for one in found.entries], ENTRIES)


def print_team_change(found: TeamChange) -> None:
    """For people."""
    say(headline(found.board))
    say(f"{found.after.name}, from {found.since} to {found.until}.")
    print_text("", found.words, room_for_text(), 0)
    if found.difference is not None:
        click.echo()
        _print_score(found)
    click.echo()
    rows = [_member_row(one) for one in found.members]
    total = ("Total", _sum(found.members, "points_before"), _sum(found.members, "points_after"), "", "", "")
    columns = ("Member", "Points then", "Now", "Days", "Entries", "")
    print_table(columns, [*rows, total], frozenset({1, 2, 3, 4}))
    if found.awards:
        click.echo("\nThe team's own points:")
        print_ledger([_award_line(one) for one in found.awards], CHANGES)


def _print_score(found: TeamChange) -> None:
    """The change by rule, by others and by size, adding up to what the board shows."""
    decimals = found.board.decimals
    news = [one for one in found.rules if one.score or one.after != one.before]
    parts = [(one.label, f"{one.after - one.before:+d}", one.score) for one in news]
    parts += [("Points of other teams", "", found.others)] if found.others else []
    parts += [("Members and their days", "", found.size)] if found.size else []
    before = found.before.score if found.before else None
    then, now = (rounded(one or Fraction(0), decimals) for one in (before, found.after.score))
    left = now - then - sum((rounded(score, decimals) for *_, score in parts), Fraction(0))
    parts += [("Rounding", "", left)] if left else []
    rows = [(label, points, signed(score, decimals)) for label, points, score in parts]
    whole = f"{shown(then, decimals)} to {shown(now, decimals)}"
    print_table(
        ("By rule", "Points", "Score"), [*rows, (whole, "", signed(now - then, decimals))], frozenset({1, 2})
    )


def _totals(before: int, after: int) -> list[tuple[str, str]]:
    return [("Before", str(before)), ("Change", f"{after - before:+d}"), ("Now", str(after))]


def _award_line(one: AwardChange) -> Line:
    news = {"new": "", "gone": "gone: ", "changed": f"{one.before} before: "}[one.news]
    return Line(str(one.day), f"{one.after - one.before:+d}", one.label, f"{news}{one.reason}", one.at)


def _entry_line(one: EntryChange) -> Line:
    entry, before = one.entry, one.before
    news = "new" if before is None else f"was {before.verdict}"
    reason = f": {entry.reason}" if entry.reason else ""
    amount = clean(show_amount(entry.amount, entry.unit))
    return Line(str(entry.day), amount, entry.label, f"{news}, {entry.verdict}{reason}", entry.id)


def _member_row(one: MemberChange) -> tuple[str, int, int, str, str, str]:
    days = f"{one.days_after - one.days_before:+d}" if one.days_after != one.days_before else ""
    paused = one.paused_after - one.paused_before
    told = [one.news, f"{paused:+d} paused" if paused else ""]
    news = ", ".join(part for part in told if part)
    return one.name, one.points_before, one.points_after, days, str(one.entries or ""), news


def _sum(members: Sequence[MemberChange], figure: str) -> int:
    return sum(int(getattr(one, figure)) for one in members)


def person_change_json(found: PersonChange) -> dict[str, object]:
    """For programs."""
    return {
        "challenge": found.challenge,
        "who": found.person,
        "name": found.name,
        "since": found.since,
        "until": found.until,
        "words": found.words,
        "before": found.before,
        "after": found.after,
        "awards": [_award_json(one) for one in found.awards],
        "entries": [
            {"before": None if one.before is None else one.before.verdict, "entry": entry_json(one.entry)}
            for one in found.entries
        ],
        "days": [{"what": one.what, "before": one.before, "after": one.after} for one in found.days],
    }


def team_change_json(found: TeamChange) -> dict[str, object]:
    """For programs."""
    return {
        **board_json(found.board),
        "since": found.since,
        "until": found.until,
        "words": found.words,
        "before": None if found.before is None else row_json(found.before),
        "after": row_json(found.after),
        "difference": fraction(found.difference),
        "rules": [
            {
                "rule": one.rule,
                "label": one.label,
                "before": one.before,
                "after": one.after,
                "score": fraction(one.score),
            }
            for one in found.rules
        ],
        "others": fraction(found.others),
        "size": fraction(found.size),
        "members": [_member_json(one) for one in found.members],
        "awards": [_award_json(one) for one in found.awards],
    }


def _member_json(one: MemberChange) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "news": one.news,
        "points": [one.points_before, one.points_after],
        "days": [one.days_before, one.days_after],
        "paused": [one.paused_before, one.paused_after],
        "entries": one.entries,
    }


def _award_json(one: AwardChange) -> dict[str, object]:
    return {
        "day": one.day,
        "rule": one.rule,
        "before": one.before,
        "after": one.after,
        "news": one.news,
        "reason": one.reason,
        "at": one.at,
    }
