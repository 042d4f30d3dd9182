from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from moonwalk.cli.commands import board
from moonwalk.services.creation import create_workspace

from ..running import Shell, environment, program, run, start
from ..workspaces import day


def test_what_went_well_ends_with_0_data_on_stdout_and_narration_on_stderr(shell):
    result = shell("board", "lanes", "--json", "--for", "organisers")

    assert json.loads(result.stdout)["rows"]
    assert result.stderr == ""
    told = shell("board", "lanes")
    assert "North" in told.stdout
    assert "Lanes: Teams. Provisional" in told.stderr
    assert "Lanes" not in told.stdout


def test_a_problem_ends_with_1_and_its_words_are_on_stderr(shell):
    result = shell("board", "nope", code=1)

    assert result.stdout == ""
    assert result.stderr == "The challenge 'nope' has not been launched. Launched so far: lanes.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("board",),
        ("board", "lanes", "--top", "0"),
        ("board", "lanes", "--as-of", "soon"),
        ("--nope",),
        ("log", "p01"),
    ],
)
def test_a_command_that_cannot_be_understood_ends_with_2(shell, arguments):
    assert "Usage: moonwalk" in shell(*arguments, code=2).stderr


def test_a_failed_plugin_ends_with_3(shell):
    shell("board", "lanes")
    shell.before = ("--without", "streaks")

    stale = shell("board", "lanes", code=3)
    assert "North" in stale.stdout
    assert "last good board" in stale.stderr
    assert "streak" in shell("why", "lanes", "p01", code=3).stderr


def test_an_interruption_ends_with_130_and_says_that_nothing_is_lost(shell, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(board, "board_for", interrupt)

    assert "What was saved stays saved" in shell("board", "lanes", code=130).stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals there")
def test_an_interrupted_program_ends_with_130_and_no_traceback(shell):
    script = (
        "import os, signal, time\n"
        # Whoever starts the tests in the background has them ignore this signal.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import moonwalk.cli.commands.board as command\n"
        "interrupt = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        # The signal need not arrive at once; whatever it interrupts must still be running then.
        "command.board_for = lambda *_, **__: (interrupt(), time.sleep(30))\n"
        "from moonwalk.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *shell.options, "board", "lanes"],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )

    assert done.returncode == 130
    assert "Traceback" not in done.stderr


def test_a_reader_that_stops_reading_is_no_error(shell):
    rows = [f"p01,{day(1)},walk,{number}\n" for number in range(3000)]
    shell.lanes.entries("id,date,activity,minutes\n" + "".join(rows))
    for arguments in (("entries", "--most", "5000", "--json"), ("entries", "--most", "5000"), ("--help",)):
        process = start(*shell.options, *arguments)
        assert process.stdout is not None
        process.stdout.close()
        _, err = process.communicate(timeout=60)
        assert err == b"", err
        assert process.returncode in (0, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="a device that is always full")
def test_an_output_that_cannot_be_written_is_told(shell):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "moonwalk", *shell.options, "board", "lanes"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            check=False,
        )

    assert done.returncode == 1
    assert "failed: No space left on device." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_no_encoding_of_the_terminal_ends_a_command(shell, encoding):
    shell.lanes.people("id,name,team\np01,日本 Ňovák שלום,North\np02,🚶 Ada,South\n")

    ran = shell.program("people", "list", PYTHONIOENCODING=encoding)

    assert "p12" in ran.out
    assert ("日本" in ran.out) == (encoding == "utf-8")


@pytest.mark.parametrize(
    "when",
    [
        "nope",
        "2027-13-01",
        "2027-02-30",
        "",
        "0001-01-01",
        "9999-12-31T23:59",
        "12:00",
        "1e9",
        "2027-01-01T25:00",
    ],
)
def test_a_moment_that_is_none_is_a_usage_error(shell, when):
    result = run("-w", shell.lanes.folder, "--now", when, "board", "lanes")

    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("when", ["2001-01-01", "2098-12-31T23:59:59", "2027-03-06T12:00+14:00"])
def test_far_moments_work(shell, when):
    for command in (("board", "lanes"), ("why", "lanes", "p01"), ("people", "list")):
        assert run("-w", shell.lanes.folder, "--now", when, *command).exit_code == 0
    ticked = run("-w", shell.lanes.folder, "--now", when, "tick")
    # Before the last tick, the clock is wrong now or was wrong then, which is said.
    assert (ticked.exit_code, "the clock was ahead" in ticked.stderr) in ((0, False), (1, when < "2027"))


def test_a_day_without_a_time_is_its_noon_and_a_time_without_a_zone_is_utc(shell):
    for when, civil in (("2027-03-06", "2027-03-06"), ("2027-03-06T23:30", "2027-03-07")):
        found = run(
            "-w", shell.lanes.folder, "--now", when, "board", "lanes", "--json", "--for", "organisers"
        )
        assert json.loads(found.stdout)["as_of"] == civil


def test_the_workspace_and_the_moment_may_come_from_the_environment(shell, tmp_path):
    ours = {"MOONWALK_WORKSPACE": str(shell.lanes.folder), "MOONWALK_NOW": "2027-03-05"}
    ran = program("board", "lanes", "--json", "--for", "organisers", cwd=tmp_path, **ours)

    assert json.loads(ran.out)["as_of"] == "2027-03-05"


def test_the_workspace_is_found_from_a_folder_in_it(shell):
    ran = program(
        "--now",
        "2027-03-05",
        "board",
        "lanes",
        "--json",
        "--for",
        "organisers",
        cwd=shell.lanes.folder / "challenges",
    )

    assert ran.code == 0


def test_outside_a_workspace_the_way_to_one_is_shown(tmp_path):
    ran = program("board", "lanes", cwd=tmp_path)

    assert ran.code == 1
    assert "moonwalk init" in ran.err


def test_the_screen_needs_a_terminal(shell):
    ran = shell.program(code=1)

    assert "needs a terminal" in ran.err


def test_without_a_workspace_the_screen_offers_to_make_one_and_leaving_makes_none(tmp_path, monkeypatch):
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False)
    monkeypatch.chdir(tmp_path)
    offered, opened = [], []
    monkeypatch.setattr("moonwalk.tui.begin", lambda folder: offered.append(folder) or False)
    monkeypatch.setattr(
        "moonwalk.tui.run", lambda folder, opens, read_only: opened.append(opens()[0].folder) or 0
    )

    assert run().exit_code == 0
    assert (offered, opened) == ([tmp_path], [])
    assert run("--read-only").exit_code == 1
    monkeypatch.setattr("moonwalk.tui.begin", create_workspace)
    assert run().exit_code == 0
    assert opened == [tmp_path]


def test_read_only_is_for_the_screen_alone(shell):
    shell.before = ("--read-only",)

    assert "'board' shows no screen" in shell("board", "lanes", code=2).stderr


def test_a_plugin_to_do_without_is_named_as_disabled(shell):
    shell.before = ("--without", "streaks")

    rows = {row["name"]: row["state"] for row in json.loads(shell("plugins", "--json").stdout)}

    assert rows["streaks"] == "disabled"
    assert rows["goals"] == "active"


def test_a_trace_tells_what_each_plugin_was_asked_and_leaves_the_answer_alone(shell):
    plain, traced = shell("board", "lanes"), Shell(shell.lanes, ("--trace",))("board", "lanes")

    told = [line for line in traced.stderr.splitlines() if line.startswith("trace: ")]
    assert traced.stdout == plain.stdout
    assert [line for line in plain.stderr.splitlines() if line.startswith("trace: ")] == []
    assert any(re.fullmatch(r"trace: rankings  mean\.scores  \d+\.\d ms  ok", line) for line in told)


def test_a_trace_does_not_write_over_the_screen(shell, monkeypatch):
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False)

    assert "2> trace.txt" in Shell(shell.lanes, ("--trace",))(code=2).stderr
