"""What a typed field is: a parser, a printer and a JSON Schema in one object."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from moonwalk.api.amount_words import by_week_text
from moonwalk.api.field_hints import weeks_hint
from moonwalk.api.problems import FieldError, quoted
from moonwalk.api.values import ByWeek, WeekSpan, show_weeks

T = TypeVar("T")


@dataclass(frozen=True)
class FieldType(Generic[T]):
    """One kind of value. `parse` reads the text of a file, `show` prints what `parse` reads again."""

    name: ClassVar[str]

    def parse(self, text: str) -> T:
        """The value that a text means; FieldError with a way out where it means none."""
        raise NotImplementedError

    def show(self, value: T) -> str:
        """The text that means this value."""
        return str(value)

    def say(self, value: T) -> str:
        """A value in a sentence for people, in the language that is spoken. Default: what `show` says."""
        return self.show(value)

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the text."""
        return {"type": "string"}

    def accept(self, raw: object) -> T:
        """A value given by an author's file (text) or by a program (already a value)."""
        if isinstance(raw, str) and not self.is_value(raw):
            return self.parse(raw)
        if self.is_value(raw):
            return raw  # type: ignore[return-value]
        raise FieldError(f"{raw!r} is not text.")

    def is_value(self, raw: object) -> bool:
        """Whether this is a value already; False for the text of a file."""
        return False

    def same(self, value: T) -> Hashable:
        """What equal values have in common, however they are written; no two keys of a map may share it."""
        return self.show(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.accept, serialization=core_schema.plain_serializer_function_ser_schema(self.plain)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        return self.schema()

    def plain(self, value: T) -> Any:
        """The value as JSON: the text an author would write."""
        return self.show(value)


@dataclass(frozen=True)
class WeeklyType(FieldType[ByWeek[T]]):
    """One value, or one for each week: `{week 1: 5 minutes, weeks 2 to 4: 8 minutes}`."""

    name: ClassVar[str] = "weekly"
    inner: FieldType[T]

    def accept(self, raw: object) -> ByWeek[T]:
        """A ByWeek, one value, or a mapping of week keys to values."""
        if isinstance(raw, ByWeek):
            return raw
        if isinstance(raw, Mapping):
            return ByWeek(always=None, spans=tuple(self.span(str(key), value) for key, value in raw.items()))
        return ByWeek(always=self.inner.accept(raw))

    def span(self, key: str, raw: object) -> WeekSpan[T]:
        """The weeks that a key names, with their value."""
        first, last = parse_week_key(key)
        return WeekSpan(first=first, last=last, value=self.inner.accept(raw))

    def parse(self, text: str) -> ByWeek[T]:
        """A value for every week."""
        return ByWeek(always=self.inner.parse(text))

    def show(self, value: ByWeek[T]) -> str:
        """For a sentence: `5 minutes`, or `5, 8 and 10 minutes` by week."""
        if not value.spans:
            return "" if value.always is None else self.inner.show(value.always)
        return ", ".join(
            f"{self.inner.show(span.value)} in {show_weeks(span.first, span.last)}" for span in value.spans
        )

    def say(self, value: ByWeek[T]) -> str:
        """`5 minutes in week 1, 8 minutes in weeks 2 to 4`."""
        if not value.spans:
            return "" if value.always is None else self.inner.say(value.always)
        return by_week_text(value, self.inner.say)

    def plain(self, value: ByWeek[T]) -> str | dict[str, str]:
        """Text, or a mapping of week keys to text."""
        if not value.spans:
            return "" if value.always is None else self.inner.plain(value.always)
        return {show_weeks(span.first, span.last): self.inner.plain(span.value) for span in value.spans}

    def schema(self) -> dict[str, Any]:
        """One value or a mapping."""
        inner = self.inner.schema()
        pattern = "^(?:week [1-9][0-9]?|weeks [1-9][0-9]? to [1-9][0-9]?)$"
        weeks = {"type": "object", "patternProperties": {pattern: inner}, "additionalProperties": False}
        return {"anyOf": [inner, weeks]}


def parse_week_key(key: str) -> tuple[int, int]:
    """The first and last week of `week 1` or `weeks 2 to 4`."""
    words = key.split(" ")
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and not word.startswith("0")]
    match words, numbers:
        case ["week", _], [week] if week < 100:
            return week, week
        case ["weeks", _, "to", _], [first, last] if first < last < 100:
            return first, last
    meant = weeks_hint(key)
    hint = f"Did you mean '{meant}'?" if meant else "Write 'week 1' or 'weeks 2 to 4'."
    raise FieldError(f"{quoted(key)} does not name weeks. {hint}")
