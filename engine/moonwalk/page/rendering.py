"""Pages from templates, all of whose values are escaped, and the policy by which browsers hold to them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from moonwalk.services.sheets.layout import long_day, long_moment, seen, short_day

MOST_BYTES: Final = 20 * 1024
"""No page is larger, its style included."""


@cache
def policy() -> str:
    """What a browser may load and do: nothing but our style, by its hash, and forms that lead here."""
    # The style is written into each page, so that a page is one request; it is the same in all of them.
    style = _environment().get_template("page.css").render()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def message(text: str, status: int = 200) -> HTMLResponse:
    """A page that says one thing, and shows nothing of anybody."""
    return HTMLResponse(render("message", {"message": text}), status)


async def nothing_here(_: Request, __: Exception) -> Response:
    """The answer where there is no page."""
    return message("There is no such page here.", 404)


async def not_like_this(_: Request, __: Exception) -> Response:
    """The answer to a form that was sent to a page, and to a look at what only takes a form."""
    return message("This page takes no such request.", 405)


def render(template: str, values: Mapping[str, Any]) -> str:
    """A page: the template of this name with these values."""
    return _environment().get_template(f"{template}.html.j2").render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("moonwalk.page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finished,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"long_day": long_day, "short_day": short_day, "long_moment": long_moment}
    return environment


def _finished(value: Any) -> Any:
    return seen(value) if isinstance(value, str) and not isinstance(value, Markup) else value
