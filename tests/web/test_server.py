"""The screen in a browser: who comes in, from where, for how long, and what is left when it ends."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import CookieJar, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer, unused_port

from moonwalk.cli.commands.serve import _options
from moonwalk.cli.group import Session
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import open_workspace
from moonwalk.web.access import Access
from moonwalk.web.server import CockpitServer
from moonwalk.web.settings import Cockpit, ServeSettings, cockpit_of

SCREEN = r"""
import json, os, sys
def draw(data):
    sys.stdout.buffer.write(b"D" + len(data).to_bytes(4, "big") + data)
    sys.stdout.buffer.flush()
sys.stdout.buffer.write(b"__GANGLION__\n")
draw(json.dumps([os.getpid(), dict(os.environ)]).encode())
while head := sys.stdin.buffer.read(5):
    data = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
    if head[:1] == b"D":
        draw(data)
    elif json.loads(data)["type"] == "quit" and "STUBBORN" not in os.environ:
        while not os.path.exists(os.environ.get("KEEPS_ONCE", "/")):
            pass
        if "KEEPS_ONCE" in os.environ:
            open(os.environ["KEEPS_ONCE"], "w").write("kept")
        break
"""
"""A screen that draws its environment, then what is typed, in the way that Textual's does."""


@dataclass
class Served:
    """A server on this computer, whose clock stands where the test puts it."""

    settings: ServeSettings
    environment: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    sentences: list[str] = field(default_factory=list)
    cockpit: Cockpit | None = None
    lobby: Callable[[str], str] = "<p>{}".format

    def __post_init__(self) -> None:
        cockpit = self.cockpit or Cockpit((sys.executable, "-I", "-S", "-c", SCREEN), self.environment)
        access = Access(self.settings.idle.total_seconds(), lambda: self.seconds)
        self.server = CockpitServer(cockpit, self.settings, access, self.sentences.append, self.lobby)

    @asynccontextmanager
    async def open(self):
        self.app = await self.server.make_app()
        test_server = TestServer(self.app, port=self.settings.port)
        async with TestClient(test_server, cookie_jar=CookieJar(unsafe=True)) as self.client:
            yield self

    @property
    def link(self) -> str:
        """The newest link that was printed, as a path."""
        return self.sentences[-1].split(self.settings.url)[-1]

    async def status(self, path, **headers):
        async with self.client.get(path, headers=headers) as response:
            return response.status

    async def session(self, **headers):
        """A page with the screen, once it has drawn; its process and the environment of that."""
        headers = {"Origin": self.settings.url, **headers}
        page = await self.client.ws_connect("/ws?width=100&height=1000000", headers=headers)
        return page, *json.loads(await page.receive_bytes(timeout=30))

    async def none_left(self):
        """Waits until every session and its process has ended."""
        async with asyncio.timeout(30):
            while self.server.open_sessions:
                await asyncio.sleep(0.001)


def settings(**more):
    return ServeSettings(port=unused_port(), **{"idle": timedelta(minutes=30), "sessions": 2, **more})


@pytest.fixture
async def served():
    async with Served(settings(lobby=("lanes",))).open() as server:
        yield server


async def refusal(served, **headers):
    with pytest.raises(WSServerHandshakeError) as refused:
        await served.session(**headers)
    return refused.value.status


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_link_works_once_and_its_cookie_is_what_counts(served):
    first = served.link
    assert await served.status("/") == await served.status("/static/js/textual.js") == 403
    assert await served.status("/focus.js") == 403
    assert await served.status("/login/") == await served.status("/login/%C3%A9") == 403
    async with served.client.head(first) as looked:
        assert looked.status == 403, "asking for the head of the page uses up nothing"
    async with served.client.get(first) as entered:
        assert entered.status == 200
        cookie = entered.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
    assert await served.status("/") == await served.status("/static/js/textual.js") == 200
    assert await served.status("/static/") == 403
    assert await served.status("/focus.js") == 200
    assert await served.status(first) == 403
    assert served.link != first
    served.client.session.cookie_jar.clear()
    assert await served.status("/") == 403
    assert await served.status("/", Cookie=cookie.split(";")[0] + "x") == 403


async def test_nobody_else_may_lead_here_or_speak_to_the_screen(served):
    evil = "https://evil.example"
    assert await refusal(served) == 403, "without a cookie"
    assert await served.status(served.link) == 200
    port = served.settings.port
    for path in ("/", "/ws", served.link, "/lobby/lanes"):
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}"):
            assert await served.status(path, Host=host) == 403, (path, host)
        assert await served.status(path, Origin=evil) == await served.status(path, Origin="null") == 403
    assert await served.status("/", Host=f"LOCALHOST:{port}") == 200
    for origin in (evil, "null", "", f"http://127.0.0.1:{port + 1}", f"https://127.0.0.1:{port}"):
        assert await refusal(served, Origin=origin) == 403, origin
    with pytest.raises(WSServerHandshakeError):
        await served.client.ws_connect("/ws")
    assert served.server.open_sessions == 0


async def test_every_answer_forbids_what_no_page_of_ours_needs(served):
    paths = [("/", 403), ("/lobby/lanes", 200), ("/lobby/other", 404), (served.link, 200), ("/", 200)]
    for path, status in paths:
        async with served.client.get(path) as answer:
            assert answer.status == status
            policy, text = answer.headers["Content-Security-Policy"], await answer.text()
            assert policy.startswith("default-src 'none'; ")
            assert "frame-ancestors 'none'" in policy
            assert "unsafe-eval" not in policy
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "aiohttp" not in str(answer.headers)
    assert f"connect-src 'self' ws://127.0.0.1:{served.settings.port}/ws;" in policy
    assert re.findall(r"https?://[^\"' ]*", text) == [], "nothing comes from elsewhere"


async def test_a_session_is_a_process_that_ends_with_its_page(served):
    served.environment["KEPT"] = "yes"
    assert await served.status(served.link) == 200
    page, pid, environment = await served.session()
    assert environment["KEPT"] == "yes"
    assert environment["TEXTUAL_DRIVER"].endswith(":WebDriver")
    assert (environment["COLUMNS"], environment["ROWS"]) == ("100", "1000")
    assert "PATH" not in environment, "it has the environment that was handed over, and no other"
    await page.send_json(["stdin", "abc; $(exit)"])
    assert await page.receive_bytes(timeout=30) == b"abc; $(exit)"
    await page.close()
    await served.none_left()
    if os.name == "posix":
        assert not is_running(pid)


async def test_a_page_that_is_loaded_again_comes_once_the_one_before_has_kept_where_it_was(served, tmp_path):
    kept = tmp_path / "kept"
    served.environment["KEEPS_ONCE"] = str(kept)
    assert await served.status(served.link) == 200
    page, pid, _ = await served.session()
    # A browser says that it leaves, and is gone before that is answered.
    await page._writer.close(1001)
    page._response.close()
    while not served.server._endings:
        await asyncio.sleep(0.001)
    again = asyncio.create_task(served.session())
    assert await served.status("/") == 200
    assert not again.done()
    kept.touch()
    page, other, _ = await again
    assert (kept.read_text(), other == pid, served.server.open_sessions) == ("kept", False, 1)
    await page.close()
    await served.none_left()


async def test_a_message_that_no_page_of_ours_sends_ends_the_session(served, caplog):
    assert await served.status(served.link) == 200
    for text in (
        '["stdin"]',
        "{}",
        "secret words",
        '["resize", {"width": "x", "height": 1}]',
        '["stdin", 5]',
    ):
        page, *_ = await served.session()
        await page.send_str(text)
        assert (await page.receive(timeout=30)).type is WSMsgType.CLOSE, text
        await served.none_left()
    assert "secret" not in caplog.text


async def test_only_so_many_sessions_are_open_at_once(served):
    assert await served.status(served.link) == 200
    first, *_ = await served.session()
    await served.session()
    assert await refusal(served) == 503
    await first.close()
    async with asyncio.timeout(30):
        while served.server.open_sessions == 2:
            await asyncio.sleep(0.001)
    third, *_ = await served.session()
    assert not third.closed


async def test_a_session_in_which_nothing_is_done_ends_and_its_cookie_with_it(served):
    assert await served.status(served.link) == 200
    page, *_ = await served.session()
    served.seconds = 1700
    await page.send_json(["stdin", "k"])
    await page.receive_bytes(timeout=30)
    served.seconds = 3400
    await page.send_json(["ping", 1])
    assert await page.receive_json(timeout=30) == ["pong", 1]
    await served.server.end_idle()
    assert not page.closed, "a key was pressed 1700 seconds ago"
    served.seconds = 3500
    await served.server.end_idle()
    assert (await page.receive(timeout=30)).type is WSMsgType.CLOSE
    await served.none_left()
    assert await served.status("/") == 403
    assert await refusal(served) == 403


async def test_the_screen_itself_is_drawn_in_its_own_process(day6):
    options = tuple(_options(Session(now=day6.now), read_only=True))
    async with Served(settings(), cockpit=cockpit_of(day6.ws, options, os.environ)).open() as served:
        assert await served.status(served.link) == 200
        page = await served.client.ws_connect("/ws", headers={"Origin": served.settings.url})
        drawn = b""
        async with asyncio.timeout(60):
            while not (b"Lanes" in drawn and b"read-only" in drawn):
                drawn += await page.receive_bytes()
            # The page around it has the background of its colours.
            assert re.search(rb"\x1b\]11;#[0-9A-F]{6}\x07", drawn)
            await page.send_json(["stdin", "\x11"])
            while (await page.receive()).type is not WSMsgType.CLOSE:
                pass
        await served.none_left()


def test_where_it_cannot_be_served_the_reason_is_said(shell, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = shell("serve", "--port", port, code=1)
        assert f"Nothing can be served at 127.0.0.1, port {port}: " in refused.stderr
    assert "other computers" in shell("serve", "--host", "0.0.0.0", code=1).stderr
    assert "'nothing'" in shell("serve", "--port", port, "--lobby", "nothing", code=1).stderr
    monkeypatch.setattr("moonwalk.web.find_spec", lambda name: None)
    assert "pip install 'moonwalk[serve]'" in shell("serve", code=1).stderr


async def test_the_end_of_the_server_ends_what_will_not_end_by_itself(monkeypatch):
    monkeypatch.setattr("moonwalk.web.sessions.GRACE", 0.05)
    async with Served(settings(), {"STUBBORN": "yes"}).open() as served:
        assert await served.status(served.link) == 200
        _, pid, _ = await served.session()
        await served.server.on_shutdown(served.app)
        await served.none_left()
    if os.name == "posix":
        assert not is_running(pid)


def test_an_address_that_others_reach_needs_one_with_tls():
    with pytest.raises(Refused, match="can be reached from other computers"):
        ServeSettings("0.0.0.0")
    with pytest.raises(Refused, match="is not the address of a page"):
        ServeSettings(public_url="moonwalk.example")
    with pytest.raises(Refused, match="has a path"):
        ServeSettings(public_url="https://example.com/moonwalk")
    proxied = ServeSettings("0.0.0.0", public_url="https://moonwalk.example/")
    assert proxied.is_secure
    assert proxied.hosts == {"moonwalk.example"}
    assert proxied.origins == {"https://moonwalk.example"}
    assert ServeSettings("::1", 80).hosts == {"[::1]", "127.0.0.1", "localhost"}


def test_a_screen_is_given_no_secrets_but_those_that_the_settings_name(empty):
    folder = empty.folder
    (folder / "moonwalk.yaml").write_text("name: Lanes\nchannels: [{slack: {token: {env: HOOK}}}]\n", "utf-8")
    ws = open_workspace(folder)
    given = {"PATH": "/bin", "HOOK": "x" * 40, "OTHER_TOKEN": "y", "AWS_SECRET": "z"}
    cockpit = cockpit_of(ws, ("--without", "email"), given)
    assert dict(cockpit.environment) == {"PATH": "/bin", "HOOK": "x" * 40}
    assert cockpit.command[-4:] == ("-w", str(folder.resolve()), "--without", "email")
    assert "x" * 40 not in repr(cockpit)
