"""`moonwalk teams`."""

from __future__ import annotations

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.roster.teams import TeamRow, assign_to_team, draw_teams, list_teams


@click.group(short_help="Draw, fill and list teams.")
def teams_command() -> None:
    """Draw, fill and list the teams of a challenge."""


@teams_command.command("draw", short_help="Form balanced teams by lot.")
@click.argument("challenge")
@click.option("--seed", help="Draw with this seed, to repeat a draw.")
@as_json
@click.pass_obj
def draw(session: Session, challenge: str, seed: str | None, json_: bool) -> None:
    """Put everyone in CHALLENGE who has no team into one, by lot. Nobody who has a team is moved."""
    done = draw_teams(workspace_of(session), challenge, seed)
    if json_:
        print_json(done)
        return
    _print(done.teams)
    say(f"{done.placed} people were placed. The seed of the draw: {done.seed}")
    for remark in done.remarks:
        say(remark)


@teams_command.command("put", short_help="Put someone into a team.")
@click.argument("challenge")
@click.argument("who")
@click.argument("team")
@as_json
@click.pass_obj
def put(session: Session, challenge: str, who: str, team: str, json_: bool) -> None:
    """Put WHO into TEAM in CHALLENGE: from today on, or before day 1 from then. A new name is a new team."""
    done = assign_to_team(workspace_of(session), challenge, who, team)
    if json_:
        print_json(done)
        return
    new = ", which is new" if done.new else ""
    say(f"{done.name} is in the team {done.team}{new if done.changed else ' as before'}.")
    for remark in done.remarks:
        say(remark)


@teams_command.command("list", short_help="Show the teams of a challenge.")
@click.argument("challenge")
@as_json
@click.pass_obj
def list_(session: Session, challenge: str, json_: bool) -> None:
    """Show the teams of CHALLENGE and who is in them now."""
    rows = list_teams(workspace_of(session), challenge)
    if json_:
        print_json(rows)
    else:
        _print(rows)


def _print(rows: tuple[TeamRow, ...]) -> None:
    table = [(row.name, len(row.members), ", ".join(row.members)) for row in rows]
    print_table(("Team", "Members", "Who"), table, frozenset({1}))
