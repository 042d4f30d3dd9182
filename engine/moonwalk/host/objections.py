"""What a declaration's validators object to, without the words of the validating library."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from moonwalk.api import FieldError
from moonwalk.host.failures import attempt, one_line

MOST = 20
"""Objections to one configuration that are worth telling."""


def objections(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """(address, message) for each objection; the address is empty where it is about the whole.

    An address is a key, or a spot below one: `bands.2.up_to`, `pays.10 minutes`.
    """
    return tuple(_objection(one) for one in error.errors(include_url=False, include_input=False)[:MOST])


def _objection(one: Any) -> tuple[str, str]:
    loc = [str(part) for part in one["loc"] if part != "[key]"]
    key = ".".join(loc)
    match one["type"]:
        case "value_error" | "assertion_error":
            raised = one["ctx"]["error"]
            if isinstance(raised, FieldError) and raised.at:
                key = ".".join((*loc, raised.at))
            return key, one_line(attempt(lambda: str(raised), "")) or "This value cannot be used."
        case "missing":
            return key, f"'{loc[-1]}' is missing."
        case "extra_forbidden":
            return key, f"there is no key '{loc[-1]}' here."
    return key, one_line(str(one["msg"]))
