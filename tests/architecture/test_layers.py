from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib

import pytest

from .sources import ROOT, modules

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"
PLUGINS = ROOT / "plugins" / "moonwalk_plugins"


def lint(folder, path=""):
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(path), "PYTHONIOENCODING": "utf-8"},
    )


def test_arrows_between_layers_only_point_down():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "contract"),
    [
        ("moonwalk_plugins.bank", "First-party plugins are strangers to one another BROKEN"),
        ("moonwalk_plugins.sheets.columns", "First-party plugins are strangers to one another BROKEN"),
        ("moonwalk.definitions", "First-party plugins use what strangers have BROKEN"),
        ("moonwalk.testing", "First-party plugins use what strangers have BROKEN"),
    ],
)
def test_a_plugin_that_imports_what_a_stranger_would_not_breaks_a_contract(module, contract, tmp_path):
    shutil.copy(ROOT / ".importlinter", tmp_path)
    shutil.copytree(PLUGINS, tmp_path / "moonwalk_plugins", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "moonwalk_plugins" / "streaks.py").open("a", encoding="utf-8") as file:
        file.write(f"\nimport {module}\n")
    done = lint(tmp_path, tmp_path)
    assert contract in done.stdout, done.stdout + done.stderr
    assert "1 broken" in done.stdout


def test_every_plugin_is_named_once_under_its_own_name():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["project"]["entry-points"]["moonwalk"]
    tops = {path.split("/")[2].removesuffix(".py") for path, _, _ in modules("plugins")} - {"__init__"}
    assert entries == {name: f"moonwalk_plugins.{name}" for name in tops}
    for name in tops:
        assert text.count(f'moonwalk_plugins.{name}"') == 1, name
