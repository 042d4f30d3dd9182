"""The wheel, built and installed where the source tree is not: what people get with pip."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
LOOK = """
import moonwalk
from moonwalk_plugins import library
from moonwalk.registry import load
plugins = load()
assert not [one for one in plugins.reports if one.package == "moonwalk" and one.problems], plugins.reports
print(moonwalk.__file__)
print(library.__file__)
print(*sorted(path.stem for folder in plugins.folders() for path in folder.glob("*.yaml")))
"""

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("moonwalk-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A new environment with the wheel, and the libraries of this one: nothing is fetched."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, symlinks=os.name != "nt")
    python = home / SCRIPTS / ("python.exe" if os.name == "nt" else "python")
    pip = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, *pip, str(wheel)], check=True)
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(packages) / "libraries.pth").write_text("\n".join(sorted(libraries)), encoding="utf-8")
    return home


def run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MOONWALK"))}
    done = subprocess.run(
        [str(program), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        cwd=program.parent,
        env={**clean, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def script(home: Path, name: str) -> Path:
    return home / SCRIPTS / (f"{name}.exe" if os.name == "nt" else name)


def test_the_wheel_holds_every_package_with_its_data(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    challenges = {path.name for path in (ROOT / "challenges").glob("*.yaml")}
    acme = {
        path.relative_to(ROOT / "examples" / "acme") for path in (ROOT / "examples" / "acme").rglob("*.*")
    }
    assert challenges
    assert {f"moonwalk_plugins/challenges/{name}" for name in challenges} <= names
    assert {f"moonwalk_plugins/acme/{path.as_posix()}" for path in acme} <= names
    for folder in ("engine", "plugins"):
        files = [
            path
            for path in (ROOT / folder).rglob("*")
            if path.suffix in (".py", ".tcss", ".txt", ".typed", ".css", ".j2")
        ]
        assert not {path.relative_to(ROOT / folder).as_posix() for path in files} - names


def test_the_wheel_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert not {top for top in tops if not top.startswith("moonwalk")}


def test_the_installed_package_finds_its_plugins_and_challenges(installed):
    engine, library, templates = run(script(installed, "python"), "-c", LOOK).stdout.splitlines()
    assert Path(engine).is_relative_to(installed)
    assert Path(library).is_relative_to(installed)
    assert set(templates.split()) == {path.stem for path in (ROOT / "challenges").glob("*.yaml")}


def test_the_installed_demo_prints_a_board_without_a_terminal(installed, tmp_path):
    done = run(script(installed, "moonwalk"), "demo", str(tmp_path / "demo"))
    assert len(done.stdout.splitlines()) > 3
    assert (tmp_path / "demo" / "moonwalk.db").is_file()


def test_a_plugin_is_started_and_tested_beside_the_wheel(installed, tmp_path):
    run(script(installed, "moonwalk"), "plugins", "new", "rainy", "--kind", "rule", "--in", str(tmp_path))
    done = run(script(installed, "python"), "-m", "pytest", "-q", str(tmp_path / "moonwalk-rainy"))
    assert "passed" in done.stdout


def test_the_installed_command_tells_its_version(installed):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] in run(script(installed, "moonwalk"), "--version").stdout
