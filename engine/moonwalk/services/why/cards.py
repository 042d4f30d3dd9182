"""The cards that rules pay for: as one person has filled them, and empty, as they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from moonwalk.api.cards import Card
from moonwalk.api.timeline import Timeline
from moonwalk.scoring.asking import ask
from moonwalk.scoring.explain import Explanation
from moonwalk.scoring.plan import Plan

FILLED = "✓"


def cards_of(plan: Plan, explanation: Explanation) -> Mapping[str, Card]:
    """Return a person's cards by the label of their rule. RuleFailed where a rule does not answer."""
    return _cards(plan, explanation.timeline)


def empty_cards(plan: Plan) -> Mapping[str, Card]:
    """Return the cards of a challenge by the label of their rule, empty. RuleFailed as above."""
    return _cards(plan, Timeline(days=()))


def _cards(plan: Plan, timeline: Timeline) -> Mapping[str, Card]:
    asked = ((rule.label, ask(rule, rule.adapter.card, timeline, plan.context)) for rule in plan.person_rules)
    return {label: card for label, card in asked if card is not None}


def filled_of(card: Card) -> int:
    """Return how many squares are filled."""
    return sum(square.filled is not None for square in card.squares)


def rows_of_numbers(card: Card) -> Iterator[str]:
    """Yield each row of a card as the numbers of its squares, those that are filled with a mark.

    The squares in words stand below it: with words in it, a row would not fit into a narrow screen.
    """
    number = 0
    width = len(str(len(card.squares)))
    for row in card.rows:
        cells = []
        for square in row:
            number += 1
            cells.append(f"{number:>{width}}{FILLED if square.filled else ' '}")
        yield "  ".join(cells).rstrip()
