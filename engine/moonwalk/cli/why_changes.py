"""How `why` prints what changed between two moments, for a person and for a team."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from moonwalk.api.values import show_amount
from moonwalk.cli.output import print_table
from moonwalk.cli.terminal import clean, put, say
from moonwalk.cli.why_awards import (
    CHANGES,
    ENTRIES,
    Line,
    entry_json,
    print_ledger,
    print_text,
    room_for_text,
)
from moonwalk.cli.why_teams import board_json, fraction, headline, row_json
from moonwalk.services.why.views import (
    AwardChange,
    EntryChange,
    MemberChange,
    PersonChange,
    TeamChange,
    rounded,
    shown,
    signed,
)


def print_person_change(change: PersonChange) -> None:
    """For people."""
    name = f"{change.name}. {change.heading}" if change.heading else change.name
    say(f"{change.title}: {name}, from {change.since} to {change.until}.")
    print_text("", change.words, room_for_text(), 0)
    if change.awards:
        put()
        print_ledger([_award_line(award) for award in change.awards], CHANGES)
        print_table(("", "Points"), _totals(change.before, change.after), frozenset({1}))
    if change.entries:
        put()
        put("Entries that are new or judged differently:")
        print_ledger([_entry_line(entry_change) for entry_change in change.entries], ENTRIES)


def print_team_change(change: TeamChange) -> None:
    """For people."""
    say(headline(change.board))
    say(f"{change.after.name}, from {change.since} to {change.until}.")
    print_text("", change.words, room_for_text(), 0)
    if change.difference is not None:
        put()
        _print_score(change)
    put()
    rows = [_member_row(member) for member in change.members]
    total = ("Total", _sum(change.members, "points_before"), _sum(change.members, "points_after"), "", "", "")
    columns = ("Member", "Points then", "Now", "Days", "Entries", "")
    print_table(columns, [*rows, total], frozenset({1, 2, 3, 4}))
    if change.awards:
        put()
        put("The team's own points:")
        print_ledger([_award_line(award) for award in change.awards], CHANGES)


def _print_score(change: TeamChange) -> None:
    """The change by rule, by others and by size, adding up to what the board shows."""
    decimals = change.board.decimals
    news = [rule for rule in change.rules if rule.score or rule.after != rule.before]
    parts = [(rule.label, f"{rule.after - rule.before:+}", rule.score) for rule in news]
    parts += [("Points of other teams", "", change.others)] if change.others else []
    parts += [("Members and their days", "", change.size)] if change.size else []
    before = change.before.score if change.before else None
    then, now = (rounded(score or Fraction(0), decimals) for score in (before, change.after.score))
    left = now - then - sum((rounded(score, decimals) for *_, score in parts), Fraction(0))
    parts += [("Rounding", "", left)] if left else []
    rows = [(label, points, signed(score, decimals)) for label, points, score in parts]
    whole = f"{shown(then, decimals)} to {shown(now, decimals)}"
    print_table(
        ("By rule", "Points", "Score"), [*rows, (whole, "", signed(now - then, decimals))], frozenset({1, 2})
    )


def _totals(before: int, after: int) -> list[tuple[str, str]]:
    return [("Before", str(before)), ("Change", f"{after - before:+d}"), ("Now", str(after))]


def _award_line(change: AwardChange) -> Line:
    news = {"new": "", "gone": "gone: ", "changed": f"{change.before} before: "}[change.news]
    return Line(
        str(change.day),
        f"{change.after - change.before:+d}",
        change.label,
        f"{news}{change.reason}",
        change.at,
    )


def _entry_line(change: EntryChange) -> Line:
    entry, before = change.entry, change.before
    news = "new" if before is None else f"was {before.verdict}"
    reason = f": {entry.reason}" if entry.reason else ""
    amount = clean(show_amount(entry.amount, entry.unit))
    return Line(str(entry.day), amount, entry.label, f"{news}, {entry.verdict}{reason}", entry.id)


def _member_row(change: MemberChange) -> tuple[str, int, int, str, str, str]:
    days = f"{change.days_after - change.days_before:+d}" if change.days_after != change.days_before else ""
    paused = change.paused_after - change.paused_before
    parts = [change.news, f"{paused:+d} paused" if paused else ""]
    news = ", ".join(part for part in parts if part)
    return change.name, change.points_before, change.points_after, days, str(change.entries or ""), news


def _sum(members: Sequence[MemberChange], figure: str) -> int:
    return sum(int(getattr(member, figure)) for member in members)


def person_change_json(change: PersonChange) -> dict[str, object]:
    """For programs."""
    return {
        "challenge": change.challenge,
        "who": change.person,
        "name": change.name,
        "period": change.period,
        "since": change.since,
        "until": change.until,
        "words": change.words,
        "before": change.before,
        "after": change.after,
        "awards": [_award_json(award) for award in change.awards],
        "entries": [
            {
                "before": None if entry_change.before is None else entry_change.before.verdict,
                "entry": entry_json(entry_change.entry),
            }
            for entry_change in change.entries
        ],
        "days": [
            {"what": days_change.what, "before": days_change.before, "after": days_change.after}
            for days_change in change.days
        ],
    }


def team_change_json(change: TeamChange) -> dict[str, object]:
    """For programs."""
    return {
        **board_json(change.board),
        "since": change.since,
        "until": change.until,
        "words": change.words,
        "before": None if change.before is None else row_json(change.before),
        "after": row_json(change.after),
        "difference": fraction(change.difference),
        "rules": [
            {
                "rule": rule.rule,
                "label": rule.label,
                "before": rule.before,
                "after": rule.after,
                "score": fraction(rule.score),
            }
            for rule in change.rules
        ],
        "others": fraction(change.others),
        "size": fraction(change.size),
        "members": [_member_json(member) for member in change.members],
        "awards": [_award_json(award) for award in change.awards],
    }


def _member_json(member: MemberChange) -> dict[str, object]:
    return {
        "id": member.id,
        "name": member.name,
        "news": member.news,
        "points": [member.points_before, member.points_after],
        "days": [member.days_before, member.days_after],
        "paused": [member.paused_before, member.paused_after],
        "entries": member.entries,
    }


def _award_json(award: AwardChange) -> dict[str, object]:
    return {
        "day": award.day,
        "rule": award.rule,
        "before": award.before,
        "after": award.after,
        "news": award.news,
        "reason": award.reason,
        "at": award.at,
    }
