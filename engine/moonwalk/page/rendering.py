"""Pages from templates, all of whose values are escaped, and the policy by which browsers hold to them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from moonwalk.api.language import Catalogue, language, long_day, short_day, weekday
from moonwalk.services.sheets.layout import counted_sentence, fit, sentence
from moonwalk.services.sheets.standing_words import shown_reason
from moonwalk.services.wording import last_moment, long_moment

_TEXTS: Final = Catalogue(__name__)
_FROM_RIGHT: Final = frozenset({"ar", "fa", "he", "ur", "yi"})

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


def direction() -> str:
    """How the language that is spoken is written: from left to right, or from right to left."""
    return "rtl" if language().partition("-")[0] in _FROM_RIGHT else "ltr"


def _strong(value: object) -> Markup:
    return Markup("<strong>{}</strong>").format(fit(value))


async def nothing_here(_: Request, __: Exception) -> Response:
    """The answer where there is no page."""
    return message(_TEXTS.gettext("There is no such page here."), 404)


async def not_like_this(_: Request, __: Exception) -> Response:
    """The answer to a form that was sent to a page, and to a look at what only takes a form."""
    return message(_TEXTS.gettext("This page takes no such request."), 405)


def render(template: str, values: Mapping[str, Any]) -> str:
    """A page: the template of this name with these values."""
    return _environment().get_template(f"{template}.html.j2").render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("moonwalk.page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=fit,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "long_day": long_day,
        "short_day": _short_day,
        "last_moment": last_moment,
        "long_moment": long_moment,
        "unplaced": shown_reason,
    }
    environment.globals |= {
        "_": sentence,
        "_n": counted_sentence,
        "strong": _strong,
        "language": language,
        "direction": direction,
    }
    return environment


def _short_day(day: date) -> str:
    return f"{weekday(day)}, {short_day(day)}"
