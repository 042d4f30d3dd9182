"""`moonwalk prizes`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, workspace_of
from moonwalk.cli.output import as_json, place, print_json, whole_or_text
from moonwalk.cli.terminal import put, say
from moonwalk.services.boards.views import PrizeRow, PrizesView, PrizeView
from moonwalk.services.privacy.audience import audience_of, prizes_for
from moonwalk.services.wording import counted

MOST_NAMES: Final = 12
"""So many are named in a line; `--json` has all."""


@click.command(short_help="Show who wins each prize, and why others do not.")
@click.argument("challenge")
@click.option("--as-of", type=DAY, help="As of the end of a day, from what was known then.")
@click.option(
    "--for",
    "audience",
    metavar="WHOM",
    help="As others see it: everyone. Default: organisers; everyone for --json.",
)
@as_json
@click.pass_obj
def prizes_command(
    session: Session, challenge: str, as_of: date | None, audience: str | None, json_: bool
) -> None:
    """Show the prizes of CHALLENGE: who would get each today, and who gets it once all is final.

    A raffle is drawn when nothing can be logged any more; before that, it shows the tickets.
    """
    whom = audience_of(audience, exported=json_)
    view = prizes_for(workspace_of(session), challenge, whom, as_of)
    if json_:
        print_json(_as_json(view))
        return
    say(f"{view.title}: prizes. {view.state.capitalize()}, as of {view.as_of}.")
    for remark in view.remarks:
        say(remark)
    if not view.prizes:
        say("This challenge has no prizes. Add them under 'prizes:' in the challenge's file.")
    for prize in view.prizes:
        put(f"{prize.name}{f', {prize.period}' if prize.period else ''}: {prize.what}")
        result = _result(prize, view) if whom.is_organisers or prize.winners else ()
        for line in (prize.says, *result):
            put(f"  {line}")
    if any(prize.given == "by raffle" for prize in view.prizes):
        say(_published(view))


def _result(prize: PrizeView, view: PrizesView) -> list[str]:
    final, lines = prize.state == "final", []
    if prize.given == "by raffle":
        total = sum(row.tickets for row in prize.tickets)
        # Others are told who has won, and not how many tickets there were.
        if total or not prize.winners:
            lines.append(f"{counted(total, 'ticket', 'tickets')} of {_holders(prize)}.")
    if prize.winners:
        lines.append(f"{'Goes' if final else 'Today it would go'} to: {_named(prize.winners)}")
    elif prize.given == "by raffle" and not final:
        until = f"Drawn when all is final, after {_until(view)}."
        lines.append(f"Drawn when {prize.period} has closed." if prize.period else until)
    else:
        lines.append("Nobody gets it." if final else "Nobody would get it today.")
    lines += [f"Not to {_called(row)}: {row.why}" for row in prize.missed[:MOST_NAMES]]
    if len(prize.missed) > MOST_NAMES:
        lines.append(f"... and not to {len(prize.missed) - MOST_NAMES} more; --json names them.")
    return lines


def _holders(prize: PrizeView) -> str:
    """`12 people`, `1 team`: whoever has tickets."""
    words = {"people": ("person", "people"), "teams": ("team", "teams"), "groups": ("group", "groups")}
    return counted(len(prize.tickets), *words[prize.to])


def _named(rows: Sequence[PrizeRow]) -> str:
    more = len(rows) - MOST_NAMES
    return "; ".join(_called(row) for row in rows[:MOST_NAMES]) + (f"; and {more} more" if more > 0 else "")


def _called(row: PrizeRow) -> str:
    details = [detail for detail in (row.group, row.team) if detail]
    if row.score:
        details.append(f"place {place(row.place, row.tied)} with {row.score}")
    if row.lot:
        details.append(f"ticket {row.ticket} of {row.tickets}, lot {row.lot[:12]}")
    return f"{row.name} ({', '.join(details)})" if details else row.name


def _until(view: PrizesView) -> str:
    return f"{view.final_at:%A, %Y-%m-%d %H:%M} ({view.final_at.tzinfo})"


def _published(view: PrizesView) -> str:
    if view.seed is None:
        return f"The seed of the draw is told after {_until(view)}. Its SHA-256: {view.seed_sha256}"
    periods = any(prize.given == "by raffle" and prize.period for prize in view.prizes)
    lot_text = "SEED/PRIZE/PERIOD/PERSON/TICKET" if periods else "SEED/PRIZE/PERSON/TICKET"
    how = f"A lot is the SHA-256 of {lot_text}; the highest won."
    return f"The seed of the draw: {view.seed}. {how}"


def _as_json(view: PrizesView) -> dict[str, object]:
    return {
        "challenge": view.challenge,
        "as_of": view.as_of,
        "state": view.state,
        "final_at": view.final_at,
        "seed": view.seed,
        "seed_sha256": view.seed_sha256,
        "remarks": view.remarks,
        "prizes": [
            {
                "name": prize.name,
                "period": prize.period,
                "state": prize.state,
                "what": prize.what,
                "given": prize.given,
                "to": prize.to,
                "says": prize.says,
                "winners": [_winner(prize, row) for row in prize.winners],
                "missed": [{**_who(row), "why": row.why} for row in prize.missed],
                "tickets": [{**_who(row), "tickets": row.tickets} for row in prize.tickets],
            }
            for prize in view.prizes
        ],
    }


def _who(row: PrizeRow) -> dict[str, object]:
    return {"id": row.id, "name": row.name, "team": row.team, "group": row.group}


def _winner(prize: PrizeView, row: PrizeRow) -> dict[str, object]:
    if prize.given == "by place":
        at = None if row.place is None else int(row.place)
        return {**_who(row), "place": at, "tied": row.tied, "score": whole_or_text(row.score)}
    if prize.given == "by raffle":
        return {**_who(row), "tickets": row.tickets, "ticket": row.ticket, "lot": row.lot}
    return _who(row)
