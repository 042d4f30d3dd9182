"""What the reader of challenges asks of the installed plugins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from moonwalk.api.rules import Covers
from moonwalk.api.shapes import Shape

Use = Literal["person", "team", "company", "ranking", "notice"]


class Declaration(Protocol):
    """A rule, ranking or notice that a challenge may name."""

    @property
    def name(self) -> str:
        """The short name: `streak`."""
        ...

    @property
    def full_name(self) -> str:
        """The name that is never ambiguous: `streaks.streak`."""
        ...

    @property
    def use(self) -> Use:
        """Where it may stand."""
        ...

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Its own keys."""
        ...

    @property
    def covers(self) -> Covers:
        """What its `during` may hold."""
        ...

    @property
    def first_line(self) -> str:
        """Its sentence with placeholders."""
        ...

    def problems(self, config: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """What its own validators object to: (key, address below one, or nothing; message)."""
        ...

    def may_give(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """The badges that it may give, as configured; none where it does not say."""
        ...

    def sentence(self, config: Mapping[str, Any]) -> str:
        """It, as configured, in words for people."""
        ...


class Vocabulary(Protocol):
    """All rules, rankings and notices of the installed plugins."""

    def find(self, use: Use, name: str) -> Declaration | None:
        """The one that a name means, short or full; None if there is none or more than one."""
        ...

    def names(self, use: Use) -> tuple[str, ...]:
        """Every usable name."""
        ...

    def elsewhere(self, name: str) -> Use | None:
        """Another use for which this name exists."""
        ...

    def why_missing(self, use: Use, name: str) -> str:
        """What is known about a name that is not usable; may be nothing."""
        ...
