"""What became of each installed plugin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["active", "disabled", "not allowed", "broken"]


@dataclass(frozen=True, slots=True)
class PluginReport:
    """One plugin: whose it is, its state, what it declares (`rule acme.rain`), what is wrong with it.

    An active plugin may have problems too: one bad declaration does not take the others with it.
    `milliseconds` is how long its import and its hooks took. `code` differs whenever its files do, as
    they may under one version while somebody works on it.
    """

    name: str
    package: str
    version: str
    state: State
    declares: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    milliseconds: float = 0.0
    code: str = ""
