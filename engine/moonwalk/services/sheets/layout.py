"""Pages as they are laid out: Jinja templates, in which whatever comes from data is escaped, and files.

A page is one file that needs no other: its style and its pictures are in it, and there is no script.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from moonwalk.api.amount_words import amount_text, figure_text
from moonwalk.api.language import Catalogue, brief_day, language, long_day, plain_day, weekday
from moonwalk.services.errors import Refused
from moonwalk.services.sheets.standing_words import shown_period, shown_reason
from moonwalk.services.wording import last_moment, long_moment
from moonwalk.services.workspace import Workspace

_TEXTS: Final = Catalogue(__name__)
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What no page may hold: control characters, marks that turn a line round, halves of characters."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file to be written: its name and what is in it."""

    name: str
    data: bytes

    @classmethod
    def of_text(cls, name: str, text: str) -> Page:
        """A text file, with a line end at its end."""
        return cls(name, f"{seen(text).rstrip()}\n".encode())


def seen(text: str) -> str:
    """Return the text without characters that no page may hold."""
    return _UNSEEN.sub("", text)


def span_text(first: date, last: date) -> str:
    """Return the days from one to another: `1 March 2027 to 4 April 2027`."""
    return _TEXTS.gettext("{first} to {last}").format(first=plain_day(first), last=plain_day(last))


def brief_span(first: date, last: date) -> str:
    """Return the days from one to another in few letters: `Mon 1 Mar to Sun 7 Mar`."""
    return _TEXTS.gettext("{first} to {last}").format(first=brief_day(first), last=brief_day(last))


def sentence(english: str, **values: object) -> Markup:
    """Return a sentence of a page in the language that is spoken; what is put into it is escaped."""
    return escape(_TEXTS.gettext(english)).format(**{name: fit(held) for name, held in values.items()})


def counted_sentence(singular: str, plural: str, count: int, **values: object) -> Markup:
    """Return the form of a sentence that belongs to a number; what is put into it is escaped."""
    text = _TEXTS.ngettext(singular, plural, count)
    return escape(text).format(**{name: fit(held) for name, held in values.items()})


def _isolated(text: str) -> Markup:
    """A name, set apart so that letters from right to left turn nothing around it."""
    return Markup("<bdi>{}</bdi>").format(escape(seen(text)))


def fit(value: Any) -> Any:
    """Return what is put into a page, made fit for it; the page itself escapes it afterwards."""
    return seen(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def lay_out(template: str, values: Mapping[str, Any]) -> str:
    """Return a page: the template of this name with these values, all of which are escaped."""
    environment = Environment(
        loader=PackageLoader("moonwalk.services.sheets"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=fit,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "person": _isolated,
        "long_day": long_day,
        "plain_day": plain_day,
        "short_day": brief_day,
        "last_moment": last_moment,
        "long_moment": long_moment,
        "figure": figure_text,
        "period": shown_period,
        "unplaced": shown_reason,
        "weekday": weekday,
    }
    environment.globals |= {
        "_": sentence,
        "_n": counted_sentence,
        "language": language,
        "amount": amount_text,
        "span": span_text,
        "brief_span": brief_span,
    }
    return environment.get_template(f"{template}.html.j2").render(values)


def folder_of(ws: Workspace, challenge: str, to: Path | None) -> Path:
    """Return the folder for the pages of a challenge: the one that was named, or that of the workspace."""
    return ws.reports / challenge if to is None else to


def write_pages(folder: Path, *pages: Page) -> tuple[Path, ...]:
    """Write pages into a folder, which is made where there is none, in place of older ones of their names.

    Refused where that is not possible; then each of them is either the old or the new one, as a whole.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_write(folder / page.name, page.data) for page in pages)
    except OSError as error:
        raise Refused(
            f"Nothing can be written to {folder}: {error.strerror or error}. Close the file if another "
            "program shows it, or name another folder: --to FOLDER"
        ) from error


def _write(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)
        raise
    return path
