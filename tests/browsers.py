"""Pages in a browser without a screen, where there is Chromium; axe-core, where `AXE` names its file.

The browser is driven by its DevTools protocol over two pipes: messages are JSON, each ended by a zero byte.
"""

from __future__ import annotations

import base64
import json
import os
import selectors
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(os.environ.get("AXE", "node_modules/axe-core/axe.min.js"))

needs_browser = pytest.mark.skipif(
    not CHROMIUM or os.name != "posix", reason="no Chromium is installed, or its pipes cannot be handed over"
)
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="AXE does not name axe.min.js, and there is none in node_modules"
)

OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe", "about:blank"),
)
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts the browser with the pipes where it looks for them."""

PATIENCE = 120
"""Seconds without a word from the browser after which it is given up; no test waits for them to pass."""

PLACE = """
(() => {
  const all = [...document.querySelectorAll('a, button, input, select, summary, label')];
  const it = all.find(each => %s);
  if (!it) return null;
  it.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = it.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})()
"""

KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " "), "Escape": (27, "")}


class BrowserTrouble(Exception):
    """What the browser says about a command that it could not obey."""


class Browser:
    """A running browser. What each tab keeps is forgotten with it."""

    def __init__(self, folder: Path) -> None:
        import fcntl

        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # Out of the way of the numbers that they are to have.
        passed = [fcntl.fcntl(each, fcntl.F_DUPFD, 10) for each in (theirs_in, theirs_out)]
        start = [sys.executable, "-I", "-S", "-c", HAND_OVER, *map(str, passed), str(CHROMIUM), *OPTIONS]
        start[-1:-1] = [f"--user-data-dir={folder}"]
        self._process = subprocess.Popen(
            start, pass_fds=passed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for each in (theirs_in, theirs_out, *passed):
            os.close(each)
        self._numbers, self._rest, self.events = count(1), b"", list[dict[str, Any]]()
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(self._in, selectors.EVENT_READ)

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """What the browser answers to a command."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        os.write(
            self._out, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0"
        )
        while (answer := self._read()).get("id") != number:
            self.events.append(answer)
        if "error" in answer:
            raise BrowserTrouble(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def news(self, event: str, session: str) -> Iterator[dict[str, Any]]:
        """What has been told by the events of this name in a tab, and is from now on."""
        seen = 0
        while True:
            while seen == len(self.events):
                self.events.append(self._read())
            message, seen = self.events[seen], seen + 1
            if (message.get("method"), message.get("sessionId")) == (event, session):
                yield message["params"]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not self._waiting.select(PATIENCE):
                raise BrowserTrouble("the browser says nothing any more")
            data = os.read(self._in, 1 << 20)
            if not data:
                raise BrowserTrouble("the browser has ended")
            self._rest += data
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def close(self) -> None:
        """End the browser and all that it started."""
        with suppress(BrowserTrouble, OSError):
            self.call("Browser.close")
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()
        self._waiting.close()
        os.close(self._in)
        os.close(self._out)

    @contextmanager
    def tab(
        self, width: int = 320, height: int = 640, *, scheme: str = "light", scripts: bool = True
    ) -> Iterator[Tab]:
        """A tab with cookies and a memory of its own, in a window of this size with a screen to touch."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session)
        try:
            tab.call("Page.enable")
            tab.call("Page.setLifecycleEventsEnabled", enabled=True)
            tab.forget()
            tab.resize(width, height, scheme)
            tab.call("Emulation.setTouchEmulationEnabled", enabled=True)
            # A window of somebody who looks at it.
            tab.call("Emulation.setFocusEmulationEnabled", enabled=True)
            tab.call("Emulation.setScriptExecutionDisabled", value=not scripts)
            yield tab
        finally:
            with suppress(BrowserTrouble):
                self.call("Target.disposeBrowserContext", browserContextId=context)
            self.events.clear()


class Tab:
    """A tab of the browser. Whatever is tapped or pressed goes through it as if from a finger or keyboard."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser, self.session, self.taps = browser, session, 0
        self._seen = set[str]()

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """What the tab answers to a command."""
        return self.browser.call(method, self.session, **params)

    def resize(self, width: int, height: int, scheme: str = "light") -> None:
        """Give the window a size, and say which colours its user likes."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        liked = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", features=[liked])

    def open(self, address: str) -> None:
        """Go to an address, as from nowhere, and wait until it is loaded."""
        self.forget()
        answer = self.call("Page.navigate", url=address)
        if "errorText" in answer:
            raise BrowserTrouble(f"{address}: {answer['errorText']}")
        self.loaded()

    def show(self, page: str) -> None:
        """Show a page that is served by nobody."""
        self.call("Page.setDocumentContent", frameId=self._frame["id"], html=page)

    @property
    def _frame(self) -> dict[str, Any]:
        return self.call("Page.getFrameTree")["frameTree"]["frame"]

    def forget(self) -> None:
        """Take the page that is here, and those before it, for seen."""
        self._seen.add(self._frame["loaderId"])
        self._seen |= {
            each["params"]["loaderId"] for each in self.browser.events if "loaderId" in each["params"]
        }
        self.browser.events.clear()

    def loaded(self) -> None:
        """Wait until a page that has not been seen yet is loaded."""
        for event in self.browser.news("Page.lifecycleEvent", self.session):
            if event["name"] == "load" and event["loaderId"] not in self._seen:
                self._seen.add(event["loaderId"])
                return

    def arrives(self, path: str) -> None:
        """Wait until the page of this path is here and loaded, after however many pages that lead to it."""
        # An address changes before there is anything to read.
        while not (self.address.endswith(path) and self.look("document.readyState") == "complete"):
            self.loaded()

    def look(self, expression: str) -> Any:
        """What an expression is worth on the page, whether or not that may run scripts of its own."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserTrouble(json.dumps(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    @property
    def address(self) -> str:
        """Where the tab is."""
        return str(self._frame["url"])

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return str(self.look("document.body.innerText"))

    def tap(self, words: str) -> None:
        """Touch what has these words, or this name, and wait for the page to which that leads."""
        self.taps += 1
        self.forget()
        self.touch(words)
        self.loaded()

    def touch(self, words: str) -> None:
        """Touch what has these words, or this name, and wait for nothing."""
        said = json.dumps(words)
        place = self.look(PLACE % f"each.innerText?.trim() === {said} || each.name === {said}")
        assert place, f"there is nothing to touch: {words}"
        point = {"x": place[0], "y": place[1]}
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[point])
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        code, text = KEYS.get(key, (ord(key[0].upper()), key))
        said = {"key": key, "windowsVirtualKeyCode": code, **({"text": text} if text else {})}
        self.call("Input.dispatchKeyEvent", type="keyDown", **said)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def received(self, words: str) -> None:
        """Wait until these words have come by the WebSocket of the page, from `Network.enable` on."""
        data = b""
        for event in self.browser.news("Network.webSocketFrameReceived", self.session):
            data += (
                base64.b64decode(event["response"]["payloadData"])
                if event["response"]["opcode"] == 2
                else b""
            )
            if words.encode() in data:
                return

    def choose(self, file: Path) -> None:
        """Choose a file where the page asks for one."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        asked = self.call("DOM.querySelector", nodeId=root, selector='input[type="file"]')["nodeId"]
        self.call("DOM.setFileInputFiles", files=[str(file)], nodeId=asked)

    def picture(self, kind: str = "png", quality: int | None = None) -> bytes:
        """What is to be seen in the window, as `png`, or as `webp` of a quality up to 100."""
        more = {} if quality is None else {"quality": quality}
        return base64.b64decode(self.call("Page.captureScreenshot", format=kind, **more)["data"])

    def axe_faults(self) -> list[tuple[str, str]]:
        """What axe finds on the page: the rule, and the first element."""
        self.look(AXE.read_text(encoding="utf-8") + "; 0")
        faults = self.look("axe.run().then(done => done.violations)")
        return [(fault["id"], fault["nodes"][0]["html"]) for fault in faults]


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address at which an ASGI application is served on this computer."""
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests that ask for one."""
    started = Browser(tmp_path_factory.mktemp("browser"))
    yield started
    started.close()


def axe_faults(browser: Browser, page: str, scheme: str = "light") -> list[tuple[str, str]]:
    """What axe finds on a page in a narrow window: the rule, and the first element."""
    with browser.tab(scheme=scheme) as tab:
        tab.call("Page.setBypassCSP", enabled=True)
        tab.show(page)
        assert tab.look("innerWidth") == 320
        return tab.axe_faults()
