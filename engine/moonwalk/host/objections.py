"""What a declaration's validators object to, without the words of the validating library."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from moonwalk.host.failures import attempt, one_line

MOST = 20
"""Objections to one configuration that are worth telling."""


def objections(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """(key, message) for each objection; the key is empty where it is about the whole."""
    return tuple(_objection(one) for one in error.errors(include_url=False, include_input=False)[:MOST])


def _objection(one: Any) -> tuple[str, str]:
    key = str(one["loc"][0]) if one["loc"] else ""
    match one["type"]:
        case "value_error" | "assertion_error":
            raised = one["ctx"]["error"]
            return key, one_line(attempt(lambda: str(raised), "")) or "This value cannot be used."
        case "missing":
            return key, f"'{key}' is missing."
        case "extra_forbidden":
            return key, f"there is no key '{key}' here."
    return key, one_line(str(one["msg"]))
