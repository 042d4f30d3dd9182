"""`moonwalk verify`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from moonwalk.cli.engine_option import engine_option, with_engine
from moonwalk.cli.group import ExitCode, Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.passphrases import passphrase_of, passphrase_option
from moonwalk.cli.terminal import put, say
from moonwalk.services.backups.restore import rehearse
from moonwalk.services.closing_check import ClosingCheck
from moonwalk.services.verification import Verification, shown_head, verify
from moonwalk.services.verification import accept as accept_all
from moonwalk.services.wording import counted


@click.command(short_help="Check that the data is whole and unchanged.")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--head", default="", help="A head of the chain, written down earlier, to compare with.")
@click.option("--accept", metavar="WHY", help="Take over what another program changed, and write down why.")
@passphrase_option
@engine_option
@as_json
@click.pass_obj
def verify_command(
    session: Session,
    file: Path | None,
    head: str,
    accept: str | None,
    passphrase_file: Path | None,
    engine: str | None,
    json_: bool,
) -> None:
    """Check that the database is whole, keeps to its rules, adds up, and was altered by nobody else.

    Kept scores are compared with a recount. Every fault is named, and the exit code is 1 if there is any.
    Nothing is changed, unless --accept is given. With FILE, a backup is restored to a temporary folder, and
    that is checked.

    The head of the chain vouches for everything that was ever written. Write it down, or print it: with
    --head it is seen whether anything was cut off or replaced since.
    """
    if file is not None:
        if accept is not None:
            raise click.UsageError("Nothing in a backup can be taken over. Leave out FILE or --accept.")
        if engine is not None:
            raise click.UsageError("A backup is recounted in this process. Leave out FILE or --engine.")
        now = session.now or datetime.now(UTC)
        made, report = rehearse(file, now, passphrase_of(file, passphrase_file), head)
        say(f"{file} was made on {made[:16].replace('T', ' ')} UTC, and can be restored.")
        _print(report, json_, "Use another backup.")
    else:
        ws = with_engine(workspace_of(session), engine)
        if accept is not None:
            if not accept.strip():
                raise click.UsageError("Say why what was changed is taken over: --accept WHY.")
            rows = accept_all(ws, accept)
            say(f"{counted(rows, 'row was', 'rows were')} taken over as they are. The decision names them.")
        report = verify(ws, head)
        _print(
            report,
            json_,
            "Keep the workspace as it is, and restore the newest sound backup: moonwalk restore FILE",
            "If what was changed is as it should be: moonwalk verify --accept WHY",
        )
    if report.faults:
        sys.exit(ExitCode.PROBLEMS)


def _print(report: Verification, json_: bool, todo: str, todo_of_chain: str = "") -> None:
    if json_:
        print_json(report)
        return
    for fault in report.faults:
        put(f"{fault.check}: {fault.says}")
    if report.faults:
        say(todo)
        if todo_of_chain and any(fault.check == "chain" for fault in report.faults):
            say(todo_of_chain)
    else:
        say(f"All is well: {report.counts['person']} people, {report.counts['entry']} entries.")
    for check in report.closings:
        put(_closing_line(check))
        for remark in check.remarks:
            put(f"  {remark}")
    if report.chain is not None:
        chain = report.chain
        say(f"Head of the chain: {shown_head(chain.head)} ({counted(chain.links, 'link')}). {chain.begun}")
        if chain.compared:
            say(chain.compared)


def _closing_line(check: ClosingCheck) -> str:
    """Whether what was frozen at a closing is confirmed, in a sentence."""
    said = "is not confirmed" if check.differences else "was run again and is confirmed"
    return (
        f"'{check.challenge}', closed on {check.closed:%Y-%m-%d}, {said}. SHA-256 of its inputs: "
        f"{check.inputs_sha256}, of its results: {check.results_sha256}"
    )
