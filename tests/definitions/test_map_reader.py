from __future__ import annotations

import pytest

from .edited import edited, errors, errors_in, sound, warnings


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    label: Minutes\n", "    label:\n", "'label' has no value. Write one, or remove the line."),
        (
            "    label: Minutes\n",
            "    label: null\n",
            "'label' has no value. Write one, or remove the line.",
        ),
        (
            "    label: Minutes\n",
            '    label: " "\n',
            "'label' has no value. Write one, or remove the line.",
        ),
        (
            "    label: Minutes\n",
            "    label: [Minutes]\n",
            "'label' is one value, not a list. Write one value, without '- ' and brackets.",
        ),
        (
            "    label: Minutes\n",
            "    label: {Minutes}\n",
            'text that begins with { needs quotes around all of it: "{Minutes}"',
        ),
        (
            "    points: 1\n",
            "    points: {week: 1}\n",
            "'week' does not name weeks. Write 'week 1' or 'weeks 2 to 4'.",
        ),
        (
            "    per: 1 minute\n",
            "    per: {week 1: 1 minute}\n",
            "'per' is one value, not a group of keys. Write it on the line of 'per:'.",
        ),
        ("    per: 1 minute\n", "", "'per' is missing in 'per_unit'; write it down."),
        (
            "everyone: [2027-02-10]",
            "everyone: 2027-02-10",
            "'everyone' is a list: write [2027-02-10], or one item per line with '- '.",
        ),
        (
            "    tips: [Start in a hallway, Ask a friend to walk beside you]\n",
            "    tips: Begin, then stop\n",
            "'tips' is a list: write [\"Begin, then stop\"], or one item per line with '- '.",
        ),
        (
            "[2027-02-10]",
            "[2027-02-10, ]\n  qq: x",
            "there is no key 'qq' in 'pauses'. There are: everyone, personal, a_paused_day, a_missed_day.",
        ),
        ("[2027-02-10]", "[~]", "an item of 'everyone' has no value. Write one, or remove it."),
        ("  good_day:\n", "  Good day:\n", "'Good day' is not a name. Did you mean 'good_day'?"),
        ("notices:\n", "notices: none\nnotice:\n", "'notices' is a list: begin each item with '- '."),
        (
            "  - rule: limit\n    label",
            "  - limit\n  - rule: limit\n    label",
            "a rule begins with '- rule: NAME'; its keys stand below it.",
        ),
        ("  - rule: limit\n", "  - limit:\n", "'rule' is missing: which rule it is. Write 'rule: limit'."),
        ("  - rule: limit\n", "  - rule: [limit]\n", "'rule' has no value. Write the name of a rule."),
        (
            "pauses:\n",
            "pauses: none\npause:\n",
            "'pauses' holds keys: write one 'key: value' per line below it.",
        ),
    ],
)
def test_a_value_of_the_wrong_shape_is_answered_with_the_right_one(old, new, message):
    assert message in [said.partition(": ")[2] for said in errors((old, new))]


def test_all_problems_are_found_in_one_run():
    found = errors(
        ("length: 4 weeks", "length: 4"),
        ("    unit: minutes\n", "    units: minutes\n"),
        ("    points: 20\n", "    points: twenty\n"),
        ("  personal: 7 days", "  personal: a week"),
    )
    assert [message.partition(": ")[0] for message in found] == ["10:11", "18:5", "19:5", "67:13", "90:13"]


def test_a_required_section_is_missing_at_the_top_of_the_file():
    assert errors_in("moonwalk: 1\nchallenge: x\n") == [
        "1:1: 'schedule' is missing: when it runs.",
        "1:1: 'activities' is missing: what can be logged.",
        "1:1: 'rules' is missing: what a person earns.",
    ]


def test_a_file_that_is_a_list_is_no_challenge():
    assert errors_in("- a\n- b\n") == [
        "1:1: a challenge file holds keys, one per line, from 'moonwalk: 1' on. Compare with a template."
    ]


def test_line_breaks_are_kept_in_long_texts_only():
    challenge = sound(
        ("    label: Minutes\n", "    label: |\n      Two\n      lines\n"),
        ("about: >-\n", "about: |\n"),
    )
    assert challenge.rules[0].label == "Two lines"
    assert "\n" in challenge.about


def test_numbers_and_words_of_yaml_are_text():
    challenge = sound(("label: Minutes", "label: 2027"), ("label: Good week", "label: no"))
    assert [rule.label for rule in challenge.rules[:2]] == ["2027", "no"]


def test_comments_for_editors_are_fine():
    assert sound(("moonwalk: 1\n", "#no blank after the sign\nmoonwalk: 1   # a comment\n"))


def test_sections_may_come_in_any_order():
    head, _, tail = edited().partition("privacy:\n")
    assert errors_in(f"privacy:\n{tail.partition('safety:')[0]}{head}") == []


def test_a_comma_that_divides_a_text_in_brackets_is_doubted():
    tips = "tips: [Start in a hallway, Ask a friend to walk beside you]"
    (found,) = warnings((tips, "tips: [A dry, level track is best, Go slowly]"))
    assert found == (
        "the comma before 'level track is best' divides the list. "
        'If it belongs to the text: "A dry, level track is best"'
    )
    assert warnings((tips, "tips: [walk slowly, breathe out]")) == []
    assert warnings((tips, 'tips: ["A dry, level track is best", Go slowly]')) == []


def test_a_list_that_must_be_there_must_hold_something():
    assert errors(("needs: [at least 80% of members met good_week]", "needs: []")) == [
        "99:14: 'needs' is empty. Write at least one item."
    ]
