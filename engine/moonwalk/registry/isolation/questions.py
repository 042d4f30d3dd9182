"""What plugin code is asked: the same functions in this process and in one of the plugin's own.

A question is a function of this module, so that another process can be told which one is meant. It takes an
`Implementation` and plain arguments, and its answer is judged by whoever asked, in the asker's process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from moonwalk.api import Context
from moonwalk.api.field_specs import FieldSpec, field_specs_of, first_line
from moonwalk.api.language import Catalogue, speaking
from moonwalk.api.timeline import Timeline
from moonwalk.registry.guard import Unusable, objections, show

if TYPE_CHECKING:
    from moonwalk.api.files import SourceFile

Question = Callable[..., Any]

SECONDS: Final = 30.0
"""How long a plugin in a process of its own may take over one question, where nothing less is said."""

MOST: Final = 100_001
"""Items of an answer that are taken, where nothing else is said: one more than are of use."""


class Implementation:
    """A declared class with a configuration, in the process in which its code runs."""

    def __init__(self, made: type[Any], config: Mapping[str, Any]) -> None:
        self.made = made
        self.config = config
        self.iterators: dict[int, Iterator[Any]] = {}
        self._numbers = count()

    @cached_property
    def instance(self) -> Any:
        """The configured declaration; whatever its validators raise."""
        return self.made.model_validate(self.config)

    def keep(self, rows: Iterator[Any]) -> int:
        """Keeps an iterator that is asked for its items later; returns its number."""
        number = next(self._numbers)
        self.iterators[number] = rows
        return number


@dataclass(frozen=True, slots=True)
class Method:
    """The question that a method of the declaration answers; `most` items of a longer answer are taken."""

    name: str
    most: int = MOST

    def __call__(self, implementation: Implementation, *arguments: Any) -> Any:
        """What the method returns."""
        answer = getattr(implementation.instance, self.name)(*arguments)
        if isinstance(answer, Iterator):
            return tuple(islice(answer, self.most))
        # A copy only where it is too long; the rest would travel in vain.
        return answer[: self.most] if type(answer) in (list, tuple) and len(answer) > self.most else answer


@dataclass(frozen=True, slots=True)
class ClassProfile:
    """What is known of a declared class without its configuration.

    `overrides` are the methods that it does not share with `base`, the class of its kind.
    """

    keys: tuple[FieldSpec, ...]
    sentence: str
    documentation: str
    attributes: Mapping[str, Any]
    overrides: frozenset[str]


def profile(implementation: Implementation, base: type[Any], names: Sequence[str]) -> ClassProfile:
    """The profile of the class, with these attributes of it."""
    made = implementation.made
    return ClassProfile(
        keys=field_specs_of(made),
        sentence=first_line(made),
        documentation=made.__doc__ or "",
        attributes={name: getattr(made, name) for name in names if hasattr(made, name)},
        overrides=frozenset(
            name
            for name in dir(base)
            if not name.startswith("_") and getattr(made, name, None) is not getattr(base, name)
        ),
    )


def label(implementation: Implementation, language: str) -> Any:
    """What a class calls itself in a language, from the catalogue of its package; empty where it does not."""
    said: object = getattr(implementation.made, "label", "")
    if not isinstance(said, str):
        return ""
    with speaking(language):
        return Catalogue(implementation.made.__module__).gettext(said)


def objections_of(implementation: Implementation) -> tuple[tuple[str, str], ...]:
    """What its validators object to in its configuration: (address, message)."""
    try:
        implementation.made.model_validate(implementation.config)
    except ValidationError as error:
        return objections(error)
    return ()


def shares(implementation: Implementation, timeline: Timeline, context: Context) -> list[Any]:
    """The `share` of each of one person's days."""
    return [implementation.instance.share(day, context) for day in timeline.days]


def scores(implementation: Implementation, summaries: Any, context: Context) -> Any:
    """The scores of a ranking: those of all rows at once, or else a list of what `score` says of each."""
    ranking = implementation.instance
    answer = ranking.scores(summaries, context)
    if answer is not None:
        return answer
    rows = summaries.rows()
    return [ranking.score(summary, rows, context) for summary in rows]


def reason(implementation: Implementation, summaries: Any, row: int, context: Context) -> Any:
    """What a ranking says of one row's score."""
    rows = summaries.rows()
    return implementation.instance.reason(rows[row], rows, context)


def open_rows(implementation: Implementation, file: SourceFile) -> int:
    """Begin to read a file; the number under which its rows are taken."""
    answer: object = implementation.instance.read(file)
    if isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        raise Unusable(f"it returned {show(answer)} instead of rows.")
    return implementation.keep(iter(answer))


def next_rows(implementation: Implementation, number: int, most: int) -> list[Any]:
    """The next rows of a file; none where it has ended."""
    rows = list(islice(implementation.iterators[number], most))
    if not rows:
        del implementation.iterators[number]
    return rows


def close_rows(implementation: Implementation, number: int) -> None:
    """Leave off reading."""
    rows = implementation.iterators.pop(number, None)
    if rows is not None and hasattr(rows, "close"):
        rows.close()
