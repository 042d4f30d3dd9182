"""YAML events to nodes: iterative, bounded, and without any of YAML's shortcuts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from moonwalk.api.problems import Place
from moonwalk.api.wording import quoted
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.guard import MOST_LEVELS, MOST_NODES
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode
from moonwalk.definitions.slips import explain_slip

_SHORTCUT = (
    "'&' and '*' are YAML shortcuts that Moonwalk does not use. "
    "Write the value out, or put the text in quotes."
)


class _Stop(Exception):
    """The file is not worth looking at any further; a finding says why."""


@dataclass
class _Open:
    """A map or list whose end has not come yet."""

    place: Place
    is_map: bool
    line: str
    nodes: list[Node] = field(default_factory=list)


class _Composer:
    def __init__(self, text: str, path: str, findings: Findings) -> None:
        self.lines = text.split("\n")
        self.path = path
        self.findings = findings
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0
        self.nodes = 0

    def place(self, mark: yaml.Mark) -> Place:
        return Place(self.path, mark.line + 1, mark.column + 1)

    def take(self, event: yaml.Event) -> None:
        """One event of the stream."""
        mark: yaml.Mark = event.start_mark
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.stop(
                        mark, "a second document begins here. A file holds one challenge: take '---' out."
                    )
            case yaml.AliasEvent():
                self.findings.error(self.place(mark), _SHORTCUT)
                self.put(ScalarNode("", self.place(mark)))
            case yaml.ScalarEvent():
                self.admit(event)
                self.note_lost_text(event)
                self.put(self.scalar(event))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.admit(event)
                if len(self.open) >= MOST_LEVELS:
                    self.stop(
                        mark, f"more than {MOST_LEVELS} levels, one inside the other. A challenge needs six."
                    )
                line = self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
                self.open.append(_Open(self.place(mark), isinstance(event, yaml.MappingStartEvent), line))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self.open.pop()
                self.put(self.mapping(done) if done.is_map else ListNode(tuple(done.nodes), done.place))

    def admit(self, event: yaml.NodeEvent) -> None:
        """Count a node, and refuse anchors and tags on it."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.stop(
                event.start_mark, f"more than {MOST_NODES} values. Check that this is a challenge file."
            )
        if event.anchor is not None:
            self.findings.error(self.place(event.start_mark), _SHORTCUT)
        if getattr(event, "tag", None) is not None:
            self.findings.error(
                self.place(event.start_mark),
                "'!' begins a YAML tag, which Moonwalk does not use. Put the text in quotes.",
            )
        if self.findings.full:
            raise _Stop

    def scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        place = self.place(event.start_mark)
        if not all(
            letter.isprintable() or letter in "\n\xa0\xad\u200b\u200c\u200d" for letter in event.value
        ):
            self.findings.error(place, "this text holds an invisible control character. Take it out.")
        return ScalarNode(event.value, place, plain=event.style is None)

    def note_lost_text(self, event: yaml.ScalarEvent) -> None:
        """Object to ` #1` after plain text: YAML drops it without a word."""
        mark = event.end_mark
        if event.style is not None or mark.line >= len(self.lines):
            return
        rest = self.lines[mark.line][mark.column :]
        comment = rest.lstrip(" ")
        if len(comment) < len(rest) and comment[:1] == "#" and comment[1:2].strip("#! "):
            column = mark.column + len(rest) - len(comment) + 1
            word = comment.split()[0]
            self.findings.error(
                Place(self.path, mark.line + 1, column),
                f"everything from {quoted(word)} on is a comment, not text. "
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

    def stop(self, mark: yaml.Mark, message: str) -> None:
        self.findings.error(self.place(mark), message)
        raise _Stop


def compose(text: str, path: str, findings: Findings) -> Node | None:
    """The file as nodes, or None where it is empty or broken; findings say what is wrong."""
    composer = _Composer(text, path, findings)
    try:
        for event in _events(text):
            composer.take(event)
    except _Stop:
        return None
    except yaml.YAMLError as slip:
        place, message = explain_slip(slip, text, path)
        findings.error(place, message)
        return None
    root = composer.root
    if root is None or (isinstance(root, ScalarNode) and root.blank):
        if not findings.failed:
            findings.error(
                Place(path, 1, 1), "the file is empty. Start one with: moonwalk new NAME --from TEMPLATE"
            )
        return None
    return root


def _events(text: str) -> Iterator[yaml.Event]:
    """The events of the pure Python parser: libyaml's composer ends the process on deep nesting."""
    yield from yaml.parse(text, Loader=yaml.SafeLoader)
