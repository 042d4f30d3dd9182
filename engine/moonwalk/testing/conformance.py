"""Everything the kit can say about one configured rule.

Needs hypothesis, which is not a dependency of Moonwalk: install it for tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from moonwalk.api import CompanyRule, DayRule, Declared, FieldRule, PersonRule, Rule, TeamRule, shapes_of
from moonwalk.testing.company import assert_company_pure
from moonwalk.testing.fast import assert_fast_equals_slow
from moonwalk.testing.field_purity import assert_field_pure
from moonwalk.testing.goals import GOOD_DAY, GOOD_WEEK, KitGoal
from moonwalk.testing.purity import assert_pure

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check_rule(
    rule: Rule,
    *,
    examples: int = 50,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """That a rule is declared well, pure, and, where it has a fast form, that both forms agree.

    Field rules meet random teams, which have scores on every board that they name.
    """
    check_declaration(rule)
    if isinstance(rule, PersonRule | DayRule | TeamRule):
        assert_pure(rule, examples=examples, goals=goals, activities=activities, units=units)
    elif isinstance(rule, CompanyRule):
        assert_company_pure(rule, examples=examples, activities=activities, units=units)
    elif isinstance(rule, FieldRule):
        assert_field_pure(rule, examples=examples)
    if has_fast_form(rule):
        assert_fast_equals_slow(rule, examples=examples, goals=goals, activities=activities, units=units)


def check_declaration(declared: Declared) -> None:
    """That a declaration has a name, typed fields and a sentence without gaps."""
    kind = type(declared)
    assert _NAME.fullmatch(kind.name), (
        f"{kind.__name__}.name must be small letters, digits and _: {kind.name!r}"
    )
    shapes_of(kind)
    sentence = declared.sentence()
    assert sentence.strip(), f"{kind.__name__} needs a docstring: its first line is what people read."
    assert not re.search(r"\{\w*\}", sentence), f"The sentence has a gap: {sentence}"


def has_fast_form(rule: Rule) -> bool:
    """Whether the class overrides the fast form of its kind."""
    kind = type(rule)
    base = next(base for base in kind.__mro__ if base.__module__ == "moonwalk.api.rules")
    names = ("grid_points", "grid_amounts", "grid_met", "grid_share")
    return any(getattr(kind, name, None) is not getattr(base, name, None) for name in names)
