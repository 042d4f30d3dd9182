"""Random teams and weeks for properties. Hypothesis is not a dependency of Moonwalk: install it for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moonwalk.api import Context, Field
from moonwalk.testing.fields import field_context, field_of

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

_WORDS = ("0", "1", "3", "7/2", "99/2", "50", "101/100", "-7/3", "-", ".")


def fields_with_context(
    boards: Sequence[str] = ("form",), *, teams: int = 7, weeks: int = 5
) -> SearchStrategy[tuple[Field, Context]]:
    """Up to so many teams and weeks; the first weeks are over, and some teams come late or leave."""
    from hypothesis import strategies as st

    @st.composite
    def drawn(draw: DrawFn) -> tuple[Field, Context]:
        length = draw(st.integers(1, weeks))
        row = st.lists(st.sampled_from(_WORDS), min_size=length, max_size=length).map(" ".join)
        names = draw(st.lists(st.sampled_from("ABCDEFGHIJ"), max_size=teams, unique=True))
        field = field_of({name: draw(row) for name in names}, draw(st.integers(0, length)), boards)
        return field, field_context(field, draw(st.integers(0, 99)))

    return drawn()
