"""Points in tenths and hundredths, and what is said about numbers that are too fine."""

from __future__ import annotations

import pytest

from .edited import edited, errors, sound

TOP = "activities:\n"
TENTHS = "points: {counted_in: tenths}\nactivities:\n"
HUNDREDTHS = TENTHS.replace("tenths", "hundredths")


def rule_line(text: str) -> tuple[str, str]:
    """One more rule."""
    return "rules:\n", f"rules:\n  - {text}\n"


PAYS = rule_line("{rule: check_in, id: more, points: 0.5}")
CAPS = rule_line("{rule: limit, id: more, cap_per_week: 12.5 points}")


@pytest.mark.parametrize(
    ("top", "rule", "says", "way_out"),
    [
        (TOP, PAYS, "'0.5' is not a whole number", TENTHS),
        (TOP, CAPS, "'12.5 points' is not a whole number of points", TENTHS),
        (
            TENTHS,
            rule_line("{rule: check_in, id: more, points: 0.25}"),
            "count in hundredths at the top: 'points: {counted_in: hundredths}'",
            HUNDREDTHS,
        ),
        (
            TENTHS,
            rule_line("{rule: limit, id: more, cap_per_week: 12.25 points}"),
            "'12.25 points' has 2 decimals, and points are counted in tenths",
            HUNDREDTHS,
        ),
    ],
)
def test_what_is_too_fine_is_told_at_its_place_with_a_way_out_that_loads(top, rule, says, way_out):
    (wrong,) = errors((TOP, top), rule)
    assert says in wrong
    assert "id: more" in edited((TOP, top), rule).splitlines()[int(wrong.split(":")[0]) - 1]
    assert errors((TOP, way_out), rule) == []


@pytest.mark.parametrize(
    ("top", "says"),
    [
        ("points: {counted_in: halves}\n", "halves"),
        ("points: {counted_in: tenth}\n", "Did you mean 'tenths'?"),
        ("points: tenths\n", "'points' holds keys"),
        ("points: {in: tenths}\n", "'in'"),
        ("points: {counted_in: }\n", "'counted_in' has no value"),
    ],
)
def test_another_way_of_counting_is_told(top, says):
    (wrong,) = errors((TOP, f"{top}{TOP}"))
    assert says in wrong


def test_half_points_to_round_at_the_end_need_parts():
    whole = "counts: each full one, rounded: once at the end"
    (wrong,) = errors(rule_line(f"{{rule: per_unit, id: more, points: 1, per: 5 minutes, {whole}}}"))
    assert "has no parts to round at the end. Remove 'rounded'" in wrong


@pytest.mark.parametrize(
    ("cap", "short"), [("25 minutes", True), ("0.5 hours", False), ("30 minutes", False)]
)
def test_a_cap_below_a_full_one_would_never_pay(cap, short):
    keys = f"points: 1, per: 30 minutes, counts: each full one, cap_per_day: {cap}"
    wrong = errors(rule_line(f"{{rule: per_unit, id: more, {keys}}}"))
    assert any("the cap is below a full 30 minutes, so this never pays" in each for each in wrong) == short


def test_what_a_file_leaves_to_a_default_is_worth_as_much_in_tenths():
    far = rule_line("{rule: milestone, id: far, every: 60 minutes, badge: Far}")
    (rule,) = (rule for rule in sound((TOP, TENTHS), far).rules if rule.id == "far")
    assert rule.config["points"] == "0.0"


def test_a_file_that_says_nothing_counts_in_whole_points():
    assert sound().points.decimals == 0
    assert all("." not in str(rule.config.get("points", "")) for rule in sound().rules)
