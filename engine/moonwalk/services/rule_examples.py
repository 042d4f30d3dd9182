"""An example of each rule, ranking and notice: what may stand in a file, and the sentence that it makes."""

from __future__ import annotations

import json
from itertools import product
from types import MappingProxyType
from typing import Any, Final

from moonwalk.api.field_numbers import CountedAmountKind
from moonwalk.api.field_specs import FieldSpec, GroupKind
from moonwalk.api.field_types import FieldType, WeeklyType
from moonwalk.api.field_words import ChoiceKind, NameKind
from moonwalk.registry import NamedAdapter, RuleAdapter, Use

_WHOLE: Final = ("5", "2")
_VALUES: Final = MappingProxyType(
    {
        "whole": _WHOLE,
        "decimal": ("1.2",),
        "percent": ("20%",),
        "quantity": ("10 minutes",),
        "distance": ("40 km",),
        "date": ("2027-03-17",),
        "weekday": ("Saturday",),
        "clock": ("Monday 09:00",),
        "period": ("week 2",),
        "share of week": ("first 5 of 7", "4 of 7"),
        "text": ("Gold",),
        "condition": ("at least 80% of members met good_day",),
    }
)
"""What stands for a kind of value, the first that the kind can read."""

_NAMES: Final = MappingProxyType(
    {"activity": "walk", "board": "team_table", "rule": "minutes", "column": "site", "badge": "Gold"}
)
_ANOTHER: Final = MappingProxyType({"walk": ("stretch",)})
"""What a list has beside a value, where several are meant."""
_HOW_TO_NAME: Final = MappingProxyType({"ranking": "ranking", "notice": "notice"})


def example_of(use: Use, adapter: NamedAdapter) -> tuple[tuple[str, ...], str]:
    """Lines that could stand in a file, and the sentence that they make; nothing where none can be told.

    Only what must be given is given, and one key more where nothing is required but something is needed.
    """
    options = ((), *((spec,) for spec in adapter.shapes if not spec.required))
    for optional, whole in product(options, _WHOLE):
        written = [spec for spec in adapter.shapes if spec.required or spec in optional]
        config = {spec.key: whole if spec.kind.name == "whole" else _plain(spec) for spec in written}
        if any(value is None for value in config.values()):
            continue
        made = adapter.configured({"activity": "walk", **config} if _takes_activity(adapter) else config)
        if not made.problems():
            names = ((spec.key, config[spec.key]) for spec in written if spec.key != "activity")
            lines = (f"{key}: {_written(value)}" for key, value in names)
            named = f"- {_HOW_TO_NAME.get(use, 'rule')}: {adapter.name}"
            needs_days = isinstance(adapter, RuleAdapter) and adapter.during_policy == "named days"
            days = ("  during: [week 2]",) if needs_days else ()
            return (named, *(f"  {line}" for line in lines), *days), made.sentence()
    return (), ""


def _takes_activity(adapter: NamedAdapter) -> bool:
    return any(spec.key == "activity" for spec in adapter.shapes)


def _plain(spec: FieldSpec) -> Any:
    value = _value(spec.kind)
    if value is None or spec.many == "one":
        return value
    if spec.many == "list":
        # Steps of a ladder are at least two.
        return ["Silver", value] if spec.kind.name == "text" else [value, *_ANOTHER.get(str(value), ())]
    if isinstance(spec.keys, NameKind) and spec.kind.name == "percent":
        # The weights of things that the file has add up to all of it.
        value = "100%"
    key = "50%" if spec.keys and spec.keys.name == "percent" else _value(spec.keys) if spec.keys else "Bern"
    return {key: [value] if spec.many == "map of lists" else value}


def _value(kind: FieldType[Any]) -> Any:
    """A plain value of a kind; None where nothing is known that would do."""
    match kind:
        case WeeklyType(inner=inner):
            return _value(inner)
        case GroupKind(shapes=shapes):
            group = {shape.key: _plain(shape) for shape in shapes if shape.required}
            return None if None in group.values() else group
        case ChoiceKind(options=options):
            return options[0]
        case CountedAmountKind(unit=unit):
            return f"3 {unit}"
        case NameKind(of="goal" | "daily goal", each=each):
            return "good_week" if each == "week" else "good_day"
        case NameKind(of=of):
            return _NAMES.get(of, "minutes")
    return next((text for text in _VALUES.get(kind.name, ()) if _reads(kind, text)), None)


def _reads(kind: FieldType[Any], text: str) -> bool:
    try:
        kind.parse(text)
    except ValueError:
        return False
    return True


def _written(value: Any) -> str:
    """A value as YAML on one line: plain where it can be."""
    match value:
        case dict():
            return f"{{{', '.join(f'{key}: {_written(item)}' for key, item in value.items())}}}"
        case list():
            return f"[{', '.join(_written(item) for item in value)}]"
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if set(text) & set(":#{}[],&*!|>'\"@`") else text
