"""A challenge in the language of whoever reads of it: its texts, and the labels that its plan has of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from moonwalk.api.language import language
from moonwalk.definitions import Challenge, in_language
from moonwalk.registry import RuleAdapter
from moonwalk.scoring.plan import Plan, RulePlan
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.views import BoardView

AnyRule = TypeVar("AnyRule", bound=RuleAdapter)


def translated(launch: Launched) -> Launched:
    """A launched challenge as it reads in the language that is spoken."""
    challenge = in_language(launch.challenge, language())
    if challenge is launch.challenge:
        return launch
    return replace(launch, challenge=challenge, plan=_labelled(launch.plan, challenge))


def scored_in(scored_challenge: ScoredChallenge, code: str) -> ScoredChallenge:
    """A scored challenge as it reads in a language; it is not for keeping, since others read another one."""
    challenge = in_language(scored_challenge.challenge, code)
    if challenge is scored_challenge.challenge:
        return scored_challenge
    scored = scored_challenge.scored
    return replace(
        scored_challenge,
        challenge=challenge,
        plan=_labelled(scored_challenge.plan, challenge),
        scored=replace(scored, plan=_labelled(scored.plan, challenge)),
    )


def board_in_words(view: BoardView, challenge: Challenge) -> BoardView:
    """A board with the texts of a challenge as its reader gets it; it may have been made for another one."""
    labels = _rule_labels(challenge)
    return replace(
        view,
        title=challenge.title,
        label=challenge.boards[view.board].label,
        boards=tuple((board.name, board.label) for board in challenge.boards.values()),
        together=tuple(replace(row, label=labels.get(row.rule, row.label)) for row in view.together),
    )


def _labelled(plan: Plan, challenge: Challenge) -> Plan:
    """A plan with the labels of a challenge; all else, and so every point, stays as it is."""
    labels, context = _rule_labels(challenge), plan.context
    names = {name: activity.label for name, activity in challenge.activities.items()}
    goals = {name: goal.label for name, goal in challenge.goals.items()}
    boards = {name: board.label for name, board in challenge.boards.items()}
    infos = {name: replace(info, label=goals.get(name, info.label)) for name, info in context.goals.items()}
    return replace(
        plan,
        activities=tuple(replace(each, label=names.get(each.name, each.label)) for each in plan.activities),
        goals=tuple(replace(each, label=goals.get(each.name, each.label)) for each in plan.goals),
        boards=tuple(replace(each, label=boards.get(each.name, each.label)) for each in plan.boards),
        day_rules=_rules(plan.day_rules, labels),
        person_rules=_rules(plan.person_rules, labels),
        adjustment_rules=_rules(plan.adjustment_rules, labels),
        team_rules=_rules(plan.team_rules, labels),
        league_rules=_rules(plan.league_rules, labels),
        company_rules=_rules(plan.company_rules, labels),
        team_totals=_rules(plan.team_totals, labels),
        earlier=tuple(replace(part, plan=_labelled(part.plan, challenge)) for part in plan.earlier),
        context=replace(context, goals=infos, labels=dict(context.labels) | names),
    )


def _rules(rules: tuple[RulePlan[AnyRule], ...], labels: Mapping[str, str]) -> tuple[RulePlan[AnyRule], ...]:
    return tuple(replace(rule, label=labels.get(rule.id, rule.label)) for rule in rules)


def _rule_labels(challenge: Challenge) -> dict[str, str]:
    return {item.id: item.label for item in challenge.paying_rules if item.label}
