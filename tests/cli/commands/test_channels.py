"""A channel with a secret, in a workspace with nothing but a file: no command ever shows the secret."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import pytest

from ...running import Shell
from ...workspaces import at

TOKEN = "t0k3n-of-the-hook"
HOOK = '''
"""Tells a made-up service."""
from __future__ import annotations

from typing import ClassVar

from moonwalk.api import hookimpl
from moonwalk.api.fields import Secret, ShortText
from moonwalk.api.notices import Channel, Retry


class Hook(Channel):
    """Tells {url}."""

    name: ClassVar[str] = "hook"
    url: ShortText
    token: Secret

    def deliver(self, message, folder):
        """Fails with the secret."""
        raise OSError(f"cannot reach {self.url}/{self.token.reveal()}")


@hookimpl
def moonwalk_channels():
    """The hook."""
    return [Hook]
'''
SETTINGS = (
    "name: Test\nchannels:\n- file\n- hook:\n    url: https://example.com\n    token: {env: HOOK_TOKEN}\n"
)


@pytest.fixture
def hooked(lanes, monkeypatch):
    """The shell of a workspace that uses the channel, on the first morning."""
    lanes.now, shell = at(1, 7, 30), Shell(lanes)
    monkeypatch.setenv("HOOK_TOKEN", TOKEN)
    (shell.lanes.folder / "plugins").mkdir()
    shell.lanes.file("plugins/hook.py", HOOK)
    shell.lanes.file("moonwalk.yaml", SETTINGS)
    shell("plugins", "approve", "hook")
    # The first look goes on beside the program that began it.
    shell.program("plugins", "hook")
    return shell


def test_no_command_shows_a_secret(hooked, tmp_path):
    traced = hooked("--trace", "tick", code=1)
    assert "trace: hook  hook.deliver" in traced.stderr
    assert "gave nothing usable" in traced.stderr
    commands = [
        ("check",),
        ("check", "--full"),
        ("check", "--json"),
        ("doctor", "--json"),
        ("outbox",),
        ("outbox", "--json"),
        ("plugins", "hook"),
        ("plugins", "--json"),
        ("backup", tmp_path / "saved.zip"),
    ]

    results = [hooked(*command, code=0) for command in commands]
    told = [text for result in (traced, *results) for text in (result.stdout, result.stderr)]

    assert not [text for text in told if TOKEN in text]
    assert "***" in "".join(told)
    with zipfile.ZipFile(tmp_path / "saved.zip") as saved:
        assert "plugins/hook.py" in saved.namelist()
        assert not [name for name in saved.namelist() if TOKEN.encode() in saved.read(name)]
    assert TOKEN.encode() not in b"".join(
        path.read_bytes() for path in hooked.lanes.folder.rglob("*") if path.is_file()
    )


def test_check_and_doctor_name_what_is_wrong_at_its_line(hooked):
    hooked.lanes.file("moonwalk.yaml", SETTINGS.replace("url", "ulr"))

    result = hooked("check", code=1)
    file, *_ = (file for file in json.loads(hooked("check", "--json", code=1).stdout) if file["problems"])

    assert "moonwalk.yaml:5:5: there is no key 'ulr' in the channel 'hook'" in result.stdout.replace(
        "'ulr'", "'ulr'"
    )
    assert [problem["line"] for problem in file["problems"]] == [5, 5]
    assert "moonwalk.yaml:5:5" in hooked("doctor", code=1).stdout


def test_a_secret_that_is_missing_here_is_a_warning(hooked, monkeypatch):
    monkeypatch.delenv("HOOK_TOKEN")

    assert (
        "moonwalk.yaml:6:12: warning: 'token': the environment variable HOOK_TOKEN" in hooked("check").stdout
    )
    assert "cannot be used" in hooked("tick", code=1).stderr


def test_a_plugin_of_a_workspace_is_there_for_every_command(hooked):
    assert "plugins/hook.py" in hooked("plugins").stdout
    assert "plugins/hook.py" in hooked("plugins", "hook").stdout
    assert "7 checks passed" in hooked("plugins", "check", "hook").stdout
    assert "disabled" in hooked("--without", "hook", "plugins", "hook").stdout


def test_a_plugin_that_a_workspace_brings_is_approved_on_each_computer(hooked, tmp_path):
    folder = hooked.lanes.folder.rename(tmp_path / "sent")
    sent = Shell(replace(hooked.lanes, folder=folder))

    said = sent.program("plugins", "hook").out
    sent("plugins", "approve", "hook")

    assert "came with this workspace, and nobody has approved it on this computer" in said
    assert "active" in sent.program("plugins", "hook").out


def test_a_plugin_is_started_as_a_file(hooked):
    started = hooked("plugins", "new", "rainy_days", "--kind", "rule", "--as-file")
    path = started.stdout.strip()

    assert path == str(hooked.lanes.folder.resolve() / "plugins" / "rainy_days.py")
    assert "moonwalk plugins approve rainy_days" in started.stderr
    assert "not approved" in hooked.program("plugins", "rainy_days").out
    hooked("plugins", "approve", "rainy_days")
    assert "rule rainy_days.rainy_days" in hooked.program("plugins", "rainy_days").out
    for name, kind, why in [
        ("rainy_days", "rule", "already"),
        ("streaks", "rule", "belongs to"),
        ("more", "pack", "one file cannot hold"),
    ]:
        assert why in hooked("plugins", "new", name, "--kind", kind, "--as-file", code=1).stderr
