from __future__ import annotations

import pytest

from .edited import errors_in

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
        ('about: "a\n', "3:1: a quote is opened and never closed."),
        ('about: "a" b\n', "2:12: this line does not fit the lines above it."),
        ('about: "a\\qb"\n', "2:11: a backslash in double quotes means something to YAML."),
        ("plugins: {a: b\n", "3:1: a bracket is not closed, or a comma is missing."),
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
