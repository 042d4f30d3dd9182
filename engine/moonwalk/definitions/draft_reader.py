"""From nodes to a draft: section by section, each map by the specs of its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from moonwalk.api.field_specs import FieldSpec, field_specs_of
from moonwalk.api.field_words import NameKind
from moonwalk.api.points import COUNTED_IN, counted_in
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
from moonwalk.definitions.map_reader import MapSpec, as_list, as_map, read_map, read_week_key
from moonwalk.definitions.messages import SECTION_MODELS, no_value, unknown_in
from moonwalk.definitions.nodes import MapNode, Node, ScalarNode
from moonwalk.definitions.texts import with_texts
from moonwalk.definitions.unknown_names import report_unknown
from moonwalk.registry import Registry, Use


def draft_of(
    root: Node,
    path: str,
    plugins: Registry,
    diagnostics: Diagnostics,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Draft | None:
    """Read a file into a draft; None, and an error, where the file is no map at all.

    `names` are the full names that are meant, by use and name as written, where that was settled before.
    """
    if not isinstance(root, MapNode):
        diagnostics.error(
            root.place,
            "a challenge file holds keys, one per line, from 'moonwalk: 1' on. Compare with a template.",
        )
        return None
    map_spec = MapSpec("", field_specs_of(Top), SECTIONS, unknown_in("at the top level"))
    top = read_map(root, map_spec, diagnostics)
    for name, about in REQUIRED_SECTIONS:
        if root.get(name) is None:
            diagnostics.error(root.place, f"'{name}' is missing: {about}.")
    return _Drafting(root, top, path, plugins, diagnostics, names).draft()


@dataclass(frozen=True)
class _Drafting:
    root: MapNode
    top: FieldSet
    path: str
    plugins: Registry
    diagnostics: Diagnostics
    names: Mapping[str, str]

    def draft(self) -> Draft:
        packages = self.top.values.get("plugins", {})
        sections = {name: self._section(name) for name in SECTION_MODELS}
        decimals = COUNTED_IN.index(sections["points"].get("counted_in"))
        items = ItemReader(self.plugins, packages, self.diagnostics, self.names, decimals)
        company = self._map("company")
        goals = dict(self._named("goals", "a goal", field_specs_of(GoalKeys), ("own_target",)))
        rules = (
            *items.rules(self.root.get("rules"), "person", "'rules'"),
            *items.rules(self._map("teams").get("rules"), "team", "'rules' of 'teams'"),
            *items.rules(company.get("rules"), "company", "'rules' of 'company'"),
        )
        if company.entries:
            read_map(
                company, MapSpec("'company'", (), ("rules",), unknown_in("in 'company'")), self.diagnostics
            )
        draft = Draft(
            path=self.path,
            top=self.top,
            sections=sections,
            activities=dict(self._activities()),
            goals=goals,
            own_targets=self._own_targets(goals),
            weeks=tuple(self._weeks()),
            rules=rules,
            boards=dict(self._boards(items)),
            prizes=dict(self._prizes()),
            notices=tuple(items.notices(as_list(self.root.get("notices"), "'notices'", self.diagnostics))),
        )
        return with_texts(draft, self.root.get("texts"), self.diagnostics)

    def _map(self, name: str) -> MapNode:
        """Return a section as a map; an empty one at the top of the file where it is missing."""
        node = as_map(self.root.get(name), f"'{name}'", self.diagnostics)
        return node or MapNode((), self.root.place)

    def _section(self, name: str) -> FieldSet:
        specs = field_specs_of(SECTION_MODELS[name])
        node = as_map(self.root.get(name), f"'{name}'", self.diagnostics)
        others = ("rules",) if name == "teams" else ()
        if node is None:
            return FieldSet(f"'{name}'", self.root.place, specs)
        misplaced = frozenset(self.top.nodes)
        map_spec = MapSpec(f"'{name}'", specs, others, unknown_in(f"in '{name}'"), misplaced)
        return read_map(node, map_spec, self.diagnostics)

    def _entries(
        self, section: str, in_full: Callable[[Node], Node] = lambda node: node
    ) -> Iterator[tuple[str, MapNode]]:
        """Yield the named maps of a section; `in_full` makes a map of what may be written more briefly."""
        for key, value in self._map(section).entries:
            try:
                name = NameKind().parse(key.text)
            except FieldError as wrong:
                self.diagnostics.error(key.place, str(wrong))
                continue
            if isinstance(value, ScalarNode) and value.blank:
                self.diagnostics.error(
                    key.place, f"'{name}' has no value. Write its keys below it, or remove it."
                )
                continue
            node = as_map(in_full(value), f"'{name}'", self.diagnostics)
            if node is not None:
                yield name, node

    def _named(
        self, section: str, kind: str, specs: tuple[FieldSpec, ...], others: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, FieldSet]]:
        for name, node in self._entries(section):
            map_spec = MapSpec(f"'{name}'", specs, others, unknown_in(f"in {kind}"))
            yield name, read_map(node, map_spec, self.diagnostics)

    def _activities(self) -> Iterator[tuple[str, FieldSet]]:
        """Yield the activities; where only the label of one is written, it is counted in times."""
        map_spec = MapSpec("", field_specs_of(ActivityKeys), (), unknown_in("in an activity"))
        for name, node in self._entries("activities", as_activity):
            yield name, read_map(node, replace(map_spec, title=f"'{name}'"), self.diagnostics)

    def _own_targets(self, goals: Mapping[str, FieldSet]) -> dict[str, FieldSet]:
        own_targets = {}
        for name, fields in goals.items():
            node = as_map(fields.nodes.get("own_target"), "'own_target'", self.diagnostics)
            if node is not None:
                map_spec = MapSpec(
                    "'own_target'", field_specs_of(OwnTarget), (), unknown_in("in 'own_target'")
                )
                own_targets[name] = read_map(node, map_spec, self.diagnostics)
        return own_targets

    def _weeks(self) -> Iterator[WeekDraft]:
        map_spec = MapSpec("'weeks'", field_specs_of(Week), (), unknown_in("in a week of 'weeks'"))
        for key, value in self._map("weeks").entries:
            span = read_week_key(key, self.diagnostics)
            node = as_map(value, quoted(key.text), self.diagnostics)
            if isinstance(value, ScalarNode) and value.blank:
                self.diagnostics.error(key.place, no_value(key.text))
            elif span and node is not None:
                yield WeekDraft(key.text, key.place, *span, read_map(node, map_spec, self.diagnostics))

    def _boards(self, items: ItemReader) -> Iterator[tuple[str, ItemDraft]]:
        for name, node in self._entries("boards"):
            board = items.board(name, node)
            if board is not None:
                yield name, board

    def _prizes(self) -> Iterator[tuple[str, FieldSet]]:
        specs = field_specs_of(PrizeKeys)
        for name, node in self._entries("prizes"):
            way = node.get("given")
            ways = next(spec.kind.schema()["enum"] for spec in specs if spec.key == "given")
            known = isinstance(way, ScalarNode) and way.text in ways
            own = field_specs_of(keys_of_giving(way.text)) if known and isinstance(way, ScalarNode) else ()
            where = f"in a prize given {way.text}" if known and isinstance(way, ScalarNode) else ""
            map_spec = MapSpec(f"'{name}'", (*specs, *own), (), unknown_in(where) if known else None)
            yield name, read_map(node, map_spec, self.diagnostics)


@dataclass(frozen=True)
class ItemReader:
    """Reads rules, boards and notices by the declarations of the installed plugins.

    `packages` names the package that brings the plugins of a prefix, `names` the full names that are meant;
    points may have so many `decimals`.
    """

    plugins: Registry
    packages: Mapping[str, str]
    diagnostics: Diagnostics
    names: Mapping[str, str]
    decimals: int = 0

    def rules(self, node: Node | None, use: Use, title: str) -> Iterator[ItemDraft]:
        """Yield the rules of a list."""
        for item in as_list(node, title, self.diagnostics):
            if self.diagnostics.full:
                return
            if not isinstance(item, MapNode):
                self.diagnostics.error(
                    item.place, "a rule begins with '- rule: NAME'; its keys stand below it."
                )
                continue
            draft = self._item(item, "rule", use, RuleKeys)
            if draft is not None:
                yield draft

    def notices(self, nodes: Sequence[Node]) -> Iterator[ItemDraft]:
        """Yield the notices of a list."""
        for item in nodes:
            if not isinstance(item, MapNode):
                self.diagnostics.error(
                    item.place, "a notice begins with '- notice: NAME'; its keys stand below it."
                )
                continue
            draft = self._item(item, "notice", "notice", NoticeKeys)
            if draft is not None:
                yield draft

    def board(self, name: str, node: MapNode) -> ItemDraft | None:
        """Read a board and its ranking; None where it names no ranking."""
        return self._item(node, "ranking", "ranking", BoardKeys, name)

    def _item(
        self, node: MapNode, word: str, use: Use, common: type[Section], title: str = ""
    ) -> ItemDraft | None:
        named = node.get(word)
        specs = field_specs_of(common)
        if not isinstance(named, ScalarNode) or named.blank:
            self._no_name(node, word, use, named)
            read_map(
                node, MapSpec(f"'{title}'" if title else f"this {word}", specs, (word,)), self.diagnostics
            )
            return None
        name = self.names.get(f"{use} {named.text}", named.text)
        declaration = self.plugins.find(use, name)
        if declaration is None:
            report_unknown(use, name, named.place, self.plugins, self.packages, self.diagnostics)
            map_spec = MapSpec(quoted(title or named.text), specs, (word,))
        else:
            own = (counted_in(spec, self.decimals) for spec in declaration.shapes)
            known = (*specs, *(may_be_left_out(spec) for spec in own))
            where = f"in a board with '{named.text}'" if title else f"in '{named.text}'"
            map_spec = MapSpec(quoted(title or named.text), known, (word,), unknown_in(where))
        return ItemDraft(
            named.text, named.place, use, read_map(node, map_spec, self.diagnostics), declaration
        )

    def _no_name(self, node: MapNode, word: str, use: Use, named: Node | None) -> None:
        if named is not None:
            self.diagnostics.error(named.place, f"'{word}' has no value. Write the name of a {word}.")
            return
        names = self.plugins.names(use)
        guess = next((key.text for key, _ in node.entries if key.text in names), "")
        way_out = f"Write '{word}: {guess}'." if guess else f"Write '{word}:' and one of: {', '.join(names)}."
        self.diagnostics.error(node.place, f"'{word}' is missing: which {word} it is. {way_out}")


def as_activity(node: Node) -> Node:
    """Make a map of the label of an activity: `breathe: Three minutes of breathing` is counted in times."""
    # `walk: minutes` and `walk: 10 minutes` are more likely a unit or an amount that lacks its key.
    text = node.text.strip() if isinstance(node, ScalarNode) else ""
    if not text[:1].isalpha() or (text == text.lower() and " " not in text):
        return node
    label, unit = (ScalarNode(key, node.place) for key in ("label", "unit"))
    return MapNode(((label, node), (unit, ScalarNode("times", node.place))), node.place)


def may_be_left_out(spec: FieldSpec) -> FieldSpec:
    """Make the key `activity` optional: the builder fills in the only one; a check asks for it otherwise."""
    is_activity = spec.key == "activity" and spec.kind == NameKind("activity")
    return replace(spec, required=False) if is_activity else spec
