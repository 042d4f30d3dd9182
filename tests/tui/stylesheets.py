"""Style sheets parsed once for all apps of a test run: each app parses the same ones several times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

Parsed = dict[tuple[object, ...], list[RuleSet]]


@contextmanager
def parsed_once() -> Iterator[Parsed]:
    """While this lasts, the same style sheet with the same variables has the rules it had before.

    Textual keeps them likewise for as long as one app has the same variables; it never changes a rule. It
    looks each rule up in sets by `id`, through a method of its own, for which the built-in one stands in.
    """
    parse = Stylesheet._parse_rules
    parsed: Parsed = {}

    def parse_rules(sheet: Stylesheet, css: str, read_from: Any, *more: Any, **named: Any) -> list[RuleSet]:
        variables = frozenset(sheet._variables.items())
        key = (css, read_from, more, tuple(sorted(named.items())), variables)
        if key not in parsed:
            parsed[key] = parse(sheet, css, read_from, *more, **named)
        return parsed[key]

    by_identity = patch.object(RuleSet, "__hash__", object.__hash__)
    with by_identity, patch.object(Stylesheet, "_parse_rules", parse_rules):
        yield parsed
