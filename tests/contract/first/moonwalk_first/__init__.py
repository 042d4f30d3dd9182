"""A plugin of contract 1 with every hook. Never edit it: see README.md."""

from collections.abc import Iterable
from pathlib import Path

from moonwalk.api import MOONWALK_API as CONTRACT_THERE
from moonwalk.api import Ranking, Rule, hookimpl
from moonwalk.api.files import Source
from moonwalk.api.notices import Channel, NoticeRule
from moonwalk.api.panels import Panel

from .messages import HalfWay, Ledger
from .panels import Days, Everyone, Words
from .people import Capped, Doubled, Fields, Steady
from .tables import Members, StepTable
from .teams import Leaders, Miles, PerHead, Shoulder

MOONWALK_API = 1
CONTRACTS = (MOONWALK_API, CONTRACT_THERE)


@hookimpl
def moonwalk_rules() -> Iterable[type[Rule]]:
    """Six kinds of rules."""
    return [Steady, Fields, Doubled, Capped, Shoulder, Leaders, Miles]


@hookimpl
def moonwalk_rankings() -> Iterable[type[Ranking]]:
    """A ranking."""
    return (PerHead,)


@hookimpl
def moonwalk_notices() -> Iterable[type[NoticeRule]]:
    """A notice."""
    yield HalfWay


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """A channel with settings."""
    return [Ledger]


@hookimpl
def moonwalk_sources() -> Iterable[type[Source]]:
    """A source of entries, and one of people."""
    return [StepTable, Members]


@hookimpl
def moonwalk_panels() -> Iterable[type[Panel]]:
    """A table, a series, a text."""
    return [Everyone, Days, Words]


@hookimpl
def moonwalk_challenges() -> Iterable[Path]:
    """A folder of challenges."""
    return [Path(__file__).resolve().parent / "challenges"]
