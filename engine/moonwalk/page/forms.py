"""What arrives in the body of a request: read within a size and a time, and taken apart."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request

from moonwalk.api.language import Catalogue

MOST_BYTES: Final = 4096
"""A form of ours has a few hundred."""

SECONDS: Final = 10.0
"""For a form to arrive."""

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


def fields_of(data: bytes) -> Mapping[str, str]:
    """The fields of a form, each once. BadForm where it is none of ours."""
    try:
        fields = parse_qs(data.decode(), keep_blank_values=True, strict_parsing=bool(data), max_num_fields=40)
    except ValueError:
        raise BadForm(400, _TEXTS.gettext("This is no form of this page. Nothing was changed.")) from None
    return {name: values[0] for name, values in fields.items()}
