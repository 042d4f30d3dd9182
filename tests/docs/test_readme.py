"""What the readme shows is what the program prints."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from moonwalk.cli import build

README = Path(__file__).parents[2] / "README.md"
SHOWN_AT = datetime(2026, 11, 18, 18, tzinfo=UTC)


def blocks():
    text = README.read_text(encoding="utf-8")
    between = text.partition("<!-- output: board -->")[2].partition("<!-- end of output: board -->")[0]
    return re.findall(r"```text\n(.*?)```", between, re.DOTALL)


def run(*arguments):
    done = CliRunner().invoke(build(), ["--now", SHOWN_AT.isoformat(), *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme") / "demo"
    return folder, run("demo", str(folder))


def test_the_board_in_the_readme_is_the_board_of_the_demo(demo):
    assert demo[1] == blocks()[0]


def test_the_explanation_in_the_readme_is_the_one_the_demo_gives(demo):
    assert run("-w", str(demo[0]), "why", "walk-backward", "e003", "--reveal", "asked why") == blocks()[1]
