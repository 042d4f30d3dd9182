"""`moonwalk backup`."""

from __future__ import annotations

from pathlib import Path

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.passphrases import passphrase_for_new, passphrase_option
from moonwalk.cli.terminal import say
from moonwalk.services.backups.backup import back_up


@click.command(short_help="Save the whole workspace in one file.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="Keep the newest N backups named alike, and remove older ones.",
)
@click.option("--encrypt", is_flag=True, help="Encrypt it, as is also done where FILE ends in '.age'.")
@passphrase_option
@as_json
@click.pass_obj
def backup_command(
    session: Session, file: Path, keep: int | None, encrypt: bool, passphrase_file: Path | None, json_: bool
) -> None:
    """Save the workspace in FILE, a zip file, while others go on working.

    It holds the settings, the challenges, the database, the messages and the import profiles, and is checked
    before it gets its name. In an existing folder, FILE is named after the workspace and the moment.

    An encrypted backup opens with its passphrase only. Whoever loses that loses the backup.

    With --keep, older backups of this workspace in the same folder go, if their names differ in digits only.
    """
    ws = workspace_of(session)
    report = back_up(ws, file, keep, passphrase_for_new(file, encrypt, passphrase_file))
    if json_:
        print_json(
            {
                "file": str(report.file),
                "bytes": report.size,
                "sha256": report.sha256,
                "made": report.made,
                "counts": report.counts,
                "removed": [str(path) for path in report.removed],
            }
        )
        return
    held = f"{report.counts['person']} people, {report.counts['entry']} entries"
    say(f"{report.file}: {report.size / 2**10:,.0f} KB, {held}. It was read back and is sound.")
    say(f"SHA-256: {report.sha256}")
    for path in report.removed:
        say(f"Removed: {path}")
