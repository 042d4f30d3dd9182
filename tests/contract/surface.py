"""What a plugin can see of the API, as plain values: names, members, parameters."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pydantic import BaseModel

MODULES = (
    "moonwalk.api",
    "moonwalk.api.fields",
    "moonwalk.api.files",
    "moonwalk.api.notices",
    "moonwalk.api.panels",
)
"""Those whose names are settled; `moonwalk.api.arrays` is provisional."""

Surface = dict[str, Any]


def surface() -> dict[str, Surface]:
    """Every public name of the settled modules, with what can be seen of it."""
    return {
        name: {public: seen(getattr(import_module(name), public)) for public in import_module(name).__all__}
        for name in MODULES
    }


def seen(value: object) -> Surface:
    """A class with its members and the parameters to make it, a function with its parameters, or nothing."""
    if inspect.isclass(value):
        return {"make": maker(value), "members": members(value)}
    if inspect.isfunction(value):
        return {"call": parameters(value)}
    return {}


def maker(made: type) -> dict[str, str]:
    """The parameters to make an instance; none where plugins do not make any."""
    if dataclasses.is_dataclass(made) or issubclass(made, Exception):
        return parameters(made)
    return {}


def members(made: type) -> dict[str, Any]:
    """Every public member: the parameters of methods, and for all else that it is there."""
    inherited = set(dir(BaseModel)) if issubclass(made, BaseModel) else set(dir(Exception)) | set(dir(str))
    names = {name for name in dir(made) if not name.startswith("_")} - inherited
    names |= {field.name for field in dataclasses.fields(made)} if dataclasses.is_dataclass(made) else set()
    # The vectorised forms are provisional.
    public = sorted(name for name in names if not name.startswith(("_", "grid_")))
    values = {name: inspect.getattr_static(made, name, None) for name in public}
    return {name: parameters(value) if inspect.isfunction(value) else {} for name, value in values.items()}


def parameters(called: Any) -> dict[str, str]:
    """Each parameter with its kind, and whether it may be left out."""
    signature = inspect.signature(called)
    return {
        name: f"{parameter.kind.description}{'' if parameter.default is parameter.empty else ', optional'}"
        for name, parameter in signature.parameters.items()
    }


def broken(before: Mapping[str, Any], now: Mapping[str, Any], where: str = "") -> list[str]:
    """What was there before and is no longer, or asks for more than before."""
    wrong = []
    for name, was in before.items():
        place = f"{where}.{name}".lstrip(".")
        if name not in now:
            wrong.append(f"{place} is gone")
        elif isinstance(was, str):
            # A parameter may become optional, and what was positional stays so.
            if now[name] not in (was, f"{was}, optional"):
                wrong.append(f"{place} was {was}, and is {now[name]}")
        else:
            wrong += broken(was, now[name], place)
    wrong += [
        f"{where}.{name} is asked for"
        for name, kind in now.items()
        if name not in before and _is_required(kind)
    ]
    return wrong


def _is_required(kind: object) -> bool:
    return isinstance(kind, str) and not kind.endswith("optional") and "variadic" not in kind
