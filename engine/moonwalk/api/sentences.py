"""A configured rule in words: the first line of its docstring, filled in with its values."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel

from moonwalk.api.shapes import shapes_of
from moonwalk.api.weekly import ByWeek, show_weeks

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}( points\b)?")
_ONE_POINT = re.compile(r"\b1 points\b")
_EACH_ONE = re.compile(r"\b(each|every) 1 (?=[a-z])")


def first_line(declared: type[BaseModel]) -> str:
    """The first line of a declaration's docstring: its sentence with `{placeholders}`."""
    return (declared.__doc__ or "").strip().split("\n")[0]


def show_field(declared: BaseModel, key: str) -> str:
    """One field of a configured declaration as people would write it; empty where it is not set."""
    value: Any = getattr(declared, key)
    if value is None:
        return ""
    shape = next(shape for shape in shapes_of(type(declared)) if shape.key == key)
    return shape.show(value)


def sentence_of(declared: BaseModel) -> str:
    """The docstring's first line with each `{field}` replaced by its value."""
    filled = _PLACEHOLDER.sub(lambda found: _filled(declared, found), first_line(type(declared)))
    return _ONE_POINT.sub("1 point", _EACH_ONE.sub(r"\1 ", filled))


def _filled(declared: BaseModel, found: re.Match[str]) -> str:
    """A field; by week each value has its points: `1 point in week 1, 2 points in weeks 2 to 4`."""
    value, points = getattr(declared, found[1]), found[2] or ""
    if points and isinstance(value, ByWeek) and value.spans:
        return ", ".join(
            f"{span.value}{points} in {show_weeks(span.first, span.last)}" for span in value.spans
        )
    return f"{show_field(declared, found[1])}{points}"
