"""A rule that did not answer."""

from __future__ import annotations


class RuleFailed(Exception):
    """A rule did not answer, so the challenge is not scored. `at` is the line that named the rule."""

    def __init__(self, rule: str, at: str, cause: str) -> None:
        super().__init__(f"rule '{rule}' failed: {cause}")
        self.rule, self.at, self.cause = rule, at, cause

    def __reduce__(self) -> tuple[type[RuleFailed], tuple[str, str, str]]:
        return RuleFailed, (self.rule, self.at, self.cause)
