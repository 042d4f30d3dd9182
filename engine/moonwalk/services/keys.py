"""What the keys of a declaration hold, in words for whoever writes a challenge file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moonwalk.api.field_numbers import CountedAmountKind, QuantityKind
from moonwalk.api.field_specs import FieldSpec, GroupKind
from moonwalk.api.field_types import FieldType, WeeklyType
from moonwalk.api.field_words import ChoiceKind, NameKind
from moonwalk.registry import Adapter


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key of a rule: what it holds, whether it must be there, what it is when left out."""

    key: str
    kind: str
    required: bool
    default: str


def keys_of(adapter: Adapter) -> tuple[KeyRow, ...]:
    """The keys of anything that a plugin declares."""
    return tuple(KeyRow(spec.key, _key_text(spec), spec.required, _default(spec)) for spec in adapter.shapes)


def _key_text(spec: FieldSpec) -> str:
    """What a key holds, in words: `whole, or by week`, `list of condition`, `map of amount: text`."""
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
        case QuantityKind():
            return "amount"
    return field_type.name


def _default(spec: FieldSpec) -> str:
    return "" if spec.required or spec.default is None else spec.show(spec.default)
