"""`moonwalk close` and `moonwalk reopen`."""

from __future__ import annotations

import click

from moonwalk.cli.engine_option import engine_option, with_engine
from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.terminal import put, say
from moonwalk.services.boards.views import PrizeView
from moonwalk.services.closing import ClosingReport, close, reopen
from moonwalk.services.overview import silent_days
from moonwalk.services.wording import counted


@click.command(short_help="Freeze the results of a challenge that is over.")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Show what would be frozen. Change nothing.")
@engine_option
@as_json
@click.pass_obj
def close_command(session: Session, name: str, dry_run: bool, engine: str | None, json_: bool) -> None:
    """Close the challenge NAME, once nothing can be logged for it any more.

    Its results are frozen, with hashes of all that they rest on: entries, text, seed, and the code of its
    plugins. The prizes are drawn. From then on nothing is logged, corrected or imported into it, and
    'moonwalk verify' confirms the results here or on another machine, or names what differs.
    """
    report = close(with_engine(workspace_of(session), engine), name, dry_run=dry_run)
    if json_:
        print_json(_as_json(report))
        return
    would = "would be closed" if dry_run else "is closed"
    people, facts = counted(report.people, "person", "people"), counted(report.facts, "fact")
    put(f"{report.title} {would}: {people}, {facts}.")
    for prize in report.prizes:
        put(f"{prize.what}: {_winners(prize)}")
    if report.seed is not None and report.prizes:
        put(f"The seed of the draw: {report.seed}")
    put(f"SHA-256 of its inputs: {report.inputs_sha256}")
    put(f"SHA-256 of its results: {report.results_sha256}")
    put(f"Scored by: {', '.join(f'{plugin} ({code})' for plugin, code in report.plugins.items())}")
    silent = silent_days(workspace_of(session), name)
    if silent > 1:
        say(f"Nobody logged anything for its last {silent} days. If entries are missing, import them.")
    if dry_run:
        say("Nothing was changed: this was a rehearsal (--dry-run).")
    else:
        say(f"To hand out: moonwalk results {name}, moonwalk certificates {name}, moonwalk report {name}")
        say(f"To confirm the results at any time: moonwalk verify. To open it again: moonwalk reopen {name}")


@click.command(short_help="Open a closed challenge again.")
@click.argument("name")
@click.option("--reason", required=True, help="Why; it is kept with the decision.")
@as_json
@click.pass_obj
def reopen_command(session: Session, name: str, reason: str, json_: bool) -> None:
    """Open the closed challenge NAME again, so that entries can be corrected. Close it again afterwards."""
    closed = reopen(workspace_of(session), name, reason)
    if json_:
        print_json({"challenge": name, "closed": closed, "reason": reason})
        return
    say(f"'{name}', closed on {closed:%Y-%m-%d}, is open again. What was frozen then is kept on record.")
    say(f"Once all is put right: moonwalk close {name}")


def _winners(prize: PrizeView) -> str:
    return "; ".join(row.name for row in prize.winners) or "nobody gets it"


def _as_json(report: ClosingReport) -> dict[str, object]:
    keys = ("challenge", "title", "closed", "people", "facts", "inputs_sha256", "results_sha256", "plugins")
    return {
        **{key: getattr(report, key) for key in keys},
        "seed": report.seed,
        "prizes": [
            {"name": prize.name, "what": prize.what, "winners": [row.id for row in prize.winners]}
            for prize in report.prizes
        ],
        "dry_run": report.dry_run,
    }
