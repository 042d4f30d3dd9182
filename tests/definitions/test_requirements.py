"""`plugins:` of a challenge file is compared with what is installed, version by version."""

from __future__ import annotations

from pathlib import Path

import pytest

from moonwalk.definitions import read_challenge
from moonwalk.definitions.requirements import install_command

from .installed import WITH_STRANGERS

PUDDLES = (Path(__file__).parent / "good" / "puddles.yaml").read_text("utf-8")


def problems(requirement: str, name: str = "acme"):
    text = PUDDLES.replace("acme: moonwalk-acme", f"{name}: {requirement}")
    reading = read_challenge(text.encode(), "puddles.yaml", WITH_STRANGERS)
    return [problem for problem in reading.problems if problem.place.line == 6]


@pytest.mark.parametrize(
    "requirement",
    ["moonwalk-acme", "Moonwalk.Acme", "moonwalk-acme >=0", "moonwalk-acme>=0,<1", "moonwalk-acme ~=0.0"],
)
def test_what_is_installed_will_do(requirement):
    assert problems(f'"{requirement}"') == []


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        (
            "moonwalk-acme >=1.2,<2",
            "'acme' is moonwalk-acme 0 here, and this file asks for >=1.2,<2. Install it: pip install",
        ),
        (
            "rain-co",
            "'acme' comes from moonwalk-acme here, and this file asks for rain-co. Install it:",
        ),
        ("moonwalk-acme >=one", "'>=one' is not a range of versions"),
        ("two words", "'two words' is not a package. Write the package, and versions if they matter"),
    ],
)
def test_what_is_installed_will_not_do(requirement, message):
    (problem,) = problems(f'"{requirement}"')

    assert problem.severity == "error"
    assert problem.message.startswith(message)
    assert problem.place.column == 9


def test_a_plugin_that_nothing_uses_and_that_is_not_installed_is_a_warning():
    (problem,) = problems("moonwalk-fitco", "fitco")

    assert problem.severity == "warning"
    assert "the plugin 'fitco' is not installed" in problem.message


def test_a_command_names_a_range_in_quotes():
    assert install_command("moonwalk-acme") == "pip install moonwalk-acme"
    assert install_command("moonwalk-acme > 1") == 'pip install "moonwalk-acme>1"'
