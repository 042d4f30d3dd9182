"""Reads rules, rankings and notices: which keys they have is for their plugin to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from moonwalk.api.field_words import NameKind
from moonwalk.api.shapes import Shape, shapes_of
from moonwalk.api.wording import quoted
from moonwalk.definitions.draft import ItemDraft
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.keys import unknown_in
from moonwalk.definitions.nodes import MapNode, Node, ScalarNode
from moonwalk.definitions.reader import Asked, as_list, read_map
from moonwalk.definitions.sections.boards import BoardKeys
from moonwalk.definitions.sections.fields import Section
from moonwalk.definitions.sections.items import NoticeKeys, RuleKeys
from moonwalk.definitions.unknown_names import report_unknown
from moonwalk.host import Plugins, Use


@dataclass(frozen=True)
class ItemReader:
    """Reads items with the help of the installed plugins; `packages` says which package brings a prefix."""

    plugins: Plugins
    packages: Mapping[str, str]
    findings: Findings

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
        shapes = shapes_of(common)
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


def _may_be_left_out(shape: Shape) -> Shape:
    """The key `activity` is filled in where only one stands for itself; a check asks for it elsewhere."""
    is_activity = shape.key == "activity" and shape.kind == NameKind("activity")
    return replace(shape, required=False) if is_activity else shape
