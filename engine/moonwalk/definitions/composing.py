"""YAML events to nodes: iterative, bounded, and without any of YAML's shortcuts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from moonwalk.api.problems import Place
from moonwalk.api.wording import quoted
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.guard import MOST_LEVELS, MOST_NODES, lines_of
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode
from moonwalk.definitions.slips import SHORTCUT, TAG, explain_slip

# Not printable to Python, yet part of how people write: line ends, hard and soft blanks, joiners.
_HARMLESS = "\n\xa0\xad\u200b\u200c\u200d\u202f"


class _Stop(Exception):
    """The file is not worth looking at any further; a finding says why."""


@dataclass
class _Open:
    """A map or list whose end has not come yet."""

    place: Place
    is_map: bool
    in_brackets: bool
    line: str
    nodes: list[Node] = field(default_factory=list)


class _Composer:
    def __init__(self, text: str, path: str, findings: Findings) -> None:
        self.lines = lines_of(text)
        self.path = path
        self.findings = findings
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0
        self.nodes = 0
        self.foreign = False

    def place(self, event: yaml.Event) -> Place:
        line, column = _spot(event.start_mark)
        return Place(self.path, line + 1, column + 1)

    def rest_of_line(self, line: int, column: int) -> str:
        return self.lines[line][column:] if line < len(self.lines) else ""

    def take(self, event: yaml.Event) -> None:
        """One event of the stream."""
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.stop(event, "a second document begins here. A file holds one: take '---' out.")
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
                line = self.rest_of_line(*_spot(event.start_mark))
                is_map = isinstance(event, yaml.MappingStartEvent)
                self.open.append(_Open(self.place(event), is_map, bool(event.flow_style), line))
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
        if self.findings.full:
            raise _Stop

    def refuse(self, event: yaml.Event, message: str) -> None:
        """Note something that leaves a hole in the file, so that reading on would only find more."""
        self.foreign = True
        self.findings.error(self.place(event), message)

    def scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        place = self.place(event)
        if not all(letter.isprintable() or letter in _HARMLESS for letter in event.value):
            self.findings.error(place, "this text holds an invisible control character. Take it out.")
        return ScalarNode(event.value, place, plain=event.style is None)

    def note_lost_text(self, event: yaml.ScalarEvent) -> None:
        """Object to ` #1` after plain text: YAML drops it without a word."""
        if event.style is not None:
            return
        line, end = _spot(event.end_mark)
        rest = self.rest_of_line(line, end)
        comment = rest.lstrip(" ")
        if len(comment) < len(rest) and comment[:1] == "#" and comment[1:2].strip("#! \r"):
            place = Place(self.path, line + 1, end + len(rest) - len(comment) + 1)
            self.findings.error(
                place,
                f"everything from {quoted(comment.split()[0])} on is a comment, not text. "
                "Put the text in quotes, or a space after '#'.",
            )

    def put(self, node: Node) -> None:
        if self.open:
            self.open[-1].nodes.append(node)
        else:
            self.root = node

    def mapping(self, done: _Open) -> MapNode:
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in zip(done.nodes[::2], done.nodes[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self.findings.error(
                    key.place, "a key must be a word. Text that begins with { or [ needs quotes."
                )
            elif key.text in entries:
                first = entries[key.text][0].place.line
                self.findings.error(
                    key.place, f"{quoted(key.text)} is here twice; the first is on line {first}. Keep one."
                )
            elif key.text == "<<":
                self.findings.error(
                    key.place, "'<<' is a YAML shortcut that Moonwalk does not use. Write the keys out."
                )
            else:
                entries[key.text] = (key, value)
        return MapNode(tuple(entries.values()), done.place, done.line)

    def stop(self, event: yaml.Event, message: str) -> NoReturn:
        self.findings.error(self.place(event), message)
        raise _Stop


def _spot(mark: Any) -> tuple[int, int]:
    """The line and column of a mark, counted from 0."""
    return mark.line, mark.column


def compose(text: str, path: str, findings: Findings) -> Node | None:
    """The file as nodes, or None where it is empty or broken; findings say what is wrong."""
    composer = _Composer(text, path, findings)
    try:
        for event in _events(text):
            composer.take(event)
    except _Stop:
        return None
    except yaml.YAMLError as slip:
        findings.error(*explain_slip(slip, text, path))
        return None
    root = composer.root
    if root is None or (isinstance(root, ScalarNode) and root.blank):
        if not findings.failed:
            findings.error(
                Place(path, 1, 1), "the file is empty. Start one with: moonwalk new NAME --from TEMPLATE"
            )
        return None
    return None if composer.foreign else root


def _events(text: str) -> Iterator[yaml.Event]:
    """The events of the pure Python parser: libyaml's composer ends the process on deep nesting."""
    yield from yaml.parse(text, Loader=yaml.SafeLoader)
