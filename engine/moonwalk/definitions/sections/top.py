"""The keys at the top level of a file that are no sections of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from moonwalk.api.fields import Label, Text
from moonwalk.api.kinds import Kind
from moonwalk.api.problems import FieldError
from moonwalk.api.wording import quoted
from moonwalk.definitions.sections.fields import Reason, Section, ShortText

LANGUAGE_VERSION = 1
SECTIONS = (
    "schedule",
    "activities",
    "goals",
    "weeks",
    "rules",
    "people",
    "pauses",
    "teams",
    "company",
    "boards",
    "prizes",
    "notices",
    "privacy",
    "safety",
)
REQUIRED_SECTIONS = (
    ("schedule", "when it runs"),
    ("activities", "what can be logged"),
    ("rules", "what a person earns"),
)


@dataclass(frozen=True)
class VersionKind(Kind[int]):
    """The version of this language in which a file is written."""

    name: ClassVar[str] = "version"

    def parse(self, text: str) -> int:
        """The version; FieldError where this Moonwalk does not read it."""
        if text == str(LANGUAGE_VERSION):
            return LANGUAGE_VERSION
        if text.isascii() and text.isdigit() and not text.startswith("0") and len(text) < 4:
            raise FieldError(
                f"this file is written in language version {text}; "
                f"this Moonwalk reads version {LANGUAGE_VERSION}. Install a newer Moonwalk."
            )
        raise FieldError(f"{quoted(text)} is not a version of the language. Write 'moonwalk: 1'.")

    def is_value(self, raw: object) -> bool:
        """Whether it is an int."""
        return type(raw) is int

    def schema(self) -> dict[str, Any]:
        """The one version there is."""
        return {"const": LANGUAGE_VERSION}


class Top(Section):
    """What a file says about itself."""

    moonwalk: Annotated[int, VersionKind()] = Field(description="write 'moonwalk: 1' as the first line")
    challenge: Label = Field(description="the title")
    about: Text = ""
    plugins: dict[str, ShortText] = Field(default={})
    accepted: dict[str, Reason] = Field(default={})
