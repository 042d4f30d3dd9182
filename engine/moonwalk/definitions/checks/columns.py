"""The roster columns that a file names, and whether any roster has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import Place, did_you_mean, quoted
from moonwalk.definitions.challenge import NICKNAME
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode

_BY_VALUES: Final = frozenset({"only_where", "not_placed", "captains"})
"""Keys whose maps choose people by their values in columns."""

_MOST_LISTED: Final = 8
"""Where a column has more values than that, they are no help."""


def _any(column: str, value: str) -> None:
    """Ask nobody about values."""


@dataclass(frozen=True, slots=True)
class RosterColumns:
    """The columns in which a roster has values, by their `names`.

    `others` is asked about a column and a value: it answers which values there are where nobody has this
    one, and None where somebody has it or nobody knows.
    """

    names: Set[str]
    others: Callable[[str, str], Sequence[str] | None] = _any


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """A roster column that a file names: where, and what it means if no roster has it.

    `needed` says that something would be empty then. `values` chooses people by what they have in it.
    """

    name: str
    place: Place
    without: str
    needed: bool = True
    values: tuple[ScalarNode, ...] = ()


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
    for column, values in node.entries if isinstance(node, MapNode) else ():
        yield NamedColumn(column.text, column.place, without, needed, tuple(_scalars(values)))


def _scalars(node: Node) -> Iterator[ScalarNode]:
    for item in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(item, ScalarNode):
            yield item


def _columns_in(fields: FieldSet, without: str) -> Iterator[NamedColumn]:
    for written in fields.written_values:
        # Keys of these maps are columns too; `_keys_of` says what it means that they are missing.
        if written.key in _BY_VALUES:
            continue
        if isinstance(written.field_type, NameKind) and written.field_type.of == "column":
            yield NamedColumn(written.value, written.place, without)


def check_columns(draft: Draft, roster: RosterColumns, diagnostics: Diagnostics) -> None:
    """Report columns in which no roster has a value, and values that nobody has.

    Left alone, what is about them would stay empty, and nobody would know why.
    """
    for column in named_columns(draft):
        if column.name in roster.names:
            _check_values(column, roster, diagnostics)
            continue
        # Of a challenge that runs, only what it was launched with is kept without being asked for.
        shown = f'"{column.name}"' if " " in column.name else column.name
        report = diagnostics.error if column.needed else diagnostics.warning
        report(
            column.place,
            f"no roster so far has a value in the column '{column.name}', {column.without}."
            f"{did_you_mean(column.name, roster.names)} If your roster has it, import that again, and "
            f"keep the column: moonwalk people import FILE -o keep={shown}",
        )


def _check_values(column: NamedColumn, roster: RosterColumns, diagnostics: Diagnostics) -> None:
    """Warn of values that nobody has: whoever is meant may still join, or it may be misspelt."""
    for value in column.values:
        others = roster.others(column.name, value.text)
        if others is not None:
            there = f" There are: {', '.join(others)}." if len(others) <= _MOST_LISTED else ""
            diagnostics.warning(
                value.place,
                f"nobody on the roster has {quoted(value.text)} in the column '{column.name}'."
                f"{did_you_mean(value.text, others) or there}",
            )
