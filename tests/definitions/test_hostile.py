"""What comes from outside is answered with a place and a way out, with little work and no traceback."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.running import calls_of

from moonwalk.definitions import read_challenge

from .edited import SOUND
from .installed import THIS_VERSION

pytestmark = pytest.mark.promise("P5", "hostile challenge files")

LITTLE = 4_000_000
"""More calls than this took about half a second on a machine of 2025. A count is the same on a busy one."""
LARGEST = 256 * 1024
HOSTILE = {
    "a file that is too large": b"a: b\n" * 60_000,
    "a hundred thousand dashes": b"- " * 100_000,
    "ten megabytes of brackets": b"[" * 10_000_000,
    "as many brackets as fit": b"[" * LARGEST,
    "brackets in list items": b"- [[[\n" * 40_000,
    "brackets in long lines": (b"- " + b"[" * 1_000 + b"\n") * 250,
    "a deep map": "".join(" " * depth + "a:\n" for depth in range(600)).encode(),
    "question marks": b"? " * 130_000,
    "an alias bomb": b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(3_000)),
    "a merge key bomb": b"a: &a {x: y}\n" + b"b: {<<: [*a, *a, *a]}\n" * 3_000,
    "many keys": b"".join(b"k%d: v\n" % n for n in range(26_000)),
    "many keys in braces": b"{" + b"a: b, " * 43_000,
    "many documents": b"---\n" * 65_000,
    "many tags": b"!a " * 80_000,
    "one long text": b"about: " + b"x " * 130_000,
    "one long number": b"moonwalk: " + b"9" * 250_000,
    "lost comments": b"a: b #x\n" * 30_000,
    "blank lines": b"\n" * LARGEST,
    "tabs": b"\ta\n" * 80_000,
    "colons": b":" * LARGEST,
    "zeros": bytes(LARGEST),
    "another encoding": SOUND.encode("utf-16"),
    "latin letters": "challenge: Größe".encode("latin-1"),
}


def answered(data: bytes) -> tuple:
    reading = read_challenge(data, "x.yaml", THIS_VERSION)
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    assert (reading.challenge is None) == bool(errors)
    for problem in reading.problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert len(problem.message) < 500
        assert problem.message.isprintable()
    return reading.problems


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_with_little_work(name):
    problems, calls = calls_of(lambda: answered(HOSTILE[name]))
    assert problems
    assert calls < LITTLE


def test_ten_thousand_names_that_do_not_exist_are_answered_with_little_work():
    goals = "".join(f"  - {{rule: goal_met, id: g{n}, goal: good_dax_{n}, points: 5}}\n" for n in range(380))
    text = SOUND.split("rules:\n")[0] + "rules:\n" + goals
    problems, calls = calls_of(lambda: answered(text.encode()))
    assert len(problems) >= 100
    assert calls < LITTLE


def test_every_cap_is_compared_with_every_goal_with_little_work():
    goals = "".join(
        f"  good_day_{n}: {{label: g, each: day, reach: {{week 1: 1 minute, weeks 2 to 99: 9 minutes}}}}\n"
        for n in range(120)
    )
    rules = "".join(
        f"  - {{rule: per_unit, id: g{n}, per: 1 minute, points: 5, "
        f"cap_per_day: {{week 1: 5 minutes, weeks 2 to 99: 9 minutes}}}}\n"
        for n in range(120)
    )
    text = SOUND.split("goals:\n")[0].replace("4 weeks", "99 weeks")
    problems, calls = calls_of(lambda: answered(f"{text}goals:\n{goals}rules:\n{rules}".encode()))
    assert not [problem for problem in problems if problem.severity == "error"]
    assert calls < LITTLE


@given(st.binary(max_size=2_000))
@example(b"\xef\xbb\xbf")
@example(b'a: "\\ud800"')
@example(b"&a [*a]")
def test_random_bytes_are_answered(data):
    answered(data)


@given(st.text(alphabet=" \n-:[]{}&*!|>'\"#%@`?,.a1\r\x85\u2028", max_size=200))
@example("?")
def test_random_punctuation_is_answered(text):
    answered(text.encode())


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SOUND)),
            st.integers(0, 30),
            st.text(alphabet=" \n-:[]{}&*!|>'\"#%0579abcdweks_.\ud7ff\U0001f600\x1b", max_size=12),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_mutated_challenge_is_read_or_answered(changes):
    text = SOUND
    for at, cut, put in changes:
        text = text[:at] + put + text[at + cut :]
    answered(text.encode())


@given(
    st.integers(0, SOUND.count("\n")),
    st.sampled_from(
        [
            "x",
            "5",
            "5 minutes",
            "yes",
            "[]",
            "{}",
            "[a, b]",
            "{a: b}",
            "~",
            '""',
            "week 1",
            "first 1 of 7",
            "99999 days",
        ]
    ),
)
@settings(max_examples=80)
def test_any_value_in_any_line_is_read_or_answered(line, value):
    lines = SOUND.split("\n")
    key, colon, _ = lines[line].partition(": ")
    lines[line] = f"{key}: {value}" if colon else f"{lines[line]} {value}"
    answered("\n".join(lines).encode())
