"""`moonwalk results`, `moonwalk certificates` and `moonwalk report`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import in_language, to_folder, workspace_of
from moonwalk.cli.output import Function
from moonwalk.cli.terminal import put, say
from moonwalk.services.privacy.audience import audience_of
from moonwalk.services.sheets.certificates import write_certificates
from moonwalk.services.sheets.report import write_report
from moonwalk.services.sheets.results import ended, write_results
from moonwalk.services.workspace import Workspace


def for_whom(function: Function) -> Function:
    """The option `--for` of what is handed out."""
    return click.option(
        "--for", "audience", metavar="WHOM", help="everyone (the default), organisers, or a person by id."
    )(function)


@click.command(short_help="Write the results of a challenge that is over.")
@click.argument("challenge")
@for_whom
@to_folder
@in_language
@click.pass_obj
def results_command(
    session: Session, challenge: str, audience: str | None, folder: Path | None, language: str
) -> None:
    """Write the results of CHALLENGE, once nothing can be logged for it: results.html and results.txt.

    They hold what everyone may see: boards as they are published, who won a prize, what all did together.
    """
    ws = workspace_of(session)
    _print(write_results(ws, challenge, audience_of(audience, exported=True), folder, language))
    _say_whether_closed(ws, challenge)


@click.command(short_help="Write certificates of a challenge that is over.")
@click.argument("challenge")
@for_whom
@to_folder
@in_language
@click.pass_obj
def certificates_command(
    session: Session, challenge: str, audience: str | None, folder: Path | None, language: str
) -> None:
    """Write certificates of CHALLENGE, a page each: certificates.html and certificates.txt.

    For everyone: the first three of each published board of teams or groups, winners of prizes, and people
    where 'people_see' lets everyone see them. '--for organisers' also has a page for each who took part,
    without their points, to be handed to them. '--for ID' has that person's own, with their points.
    """
    ws = workspace_of(session)
    _print(write_certificates(ws, challenge, audience_of(audience, exported=True), folder, language))
    _say_whether_closed(ws, challenge)


@click.command(short_help="Write the report on a challenge for management.")
@click.argument("challenge")
@to_folder
@click.pass_obj
def report_command(session: Session, challenge: str, folder: Path | None) -> None:
    """Write the report on CHALLENGE for management: report.html and report.xlsx.

    Who could take part, joined, logged in each week and stayed, in all and by each column of the roster.
    No figure, and no difference of figures, is about fewer people than 'smallest_group'. The figures are
    those of the closing, or of the last week that has closed; the same ones give the same bytes, years later
    too.
    """
    _print(write_report(workspace_of(session), challenge, folder))


def _print(paths: Sequence[Path]) -> None:
    for path in paths:
        put(str(path))


def _say_whether_closed(ws: Workspace, challenge: str) -> None:
    if not ended(ws, challenge).closed:
        say(f"'{challenge}' is not closed, so a correction may still change this: moonwalk close {challenge}")
