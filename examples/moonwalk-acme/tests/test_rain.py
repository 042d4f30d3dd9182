from moonwalk.testing import assert_awards, check_rule, parametrize_with_checks, timeline
from moonwalk_acme.rain import Rain

RAIN = Rain(goal="good_day", points="5", rainy_days=["2027-01-06", "week 2 Tuesday"])


def test_a_rainy_day_pays_twice():
    awards = assert_awards(RAIN, timeline("5 0 5 5"), "5 0 10 5")
    assert [award.reason for award in awards] == ["good day", "good day, and in the rain", "good day"]


def test_a_rainy_day_can_be_named_by_its_week():
    assert_awards(RAIN, timeline("0 0 0 0 0 0 0 5 5"), {8: 5, 9: 10})


def test_a_rainy_day_without_the_goal_pays_nothing():
    assert_awards(RAIN, timeline("0 0 4 0", goal=5), "0 0 0 0")


def test_the_sentence_is_filled_in():
    assert RAIN.sentence() == "5 points a day with good_day, 2 times as many on a rainy day."


@parametrize_with_checks(RAIN)
def test_it_keeps_what_moonwalk_relies_on(check):
    check()


def test_it_keeps_every_promise_to_random_people():
    check_rule(RAIN)
    check_rule(
        Rain(goal="good_week", points={"week 1": "5", "weeks 2 to 4": "8"}, rainy_days=["every Friday"])
    )


def test_the_points_are_on_the_board(moonwalk_trial):
    rules = "- {rule: trial.rain, goal: good_day, points: 5, rainy_days: [week 1 Wednesday]}"
    trial = moonwalk_trial(rules, Rain)
    trial.people(Amara="North", Ben="South").entries(Amara="5 0 5", Ben="8")
    assert trial.board() == {"Amara": "15", "Ben": "5"}
