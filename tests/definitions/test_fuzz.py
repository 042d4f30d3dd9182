"""Shipped challenges, spoilt at random in many ways at once: each is read, or answered with a place."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from tests.architecture.sources import ROOT

from .test_hostile import answered

pytestmark = pytest.mark.promise("P5", "challenge files spoilt at random")

FILES = tuple(path.read_bytes() for path in sorted((ROOT / "challenges").glob("*.yaml")))
LINES = tuple(line for file in FILES for line in file.splitlines())
PIECES = (
    *(bytes([byte]) for byte in b"[]{}:,&*!|>'\"#%@`?-~\t\r\n\0"),
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xe2\x80\x8b",
    b"\x1b[31m",
    b"<<: *a",
    b"&a ",
    b"*a",
    b"!!python/object:os.system ",
    b"- - - ",
    b"9" * 400,
    b"-1",
    b"1e999",
    b"yes",
    b"null",
    b"week 1",
    b"99999 weeks",
    b"0 minutes",
)

Spoil = Callable[[bytearray, random.Random], None]


def cut(text: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(text) + 1)
    del text[at : at + dice.choice((1, 1, 2, 5, 40, 400))]


def put(text: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(text) + 1)
    text[at:at] = dice.choice(PIECES)


def change(text: bytearray, dice: random.Random) -> None:
    if text:
        text[dice.randrange(len(text))] = dice.randrange(256)


def move_line(text: bytearray, dice: random.Random) -> None:
    lines = text.split(b"\n")
    line = lines.pop(dice.randrange(len(lines)))
    lines.insert(dice.randrange(len(lines) + 1), line)
    text[:] = b"\n".join(lines)


def repeat_line(text: bytearray, dice: random.Random) -> None:
    lines = text.split(b"\n")
    lines.insert(dice.randrange(len(lines) + 1), dice.choice((dice.choice(lines), dice.choice(LINES))))
    text[:] = b"\n".join(lines)


def indent(text: bytearray, dice: random.Random) -> None:
    lines = text.split(b"\n")
    at = dice.randrange(len(lines))
    lines[at] = b" " * dice.choice((1, 2, 3, 8)) + lines[at] if dice.random() < 0.6 else lines[at].lstrip()
    text[:] = b"\n".join(lines)


def swap_value(text: bytearray, dice: random.Random) -> None:
    lines = text.split(b"\n")
    at = dice.randrange(len(lines))
    key, colon, _ = lines[at].partition(b": ")
    _, _, value = dice.choice(LINES).partition(b": ")
    lines[at] = key + colon + value if colon else lines[at]
    text[:] = b"\n".join(lines)


SPOILERS: tuple[Spoil, ...] = (cut, put, change, move_line, repeat_line, indent, swap_value, swap_value)


@pytest.mark.parametrize(
    ("seed", "runs"),
    [(0, 150), *(pytest.param(seed, 10_000, marks=pytest.mark.torture) for seed in range(1, 21))],
)
def test_a_challenge_spoilt_at_random_is_read_or_answered(seed, runs, counted):
    dice = random.Random(seed)
    for _ in range(runs):
        text = bytearray(dice.choice(FILES))
        for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
            dice.choice(SPOILERS)(text, dice)
        answered(bytes(text))
    counted(runs, "files")
