"""From nodes to a draft: section by section, each map by the specs of its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from moonwalk.api.field_specs import FieldSpec, field_specs_of
from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import FieldError, quoted
from moonwalk.definitions.challenge import (
    REQUIRED_SECTIONS,
    SECTIONS,
    ActivityKeys,
    GoalKeys,
    OwnTarget,
    Top,
    Week,
)
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, ItemDraft, WeekDraft
from moonwalk.definitions.field_types import Section
from moonwalk.definitions.items import BoardKeys, NoticeKeys, PrizeKeys, RuleKeys, keys_of_giving
from moonwalk.definitions.map_reader import Asked, as_list, as_map, read_map, read_week_key
from moonwalk.definitions.messages import SECTION_MODELS, no_value, unknown_in
from moonwalk.definitions.nodes import MapNode, Node, ScalarNode
from moonwalk.definitions.unknown_names import report_unknown
from moonwalk.registry import Registry, Use


@dataclass(frozen=True)
class ItemReader:
    """Reads items with the help of the installed plugins; `packages` says which package brings a prefix."""

    plugins: Registry
    packages: Mapping[str, str]
    findings: Diagnostics

    def rules(self, node: Node | None, use: Use, title: str) -> Iterator[ItemDraft]:
        """The rules of a list."""
        for item in as_list(node, title, self.findings):
            if self.findings.full:
                return
            if not isinstance(item, MapNode):
                self.findings.error(item.place, "a rule begins with '- rule: NAME'; its keys stand below it.")
                continue
            found = self._item(item, "rule", use, RuleKeys)
            if found is not None:
                yield found

    def notices(self, nodes: Sequence[Node]) -> Iterator[ItemDraft]:
        """The notices of a list."""
        for item in nodes:
            if not isinstance(item, MapNode):
                self.findings.error(
                    item.place, "a notice begins with '- notice: NAME'; its keys stand below it."
                )
                continue
            found = self._item(item, "notice", "notice", NoticeKeys)
            if found is not None:
                yield found

    def board(self, name: str, node: MapNode) -> ItemDraft | None:
        """A board and its ranking."""
        return self._item(node, "ranking", "ranking", BoardKeys, name)

    def _item(
        self, node: MapNode, word: str, use: Use, common: type[Section], title: str = ""
    ) -> ItemDraft | None:
        named = node.get(word)
        shapes = field_specs_of(common)
        if not isinstance(named, ScalarNode) or named.blank:
            self._no_name(node, word, use, named)
            read_map(node, Asked(f"'{title}'" if title else f"this {word}", shapes, (word,)), self.findings)
            return None
        declaration = self.plugins.find(use, named.text)
        if declaration is None:
            report_unknown(use, named.text, named.place, self.plugins, self.packages, self.findings)
            asked = Asked(quoted(title or named.text), shapes, (word,))
        else:
            known = (*shapes, *(_may_be_left_out(shape) for shape in declaration.shapes))
            where = f"in a board with '{named.text}'" if title else f"in '{named.text}'"
            asked = Asked(quoted(title or named.text), known, (word,), unknown_in(where))
        return ItemDraft(named.text, named.place, use, read_map(node, asked, self.findings), declaration)

    def _no_name(self, node: MapNode, word: str, use: Use, named: Node | None) -> None:
        if named is not None:
            self.findings.error(named.place, f"'{word}' has no value. Write the name of a {word}.")
            return
        names = self.plugins.names(use)
        guess = next(
            (key.text for key, _ in node.entries if key.text in names), names[0] if names else "NAME"
        )
        self.findings.error(node.place, f"'{word}' is missing: which {word} it is. Write '{word}: {guess}'.")


def _may_be_left_out(shape: FieldSpec) -> FieldSpec:
    """The key `activity` is filled in where only one stands for itself; a check asks for it elsewhere."""
    is_activity = shape.key == "activity" and shape.kind == NameKind("activity")
    return replace(shape, required=False) if is_activity else shape


def draft_of(root: Node, path: str, plugins: Registry, findings: Diagnostics) -> Draft | None:
    """The file, read; None where it is no map at all."""
    if not isinstance(root, MapNode):
        findings.error(
            root.place,
            "a challenge file holds keys, one per line, from 'moonwalk: 1' on. Compare with a template.",
        )
        return None
    asked = Asked("", field_specs_of(Top), SECTIONS, unknown_in("at the top level"))
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
    plugins: Registry
    findings: Diagnostics

    def draft(self) -> Draft:
        items = ItemReader(self.plugins, self.top.values.get("plugins", {}), self.findings)
        sections = {name: self._section(name) for name in SECTION_MODELS}
        company = self._map("company")
        goals = dict(self._named("goals", "a goal", field_specs_of(GoalKeys), ("own_target",)))
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
            activities=dict(self._named("activities", "an activity", field_specs_of(ActivityKeys))),
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
        shapes = field_specs_of(SECTION_MODELS[name])
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
        self, section: str, kind: str, shapes: tuple[FieldSpec, ...], others: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, FieldSet]]:
        for name, node in self._entries(section):
            asked = Asked(f"'{name}'", shapes, others, unknown_in(f"in {kind}"))
            yield name, read_map(node, asked, self.findings)

    def _own_targets(self, goals: Mapping[str, FieldSet]) -> dict[str, FieldSet]:
        found = {}
        for name, fields in goals.items():
            node = as_map(fields.nodes.get("own_target"), "'own_target'", self.findings)
            if node is not None:
                asked = Asked("'own_target'", field_specs_of(OwnTarget), (), unknown_in("in 'own_target'"))
                found[name] = read_map(node, asked, self.findings)
        return found

    def _weeks(self) -> Iterator[WeekDraft]:
        asked = Asked("'weeks'", field_specs_of(Week), (), unknown_in("in a week of 'weeks'"))
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
        shapes = field_specs_of(PrizeKeys)
        for name, node in self._entries("prizes"):
            given = node.get("given")
            ways = next(shape.kind.schema()["enum"] for shape in shapes if shape.key == "given")
            known = isinstance(given, ScalarNode) and given.text in ways
            own = (
                field_specs_of(keys_of_giving(given.text)) if known and isinstance(given, ScalarNode) else ()
            )
            where = f"in a prize given {given.text}" if known and isinstance(given, ScalarNode) else ""
            asked = Asked(f"'{name}'", (*shapes, *own), (), unknown_in(where) if known else None)
            yield name, read_map(node, asked, self.findings)
