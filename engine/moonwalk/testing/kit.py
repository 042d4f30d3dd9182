"""The checks by name, for every kind of declaration: as tests of pytest, or one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final, TypeVar

from moonwalk.api import Component, LeagueRule, PersonRule, Ranking, Rule
from moonwalk.api.files import Source
from moonwalk.api.notices import Channel, NoticeRule
from moonwalk.api.panels import Panel
from moonwalk.testing.examination import Fault
from moonwalk.testing.judging import challenge_faults, declaration_fault, declared_by, folders_of
from moonwalk.testing.laboratory import Limits, examine
from moonwalk.testing.worlds import NoSample, sample_of

CHECKS: Final = MappingProxyType(
    {
        "declaration": "The registry accepts the class, and its sentence has no gaps.",
        "quiet_import": "Its module can be imported anywhere: nothing is read, printed, asked or started.",
        "own_input": "It uses nothing but its input: no clock, chance, files, network, processes or threads.",
        "time_and_memory": "It answers soon, within its memory, and leaves the process running.",
        "answers": "It answers everything that it may be asked, in the classes of its kind.",
        "empty_days": "It answers for somebody without a day, and for days without an entry.",
        "whole_points": "Points and amounts are whole numbers.",
        "days_inside": "Every day that it names is one that it was given.",
        "reasons": "Every award, change and milestone says why.",
        "badges_named": "Every badge that it gives is in badges().",
        "teams_exist": "It pays teams that are there.",
        "open_days": "A day that can still be logged is not treated as missed.",
        "input_unchanged": "It leaves what it is given as it is.",
        "same_again": "Asked the same again, it answers the same.",
        "independent_people": "Nobody's points depend on who else is asked about, or in which order.",
        "later_days": "Later days change nothing earlier, unless the class says so.",
        "both_forms": "The vectorised form says what the scalar form says.",
        "same_everywhere": "It answers the same in every process, time zone and locale.",
        "exact_scores": "Scores are fractions or whole numbers.",
        "independent_rows": "A score does not depend on the order of the rows.",
        "placeholders": "Its texts use the placeholders that it lists, and each is filled in.",
        "people_exist": "It addresses people who take part.",
        "due_in_span": "It gives what falls due in the span that is asked about, and nothing else.",
        "outcomes": "It answers Delivered, Retry or Never, and what it says is true.",
        "forgets": "After forget(), its folder no longer names the person.",
        "recognises": "It knows its own files, and no others.",
        "rows": "Every row is usable: a person, a day, whole thousandths.",
        "content": "Title and content can be drawn.",
        "challenges": "Every challenge file is without errors.",
    }
)
"""Each check and what holds where it passes."""

_ALL: Final = ("declaration", "quiet_import", "own_input", "time_and_memory", "answers")
_RULE: Final = (
    *_ALL,
    "empty_days",
    "whole_points",
    "days_inside",
    "reasons",
    "open_days",
    "input_unchanged",
    "same_again",
    "independent_people",
    "later_days",
    "both_forms",
    "same_everywhere",
)


def checks_for(kind: type[Component]) -> tuple[str, ...]:
    """The names of the checks of a kind of declaration, in order."""
    if issubclass(kind, LeagueRule):
        return (*_RULE, "teams_exist")
    if issubclass(kind, PersonRule):
        return (*_RULE, "badges_named")
    more = {
        Rule: _RULE[len(_ALL) :],
        Ranking: ("exact_scores", "independent_rows", "both_forms", "input_unchanged", "same_everywhere"),
        NoticeRule: ("placeholders", "people_exist", "due_in_span", "same_everywhere"),
        Channel: ("outcomes", "forgets"),
        Source: ("recognises", "rows", "same_again", "same_everywhere"),
        Panel: ("content", "same_everywhere"),
    }
    return next(((*_ALL, *names) for base, names in more.items() if issubclass(kind, base)), _ALL)


@dataclass(eq=False)
class Subject:
    """Something to check: a configured declaration, a class to be configured, or a folder of challenges."""

    label: str
    target: Component | type[Component] | Path
    examples: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    @property
    def checks(self) -> tuple[str, ...]:
        """The names of its checks."""
        if isinstance(self.target, Path):
            return ("challenges",)
        return checks_for(self.target if isinstance(self.target, type) else type(self.target))

    @cached_property
    def faults(self) -> Mapping[str, Fault]:
        """What is wrong, by check; found out once, for all of its checks.

        NoSample where the kit cannot configure a class by itself.
        """
        if isinstance(self.target, Path):
            return challenge_faults(self.target)
        kind = self.target if isinstance(self.target, type) else type(self.target)
        fault = declaration_fault(kind)
        if fault:
            return {"declaration": fault}
        declared = sample_of(self.target) if isinstance(self.target, type) else self.target
        gap = declaration_fault(kind, declared)
        faults = examine(declared, self.limits, self.examples)
        return {"declaration": gap, **faults} if gap else faults


@dataclass(frozen=True, eq=False)
class Check:
    """One check of one subject. Called, it raises AssertionError where it does not hold."""

    subject: Subject
    name: str

    def __call__(self) -> None:
        """Tries it: two sentences and the smallest example where it fails."""
        __tracebackhide__ = True
        try:
            fault = self.subject.faults.get(self.name)
        except NoSample as error:
            raise AssertionError(str(error)) from None
        if fault is not None:
            raise AssertionError(f"{self.subject.label}: {fault}")

    def __str__(self) -> str:
        return f"{self.subject.label}-{self.name}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of all checks of one subject: how many there are, and those that failed.

    `not_tried` says why nothing could be found out, as where the kit cannot make up its keys.
    """

    what: str
    checks: int
    faults: tuple[Fault, ...] = ()
    not_tried: str = ""


def check_subject(what: str, target: type[Component] | Path) -> Checked:
    """Runs all checks of a class, with keys that the kit makes up, or of a folder of challenges."""
    subject = Subject(what, target)
    try:
        return Checked(what, len(subject.checks), tuple(subject.faults.values()))
    except NoSample as error:
        return Checked(what, len(subject.checks), not_tried=str(error))


Target = Component | type[Component] | ModuleType | Path
NO_FAILURES: Final[Mapping[str, str]] = MappingProxyType({})


def checks_of(
    *targets: Target,
    examples: Mapping[str, bytes | str | Path] = MappingProxyType({}),
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Iterator[Check]:
    """Every check of configured declarations, of classes, of all that a module declares, or of a folder.

    `examples` are files that a source should read, by name: their content, or where they lie.
    """
    contents = {name: _content(value) for name, value in examples.items()}
    for target in targets:
        for part in _parts_of(target):
            subject = Subject(_label(part), part, contents, limits)
            yield from (Check(subject, name) for name in subject.checks)


def _parts_of(target: Target) -> Iterator[Component | type[Component] | Path]:
    if isinstance(target, ModuleType):
        yield from declared_by(target)
        yield from folders_of(target)
    else:
        yield target


def _content(value: bytes | str | Path) -> bytes:
    if isinstance(value, Path):
        return value.read_bytes()
    return value.encode() if isinstance(value, str) else value


def _label(target: Any) -> str:
    return target.name if isinstance(target, Path) else str(target.name or getattr(target, "__name__", ""))


Function = TypeVar("Function", bound=Callable[..., Any])


def parametrize_with_checks(
    *targets: Target,
    expected_failures: Mapping[str, str] = NO_FAILURES,
    examples: Mapping[str, bytes | str | Path] = MappingProxyType({}),
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Callable[[Function], Function]:
    """Makes a test of each check: `@parametrize_with_checks(MyRule(...))`, `def test_it(check): check()`.

    A target is a configured declaration, a class, a plugin's module with its hooks, or a folder of
    challenges. `expected_failures` names checks that are known to fail, with the reason; one that passes
    all the same is a failure. `examples` are files by name that a source should read.

    ValueError for the name of a check that none of the targets has.
    """
    import pytest

    checks = list(checks_of(*targets, examples=examples, limits=limits))
    known = dict.fromkeys(check.name for check in checks)
    unknown = sorted(set(expected_failures) - set(known))
    if unknown:
        raise ValueError(f"There is no check {unknown[0]!r} here. There are: {', '.join(known)}.")
    params = [pytest.param(check, marks=_marks(check, expected_failures), id=str(check)) for check in checks]
    return pytest.mark.parametrize("check", params)


def _marks(check: Check, expected_failures: Mapping[str, str]) -> Sequence[Any]:
    import pytest

    if check.name not in expected_failures:
        return ()
    return [pytest.mark.xfail(reason=expected_failures[check.name], strict=True, raises=AssertionError)]
