"""The fast parser says what the Python parser says, or nothing: a file means the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
import yaml

from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.nodes import Node
from moonwalk.definitions.yaml_parser import _composed, _composed_by_libyaml

ROOT = Path(__file__).parents[2]
FILES = sorted((*ROOT.glob("challenges/*.yaml"), *ROOT.glob("tests/challenges/programmes/*.yaml")))
# Whatever means something to YAML somewhere, and letters that may be ends of lines, or nothing at all.
PIECES = (
    *":#,[]{}&*!|>'\"%@`-?\n \\~<=.0a\u00e4\u00a0\u2028\u2029\u0085\ufeff\U0001f600\x01\r",
    *(": ", "- ", "? ", " #", " # x", "|\n", "|-\n", "|+\n", "|2\n", "|#\n", ">+\n", "'\n", '"\n', "---\n"),
    *("...\n", "\n\n", "  ", "\n  ", "\n- ", ", ", "::", ":a", "{}", "[]", "[a:b]", "{a:b}", "{a: b,}"),
    *("!!str ", "&a ", "*a", "\r\n", "\\x41", "\\u263a", "''", "%YAML 1.1\n", "? a\n: b\n", "<<: "),
    *("'a':b", '"a":b', "[,]", "- - ", "-- ", "{a: , b: c}", "{a?: b}"),
)
needs_libyaml = pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML came without libyaml")


def assert_agreed(text: str) -> bool:
    """Whether the fast parser had an answer; fails where the answer is another one."""
    fast = _composed_by_libyaml(text, "x.yaml")
    if fast is None:
        return False
    diagnostics = Diagnostics()
    exact: Node | None = _composed(text, "x.yaml", diagnostics)
    assert (fast, ()) == (exact, diagnostics.sorted()), text
    return True


def spoilt(texts: list[str], chance: random.Random) -> Iterator[str]:
    """Yield pieces of files with a few letters put in, taken out or repeated."""
    while True:
        lines = chance.choice(texts).split("\n")
        first = chance.randrange(len(lines))
        text = "\n".join(lines[first : first + chance.randrange(1, 15)]) + chance.choice(["", "\n"])
        for _ in range(chance.choice([1, 1, 1, 2, 3, 5])):
            change: Callable[[str, int, random.Random], str] = chance.choice(
                [put_in, put_in, take_out, repeat]
            )
            text = change(text, chance.randrange(len(text) + 1), chance)
        yield text


def put_in(text: str, at: int, chance: random.Random) -> str:
    return text[:at] + chance.choice(PIECES) + text[at:]


def take_out(text: str, at: int, chance: random.Random) -> str:
    return text[:at] + text[at + chance.randrange(1, 6) :]


def repeat(text: str, at: int, chance: random.Random) -> str:
    begin = chance.randrange(len(text) + 1)
    return text[:at] + text[begin : begin + chance.randrange(1, 30)] + text[at:]


@needs_libyaml
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_challenge_is_read_by_the_fast_parser_and_means_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert assert_agreed(text)
    assert assert_agreed(text.replace("\n", "\r\n"))


@needs_libyaml
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: {b?: c}", id="a question mark in brackets"),
        pytest.param("a: {b: , c: d}", id="nothing in brackets"),
        pytest.param("a: b\n?", id="a key that is nothing"),
        pytest.param("a: b\rc: d", id="a carriage return alone"),
        pytest.param("a: b\n\ufeffc: d", id="a byte order mark inside"),
        pytest.param("a: >#\n  b", id="a comment that touches the sign"),
    ],
)
def test_what_the_parsers_read_differently_is_left_to_the_python_parser(text: str) -> None:
    assert _composed_by_libyaml(text, "x.yaml") is None


@needs_libyaml
def test_a_text_that_was_read_is_not_parsed_again() -> None:
    assert _composed_by_libyaml("a: {b: c}", "x.yaml") is _composed_by_libyaml("a: {b: c}", "x.yaml")
    assert _composed_by_libyaml("a: {b: d}", "x.yaml") != _composed_by_libyaml("a: {b: c}", "x.yaml")
    assert _composed_by_libyaml("a: {b: c}", "y.yaml") != _composed_by_libyaml("a: {b: c}", "x.yaml")


@needs_libyaml
@pytest.mark.parametrize("piece", ["[", "{", "- ", "{a: ", "[[], ", "? "])
def test_hostile_nesting_ends_at_the_most_levels(piece: str) -> None:
    assert _composed_by_libyaml(piece * 50_000, "x.yaml") is None


@needs_libyaml
@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(1, 200))]
)
def test_spoilt_files_mean_the_same_or_are_left_to_the_python_parser(seed: int) -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    agreed = [assert_agreed(text) for text in islice(spoilt(texts, random.Random(seed)), 1500)]
    assert sum(agreed) > 150
