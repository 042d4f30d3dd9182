"""The ready-made challenges that come with Moonwalk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from moonwalk.api import hookimpl

_HERE = Path(__file__).resolve().parent


@hookimpl
def moonwalk_challenges() -> Iterable[Path]:
    """The folder of ready-made challenges: beside this module in a wheel, at the top of a checkout."""
    installed = _HERE / "challenges"
    return (installed if installed.is_dir() else _HERE.parents[1] / "challenges",)
