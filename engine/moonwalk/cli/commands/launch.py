"""`moonwalk launch`."""

from __future__ import annotations

from datetime import date

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, workspace_of
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.terminal import say
from moonwalk.services.launch import launch


@click.command(short_help="Make a challenge go live.")
@click.argument("name")
@click.option("--start", type=DAY, help="The first day, in place of the one in the file.")
@as_json
@click.pass_obj
def launch_command(session: Session, name: str, start: date | None, json_: bool) -> None:
    """Launch the challenge NAME of the workspace. From now on its rules stand as they are."""
    done = launch(workspace_of(session), name, start)
    if json_:
        print_json({**_as_json(done), "remarks": done.remarks, "deadlines": done.deadlines})
        return
    for warning in done.warnings:
        say(str(warning))
    say(f"{done.title} runs from {done.starts} to {done.ends}. People: {done.people}, teams: {done.teams}.")
    for deadline in done.deadlines:
        say(f"{deadline}.")
    for remark in done.remarks:
        say(remark)
    say(f"SHA-256 of the seed of all its draws: {done.seed_sha256}")


def _as_json(done: object) -> dict[str, object]:
    keys = ("challenge", "title", "starts", "ends", "people", "teams", "seed_sha256")
    return {key: getattr(done, key) for key in keys}
