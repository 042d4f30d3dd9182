"""The roster columns that a file names, and whether any roster has them."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Final

from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import Place, did_you_mean
from moonwalk.definitions.challenge import NICKNAME
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet
from moonwalk.definitions.nodes import MapNode

_BY_VALUES: Final = frozenset({"only_where", "not_placed", "captains"})
"""Keys whose maps choose people by their values in columns."""


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """A roster column that a file names: where, and what it means if no roster has it.

    `needed` says that something would be empty then.
    """

    name: str
    place: Place
    without: str
    needed: bool = True


def named_columns(draft: Draft) -> Iterator[NamedColumn]:
    """Every roster column that a file names, also in one with problems."""
    people, teams, privacy = (draft.sections[name] for name in ("people", "teams", "privacy"))
    yield from _keys_of(people, "only_where", "so nobody could take part")
    yield from _keys_of(people, "not_placed", "so everyone would take a place", needed=False)
    yield from _keys_of(teams, "captains", "so nobody would be a captain", needed=False)
    yield from _columns_in(teams, "so nobody would have a team")
    if privacy.get("names") == NICKNAME:
        without = "so people would be named by their initials"
        yield NamedColumn(NICKNAME, privacy.at("names"), without, needed=False)
    for name, board in draft.boards.items():
        yield from _columns_in(board.fields, f"so the board '{name}' would be empty")
    for goal, fields in draft.goals.items():
        yield from _keys_of(fields, "only_where", f"so nobody could meet '{goal}'")
    for item in (*draft.rules, *draft.notices):
        yield from _keys_of(item.fields, "only_where", f"so '{item.id}' would be for nobody")
        yield from _columns_in(item.fields, f"so '{item.id}' would have nothing to go by")


def _keys_of(fields: FieldSet, key: str, without: str, needed: bool = True) -> Iterator[NamedColumn]:
    node = fields.nodes.get(key)
    for column, _ in node.entries if isinstance(node, MapNode) else ():
        yield NamedColumn(column.text, column.place, without, needed)


def _columns_in(fields: FieldSet, without: str) -> Iterator[NamedColumn]:
    for written in fields.written_values:
        # Keys of these maps are columns too; `_keys_of` says what it means that they are missing.
        if written.key in _BY_VALUES:
            continue
        if isinstance(written.field_type, NameKind) and written.field_type.of == "column":
            yield NamedColumn(written.value, written.place, without)


def check_columns(draft: Draft, roster: Set[str], diagnostics: Diagnostics) -> None:
    """Report columns in which no roster has a value; `roster` are those in which one has.

    Left alone, what is about them would stay empty, and nobody would know why.
    """
    for column in named_columns(draft):
        if column.name not in roster:
            # Of a challenge that runs, only what it was launched with is kept without being asked for.
            shown = f'"{column.name}"' if " " in column.name else column.name
            report = diagnostics.error if column.needed else diagnostics.warning
            report(
                column.place,
                f"no roster so far has a value in the column '{column.name}', {column.without}."
                f"{did_you_mean(column.name, roster)} If your roster has it, import that again, and "
                f"keep the column: moonwalk people import FILE -o keep={shown}",
            )
