"""Warnings about what participants would call unfair, as far as the file alone can tell.

An author who means it accepts a warning by its name under `accepted`, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.problems import Place
from moonwalk.api.quantities import convertible
from moonwalk.api.values import SizeRange
from moonwalk.api.wording import did_you_mean, quoted
from moonwalk.definitions.draft import Draft, ItemDraft
from moonwalk.definitions.findings import Findings

_SMALL = 5
_MEANS: Final = ("mean", "mean_active", "mean_at_time", "daily_mean_sum", "trimmed")
Warnings = Iterator[tuple[Place, str]]


def check_fairness(draft: Draft, findings: Findings) -> None:
    """A warning for each doubt that is not accepted, and an error for accepting what no warning is called."""
    accepted = draft.top.values.get("accepted", {})
    for name, doubt in _DOUBTS:
        if name in accepted:
            continue
        for place, message in doubt(draft):
            findings.warning(place, f"{message} If you mean it, write it under 'accepted': '{name}: why'.")
    names = [name for name, _ in _DOUBTS]
    for part in draft.top.parts_of("accepted"):
        name = part.name
        if name not in names:
            findings.error(
                part.name_place or part.place,
                (
                    f"there is no warning {quoted(name)} to accept.{did_you_mean(name, names)} "
                    f"There are: {', '.join(names)}."
                ),
            )


def _uneven_teams(draft: Draft) -> Warnings:
    size = _team_size(draft)
    of_teams = {rule.id for rule in draft.rules if rule.use != "person"}
    for board in _boards_of(draft, "teams"):
        counted = {part.value for part in board.fields.parts_of("of_rules")}
        only_team_rules = bool(counted) and counted <= of_teams
        if board.named == "sum" and size.largest > size.smallest and not only_team_rules:
            yield (
                board.name_place,
                (
                    f"'sum' adds up all points, so a team of {size.largest} beats a team of {size.smallest}. "
                    "Use 'ranking: mean'."
                ),
            )
    for board in _boards_of(draft, "roster column"):
        if board.named == "sum":
            yield (
                board.name_place,
                "'sum' adds up all points, so of groups the largest wins. Use 'ranking: shrunk'.",
            )


def _lucky_small_teams(draft: Draft) -> Warnings:
    size = _team_size(draft)
    for board in _boards_of(draft, "teams"):
        if board.named in _MEANS and size.largest > 2 * size.smallest:
            yield (
                board.name_place,
                (
                    f"teams of {size.smallest} and of {size.largest} share this board: the mean of a small "
                    "team swings further, so small teams end up first and last. Narrow 'size', or use "
                    "'ranking: shrunk'."
                ),
            )


def _best_few(draft: Draft) -> Warnings:
    size = _team_size(draft)
    uneven = _boards_of(draft, "teams") if size.largest > size.smallest else iter(())
    for board in (*uneven, *_boards_of(draft, "roster column")):
        if board.named == "top_k":
            yield (
                board.name_place,
                "only the best few count, so a larger team has more to choose from. Use 'ranking: mean'.",
            )


def _benched_members(draft: Draft) -> Warnings:
    for board in (*_boards_of(draft, "teams"), *_boards_of(draft, "roster column")):
        if board.named == "mean_active":
            yield (
                board.name_place,
                (
                    "only members who ever logged are counted, so a team gains when its slow members log "
                    "nothing. Use 'ranking: mean'."
                ),
            )


def _small_groups(draft: Draft) -> Warnings:
    smallest = draft.sections["privacy"].get("smallest_group")
    size = _team_size(draft)
    for board in _boards_of(draft, "teams"):
        if size.smallest < max(smallest, _SMALL) and board.fields.get("seen_by") == "everyone":
            yield (
                board.name_place,
                (
                    f"teams may have {size.smallest} members, and everyone sees this board: the figure of "
                    "so small a group says a lot about each of them. "
                    "Write 'seen_by: own row', or make the teams larger."
                ),
            )
            return


def _no_cap(draft: Draft) -> Warnings:
    capped = any(
        part.key in ("cap_per_day", "cap_per_week") and rule.named.rpartition(".")[2] == "limit"
        for rule in draft.rules
        for part in rule.fields.parts
    )
    for rule in draft.rules:
        if rule.named.rpartition(".")[2] == "milestone" and "points" in rule.fields.nodes and not capped:
            yield (
                rule.name_place,
                f"'{rule.id}' pays without end, so overdoing it wins. Add a rule 'limit', or give badges.",
            )
        has_key = any(shape.key == "cap_per_day" for shape in rule.fields.shapes)
        if has_key and "per" in rule.fields.nodes and "cap_per_day" not in rule.fields.nodes and not capped:
            yield (
                rule.name_place,
                f"'{rule.id}' pays without end, so overdoing it wins. Add 'cap_per_day', or a rule 'limit'.",
            )


def _capped_targets(draft: Draft) -> Warnings:
    for name, bounds in draft.own_targets.items():
        fields, highest = draft.goals[name], bounds.values.get("highest")
        unit = draft.unit_of(draft.activity_of(fields))
        if fields.values.get("each") != "day" or highest is None or not convertible(highest.unit, unit):
            continue
        for rule in draft.rules:
            caps = [cap.value for cap in rule.fields.parts_of("cap_per_day") if cap.kind == QuantityKind()]
            comparable = [cap for cap in caps if convertible(cap.unit, unit)]
            same = draft.activity_of(rule.fields) == draft.activity_of(fields)
            if same and any(cap.thousandths(unit) < highest.thousandths(unit) for cap in comparable):
                yield (
                    rule.fields.at("cap_per_day"),
                    (
                        f"the goal '{name}' lets people choose up to {highest}, which is above this cap: "
                        "who chooses that is not paid for all of it. Raise the cap, or lower 'highest'."
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


def _points_for_nothing(draft: Draft) -> Warnings:
    days = 5 if draft.sections["schedule"].get("counted_days") == "workdays" else 7
    for rule in draft.rules:
        points, loses = _by_week(rule, "points", draft), _by_week(rule, "lose_points", draft)
        over = {week: points[week] - days * lost for week, lost in loses.items() if week in points}
        week = max(over, key=lambda week: over[week], default=0)
        if over.get(week, 0) > 0:
            yield (
                rule.name_place,
                (
                    f"who does nothing keeps {over[week]} of the {points[week]} points of a week. "
                    f"Take at least {-(-points[week] // days)} for each missed day."
                ),
            )


def _pressure_on_one(draft: Draft) -> Warnings:
    for rule in draft.rules:
        if rule.use == "team" and rule.named.rpartition(".")[2] == "representative":
            yield (
                rule.name_place,
                (
                    "each day the whole team pays for what one member misses, and in a small team it is soon "
                    "known who. With 'rule: shared_days' one member's strong week makes up for another's."
                ),
            )


def _made_up_comebacks(draft: Draft) -> Warnings:
    welcomed = {rule.fields.values.get("goal") for rule in _rules_named("comeback", draft)}
    for rule in _rules_named("makeup", draft):
        if rule.fields.values.get("goal", "") in welcomed:
            yield (
                rule.name_place,
                (
                    "a missed day that is made up for is no longer missed, so whoever came back after it "
                    "loses the points of 'comeback': an extra day may cost more than it brings. "
                    "Keep one of the two."
                ),
            )


def _rules_named(name: str, draft: Draft) -> Iterator[ItemDraft]:
    return (rule for rule in draft.rules if rule.named.rpartition(".")[2] == name)


def _by_week(rule: ItemDraft, key: str, draft: Draft) -> dict[int, int]:
    """A number of points in each week."""
    found: dict[int, int] = {}
    for part in rule.fields.parts_of(key):
        first, last = part.span or (1, draft.weeks_known)
        found |= dict.fromkeys(range(first, min(last, draft.weeks_known) + 1), int(part.value))
    return found


def _boards_of(draft: Draft, ranks: str) -> Iterator[ItemDraft]:
    return (board for board in draft.boards.values() if board.fields.values.get("ranks") == ranks)


def _team_size(draft: Draft) -> SizeRange:
    size: SizeRange = draft.sections["teams"].get("size")
    return size


_DOUBTS: Final[tuple[tuple[str, Callable[[Draft], Warnings]], ...]] = (
    ("uneven_teams", _uneven_teams),
    ("lucky_small_teams", _lucky_small_teams),
    ("best_few", _best_few),
    ("benched_members", _benched_members),
    ("small_groups", _small_groups),
    ("no_cap", _no_cap),
    ("capped_targets", _capped_targets),
    ("named_people", _named_people),
    ("points_for_nothing", _points_for_nothing),
    ("made_up_comebacks", _made_up_comebacks),
    ("pressure_on_one", _pressure_on_one),
)
