from __future__ import annotations

import pytest

from .edited import edited, errors_in, read, said

HEAD = "moonwalk: 1\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("about: a: b\n", "2:9: a second ': ' in one value. Put the text in quotes: \"a: b\""),
        ("- about: a\n", "2:1: this line does not fit the lines above it."),
        ("about: x\n  more: y\n", "3:7: this line is indented too far"),
        ("about: {a}, b\n", '2:8: text that begins with { needs quotes around all of it: "{a}, b"'),
        ("about: [a] b\n", '2:8: text that begins with [ needs quotes around all of it: "[a] b"'),
        ("about: @home\n", '2:8: text that begins with @ needs quotes around all of it: "@home"'),
        ("about: %x\n", '2:8: text that begins with % needs quotes around all of it: "%x"'),
        ("about: *bold* text\n", "2:8: '&' and '*' are YAML shortcuts"),
        ("about: &x y\n", "2:8: '&' and '*' are YAML shortcuts"),
        ("about: !important\n", "2:8: '!' begins a YAML tag"),
        ("about: !<x\n", "2:8: '!' begins a YAML tag"),
        ("<<: {about: x}\n", "2:1: '<<' is a YAML shortcut"),
        ("[a]: b\n", "2:1: a key must be a word."),
        ("about\nplugins: {}\n", "2:1: this line is neither 'key: value' nor '- item'."),
        ('about: "a\n', "2:8: a quote is opened and never closed."),
        ('about: "a\nplugins: {}\nchallenge: b\n', "2:8: a quote is opened and never closed."),
        ("about: 'a\nchallenge: b\n", "2:8: a quote is opened and never closed."),
        ('about: "a\nplugins: {}\nchallenge: "b"\n', "2:8: this quote is only closed on line 4."),
        ("about: 'a\nchallenge: 'b'\n", "2:8: this quote is only closed on line 3."),
        ("schedule:\n\xa0 length: 4 weeks\n", "3:1: a no-break space in the indent."),
        ("schedule:\n  length: 4 weeks\n \xa0timezone: UTC\n", "4:2: a no-break space in the indent."),
        ("rules:\n  \u2013 rule: per_unit\n    points: 1\n", "3:3: an en dash in place of the '-'"),
        ("rules:\n  \u2022 rule: per_unit\n    points: 1\n", "3:3: a bullet in place of the '-'"),
        (
            "safety:\n  how:\n    \u2014 Go slowly\n",
            "4:5: an em dash in place of the '-' that begins an item.",
        ),
        ("schedule:\n  length\uff1a4 weeks\n  timezone: UTC\n", "3:9: a full-width colon"),
        ("schedule:\n  length:4 weeks\n  timezone: UTC\n", "3:3: a blank is missing after the colon. "),
        (
            "schedule:\n  length:4 weeks\n",
            "3:3: a blank is missing after the colon. Write 'length: 4 weeks'.",
        ),
        ("schedule:\n  timezone: UTC\n  length:4 weeks\n", "4:3: a blank is missing after the colon. "),
        (
            "schedule: {length:4 weeks}\n",
            "2:12: a blank is missing after the colon. Write 'length: 4 weeks'.",
        ),
        (
            "schedule: {length: 4\xa0weeks}\n",
            "2:20: '4\N{REPLACEMENT CHARACTER}weeks' holds a no-break space",
        ),
        ("rules:\n  -{rule: check_in}\n  - {rule: card}\n", "3:3: a blank is missing after the '-'"),
        ("rules:\n  - {rule: check_in}\n  -rule: card\n", "4:3: a blank is missing after the '-'"),
        (
            "activities: {a: {rate: 2400,5 steps per km}}\n",
            "2:29: there is no key '5 steps per km' in an activity. If the comma before it",
        ),
        ("teams: {size: \u201c2 people\u201d}\n", "2:15: '\u201c2 people\u201d' holds a typographic quote"),
        ("pauses: {everyone: [2027\u201303\u201301]}\n", "2:21: '2027\u201303\u201301' holds an en dash"),
        ("schedule: {log\u2011until: Tuesday 12:00}\n", "2:12: there is no key 'log\u2011until'"),
        ('about: "a" b\n', "2:12: this line does not fit the lines above it."),
        ('about: "a\\qb"\n', "2:11: a backslash in double quotes means something to YAML."),
        ("plugins: {a: b\n", "2:10: this { is not closed. Close it with }, "),
        (
            "schedule: {length: 4 weeks\nactivities:\n  a: b\n",
            "2:11: this { is not closed. Close it with }, ",
        ),
        (
            "rules:\n  - {rule: card, when: [a, b\n  - {rule: card}\n",
            "3:24: this [ is not closed. Close it with ], ",
        ),
        ("plugins: {\n  a: 1\n  b: 2\n}\n", "4:4: a bracket is not closed, or a comma is missing."),
        ("plugins: {a: 1 b: 2}\n", "2:17: a bracket is not closed, or a comma is missing."),
        ("schedule:\n    a: b\n  c: d\n", "4:3: this line does not fit the lines above it."),
        ("---\nabout: b\n", "2:1: a second document begins here."),
        ("about: a\x0bb\n", "2:9: a character that text may not hold."),
        ('about: "a\\x1bb"\n', "2:8: this text holds an invisible control character."),
        ("about: a\tb\n", "2:9: a tab; between words it looks like a space but is not one. Put a space."),
    ],
)
def test_a_slip_in_yaml_is_said_in_the_words_of_an_author(text, found):
    assert any(message.startswith(found) for message in errors_in(HEAD + text)), errors_in(HEAD + text)


def test_a_file_that_begins_with_a_document_mark_is_fine():
    assert not any("document" in message for message in errors_in(f"---\n{HEAD}"))


def test_what_a_hash_cuts_off_a_text_is_said():
    reading = read(edited(("challenge: Backward Lanes", "challenge: Prize # one")))

    assert reading.challenge is not None
    assert [said(problem) for problem in reading.problems] == [
        (
            "3:12: '# one' is a comment, so this text ends before it. If it belongs to the text: "
            '"Prize # one" '
            "If it does not, put it on a line of its own."
        )
    ]


def test_a_number_that_a_hash_cuts_off_is_said_once():
    problems = read(edited(("challenge: Backward Lanes", "challenge: Team #1"))).problems

    assert [said(problem) for problem in problems] == [
        "3:17: everything from '#1' on is a comment, not text. Put the text in quotes, or a space after '#'."
    ]


@pytest.mark.parametrize("text", ['"Prize # one"', "Prize#one", "Prize\n# one\n"])
def test_a_hash_that_cuts_nothing_off_is_no_matter(text):
    assert not read(edited(("challenge: Backward Lanes", f"challenge: {text}"))).problems


def test_the_way_out_of_a_text_that_was_cut_off_loads_as_a_whole():
    challenge = read(edited(("challenge: Backward Lanes", 'challenge: "Prize # one"'))).challenge

    assert challenge is not None
    assert challenge.title == "Prize # one"


def test_typographic_characters_in_texts_for_people_are_theirs():
    about = "challenge: It\u2019s \u201cbackward\u201d \u2013 really\xa0so"

    assert not read(edited(("challenge: Backward Lanes", about))).problems
