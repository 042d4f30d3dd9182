from __future__ import annotations

import subprocess
import sys

import click
import pytest

from moonwalk import __version__
from moonwalk.cli import build
from moonwalk.cli.main import COMMANDS

from ..running import program, run

LISTED = [(name, summary) for name, _, summary in COMMANDS if summary]
NAMES = [name for name, _ in LISTED]
INNER = (
    ("entries", "correct"),
    ("entries", "void"),
    ("outbox", "retry"),
    ("outbox", "cancel"),
    ("people", "import"),
    ("people", "list"),
    ("teams", "draw"),
    ("teams", "list"),
)


def command(name: str) -> click.Command:
    group = build()
    found = group.get_command(click.Context(group), name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "summary"), LISTED)
def test_the_summary_of_a_command_is_what_the_list_of_commands_says(name, summary):
    assert command(name).short_help == summary


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help(name):
    shown = run(name, "--help").stdout

    assert shown.startswith("Usage: ")
    assert "--help" in shown


@pytest.mark.parametrize(("group", "name"), INNER)
def test_every_command_of_a_group_has_help(group, name):
    assert run(group, name, "--help").stdout.startswith("Usage: ")


@pytest.mark.parametrize("name", NAMES)
def test_every_argument_and_option_is_described(name):
    def described(one: click.Command):
        for parameter in one.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (one.name, parameter.name)
        if isinstance(one, click.Group):
            for inner in one.commands.values():
                described(inner)
        assert one.help

    described(command(name))


def test_the_list_of_commands_is_in_the_order_of_the_alphabet_and_whole():
    shown = run("--help").stdout

    assert list(NAMES) == sorted(NAMES)
    assert all(f"  {name} " in shown and summary[:30] in shown for name, summary in LISTED)
    assert run("-h").stdout == shown


def test_the_version_is_told():
    assert run("--version").stdout == f"moonwalk {__version__}\n"


def test_the_program_runs_as_a_module():
    assert program("--version").out == f"moonwalk {__version__}\n"


def test_help_and_version_load_no_engine():
    code = (
        "import sys\n"
        "from moonwalk.cli import build\n"
        "for option in ('--help', '--version'):\n"
        "    try:\n"
        "        build().main([option])\n"
        "    except SystemExit:\n"
        "        pass\n"
        "heavy = {'pydantic', 'numpy', 'sqlite_utils', 'textual', 'yaml', 'pluggy'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(("typed", "meant"), [("borad", "board"), ("chek", "check"), ("import-", "import")])
def test_a_mistyped_command_is_answered_with_the_nearest(typed, meant):
    result = run(typed)

    assert result.exit_code == 2
    assert f"Did you mean '{meant}'?" in result.stderr


def test_a_command_that_is_not_there_is_a_usage_error():
    assert run("zzz").exit_code == 2
    assert run("screen").exit_code == 2
