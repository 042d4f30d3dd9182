from __future__ import annotations

import subprocess
import sys

from .sources import ROOT, modules

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_arrows_between_layers_only_point_down():
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contracts_know_every_plugin():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for package in sorted({path.split("/")[1] for path, _, _ in modules("plugins")}):
        # the wheel, the root packages, two contracts and the types: five lists, and the entry point
        assert text.count(f'"{package}"') + text.count(f'/{package}"') >= 6, package
