"""A session: the screen in a process of its own, for as long as a page in a browser shows it."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from moonwalk.web.settings import Cockpit

GRACE: Final = 5.0
"""Seconds that a process has to end by itself."""

LARGEST: Final = 1000
"""Columns or rows. No screen has more, and a process that is told so would only fill its memory."""

NEW_GROUP: Final = 0x200
"""What Windows calls CREATE_NEW_PROCESS_GROUP."""


class Downloads(DownloadManager):
    """Files on their way to a browser. They are always saved: shown as a page, they would be one of ours."""

    async def create_download(self, *, file_name: str, open_method: str, **rest: Any) -> None:
        """Make a file ready, with a name that can stand in a header whatever is in it."""
        # The server writes `filename=` before it. What is quoted so holds neither quotes nor line ends.
        plain = "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in file_name)
        name = f"\"{plain.encode('ascii', 'replace').decode().replace('?', '_')}\"; filename*=UTF-8''"
        await super().create_download(file_name=name + quote(file_name), open_method="download", **rest)


class CockpitSession(AppService):
    """One process with the screen. It is never run by a shell, and has ended when `stop` returns."""

    def __init__(
        self,
        cockpit: Cockpit,
        touched: Callable[[], None],
        downloads: DownloadManager,
        **remote: Any,
    ) -> None:
        super().__init__("", download_manager=downloads, **remote)
        self._cockpit, self._touched = cockpit, touched

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        ours = super()._build_environment(width, height)
        names = ("TEXTUAL_DRIVER", "TEXTUAL_FPS", "TEXTUAL_COLOR_SYSTEM", "TERM_PROGRAM", "COLUMNS", "ROWS")
        return {**self._cockpit.environment, **{name: ours[name] for name in names}}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        width, height = _within(width), _within(height)
        # In a group of its own: Ctrl+C is the server's, and the server ends what it has started.
        group: dict[str, Any] = (
            {"creationflags": NEW_GROUP} if sys.platform == "win32" else {"start_new_session": True}
        )
        # What a process says on stderr may hold anybody's data. The screen itself shows what went wrong.
        process = await asyncio.create_subprocess_exec(
            *self._cockpit.command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            **group,
        )
        self._process, self._stdin = process, process.stdin
        return process

    async def send_bytes(self, data: bytes) -> bool:
        """Send what somebody typed or clicked, which is what keeps a session from being idle."""
        self._touched()
        return await super().send_bytes(data)

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Say how large the page is; a page that claims to be huge is believed up to a point."""
        await super().set_terminal_size(_within(width), _within(height))

    async def run(self) -> None:
        """Pass on what is drawn. Where the process ends, however it does, so does the page."""
        await super().run()
        await self._close_page()

    async def _close_page(self) -> None:
        with suppress(ConnectionError, RuntimeError):
            close: Callable[[], Awaitable[Any]] = self.remote_close
            await close()

    async def stop(self) -> None:
        """End the process: by asking it, and where that does not help, by its id."""
        try:
            await asyncio.wait_for(super().stop(), GRACE)
            if self._process is not None:
                await asyncio.wait_for(self._process.wait(), GRACE)
        except TimeoutError:
            pass
        finally:
            await self._end()

    async def _end(self) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _within(size: int) -> int:
    return min(max(int(size), 1), LARGEST)
