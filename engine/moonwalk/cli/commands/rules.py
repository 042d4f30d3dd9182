"""`moonwalk rules`, `moonwalk rules NAME` and `moonwalk rules sheet`."""

from __future__ import annotations

import re
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import in_language, to_folder, vocabulary_of, workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import put, put_lines, say
from moonwalk.services.errors import Refused
from moonwalk.services.rules import RuleRow, find_rule, list_rules

USES: Final = MappingProxyType(
    {
        "person": "Rules for people ('rules')",
        "team": "Rules for teams ('teams.rules')",
        "company": "Rules for everyone ('company.rules')",
        "ranking": "Rankings ('boards')",
        "notice": "Notices ('notices')",
    }
)


_KEY: Final = re.compile(r"\{([a-z_]+)\}")


class _Rules(click.Group):
    """`rules`, `rules NAME` and `rules sheet CHALLENGE`: whatever is no command is the name of a rule."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, or the one that shows the rule of this name."""
        return super().get_command(ctx, cmd_name) or _command_of(cmd_name)


@click.group(
    cls=_Rules,
    invoke_without_command=True,
    subcommand_metavar="[NAME | sheet CHALLENGE]",
    short_help="Show the rules that challenges may use, or write those of one for people.",
)
@as_json
@click.pass_context
def rules_command(context: click.Context, json_: bool) -> None:
    """Show the installed rules, rankings and notices, or one of them with all its keys: rules NAME.

    'rules sheet CHALLENGE' writes the rules of a challenge for participants.
    """
    session = context.find_object(Session)
    if context.invoked_subcommand is None and session is not None:
        _print_all(list_rules(vocabulary_of(session)), json_)


@rules_command.command("sheet", short_help="Write the rules of a challenge for participants.")
@click.argument("challenge")
@to_folder
@in_language
@click.option("--text", "text", is_flag=True, help="Print the rules as plain text. Write nothing.")
@click.option(
    "--data-protection", is_flag=True, help="Write what is kept, who sees it, and how long, instead."
)
@click.pass_obj
def sheet(
    session: Session, challenge: str, folder: Path | None, language: str, text: bool, data_protection: bool
) -> None:
    """Write the rules of CHALLENGE for participants: rules.html, to print or to send, and rules.txt.

    They have its dates and deadlines, what earns points, an example, and what to take care of. A challenge
    that has not been launched is written as its file stands, and says that it is a draft.

    With --data-protection it is data-protection.html, for a works council: what is kept of people, who sees
    it, for how long, and what people can do, as it follows from the settings.
    """
    ws = workspace_of(session)
    if data_protection:
        if text:
            raise Refused("--text goes with the rules only. Nothing was written.")
        # Loaded only here, as below.
        from moonwalk.services.sheets.data_protection import write_data_protection

        for path in write_data_protection(ws, challenge, folder, language):
            put(str(path))
        return
    # Laying out pages takes a library that no other command of this module needs.
    from moonwalk.services.sheets.rules_sheet import printed_rules, write_rules

    if text:
        put_lines(printed_rules(ws, challenge, language))
        return
    for path in write_rules(ws, challenge, folder, language):
        put(str(path))
    say("Open rules.html in a browser; from there it prints on A4 and on Letter.")


def _command_of(name: str) -> click.Command:
    """The command that shows one rule."""

    @click.command(name)
    @as_json
    @click.pass_context
    def show(context: click.Context, json_: bool) -> None:
        """Show a rule, ranking or notice with all its keys."""
        above = context.parent.params if context.parent else {}
        row = find_rule(vocabulary_of(context.ensure_object(Session)), name)
        if json_ or above.get("json_"):
            print_json(row)
        else:
            _print_one(row)

    return show


def _print_all(rows: tuple[RuleRow, ...], json_: bool) -> None:
    if json_:
        print_json(rows)
        return
    for use, heading in USES.items():
        some = [row for row in rows if row.use == use]
        if some:
            put(f"{heading}:")
            print_table(
                ("  Name", "Plugin", "Says"),
                [(f"  {row.name}", row.plugin, _with_keys(row.sentence)) for row in some],
            )
            put()


def _with_keys(sentence: str) -> str:
    """A sentence with its keys in capitals, as other commands show what is to be filled in."""
    return _KEY.sub(lambda match: match[1].upper(), sentence)


def _print_one(row: RuleRow) -> None:
    # The sentence of an example has values where the docstring has keys in braces.
    put(f"{row.full_name}: {row.says or _with_keys(row.sentence)}")
    if row.about:
        put(_KEY.sub(r"'\1'", row.about))
    keys = [
        (f"  {key.key}", key.kind, "required" if key.required else key.default or "-") for key in row.keys
    ]
    if keys:
        print_table(("  Key", "Holds", "Default"), keys)
    if row.example:
        put("Example, which is the sentence above:")
        for line in row.example:
            put(f"  {line}")
    if row.words:
        put(f"Placeholders: {', '.join(f'{{{word}}}' for word in row.words)}")
