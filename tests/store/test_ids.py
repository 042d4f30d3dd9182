from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.store.errors import StoreError
from moonwalk.store.ids import (
    SHOWN_LENGTH,
    Content,
    PlainIds,
    answer_record,
    content_id,
    is_answer,
    parse_id,
    show_id,
    stamp_record,
    text_key,
)

CONTENT = Content("A1", "2026-09-07", "backward_walk", "minutes", 12_000, "form", 1)
IDS = st.integers(min_value=0, max_value=2**63 - 1)


@given(IDS)
def test_a_shown_id_reads_back(number):
    assert parse_id(show_id(number)) == number
    assert len(show_id(number)) == SHOWN_LENGTH


@given(IDS)
def test_an_id_reads_back_however_it_is_typed(number):
    shown = show_id(number)
    assert parse_id(f" {shown[:4]}-{shown[4:].lower()} ".replace("1", "l").replace("0", "o")) == number


@pytest.mark.parametrize(
    "text", ["", "12", "Z" * SHOWN_LENGTH, "U" * SHOWN_LENGTH, "A1B2" * 5, "0" * 12 + "é"]
)
def test_what_cannot_be_an_id_is_refused_with_a_sentence(text):
    with pytest.raises(StoreError, match="is not the id of an entry"):
        parse_id(text)


def test_the_largest_id_reads_back_and_there_is_none_after_it():
    assert parse_id("7" + "Z" * 12) == 2**63 - 1
    with pytest.raises(StoreError):
        parse_id("8" + "0" * 12)


@given(st.text(max_size=5), st.text(max_size=5), st.integers(-5, 10**6), st.none() | st.integers(0, 10**13))
def test_an_id_made_for_rows_of_a_file_is_that_of_the_content(person, activity, amount, stamp):
    plain = PlainIds("form")
    nth = 1 if stamp is None else str(stamp)
    content = Content(person, "2026-09-07", activity, "min", amount, "form", nth)
    # The second time it is known already how the names are quoted.
    for _ in range(2):
        assert plain.id_of(person, "2026-09-07", (activity, "min"), amount, stamp) == content_id(content)


def test_records_of_stamps_are_known_by_person_and_minute_and_grow_with_time():
    assert stamp_record(7, 1_788_739_259_999) == 29_812_320 * 2**24 + 7
    assert stamp_record(7, 1_788_739_200_000) == stamp_record(7, 1_788_739_259_999)
    assert stamp_record(2**24 - 1, 1_788_739_200_000) < stamp_record(1, 1_788_739_260_000)


def test_records_of_answers_never_change_and_are_no_stamps():
    assert answer_record(7, "r1") == 6_413_790_778_043_245_853
    assert len({answer_record(7, "r1"), answer_record(8, "r1"), answer_record(7, "r2")}) == 3
    assert is_answer(2**62)
    assert is_answer(answer_record(7, "r1"))
    assert not is_answer(2**62 - 1)
    assert not is_answer(stamp_record(2**24 - 1, 10**14))


def test_the_id_of_a_content_never_changes():
    assert show_id(content_id(CONTENT, 1)) == "7TV0007J97JBD"
    assert show_id(content_id(CONTENT)) == "7R76773PNYHG5"
    assert show_id(content_id(CONTENT._replace(person="Zoë \u2028 \U0001f600", nth="7"))) == "401G0JYJ70CTH"


@pytest.mark.parametrize(
    "change",
    [
        {"person": "A2"},
        {"day": "2026-09-08"},
        {"activity": "walk"},
        {"unit": "km"},
        {"amount": 12_001},
        {"source": "watch"},
        {"nth": 2},
        {"nth": "1"},
        {"supersedes": 1},
        {"void": True},
        {"person": "A1', '2026"},
    ],
)
def test_everything_in_the_content_makes_another_id(change):
    assert content_id(CONTENT._replace(**change)) != content_id(CONTENT)


def test_a_bump_makes_another_id():
    assert len({content_id(CONTENT, bump) for bump in range(5)}) == 5


@pytest.mark.parametrize(
    ("one", "other"), [("mu\u0308ller@x.org", "Müller@X.org "), ("ANN@example.org", " ann@example.org")]
)
def test_one_address_has_one_key(one, other):
    assert text_key(one) == text_key(other)


def test_a_look_alike_letter_is_another_letter():
    assert text_key("\u0430nn@example.org") != text_key("ann@example.org")
