from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, ValidationError

from moonwalk.api import FieldError, Group
from moonwalk.api.field_specs import GroupKind, field_specs_of
from moonwalk.api.field_words import NameKind
from moonwalk.api.fields import (
    Amount,
    ByWeek,
    Distance,
    Goal,
    Label,
    Percent,
    Points,
    Quantity,
    ShortText,
    Weekday,
    WeekSpan,
    Whole,
)


class Band(Group):
    """{points} points for each {per} up to {up_to}"""

    up_to: Amount
    points: Points
    per: Amount = Quantity(value=Fraction(1), unit="minute")


class Everything(Group):
    """All that a key may hold."""

    pays: dict[Amount, Points]
    unlocks: dict[Percent, ShortText] = Field(default={Fraction(1, 2): "A tree"})
    stops: dict[Label, Distance] = Field(default={})
    where: dict[str, tuple[Label, ...]] = Field(default={})
    bands: Annotated[tuple[Band, ...], Field(max_length=3)] = ()
    one: Band | None = None
    weekdays: tuple[Weekday, ...] = (5, 6)
    points: Points = Field(default="3", validate_default=True)


CONFIG = {
    "pays": {"5 minutes": "1", "10 minutes": {"week 1": "2", "weeks 2 to 4": "3"}},
    "unlocks": {"25%": "A bench", "100%": "A park"},
    "stops": {"Kiel": "0 km", "Rome": "1.5 miles"},
    "where": {"role": ["one", "two"]},
    "bands": [
        {"up_to": "10 minutes", "points": "1"},
        {"up_to": "20 minutes", "points": {"week 1": "1"}, "per": "2 minutes"},
    ],
    "one": {"up_to": "1 hour", "points": "7"},
    "weekdays": ["Saturday"],
    "points": "4",
}


def shape(key: str):
    return next(shape for shape in field_specs_of(Everything) if shape.key == key)


def test_maps_with_typed_keys_and_groups_are_values():
    made = Everything.model_validate(CONFIG)
    assert made.pays == {
        Quantity(value=Fraction(5), unit="minutes"): ByWeek(always=1),
        Quantity(value=Fraction(10), unit="minutes"): ByWeek(
            always=None, spans=(WeekSpan(first=1, last=1, value=2), WeekSpan(first=2, last=4, value=3))
        ),
    }
    assert made.unlocks[Fraction(1, 4)] == "A bench"
    assert made.bands[0].per == Quantity(value=Fraction(1), unit="minute")
    assert made.weekdays == (5,)


def test_values_go_to_plain_json_and_back():
    made = Everything.model_validate(CONFIG)
    plain = {one.key: one.plain(getattr(made, one.key)) for one in field_specs_of(Everything)}
    assert plain == CONFIG
    assert Everything.model_validate(json.loads(json.dumps(plain))) == made


def test_a_group_leaves_out_what_it_leaves_to_its_default():
    band = Band.model_validate({"up_to": "10 minutes", "points": "1", "per": "1 minute"})
    kind = shape("bands").kind
    assert kind.plain(band) == {"up_to": "10 minutes", "points": "1"}


def test_a_group_of_parsed_values_is_as_good_as_the_group_itself():
    values = {"up_to": Quantity(value=Fraction(10), unit="minutes"), "points": ByWeek(always=1)}
    kind = shape("bands").kind
    assert kind.plain(values) == {"up_to": "10 minutes", "points": "1"}
    assert kind.show(values) == "up_to 10 minutes, points 1"


def test_values_are_shown_in_words():
    made = Everything.model_validate(CONFIG)
    assert shape("pays").show(made.pays) == "5 minutes: 1; 10 minutes: 2 in week 1, 3 in weeks 2 to 4"
    assert shape("where").show(made.where) == "role: one, two"
    assert shape("weekdays").show(made.weekdays) == "Saturday"
    assert str(made.bands[1]) == "1 point in week 1 for each 2 minutes up to 20 minutes"
    assert made.text_of("bands").startswith("1 point for each minute up to 10 minutes, ")


def test_the_default_of_a_key_is_a_value_even_if_its_class_writes_it_as_text():
    assert shape("points").default == ByWeek(always=3)
    assert shape("weekdays").default == (5, 6)
    assert shape("one").default is None


def test_a_default_that_its_kind_refuses_is_refused():
    class Late(Group):
        points: Points = Field(default="three", validate_default=True)

    with pytest.raises(TypeError, match=r"the default of Late.points cannot be used: 'three' is not a whole"):
        field_specs_of(Late)


@pytest.mark.parametrize(
    ("annotation", "instead"), [(int, "Whole, Points or Days"), (bool, "a Literal"), (date, "Period")]
)
def test_a_type_of_pythons_own_is_refused_with_what_to_write_instead(annotation, instead):
    made = type("Odd", (Group,), {"__annotations__": {"odd": annotation}})
    with pytest.raises(TypeError, match=rf"fields: {annotation.__name__}\. Write {instead}"):
        field_specs_of(made)


@pytest.mark.parametrize(
    "annotation",
    [
        int,
        dict[Points, Whole],
        dict[Band, Whole],
        dict[str, dict[str, Whole]],
        tuple[tuple[Whole, ...], ...],
        dict[int, Whole],
    ],
)
def test_what_no_file_can_say_is_refused(annotation):
    made = type("Odd", (Group,), {"__annotations__": {"odd": annotation}})
    with pytest.raises(TypeError, match=r"Odd\.odd is not one of the typed fields"):
        field_specs_of(made)


def test_a_model_that_would_take_any_key_is_no_group():
    class Loose(BaseModel):
        points: Points

    made = type("Odd", (Group,), {"__annotations__": {"odd": tuple[Loose, ...]}})
    with pytest.raises(TypeError, match=r"make it a subclass of moonwalk\.api\.Group"):
        field_specs_of(made)


def test_a_group_is_no_text():
    with pytest.raises(FieldError, match=r"a group of keys goes here: goal\."):
        GroupKind(field_specs_of(type("One", (Group,), {"__annotations__": {"goal": Goal}}))).parse("x")


def test_the_schema_of_a_map_knows_the_form_of_its_keys():
    schema = shape("pays").schema()
    (pattern,) = schema["patternProperties"]
    assert schema["additionalProperties"] is False
    assert re.search(pattern, "5 minutes")
    assert not re.search(pattern, "5")
    assert "anyOf" in schema["patternProperties"][pattern]
    assert shape("where").schema()["additionalProperties"]["type"] == "array"
    assert shape("stops").schema()["type"] == "object"


def test_the_schema_of_a_group_names_its_keys():
    schema = shape("bands").schema()
    assert schema["type"] == "array"
    assert schema["items"]["required"] == ["up_to", "points"]
    assert set(schema["items"]["properties"]) == {"up_to", "points", "per"}
    assert schema["items"]["additionalProperties"] is False
    assert shape("weekdays").schema()["items"]["enum"][6] == "Sunday"


def test_a_key_that_does_not_exist_in_a_group_is_refused():
    with pytest.raises(ValidationError, match=r"bands\.0\.until"):
        Everything.model_validate(
            CONFIG | {"bands": [{"up_to": "1 minute", "points": "1", "until": "2 minutes"}]}
        )


def test_names_stand_for_themselves_in_maps():
    assert shape("where").keys is None
    assert shape("where").kind.name == "text"
    assert not isinstance(shape("where").kind, NameKind)
