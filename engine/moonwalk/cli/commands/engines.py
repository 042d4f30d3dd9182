"""`moonwalk engines`."""

from __future__ import annotations

import sys

import click

from moonwalk.cli.engine_option import EngineType
from moonwalk.cli.group import ExitCode, Session
from moonwalk.cli.options import left_out, workspace_if_any
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.definitions.engine_names import LOCAL
from moonwalk.services.engines.report import try_engines
from moonwalk.services.workspace import load_plugins


@click.command(short_help="Show what can score, and try it.")
@click.option("--engine", type=EngineType(), help="Only this one: local, processes or dask://HOST:PORT.")
@as_json
@click.pass_obj
def engines_command(session: Session, engine: str | None, json_: bool) -> None:
    """Show the engines by which challenges can be scored in full, and try each on 1,000 made-up people.

    Every engine has to come to the very scores that this process comes to. Exits with 1 where one does
    not, or cannot be used.
    """
    workspace = workspace_if_any(session)
    plugins = workspace.plugins if workspace else load_plugins(left_out(session))
    chosen = workspace.settings.engine if workspace else LOCAL
    report = try_engines(plugins, chosen, engine or "")
    if json_:
        print_json(report)
    else:
        rows = [
            (
                f"{row.name} (chosen)" if row.chosen else row.name,
                "ready" if row.ready else "not ready",
                "" if row.seconds is None else f"{row.seconds:.2f}",
                row.says,
            )
            for row in report.engines
        ]
        print_table(("Engine", "State", "Seconds", "What"), rows, frozenset({2}))
        say(f"Seconds include starting, for {report.people:,} made-up people. {report.here}")
    if not report.all_ready:
        sys.exit(ExitCode.PROBLEMS)
