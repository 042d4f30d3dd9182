"""What parts two rows of a board, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from moonwalk.runs.why.figures import rounded, short, shown
from moonwalk.runs.why.views import Comparison, Part

_MOST_TOLD: Final = 4


def in_words(comparison: Comparison) -> Comparison:
    """A comparison with the sentences that say what parts the two rows."""
    sentences = [_gap(comparison), _size(comparison), _ties(comparison), *_without_place(comparison)]
    return replace(comparison, words=" ".join(sentence for sentence in sentences if sentence))


def told_parts(parts: Sequence[Part], decimals: int, sign: int = 1) -> str:
    """The largest parts of a difference with their labels: "2.1 from Minutes, -0.4 from Limit"."""
    return told_gaps([(sign * part.gap, part.label) for part in parts], decimals)


def told_gaps(gaps: Sequence[tuple[Fraction, str]], decimals: int) -> str:
    """The largest gaps with their labels, the smaller ones added up: "2.1 from Minutes, 0.4 from 3 more"."""
    counted = [(gap, label) for gap, label in gaps if rounded(gap, decimals)]
    largest = sorted(counted, key=lambda pair: (-abs(pair[0]), pair[1]))
    most = len(largest) if len(largest) <= _MOST_TOLD + 1 else _MOST_TOLD
    parts = [
        f"{shown(gap, decimals)} from {label}"
        for gap, label in sorted(largest[:most], key=lambda pair: (-pair[0], pair[1]))
    ]
    if len(largest) > most:
        left = sum((gap for gap, _ in largest[most:]), Fraction(0))
        parts.append(f"{shown(left, decimals)} from {len(largest) - most} more")
    return ", ".join(parts)


def _gap(comparison: Comparison) -> str:
    first, second, gap = comparison.first, comparison.second, comparison.difference
    if gap is None:
        return "One of the two has no score yet, so nothing parts them."
    if first.shown == second.shown:
        return f"{first.name} and {second.name} both have {_score(comparison, first.shown)}."
    sign = 1 if gap > 0 else -1
    leader, follower = (first, second) if gap > 0 else (second, first)
    decimals = comparison.board.decimals
    parts = told_parts((*comparison.rules, comparison.rest), decimals, sign)
    by = shown(abs(gap), decimals)
    return f"{leader.name} is ahead of {follower.name} by {by}{f': {parts}' if parts else ''}."


def _size(comparison: Comparison) -> str:
    first, second, size = comparison.first, comparison.second, comparison.size
    if not size or not rounded(size, comparison.board.decimals) or first.size == second.size:
        return ""
    more = "more" if size > 0 else "less"
    by = shown(abs(size), comparison.board.decimals)
    return (
        f"{first.name} counts as {short(first.size)} members, {second.name} as {short(second.size)}: "
        f"{first.name} has {by} {more} than it would have with the members and days of {second.name}."
    )


def _ties(comparison: Comparison) -> str:
    if comparison.difference is None or comparison.first.shown != comparison.second.shown:
        return ""
    asked = [f"{tie.tie} ({tie.first} against {tie.second})" for tie in comparison.ties]
    if not comparison.ties or not comparison.ties[-1].decided:
        return f"Nothing parts them{f', not even {_listed(asked)}' if asked else ''}: they share the place."
    equal = f" {_listed(asked[:-1])} {'is' if len(asked) == 2 else 'are'} equal." if asked[:-1] else ""
    return f"The tie is broken by {asked[-1]}.{equal}"


def _without_place(comparison: Comparison) -> list[str]:
    rows = (comparison.first, comparison.second)
    return [f"{row.name} takes no place: {row.not_placed}." for row in rows if row.not_placed]


def _listed(asked: Sequence[str]) -> str:
    return " and ".join(asked)


def _score(comparison: Comparison, text: str) -> str:
    return f"{text}{comparison.board.unit}"
