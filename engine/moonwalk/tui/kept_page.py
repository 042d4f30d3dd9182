"""Today's page as it was read last: shown at the next start until it has been read anew.

It is kept in the organiser's own folder, in no workspace, and names challenges and teams, never a person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from textual.content import Content, Span

from moonwalk.tui.text import clean_lines

Fact = tuple[str, str]
"""A text and its style."""

_STYLE: Final = re.compile(r"[a-z0-9$% -]*")
"""Colours and weights. A style that holds more could make a link of a text."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What stood on the first screen; `read` says when that was read, as it is shown to people.

    `challenges` has the lines of each challenge, `attention` a line for each thing under its `heading`,
    `overview` those of the challenge with the number `current`.
    """

    read: str
    trail: tuple[str, ...]
    facts: tuple[Fact, ...]
    heading: str
    attention: tuple[Content, ...]
    challenges: tuple[Content, ...]
    current: int
    overview: Content

    @property
    def corner(self) -> str:
        """What the corner of the screen says while this is shown."""
        return f"as of {self.read}"

    def save(self, file: Path) -> None:
        """Keep the page. Where nothing can be written there is none at the next start, which is no error."""
        kept = {
            "read": self.read,
            "trail": self.trail,
            "facts": self.facts,
            "heading": self.heading,
            "attention": [_packed(line) for line in self.attention],
            "challenges": [_packed(card) for card in self.challenges],
            "current": self.current,
            "overview": _packed(self.overview),
        }
        written = file.with_suffix(".new")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps(kept), encoding="utf-8")
            written.replace(file)


def kept_file(settings: Path, folder: Path, what: str) -> Path:
    """Where something is kept of a workspace's folder, beside the file with the screen's settings."""
    name = blake2b(str(folder.resolve()).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    return settings.with_name(f"{what}-{name}.json")


def read_page(file: Path) -> KeptPage | None:
    """The page in a file; None where there is none, or something else."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return KeptPage(
            str(kept["read"]),
            tuple(map(str, kept["trail"])),
            tuple((str(text), _style(style)) for text, style in kept["facts"]),
            str(kept["heading"]),
            _unpacked(kept["attention"]),
            _unpacked(kept["challenges"]),
            int(kept["current"]),
            _unpacked([kept["overview"]])[0],
        )
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return None


def _packed(content: Content) -> list[Any]:
    spans = [(span.start, span.end, span.style) for span in content.spans if isinstance(span.style, str)]
    return [content.plain, spans]


def _unpacked(packed: Iterable[Any]) -> tuple[Content, ...]:
    return tuple(
        Content(clean_lines(text), [Span(int(start), int(end), _style(style)) for start, end, style in spans])
        for text, spans in packed
    )


def _style(style: object) -> str:
    """A style that only colours."""
    return style if isinstance(style, str) and _STYLE.fullmatch(style) else ""
