"""The sound challenge with one thing changed, and what is said about it."""

from __future__ import annotations

from pathlib import Path

from moonwalk.definitions import Challenge, Reading, read_challenge

from .installed import WITH_STRANGERS

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").glob("*.yaml"))
SOUND = (HERE / "good" / "backward_lanes.yaml").read_text(encoding="utf-8")


def edited(*changes: tuple[str, str]) -> str:
    """The sound challenge with each old text replaced once; a change that does not apply is a mistake."""
    text = SOUND
    for old, new in changes:
        assert old in text, f"{old!r} is not in the sound challenge"
        text = text.replace(old, new, 1)
    return text


def read(text: str) -> Reading:
    return read_challenge(text.encode(), "x.yaml", WITH_STRANGERS)


def errors(*changes: tuple[str, str]) -> list[str]:
    """`line:column: message` of every error in the changed challenge."""
    return errors_in(edited(*changes))


def errors_in(text: str) -> list[str]:
    return [said(problem) for problem in read(text).problems if problem.severity == "error"]


def warnings(*changes: tuple[str, str]) -> list[str]:
    """The messages of every warning in the changed challenge."""
    problems = read(edited(*changes)).problems
    return [problem.message for problem in problems if problem.severity == "warning"]


def said(problem) -> str:
    return f"{problem.place.line}:{problem.place.column}: {problem.message}"


def sound(*changes: tuple[str, str]) -> Challenge:
    """The changed challenge, which must have no error."""
    challenge = read(edited(*changes)).challenge
    assert challenge is not None, errors(*changes)
    return challenge
