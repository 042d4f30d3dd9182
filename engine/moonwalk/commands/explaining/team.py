"""A team's score: its members, its own awards, the ranking, the conditions for a place."""

from __future__ import annotations

import click

from moonwalk.commands.explaining.board_words import board_json, headline, row_json, score, stands
from moonwalk.commands.explaining.ledger import print_ledger, print_rows, print_text, room_for_text
from moonwalk.commands.explaining.person import award_line
from moonwalk.commands.output import print_table, say
from moonwalk.runs.why.figures import short, shown
from moonwalk.runs.why.views import TeamMember, TeamWhy


def print_team(found: TeamWhy) -> None:
    """For people."""
    say(headline(found.board))
    say(stands(found.row, found.board))
    members = [(one.name, one.points, one.days, one.logged, _note(one)) for one in found.members]
    total = ("Total", found.row.points, found.row.member_days, found.row.logged_days, "")
    print_table(("Member", "Points", "Days", "Logged", ""), [*members, total], frozenset({1, 2, 3}))
    click.echo("\nBy rule:")
    rules = [(one.label, f"{one.points:+d}", "team" if one.bonus else "", one.at) for one in found.rules]
    print_table(("Rule", "Points", "", "At"), rules, frozenset({1}))
    if found.awards:
        click.echo(f"\nThe team's own points ({found.row.bonus:+d}):")
        print_ledger([award_line(one) for one in found.awards])
    click.echo("\nThe score:")
    print_text("", found.board.sentence, room_for_text(), 0)
    print_rows(score_lines(found))
    if found.needs:
        click.echo("\nFor a place:")
        print_rows([("yes" if one.holds else "no", one.need) for one in found.needs])


def score_lines(found: TeamWhy) -> list[tuple[str, str]]:
    """How the ranking comes from points to the score shown."""
    row, decimals = found.row, found.board.decimals
    lines = [("Points of the members", str(row.points)), ("Size", _size(found))]
    if row.before is None or row.score is None:
        return [*lines, ("Score", "none yet")]
    if row.before != row.score:
        before = shown(row.before, decimals)
        lines += [
            ("Score before the team's own points", before),
            ("The team's own points", f"{row.bonus:+d}"),
        ]
    exactly = "" if row.score == int(row.score) else f" (exactly {row.score})"
    return [*lines, ("Score", f"{score(row, found.board)}{exactly}")]


def _size(found: TeamWhy) -> str:
    row = found.row
    return f"{short(row.size)} ({row.member_days} membership days in {row.days} days)"


def _note(member: TeamMember) -> str:
    joined = f"from {member.joined}" if member.joined else ""
    left = f"until {member.left}" if member.left else ""
    return " ".join(part for part in (joined, left) if part)


def team_json(found: TeamWhy) -> dict[str, object]:
    """For programs."""
    return {
        **board_json(found.board),
        "team": row_json(found.row),
        "members": [
            {
                "id": one.id,
                "name": one.name,
                "points": one.points,
                "days": one.days,
                "logged": one.logged,
                "joined": one.joined,
                "left": one.left,
            }
            for one in found.members
        ],
        "rules": [
            {"rule": one.rule, "points": one.points, "bonus": one.bonus, "at": one.at} for one in found.rules
        ],
        "awards": [
            {"day": one.day, "points": one.points, "rule": one.rule, "reason": one.reason, "at": one.at}
            for one in found.awards
        ],
        "needs": [{"need": one.need, "holds": one.holds} for one in found.needs],
    }
