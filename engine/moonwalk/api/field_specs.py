"""What a declaration's keys are, read off its class, and the sentence that its values make."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, ClassVar, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticUndefined

from moonwalk.api.amount_words import by_week_text, unit_text
from moonwalk.api.field_secrets import SecretKind
from moonwalk.api.field_types import FieldType, WeeklyType
from moonwalk.api.field_words import ChoiceKind
from moonwalk.api.language import Catalogue
from moonwalk.api.problems import FieldError
from moonwalk.api.values import ByWeek

Many = Literal["one", "list", "map", "map of lists"]


@dataclass(frozen=True)
class FieldSpec:
    """One key: its kind, whether it must be there, what it is when left out, and how many it holds.

    `keys` is the kind of a map's keys; None where they are names that stand for themselves.
    """

    key: str
    kind: FieldType[Any]
    required: bool
    default: Any = None
    many: Many = "one"
    about: str = ""
    keys: FieldType[Any] | None = None

    def say(self, value: Any) -> str:
        """A value in a sentence for people, in the language that is spoken."""
        return self._joined(value, self.kind.say)

    def plain(self, value: Any) -> Any:
        """A value as JSON, as an author would write it: text, or lists and maps of text."""
        match self.many:
            case "list":
                return [self.kind.plain(item) for item in value]
            case "map":
                return {self.named(name): self.kind.plain(item) for name, item in value.items()}
            case "map of lists":
                return {
                    self.named(name): [self.kind.plain(item) for item in many] for name, many in value.items()
                }
            case _:
                return self.kind.plain(value)

    def show(self, value: Any) -> str:
        """A value as an author would write it, in one line."""
        return self._joined(value, self.kind.show)

    def _joined(self, value: Any, written: Callable[[Any], str]) -> str:
        match self.many:
            case "list":
                return ", ".join(written(item) for item in value)
            case "map":
                return "; ".join(f"{self.named(name)}: {written(item)}" for name, item in value.items())
            case "map of lists":
                listed = {name: ", ".join(map(written, many)) for name, many in value.items()}
                return "; ".join(f"{self.named(name)}: {many}" for name, many in listed.items())
            case _:
                return written(value)

    def named(self, name: Any) -> str:
        """A key of a map as text."""
        return str(name) if self.keys is None else str(self.keys.plain(name))

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of what an author may write."""
        value = self.kind.schema()
        lists = {"type": "array", "items": value}
        match self.many:
            case "one":
                return value
            case "list":
                return lists
        inner = lists if self.many == "map of lists" else value
        pattern = self.keys.schema().get("pattern") if self.keys else None
        if pattern is None:
            return {"type": "object", "additionalProperties": inner}
        return {"type": "object", "patternProperties": {pattern: inner}, "additionalProperties": False}


@dataclass(frozen=True)
class GroupKind(FieldType[Any]):
    """Keys that belong together, as `Group` declares them; read from a file, a mapping of their values."""

    name: ClassVar[str] = "group"
    shapes: tuple[FieldSpec, ...] = ()

    def parse(self, text: str) -> Any:
        """Never: a group is no text."""
        raise FieldError(f"a group of keys goes here: {', '.join(shape.key for shape in self.shapes)}.")

    def show(self, value: Any) -> str:
        """The group in words: its own, where it has some."""
        if isinstance(value, BaseModel):
            return str(value)
        return ", ".join(f"{shape.key} {shape.show(item)}" for shape, item in self._values_of(value))

    def plain(self, value: Any) -> dict[str, Any]:
        """A map of what was given; what is left to its default is left out."""
        return {
            shape.key: shape.plain(item)
            for shape, item in self._values_of(value)
            if shape.required or shape.plain(item) != shape.plain(shape.default)
        }

    def schema(self) -> dict[str, Any]:
        """An object with these keys and no others."""
        return {
            "type": "object",
            "properties": {shape.key: shape.schema() for shape in self.shapes},
            "required": [shape.key for shape in self.shapes if shape.required],
            "additionalProperties": False,
        }

    def _values_of(self, value: Any) -> list[tuple[FieldSpec, Any]]:
        values = (
            value
            if isinstance(value, Mapping)
            else {key: getattr(value, key) for key in type(value).model_fields}
        )
        pairs = [(shape, values.get(shape.key)) for shape in self.shapes]
        return [(shape, part) for shape, part in pairs if part is not None]


@dataclass(frozen=True)
class _Held:
    """What an annotation holds: the kind, how many of it, and the kind of a map's keys."""

    kind: FieldType[Any]
    many: Many = "one"
    keys: FieldType[Any] | None = None


def field_specs_of(declared: type[BaseModel]) -> tuple[FieldSpec, ...]:
    """The keys of a declaration, in the order of its class.

    TypeError for a field that is not made of the typed fields of `moonwalk.api.fields`.
    """
    return _specs_of(declared)


# Each item of each file asks for them, and a class stays as it is.
@lru_cache(maxsize=512)
def _specs_of(declared: Any) -> tuple[FieldSpec, ...]:
    specs = []
    for key, field in declared.model_fields.items():
        annotation: Any = field.annotation
        if field.metadata:
            annotation = Annotated[annotation, *field.metadata]
        where = f"{declared.__name__}.{key}"
        held = _held(annotation, where)
        default = _default(field.get_default(call_default_factory=True), held, where)
        about = field.description or ""
        specs.append(FieldSpec(key, held.kind, field.is_required(), default, held.many, about, held.keys))
    return tuple(specs)


def _default(raw: Any, held: _Held, where: str) -> Any:
    """A default as a value: the text of one is read, as from a file."""
    if raw is PydanticUndefined:
        return None
    if not isinstance(raw, str) or not raw or held.many != "one":
        return raw
    try:
        return held.kind.accept(raw)
    except FieldError as wrong:
        raise TypeError(f"the default of {where} cannot be used: {wrong}") from wrong


_INSTEAD: Final = MappingProxyType(
    {
        "int": "Whole, Points or Days",
        "float": "Number or Percent",
        "Fraction": "Number or Percent",
        "str": "Label, ShortText or Text",
        "bool": "a Literal of two words, as in Literal['counts', 'does not count']",
        "date": "Period",
        "time": "Clock",
        "timedelta": "Days",
    }
)
"""What a plugin's author probably means by a type of Python's own."""


def _held(annotation: Any, where: str) -> _Held:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        kinds = [part for part in arguments[1:] if isinstance(part, FieldType)]
        return _Held(kinds[0]) if kinds else _held(arguments[0], where)
    if origin is Literal:
        return _Held(ChoiceKind(tuple(str(word) for word in arguments)))
    if origin in (Union, UnionType):
        inner = [argument for argument in arguments if argument is not NoneType]
        if len(inner) == 1:
            return _held(inner[0], where)
    if origin in (tuple, list):
        held = _held(arguments[0], where)
        if held.many == "one":
            return _Held(held.kind, "list")
    if origin is dict:
        held = _held(arguments[1], where)
        keys = None if arguments[0] is str else _held(arguments[0], where)
        if held.many in ("one", "list") and (keys is None or _may_be_a_key(keys)):
            many: Many = "map of lists" if held.many == "list" else "map"
            return _Held(held.kind, many, keys.kind if keys else None)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _Held(_group(annotation, where))
    what = annotation.__name__ if isinstance(annotation, type) else repr(annotation)
    instead = f". Write {_INSTEAD[what]}." if what in _INSTEAD else ""
    raise TypeError(f"{where} is not one of the typed fields of moonwalk.api.fields: {what}{instead}")


def _may_be_a_key(held: _Held) -> bool:
    return held.many == "one" and not isinstance(held.kind, WeeklyType | GroupKind | SecretKind)


def _group(model: type[BaseModel], where: str) -> GroupKind:
    if not model.model_config.get("frozen") or model.model_config.get("extra") != "forbid":
        raise TypeError(f"{where} holds {model.__name__}: make it a subclass of moonwalk.api.Group.")
    return GroupKind(field_specs_of(model))


_TEXTS: Final = Catalogue(__name__)


def first_line(declared: type[BaseModel]) -> str:
    """The first line of a declaration's docstring: its sentence with `{placeholders}`."""
    return (declared.__doc__ or "").strip().split("\n")[0]


def show_field(declared: BaseModel, key: str) -> str:
    """One field of a configured declaration as people would write it; empty where it is not set."""
    value: Any = getattr(declared, key)
    if value is None:
        return ""
    shape = next(shape for shape in field_specs_of(type(declared)) if shape.key == key)
    return shape.say(value)


def sentence_of(declared: BaseModel) -> str:
    """The docstring's first line in the language that is spoken, with each `{field}` filled in."""
    return filled_in(declared, Catalogue(type(declared).__module__).gettext(first_line(type(declared))), {})


def filled_in(declared: BaseModel, template: str, values: Mapping[str, object]) -> str:
    """A sentence with each `{field}` replaced by its value, or by one of these values."""
    point, points = unit_text("points", Fraction(1)), unit_text("points")
    placeholder = rf"\{{([a-z_]+)\}}( {points}\b)?"
    filled = re.sub(placeholder, lambda match: _filled(declared, match, values), template)
    each = "|".join((_TEXTS.gettext("each full"), _TEXTS.gettext("each"), _TEXTS.gettext("every")))
    filled = re.sub(rf"\b({each}) 1 (?=[^\W\d_])", r"\1 ", filled)
    return re.sub(rf"(?<![.,0-9])1 {points}\b", f"1 {point}", filled)


def _filled(declared: BaseModel, match: re.Match[str], values: Mapping[str, object]) -> str:
    """A field; by week each value has its points: `1 point in week 1, 2 points in weeks 2 to 4`."""
    points = match[2] or ""
    if match[1] in values:
        return f"{values[match[1]]}{points}"
    value = getattr(declared, match[1])
    if points and isinstance(value, ByWeek) and value.spans:
        shape = next(shape for shape in field_specs_of(type(declared)) if shape.key == match[1])
        return by_week_text(value, lambda each: f"{shape.say(ByWeek(always=each))}{points}")
    return f"{show_field(declared, match[1])}{points}"


class Group(BaseModel):
    """Keys that belong together: a field `bands: tuple[Band, ...]` is a list of such groups in a file.

    The first line of the docstring says one in words, with its keys in braces filled in.

    >>> from moonwalk.api import Group
    >>> from moonwalk.api.fields import Amount, Points
    >>> class Band(Group):
    ...     "{points} points up to {up_to}"
    ...     up_to: Amount
    ...     points: Points
    >>> str(Band(up_to="10 minutes", points="2"))
    '2 points up to 10 minutes'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def text_of(self, key: str) -> str:
        """The value of a key as an author would write it; empty where it is not set."""
        return show_field(self, key)

    def __str__(self) -> str:
        return sentence_of(self)
