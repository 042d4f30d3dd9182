"""`moonwalk rules`."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import vocabulary_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import put
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


@click.command(short_help="Show the rules, rankings and notices that challenges may use.")
@click.argument("name", required=False)
@as_json
@click.pass_obj
def rules_command(session: Session, name: str | None, json_: bool) -> None:
    """Show the installed rules, rankings and notices, or one of them with all its keys."""
    plugins = vocabulary_of(session)
    if name is not None:
        row = find_rule(plugins, name)
        if json_:
            print_json(row)
        else:
            _print_one(row)
        return
    rows = list_rules(plugins)
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
