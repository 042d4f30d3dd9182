"""A key means one thing everywhere, with one type: sections and rules alike."""

from __future__ import annotations

from moonwalk.api.field_numbers import CountedAmountKind, QuantityKind
from moonwalk.api.field_specs import field_specs_of
from moonwalk.api.field_types import WeeklyType
from moonwalk.definitions.challenge import ActivityKeys, GoalKeys, OwnTarget, Top, Week
from moonwalk.definitions.field_types import DurationKind, LengthKind
from moonwalk.definitions.items import (
    BoardKeys,
    ByBadge,
    ByGoal,
    ByPlace,
    ByRaffle,
    NoticeKeys,
    PrizeKeys,
    RuleKeys,
)
from moonwalk.definitions.messages import SECTION_MODELS, homes_of

from .edited import errors
from .installed import WITH_STRANGERS

MODELS = (
    Top,
    *SECTION_MODELS.values(),
    ActivityKeys,
    GoalKeys,
    OwnTarget,
    Week,
    RuleKeys,
    NoticeKeys,
    BoardKeys,
    PrizeKeys,
    ByPlace,
    ByRaffle,
    ByGoal,
    ByBadge,
)


def meaning(shape):
    """What an author has to write: amounts of one unit are amounts, whole numbers are whole numbers."""
    kind = shape.kind.inner if isinstance(shape.kind, WeeklyType) else shape.kind
    if isinstance(kind, QuantityKind | CountedAmountKind | LengthKind | DurationKind):
        return "quantity", shape.many
    detail = getattr(kind, "of", "") or getattr(kind, "options", "")
    return kind.name, detail, shape.many


def test_a_key_means_one_thing_in_all_sections_and_rules():
    named = [(model.__name__, field_specs_of(model)) for model in MODELS]
    named += [(name, adapter.shapes) for name, adapter in WITH_STRANGERS.adapters.items()]
    seen = {}
    for where, shapes in named:
        for shape in shapes:
            first = seen.setdefault(shape.key, (where, meaning(shape)))
            assert meaning(shape) == first[1], f"{shape.key} differs in {where} and {first[0]}"


def test_a_key_knows_all_its_homes():
    assert homes_of("timezone") == ("under 'schedule'",)
    assert homes_of("boards") == ("at the top level",)
    assert homes_of("reach") == ("in a goal",)
    assert homes_of("nothing_like_it") == ()


def test_a_section_inside_another_is_sent_to_the_top():
    assert errors(("  size: 5 to 7 people", "  size: 5 to 7 people\n  privacy: {names: full}")) == [
        "95:3: there is no key 'privacy' in 'teams'. It belongs at the top level."
    ]


def test_a_key_that_is_like_none_is_answered_with_those_there_are():
    (message,) = errors(("  personal: 7 days", "  qqq: 7 days"))
    there_are = "everyone, personal, a_paused_day, a_missed_day"
    assert message == f"90:3: there is no key 'qqq' in 'pauses'. There are: {there_are}."
