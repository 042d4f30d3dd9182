"""What a use case says when it cannot do what it was asked."""

from __future__ import annotations

from moonwalk.api.problems import Problem


class Refused(Exception):
    """A complete message for people: what happened, what it means for the data, what to do.

    `problems` lists what is wrong with a file, if that is the reason.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.problems = message, problems


class RefusedForGood(Refused):
    """A request that is refused however often it is made, as long as nothing else is decided in between."""


class PluginFailed(Refused):
    """A request that cannot be met because a plugin failed or is missing; it exits with 3, not 2."""


class EngineFailed(Refused):
    """A request that cannot be met because the engine that scores is not there, or has other code."""
