"""`moonwalk why`."""

from __future__ import annotations

from datetime import date, datetime

import click

from moonwalk.api.quantities import show_amount
from moonwalk.commands.opening import workspace_of
from moonwalk.commands.output import as_json, clean, print_json, print_table, say
from moonwalk.commands.parameters import DAY, WHEN
from moonwalk.commands.session import Session
from moonwalk.runs.explaining import explain
from moonwalk.runs.views import Why, WhyEntry


@click.command(short_help="Explain every point of a person.")
@click.argument("challenge")
@click.argument("who")
@click.option("--as-of", type=DAY, help="As of the end of a day, from what was known then.")
@click.option("--known-at", type=WHEN, help="From what was known at a moment.")
@as_json
@click.pass_obj
def command(
    session: Session,
    challenge: str,
    who: str,
    as_of: date | None,
    known_at: date | datetime | None,
    json_: bool,
) -> None:
    """Explain every point of WHO (an id, e-mail address or name) in CHALLENGE.

    Each award with its rule, line and entries; and every entry that does not count, with the reason.
    """
    found = explain(workspace_of(session), challenge, who, as_of, known_at)
    if json_:
        print_json(_as_json(found))
    else:
        _print(found)


def _print(found: Why) -> None:
    team = f", {found.team}" if found.team else ""
    say(f"{found.title}: {found.name}{team}. {found.total} points.")
    print_table(
        ("Day", "Points", "Rule", "Reason", "At"),
        [(one.day, f"{one.points:+d}", one.label, one.reason, one.at) for one in found.awards],
        frozenset({1}),
    )
    print_table(("", "Points"), [("Total", found.total)], frozenset({1}))
    left_out = [one for one in found.entries if one.verdict != "counted"]
    if left_out:
        click.echo(f"\nEntries that do not count ({len(left_out)} of {len(found.entries)}):")
        rows = [(one.day, _amount(one), one.label, one.verdict, one.reason, one.id) for one in left_out]
        print_table(("Day", "Amount", "Activity", "Verdict", "Reason", "Entry"), rows)


def _amount(entry: WhyEntry) -> str:
    return clean(show_amount(entry.amount, entry.unit))


def _as_json(found: Why) -> dict[str, object]:
    return {
        "challenge": found.challenge,
        "who": found.person,
        "name": found.name,
        "team": found.team,
        "total": found.total,
        "awards": [
            {
                "day": one.day,
                "points": one.points,
                "rule": one.rule,
                "reason": one.reason,
                "at": one.at,
                "entries": one.entries,
            }
            for one in found.awards
        ],
        "entries": [
            {
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
            for one in found.entries
        ],
    }


def _number(thousandths: int) -> int | float:
    return thousandths // 1000 if thousandths % 1000 == 0 else thousandths / 1000
