"""From a draft without errors to a challenge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from moonwalk.api.field_specs import FieldSpec
from moonwalk.api.points import counted_in
from moonwalk.definitions.challenge import (
    Activity,
    Challenge,
    Counting,
    Goal,
    OwnTarget,
    Pauses,
    People,
    Privacy,
    Safety,
    Schedule,
    Teams,
    Week,
)
from moonwalk.definitions.draft import Draft, ItemDraft
from moonwalk.definitions.items import Board, BoardKeys, Item, NoticeItem, Prize


def build(draft: Draft, text: str, starts: date | None) -> Challenge:
    """Build the challenge that a draft describes. `starts` replaces its first day, if given."""
    # Every value has been read by the type of its field. To validate them again, pydantic would first have to
    # make a validator of each section, which takes longer than reading the file.
    values = {name: dict(fields.values) for name, fields in draft.sections.items()}
    if starts is not None:
        values["schedule"]["starts"] = starts
    top = draft.top
    return Challenge(
        name=PurePath(draft.path.replace("\\", "/")).stem,
        title=top.get("challenge"),
        about=top.get("about"),
        language=top.get("language"),
        path=draft.path,
        text=text,
        plugins=MappingProxyType(dict(top.get("plugins"))),
        schedule=Schedule.model_construct(**values["schedule"]),
        points=Counting.model_construct(**values["points"]),
        activities=MappingProxyType(
            {
                name: Activity.model_construct(name=name, **fields.values)
                for name, fields in draft.activities.items()
            }
        ),
        goals=MappingProxyType({name: _goal(name, draft) for name in draft.goals}),
        weeks=MappingProxyType(_weeks(draft)),
        rules=_rules(draft, "person"),
        people=People.model_construct(**values["people"]),
        pauses=Pauses.model_construct(**values["pauses"]),
        teams=_teams(draft, values["teams"]),
        company_rules=_rules(draft, "company"),
        boards=MappingProxyType({name: _board(name, board, draft) for name, board in draft.boards.items()}),
        prizes=MappingProxyType(
            {name: Prize.model_construct(name=name, **fields.values) for name, fields in draft.prizes.items()}
        ),
        notices=tuple(_notice(notice, draft) for notice in draft.notices if notice.declaration),
        privacy=Privacy.model_construct(**values["privacy"]),
        safety=Safety.model_construct(**values["safety"]) if values["safety"] else None,
        accepted=MappingProxyType(dict(top.get("accepted"))),
        texts=MappingProxyType(dict(draft.texts)),
    )


def _goal(name: str, draft: Draft) -> Goal:
    fields = draft.goals[name]
    target = draft.own_targets.get(name)
    values = dict(fields.values)
    if "reach" in values or "within" in values or target:
        values["activity"] = draft.activity_of(fields) or None
    own_target = OwnTarget.model_construct(**target.values) if target else None
    return Goal.model_construct(name=name, own_target=own_target, **values)


def _weeks(draft: Draft) -> dict[int, Week]:
    return {
        number: Week.model_construct(**week.fields.values)
        for week in sorted(draft.weeks, key=lambda week: week.first)
        for number in range(week.first, week.last + 1)
        if week.fields.values
    }


def _teams(draft: Draft, values: dict[str, Any]) -> Teams | None:
    return Teams.model_construct(rules=_rules(draft, "team"), **values) if values else None


def _board(name: str, board: ItemDraft, draft: Draft) -> Board:
    common = {key: value for key, value in board.fields.values.items() if key in BoardKeys.model_fields}
    if board.fields.get("ranks") == "people":
        common["place_needs"] = ()
    return Board.model_construct(name=name, ranking=_item(board, draft), **common)


def _rules(draft: Draft, use: str) -> tuple[Item, ...]:
    return tuple(_item(rule, draft) for rule in draft.rules if rule.use == use)


def _item(item: ItemDraft, draft: Draft) -> Item:
    """Build a rule or ranking. A ranking has no label, and the last word of its name is its id."""
    is_rule = item.use != "ranking"
    return Item(
        **_naming(item),
        id=item.id if is_rule else item.named.rpartition(".")[2],
        label=item.fields.get("label") if is_rule else "",
        why=item.fields.get("why") if is_rule else "",
        during=item.fields.get("during") if is_rule else (),
        only_when=(item.fields.get("only_when") or "") if is_rule else "",
        only_where=(item.fields.get("only_where") or {}) if is_rule else {},
        only_logged=item.fields.get("only_logged") if is_rule else None,
        config=config_of(item, draft),
        place=item.name_place,
    )


def _notice(item: ItemDraft, draft: Draft) -> NoticeItem:
    return NoticeItem(
        **_naming(item),
        id=item.id,
        config=config_of(item, draft),
        place=item.name_place,
        to=item.fields.get("to") or item.addressees[0],
        at=item.fields.get("at"),
        subject=item.fields.get("subject"),
        text=item.fields.get("text"),
    )


def _naming(item: ItemDraft) -> dict[str, Any]:
    declaration = item.declaration
    if declaration is None:
        raise ValueError(f"{item.name_place}: nobody declares '{item.named}'")
    return {
        "name": declaration.name,
        "full_name": declaration.full_name,
        "use": item.use,
        "written": item.named,
    }


def config_of(item: ItemDraft, draft: Draft) -> dict[str, Any]:
    """Return an item's own keys as plain JSON text, without defaults, with the only activity filled in."""
    specs: Iterable[FieldSpec] = item.declaration.shapes if item.declaration else ()
    values = item.fields.values
    config = {
        spec.key: spec.plain(values[spec.key])
        for spec in specs
        if spec.key in values and not _is_default(spec, values[spec.key])
    }
    if draft.point_decimals:
        config |= _finer_defaults(specs, config, draft.point_decimals)
    if item.takes_activity and "activity" not in config:
        activity = draft.activity_of(item.fields)
        if activity:
            config["activity"] = activity
    return config


def _finer_defaults(specs: Iterable[FieldSpec], config: Mapping[str, Any], decimals: int) -> dict[str, Any]:
    """Return the points that were left to their default, which a rule's class has as whole ones."""
    finer = ((spec, counted_in(spec, decimals)) for spec in specs if spec.key not in config)
    return {
        fine.key: fine.plain(fine.default)
        for spec, fine in finer
        if fine is not spec and fine.default is not None
    }


def _is_default(spec: FieldSpec, value: Any) -> bool:
    """Return whether a value equals the default of its key, however either is written."""
    return spec.default is not None and bool(spec.plain(value) == spec.plain(spec.default))
