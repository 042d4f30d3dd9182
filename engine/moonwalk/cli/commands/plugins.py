"""`moonwalk plugins`: what is installed, one of them in full, a new one, and the checks of one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moonwalk.cli.group import ExitCode, Session
from moonwalk.cli.options import folder_of, vocabulary_of
from moonwalk.cli.output import as_json, clean, print_json, print_table, say
from moonwalk.services.new_plugins import KINDS, start_file, start_plugin
from moonwalk.services.plugin_details import PluginDetail, declared_targets, plugin_detail
from moonwalk.services.plugins import forget_looks, plugin_rows
from moonwalk.services.views import PluginRow
from moonwalk.services.wording import counted
from moonwalk.services.workspace import find_workspace

HEADINGS = ("Plugin", "Package", "State", "Load", "Declares")


class PluginsGroup(click.Group):
    """A group in which any word that is no command is the name of a plugin to show."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; `show` for the name of a plugin."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["show", *args]
        return super().resolve_command(ctx, args)


@click.group(
    cls=PluginsGroup,
    invoke_without_command=True,
    short_help="Show what is installed, and in what state.",
    subcommand_metavar="[NAME | COMMAND [ARGS]...]",
)
@click.option("--again", is_flag=True, help="Look at plugins that Moonwalk did not bring once more.")
@as_json
@click.pass_context
def plugins_command(context: click.Context, again: bool, json_: bool) -> None:
    """Show the installed plugins, what they declare, and why one does not work.

    With NAME, show one of them in full. Exits with 1 if any of them is broken.
    """
    if context.invoked_subcommand is not None:
        return
    if again:
        forget_looks(folder_of(context.obj))
    rows = plugin_rows(vocabulary_of(context.obj))
    if json_:
        print_json(rows)
    else:
        _print_rows(rows)
    if any(row.state == "broken" or row.problems for row in rows):
        sys.exit(ExitCode.PROBLEMS)


def _print_rows(rows: tuple[PluginRow, ...]) -> None:
    table = [
        (
            row.name,
            f"{row.package} {row.version}".strip(),
            row.state,
            f"{row.milliseconds:.0f} ms",
            ", ".join(row.declares),
        )
        for row in rows
    ]
    print_table(HEADINGS, table, frozenset({3}))
    for row in rows:
        for problem in row.problems:
            click.echo(clean(f"{row.name}: {problem}"))


@plugins_command.command("show", hidden=True)
@click.argument("name")
@as_json
@click.pass_obj
def show(session: Session, name: str, json_: bool) -> None:
    """Show the plugin NAME with everything that it declares, all keys, and what is wrong with it."""
    detail = plugin_detail(vocabulary_of(session), name)
    if json_:
        print_json(detail)
    else:
        _print_detail(detail)
    if detail.plugin.state == "broken" or detail.plugin.problems:
        sys.exit(ExitCode.PROBLEMS)


def _print_detail(detail: PluginDetail) -> None:
    row = detail.plugin
    click.echo(clean(f"{row.name} ({f'{row.package} {row.version}'.strip()}), {row.state}"))
    for problem in row.problems:
        click.echo(clean(f"  Problem: {problem}"))
    for declared in detail.declares:
        click.echo()
        click.echo(clean(f"{declared.kind} {declared.name}: {declared.sentence}"))
        if declared.about:
            click.echo(clean(declared.about))
        keys = [
            (f"  {key.key}", key.kind, "required" if key.required else key.default or "-")
            for key in declared.keys
        ]
        if keys:
            print_table(("  Key", "Holds", "Default"), keys)
    for words in row.declares:
        if words.startswith("challenges "):
            click.echo()
            click.echo(clean(words))


@plugins_command.command("new", short_help="Start a plugin of your own.")
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice(list(KINDS)), help="What it adds to Moonwalk.")
@click.option(
    "--in",
    "place",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where its folder goes. Default: here.",
)
@click.option("--as-file", is_flag=True, help="Write one file into the plugins folder of this workspace.")
@as_json
@click.pass_obj
def new(session: Session, name: str, kind: str, place: Path, as_file: bool, json_: bool) -> None:
    """Write a distribution with a plugin NAME: a working example, its tests, and what makes a wheel of it.

    Change the example step by step, and keep its tests passing.
    """
    if as_file:
        _new_file(session, name, kind, json_)
        return
    made = start_plugin(place, name, kind)
    if json_:
        print_json(made)
        return
    for path in made.files:
        click.echo(clean(str(Path(made.folder) / path)))
    say(f"{made.distribution} is written. To work on it, run these in {made.folder}:")
    say("  python -m pip install --editable . pytest")
    say("  python -m pytest")


def _new_file(session: Session, name: str, kind: str, json_: bool) -> None:
    path = start_file(find_workspace(session.folder or Path.cwd()), name, kind)
    if json_:
        print_json({"file": str(path), "plugin": path.stem, "kind": kind})
        return
    click.echo(clean(str(path)))
    say(f"It is a plugin of this workspace now. To try it: moonwalk plugins check {path.stem}")


@plugins_command.command("check", short_help="Try everything that a plugin declares.")
@click.argument("name")
@as_json
@click.pass_obj
def check(session: Session, name: str, json_: bool) -> None:
    """Run the checks of the test kit on the plugin NAME, or on one thing that it declares (acme.rain).

    Each declaration is tried with ordinary values for its keys, in processes of its own: without clock,
    randomness, files, network, and with limits of time and memory. Exits with 1 if a check fails.
    """
    # The kit is loaded where it is asked for: nothing else needs it.
    from moonwalk.testing.kit import check_subject

    targets = declared_targets(vocabulary_of(session), name)
    results = [check_subject(what, target) for what, target in targets]
    if json_:
        print_json(results)
    for result in () if json_ else results:
        if result.not_tried:
            click.echo(clean(f"{result.what}: not tried. {result.not_tried}"))
            continue
        failed = len(result.faults)
        click.echo(
            clean(f"{result.what}: {counted(result.checks - failed, 'check')} passed, {failed} failed.")
        )
        for fault in result.faults:
            click.echo(clean(f"  {fault.check}: {fault.text}"))
            if fault.example:
                click.echo(clean(f"    Example: {fault.example}"))
    if any(result.faults for result in results):
        sys.exit(ExitCode.PROBLEMS)
