"""What parts two rows of a board, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from moonwalk.runs.why.figures import rounded, short, shown
from moonwalk.runs.why.views import Comparison, Part

_MOST_TOLD: Final = 4


def in_words(found: Comparison) -> Comparison:
    """The same with the words for it."""
    sentences = [_gap(found), _size(found), _ties(found), *_without_place(found)]
    return replace(found, words=" ".join(one for one in sentences if one))


def told_parts(parts: Sequence[Part], decimals: int, sign: int = 1) -> str:
    """The largest parts of a difference with their labels: "2.1 from Minutes, -0.4 from Limit"."""
    return told_gaps([(sign * part.gap, part.label) for part in parts], decimals)


def told_gaps(gaps: Sequence[tuple[Fraction, str]], decimals: int) -> str:
    """The same of gaps and their labels."""
    counted = [(gap, label) for gap, label in gaps if rounded(gap, decimals)]
    largest = sorted(counted, key=lambda one: (-abs(one[0]), one[1]))
    most = len(largest) if len(largest) <= _MOST_TOLD + 1 else _MOST_TOLD
    told = [
        f"{shown(gap, decimals)} from {label}"
        for gap, label in sorted(largest[:most], key=lambda one: (-one[0], one[1]))
    ]
    if len(largest) > most:
        left = sum((gap for gap, _ in largest[most:]), Fraction(0))
        told.append(f"{shown(left, decimals)} from {len(largest) - most} more")
    return ", ".join(told)


def _gap(found: Comparison) -> str:
    first, second, gap = found.first, found.second, found.difference
    if gap is None:
        return "One of the two has no score yet, so nothing parts them."
    if first.shown == second.shown:
        return f"{first.name} and {second.name} both have {_score(found, first.shown)}."
    sign = 1 if gap > 0 else -1
    leader, follower = (first, second) if gap > 0 else (second, first)
    decimals = found.board.decimals
    parts = told_parts((*found.rules, found.rest), decimals, sign)
    by = shown(abs(gap), decimals)
    return f"{leader.name} is ahead of {follower.name} by {by}{f': {parts}' if parts else ''}."


def _size(found: Comparison) -> str:
    first, second, size = found.first, found.second, found.size
    if not size or not rounded(size, found.board.decimals) or first.size == second.size:
        return ""
    more = "more" if size > 0 else "less"
    by = shown(abs(size), found.board.decimals)
    return (
        f"{first.name} counts as {short(first.size)} members, {second.name} as {short(second.size)}: "
        f"{first.name} has {by} {more} than it would have with the members and days of {second.name}."
    )


def _ties(found: Comparison) -> str:
    if found.difference is None or found.first.shown != found.second.shown:
        return ""
    asked = [f"{one.tie} ({one.first} against {one.second})" for one in found.ties]
    if not found.ties or not found.ties[-1].decided:
        return f"Nothing parts them{f', not even {_listed(asked)}' if asked else ''}: they share the place."
    equal = f" {_listed(asked[:-1])} {'is' if len(asked) == 2 else 'are'} equal." if asked[:-1] else ""
    return f"The tie is broken by {asked[-1]}.{equal}"


def _without_place(found: Comparison) -> list[str]:
    rows = (found.first, found.second)
    return [f"{row.name} takes no place: {row.not_placed}." for row in rows if row.not_placed]


def _listed(asked: Sequence[str]) -> str:
    return " and ".join(asked)


def _score(found: Comparison, text: str) -> str:
    return f"{text}{found.board.unit}"
