"""YAML to nodes: size and encoding guarded, depth bounded, none of YAML's shortcuts, every error in words."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NoReturn

import yaml

from moonwalk.api.problems import Place, quoted
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode
from moonwalk.definitions.yaml_errors import SHORTCUT, TAG, explain_error, lines_of

MOST_BYTES = 256 * 1024
MOST_LEVELS = 20
MOST_NODES = 4000
MOST_LINE = 10_000
MOST_LINES = 10_000
_MOST_TABS = 10
# Not printable to Python, yet part of how people write: line ends, hard and soft blanks, joiners.
_HARMLESS = "\n\xa0\xad\u200b\u200c\u200d\u202f"
_WITHOUT_HARMLESS = MappingProxyType(str.maketrans("", "", _HARMLESS))
_BLOCK_HEADER = re.compile(r"[|>][-+]?")


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
    fast = _composed_by_libyaml(text, path)
    return _composed(text, path, diagnostics) if fast is None else fast


def _composed(text: str, path: str, diagnostics: Diagnostics) -> Node | None:
    """Parse a file with the Python parser, whose words for what is wrong `explain_error` knows."""
    composer = _Composer(text, path, diagnostics)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
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


# The same text is asked for again and again: by its outline, by its columns, by its rules.
@lru_cache(maxsize=16)
def _composed_by_libyaml(text: str, path: str) -> Node | None:
    """Parse a file without faults ten times as fast. Return None where the two parsers may not agree."""
    diagnostics = Diagnostics()
    # A carriage return by itself ends a line for one of them only; before a line feed it adds nothing.
    lines = text.replace("\r\n", "\n")
    if not yaml.__with_libyaml__ or "\r" in lines or "\ufeff" in lines:
        return None
    composer = _FastComposer(text, path, diagnostics)
    try:
        # One event after the other, so that hostile nesting ends at the level where the composer stops.
        for event in yaml.parse(lines, Loader=yaml.CSafeLoader):
            composer.take(event)
    except (_Stop, yaml.YAMLError):
        return None
    sound = isinstance(composer.root, MapNode) and not composer.foreign and not diagnostics.sorted()
    return composer.root if sound else None


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
        if not (event.value.isprintable() or event.value.translate(_WITHOUT_HARMLESS).isprintable()):
            self.diagnostics.error(place, "this text holds an invisible control character. Remove it.")
        comment, _ = self.comment_after(event)
        said = "" if _is_lost(comment) else comment.rstrip()
        return ScalarNode(event.value, place, not event.style, said)

    def comment_after(self, event: yaml.ScalarEvent) -> tuple[str, int]:
        """Return the comment behind a text without quotes, and in which column it begins (from 0)."""
        line, end = _line_and_column(event.end_mark)
        rest = "" if event.style else self.rest_of_line(line, end)
        comment = rest.lstrip(" ")
        is_comment = len(comment) < len(rest) and comment.startswith("#")
        return (comment, end + len(rest) - len(comment)) if is_comment else ("", end)

    def note_lost_text(self, event: yaml.ScalarEvent) -> None:
        """Report ` #1` after plain text, which YAML drops silently."""
        comment, column = self.comment_after(event)
        if _is_lost(comment):
            line, _ = _line_and_column(event.end_mark)
            self.diagnostics.error(
                Place(path=self.path, line=line + 1, column=column + 1),
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


class _FastComposer(_Composer):
    """Stops at whatever libyaml is known to read or to place in another way than the Python parser."""

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent) and self.is_read_differently(event):
            raise _Stop
        super().take(event)

    def is_read_differently(self, event: yaml.ScalarEvent) -> bool:
        """Whether it is empty, has a '?' in brackets, or more than signs behind its '|' or '>'."""
        if event.style in ("|", ">"):
            header = self.rest_of_line(*_line_and_column(event.start_mark))
            return _BLOCK_HEADER.fullmatch(header) is None
        if event.style:
            return False
        return not event.value or ("?" in event.value and any(node.in_brackets for node in self.open))


def _line_and_column(mark: Any) -> tuple[int, int]:
    """Return the line and column of a mark, counted from 0."""
    return mark.line, mark.column


def _is_lost(comment: str) -> bool:
    """Whether a comment behind a text looks like text: `#1`, but neither `# one` nor `##`."""
    return bool(comment[1:2].strip("#! \r"))
