"""What messages tell people to type exists."""

import re
from pathlib import Path

import click
import pytest

from moonwalk.cli import build

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "engine").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")])
ADVICE = re.compile(r"(?:'|: |run )moonwalk ((?:[a-z]+ ?)+)")


def advised():
    for path in FILES:
        for found in ADVICE.finditer(path.read_text(encoding="utf-8")):
            yield pytest.param(found[1].split(), id=f"{path.relative_to(ROOT)}: moonwalk {found[1].strip()}")


@pytest.mark.parametrize("words", list(advised()))
def test_a_command_named_in_a_message_exists(words):
    group = build()
    with click.Context(group) as context:
        command = group.get_command(context, words[0])
        assert command is not None
        if isinstance(command, click.Group) and len(words) > 1:
            assert command.get_command(context, words[1]) is not None


def test_the_messages_were_found():
    assert len(list(advised())) > 10
