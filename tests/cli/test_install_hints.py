"""The hints survive paths with blanks, quotes, percent and dollar signs."""

from __future__ import annotations

import plistlib
import re
import shlex
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from moonwalk.cli.install_hints import install_hint

PYTHON = PurePosixPath("/opt/our tools/bin/python")
FOLDER = PurePosixPath('/home/ann/50% of "it" & $more')
WORDS = [str(PYTHON), "-m", "moonwalk", "-w", str(FOLDER), "tick"]


def test_cron_gets_a_line_that_the_shell_takes_apart_again():
    (line,) = re.findall(r"^\*/15 \* \* \* \* (.*)$", install_hint("cron", PYTHON, FOLDER), re.MULTILINE)
    assert not re.search(r"(?<!\\)%", line)
    assert shlex.split(line.replace(r"\%", "%")) == WORDS


def test_systemd_gets_each_word_in_quotes_with_its_own_signs_doubled():
    (line,) = re.findall(r"^ExecStart=(.*)$", install_hint("systemd", PYTHON, FOLDER), re.MULTILINE)
    words = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]
    assert words == WORDS
    assert not re.search(r"(?<!%)%(?!%)", line.replace("%%", ""))


def test_launchd_gets_a_property_list():
    hint = install_hint("launchd", PYTHON, FOLDER)
    text = hint[hint.index("<?xml") : hint.index("</plist>") + len("</plist>")]
    settings = plistlib.loads(text.encode())
    assert settings["ProgramArguments"] == WORDS
    assert settings["StartInterval"] == 900


def test_windows_gets_a_task_whose_paths_keep_their_quotes():
    python, folder = PureWindowsPath(r"C:\Program Files\py\python.exe"), PureWindowsPath(r"C:\our walks")
    hint = install_hint("windows", python, folder)
    assert r'/TR "\"C:\Program Files\py\python.exe\" -m moonwalk -w \"C:\our walks\" tick"' in hint


@pytest.mark.parametrize("system", ["cron", "systemd", "windows", "launchd"])
def test_the_command_prints_it_and_does_nothing(shell, system):
    ran = shell("tick", "--install-hint", system)
    assert "moonwalk" in ran.stdout
    assert shell("outbox").stdout.count("pending") == 0


def test_a_loop_does_not_go_by_a_clock_that_stands_still(shell):
    assert "goes by the computer's clock" in shell("run", code=2).stderr
