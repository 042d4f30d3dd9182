"""`moonwalk plugins`: what is installed, one of them in full, a new one, and the checks of one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from moonwalk.cli.group import ExitCode, Session
from moonwalk.cli.options import folder_of, vocabulary_of, workspace_if_any, workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import put, say
from moonwalk.services.approval import Approval, approve_plugin
from moonwalk.services.new_plugins import KINDS, start_file, start_plugin
from moonwalk.services.plugin_changes import ChangedCode, accept_changes
from moonwalk.services.plugin_details import PluginDetail, declared_targets, plugin_detail
from moonwalk.services.plugins import forget_looks, list_plugins, plugin_rows
from moonwalk.services.views import PluginRow
from moonwalk.services.wording import counted
from moonwalk.services.workspace import find_workspace

HEADINGS = ("Plugin", "Package", "State", "Load", "Declares")
_SHOWN: Final = 2
"""Of a plugin that declares many things, so many are listed."""


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

    With NAME, show one of them in full. In a workspace, plugins of others that it has not approved are
    listed and not loaded. Exits with 1 if any of them is broken.
    """
    if context.invoked_subcommand is not None:
        return
    if again:
        forget_looks(folder_of(context.obj))
    rows = _rows(context.obj)
    if json_:
        print_json(rows)
    else:
        _print_rows(rows)
    if any(_is_faulty(row) for row in rows):
        sys.exit(ExitCode.PROBLEMS)


def _rows(session: Session) -> tuple[PluginRow, ...]:
    ws = workspace_if_any(session)
    return plugin_rows(vocabulary_of(session)) if ws is None else list_plugins(ws)


def _is_faulty(row: PluginRow) -> bool:
    return row.state == "broken" or (row.state not in ("not approved", "missing") and bool(row.problems))


def _print_rows(rows: tuple[PluginRow, ...]) -> None:
    table = [
        (
            row.name,
            f"{row.package} {row.version}".strip(),
            row.state,
            f"{row.milliseconds:.0f} ms",
            _in_short(row.declares),
        )
        for row in rows
    ]
    print_table(HEADINGS, table, frozenset({3}))
    for row in rows:
        for problem in row.problems:
            put(f"{row.name}: {problem}")
    for remark in dict.fromkeys(remark for row in rows for remark in row.remarks):
        put(remark)


def _in_short(declares: tuple[str, ...]) -> str:
    """What a plugin brings, at most as much as a line holds; `moonwalk plugins NAME` has it all."""
    if len(declares) <= _SHOWN + 1:
        return ", ".join(declares)
    return f"{', '.join(declares[:_SHOWN])} and {len(declares) - _SHOWN} more"


@plugins_command.command("show", hidden=True)
@click.argument("name")
@as_json
@click.pass_obj
def show(session: Session, name: str, json_: bool) -> None:
    """Show the plugin NAME with everything that it declares, all keys, and what is wrong with it."""
    ws = workspace_if_any(session)
    plugins = vocabulary_of(session) if ws is None else ws.plugins
    detail = plugin_detail(plugins, name, ws)
    if json_:
        print_json(detail)
    else:
        _print_detail(detail)
    if _is_faulty(detail.plugin):
        sys.exit(ExitCode.PROBLEMS)


def _print_detail(detail: PluginDetail) -> None:
    row = detail.plugin
    put(f"{row.name} ({f'{row.package} {row.version}'.strip()}), {row.state}")
    for problem in row.problems:
        put(f"  Problem: {problem}")
    for remark in row.remarks:
        put(f"  {remark}")
    for declared in detail.declares:
        put()
        put(f"{declared.kind} {declared.name}: {declared.sentence}")
        if declared.about:
            put(declared.about)
        keys = [
            (f"  {key.key}", key.kind, "required" if key.required else key.default or "-")
            for key in declared.keys
        ]
        if keys:
            print_table(("  Key", "Holds", "Default"), keys)
    for words in row.declares:
        if words.startswith("challenges "):
            put()
            put(words)


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
        put(str(Path(made.folder) / path))
    say(f"{made.distribution} is written. To work on it, run these in {made.folder}:")
    say("  python -m pip install --editable . pytest")
    say("  python -m pytest")


def _new_file(session: Session, name: str, kind: str, json_: bool) -> None:
    path = start_file(find_workspace(session.folder or Path.cwd()), name, kind)
    if json_:
        print_json({"file": str(path), "plugin": path.stem, "kind": kind})
        return
    put(str(path))
    say("It is a plugin of this workspace now. To try it, and again after each change:")
    say(f"  moonwalk plugins approve {path.stem}")
    say(f"  moonwalk plugins check {path.stem}")


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
            put(f"{result.what}: not tried. {result.not_tried}")
            continue
        failed = len(result.faults)
        put(f"{result.what}: {counted(result.checks - failed, 'check')} passed, {failed} failed.")
        for fault in result.faults:
            put(f"  {fault.check}: {fault.text}")
            if fault.example:
                put(f"    Example: {fault.example}")
    if any(result.faults for result in results):
        sys.exit(ExitCode.PROBLEMS)


@plugins_command.command("approve", short_help="Let this workspace load a plugin.")
@click.argument("name")
@click.option("--reason", default="", help="Why; it is kept with the decision.")
@as_json
@click.pass_obj
def approve(session: Session, name: str, reason: str, json_: bool) -> None:
    """Let this workspace load the plugin NAME, or all plugins of the package NAME, as they are now.

    The package, its version and a hash of its files are written down: once they differ, the plugin is not
    loaded until it is approved again. A plugin runs with your rights, and was able to since it was
    installed; approving says that this workspace may use it.
    """
    approvals = approve_plugin(workspace_of(session), name, reason)
    if json_:
        print_json(approvals)
        return
    for approval in approvals:
        say(_approved(approval))


def _approved(approval: Approval) -> str:
    label = f"{approval.plugin}: {approval.code.label}"
    if approval.already:
        return f"{label} is approved already. Nothing was changed."
    before = f" Before, it was {approval.before.label}." if approval.before else ""
    brings = f"What it brings, and whether it works: moonwalk plugins {approval.plugin}"
    return f"{label} is approved in this workspace.{before} {brings}"


@plugins_command.command("accept", short_help="Accept that code of a challenge has changed.")
@click.argument("challenge")
@click.option("--reason", default="", help="Why; it is kept with the decision.")
@click.option("--dry-run", is_flag=True, help="Only show whose points differ.")
@as_json
@click.pass_obj
def accept(session: Session, challenge: str, reason: str, dry_run: bool, json_: bool) -> None:
    """Accept that plugins of CHALLENGE are not what they were at its launch, with a reason.

    Shows whose points differ from those that were stored last by the code before.
    """
    if not reason.strip() and not dry_run:
        raise click.UsageError("Give a --reason, or look first with --dry-run.")
    changed = accept_changes(workspace_of(session), challenge, reason.strip(), dry_run=dry_run)
    if json_:
        print_json(changed)
        return
    for change in changed.changes:
        put(f"{change.plugin}: {change.before.label} -> {change.after.label}")
    _print_difference(changed)
    say("Nothing was changed." if dry_run else f"'{challenge}' is pinned to this code now.")


def _print_difference(changed: ChangedCode) -> None:
    difference = changed.difference
    put(difference.sentence)
    if difference.rules:
        put(f"Rules that pay something else: {', '.join(difference.rules)}.")
    for heading, changed_rows in (("Name", difference.changed), ("Team", difference.teams or ())):
        rows = [
            (row.id, row.name, row.before, row.after, f"{row.after - row.before:+}") for row in changed_rows
        ]
        if rows:
            print_table(("Id", heading, "Before", "Now", "Change"), rows, frozenset({2, 3, 4}))
