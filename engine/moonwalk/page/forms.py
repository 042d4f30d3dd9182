"""What arrives in the body of a request: read within a size and a time, and taken apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from moonwalk.api.language import Catalogue

MOST_BYTES: Final = 4096
"""A form of ours has a few hundred."""

MOST_SAVED_BYTES: Final = 16 * 1024
"""The form that saves the days of a file names each of them."""

MOST_FILE_BYTES: Final = 16 * 1024 * 1024
MOST_PUSHED_BYTES: Final = 4 * 1024 * 1024

MOST_ARRIVING: Final = 8
"""Files that arrive at once; the others wait for their turn."""

SECONDS: Final = 10.0
"""For a form to arrive."""

FILE_SECONDS: Final = 60.0
"""For a file to arrive from a phone."""

_TEXTS: Final = Catalogue(__name__)


class BadForm(Exception):
    """A body that is too large, comes too slowly, or is no form of ours."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def body_of(request: Request, most: int = MOST_BYTES, seconds: float = SECONDS) -> bytes:
    """The body of a request. BadForm where it is larger than `most`, or takes longer to arrive."""
    data = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                data += chunk
                if len(data) > most:
                    raise BadForm(
                        413, _TEXTS.gettext("That was more than this page takes. Nothing was changed.")
                    )
    except TimeoutError:
        raise BadForm(
            408, _TEXTS.gettext("The form did not arrive in time. Nothing was changed. Try again.")
        ) from None
    return bytes(data)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as a form sent it."""

    name: str
    data: bytes


class _InMemory(MultiPartParser):
    """Keeps what arrives in memory: a person's file is written to no disk."""

    spool_max_size = MOST_FILE_BYTES + MOST_BYTES


async def file_of(request: Request, data: bytes) -> SentFile:
    """The one file in the body of a form. BadForm where there is none."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield data

    bad = _TEXTS.gettext("Choose a file first. Nothing was changed.")
    try:
        form = await _InMemory(request.headers, stream(), max_files=1, max_fields=2).parse()
    except (MultiPartException, KeyError, ValueError):
        raise BadForm(400, bad) from None
    async with AsyncExitStack() as stack:
        stack.push_async_callback(form.close)
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise BadForm(400, bad)
        return SentFile(sent.filename, await sent.read())


def fields_of(data: bytes) -> Mapping[str, str]:
    """The fields of a form, each once. BadForm where it is none of ours."""
    try:
        fields = parse_qs(data.decode(), keep_blank_values=True, strict_parsing=bool(data), max_num_fields=40)
    except ValueError:
        raise BadForm(400, _TEXTS.gettext("This is no form of this page. Nothing was changed.")) from None
    return {name: values[0] for name, values in fields.items()}
