"""What in a rehearsal an author should think about, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from moonwalk.services.simulation.correspondence import Correspondence
from moonwalk.services.simulation.summary import BoardFigures, GoalFigures, Rehearsal, RuleFigures
from moonwalk.services.wording import counted

_DECIDES: Final = 90.0
"""A rule decides everything that explains so much of the differences between people."""
_MOSTLY_LIMITED: Final = 60.0
_NEVER: Final = 0.1
_EASY: Final = 95.0
_HARD: Final = 5.0
_OFTEN_TIED: Final = 20.0
_MANY_LATE: Final = 5.0
_LUCKY: Final = 1.5
"""Teams of a size win so many times as often as they would by lot."""
_RARE: Final = 5.0


def remarks_on(rehearsal: Rehearsal) -> Iterator[str]:
    """Yield a sentence for whatever is out of the ordinary, the rules first."""
    paying = [rule for rule in rehearsal.rules if rule.points_percent > 0]
    for rule in rehearsal.rules:
        yield from _on_rule(rule, len(paying) > 1)
    for goal in rehearsal.goals:
        yield from _on_goal(goal)
    for board in rehearsal.boards:
        yield from _on_board(board, rehearsal.seasons)
    if rehearsal.late_percent >= _MANY_LATE:
        yield (
            f"{rehearsal.late_percent:g}% of the entries come too late to count. A later 'log_until' would "
            "let more of them in."
        )


def how_often(share: float, seasons: int) -> str:
    """Return in how many seasons something happens (percent), in words: "in 12% of the seasons"."""
    if seasons > 1:
        return f"in {share:g}% of the seasons"
    # A board of each week or month is won several times in one season.
    return "this time" if share == 100 else f"in {share:g}% of the weeks or months"


def first_place(board: BoardFigures, seasons: int) -> str:
    """Return how clearly a board is won, in words that begin with "the first"."""
    if seasons > 1:
        ahead = "" if board.lead_percent is None else f"is ahead by {board.lead_percent:g}% (median), and "
        return f"the first {ahead}shares the place {how_often(board.tied_percent, seasons)}"
    if board.empty_percent:
        return "the first place is nobody's"
    if board.tied_percent:
        return f"the first shares the place {how_often(board.tied_percent, seasons)}"
    if board.lead_percent is None:
        return "the first is the only one with a place"
    return f"the first is ahead by {board.lead_percent:g}%"


def in_figures(letters: Correspondence) -> str:
    """Return how many messages people get in a season, as a sentence without its full stop."""
    if letters.most == 0:
        return "In one season nobody gets a message"
    each = counted(letters.most, "message")
    if letters.fewest < letters.most:
        each = f"from {letters.fewest} to {each} (half of the people {letters.median} or fewer)"
    return f"In one season everyone gets {each}, never more than {letters.busiest_day} in one day"


def _on_rule(rule: RuleFigures, has_others: bool) -> Iterator[str]:
    # More than all of it, where limits take some away again.
    differences = min(rule.differences_percent or 0.0, 100.0)
    if has_others and differences >= _DECIDES:
        yield (
            f"'{rule.label}' decides almost everything: {differences:g}% of the differences between people "
            "are its points. The other rules hardly change a place."
        )
    if rule.pays and rule.people_percent == 0:
        yield f"'{rule.label}' never pays anybody. Look at its goal, its amounts and its days."
    if rule.limited_percent is not None and rule.limited_percent >= _MOSTLY_LIMITED:
        yield (
            f"'{rule.label}' limits {rule.limited_percent:g}% of the days. If that is more than you meant, "
            "raise its cap."
        )
    if rule.limited_percent is not None and rule.limited_percent < _NEVER:
        yield f"The limit of '{rule.label}' is hardly ever reached. Keep it for slips, or leave it out."


def _on_goal(goal: GoalFigures) -> Iterator[str]:
    highest, lowest = max(goal.percent, default=0.0), min(goal.percent, default=0.0)
    whom = "of the days" if goal.each == "day" else "of the people"
    if lowest >= _EASY:
        yield f"'{goal.label}' is met on or by almost all: at least {lowest:g}% {whom}. It asks for nothing."
    elif highest <= _HARD:
        yield f"'{goal.label}' is out of reach for nearly everyone: at most {highest:g}% {whom} meet it."


def _on_board(board: BoardFigures, seasons: int) -> Iterator[str]:
    if board.empty_percent > 0:
        yield (
            f"On '{board.label}' nobody takes a place {how_often(board.empty_percent, seasons)}. Look at "
            "what 'place_needs' asks for."
        )
    if board.decides and board.tied_percent >= _OFTEN_TIED:
        yield (
            f"On '{board.label}' several share the first place {how_often(board.tied_percent, seasons)}. "
            "Say with 'ties' what decides."
        )
    if len(board.sizes) < 2:
        return
    for size in board.sizes:
        # Two of twenty seasons say nothing; what is said should be more than chance.
        enough = seasons * size.by_lot_percent / 100 >= _RARE
        if enough and size.wins_percent >= _LUCKY * size.by_lot_percent:
            yield (
                f"Teams of {size.size} win '{board.label}' in {size.wins_percent:g}% of the seasons, and "
                f"would by lot in {size.by_lot_percent:g}%. Teams of one size, or another ranking, would be "
                "fairer."
            )
