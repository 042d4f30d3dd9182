"""Which column is the amount: it follows from what is measured, and is asked for where two could be meant."""

import pytest

from moonwalk.api import FieldError
from moonwalk.api.files import Measure
from moonwalk_plugins.sheets.amount_columns import Header, amount_columns


def measure(activity, unit, label="", own=True):
    return Measure(activity=activity, label=label or activity.replace("_", " ").title(), unit=unit, own=own)


STEPS = measure("steps", "steps")
WALK = measure("walk", "minutes")
BACKWARD = measure("backward_walk", "minutes", "Backward walking")
RIDE = measure("ride", "km")
WATER = measure("water", "glasses")
ANY = (STEPS, WALK, RIDE)


def taken(headers, *measures, named=""):
    columns = amount_columns(dict(enumerate(headers.split(","))), measures, named)
    return [(column.header, column.activity, column.unit) for column in columns.own]


@pytest.mark.parametrize(
    ("headers", "measured", "column"),
    [
        ("steps,distance,runDistance,calories", STEPS, "steps"),
        ("Distance (m),Calories,Schritte,Dauer", STEPS, "Schritte"),
        ("TotalSteps,TotalDistance,StepGoal,Minutes", STEPS, "TotalSteps"),
        ("Avg Daily Steps,Total Steps Rank,Total Steps", STEPS, "Total Steps"),
        ("Nombre de pas,Distance", STEPS, "Nombre de pas"),
        ("Steps,Duration", WALK, "Duration"),
        ("Min speed (m/s),Min weight (kg),Time (min)", WALK, "Time (min)"),
        ("Max Minutes,Minutes,Average minutes", WALK, "Minutes"),
        ("Minutes goal,Mins", WALK, "Mins"),
        ("How many minutes did you walk?,How did you feel?", WALK, "How many minutes did you walk?"),
        ("How many minutes did you walk?", BACKWARD, "How many minutes did you walk?"),
        ("Total minutes", BACKWARD, "Total minutes"),
        ("Dauer in Minuten,Strecke", BACKWARD, "Dauer in Minuten"),
        ("Duration (hours)", BACKWARD, "Duration (hours)"),
        ("Distance,Duration", RIDE, "Distance"),
        ("Distance (mi),Time", RIDE, "Distance (mi)"),
        ("Kilometres ridden,Steps", RIDE, "Kilometres ridden"),
        ("Glasses of water,Cups of tea", WATER, "Glasses of water"),
        ("Water,Notes", WATER, "Water"),
        ("Amount,Notes", WATER, "Amount"),
        ("Water (ml),Water (glasses)", WATER, "Water (glasses)"),
        ("Steps/min,Steps per day", STEPS, "Steps per day"),
        ("Cumulative steps,Steps that day", STEPS, "Steps that day"),
        ("Notes,Team walk (min)", measure("team_walk", "minutes", "Team walk"), "Team walk (min)"),
        ("Start time,Time spent walking", BACKWARD, "Time spent walking"),
        ("Litres of water,Glasses", WATER, "Glasses"),
        ("Bottle deposit,A cup of coffee", measure("coffee", "times", "A cup of coffee"), "A cup of coffee"),
        ("Water (ml),Notes", measure("water", "ml"), "Water (ml)"),
        ("Duration (s),Notes", WALK, "Duration (s)"),
        ("Backward walking seconds,Notes", BACKWARD, "Backward walking seconds"),
    ],
)
def test_the_amount_is_the_column_that_counts_what_is_measured(headers, measured, column):
    assert [header for header, _, _ in taken(headers, measured)] == [column]


@pytest.mark.parametrize(
    ("headers", "measured"),
    [
        ("Distance", WALK),
        ("Distance (km)", STEPS),
        ("Steps,Schritte", RIDE),
        ("Duration", RIDE),
        ("Min speed (m/s),Min heart rate", WALK),
        ("Minutes asleep,Sedentary minutes", WALK),
        ("Max steps,Step goal,Steps rank", STEPS),
        ("Water (litres)", WATER),
        ("Litres of water", WATER),
        ("Water in ml,Water (oz)", WATER),
        ("Steps (thousands),Steps (in 1000)", STEPS),
        ("Schritte in Tausend", STEPS),
        ("Steps per minute,Steps/min,Step length (cm)", STEPS),
        ("Cumulative steps,Schritte kumuliert,Team steps", STEPS),
        ("Step challenge ID,Steps left,Previous steps", STEPS),
        ("Minutes per km,Pace (min/km),Minutes/mi", WALK),
        ("Start time,End time,Time of day,Time zone", WALK),
        ("Walk quality,Walk rating (1-5)", WALK),
        ("Distance (yards),Distance in yards,Distance (ft)", RIDE),
        ("km/h,Ride height (m),Stride (m)", RIDE),
    ],
)
def test_what_counts_something_else_is_no_amount(headers, measured):
    assert taken(headers, measured) == []


@pytest.mark.parametrize(
    ("headers", "measured", "named"),
    [
        ("Move Minutes count,Heart Minutes", WALK, "'Move Minutes count' or 'Heart Minutes'"),
        ("VeryActiveMinutes,LightlyActiveMinutes,Id", WALK, "'VeryActiveMinutes' or 'LightlyActiveMinutes'"),
        ("Total steps,Steps counted", STEPS, "'Total steps' or 'Steps counted'"),
        ("Amount,Value", WATER, "'Amount' or 'Value'"),
    ],
)
def test_two_columns_that_could_be_meant_are_both_named_with_the_option_that_settles_it(
    headers, measured, named
):
    with pytest.raises(FieldError, match=named) as refused:
        taken(headers, measured)

    option = str(refused.value).rpartition("-o amount=")[2].strip("'")
    assert [header for header, _, _ in taken(headers, measured, named=option)] == [option]


def test_each_of_several_things_that_are_measured_has_its_own_column():
    company = "activity_id,raw_steps,raw_cycling,raw_swimming,feature"
    others = measure("cycling", "km", own=False), measure("swimming", "metres", own=False)

    assert taken(company, STEPS, *others) == [
        ("raw_steps", "steps", "steps"),
        ("raw_cycling", "cycling", "km"),
        ("raw_swimming", "swimming", "metres"),
    ]
    assert taken("Steps,Minutes,Distance (km)", *ANY) == [
        ("Steps", "steps", "steps"),
        ("Minutes", "walk", "minutes"),
        ("Distance (km)", "ride", "km"),
    ]


def test_a_column_of_a_unit_that_several_activities_have_leaves_the_activity_open():
    stretch = measure("stretch", "minutes")

    assert taken("Minutes", WALK, stretch) == [("Minutes", "", "minutes")]
    assert taken("Walk minutes,Stretch (min)", WALK, stretch) == [
        ("Walk minutes", "walk", "minutes"),
        ("Stretch (min)", "stretch", "minutes"),
    ]


def test_what_only_counts_as_something_else_must_be_named():
    run = measure("run", "minutes", own=False)

    assert taken("Minutes", WALK, run) == [("Minutes", "walk", "minutes")]
    assert taken("Minutes", run) == [("Minutes", "run", "minutes")]


def test_the_column_that_is_named_is_the_amount_unless_it_counts_something_else():
    assert taken("How far?,Minutes", RIDE, named="how far") == [("How far?", "ride", "km")]
    with pytest.raises(FieldError, match="no column 'Miles'"):
        taken("How far?,Minutes", RIDE, named="Miles")
    for header in ("Distance", "Distance (km)", "Steps"):
        with pytest.raises(
            FieldError, match=f"'{header.replace('(', '.').replace(')', '.')}' is an amount of"
        ):
            taken(f"{header},Minutes", WALK, named=header)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("TotalSteps", "steps"),
        ("Duration (min)", "minutes"),
        ("Min temp", ""),
        ("Distance (m)", "metres"),
        ("Speed (km/h)", "km/h"),
        ("Time [s]", "seconds"),
        ("km", "km"),
        ("Schritte am Tag", "steps"),
        ("Amount", ""),
    ],
)
def test_a_header_names_its_unit(header, unit):
    assert Header.of(header).unit == unit


def test_the_unit_of_a_row_that_names_its_activity_is_that_of_the_activity():
    counted = measure("steps", "steps", own=False)
    columns = amount_columns({3: "Amount"}, (WALK, counted))

    assert [column.unit for column in columns.of_row("Steps")] == ["steps"]
    assert [column.unit for column in columns.of_row("walk")] == ["minutes"]
    assert [column.unit for column in columns.of_row("swim")] == [""]
    assert [column.unit for column in columns.of_row("")] == ["minutes"]


def test_a_vessel_that_an_organiser_names_is_what_is_counted_and_a_volume_is_not():
    drinks = measure("drinks", "drinks")

    assert taken("Cups of tea,Notes", drinks) == []
    assert taken("Cups of tea,Notes", drinks, named="Cups of tea") == [("Cups of tea", "drinks", "drinks")]
    with pytest.raises(FieldError, match="is an amount of litres, and not of drinks"):
        taken("Litres of tea,Notes", drinks, named="Litres of tea")
