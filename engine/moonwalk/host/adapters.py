"""A declaration as the engine speaks to it: plain data in, checked values out, everything under guard."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Self, TypeVar, cast

from pydantic import ValidationError

from moonwalk.api import Covers, Shape, shapes_of
from moonwalk.api.sentences import first_line
from moonwalk.host.declarations import Declaration, Use
from moonwalk.host.failures import PluginFailure, guard, one_line
from moonwalk.host.objections import objections

T = TypeVar("T")
Config = Mapping[str, Any]

KEPT: Final = 256
"""Configurations that an adapter keeps; simulations try out many."""


@dataclass(frozen=True, eq=False)
class Adapter:
    """What all adapters share: names, keys, validation and the sentence.

    An adapter is bound to a configuration of plain JSON values, at first to an empty one: `configured`
    gives one that is bound to another. Its methods are named as those of the class behind it.
    """

    declared: Declaration
    config: Config = field(default_factory=dict)
    _bound: dict[str, Any] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[type[Self], tuple[Declaration, dict[str, Any]]]:
        # What has been made or looked up so far stays in this process.
        return type(self), (self.declared, dict(self.config))

    def configured(self, config: Config) -> Self:
        """The adapter of this declaration with these keys; one only for equal configurations."""
        key = json.dumps(config, sort_keys=True, default=str)
        bound: Self | None = self._bound.get(key)
        if bound is None:
            if len(self._bound) >= KEPT:
                self._bound.clear()
            bound = self._bound[key] = type(self)(self.declared, config)
        return bound

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

    def problems(self) -> tuple[tuple[str, str], ...]:
        """What its own validators object to: (key, address below one, or nothing; message).

        A validator that fails itself is such a message too, so that it stands at its line of the file.
        """
        try:
            with guard(self.plugin, f"checking {self.name}", self.declared.module):
                try:
                    self.declared.made.model_validate(self.config)
                except ValidationError as error:
                    return objections(error)
        except PluginFailure as failure:
            return (("", str(failure)),)
        return ()

    def sentence(self) -> str:
        """It, as configured, in words for people; its sentence with placeholders where that fails."""
        try:
            said = self.ask("sentence", lambda made: made.sentence())
        except PluginFailure:
            return self.first_line
        return one_line(said) if isinstance(said, str) and said.strip() else self.first_line

    def ask(self, what: str, question: Callable[[Any], T]) -> T:
        """What the configured declaration answers; PluginFailure where it gives no usable answer."""
        with guard(self.plugin, f"{self.name}.{what}", self.declared.module):
            return question(self._instance)

    @cached_property
    def _instance(self) -> Any:
        return self.declared.made.model_validate(self.config)


class NamedAdapter(Adapter):
    """An adapter of what challenge files name."""

    @property
    def use(self) -> Use:
        """Where the name may stand."""
        return cast("Use", self.declared.sort.use)

    def badges(self) -> tuple[str, ...]:
        """The badges that it may give, as configured; only rules of people give some."""
        return ()

    def may_give(self) -> tuple[str, ...]:
        """Its badges for whoever only checks a file; none where it fails to say."""
        try:
            return self.badges()
        except PluginFailure:
            return ()

    @property
    def advises(self) -> tuple[str, ...]:
        """The names of its doubts about challenges; notices have none."""
        return tuple(getattr(self.declared.made, "advises", ()))

    @property
    def covers(self) -> Covers:
        """What `during` may hold; rankings and notices have no such key."""
        return cast("Covers", getattr(self.declared.made, "covers", "any days"))
