"""Bars made of thin lines: calmer than blocks, and as easy to compare."""

from __future__ import annotations

from typing import Final

LINE: Final = "━"
HALF: Final = "╸"


def bar(value: float, most: float, width: int) -> str:
    """A bar of `width` columns for `most`, shorter for less; empty for nothing or less than nothing."""
    if most <= 0 or value <= 0 or width <= 0:
        return ""
    full, half = divmod(max(1, round(min(1.0, value / most) * width * 2)), 2)
    return LINE * full + HALF * half


def gauge(done: int, whole: int, width: int) -> tuple[str, str]:
    """A line of `width` columns in two parts: what is done, and what is left."""
    filled = 0 if whole <= 0 else min(width, round(width * done / whole))
    return LINE * filled, "─" * (width - filled)
