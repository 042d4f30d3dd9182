from __future__ import annotations

import re
import shlex

import click
import pytest

from moonwalk.cli import build


@pytest.fixture
def group() -> click.Group:
    return build()


@pytest.fixture
def understand(group, monkeypatch):
    """Reads a command line as the program would, down to the last argument, and does nothing."""
    monkeypatch.setattr(click.Command, "invoke", lambda self, context: None)
    return lambda line: group.main(shlex.split(line)[1:], prog_name="moonwalk", standalone_mode=False)


def test_every_command_in_the_documents_is_understood(command, understand):
    try:
        understand(command.text)
    except click.MissingParameter:
        # A sentence may name a command without its arguments; what is there to be typed may not.
        assert command.language == "command"
    except click.BadParameter as wrong:
        if not isinstance(wrong.param.type, click.Path):
            raise


@pytest.mark.parametrize(
    "line",
    ["moonwalk baord x", "moonwalk board x --tpo 3", "moonwalk board x y z", "moonwalk teams pull x"],
)
def test_a_command_that_does_not_exist_is_not_understood(line, understand):
    with pytest.raises(click.UsageError):
        understand(line)


def test_every_command_is_told_to_the_people_who_need_it(group, text_of):
    told = text_of("docs/organiser.md") + text_of("docs/author.md") + text_of("docs/operator.md")
    context = click.Context(group)
    for name in group.list_commands(context):
        if not group.get_command(context, name).hidden:
            assert re.search(rf"moonwalk( --?\S+ \S+)* {name}\b", told), name
