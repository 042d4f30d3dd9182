"""Checks of boards that rank their rows by how these stand on other boards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, ItemDraft, WrittenValue

_WHOLE: Final = "the whole challenge"


def check_compared_boards(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report boards that rest on themselves or on other rows, and those that would tell what is private."""
    for name, board in draft.boards.items():
        for written in board.boards_named:
            if written.value in draft.boards:
                _check_named(name, board, written, draft, diagnostics)
        if board.boards_named:
            _check_keys(board, diagnostics)
    for rule in draft.rules:
        for written in rule.boards_named:
            if written.value in draft.boards and draft.boards[written.value].boards_named:
                diagnostics.error(
                    written.place,
                    f"'{written.value}' ranks by other boards, and '{rule.id}' compares points. Name one of "
                    "these boards.",
                )


def _check_named(
    name: str, board: ItemDraft, written: WrittenValue, draft: Draft, diagnostics: Diagnostics
) -> None:
    other = draft.boards[written.value]
    mine, theirs = _rows(board), _rows(other)
    if name in _rests_on(written.value, draft):
        diagnostics.error(
            written.place,
            f"'{written.value}' {'is' if written.value == name else 'rests on'} this board itself, "
            "so it would go in a circle. Name boards that rank by points.",
        )
    elif "" not in (mine, theirs) and mine != theirs:
        diagnostics.error(
            written.place,
            f"'{written.value}' ranks {theirs}, and this board ranks {mine}. Name a board of the same rows.",
        )
    elif other.fields.get("period") != _WHOLE or other.fields.values.get("during"):
        diagnostics.error(
            written.place,
            f"'{written.value}' is over a part of the challenge. Name a board without 'period' and 'during'; "
            "this board may have them.",
        )
    elif other.fields.values.get("split_by") or other.fields.values.get("inside"):
        diagnostics.error(
            written.place,
            f"'{written.value}' is split, so there are several places of each number on it. Name a board "
            "without 'split_by' and 'inside'.",
        )


def _check_keys(board: ItemDraft, diagnostics: Diagnostics) -> None:
    fields = board.fields
    for key in ("split_by", "inside", "of_rules"):
        if key in fields.nodes:
            diagnostics.error(
                fields.keys[key],
                f"'{key}' has no effect here: the board ranks by other boards. Remove it.",
            )
    groups = fields.values.get("ranks") in ("teams", "roster column")
    if groups and fields.get("seen_by") != "organisers":
        diagnostics.error(
            fields.at("seen_by") if "seen_by" in fields.nodes else board.name_place,
            "others see a figure of a group only where it tells nothing of single people, and this one rests "
            "on the places of all rows. Write 'seen_by: organisers' here; who wins a prize on this board is "
            "told to all.",
        )


def _rows(board: ItemDraft) -> str:
    """Return what a board ranks, in words; "" where that is not known."""
    ranks = str(board.fields.values.get("ranks") or "")
    return f"the column '{board.fields.get('column')}'" if ranks == "roster column" else ranks


def _rests_on(name: str, draft: Draft) -> frozenset[str]:
    """Return a board and all boards that it ranks by, directly or through one another."""
    known: set[str] = set()
    ahead = [name]
    while ahead:
        known.add(board := ahead.pop())
        ahead += [other for other in _named(board, draft) if other not in known]
    return frozenset(known)


def _named(name: str, draft: Draft) -> Iterator[str]:
    board = draft.boards.get(name)
    return (str(written.value) for written in (board.boards_named if board else ()))
