"""A declaration as the engine speaks to it, under guard; the adapters of rankings and notices."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any, Final, Self, TypeVar, cast

import numpy as np

from moonwalk.api import Advice, BoardFacts, Context, DuringPolicy, Summaries
from moonwalk.api.arrays import Scores
from moonwalk.api.field_specs import FieldSpec
from moonwalk.api.fields import ClockTime
from moonwalk.api.language import SOURCE_LANGUAGE
from moonwalk.api.notices import Notice, NoticeContext
from moonwalk.registry import notice_answers, read_only, validation
from moonwalk.registry.declarations import Declaration, Use
from moonwalk.registry.guard import PluginFailure, Unusable, guard, one_line, show
from moonwalk.registry.isolation import questions
from moonwalk.registry.isolation.questions import (
    SECONDS,
    ClassProfile,
    Implementation,
    Method,
    Question,
)

T = TypeVar("T")
Config = Mapping[str, Any]

KEPT: Final = 256
"""Configurations that an adapter keeps; simulations try out many."""


@dataclass(frozen=True, eq=False)
class Adapter:
    """What all adapters share: names, keys, validation and the sentence.

    An adapter is bound to a configuration of plain JSON values, at first to an empty one: `configured`
    gives one that is bound to another. Its methods are named as those of the class behind it.
    """

    declared: Declaration
    # That of a channel holds its secrets.
    config: Config = field(default_factory=dict, repr=False)
    _bound: dict[str, Any] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[type[Self], tuple[Declaration, dict[str, Any]]]:
        # What has been made or looked up so far stays in this process.
        return type(self), (self.declared, dict(self.config))

    def configured(self, config: Config) -> Self:
        """The adapter of this declaration with these keys; one only for equal configurations."""
        key = json.dumps(config, sort_keys=True, default=str)
        bound: Self | None = self._bound.get(key)
        if bound is None:
            if len(self._bound) >= KEPT:
                self._bound.clear()
            bound = self._bound[key] = type(self)(self.declared, config)
        return bound

    @property
    def name(self) -> str:
        """The short name: `streak`."""
        return self.declared.name

    @property
    def full_name(self) -> str:
        """The name that is never ambiguous: `streaks.streak`."""
        return self.declared.full_name

    @property
    def plugin(self) -> str:
        """The plugin that it belongs to."""
        return self.declared.plugin

    @property
    def is_isolated(self) -> bool:
        """Whether its code runs in a process of its own."""
        return self.declared.process is not None

    @property
    def profile(self) -> ClassProfile:
        """What is known of its class. PluginFailure where the plugin fails."""
        return self.declared.profile

    @property
    def shapes(self) -> tuple[FieldSpec, ...]:
        """Its keys."""
        return self.profile.keys

    @property
    def first_line(self) -> str:
        """Its sentence with placeholders, or its name where it has no docstring."""
        return one_line(self.profile.sentence, 2000) or self.name.replace("_", " ")

    @property
    def about(self) -> str:
        """What its docstring says beyond the first line, as one paragraph."""
        _, _, rest = self.profile.documentation.strip().partition("\n")
        return one_line(rest, 2000)

    def problems(self) -> tuple[tuple[str, str], ...]:
        """What its own validators object to: (key, address below one, or nothing; message).

        A validator that fails itself is such a message too, so that it stands at its line of the file.
        """
        try:
            with guard(self.plugin, f"checking {self.name}", self.declared.module):
                return _objections(self.answer(questions.objections_of, (), SECONDS))
        except PluginFailure as failure:
            return (("", str(failure)),)

    def sentence(self) -> str:
        """It, as configured, in words for people; its sentence with placeholders where that fails."""
        try:
            said = self.ask("sentence", Method("sentence"), check=_any_text)
        except PluginFailure:
            return self.first_line
        return one_line(said) if said.strip() else self.first_line

    def ask(
        self,
        what: str,
        question: Question,
        *arguments: Any,
        check: Callable[[Any], T],
        seconds: float = SECONDS,
    ) -> T:
        """What the declaration answers, judged by `check`; PluginFailure where that is nothing usable.

        The arguments refuse to be changed, or are copies that nobody else has.
        """
        with guard(self.plugin, f"{self.name}.{what}", self.declared.module):
            return check(self.answer(question, arguments, seconds))

    def answer(self, question: Question, arguments: tuple[Any, ...], seconds: float) -> Any:
        """What the declaration answers, in this process or in the plugin's own; not judged yet."""
        process = self.declared.process
        if process is None:
            return question(self._implementation, *arguments)
        return process.ask(self.declared.subject(self.config), question, arguments, seconds)

    @cached_property
    def _implementation(self) -> Implementation:
        return Implementation(self.declared.made, self.config)


def _objections(answer: object) -> tuple[tuple[str, str], ...]:
    pairs = validation.several(answer, tuple)
    for pair in pairs:
        if len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise Unusable(f"it objected {show(pair)}.")
    return pairs


def _any_text(answer: object) -> str:
    return answer if isinstance(answer, str) else ""


class NamedAdapter(Adapter):
    """An adapter of what challenge files name."""

    @property
    def use(self) -> Use:
        """Where the name may stand."""
        return cast("Use", self.declared.sort.use)

    def badges(self) -> tuple[str, ...]:
        """The badges that it may give, as configured; only rules of people give some."""
        return ()

    def may_give(self) -> tuple[str, ...]:
        """Its badges for whoever only checks a file; none where it fails to say."""
        try:
            return self.badges()
        except PluginFailure:
            return ()

    @property
    def advises(self) -> tuple[str, ...]:
        """The names of its doubts about challenges; notices have none."""
        return tuple(self.declared.attribute("advises", ()))

    @property
    def during_policy(self) -> DuringPolicy:
        """What `during` may hold; rankings and notices have no such key."""
        return cast("DuringPolicy", self.declared.attribute("during_policy", "any days"))


_INT64: Final = 2**63
_FINER: Final = 6


class RankingAdapter(NamedAdapter):
    """How the rows of a board are compared."""

    @property
    def decimals(self) -> int:
        """How many decimals people see."""
        return int(self.declared.attribute("decimals"))

    @property
    def unit(self) -> str:
        """What is written after a score: a percent sign, for a share."""
        return str(self.declared.attribute("unit"))

    @property
    def adds_team_bonus(self) -> bool:
        """Whether a team's own bonus is added to its score."""
        return bool(self.declared.attribute("adds_team_bonus"))

    @property
    def monotone(self) -> bool:
        """Whether more points never make a score less, and nothing but points and sizes matters."""
        return bool(self.declared.attribute("monotone"))

    def advice(self, board: BoardFacts) -> tuple[Advice, ...]:
        """Its doubts about ranking a board so."""
        return self.ask(
            "advice", Method("advice"), board, check=lambda answer: validation.advice(answer, self.advises)
        )

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """Every row's exact score; one by one where the ranking has no form for all at once."""

        def checked(answer: object) -> Scores:
            if isinstance(answer, list):
                return _one_by_one(answer, len(summaries), self.decimals)
            if not isinstance(answer, Scores):
                raise Unusable(f"it returned {show(answer)} instead of Scores.")
            return _checked(answer, len(summaries))

        readonly = read_only.summaries(summaries)
        return self.ask("scores", questions.scores, readonly, context, check=checked)

    def reason(self, summaries: Summaries, row: int, context: Context) -> str:
        """How a row's score comes about, in the ranking's own words; "" where it says nothing."""
        if "reason" not in self.profile.overrides:
            return ""

        def checked(answer: object) -> str:
            return "" if answer == "" else validation.text(answer, "the reason of a score")

        readonly = read_only.summaries(summaries)
        return self.ask("reason", questions.reason, readonly, row, context, check=checked)


def _checked(scores: Scores, rows: int) -> Scores:
    # One number a row, or several whose fractions are added up.
    terms = scores.numerators.shape[1:] if isinstance(scores.numerators, np.ndarray) else ()
    numerators = validation.array(scores.numerators, (rows, *terms[:1]), _INT64)
    denominators = validation.array(scores.denominators, (rows, *terms[:1]), _INT64)
    if denominators.size and denominators.min() < 0:
        raise Unusable("it returned a denominator below 0.")
    return Scores(numerators=numerators, denominators=denominators)


def _one_by_one(answers: list[Any], rows: int, decimals: int) -> Scores:
    if len(answers) != rows:
        raise Unusable(f"it scored {len(answers)} rows of {rows}.")
    scores = [_score(answer, decimals) for answer in answers]
    return Scores(
        numerators=np.array([top for top, _ in scores], np.int64),
        denominators=np.array([bottom for _, bottom in scores], np.int64),
    )


def _score(answer: object, decimals: int) -> tuple[int, int]:
    if answer is None:
        return 0, 0
    if type(answer) is not int and not isinstance(answer, Fraction):
        raise Unusable(f"it gave {show(answer)} as a score; that must be a Fraction, an int or None.")
    exact = Fraction(answer)
    if exact.denominator >= _INT64:
        # Steps that have every half of what is shown among them: rounding down to one changes no score.
        steps = 2 * 10 ** (decimals + _FINER)
        exact = Fraction(floor(exact * steps), steps)
    if abs(exact.numerator) >= _INT64:
        raise Unusable("it gave a score that is out of all proportion.")
    return exact.numerator, exact.denominator


class TriggerAdapter(NamedAdapter):
    """What says when to tell whom."""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders that its texts may use."""
        return tuple(self.declared.attribute("placeholders"))

    @property
    def carries_safety(self) -> bool:
        """Whether the safety notes of a challenge stand below its text."""
        return bool(self.declared.attribute("carries_safety"))

    @property
    def reads_places(self) -> bool:
        """Whether it is about the places of teams."""
        return bool(self.declared.attribute("reads_places", False))

    @property
    def reads_entries(self) -> bool:
        """Whether it is about what became of entries."""
        return bool(self.declared.attribute("reads_entries", False))

    @property
    def addressees(self) -> tuple[str, ...]:
        """To whom it can go, the usual ones first."""
        return tuple(self.declared.attribute("addressees", ("people",)))

    def label(self, language: str) -> str:
        """What its messages are called where people choose, in a language; made of its name otherwise."""
        key = f"label {language}"
        if key not in self._bound:
            self._bound[key] = self._label(language) or self.name.replace("_", " ").capitalize()
        said: str = self._bound[key]
        return said

    def _label(self, language: str) -> str:
        if not self.declared.attribute("label"):
            return ""
        try:
            return self.ask("label", questions.label, language, check=notice_answers.label)
        except PluginFailure:
            # Whoever chooses among messages need not wait for a plugin that fails.
            return ""

    @property
    def subject(self) -> str:
        """The subject where a challenge writes none."""
        return str(self.declared.attribute("subject"))

    @property
    def text(self) -> str:
        """The text where a challenge writes none."""
        return str(self.declared.attribute("text"))

    @property
    def default_at(self) -> str:
        """The time where a challenge says none; empty: at once."""
        return str(self.declared.attribute("default_at"))

    def wording(self, language: str) -> tuple[str, str]:
        """Subject and text in a language, where a challenge writes none. It is asked once for each."""
        if language == SOURCE_LANGUAGE and "wording" not in self.profile.overrides:
            return self.subject, self.text
        key = f"wording {language}"
        if key not in self._bound:
            self._bound[key] = self.ask("wording", Method("wording"), language, check=notice_answers.wording)
        said: tuple[str, str] = self._bound[key]
        return said

    def notices(self, context: NoticeContext, at: ClockTime | None) -> tuple[Notice, ...]:
        """Every notice that fell due."""
        return self.ask(
            "notices",
            Method("notices", notice_answers.MOST + 1),
            context,
            at,
            check=lambda answer: notice_answers.notices(answer, context),
        )
