"""What YAML's parser objects to, at the place of the slip and in the words of an author."""

from __future__ import annotations

import re

import yaml

from moonwalk.api.problems import Place, quoted, rewritten
from moonwalk.definitions.characters import slip_in
from moonwalk.definitions.yaml_structure import misfit

_VALUE = re.compile(r"^( *(?:- +)*(?:[^\s:'\"{}\[\],#][^:]*?: +)?)(\S.*)$")
_REPORTED_AT_BEGINNING = (
    "an alias",
    "an anchor",
    "a tag",
    "expected ':'",
    "unexpected end of stream",
    "document separator",
)
_OPENING = "{[@`%|>"
SHORTCUT = (
    "'&' and '*' are YAML shortcuts that Moonwalk does not use. "
    "Write the value out, or put the text in quotes."
)
TAG = "'!' begins a YAML tag, which Moonwalk does not use. Put the text in quotes."


def lines_of(text: str) -> list[str]:
    """Split a text where YAML splits it, so that YAML's line numbers fit."""
    return re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)


def explain_error(error: yaml.YAMLError, text: str, path: str) -> tuple[Place, str]:
    """Return the place and the message for an error of the YAML parser."""
    lines = lines_of(text)
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        column = error.position - before.rfind("\n")
        return Place(path=path, line=before.count("\n") + 1, column=column), (
            "a character that text may not hold. Remove it, or save the file as plain text."
        )
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Place(
            path=path, line=1, column=1
        ), "this is not YAML. Compare with a template: moonwalk templates"
    problem, context = (str(getattr(error, name, None) or "") for name in ("problem", "context"))
    begins = getattr(error, "context_mark", None)
    if begins is not None and any(word in f"{context} {problem}" for word in _REPORTED_AT_BEGINNING):
        mark = begins
    line = lines[mark.line] if mark.line < len(lines) else ""
    place = Place(path=path, line=mark.line + 1, column=mark.column + 1)
    return (
        _slip(error, lines, place)
        or _late_quote(error, text, place)
        or _needs_quotes(error, lines, place)
        or _never_closed(error, lines, place)
        or _misfit(error, lines, place)
        or (place, _explanation(problem, context, line, mark.column))
    )


def _slip(error: yaml.YAMLError, lines: list[str], place: Place) -> tuple[Place, str] | None:
    """Return place and message for a slip in the line of an error, or in the one before it."""
    marks = (getattr(error, "context_mark", None), getattr(error, "problem_mark", None))
    numbers = {number for mark in marks if mark is not None for number in (mark.line - 1, mark.line)}
    for number in sorted(number for number in numbers if 0 <= number < len(lines)):
        slip = slip_in(lines[number])
        if slip:
            return Place(path=place.path, line=number + 1, column=slip[0] + 1), slip[1]
    return None


def _late_quote(error: yaml.YAMLError, text: str, place: Place) -> tuple[Place, str] | None:
    """Return place and message for a quote that was only closed by one that should have opened another text.

    Everything between the two was read as one text, so that what follows fits nowhere.
    """
    mark = getattr(error, "problem_mark", None)
    begun: tuple[Place, str] | None = None
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            first, last = token.start_mark.line, token.end_mark.line
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"') and first < last:
                opened = Place(path=place.path, line=first + 1, column=token.start_mark.column + 1)
                message = f"this quote is only closed on line {last + 1}. Close it on its own line."
                begun = (opened, message) if mark is not None and last == mark.line else None
    except yaml.YAMLError:
        return begun
    return begun


def _misfit(error: yaml.YAMLError, lines: list[str], place: Place) -> tuple[Place, str] | None:
    """Return place and message for a line that does not fit those above it, where the cause is known."""
    mark = getattr(error, "problem_mark", None)
    if mark is None or getattr(error, "context_mark", None) is None:
        return None
    slip = misfit(lines, mark.line)
    return (Place(path=place.path, line=slip[0] + 1, column=slip[1] + 1), slip[2]) if slip else None


def _never_closed(error: yaml.YAMLError, lines: list[str], place: Place) -> tuple[Place, str] | None:
    """Return place and message for a bracket that is open where the next key or item begins."""
    begins, ends = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if begins is None or ends is None or "flow" not in str(getattr(error, "context", None) or ""):
        return None
    indents = [len(lines[mark.line]) - len(lines[mark.line].lstrip()) for mark in (begins, ends)]
    # What belongs to a bracket on several lines is indented further than the line on which it begins.
    if begins.line == ends.line or (lines[ends.line].strip() and indents[1] > indents[0]):
        return None
    opened = lines[begins.line][begins.column : begins.column + 1]
    closing = {"{": "}", "[": "]"}.get(opened)
    if closing is None:
        return None
    return Place(path=place.path, line=begins.line + 1, column=begins.column + 1), (
        f"this {opened} is not closed. Close it with {closing}, "
        "or put the text in quotes if it is part of it."
    )


def _needs_quotes(error: yaml.YAMLError, lines: list[str], place: Place) -> tuple[Place, str] | None:
    """Return place and message for text that begins with a character of YAML's own, if that is the cause."""
    marks = (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
    for number in dict.fromkeys(mark.line for mark in marks if mark is not None):
        match = _VALUE.match(lines[number]) if number < len(lines) else None
        if not match or match[2][0] not in _OPENING or not _has_more_text(match[2]):
            continue
        column = len(match[1]) + 1
        return Place(path=place.path, line=number + 1, column=column), (
            f"text that begins with {match[2][0]} needs quotes around all of it: {_in_quotes(match[2])}"
        )
    return None


def _has_more_text(value: str) -> bool:
    closing = {"{": "}", "[": "]"}.get(value[0])
    return closing is None or bool(value.partition(closing)[2].strip(" ,"))


def _explanation(problem: str, context: str, line: str, column: int) -> str:
    if "mapping values are not allowed" in problem:
        match = re.match(r"^ *(?:- +)*[^\s:][^:]*: +(\S.*)$", line)
        if match and match.start(1) < column:
            return f"a second ': ' in one value. Put the text in quotes: {_in_quotes(match[1])}"
        return (
            "this line is indented too far, or the line above has a value already. "
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
    return _structure_explanation(problem, context)


def _structure_explanation(problem: str, context: str) -> str:
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
