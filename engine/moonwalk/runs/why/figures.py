"""Exact figures as people read them."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from moonwalk.scoring.standings import show_score


def rounded(value: Fraction, decimals: int) -> Fraction:
    """A figure to so many decimals, half up as boards round; a gap is as large whoever is behind."""
    size = Fraction(floor(abs(value) * 10**decimals + Fraction(1, 2)), 10**decimals)
    return size if value >= 0 else -size


def shown(value: Fraction, decimals: int) -> str:
    """A figure rounded half up to so many decimals, as text: "41.3", "-0.4"."""
    return show_score(int(rounded(value, decimals) * 10**decimals), decimals)


def signed(value: Fraction, decimals: int) -> str:
    """A figure as it is added: "+2.1", "-0.4"."""
    text = shown(value, decimals)
    return text if text.startswith("-") else f"+{text}"


def short(value: Fraction) -> str:
    """A figure with no more than two decimals, and none that are 0: "8", "7.5", "6.86"."""
    return f"{shown(value, 2)}".rstrip("0").rstrip(".")
