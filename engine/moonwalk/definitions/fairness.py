"""Warnings about what participants would call unfair, as far as the file alone can tell.

Rules and rankings state their own doubts; those about the rest of the file are here. An author who means
it accepts a warning by its name under `accepted`, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from moonwalk.api.advice import Advice, BoardFacts, ChallengeFacts, RuleFacts
from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.problems import Place, did_you_mean, quoted
from moonwalk.api.units import convertible
from moonwalk.api.values import SizeRange
from moonwalk.definitions.builder import config_of
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.doubts import (
    Warnings,
    night_deadline,
    paid_absence,
    rules_for_some,
    scored_bodies,
    short_deadline,
    teams_without_place,
)
from moonwalk.definitions.draft import Draft, ItemDraft
from moonwalk.registry import NamedAdapter, PluginFailure, RankingAdapter, Registry, RuleAdapter

_SMALL = 5


def check_fairness(draft: Draft, plugins: Registry, starts: date | None, diagnostics: Diagnostics) -> None:
    """Warn about each doubt that is not accepted; report accepted names that no warning has."""
    for item in (*draft.boards.values(), *draft.rules):
        for advice in _advice(item, draft, diagnostics):
            place = item.fields.at(advice.at) if advice.at else item.name_place
            _warn(advice.name, place, advice.text, draft, diagnostics)
    doubts = [(name, doubt(draft)) for name, doubt in _DOUBTS]
    for name, warnings in (*doubts, ("short_deadline", short_deadline(draft, starts))):
        for place, message in warnings:
            _warn(name, place, message, draft, diagnostics)
    names = warning_names(plugins)
    for written in draft.top.written("accepted"):
        name = written.name
        if name not in names:
            diagnostics.error(
                written.name_place or written.place,
                (
                    f"there is no warning {quoted(name)} to accept.{did_you_mean(name, names)} "
                    f"There are: {', '.join(names)}."
                ),
            )


def warning_names(plugins: Registry) -> tuple[str, ...]:
    """Return the names of all warnings: those about the file itself, and those of the installed plugins."""
    return tuple(sorted({*plugins.advises(), "short_deadline", *(name for name, _ in _DOUBTS)}))


def _warn(name: str, place: Place, message: str, draft: Draft, diagnostics: Diagnostics) -> None:
    if name not in draft.top.values.get("accepted", {}):
        diagnostics.warning(place, f"{message} If you mean it, write it under 'accepted': '{name}: why'.")


def _advice(item: ItemDraft, draft: Draft, diagnostics: Diagnostics) -> tuple[Advice, ...]:
    """Return what a rule or ranking says about the challenge. A failing plugin is reported at its place."""
    if item.declaration is None or not item.declaration.advises:
        return ()
    adapter = item.declaration.configured(config_of(item, draft))
    if adapter.problems():
        return ()
    try:
        return _advice_of(adapter, item, draft)
    except PluginFailure as failure:
        # A file with errors may give a plugin impossible facts; its failure is reported once they are mended.
        if not diagnostics.failed:
            diagnostics.warning(item.name_place, str(failure))
        return ()


def _advice_of(adapter: NamedAdapter, item: ItemDraft, draft: Draft) -> tuple[Advice, ...]:
    match adapter:
        case RankingAdapter():
            return adapter.advice(_board_facts(item, draft)) if "ranks" in item.fields.values else ()
        case RuleAdapter():
            return adapter.advice(_challenge_facts(item, draft))
    return ()


def _board_facts(board: ItemDraft, draft: Draft) -> BoardFacts:
    of_teams = {rule.id for rule in draft.rules if rule.use != "person"}
    counted = {written.value for written in board.fields.written("of_rules")}
    size = _team_size(draft)
    return BoardFacts(
        ranks=board.fields.values["ranks"],
        smallest_team=size.smallest,
        largest_team=size.largest,
        only_team_rules=bool(counted) and counted <= of_teams,
    )


def _challenge_facts(item: ItemDraft, draft: Draft) -> ChallengeFacts:
    return ChallengeFacts(
        rule=_rule_facts(item),
        others=tuple(_rule_facts(rule) for rule in draft.rules if rule is not item),
        weeks=draft.week_count,
        days_a_week=5 if draft.sections["schedule"].get("counted_days") == "workdays" else 7,
    )


def _rule_facts(rule: ItemDraft) -> RuleFacts:
    adapter = rule.declaration
    return RuleFacts(
        id=rule.id,
        name=adapter.name if adapter else rule.named.rpartition(".")[2],
        traits=adapter.traits if isinstance(adapter, RuleAdapter) else frozenset(),
        goal=str(rule.fields.values.get("goal", "")),
    )


def _small_groups(draft: Draft) -> Warnings:
    smallest = draft.sections["privacy"].get("smallest_group")
    size = _team_size(draft)
    for board in _boards_of(draft, "teams"):
        if size.smallest < max(smallest, _SMALL) and board.fields.get("seen_by") == "everyone":
            members = f"teams may have {size.smallest} members"
            said = (
                f"{members}, and everyone sees this board: the figure of so small a group says a lot about "
                "each of them. Write 'seen_by: own row', or make the teams larger."
            )
            if size.smallest < smallest:
                said = (
                    f"{members}, and others see no figure of fewer than {smallest} people "
                    "('smallest_group'): for them such a team has none, and no place. Make the teams larger."
                )
            yield board.name_place, said
            return


def _capped_targets(draft: Draft) -> Warnings:
    for name, bounds in draft.own_targets.items():
        fields, highest = draft.goals[name], bounds.values.get("highest")
        unit = draft.unit_of(draft.activity_of(fields))
        if fields.values.get("each") != "day" or highest is None or not convertible(highest.unit, unit):
            continue
        for rule in draft.rules:
            caps = [
                cap.value for cap in rule.fields.written("cap_per_day") if cap.field_type == QuantityKind()
            ]
            comparable = [cap for cap in caps if convertible(cap.unit, unit)]
            same = draft.activity_of(rule.fields) == draft.activity_of(fields)
            if same and any(cap.thousandths(unit) < highest.thousandths(unit) for cap in comparable):
                yield (
                    rule.fields.at("cap_per_day"),
                    (
                        f"the goal '{name}' lets people choose up to {highest}, which is above this cap: "
                        "people who choose that are not paid for all of it. Raise the cap, or lower "
                        "'highest'."
                    ),
                )


def _named_people(draft: Draft) -> Warnings:
    sees = draft.sections["privacy"].get("people_see")
    for board in _boards_of(draft, "people"):
        if board.fields.get("seen_by") == "everyone" and sees != "everyone":
            yield (
                board.fields.at("ranks"),
                (
                    f"this board shows every person's points to everyone, while 'people_see' says '{sees}'. "
                    "Write 'seen_by: own row'."
                ),
            )


def _boards_of(draft: Draft, ranks: str) -> Iterator[ItemDraft]:
    return (board for board in draft.boards.values() if board.fields.values.get("ranks") == ranks)


def _team_size(draft: Draft) -> SizeRange:
    size: SizeRange = draft.sections["teams"].get("size")
    return size


_DOUBTS: Final[tuple[tuple[str, Callable[[Draft], Warnings]], ...]] = (
    ("small_groups", _small_groups),
    ("capped_targets", _capped_targets),
    ("named_people", _named_people),
    ("teams_without_place", teams_without_place),
    ("night_deadline", night_deadline),
    ("paid_absence", paid_absence),
    ("scored_bodies", scored_bodies),
    ("rules_for_some", rules_for_some),
)
