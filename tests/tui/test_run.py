"""What only a process of its own can show: imports, colours, crashes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

HERE = Path(__file__).parent
STARTS = """
import asyncio, os, sys
sys.path.insert(0, {root!r})
from tests.tui.fake_desk import FakeDesk
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    start = STARTS.format(root=str(HERE.parents[1]))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TEXTUAL_THEME")}
    return subprocess.run(
        [sys.executable, "-c", start + textwrap.dedent(code)],
        capture_output=True, text=True, encoding="utf-8", check=False, env=kept | environment, timeout=60,
    )  # fmt: skip


def test_importing_the_package_imports_no_textual() -> None:
    done = run("import moonwalk.tui; assert 'textual' not in sys.modules and 'rich' not in sys.modules")
    assert done.returncode == 0, done.stderr


DRAWN = """
    os.environ["TEXTUAL_THEME"] = "ansi-dark" if os.environ.get("NO_COLOR") else "textual-dark"
    from moonwalk.tui.app import MoonwalkApp
    async def main():
        app = MoonwalkApp(FakeDesk())
        async with app.run_test() as pilot:
            for _ in range(4):
                await app.workers.wait_for_complete()
                await pilot.pause()
            await pilot.press("enter")
            for _ in range(4):
                await app.workers.wait_for_complete()
                await pilot.pause()
            colours, reversed_ = 0, 0
            for filtered in app.screen._compositor.render_strips():
                strip = filtered
                for one in app._filters:
                    if one.enabled:
                        strip = strip.apply_filter(one, app.screen.background_colors[1])
                for text, style, _ in strip:
                    if style and text.strip():
                        both = (style.color, style.bgcolor)
                        colours += any(c is not None and not c.is_default for c in both)
                        reversed_ += bool(style.reverse)
            print(colours, reversed_)
    asyncio.run(main())
"""


def test_no_color_means_no_colour_at_all_and_the_cursor_reversed() -> None:
    done = run(DRAWN, NO_COLOR="1")
    assert done.returncode == 0, done.stderr
    colours, reversed_ = map(int, done.stdout.split())
    assert colours == 0
    assert reversed_ > 0


def test_there_are_colours_otherwise() -> None:
    done = run(DRAWN)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 0


def test_a_crash_shows_no_values_and_ends_with_a_code_that_is_not_zero() -> None:
    code = """
        from moonwalk.tui.app import MoonwalkApp
        from moonwalk.tui.screens.home import HomeScreen
        def crash(self, page):
            secret = "Ana" + "Bogdan"
            raise RuntimeError("a fault of the screen")
        HomeScreen._show = crash
        app = MoonwalkApp(FakeDesk())
        app.run(headless=True)
        sys.exit(app.return_code or 0)
    """
    done = run(code)
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert "a fault of the screen" in told
    assert "AnaBogdan" not in told
    assert "locals" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing")
def test_no_escape_sequence_of_a_name_reaches_a_terminal_and_nothing_is_sent_while_idle() -> None:
    code = """
        import pty, select, time, signal
        from tests.tui.fake_desk import hostile
        from moonwalk.tui.app import MoonwalkApp
        pid, fd = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
            app = MoonwalkApp(hostile())
            app.run()
            os._exit(app.return_code or 0)
        def read(seconds):
            data, end = b"", time.monotonic() + seconds
            while time.monotonic() < end:
                if select.select([fd], [], [], 0.05)[0]:
                    data += os.read(fd, 65536)
            return data
        seen = b""
        while b"Needs attention" not in seen:
            seen += read(0.2)
        os.write(fd, b"\\r")
        while b"Score" not in seen:
            seen += read(0.2)
        for _ in range(20):  # until the last of the screen is drawn
            if not read(0.5):
                break
        idle = read(2.5)
        os.write(fd, b"\\x11")
        os.waitpid(pid, 0)
        text = seen.decode("utf-8", "replace")
        print("\\x1b]0;owned" in text, "\\x9b" in text, "\\u202e" in text, len(idle))
    """
    done = run(code)
    assert done.stdout.split() == ["False", "False", "False", "0"], done.stderr
