"""YAML to nodes: size and encoding guarded, depth bounded, none of YAML's shortcuts, every error in words."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from moonwalk.api.problems import Place, quoted, rewritten
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode

MOST_BYTES = 256 * 1024
MOST_LEVELS = 20
MOST_NODES = 4000
MOST_LINE = 10_000
MOST_LINES = 10_000
_MOST_TABS = 10
_VALUE = re.compile(r"^( *(?:- +)*(?:[^\s:'\"{}\[\],#][^:]*?: +)?)(\S.*)$")
_REPORTED_AT_BEGINNING = ("an alias", "an anchor", "a tag", "expected ':'")
_OPENING = "{[@`%|>"
SHORTCUT = (
    "'&' and '*' are YAML shortcuts that Moonwalk does not use. "
    "Write the value out, or put the text in quotes."
)
TAG = "'!' begins a YAML tag, which Moonwalk does not use. Put the text in quotes."
# Not printable to Python, yet part of how people write: line ends, hard and soft blanks, joiners.
_HARMLESS = "\n\xa0\xad\u200b\u200c\u200d\u202f"


def text_of(data: bytes, path: str, diagnostics: Diagnostics) -> str | None:
    """Decode a file. Return None, and report an error, where it is too large, binary or not UTF-8."""
    start = Place(path=path, line=1, column=1)
    if len(data) > MOST_BYTES:
        diagnostics.error(
            start,
            f"the file is larger than {MOST_BYTES // 1024} KB, which is the most a challenge may have. "
            "Shorten its texts, or check that this is a challenge file.",
        )
        return None
    zero = data.find(b"\0")
    if zero >= 0:
        line = data.count(b"\n", 0, zero) + 1
        diagnostics.error(
            Place(path=path, line=line, column=1),
            "the file holds a NUL character, so it is not text. Save it as plain text in UTF-8.",
        )
        return None
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as wrong:
        before = data[: wrong.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        diagnostics.error(
            Place(path=path, line=before.count(b"\n") + 1, column=column),
            "the file is not UTF-8 text. Save it with the encoding UTF-8 in your editor.",
        )
        return None
    lines = lines_of(text)
    return text if _has_no_tabs(lines, path, diagnostics) and _is_short(lines, path, diagnostics) else None


def lines_of(text: str) -> list[str]:
    """Split a text where YAML splits it, so that YAML's line numbers fit."""
    return re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)


def _is_short(lines: list[str], path: str, diagnostics: Diagnostics) -> bool:
    long = next((number for number, line in enumerate(lines, 1) if len(line) > MOST_LINE), None)
    if long is not None:
        diagnostics.error(
            Place(path=path, line=long, column=1),
            f"a line of {len(lines[long - 1])} characters; at most {MOST_LINE} fit here. "
            "Break it, or check that this is a challenge file.",
        )
    elif len(lines) > MOST_LINES:
        diagnostics.error(
            Place(path=path, line=MOST_LINES + 1, column=1),
            f"the file has {len(lines)} lines; a challenge may have {MOST_LINES}. "
            "Check that this is a challenge file.",
        )
        return False
    return long is None


def _has_no_tabs(lines: list[str], path: str, diagnostics: Diagnostics) -> bool:
    tabbed = [(number, line) for number, line in enumerate(lines, 1) if "\t" in line]
    for number, line in tabbed[:_MOST_TABS]:
        column = line.index("\t") + 1
        indents = not line[: column - 1].strip()
        remedy = (
            "YAML indents with spaces. Put two spaces for each step."
            if indents
            else "between words it looks like a space but is not one. Put a space."
        )
        diagnostics.error(Place(path=path, line=number, column=column), f"a tab; {remedy}")
    return not tabbed


def compose(text: str, path: str, diagnostics: Diagnostics) -> Node | None:
    """Parse a file into nodes. Return None, and report errors, where it is empty or broken."""
    composer = _Composer(text, path, diagnostics)
    try:
        for event in _events(text):
            composer.take(event)
    except _Stop:
        return None
    except yaml.YAMLError as error:
        diagnostics.error(*explain_error(error, text, path))
        return None
    root = composer.root
    if root is None or (isinstance(root, ScalarNode) and root.blank):
        if not diagnostics.failed:
            diagnostics.error(
                Place(path=path, line=1, column=1),
                "the file is empty. Start one with: moonwalk new NAME --from TEMPLATE",
            )
        return None
    return None if composer.foreign else root


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of the pure Python parser: that of libyaml can end the process on deep nesting."""
    yield from yaml.parse(text, Loader=yaml.SafeLoader)


class _Stop(Exception):
    """Ends parsing early; an error that says why has been reported."""


@dataclass
class _OpenNode:
    """A map or list whose end has not been reached yet."""

    place: Place
    is_map: bool
    in_brackets: bool
    line: str
    nodes: list[Node] = field(default_factory=list)


class _Composer:
    def __init__(self, text: str, path: str, diagnostics: Diagnostics) -> None:
        self.lines = lines_of(text)
        self.path = path
        self.diagnostics = diagnostics
        self.open: list[_OpenNode] = []
        self.root: Node | None = None
        self.documents = 0
        self.nodes = 0
        self.foreign = False

    def place(self, event: yaml.Event) -> Place:
        line, column = _line_and_column(event.start_mark)
        return Place(path=self.path, line=line + 1, column=column + 1)

    def rest_of_line(self, line: int, column: int) -> str:
        return self.lines[line][column:] if line < len(self.lines) else ""

    def take(self, event: yaml.Event) -> None:
        """Process one event of the stream."""
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.stop(event, "a second document begins here. A file holds one: remove '---'.")
            case yaml.AliasEvent():
                self.refuse(event, SHORTCUT)
                self.put(ScalarNode("", self.place(event)))
            case yaml.ScalarEvent():
                self.admit(event)
                self.note_lost_text(event)
                self.put(self.scalar(event))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.admit(event)
                if len(self.open) >= MOST_LEVELS:
                    self.stop(event, f"more than {MOST_LEVELS} levels deep. A challenge needs six.")
                line = self.rest_of_line(*_line_and_column(event.start_mark))
                is_map = isinstance(event, yaml.MappingStartEvent)
                self.open.append(_OpenNode(self.place(event), is_map, bool(event.flow_style), line))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self.open.pop()
                listed = ListNode(tuple(done.nodes), done.place, done.in_brackets)
                self.put(self.mapping(done) if done.is_map else listed)

    def admit(self, event: yaml.NodeEvent) -> None:
        """Count a node, and refuse anchors and tags on it."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.stop(event, f"more than {MOST_NODES} values. Check that this is a challenge file.")
        if event.anchor is not None:
            self.refuse(event, SHORTCUT)
        if getattr(event, "tag", None) is not None:
            self.refuse(event, TAG)
        if self.diagnostics.full:
            raise _Stop

    def refuse(self, event: yaml.Event, message: str) -> None:
        """Report something that leaves a hole in the file, so that checking the rest would mislead."""
        self.foreign = True
        self.diagnostics.error(self.place(event), message)

    def scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        place = self.place(event)
        if not all(letter.isprintable() or letter in _HARMLESS for letter in event.value):
            self.diagnostics.error(place, "this text holds an invisible control character. Remove it.")
        return ScalarNode(event.value, place, plain=event.style is None)

    def note_lost_text(self, event: yaml.ScalarEvent) -> None:
        """Report ` #1` after plain text, which YAML drops silently."""
        if event.style is not None:
            return
        line, end = _line_and_column(event.end_mark)
        rest = self.rest_of_line(line, end)
        comment = rest.lstrip(" ")
        if len(comment) < len(rest) and comment[:1] == "#" and comment[1:2].strip("#! \r"):
            place = Place(path=self.path, line=line + 1, column=end + len(rest) - len(comment) + 1)
            self.diagnostics.error(
                place,
                f"everything from {quoted(comment.split()[0])} on is a comment, not text. "
                "Put the text in quotes, or a space after '#'.",
            )

    def put(self, node: Node) -> None:
        if self.open:
            self.open[-1].nodes.append(node)
        else:
            self.root = node

    def mapping(self, done: _OpenNode) -> MapNode:
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in zip(done.nodes[::2], done.nodes[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self.diagnostics.error(
                    key.place, "a key must be a word. Text that begins with { or [ needs quotes."
                )
            elif key.text in entries:
                first = entries[key.text][0].place.line
                self.diagnostics.error(
                    key.place, f"{quoted(key.text)} appears twice; the first is on line {first}. Keep one."
                )
            elif key.text == "<<":
                self.diagnostics.error(
                    key.place, "'<<' is a YAML shortcut that Moonwalk does not use. Write the keys out."
                )
            else:
                entries[key.text] = (key, value)
        return MapNode(tuple(entries.values()), done.place, done.line)

    def stop(self, event: yaml.Event, message: str) -> NoReturn:
        self.diagnostics.error(self.place(event), message)
        raise _Stop


def _line_and_column(mark: Any) -> tuple[int, int]:
    """Return the line and column of a mark, counted from 0."""
    return mark.line, mark.column


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
    return _needs_quotes(error, lines, place) or (place, _explanation(problem, context, line, mark.column))


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
