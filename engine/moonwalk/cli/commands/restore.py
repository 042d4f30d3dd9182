"""`moonwalk restore`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import go_on_forgetting
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.passphrases import passphrase_of, passphrase_option
from moonwalk.cli.terminal import say
from moonwalk.services.backups.restore import restore
from moonwalk.services.workspace import find_workspace, open_workspace


@click.command(short_help="Put a backup back.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder to restore to, new or a workspace. Default: the present workspace.",
)
@passphrase_option
@as_json
@click.pass_obj
def restore_command(
    session: Session, file: Path, into: Path | None, passphrase_file: Path | None, json_: bool
) -> None:
    """Put the backup in FILE in the place of the workspace, which is put aside in a folder of its own.

    A backup that was altered or cut off, or is of a newer Moonwalk, is refused.
    """
    folder = into or session.folder or find_workspace(Path.cwd())
    passphrase = passphrase_of(file, passphrase_file)
    report = restore(file, folder, session.now or datetime.now(UTC), passphrase)
    if json_:
        print_json(
            {
                "folder": str(report.folder),
                "file": str(report.file),
                "made": report.made,
                "counts": report.counts,
                "aside": None if report.aside is None else str(report.aside),
                "erased": report.erased,
                "back": report.back,
            }
        )
        go_on_forgetting(open_workspace(report.folder, session.now))
        return
    held = f"{report.counts['person']} people, {report.counts['entry']} entries"
    say(f"{report.folder} is as it was on {report.made[:16].replace('T', ' ')} UTC: {held}.")
    if report.aside is not None:
        say(f"What was there before is in {report.aside}. Delete it once nobody needs it.")
    if report.erased:
        say(f"Forgotten since the backup, so forgotten again: {', '.join(report.erased)}.")
    if report.back:
        say(
            "The backup is of another time line of this workspace. People whom this one has forgotten may be "
            f"back: {', '.join(report.back)}. Whoever was forgotten: moonwalk people forget ID"
        )
    go_on_forgetting(open_workspace(report.folder, session.now))
