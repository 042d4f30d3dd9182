from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from moonwalk.cli import build


@pytest.fixture(scope="module")
def group() -> click.Group:
    return build()


def walk(group: click.Group, words: list[str]) -> Iterator[tuple[click.Command, list[str]]]:
    """The command that the words name, down to the last subcommand, and its arguments."""
    command: click.Command = group
    own: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word.startswith("-"):
            own.append(word)
            if takes_a_value(command, word) and waiting:
                waiting.pop(0)
        elif isinstance(command, click.Group):
            yield command, own
            found = command.get_command(click.Context(command), word)
            assert found is not None, f"there is no command '{word}'"
            command, own = found, []
    yield command, own


def takes_a_value(command: click.Command, option: str) -> bool:
    for parameter in command.params:
        if isinstance(parameter, click.Option) and option in (*parameter.opts, *parameter.secondary_opts):
            return not parameter.is_flag
    return False


def options_of(command: click.Command) -> set[str]:
    return {
        name
        for parameter in command.get_params(click.Context(command))
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


def test_every_command_in_the_documents_exists_with_its_options(command, group):
    words = shlex.split(command.text)[1:]
    for found, options in walk(group, words):
        assert set(options) <= options_of(found), command.text


def test_every_command_is_told_to_the_people_who_need_it(group, text_of):
    told = text_of("docs/organiser.md") + text_of("docs/author.md") + text_of("docs/operator.md")
    context = click.Context(group)
    for name in group.list_commands(context):
        if not group.get_command(context, name).hidden:
            assert re.search(rf"moonwalk( --?\S+ \S+)* {name}\b", told), name
