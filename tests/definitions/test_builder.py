from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from moonwalk.api.values import ConditionValue
from moonwalk.definitions import NoticeItem

from .edited import sound


def test_a_rule_keeps_its_own_keys_as_text_without_defaults():
    challenge = sound()
    by_id = {rule.id: rule for rule in challenge.rules}
    assert by_id["minutes"].config == {
        "activity": "backward_walk",
        "points": "1",
        "per": "1 minute",
        "cap_per_day": {
            "week 1": "10 minutes",
            "week 2": "12 minutes",
            "week 3": "15 minutes",
            "week 4": "20 minutes",
        },
        "paid_days": "first 5 of 7",
    }
    assert by_id["comeback"].config == {"goal": "good_day", "points": "5"}
    assert by_id["streak"].config["freezes"] == "2"
    assert by_id["limit"].config == {"cap_per_day": "25 points", "cap_per_week": "120 points"}


def test_a_rule_stands_where_its_name_is_written():
    rule = sound().rules[1]
    assert (rule.place.path, rule.place.line, rule.place.column) == ("x.yaml", 63, 11)
    assert (rule.full_name, rule.use) == ("goals.goal_met", "person")


def test_sections_that_are_left_out_have_their_defaults():
    challenge = sound()
    assert challenge.schedule.final_grace == timedelta(hours=72)
    assert (challenge.schedule.length_days, challenge.schedule.weeks) == (28, 4)
    assert challenge.privacy.keep_entries == 90
    assert challenge.pauses.personal_days == 7
    assert challenge.people.part_weeks == "goals shrink with the days"


def test_a_board_of_people_needs_nothing_for_a_place():
    boards = sound().boards
    assert list(boards) == ["team_table", "my_points"]
    assert boards["my_points"].place_needs == ()
    assert boards["team_table"].place_needs == (ConditionValue(asks="members", count=3),)
    assert boards["team_table"].ranking.name == "mean"


def test_weeks_named_together_are_told_apart():
    weeks = sound().weeks
    assert [weeks[number].theme for number in (1, 2, 3, 4)] == [
        "Stand tall",
        "Slow down",
        "Enjoy it",
        "Enjoy it",
    ]


def test_teams_notices_and_prizes_are_as_written():
    challenge = sound()
    (full_house,) = challenge.teams.rules
    assert full_house.config == {"needs": ["at least 80% of members met good_week"], "points": "10"}
    assert (challenge.teams.size.smallest, challenge.teams.size.largest) == (5, 7)
    closes, recap = challenge.notices
    assert isinstance(closes, NoticeItem)
    assert (str(closes.at), closes.to, recap.to) == ("Tuesday 09:00", "people", "people")
    assert challenge.prizes["weekly_draw"].most_tickets == 4
    assert challenge.paying_rules[-1] is full_house


def test_amounts_are_exact():
    challenge = sound(("reject_day_above: 90 minutes", "reject_day_above: 1.7 hours"))
    assert challenge.activities["backward_walk"].reject_day_above.thousandths("minutes") == Fraction(102_000)
