"""The checks of a rule: it is asked small examples, again, in another order, earlier, and in both forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from moonwalk.api import (
    Award,
    Change,
    CompanyProgress,
    CompanyRule,
    DayRule,
    LeagueRule,
    Milestone,
    PersonRule,
    Rule,
    Status,
    TeamAward,
    TeamRule,
)
from moonwalk.testing.cases import (
    MOST,
    Case,
    answers,
    cases_of,
    no_days,
    turned_members,
)
from moonwalk.testing.days import context_for, timeline
from moonwalk.testing.examination import Examiner, Refusal, whole_number
from moonwalk.testing.form_checks import check_forms
from moonwalk.testing.worlds import world_of

LONGEST_PREFIXES: Final = 16
"""Examples up to this many days are asked about day by day."""


def examine_rule(examiner: Examiner, rule: Rule, fresh: Callable[[], Rule]) -> None:
    """Tries everything on a configured rule; `fresh` makes another of the same configuration."""
    empty = no_days(rule)
    if empty is not None:
        _try(examiner, rule, empty)
    known: list[tuple[Case, tuple[Any, ...]]] = []
    for case in cases_of(rule):
        answer = _try(examiner, rule, case)
        if answer is not None:
            known.append((case, answer))
            examiner.answers[case.label] = repr(answer)
    for check in (_same_again, _earlier, _open_days, _members):
        for case, answer in known:
            try:
                check(examiner, rule, case, answer)
            except Refusal:
                break
    _other_order(examiner, rule, fresh, known)
    check_forms(examiner, rule)


def _try(examiner: Examiner, rule: Rule, case: Case) -> tuple[Any, ...] | None:
    """What a rule answers to an example, checked one by one; None where it does not answer."""
    days = getattr(case.subject, "days", ())
    logged = any(getattr(day, "entries", ()) or getattr(day, "members", ()) for day in days)
    nothing = bool(hasattr(case.subject, "days") and not logged)
    before = repr((case.subject, case.context))
    try:
        answer = examiner.ask("empty_days" if nothing else "answers", case.label, lambda: answers(rule, case))
    except Refusal:
        return None
    if repr((case.subject, case.context)) != before:
        text = "It changes what it is given, and the next rule would see the change. Make a copy instead."
        examiner.fault("input_unchanged", text, case.label)
    if len(answer) > MOST:
        text = f"It answers with more than {MOST:,} awards. Stop at the last day that there is."
        examiner.fault("time_and_memory", text, case.label)
        return None
    judged = [_judge(examiner, rule, item, case) for item in answer]
    # The checks that follow look at the days of awards, which nothing else has.
    return answer if all(judged) else None


def _judge(examiner: Examiner, rule: Rule, item: Any, case: Case) -> bool:
    """Whether one answer is of the kind that the rule has to give; whatever else is wrong is a fault."""
    match item:
        case TeamAward(team=team, award=Award() as award) if isinstance(rule, LeagueRule):
            if team not in case.subject.teams.ids:
                known = ", ".join(case.subject.teams.ids)
                text = (
                    f"It pays the team {team!r}, which is not there. Pay those of league.teams.ids: {known}."
                )
                examiner.fault("teams_exist", text, case.label)
            _judge_award(examiner, award, case)
        case Award() if not isinstance(rule, LeagueRule | CompanyRule):
            _judge_award(examiner, item, case)
            if isinstance(rule, PersonRule) and item.badge and item.badge not in rule.badges():
                text = f"It gives the badge {item.badge!r}, which badges() does not name. Name it there."
                examiner.fault("badges_named", text, case.label)
        case Change() if isinstance(rule, DayRule):
            _judge_amount(examiner, item.amount, "an amount", case)
            _judge_day(examiner, item.day, case)
            _judge_reason(examiner, item.reason, case)
        case Milestone() if isinstance(rule, CompanyRule):
            _judge_day(examiner, item.day, case)
            _judge_reason(examiner, item.text, case)
        case CompanyProgress() if isinstance(rule, CompanyRule):
            _judge_amount(examiner, item.have, "what everyone has", case)
            _judge_amount(examiner, item.goal, "the goal", case)
        case _ if isinstance(rule, CompanyRule):
            _judge_amount(examiner, item, "a share", case)
        case _:
            wanted = "a TeamAward" if isinstance(rule, LeagueRule) else "an Award"
            text = f"It answers {item!r}, which is not {wanted}. Yield {wanted} for each time it pays."
            examiner.fault("answers", text, case.label)
            return False
    return True


def _judge_award(examiner: Examiner, award: Award, case: Case) -> None:
    problem = whole_number(award.points, "points")
    if problem:
        examiner.fault("whole_points", problem, case.label)
    _judge_day(examiner, award.day, case)
    _judge_reason(examiner, award.reason, case)


def _judge_amount(examiner: Examiner, amount: Any, what: str, case: Case) -> None:
    problem = "" if type(amount) is int else whole_number(amount, what)
    if problem:
        examiner.fault("whole_points", problem, case.label)


def _judge_day(examiner: Examiner, day: Any, case: Case) -> None:
    first, last = case.context.starts, case.context.as_of
    if not isinstance(day, date) or isinstance(day, datetime):
        text = f"It gives {day!r} as a day, which is not a date. Take day.date."
        examiner.fault("days_inside", text, case.label)
    elif not first <= day <= last:
        text = f"It pays for {day}, outside of the days that it is given ({first} to {last}). Take day.date."
        examiner.fault("days_inside", text, case.label)


def _judge_reason(examiner: Examiner, reason: Any, case: Case) -> None:
    if not isinstance(reason, str) or not reason.strip():
        text = f"It gives {reason!r} as a reason. Write a few words for the person who reads them."
        examiner.fault("reasons", text, case.label)


def _same_again(examiner: Examiner, rule: Rule, case: Case, answer: tuple[Any, ...]) -> None:
    second = examiner.ask("answers", case.label, lambda: answers(rule, case))
    if second == answer or repr(second) == repr(answer):
        return
    text = (
        f"Asked the same twice, it answers {_brief(answer)} and then {_brief(second)}. "
        "Keep nothing from call to call, neither on self nor in the module."
    )
    examiner.fault("same_again", text, case.label)


def _other_order(
    examiner: Examiner,
    rule: Rule,
    fresh: Callable[[], Rule],
    known: list[tuple[Case, tuple[Any, ...]]],
) -> None:
    """Everyone asked again, the last one first, by this rule and by another of the same configuration."""
    if "same_again" in examiner.faults:
        return
    for asked in (rule, fresh()):
        for case, answer in reversed(known):
            try:
                second = examiner.ask("answers", case.label, lambda c=case, r=asked: answers(r, c))  # type: ignore[misc]
            except Refusal:
                return
            if repr(second) != repr(answer):
                text = (
                    f"What it pays depends on who was asked before: first {_brief(answer)}, then "
                    f"{_brief(second)}. Look at nothing but what the call is given."
                )
                examiner.fault("independent_people", text, case.label)
                return


def _earlier(examiner: Examiner, rule: Rule, case: Case, answer: tuple[Any, ...]) -> None:
    if rule.later_days_may_change or not isinstance(rule, PersonRule | DayRule | TeamRule):
        return
    days = case.subject.days
    for count in range(1, len(days) if len(days) <= LONGEST_PREFIXES else 0):
        as_of = days[count - 1].date
        then = examiner.ask("answers", case.label, lambda n=count: answers(rule, case.until(n)))  # type: ignore[misc]
        now = [item for item in answer if isinstance(item.day, date) and item.day <= as_of]
        if sorted(map(repr, then)) != sorted(map(repr, now)):
            text = (
                f"By {as_of} it had given {_brief(then)}, and later days made that {_brief(now)}. Look at no "
                "day after the one you pay for, or declare later_days_may_change = True."
            )
            examiner.fault("later_days", text, case.label)
            return


def _open_days(examiner: Examiner, rule: Rule, case: Case, answer: tuple[Any, ...]) -> None:
    """An open day without an entry takes nothing away, and breaks no row of days."""
    if not isinstance(rule, PersonRule):
        return
    last = case.subject.days[-1]
    taken = sum(
        award.points
        for award in answer
        if award.day == last.date and type(award.points) is int and award.points < 0
    )
    if taken and last.status is Status.OPEN and not last.entries:
        text = (
            f"It takes {-taken} points for {last.date}, a day that can still be logged. "
            "Ask day.missed, not whether an amount is zero."
        )
        examiner.fault("open_days", text, case.label)
    if case.label.endswith(" 0?") or len(case.subject.days) == 1:
        _broken_row(examiner, rule)


def _broken_row(examiner: Examiner, rule: PersonRule) -> None:
    world = world_of(rule)
    reach = str(float(max(world.amounts)))

    def paid(days: str) -> int:
        context = context_for(timeline("0"), goals=world.goals, units=world.units, length=28)
        texts = dict.fromkeys(world.activities, days.replace("X", reach))
        person = timeline(texts, goals=world.goals, days=28, before=texts if rule.inputs else "")
        context = replace(context, as_of=person.days[-1].date)
        case = Case(days, person, context)
        awards = examiner.ask("answers", days, lambda: answers(rule, case))
        if not all(isinstance(award, Award) for award in awards):
            for award in awards:
                _judge(examiner, rule, award, case)
            raise Refusal
        last = [award.points for award in awards if award.day == context.as_of]
        return sum(points for points in last if type(points) is int)

    for row in (2, 3, 5):
        early, late = " ".join(["X"] * row), " ".join(["X"] * (row + 1))
        still_open, missed, unbroken = (
            paid(f"{early} 0? X?"),
            paid(f"{early} 0 X?"),
            paid(f"0 {late}?"),
        )
        if still_open == missed < unbroken:
            text = (
                "It treats a day that can still be logged like one that was missed: the day after it earns "
                f"{still_open} either way, and {unbroken} in an unbroken row. "
                "Ask day.missed, not whether an amount is zero."
            )
            examiner.fault("open_days", text, f"{early} 0? X?".replace("X", reach.removesuffix(".0")))
            return


def _members(examiner: Examiner, rule: Rule, case: Case, answer: tuple[Any, ...]) -> None:
    if not isinstance(rule, TeamRule):
        return
    turned = turned_members(case)
    second = examiner.ask("answers", case.label, lambda: answers(rule, turned))
    if repr(second) != repr(answer):
        text = (
            f"With the members in another order it pays {_brief(second)} instead of {_brief(answer)}. "
            "Count members, or sort them by something that they are."
        )
        examiner.fault("independent_people", text, case.label)


def _brief(items: Any) -> str:
    """Answers in a few words, for a message."""
    words = []
    for item in items:
        award = getattr(item, "award", item)
        if hasattr(award, "points"):
            words.append(f"{award.points} on {award.day}")
        elif hasattr(award, "amount"):
            words.append(f"{award.amount or award.counts_as_met} on {award.day}")
        else:
            words.append(repr(item))
    shown = ", ".join(words[-3:])
    return f"... {shown}" if len(words) > 3 else shown or "nothing"
