"""The vocabulary for people: what rules there are, and a challenge's rules in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from moonwalk.api.field_numbers import CountedAmountKind
from moonwalk.api.field_specs import FieldSpec, GroupKind
from moonwalk.api.field_types import FieldType, WeeklyType
from moonwalk.api.field_words import ChoiceKind, NameKind
from moonwalk.api.problems import did_you_mean
from moonwalk.definitions import rules_in_words as words_of
from moonwalk.registry import Registry, Use
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched
from moonwalk.services.workspace import Workspace

USES: Final[tuple[Use, ...]] = ("person", "team", "company", "ranking", "notice")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key of a rule: what it holds, whether it must be there, what it is when left out."""

    key: str
    kind: str
    required: bool
    default: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """An installed rule, ranking or notice; `words` are the placeholders a notice's texts may use."""

    name: str
    full_name: str
    use: str
    plugin: str
    sentence: str
    about: str
    keys: tuple[KeyRow, ...]
    words: tuple[str, ...] = ()


def list_rules(plugins: Registry) -> tuple[RuleRow, ...]:
    """Everything that challenge files may name, in order of use and name."""
    named = ((use, name) for use in USES for name in sorted(plugins.names(use)))
    return tuple(_row(plugins, use, name) for use, name in named)


def find_rule(plugins: Registry, name: str) -> RuleRow:
    """One of them by short or full name. Refused where there is none."""
    rows = list_rules(plugins)
    for row in rows:
        if name in (row.name, row.full_name):
            return row
    guess = did_you_mean(name, [row.name for row in rows])
    raise Refused(f"There is no rule '{name}'.{guess} 'moonwalk rules' lists them all.")


def rules_in_words(ws: Workspace, challenge: str) -> str:
    """A launched challenge's rules, printable, for everyone."""
    with ws.database() as db:
        try:
            launch = launched(ws, db, challenge)
        except NotScored as reason:
            raise Refused(f"The rules of '{challenge}' cannot be shown: {reason}") from reason
    return words_of(launch.challenge, ws.plugins)


def _row(plugins: Registry, use: Use, name: str) -> RuleRow:
    adapter = plugins.find(use, name)
    if adapter is None:
        raise Refused(f"There is no {use} '{name}'.")
    keys = tuple(KeyRow(spec.key, _key_text(spec), spec.required, _default(spec)) for spec in adapter.shapes)
    words = plugins.trigger(adapter.full_name).placeholders if use == "notice" else ()
    return RuleRow(
        name,
        adapter.full_name,
        use,
        adapter.plugin,
        adapter.first_line,
        adapter.about,
        keys,
        tuple(sorted(words)),
    )


def _key_text(spec: FieldSpec) -> str:
    """What a key holds, in words: `whole, or by week`, `list of condition`, `map of quantity: text`."""
    held = _type_text(spec.kind)
    if spec.many == "map" and spec.keys:
        return f"map of {_type_text(spec.keys)}: {held}"
    return held if spec.many == "one" else f"{spec.many} of {held}"


def _type_text(field_type: FieldType[Any]) -> str:
    match field_type:
        case WeeklyType(inner=inner):
            return f"{_type_text(inner)}, or by week"
        case GroupKind(shapes=specs):
            return f"group ({'; '.join(f'{spec.key}: {_key_text(spec)}' for spec in specs)})"
        case ChoiceKind(options=options):
            return " | ".join(options)
        case NameKind(of=of, each=each):
            return f"{of} of each {each}" if each else of
        case CountedAmountKind(unit=unit):
            return f"number of {unit}"
    return field_type.name


def _default(spec: FieldSpec) -> str:
    return "" if spec.required or spec.default is None else spec.show(spec.default)
