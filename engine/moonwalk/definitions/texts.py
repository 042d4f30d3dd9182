"""`texts`: what a challenge says in other languages, each text beside the one that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from moonwalk.api.field_specs import FieldSpec
from moonwalk.api.problems import Place, did_you_mean, quoted
from moonwalk.definitions.challenge import Translation
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet
from moonwalk.definitions.languages import LanguageKind, TextByLanguage
from moonwalk.definitions.map_reader import MapContents, MapSpec, as_map, parse_text, read_map, read_week_key
from moonwalk.definitions.messages import unknown_in
from moonwalk.definitions.nodes import MapNode, Node, ScalarNode
from moonwalk.definitions.translations import NAMED, SINGLE, TOP, text_specs

Address = tuple[str, str]
"""The section in which a text stands, and the name below it; empty where there is none."""
_SHOWN: Final = 3
"""So many missing texts are named."""


def with_texts(draft: Draft, node: Node | None, diagnostics: Diagnostics) -> Draft:
    """Return a draft with the texts in other languages that a file has; what cannot be read is reported."""
    languages = as_map(node, "'texts'", diagnostics)
    translations: dict[str, Translation] = {}
    places: dict[str, Place] = {}
    for name, value in languages.entries if languages else ():
        code = parse_text(LanguageKind(), name, MapContents(diagnostics))
        inner = as_map(value, quoted(name.text), diagnostics)
        if isinstance(value, ScalarNode) and value.blank:
            diagnostics.error(name.place, f"{quoted(name.text)} has no texts. Write them below it.")
        elif code == draft.top.get("language"):
            diagnostics.error(
                name.place,
                f"{quoted(name.text)} is the language of the challenge itself. Write these texts where its "
                "texts are, or the challenge's own 'language' at the top.",
            )
        elif code in translations:
            diagnostics.error(name.place, f"there are two lists of texts for '{code}'. Keep one.")
        elif code and inner is not None:
            reader = _Reader(draft, diagnostics)
            reader.read(inner, name.text)
            translations[code], places[code] = reader.texts, name.place
    return replace(draft, texts=translations, text_places=places)


def originals(draft: Draft, section: str) -> Iterator[tuple[str, FieldSet]]:
    """Yield what a file itself has in a section whose texts may be translated, by name."""
    match section:
        case "weeks":
            for week in draft.weeks:
                yield from ((str(number), week.fields) for number in range(week.first, week.last + 1))
        case "rules":
            yield from ((rule.id, rule.fields) for rule in draft.rules)
        case "boards":
            yield from ((name, board.fields) for name, board in draft.boards.items())
        case "activities":
            yield from draft.activities.items()
        case "goals":
            yield from draft.goals.items()
        case _:
            yield from draft.prizes.items()


@dataclass
class _Reader:
    """Collects the texts of one language, and checks each against what it stands for."""

    draft: Draft
    diagnostics: Diagnostics
    texts: dict[Address, Mapping[str, Any]] = field(default_factory=dict)

    def read(self, node: MapNode, title: str) -> None:
        """Read the map of a language, whose name in the file is `title`."""
        where = f"in the texts of '{title}'"
        map_spec = MapSpec(quoted(title), TOP, (*SINGLE, *NAMED), unknown_in(where))
        self._keep(("", ""), self.draft.top, read_map(node, map_spec, self.diagnostics))
        for section, model in SINGLE.items():
            inner = as_map(node.get(section), f"'{section}'", self.diagnostics)
            if inner is not None:
                map_spec = MapSpec(f"'{section}'", text_specs(model), (), unknown_in(where))
                self._keep(
                    (section, ""), self.draft.sections[section], read_map(inner, map_spec, self.diagnostics)
                )
        for section in NAMED:
            inner = as_map(node.get(section), f"'{section}'", self.diagnostics)
            for key, value in inner.entries if inner else ():
                self._read_named(section, key, value, where)

    def _read_named(self, section: str, key: ScalarNode, value: Node, where: str) -> None:
        names = self._names(section, key)
        inner = as_map(value, quoted(key.text), self.diagnostics)
        if not names or inner is None:
            return
        map_spec = MapSpec(quoted(key.text), text_specs(NAMED[section]), (), unknown_in(where))
        translated = read_map(inner, map_spec, self.diagnostics)
        own = dict(originals(self.draft, section))
        for name in names:
            self._keep((section, name), own[name], translated)

    def _names(self, section: str, key: ScalarNode) -> tuple[str, ...]:
        """The names that a key of a section means; none, and an error, where there is no such one."""
        known = tuple(name for name, _ in originals(self.draft, section))
        names: tuple[str, ...] = (key.text,)
        if section == "weeks":
            span = read_week_key(key, self.diagnostics)
            names = tuple(map(str, range(span[0], span[1] + 1))) if span else ()
        if names and not set(names) <= set(known):
            shown = ", ".join(f"week {name}" if section == "weeks" else name for name in known)
            hint = did_you_mean(key.text, known) or (f" There are: {shown}." if known else " Remove it.")
            self.diagnostics.error(
                key.place, f"the challenge has no {quoted(key.text)} under '{section}'.{hint}"
            )
            return ()
        return names

    def _keep(self, address: Address, original: FieldSet, translated: FieldSet) -> None:
        """Keep what was read at an address, as far as it stands for something."""
        for key, text in translated.values.items():
            own = original.get(key)
            if not own:
                self.diagnostics.error(
                    translated.keys[key],
                    f"the challenge has no '{key}' here, so there is nothing to translate. Write it in the "
                    "challenge as well, or remove it.",
                )
            elif not isinstance(text, str) and len(text) != len(own):
                self.diagnostics.error(
                    translated.at(key),
                    f"'{key}' has {_items(len(own))} in the challenge, and {_items(len(text))} here. "
                    "Write one for each.",
                )
        if translated.values:
            self.texts[address] = dict(translated.values)


def _items(number: int) -> str:
    return "1 item" if number == 1 else f"{number} items"


def check_translations(draft: Draft, diagnostics: Diagnostics) -> None:
    """Warn of texts of the challenge that are not translated into a language that others are in."""
    for code, place in draft.text_places.items():
        missing = list(_missing(draft, code))
        if missing:
            more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
            diagnostics.warning(
                place,
                f"not translated: {', '.join(missing[:_SHOWN])}{more}. Readers of '{code}' get that as it "
                f"stands in the challenge. Write it under '{code}' as well.",
            )


def _missing(draft: Draft, code: str) -> Iterator[str]:
    """Yield the addresses of texts that a language lacks."""
    yield from _missing_keys(draft, code, ("", ""), draft.top, TOP)
    for section, model in SINGLE.items():
        yield from _missing_keys(draft, code, (section, ""), draft.sections[section], text_specs(model))
    for section, model in NAMED.items():
        for name, own in originals(draft, section):
            yield from _missing_keys(draft, code, (section, name), own, text_specs(model))
    for notice in draft.notices:
        for key in ("subject", "text"):
            text = notice.fields.values.get(key)
            # One that has several languages, and not this one, is reported with the others of its notice.
            if isinstance(text, TextByLanguage) and text and not text.languages:
                yield f"notices.{notice.id}.{key}"


def _missing_keys(
    draft: Draft, code: str, address: tuple[str, str], own: FieldSet, specs: Sequence[FieldSpec]
) -> Iterator[str]:
    section, name = address
    texts = draft.texts[code].get(address, {})
    shown = f"week {name}" if section == "weeks" else name
    for spec in specs:
        text = own.values.get(spec.key)
        if text and text != spec.default and spec.key not in texts:
            yield ".".join(part for part in (section, shown, spec.key) if part)
