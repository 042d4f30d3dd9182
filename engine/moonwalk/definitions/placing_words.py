"""How places and prizes are given, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)


def period_by_itself(period: str) -> str:
    """That each week or month is ranked by itself, as a sentence."""
    if period == "each week":
        return _TEXTS.gettext("Each week by itself, from 0.")
    return _TEXTS.gettext("Each month by itself, from 0.")


def in_each_period(period: str, said: str) -> str:
    """To whom something is given, and how often; `period` is empty for what is given once."""
    match period:
        case "":
            return said
        case "each week":
            return _TEXTS.fill("each week {prize}", prize=said)
        case _:
            return _TEXTS.fill("each month {prize}", prize=said)


def tie_text(ties: Sequence[str]) -> str:
    """What decides between equals, one after the other."""
    said, *others = map(_tie, ties)
    for other in others:
        said = _TEXTS.fill("{first}, then {second}", first=said, second=other)
    return said


def _tie(tie: str) -> str:
    match tie:
        case "participation":
            return _TEXTS.gettext("participation")
        case "improvement":
            return _TEXTS.gettext("improvement")
        case "lot":
            return _TEXTS.gettext("lot")
        case "shared place":
            return _TEXTS.gettext("shared place")
        case _:
            return _TEXTS.fill("met {goal}", goal=tie.removeprefix("met "))


def without_place_text() -> str:
    """That rows without a place are left out, as a sentence."""
    return _TEXTS.gettext("Those without a place do not take part.")


def seen_by_text(seen_by: str) -> str:
    """Who sees a board, as a sentence."""
    match seen_by:
        case "everyone":
            return _TEXTS.gettext("Seen by: everyone.")
        case "own row":
            return _TEXTS.gettext("Seen by: own row.")
        case _:
            return _TEXTS.gettext("Seen by: organisers.")
