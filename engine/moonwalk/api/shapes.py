"""What a declaration's keys are, read off its class: for editors, for help, for the reader of files."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from moonwalk.api.field_words import ChoiceKind
from moonwalk.api.kinds import Kind

Many = Literal["one", "list", "map", "map of lists"]


@dataclass(frozen=True)
class Shape:
    """One key: its kind, whether it must be there, what it is when left out, and how many it holds."""

    key: str
    kind: Kind[Any]
    required: bool
    default: Any = None
    many: Many = "one"
    about: str = ""


def shapes_of(declared: type[BaseModel]) -> tuple[Shape, ...]:
    """The keys of a declaration, in the order of its class.

    TypeError for a field that is not made of the typed fields of `moonwalk.api`.
    """
    found = []
    for key, field in declared.model_fields.items():
        annotation: Any = field.annotation
        if field.metadata:
            annotation = Annotated[annotation, *field.metadata]
        kind, many = _kind_of(annotation, f"{declared.__name__}.{key}")
        default = None if field.default is PydanticUndefined else field.default
        found.append(Shape(key, kind, field.is_required(), default, many, field.description or ""))
    return tuple(found)


def _kind_of(annotation: Any, where: str) -> tuple[Kind[Any], Many]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        kinds = [part for part in arguments[1:] if isinstance(part, Kind)]
        return (kinds[0], "one") if kinds else _kind_of(arguments[0], where)
    if origin is Literal:
        return ChoiceKind(tuple(str(word) for word in arguments)), "one"
    if origin in (Union, UnionType):
        inner = [argument for argument in arguments if argument is not NoneType]
        if len(inner) == 1:
            return _kind_of(inner[0], where)
    if origin in (tuple, list):
        return _kind_of(arguments[0], where)[0], "list"
    if origin is dict:
        kind, many = _kind_of(arguments[1], where)
        return kind, "map of lists" if many == "list" else "map"
    raise TypeError(f"{where} is not one of the typed fields of moonwalk.api: {annotation!r}")
