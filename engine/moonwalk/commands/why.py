"""`moonwalk why`."""

from __future__ import annotations

from datetime import date, datetime

import click

from moonwalk.commands.explaining.gap import gap_json, print_gap
from moonwalk.commands.explaining.person import person_json, print_person
from moonwalk.commands.explaining.team import print_team, team_json
from moonwalk.commands.opening import workspace_of
from moonwalk.commands.output import as_json, print_json
from moonwalk.commands.parameters import DAY, WHEN
from moonwalk.commands.session import Session
from moonwalk.runs.explaining import explain
from moonwalk.runs.explaining_team import explain_team
from moonwalk.runs.finding import Kind, kind_of
from moonwalk.runs.parting import part


@click.command(short_help="Explain every point of a person or a team.")
@click.argument("challenge")
@click.argument("who")
@click.option("--team", "kind", flag_value="team", help="WHO is a team, where a person has the name as well.")
@click.option("--person", "kind", flag_value="person", help="WHO is a person.")
@click.option("--board", help="The board that is meant. Default: the first one that WHO is on.")
@click.option(
    "--against",
    metavar="OTHER",
    is_flag=False,
    flag_value="",
    help="What parts WHO from another team or person; without a name, from the row above.",
)
@click.option("--as-of", type=DAY, help="As of the end of a day, from what was known then.")
@click.option("--known-at", type=WHEN, help="From what was known at a moment.")
@as_json
@click.pass_obj
def command(
    session: Session,
    challenge: str,
    who: str,
    kind: Kind | None,
    board: str | None,
    against: str | None,
    as_of: date | None,
    known_at: date | datetime | None,
    json_: bool,
) -> None:
    """Explain every point of WHO in CHALLENGE: a person (id, e-mail address or name) or a team.

    Of a person each award with its rule, line and entries, and every entry that does not count. Of a team
    its members, its own points with their reasons, and how the board makes a score of them.
    """
    ws = workspace_of(session)
    if against is not None:
        gap = part(
            ws, challenge, who, against or None, kind=kind, board=board, as_of=as_of, known_at=known_at
        )
        print_json(gap_json(gap)) if json_ else print_gap(gap)
    elif kind_of(ws, challenge, who, kind) == "team":
        of_team = explain_team(ws, challenge, who, board, as_of, known_at)
        print_json(team_json(of_team)) if json_ else print_team(of_team)
    else:
        found = explain(ws, challenge, who, as_of, known_at)
        print_json(person_json(found)) if json_ else print_person(found)
