"""What people, files, arguments, the environment and plugins say cannot steer a terminal or fake a line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp.web
import click
import pytest
import uvicorn
from click.testing import Result

from moonwalk.cli import build

from ..running import Shell, program, run
from .strangers import cache_of_strangers, rule, site

pytestmark = pytest.mark.promise("P7", "hostile text in every command")

__all__ = ["cache_of_strangers", "site"]

NASTY = "x\x1b]0;title\x07\x1b[2J\x9b31m\x85\u202eback\u2066\u2028y\r\nForged: all is well.\nz\tw\x7f"
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
FILE_NAME = NASTY[:60].replace("/", "")

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="no file can have such a name there")


def check_harmless(out: str, err: str) -> None:
    for text in (out, err):
        assert STEERING.findall(text) == []
        assert [line for line in text.split("\n") if line.startswith("Forged")] == []


def nasty(shell: Shell, *arguments: object) -> Result:
    """Runs a command in this process, which may end as it likes."""
    result = run(*shell.options, *arguments)
    check_harmless(result.stdout, result.stderr)
    return result


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    group = build()
    context = click.Context(group, info_name="moonwalk")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (((name, inner), command.commands[inner]) for inner in command.commands)
        yield (name,), command


ALL = dict(commands())


def hostile_lines(command: click.Command) -> Iterator[tuple[str, ...]]:
    """The command with a hostile word in the place of everything that it can be told."""
    required = [param for param in command.params if param.required]
    filled = [word for param in required for word in words(param, "1")]
    yield (NASTY,)
    yield (f"--{NASTY}",)
    yield tuple(word for param in required for word in words(param, NASTY))
    yield (*filled, NASTY)
    for param in command.params:
        if isinstance(param, click.Option) and not param.is_flag:
            yield (*filled, param.opts[0], NASTY)
            yield (*(word for each in required for word in words(each, NASTY)), param.opts[0], NASTY)
    yield ("--help",)


def words(param: click.Parameter, value: str) -> tuple[str, ...]:
    return (param.opts[0], value) if isinstance(param, click.Option) else (value,)


@pytest.fixture
def no_server(monkeypatch):
    """Servers come as far as their first line and end at once; nothing listens."""
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets=None: None)
    monkeypatch.setattr(aiohttp.web, "run_app", lambda app, **settings: app.close())


@pytest.mark.usefixtures("no_server")
@pytest.mark.parametrize("names", ALL, ids=" ".join)
def test_no_argument_of_any_command_steers_the_terminal(shell, names, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for line in hostile_lines(ALL[names]):
        nasty(shell, *names, *line)
    assert len(list(hostile_lines(ALL[names]))) >= 5


def test_no_option_before_a_command_does():
    for option in ("-w", "--now", "--without"):
        result = run(option, NASTY, "people", "list")
        check_harmless(result.stdout, result.stderr)
        assert result.exit_code != 0
    assert run("-w", NASTY).exit_code == 1


def test_a_usage_error_is_one_line_whatever_was_typed(shell):
    result = nasty(shell, "board", "lanes", "--top", "7\nError: all is lost")

    assert result.stderr.splitlines()[-1].startswith("Error: Invalid value for '--top'")
    assert len(result.stderr.splitlines()) == 4


def test_choices_of_click_still_read_well(shell):
    assert "Error: Missing argument 'CHALLENGE'." in shell("people", "pause", code=2).stderr


@on_posix
def test_no_name_of_a_file_or_folder_does(day6, tmp_path):
    shell, place = Shell(day6), tmp_path / FILE_NAME
    place.mkdir()
    files = [place / "a.csv", tmp_path / f"{FILE_NAME}.csv"]
    for file in files:
        file.write_text(f"id,date,activity,minutes\np01,2027-03-04,walk,5\n{NASTY},x,y,z\n", "utf-8")
        for line in (("import", file), ("import", file, "--dry-run"), ("import", file, "--explain")):
            nasty(shell, *line)
        nasty(shell, "people", "import", file)
        nasty(shell, "people", "join", "lanes", "--file", file)
        nasty(shell, "check", file)
        nasty(shell, "restore", file)
        nasty(shell, "imports")
    assert FILE_NAME[0] in nasty(shell, "backup", place).stderr
    for saved in place.glob("*.zip"):
        nasty(shell, "restore", saved, "--into", place / "new")
    nasty(shell, "backup", place / "b.zip", "--json")
    nasty(shell, "doctor")
    nasty(shell, "today")
    nasty(shell, "verify")
    nasty(shell, "init", tmp_path / "1" / FILE_NAME)
    (tmp_path / "2").mkdir()
    run("init", tmp_path / "2" / FILE_NAME)
    for line in (
        ("doctor",),
        ("check",),
        ("new", "spring", "--from", "walk-backward"),
        ("verify",),
        ("tick",),
    ):
        result = run("-w", tmp_path / "2" / FILE_NAME, *line)
        check_harmless(result.stdout, result.stderr)


@on_posix
def test_no_challenge_file_does(shell, tmp_path):
    sound = (shell.lanes.folder / "challenges" / "lanes.yaml").read_text("utf-8")
    quoted = json.dumps(NASTY)
    for number, text in enumerate(
        (
            sound.replace("title:", f"{quoted}: 1\ntitle:", 1),
            re.sub(r"title: .*", f"title: {quoted}".replace("\\", r"\\"), sound, count=1),
            sound.replace("rules:\n", f"rules:\n  - rule: {quoted}\n", 1),
            sound.replace("rules:\n", f"rules:\n  - {quoted}: 3\n", 1),
            sound + NASTY,
            f"moonwalk: {quoted}\n",
            f"{quoted}\n",
            f"? {quoted}\n: 1\n",
            f"moonwalk: 1\n*{NASTY}",
        )
    ):
        shell.lanes.challenge(text, f"bad{number}")
        for line in (
            ("check", f"bad{number}"),
            ("check", f"bad{number}", "--full"),
            ("launch", f"bad{number}"),
        ):
            nasty(shell, *line)
        assert nasty(shell, "check", f"bad{number}", "--json").exit_code in (0, 1)
    (shell.lanes.folder / "challenges" / f"{FILE_NAME}.yaml").write_text(sound, "utf-8")
    nasty(shell, "check")
    nasty(shell, "doctor")


def test_no_setting_does(shell):
    path = shell.lanes.folder / "moonwalk.yaml"
    sound, quoted = path.read_text("utf-8"), json.dumps(NASTY)
    for text in (f"{sound}{quoted}: 1\n", f"name: {quoted}\n", f"{sound}timezone: {quoted}\n", NASTY):
        path.write_text(text, "utf-8")
        for line in (("doctor",), ("check",), ("people", "list"), ("board", "lanes"), ("plugins",)):
            nasty(shell, *line)


def test_no_cell_of_a_table_does(shell):
    people = (
        f'id,name,email,team,start\np90,"{NASTY}",a@x.example,"{NASTY}",\n"{NASTY}",Bo,b@x.example,North,\n'
    )
    entries = f'id,date,activity,minutes\n"{NASTY}",2027-03-04,walk,5\np01,"{NASTY}",walk,5\n'
    entries += f'p01,2027-03-04,"{NASTY}",5\np01,2027-03-04,walk,"{NASTY}"\n'
    nasty(shell, "people", "import", shell.lanes.file("people.csv", people.encode()))
    nasty(shell, "import", shell.lanes.file("entries.csv", entries.encode()))
    nasty(shell, "import", shell.lanes.file("heads.csv", f'"{NASTY}",b\n1,2\n'.encode()))
    nasty(shell, "import", shell.lanes.file("heads.csv", f'"{NASTY}",b\n1,2\n'.encode()), "--explain")
    for line in (
        ("people", "list"),
        ("people", "list", "--csv"),
        ("people", "list", "--json"),
        ("today",),
        ("today", "--json"),
        ("board", "lanes"),
        ("board", "lanes", "--csv"),
        ("teams", "list", "lanes"),
        ("why", "lanes", "p90"),
        ("people", "export", "p90"),
        ("prizes", "lanes"),
        ("tick", "--dry-run"),
        ("tick",),
        ("outbox",),
        ("people", "forget", "p90", "--reason", NASTY, "--yes"),
        ("entries",),
    ):
        nasty(shell, *line)


@on_posix
@pytest.mark.parametrize(
    "name",
    [
        *("MOONWALK_NOW", "MOONWALK_PLUGINS"),
        *(
            pytest.param(name, marks=pytest.mark.torture)
            for name in ("MOONWALK_WORKSPACE", "COMP_WORDS", "LC_ALL")
        ),
    ],
)
def test_no_variable_of_the_environment_does(tmp_path, name):
    more = {name: NASTY}
    if name == "COMP_WORDS":
        more |= {"COMP_CWORD": "1", "_MOONWALK_COMPLETE": "bash_complete"}
    for line in (("people", "list"), ("plugins",), ("--help",), (f"{NASTY}",)):
        ran = program(*line, cwd=tmp_path, **more)
        check_harmless(ran.out, ran.err)


PRINTING = (
    rule(1)
    + f"""
import sys, warnings
print({NASTY!r})
sys.stderr.write({NASTY!r})
warnings.warn({NASTY!r})
"""
)


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
def test_nothing_that_a_plugin_prints_or_says_does(shell, site):
    site.install(PRINTING.replace('reason="rain"', f"reason={NASTY!r}"))
    nasty(shell, "plugins", "approve", "acme")
    sound = (shell.lanes.folder / "challenges" / "lanes.yaml").read_text("utf-8")
    shell.lanes.challenge(sound.replace("rules:\n", "rules:\n  - rule: acme.rain\n", 1), "rainy")
    for line in (("plugins",), ("plugins", "show", "acme"), ("check", "rainy"), ("rules", "acme.rain")):
        nasty(shell, *line)
    site.install(f"raise ValueError({NASTY!r})\n", "2.0")
    nasty(shell, "plugins")
    nasty(shell, "plugins", "approve", "acme", "--reason", NASTY)
    nasty(shell, "check", "rainy")


SHOUTING = f"""
import sys, warnings, logging
from moonwalk.cli.terminal import guard
guard()
nasty = {NASTY!r}
print(nasty.replace(chr(10), ""))
print("a", nasty.replace(chr(10), ""), file=sys.stderr, flush=True)
sys.stdout.writelines([nasty.replace(chr(10), "")])
warnings.warn(nasty.replace(chr(10), ""))
logging.getLogger("x").warning(nasty.replace(chr(10), ""))
sys.stderr.flush()
raise RuntimeError(nasty.replace(chr(10), ""))
"""


def test_a_guarded_stream_cleans_what_others_print(tmp_path):
    done = subprocess.run([sys.executable, "-c", SHOUTING], capture_output=True, check=False)
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode == 1
    assert "RuntimeError: x" in err
    check_harmless(out, err)


@on_posix
def test_a_program_is_guarded_from_its_start(day6, tmp_path):
    """A mistake of the program ends in a traceback, which may quote anything."""
    script = (
        "import moonwalk.cli.commands.people as people\n"
        "def fail(*_): raise RuntimeError('\\x1b[2Jspoilt')\n"
        "people.list_people = fail\n"
        "from moonwalk.cli import main\nmain()\n"
    )
    line = [sys.executable, "-c", script, *Shell(day6).options, "people", "list"]
    done = subprocess.run(line, capture_output=True, check=False)
    assert b"RuntimeError" in done.stderr
    assert b"spoilt" in done.stderr
    assert b"\x1b" not in done.stderr


def test_a_file_to_look_into_is_named_safely(tmp_path):
    ran = program("check", Path(FILE_NAME), cwd=tmp_path)
    check_harmless(ran.out, ran.err)
    assert ran.code == 1
