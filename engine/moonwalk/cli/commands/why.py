"""`moonwalk why`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, WHEN, reveal_option, workspace_of
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.why_awards import person_json, print_person
from moonwalk.services.launched import AsOf
from moonwalk.services.lookup import Kind, kind_of
from moonwalk.services.privacy.readings import look_at_change, look_at_person
from moonwalk.services.views import Range
from moonwalk.services.why.narrowed import Asked
from moonwalk.services.workspace import Workspace

Answer = TypeVar("Answer")


@click.command(short_help="Explain every point of a person or a team.")
@click.argument("challenge")
@click.argument("who")
@click.option("--team", "kind", flag_value="team", help="WHO is a team (if a person has the same name).")
@click.option("--person", "kind", flag_value="person", help="WHO is a person.")
@click.option("--board", help="Which board to use. Default: of a person all points, else the main board.")
@click.option("--from", "first", type=DAY, help="Only what was earned from a day on.")
@click.option("--to", "last", type=DAY, help="Only what was earned up to a day.")
@click.option(
    "--against",
    metavar="OTHER",
    is_flag=False,
    flag_value="",
    help="What separates WHO from another team or person; without a name, from the row above.",
)
@click.option("--since", type=WHEN, help="What changed since the end of a day, or since a moment.")
@click.option("--as-of", type=DAY, help="As of the end of a day, from what was known then.")
@click.option("--known-at", type=WHEN, help="From what was known at a moment.")
@reveal_option
@as_json
@click.pass_obj
def why_command(
    session: Session,
    challenge: str,
    who: str,
    kind: Kind | None,
    board: str | None,
    first: date | None,
    last: date | None,
    against: str | None,
    since: date | datetime | None,
    as_of: date | None,
    known_at: date | datetime | None,
    reveal: str | None,
    json_: bool,
) -> None:
    """Explain every point of WHO in CHALLENGE: a person (id, e-mail address or name) or a team.

    Of a person each award with its rule and line. Reasons, entries, and those that do not count are shown
    where the challenge says 'organisers_see: entries', or with --reveal; the look is recorded. Of a team
    its members, its own points with their reasons, and how the board makes a score of them. On a board of
    weeks, months or named days, it is what counts there.
    """
    ws, days = workspace_of(session), Range(first, last) if first or last else None
    if against is not None and since is not None:
        raise click.UsageError("--against and --since cannot be combined. Use one at a time.")
    # What is asked for most, the points of a person, does not wait for the modules of the rest.
    if against is not None:
        from moonwalk.cli.why_teams import gap_json, print_gap
        from moonwalk.services.why.gap import part

        gap = part(
            ws,
            challenge,
            who,
            against or None,
            kind=kind,
            board=board,
            as_of=as_of,
            known_at=known_at,
            days=days,
        )
        _answer(json_, gap, gap_json, print_gap)
    elif kind_of(ws, challenge, who, kind) == "team":
        _answer_team(ws, json_, challenge, who, board, since, AsOf(as_of, known_at), days)
    elif since is not None:
        from moonwalk.cli.why_changes import person_change_json, print_person_change

        news = look_at_change(ws, challenge, who, since, as_of, known_at, Asked(board, days), reveal=reveal)
        _answer(json_, news, person_change_json, print_person_change)
    else:
        why = look_at_person(ws, challenge, who, as_of, known_at, Asked(board, days), reveal=reveal)
        _answer(json_, why, person_json, print_person)


def _answer_team(
    ws: Workspace,
    json_: bool,
    challenge: str,
    who: str,
    board: str | None,
    since: date | datetime | None,
    as_of: AsOf,
    days: Range | None,
) -> None:
    if since is not None:
        from moonwalk.cli.why_changes import print_team_change, team_change_json
        from moonwalk.services.why.team_changes import team_change

        changed = team_change(
            ws, challenge, who, since, board=board, as_of=as_of.day, known_at=as_of.known_at, days=days
        )
        _answer(json_, changed, team_change_json, print_team_change)
    else:
        from moonwalk.cli.why_teams import print_team, team_json
        from moonwalk.services.why.team import explain_team

        team = explain_team(ws, challenge, who, board, as_of.day, as_of.known_at, days)
        _answer(json_, team, team_json, print_team)


def _answer(
    json_: bool,
    answer: Answer,
    plain: Callable[[Answer], dict[str, object]],
    printed: Callable[[Answer], None],
) -> None:
    if json_:
        print_json(plain(answer))
    else:
        printed(answer)
