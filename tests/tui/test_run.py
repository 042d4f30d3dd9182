"""What only a process of its own can show: imports, colours, crashes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ..workspaces import Lanes

HERE = Path(__file__).parent
STARTS = """
import asyncio, os, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.tui.samples import NOW
from tests.workspaces import Lanes
lanes = Lanes(Path({folder!r}), NOW)
"""


def run(code: str, lanes: Lanes, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, in which `lanes` is this workspace."""
    start = STARTS.format(root=str(HERE.parents[1]), folder=str(lanes.folder))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TEXTUAL_THEME")}
    return subprocess.run(
        [sys.executable, "-c", start + textwrap.dedent(code)],
        capture_output=True, text=True, encoding="utf-8", check=False, env=kept | environment, timeout=60,
    )  # fmt: skip


def test_importing_the_package_imports_no_textual() -> None:
    code = "import sys, moonwalk.tui; assert 'textual' not in sys.modules and 'rich' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


DRAWN = """
    os.environ["TEXTUAL_THEME"] = "ansi-dark" if os.environ.get("NO_COLOR") else "textual-dark"
    from tests.tui.driving import driven
    async def main():
        async with driven(lanes, keys=("enter",)) as drive:
            app = drive.app
            colours, reversed_ = 0, 0
            for filtered in app.screen._compositor.render_strips():
                strip = filtered
                for line_filter in app._filters:
                    if line_filter.enabled:
                        strip = strip.apply_filter(line_filter, app.screen.background_colors[1])
                for text, style, _ in strip:
                    if style and text.strip():
                        both = (style.color, style.bgcolor)
                        colours += any(c is not None and not c.is_default for c in both)
                        reversed_ += bool(style.reverse)
            print(colours, reversed_)
    asyncio.run(main())
"""


def test_no_color_means_no_colour_at_all_and_the_cursor_reversed(acme: Lanes) -> None:
    done = run(DRAWN, acme, NO_COLOR="1")
    assert done.returncode == 0, done.stderr
    colours, reversed_ = map(int, done.stdout.split())
    assert colours == 0
    assert reversed_ > 0


def test_there_are_colours_otherwise(acme: Lanes) -> None:
    done = run(DRAWN, acme)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 0


def test_a_crash_shows_no_values_and_ends_with_a_code_that_is_not_zero(acme: Lanes) -> None:
    code = """
        from moonwalk.tui.app import MoonwalkApp
        from moonwalk.tui.screens.home import HomeScreen
        def crash(self, page):
            secret = "Ana" + "Bogdan"
            raise RuntimeError("a fault of the screen")
        HomeScreen._show = crash
        app = MoonwalkApp(lanes.ws)
        app.run(headless=True)
        sys.exit(app.return_code or 0)
    """
    done = run(code, acme)
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert "a fault of the screen" in told
    assert "AnaBogdan" not in told
    assert "locals" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing")
def test_no_escape_sequence_of_a_name_reaches_a_terminal_and_nothing_is_sent_while_idle(
    hostile: Lanes,
) -> None:
    # The app writes a mark behind all it has sent when it has come to rest, and another one when it rests
    # again after it has looked twice whether another program has written.
    code = """
        import pty
        from moonwalk.tui.app import MoonwalkApp
        from moonwalk.services.workspace import Workspace
        from tests.tui.driving import Drive
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
            looks, pulse = [], Workspace.pulse
            def look(workspace):
                looks.append(workspace)
                return pulse(workspace)
            Workspace.pulse = look
            app = MoonwalkApp(lanes.ws)
            async def report():
                drive = Drive(app, None)
                await drive.settle()
                await drive.press("enter")
                app._driver.write("<rests>")
                seen = len(looks)
                while len(looks) < seen + 2:
                    await asyncio.sleep(0.01)
                await drive.settle()
                app._driver.write("<looked>")
            async def begin():
                begin.task = asyncio.create_task(report())
            app.call_later(begin)
            app.run()
            os._exit(app.return_code or 0)
        def sent_before(mark):
            data = b""
            while not data.endswith(mark):
                data += os.read(terminal, 1)
            return data.removesuffix(mark)
        seen = sent_before(b"<rests>")
        idle = sent_before(b"<looked>")
        os.write(terminal, b"\\x11")
        os.waitpid(pid, 0)
        text = seen.decode("utf-8", "replace")
        print("\\x1b]0;owned" in text, "\\x9b" in text, "\\u202e" in text, len(idle))
        print("Score" in text, "need attention" in text)
    """
    done = run(code, hostile)
    assert done.stdout.split() == ["False", "False", "False", "0", "True", "True"], done.stderr
