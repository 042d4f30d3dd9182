"""Keys that belong together, as the items of a list."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from moonwalk.api.sentences import sentence_of, show_field


class Group(BaseModel):
    """A group of typed fields: `bands: tuple[Band, ...]` is a list of them in a file.

    The first line of its docstring says one in words, with its `{fields}` filled in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def shown(self, key: str) -> str:
        """One field as an author would write it; empty where it is not set."""
        return show_field(self, key)

    def __str__(self) -> str:
        return sentence_of(self)
