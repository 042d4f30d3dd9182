from __future__ import annotations

import pytest

from .edited import edited, errors
from .installed import THIS_VERSION


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "weekly_total",
            "there is no rule 'weekly_total' here. Use 'rule: goal_met' with a weekly goal from 'goals'.",
        ),
        ("freeze", "there is no rule 'freeze' here. Write 'freezes' in 'rule: streak'."),
        ("shared_days", "there is no rule 'shared_days' here. It pays teams: move it to 'teams.rules'."),
        (
            "journey",
            (
                "there is no rule 'journey' here. It is about what people do together: move it to "
                "'company.rules' for everyone, or to 'teams.rules' for each team by itself."
            ),
        ),
        ("mean", "there is no rule 'mean' here. It is a ranking: boards name it with 'ranking:'."),
        ("weekly_recap", "there is no rule 'weekly_recap' here. It is a notice: move it to 'notices'."),
        ("goal_mett", "there is no rule 'goal_mett' here. Did you mean 'goal_met'?"),
        ("makeups", "there is no rule 'makeups' here. Did you mean 'makeup'?"),
        (
            "fitco.hills",
            (
                "there is no rule 'fitco.hills' here. No plugin 'fitco' is installed. "
                "Install the package that provides it, and name it under 'plugins': 'fitco: its-package'."
            ),
        ),
        (
            "streaks.streek",
            "there is no rule 'streaks.streek' here. 'streaks' has: streaks.comeback, streaks.streak.",
        ),
    ],
)
def test_an_unknown_rule_is_answered_with_what_to_write(name, message):
    (found,) = errors(("rule: comeback", f"rule: {name}"))
    assert found == f"68:11: {message}"


def test_a_name_that_is_like_none_is_answered_with_those_there_are():
    (found,) = errors(("ranking: sum", "ranking: qqq"))
    assert found == (
        "113:14: there is no ranking 'qqq' here. "
        "There are: composite, daily_mean_sum, mean, mean_active, mean_at_time, participation, shrunk, sum, "
        "top_k, trimmed."
    )


def test_a_full_name_always_works():
    assert errors(("rule: comeback", "rule: streaks.comeback")) == []


def test_the_keys_of_a_rule_that_nobody_knows_are_left_alone():
    assert len(errors(("  - rule: comeback\n", "  - rule: acme.hills\n    hills: [one, two]\n"))) == 1


def test_a_name_of_this_version_is_not_called_missing():
    assert THIS_VERSION.find("person", "streak")
    assert "streak" in edited()
