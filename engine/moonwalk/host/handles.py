"""A declaration as the engine speaks to it: plain data in, checked values out, everything under guard."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from moonwalk.api import Covers, Shape, shapes_of
from moonwalk.api.sentences import first_line
from moonwalk.host.declarations import Declaration, Use
from moonwalk.host.failures import PluginFailure, guard, one_line
from moonwalk.host.objections import objections

T = TypeVar("T")
Config = Mapping[str, Any]

KEPT = 256
"""Configured declarations that a handle keeps; simulations try out many."""


@dataclass(frozen=True, eq=False)
class Handle:
    """What all handles share: names, keys, validation and the sentence.

    Configurations are plain JSON values; a declaration configured the same way twice is made once.
    """

    declared: Declaration
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The short name: `streak`."""
        return self.declared.name

    @property
    def full_name(self) -> str:
        """The name that is never ambiguous: `streaks.streak`."""
        return self.declared.full_name

    @property
    def plugin(self) -> str:
        """The plugin that it belongs to."""
        return self.declared.plugin

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Its keys."""
        return shapes_of(self.declared.made)

    @property
    def first_line(self) -> str:
        """Its sentence with placeholders, or its name where it has no docstring."""
        return first_line(self.declared.made) or self.name.replace("_", " ")

    @property
    def about(self) -> str:
        """What its docstring says beyond the first line, as one paragraph."""
        _, _, rest = (self.declared.made.__doc__ or "").strip().partition("\n")
        return one_line(rest, 2000)

    def problems(self, config: Config) -> tuple[tuple[str, str], ...]:
        """What its own validators object to: (key, address below one, or nothing; message).

        A validator that fails itself is such a message too, so that it stands at its line of the file.
        """
        try:
            with guard(self.plugin, f"checking {self.name}", self.declared.module):
                try:
                    self.declared.made.model_validate(config)
                except ValidationError as error:
                    return objections(error)
        except PluginFailure as failure:
            return (("", str(failure)),)
        return ()

    def sentence(self, config: Config) -> str:
        """It, as configured, in words for people; its sentence with placeholders where that fails."""
        try:
            told = self.ask("sentence", config, lambda made: made.sentence())
        except PluginFailure:
            return self.first_line
        return one_line(told) if isinstance(told, str) and told.strip() else self.first_line

    def ask(self, what: str, config: Config, question: Callable[[Any], T]) -> T:
        """What the configured declaration answers; PluginFailure where it gives no usable answer."""
        with guard(self.plugin, f"{self.name}.{what}", self.declared.module):
            return question(self._configured(config))

    def _configured(self, config: Config) -> Any:
        key = json.dumps(config, sort_keys=True, default=str)
        made = self._made.get(key)
        if made is None:
            made = self.declared.made.model_validate(config)
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[key] = made
        return made


class NamedHandle(Handle):
    """A handle of what challenge files name."""

    @property
    def use(self) -> Use:
        """Where the name may stand."""
        return cast("Use", self.declared.sort.use)

    def may_give(self, config: Config) -> tuple[str, ...]:
        """The badges that it may give, as configured."""
        return ()

    @property
    def covers(self) -> Covers:
        """What `during` may hold; rankings and notices have no such key."""
        return cast("Covers", getattr(self.declared.made, "covers", "any days"))
