"""Channels with settings: checked where they are written, given their secrets, which nothing ever shows."""

from __future__ import annotations

import os
import stat
import sys
from functools import cache
from pathlib import Path
from typing import ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError
from pydantic import field_validator

from moonwalk.api import FieldError, Group
from moonwalk.api.fields import Secret, ShortText, Whole
from moonwalk.api.notices import Channel, Delivered, Never, Retry
from moonwalk.definitions import RESERVED_KEYS
from moonwalk.registry import find_plugins, load, plugin_of
from moonwalk.services.channels import channels_of, prepare_folder
from moonwalk.services.doctor import examine
from moonwalk.services.drafts import check_settings
from moonwalk.services.errors import Refused
from moonwalk.services.notifications import list_messages, tick
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.secrets import without_secrets
from moonwalk.services.workspace import Workspace, clock, load_settings

from ..workspaces import at

TOKEN = "s3cr3t-t0k3n/with a blank"
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")


class Header(Group):
    """{name}"""

    name: ShortText
    value: Secret


class Webhook(Channel):
    """Posts every message to {url}."""

    name: ClassVar[str] = "webhook"

    url: ShortText
    token: Secret
    tries: Whole = 3
    headers: tuple[Header, ...] = ()
    mode: ShortText = "note"

    @field_validator("url")
    @classmethod
    def _check(cls, url):
        if not url.startswith("https://"):
            raise FieldError("only https is safe. Write https://...")
        return url

    def deliver(self, message, folder):
        """Says its secret in every way there is."""
        told = f"{self.url}?token={self.token.reveal()}"
        if self.mode == "raise":
            raise ConnectionError(told)
        if self.mode == "long":
            raise ConnectionError("x" * 285 + self.token.reveal())
        answer = {"retry": Retry(reason=told), "never": Never(reason=told)}
        return answer.get(self.mode, Delivered(note=told))

    def forget(self, recipient, folder):
        """Fails with the secret."""
        raise RuntimeError(self.token.reveal())


class Noticeboard(Channel):
    """Keeps messages in its folder."""

    name: ClassVar[str] = "noticeboard"

    def deliver(self, message, folder):
        """A line for each."""
        with Path(folder, "board.txt").open("a", encoding="utf-8") as file:
            file.write(f"{message.recipient}\n")
        return Delivered()

    def forget(self, recipient, folder):
        """Takes everything down."""
        Path(folder, "board.txt").unlink()


@cache
def registry():
    own = plugin_of("acme", Webhook, Noticeboard)
    return load(installed=[*find_plugins(), own], reserved=RESERVED_KEYS)


@pytest.fixture
def with_channels(lanes, monkeypatch):
    """Opens the workspace with these channels in its settings, on the first morning."""
    monkeypatch.setenv("HOOK_TOKEN", TOKEN)

    def open_with(channels: str) -> Workspace:
        lanes.file("moonwalk.yaml", f"name: Test\nchannels:\n{channels}\n")
        settings = load_settings(lanes.folder)
        return Workspace(lanes.folder, settings, registry(), clock(at(1, 7, 30)))

    return open_with


def problems(ws: Workspace) -> list[tuple[int | None, int | None, str, str]]:
    """Line, column, severity and message of each problem with the channels."""
    checked = check_settings(ws.folder, ws.plugins)
    return [
        (problem.place.line, problem.place.column, problem.severity, problem.message)
        for file in checked
        for problem in file.problems
    ]


GOOD = "- webhook: {url: https://example.com, token: {env: HOOK_TOKEN}}"


def test_a_channel_is_configured_by_the_settings(with_channels):
    ws = with_channels(f"- file\n{GOOD}\n- acme.noticeboard")

    channel = channels_of(ws)("webhook")

    assert ws.channels == ("file", "webhook", "acme.noticeboard")
    assert problems(ws) == []
    assert channel.adapter.sentence() == "Posts every message to https://example.com."
    hook = Webhook.model_validate(channel.adapter.config)
    assert (hook.token.reveal(), hook.tries) == (TOKEN, 3)


@pytest.mark.parametrize(
    ("channels", "place", "told"),
    [
        ("- webhok", (3, 3), "there is no channel 'webhok'. Did you mean 'webhook'?"),
        ("- acme.nothing", (3, 3), "'acme' has: acme.noticeboard, acme.webhook"),
        ("- webhook", (3, 3), "'url' is missing in 'webhook'"),
        (GOOD.replace("{url", "{ulr: a, url"), (3, 13), "'ulr'"),
        (GOOD.replace("https", "http"), (3, 18), "only https is safe"),
        (GOOD.replace("}}", "}, tries: often}"), (3, 72), "'often'"),
        (GOOD.replace("{env: HOOK_TOKEN}", TOKEN), (3, 46), "is a secret and must not stand here"),
        (GOOD.replace("HOOK_TOKEN", f"'{TOKEN}'"), (3, 46), "not the name of an environment variable"),
        (GOOD.replace("{env: HOOK_TOKEN}", f"{{text: '{TOKEN}'}}"), (3, 46), "is kept elsewhere"),
        (GOOD.replace("env: HOOK_TOKEN", "env: A, file: b"), (3, 46), "is kept elsewhere"),
        (GOOD.replace("env: HOOK_TOKEN", "env: NOT_SET"), (3, 46), "NOT_SET is not set"),
        (GOOD.replace("env: HOOK_TOKEN", "file: secrets/none"), (3, 46), "Write the secret there"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_never_with_the_secret(with_channels, channels, place, told):
    ws = with_channels(channels)

    (line, column, _, message), *_ = problems(ws)
    (finding,) = (finding for finding in examine(ws).findings if finding.topic == "channels")

    assert (line, column) == place
    assert told in message
    assert TOKEN not in message
    assert (finding.state, told in finding.says) == ("wrong", True)
    assert f"moonwalk.yaml:{line}:{column}: " in finding.says


@pytest.mark.parametrize(
    ("channels", "place", "told"),
    [
        ("- webhook:\n  url: a", (4, 3), "four spaces further in"),
        ("- {webhook: {url: a}, file: {}}", (3, 3), "a channel is a name"),
        ("- [file]", (3, 3), "a channel is a name"),
        ("- file\n- file", (4, 3), "'file' is on line 3 already"),
        ("- File", (3, 3), "'File' is not a name"),
    ],
)
def test_a_list_of_channels_of_another_form_is_refused(with_channels, channels, place, told):
    with pytest.raises(Refused) as refused:
        with_channels(channels)

    (problem,) = refused.value.problems
    assert ((problem.place.line, problem.place.column), told in problem.message) == (place, True)


def test_only_a_secret_that_is_not_there_leaves_the_settings_fine(with_channels):
    assert [row[2] for row in problems(with_channels(GOOD.replace("HOOK", "NO")))] == ["warning"]
    assert [row[2] for row in problems(with_channels(GOOD.replace("https", "http")))] == ["error"]


@pytest.mark.parametrize("mode", ["note", "retry", "never", "raise", "long"])
def test_no_secret_is_in_what_a_channel_says(with_channels, mode):
    ws = with_channels(GOOD.replace("}}", f"}}, mode: {mode}}}"))

    done = tick(ws)

    texts = [*done.problems, *(row.note for row in list_messages(ws)), *forget_person(ws, "p01", "").problems]
    assert any("***" in text for text in texts)
    assert not [text for text in texts if TOKEN[:4] in text]


def test_a_channel_that_cannot_be_used_costs_the_others_nothing(with_channels):
    ws = with_channels(f"{GOOD.replace('HOOK', 'NO')}\n- noticeboard")

    done = tick(ws)

    assert (done.enqueued, done.delivered, done.retried) == (24, 12, 12)
    assert "moonwalk.yaml:3:46: 'token': the environment variable NO_TOKEN is not set" in done.problems[0]


def test_each_channel_has_a_folder_of_its_own(with_channels):
    ws = with_channels("- file\n- noticeboard")
    tick(ws)

    folders = sorted(path.name for path in ws.messages.iterdir())

    assert folders == ["acme.noticeboard", "file"]
    assert [path.name for path in (ws.messages / "acme.noticeboard").iterdir()] == ["board.txt"]
    if os.name == "posix":
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (ws.messages, *ws.messages.iterdir())}
        assert modes == {0o700}


@POSIX
def test_a_folder_that_others_may_read_is_closed(tmp_path):
    folder = tmp_path / "messages" / "file"
    folder.mkdir(parents=True, mode=0o755)

    prepare_folder(folder)

    assert {stat.S_IMODE(place.stat().st_mode) for place in (folder, folder.parent)} == {0o700}


def test_a_person_is_forgotten_by_channels_that_are_no_longer_in_use(with_channels):
    tick(with_channels("- noticeboard"))
    ws = with_channels("- file")

    assert forget_person(ws, "p01", "asked for it").problems == ()
    assert not list((ws.messages / "acme.noticeboard").iterdir())


def test_what_an_older_version_has_written_beside_the_channels_is_forgotten_too(with_channels):
    ws = with_channels("- file")
    tick(ws)
    for place in (ws.messages, ws.messages / "file"):
        for who in ("p01", "p02"):
            (place / who).mkdir()
            (place / who / "1.txt").write_text("Well walked.", encoding="utf-8")
    forget_person(ws, "p01", "asked for it")

    left = [path.parent.relative_to(ws.messages).as_posix() for path in ws.messages.rglob("1.txt")]
    assert sorted(left) == ["file/p02", "p02"]


def test_what_belongs_to_no_channel_is_named(with_channels, lanes):
    ws = with_channels("- file")
    (lanes.folder / "messages" / "old").mkdir(parents=True)

    told = [finding.says for finding in examine(ws).findings if finding.topic == "channels"]
    forgotten = forget_person(ws, "p01", "asked for it")

    old = str(Path("messages", "old"))
    assert [old in text for text in told] == [False, True]
    assert any(old in text for text in forgotten.remains)


IN_FILE = GOOD.replace("env: HOOK_TOKEN", "file: secrets/hook")


@pytest.fixture
def secret_file(lanes):
    """A file with the token, which only its owner can read."""
    (lanes.folder / "secrets").mkdir()
    path = lanes.file("secrets/hook", f"{TOKEN}\n")
    path.chmod(0o600)
    return path


def test_a_secret_is_read_from_a_file_of_the_workspace(with_channels, secret_file):
    ws = with_channels(IN_FILE)
    (finding,) = (finding for finding in examine(ws).findings if finding.topic == "channels")

    channel = channels_of(ws)("webhook")
    assert channel.secrets == (TOKEN,)
    assert TOKEN not in repr(channel)
    assert (finding.state, "secrets/hook" in finding.says) == ("well", True)


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(with_channels, secret_file, mode):
    secret_file.chmod(mode)

    ((*_, message),) = problems(with_channels(IN_FILE))

    assert f"chmod 600 {secret_file}" in message
    assert TOKEN not in message


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "is empty"), (b"\n", "is empty"), (b"\xff\xfe\x00", "not text in UTF-8")]
)
def test_a_file_without_a_secret_is_told(with_channels, secret_file, content, told):
    secret_file.write_bytes(content)

    assert told in problems(with_channels(IN_FILE))[0][3]


@pytest.mark.parametrize("place", ["messages/hook", "challenges/hook"])
def test_a_secret_does_not_lie_where_backups_are_made_of(with_channels, lanes, place):
    (lanes.folder / "messages").mkdir()
    lanes.file(place, TOKEN).chmod(0o600)

    assert "goes into backups" in problems(with_channels(IN_FILE.replace("secrets/hook", place)))[0][3]


@POSIX
def test_a_pipe_is_no_file_and_nobody_waits_for_it(with_channels, lanes):
    os.mkfifo(lanes.folder / "pipe", 0o600)

    assert "is not a file" in problems(with_channels(IN_FILE.replace("secrets/hook", "pipe")))[0][3]


class Ring(KeyringBackend):
    """A keyring with one entry."""

    priority = 1

    def get_password(self, service, username):
        if username == "broken":
            raise KeyringError("it says " + TOKEN)
        return TOKEN if (service, username) == ("moonwalk", "hook") else None

    def set_password(self, service, username, password):
        raise NotImplementedError

    def delete_password(self, service, username):
        raise NotImplementedError


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("none", "Put it there: keyring set moonwalk none"),
        ("broken", "does not open where this program runs (KeyringError)"),
        ("a b", "not the name of an entry"),
    ],
)
def test_a_secret_in_the_keyring_is_fetched_or_missed(with_channels, monkeypatch, entry, told):
    monkeypatch.setattr(keyring, "get_password", Ring().get_password)

    good = with_channels(GOOD.replace("env: HOOK_TOKEN", "keyring: hook"))
    assert channels_of(good)("webhook").secrets == (TOKEN,)
    ((*_, message),) = problems(with_channels(GOOD.replace("env: HOOK_TOKEN", f"keyring: {entry}")))
    assert told in message
    assert TOKEN not in message


def test_without_the_package_a_keyring_says_what_to_install(with_channels, monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    ((*_, message),) = problems(with_channels(GOOD.replace("env: HOOK_TOKEN", "keyring: hook")))
    assert "pip install 'moonwalk[keyring]'" in message


def test_secrets_in_groups_are_fetched_too(with_channels):
    keys = "headers: [{name: X-Key, value: {env: HOOK_TOKEN}}]"
    channel = channels_of(with_channels(GOOD.replace("}}", f"}}, {keys}}}")))("webhook")

    assert Webhook.model_validate(channel.adapter.config).headers[0].value.reveal() == TOKEN


@pytest.mark.parametrize(
    "text",
    [
        "at https://example.com/{0} now",
        "at https://example.com/s3cr3t-t0k3n/with%20a%20blank now",
        "at https://example.com/s3cr3t-t0k3n%2Fwith%20a%20blank now",
        "cut off: s3cr3t-t0...",
    ],
)
def test_a_secret_is_hidden_however_it_is_spelt(text):
    hidden = without_secrets(text.format(TOKEN), [TOKEN])

    assert "***" in hidden
    assert "s3cr" not in hidden


def test_a_secret_with_several_lines_is_hidden_line_by_line():
    assert without_secrets("begin: second line here", ["first line\nsecond line"]) == "begin: *** here"


def test_nothing_shows_a_secret_value():
    hook = Webhook(url="https://example.com", token=TOKEN)

    assert (
        TOKEN
        not in f"{hook!r} {hook.token} {hook.sentence()} {hook.text_of('token')} {hook.model_dump_json()}"
    )
