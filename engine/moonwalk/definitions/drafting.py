"""From nodes to a draft: section by section, each map by its shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import FieldError
from moonwalk.api.shapes import Shape, shapes_of
from moonwalk.api.wording import quoted
from moonwalk.definitions.answers import no_value
from moonwalk.definitions.draft import Draft, ItemDraft, WeekDraft
from moonwalk.definitions.fieldset import FieldSet
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.items import ItemReader
from moonwalk.definitions.keys import SECTION_MODELS, unknown_in
from moonwalk.definitions.nodes import MapNode, Node, ScalarNode
from moonwalk.definitions.reader import Asked, as_list, as_map, read_map
from moonwalk.definitions.sections.activities import ActivityKeys
from moonwalk.definitions.sections.boards import PrizeKeys, keys_of_giving
from moonwalk.definitions.sections.goals import GoalKeys, OwnTarget
from moonwalk.definitions.sections.schedule import Week
from moonwalk.definitions.sections.top import REQUIRED_SECTIONS, SECTIONS, Top
from moonwalk.definitions.values import read_week_key
from moonwalk.host import Plugins


def draft_of(root: Node, path: str, plugins: Plugins, findings: Findings) -> Draft | None:
    """The file, read; None where it is no map at all."""
    if not isinstance(root, MapNode):
        findings.error(
            root.place,
            "a challenge file holds keys, one per line, from 'moonwalk: 1' on. Compare with a template.",
        )
        return None
    asked = Asked("", shapes_of(Top), SECTIONS, unknown_in("at the top level"))
    top = read_map(root, asked, findings)
    for name, about in REQUIRED_SECTIONS:
        if root.get(name) is None:
            findings.error(root.place, f"'{name}' is missing: {about}.")
    return _Drafting(root, top, path, plugins, findings).draft()


@dataclass(frozen=True)
class _Drafting:
    root: MapNode
    top: FieldSet
    path: str
    plugins: Plugins
    findings: Findings

    def draft(self) -> Draft:
        items = ItemReader(self.plugins, self.top.values.get("plugins", {}), self.findings)
        sections = {name: self._section(name) for name in SECTION_MODELS}
        company = self._map("company")
        goals = dict(self._named("goals", "a goal", shapes_of(GoalKeys), ("own_target",)))
        rules = (
            *items.rules(self.root.get("rules"), "person", "'rules'"),
            *items.rules(self._map("teams").get("rules"), "team", "'rules' of 'teams'"),
            *items.rules(company.get("rules"), "company", "'rules' of 'company'"),
        )
        if company.entries:
            read_map(company, Asked("'company'", (), ("rules",), unknown_in("in 'company'")), self.findings)
        return Draft(
            path=self.path,
            top=self.top,
            sections=sections,
            activities=dict(self._named("activities", "an activity", shapes_of(ActivityKeys))),
            goals=goals,
            own_targets=self._own_targets(goals),
            weeks=tuple(self._weeks()),
            rules=rules,
            boards=dict(self._boards(items)),
            prizes=dict(self._prizes()),
            notices=tuple(items.notices(as_list(self.root.get("notices"), "'notices'", self.findings))),
        )

    def _map(self, name: str) -> MapNode:
        """A section as a map; an empty one at the top of the file where it is missing."""
        found = as_map(self.root.get(name), f"'{name}'", self.findings)
        return found or MapNode((), self.root.place)

    def _section(self, name: str) -> FieldSet:
        shapes = shapes_of(SECTION_MODELS[name])
        found = as_map(self.root.get(name), f"'{name}'", self.findings)
        others = ("rules",) if name == "teams" else ()
        if found is None:
            return FieldSet(f"'{name}'", self.root.place, shapes)
        misplaced = frozenset(self.top.nodes)
        asked = Asked(f"'{name}'", shapes, others, unknown_in(f"in '{name}'"), misplaced)
        return read_map(found, asked, self.findings)

    def _entries(self, section: str) -> Iterator[tuple[str, MapNode]]:
        """The named maps of a section."""
        for key, value in self._map(section).entries:
            try:
                name = NameKind().parse(key.text)
            except FieldError as wrong:
                self.findings.error(key.place, str(wrong))
                continue
            if isinstance(value, ScalarNode) and value.blank:
                self.findings.error(
                    key.place, f"'{name}' has no value. Write its keys below it, or take it out."
                )
                continue
            found = as_map(value, f"'{name}'", self.findings)
            if found is not None:
                yield name, found

    def _named(
        self, section: str, kind: str, shapes: tuple[Shape, ...], others: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, FieldSet]]:
        for name, node in self._entries(section):
            asked = Asked(f"'{name}'", shapes, others, unknown_in(f"in {kind}"))
            yield name, read_map(node, asked, self.findings)

    def _own_targets(self, goals: Mapping[str, FieldSet]) -> dict[str, FieldSet]:
        found = {}
        for name, fields in goals.items():
            node = as_map(fields.nodes.get("own_target"), "'own_target'", self.findings)
            if node is not None:
                asked = Asked("'own_target'", shapes_of(OwnTarget), (), unknown_in("in 'own_target'"))
                found[name] = read_map(node, asked, self.findings)
        return found

    def _weeks(self) -> Iterator[WeekDraft]:
        asked = Asked("'weeks'", shapes_of(Week), (), unknown_in("in a week of 'weeks'"))
        for key, value in self._map("weeks").entries:
            span = read_week_key(key, self.findings)
            node = as_map(value, quoted(key.text), self.findings)
            if isinstance(value, ScalarNode) and value.blank:
                self.findings.error(key.place, no_value(key.text))
            elif span and node is not None:
                yield WeekDraft(key.text, key.place, *span, read_map(node, asked, self.findings))

    def _boards(self, items: ItemReader) -> Iterator[tuple[str, ItemDraft]]:
        for name, node in self._entries("boards"):
            board = items.board(name, node)
            if board is not None:
                yield name, board

    def _prizes(self) -> Iterator[tuple[str, FieldSet]]:
        shapes = shapes_of(PrizeKeys)
        for name, node in self._entries("prizes"):
            given = node.get("given")
            ways = next(shape.kind.schema()["enum"] for shape in shapes if shape.key == "given")
            known = isinstance(given, ScalarNode) and given.text in ways
            own = shapes_of(keys_of_giving(given.text)) if known and isinstance(given, ScalarNode) else ()
            where = f"in a prize given {given.text}" if known and isinstance(given, ScalarNode) else ""
            asked = Asked(f"'{name}'", (*shapes, *own), (), unknown_in(where) if known else None)
            yield name, read_map(node, asked, self.findings)
