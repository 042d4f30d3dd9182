"""What YAML itself objects to, said so that an author knows what to change."""

from __future__ import annotations

import re

import yaml

from moonwalk.api.problems import Place
from moonwalk.api.wording import quoted, rewritten
from moonwalk.definitions.guard import lines_of

_VALUE = re.compile(r"^( *(?:- +)*(?:[^\s:'\"{}\[\],#][^:]*?: +)?)(\S.*)$")
_SAID_WHERE_IT_BEGINS = ("an alias", "an anchor", "a tag", "expected ':'")
_OPENING = "{[@`%|>"
SHORTCUT = (
    "'&' and '*' are YAML shortcuts that Moonwalk does not use. "
    "Write the value out, or put the text in quotes."
)
TAG = "'!' begins a YAML tag, which Moonwalk does not use. Put the text in quotes."


def explain_slip(slip: yaml.YAMLError, text: str, path: str) -> tuple[Place, str]:
    """The place and the message for an error of the YAML parser."""
    lines = lines_of(text)
    if isinstance(slip, yaml.reader.ReaderError):
        before = text[: slip.position]
        column = slip.position - before.rfind("\n")
        return Place(path, before.count("\n") + 1, column), (
            "a character that text may not hold. Take it out, or save the file as plain text."
        )
    mark = getattr(slip, "problem_mark", None) or getattr(slip, "context_mark", None)
    if mark is None:
        return Place(path, 1, 1), "this is not YAML. Compare with a template: moonwalk templates"
    problem, context = (str(getattr(slip, name, None) or "") for name in ("problem", "context"))
    begins = getattr(slip, "context_mark", None)
    if begins is not None and any(word in f"{context} {problem}" for word in _SAID_WHERE_IT_BEGINS):
        mark = begins
    line = lines[mark.line] if mark.line < len(lines) else ""
    place = Place(path, mark.line + 1, mark.column + 1)
    return _needs_quotes(slip, lines, place) or (place, _say(problem, context, line, mark.column))


def _needs_quotes(slip: yaml.YAMLError, lines: list[str], place: Place) -> tuple[Place, str] | None:
    """Text that begins with a character of YAML's own, on the line of the error or where it began."""
    marks = (getattr(slip, "problem_mark", None), getattr(slip, "context_mark", None))
    for number in dict.fromkeys(mark.line for mark in marks if mark is not None):
        found = _VALUE.match(lines[number]) if number < len(lines) else None
        if not found or found[2][0] not in _OPENING or not _has_more_text(found[2]):
            continue
        column = len(found[1]) + 1
        return Place(place.path, number + 1, column), (
            f"text that begins with {found[2][0]} needs quotes around all of it: {_in_quotes(found[2])}"
        )
    return None


def _has_more_text(value: str) -> bool:
    closing = {"{": "}", "[": "]"}.get(value[0])
    return closing is None or bool(value.partition(closing)[2].strip(" ,"))


def _say(problem: str, context: str, line: str, column: int) -> str:
    if "mapping values are not allowed" in problem:
        found = re.match(r"^ *(?:- +)*[^\s:][^:]*: +(\S.*)$", line)
        if found and found.start(1) < column:
            return f"a second ': ' in one value. Put the text in quotes: {_in_quotes(found[1])}"
        return (
            "this line is a step too far to the right, or the line above has a value already. "
            "Put keys that belong together in one column."
        )
    if "an alias" in context or "an anchor" in context:
        return SHORTCUT
    if "could not find expected ':'" in problem:
        return (
            "this line is neither 'key: value' nor '- item'. "
            "Add the ':', or indent it if it continues a text."
        )
    if "quoted scalar" in context and ("stream" in problem or "document" in problem):
        return "a quote is opened and never closed. Close it, or double it where it belongs to the text."
    if "escape" in problem:
        return "a backslash in double quotes means something to YAML. Write \\\\ or use single quotes."
    if "tag" in context or "tag" in problem:
        return TAG
    if "cannot start any token" in problem:
        return f"text that begins with {quoted(line[column : column + 1])} needs quotes around all of it."
    return _say_structure(problem, context)


def _say_structure(problem: str, context: str) -> str:
    if "flow mapping" in context or "flow sequence" in context or "flow node" in context:
        bracket = " with ]" if "sequence" in context else " with }" if "mapping" in context else ""
        return (
            f"a bracket is not closed, or a comma is missing. Close it{bracket}, "
            "or put the text in quotes if the bracket belongs to it."
        )
    if "block mapping" in context or "block collection" in context or "block end" in problem:
        return (
            "this line does not fit the lines above it. "
            "Give keys and items that belong together the same number of spaces; "
            "text in quotes must be in quotes as a whole."
        )
    if "indentation" in problem or "not allowed here" in problem:
        return "this line is not indented like its neighbours. Use two spaces for each step."
    return f"this is not YAML ({quoted(problem)[1:-1]}). Compare with a template: moonwalk templates"


def _in_quotes(text: str) -> str:
    return rewritten(text.split(" #")[0])
