"""Small plots of plain characters, for a terminal and for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_LEVELS: Final = "▁▂▃▄▅▆▇█"


def bar(value: float, most: float, width: int = 24) -> str:
    """A horizontal bar; `most` fills the width, and whatever is more than nothing shows a little."""
    if most <= 0 or value <= 0:
        return ""
    eighths = max(1, round(min(value / most, 1.0) * width * 8))
    return _EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def sparkline(values: Sequence[float], most: float) -> str:
    """A character for each value, the higher the larger; `most` is the highest there may be."""
    top = len(_LEVELS) - 1
    return "".join(
        _LEVELS[round(min(max(value / most, 0.0), 1.0) * top)] if most > 0 else " " for value in values
    )
