"""How questions and answers travel between the program and a plugin's process, and what may be in them.

A question may hold anything of ours. Functions stay where they are: the plugin's process gets a stand-in
that asks back. Mappings of large arrays stay as well, until somebody reads one of them. An answer may hold
plain values, arrays and what `moonwalk.api` declares; whatever else a plugin returns arrives as a
`Foreign`, which only its looks are known of.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial
from io import BytesIO
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType
from typing import IO, Any, Final, TypeVar

import numpy as np

from moonwalk.api import Component
from moonwalk.registry.guard import show

Buffers = list[Any]

LARGE: Final = 1 << 14
"""Bytes from which an array in a mapping waits until it is asked for."""

_PLAIN: Final = (
    *(bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, type(None)),
    *(date, datetime, time, timedelta, timezone, Decimal, Fraction, np.ndarray, np.dtype),
)
_QUESTIONS: Final = "moonwalk.registry.isolation.questions"
_MODULES: Final = frozenset({*(kind.__module__ for kind in _PLAIN), __name__, _QUESTIONS, "numpy.dtypes"})
_NUMPY: Final = frozenset({"_reconstruct", "_frombuffer", "scalar", "ndarray", "dtype"})


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something that does not travel, by its looks."""

    looks: str

    def __repr__(self) -> str:
        return self.looks


class LazyMapping(Mapping[str, Any]):
    """A mapping whose values are fetched when they are read."""

    def __init__(self, keys: tuple[str, ...], fetch: Callable[[str], Any]) -> None:
        self._keys, self._fetch = keys, fetch
        self._fetched: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._fetched:
            if key not in self._keys:
                raise KeyError(key)
            self._fetched[key] = self._fetch(key)
        return self._fetched[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _QuestionPickler(pickle.Pickler):
    """Leaves functions behind, under their numbers."""

    def __init__(self, file: BytesIO, buffers: Buffers, functions: list[Callable[..., Any]]) -> None:
        super().__init__(file, 5, buffer_callback=buffers.append)
        self._functions = functions

    def reducer_override(self, value: Any) -> Any:
        if _stays(value):
            self._functions.append(value)
            return stand_in, (len(self._functions) - 1,)
        if type(value) is not MappingProxyType:
            return NotImplemented
        if any(isinstance(held, np.ndarray) and held.nbytes >= LARGE for held in value.values()):
            return LazyMapping, (tuple(value), partial(_item, value))
        return _read_only, (dict(value),)


def stand_in(number: int) -> Callable[..., Any]:
    """What asks back, in the plugin's process; whoever unpacks a question there makes it."""
    raise pickle.UnpicklingError(f"nobody answers for the function {number}")


def _stays(value: Any) -> bool:
    """Whether it is a function that another process could not find, or that holds more than it needs."""
    kind = type(value)
    if kind is FunctionType:
        return "<" in value.__qualname__
    if kind is MethodType:
        return not isinstance(value.__self__, type)
    return kind is partial and not isinstance(value.func, type)


def _read_only(values: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(values)


def _item(values: Mapping[str, Any], key: str) -> Any:
    return values[key]


class _QuestionUnpickler(pickle.Unpickler):
    def __init__(self, data: Any, buffers: Buffers, stand_in: Callable[[int], Any]) -> None:
        super().__init__(BytesIO(data), buffers=buffers)
        self._stand_in = stand_in

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, stand_in.__name__):
            return self._stand_in
        return super().find_class(module, name)


class _AnswerPickler(pickle.Pickler):
    """Lets plain values, arrays and what `moonwalk.api` declares pass."""

    def __init__(self, file: BytesIO, buffers: Buffers) -> None:
        super().__init__(file, 5, buffer_callback=buffers.append)

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if isinstance(value, type):
            return NotImplemented if _may_pass(value) else (Foreign, (show(value),))
        if kind is MappingProxyType:
            return dict, (dict(value),)
        if kind is datetime and value.tzinfo is not None and type(value.tzinfo) is not timezone:
            # The moment counts; its time zone may be an object of any kind.
            return value.astimezone(UTC).__reduce_ex__(5)
        if isinstance(value, FunctionType | BuiltinFunctionType) and _numpy(
            str(value.__module__), value.__qualname__
        ):
            return NotImplemented
        if isinstance(value, Enum) and _may_pass(kind):
            # Early releases of Python 3.11 would have it looked up with `getattr`, which must not pass.
            return kind, (value.value,)
        if _may_pass(kind) and not (kind is np.ndarray and value.dtype.hasobject):
            return NotImplemented
        if hasattr(kind, "model_fields") and not isinstance(value, Component):
            # A group of keys, of a class of the plugin's own: its values.
            return dict, ({key: getattr(value, key) for key in kind.model_fields},)
        return Foreign, (show(value),)


class _AnswerUnpickler(pickle.Unpickler):
    """Makes nothing but what may pass, whatever the other process has sent."""

    def find_class(self, module: str, name: str) -> Any:
        if _numpy(module, name) or (module, name) == ("copyreg", "__newobj__"):
            return super().find_class(module, name)
        known = super().find_class(module, name) if _may_declare(module) else None
        if isinstance(known, type) and _may_pass(known):
            return known
        raise pickle.UnpicklingError(f"{module}.{name} is no answer")


def _may_declare(module: str) -> bool:
    """Whether a module declares something that may pass; importing it runs nobody's code but ours."""
    return module in _MODULES or module == "moonwalk.api" or module.startswith("moonwalk.api.")


def _may_pass(kind: type[Any]) -> bool:
    if kind in _PLAIN or kind is Foreign:
        return True
    module = str(kind.__module__)
    if module == _QUESTIONS or module == "moonwalk.api" or module.startswith("moonwalk.api."):
        return True
    return module.startswith("numpy") and issubclass(kind, np.generic | np.dtype)


def _numpy(module: str, name: str) -> bool:
    return module.startswith("numpy") and name in _NUMPY


Value = TypeVar("Value")


def pack_question(value: Any, functions: list[Callable[..., Any]]) -> Buffers:
    """A question as parts of a frame; what has to stay here is added to `functions`."""
    return _packed(lambda file, buffers: _QuestionPickler(file, buffers, functions), value)


def unpack_question(parts: Buffers, stand_in: Callable[[int], Any]) -> Any:
    """A question in the plugin's process. Its arrays refuse to be changed, as they do at home."""
    return _QuestionUnpickler(parts[0], [part.toreadonly() for part in parts[1:]], stand_in).load()


def pack_answer(value: Any) -> Buffers:
    """An answer as parts of a frame."""
    return _packed(_AnswerPickler, value)


def unpack_answer(parts: Buffers) -> Any:
    """An answer. UnpicklingError and others for bytes that are none."""
    return _AnswerUnpickler(BytesIO(parts[0]), buffers=parts[1:]).load()


def _packed(pickler: Callable[[BytesIO, Buffers], pickle.Pickler], value: Any) -> Buffers:
    file, buffers = BytesIO(), []  # type: ignore[var-annotated]
    pickler(file, buffers).dump(value)
    return [file.getbuffer(), *(buffer.raw() for buffer in buffers)]


def write_frame(stream: IO[bytes], parts: Buffers) -> None:
    """Writes the parts of a frame: how many, how long each is, and they themselves.

    The stream has no buffer: one that has can neither be written to nor closed while it waits.
    """
    lengths = [memoryview(part).nbytes for part in parts]
    _write(stream, b"".join(number.to_bytes(8, "big") for number in (len(parts), *lengths)))
    for part in parts:
        _write(stream, part)


def _write(stream: IO[bytes], data: Any) -> None:
    rest = memoryview(data).cast("B")
    while rest:
        rest = rest[stream.write(rest) :]


class TooLong(Exception):
    """A frame is longer than is accepted."""


def read_frame(stream: IO[bytes], longest: int) -> Buffers | None:
    """The parts of the next frame; None where the stream has ended. TooLong beyond so many bytes."""
    head = _read(stream, 8)
    if head is None:
        return None
    count = int.from_bytes(head, "big")
    if count > longest // 8:
        raise TooLong
    table = _read(stream, 8 * count)
    if table is None:
        return None
    lengths = [int.from_bytes(table[place : place + 8], "big") for place in range(0, 8 * count, 8)]
    if sum(lengths) > longest:
        raise TooLong
    parts = [_read(stream, length) for length in lengths]
    return None if any(part is None for part in parts) else parts


def _read(stream: IO[bytes], length: int) -> memoryview | None:
    data = memoryview(bytearray(length))
    at = 0
    while at < length:
        step = stream.readinto(data[at:])  # type: ignore[attr-defined]
        if not step:
            return None
        at += step
    return data
