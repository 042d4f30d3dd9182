"""Scores of parts of a company put together: arrays by person or team, filled part by part.

It works for any dataclass whose fields are arrays with a row for each person or team, or such arrays by the
id of a rule or goal. A membership and what was kept of earlier questions are no scores and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import Int64Array

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Scores = TypeVar("Scores", bound=DataclassInstance)
else:
    Scores = TypeVar("Scores")

_NO_SCORES: Final = ("membership", "totals_cache")


def room_for(rows: int, part: Scores) -> Scores:
    """Return scores with so many rows of zeros, for the rules and goals of a part, as wide as its own."""

    def like(values: NDArray[Any]) -> NDArray[Any]:
        # The system hands out zeros without writing them, so this costs nothing until a row is filled.
        return np.zeros((rows, *values.shape[1:]), values.dtype)

    return replace(
        part,
        **{
            name: {key: like(values) for key, values in value.items()}
            if isinstance(value, Mapping)
            else like(value)
            for name, value in _arrays(part)
        },
    )


def fill(room: Scores, rows: slice | Int64Array, part: Scores) -> None:
    """Write the scores of a part into these rows."""
    for name, value in _arrays(part):
        into = getattr(room, name)
        if isinstance(value, Mapping):
            for key, values in value.items():
                into[key][rows] = values
        else:
            into[rows] = value


def _arrays(scores: DataclassInstance) -> Iterator[tuple[str, Any]]:
    """Yield all that scores hold by row: an array, or arrays by rule or goal."""
    names = (known.name for known in fields(scores) if known.name not in _NO_SCORES)
    return ((name, getattr(scores, name)) for name in names)
