"""A team's score: its members, its own awards, the ranking, the conditions for a place."""

from __future__ import annotations

import click

from moonwalk.commands.explaining.board_words import board_json, headline, row_json, score, stands
from moonwalk.commands.explaining.ledger import print_ledger, print_rows, print_text, room_for_text
from moonwalk.commands.explaining.person import award_line
from moonwalk.commands.output import print_table, say
from moonwalk.runs.why.figures import short, shown
from moonwalk.runs.why.views import TeamMember, TeamWhy


def print_team(why: TeamWhy) -> None:
    """For people."""
    say(headline(why.board))
    say(stands(why.row, why.board))
    members = [
        (member.name, member.points, member.days, member.logged, _note(member)) for member in why.members
    ]
    total = ("Total", why.row.points, why.row.member_days, why.row.logged_days, "")
    print_table(("Member", "Points", "Days", "Logged", ""), [*members, total], frozenset({1, 2, 3}))
    click.echo("\nBy rule:")
    rules = [(rule.label, f"{rule.points:+d}", "team" if rule.bonus else "", rule.at) for rule in why.rules]
    print_table(("Rule", "Points", "", "At"), rules, frozenset({1}))
    if why.awards:
        click.echo(f"\nThe team's own points ({why.row.bonus:+d}):")
        print_ledger([award_line(award) for award in why.awards])
    click.echo("\nThe score:")
    print_text("", why.board.sentence, room_for_text(), 0)
    print_rows(score_lines(why))
    if why.needs:
        click.echo("\nFor a place:")
        print_rows([("yes" if need.holds else "no", need.need) for need in why.needs])


def score_lines(why: TeamWhy) -> list[tuple[str, str]]:
    """How the ranking comes from points to the score shown."""
    row, decimals = why.row, why.board.decimals
    lines = [("Points of the members", str(row.points)), ("Size", _size(why))]
    if row.before is None or row.score is None:
        return [*lines, ("Score", "none yet")]
    if row.before != row.score:
        before = shown(row.before, decimals)
        lines += [
            ("Score before the team's own points", before),
            ("The team's own points", f"{row.bonus:+d}"),
        ]
    exactly = "" if row.score == int(row.score) else f" (exactly {row.score})"
    return [*lines, ("Score", f"{score(row, why.board)}{exactly}")]


def _size(why: TeamWhy) -> str:
    row = why.row
    return f"{short(row.size)} ({row.member_days} membership days in {row.days} days)"


def _note(member: TeamMember) -> str:
    joined = f"from {member.joined}" if member.joined else ""
    left = f"until {member.left}" if member.left else ""
    return " ".join(part for part in (joined, left) if part)


def team_json(why: TeamWhy) -> dict[str, object]:
    """For programs."""
    return {
        **board_json(why.board),
        "team": row_json(why.row),
        "members": [
            {
                "id": member.id,
                "name": member.name,
                "points": member.points,
                "days": member.days,
                "logged": member.logged,
                "joined": member.joined,
                "left": member.left,
            }
            for member in why.members
        ],
        "rules": [
            {"rule": rule.rule, "points": rule.points, "bonus": rule.bonus, "at": rule.at}
            for rule in why.rules
        ],
        "awards": [
            {
                "day": award.day,
                "points": award.points,
                "rule": award.rule,
                "reason": award.reason,
                "at": award.at,
            }
            for award in why.awards
        ],
        "needs": [{"need": need.need, "holds": need.holds} for need in why.needs],
    }
