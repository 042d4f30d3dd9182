"""Files for those who work on the project: they are YAML, and agree with pyproject.toml and the Makefile."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
CI = ROOT / ".github" / "workflows" / "ci.yml"
HOOKS = ROOT / ".pre-commit-config.yaml"
TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
FORMS = [path for path in TEMPLATES if path.name != "config.yml"]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def commands(text: str) -> set[str]:
    """The commands that check the tree, whatever runs them."""
    checks = r"(ruff check|ruff format --check|mypy|lint-imports|pytest)\b[^\n]*"
    return {found[0].strip() for found in re.finditer(checks, text)}


@pytest.mark.parametrize("path", [CI, HOOKS, *TEMPLATES], ids=lambda path: path.name)
def test_a_file_for_other_programs_is_yaml(path):
    assert isinstance(read(path), dict)


def test_the_matrix_has_every_python_from_the_first_that_is_promised_and_every_system():
    matrix = read(CI)["jobs"]["test"]["strategy"]["matrix"]
    first = int(re.fullmatch(r">=3\.(\d+)", PYPROJECT["project"]["requires-python"])[1])
    assert matrix["python"] == [f"3.{first + number}" for number in range(len(matrix["python"]))]
    assert matrix["python"][-1] == "3.14"
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}


def test_the_tools_check_for_the_first_python_that_is_promised():
    first = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    lint = read(CI)["jobs"]["lint"]["steps"]
    assert [step["with"]["python-version"] for step in lint if "with" in step] == [first]
    assert PYPROJECT["tool"]["mypy"]["python_version"] == first
    assert PYPROJECT["tool"]["ruff"]["target-version"] == f"py{first.replace('.', '')}"


def test_the_matrix_runs_what_the_makefile_runs():
    steps = [step.get("run", "") for job in read(CI)["jobs"].values() for step in job["steps"]]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlint:")
    recipes = re.sub(r"\$\(BIN\)/(python -m )?", "", makefile[0].partition("\ntest:")[2] + makefile[2])
    needed = commands("\n".join(line for line in recipes.splitlines() if line.startswith("\t")))
    long = {
        'pytest -m "torture or promise"',
        "pytest -n auto tests/scoring tests/plugins",
    }
    assert len(needed) == 5 + len(long)
    assert commands("\n".join(steps)) == needed - long


def test_every_hook_is_a_check_of_the_makefile():
    names = [hook["id"] for repository in read(HOOKS)["repos"] for hook in repository["hooks"]]
    assert names == ["ruff-check", "ruff-format", "mypy", "layers"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_for_issues_asks_each_thing_once(path):
    form = read(path)
    assert form["name"]
    assert form["description"]
    identifiers = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(set(identifiers)) == len(identifiers) > 0
    assert all(part["attributes"].get("label") for part in form["body"] if part["type"] != "markdown")
