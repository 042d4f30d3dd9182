"""`moonwalk schema`: the JSON Schema of challenge files, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import vocabulary_of
from moonwalk.cli.terminal import put_lines, say
from moonwalk.services.editor_schema import schema_text, write_schema


@click.command(short_help="Print the JSON Schema of challenge files, for editors.")
@click.option(
    "-o", "--output", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file."
)
@click.pass_obj
def schema_command(session: Session, file: Path | None) -> None:
    """Print one JSON Schema of challenge files, with every rule, ranking and notice that is installed.

    Editors with a YAML extension read it: they complete keys and names, show what these mean, and mark what
    cannot be right. 'moonwalk new' keeps it beside the challenges, and puts the line on top that names it.
    """
    plugins = vocabulary_of(session)
    if file is None:
        put_lines(schema_text(plugins))
        return
    write_schema(plugins, file)
    say(f"{file} is written.")
