"""Checks of names, ids, texts and empty sections, and what a rule's own plugin objects to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from moonwalk.api.field_words import ConditionKind, NameKind
from moonwalk.api.problems import Place, did_you_mean, nearest, quoted
from moonwalk.definitions.builder import config_of
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, ItemDraft, WrittenValue
from moonwalk.definitions.field_types import TieKind
from moonwalk.definitions.languages import missing_languages
from moonwalk.definitions.nodes import ListNode, MapNode

WORDS: Final = (
    "first_name",
    "team",
    "challenge",
    "about",
    "week",
    "theme",
    "message",
    "deadline",
    "days",
    "points",
    "level",
    "badge",
)
"""The placeholders of notices that do not declare their own."""

LINK: Final = "link"
"""The placeholder of the reader's own link, which every text of a notice may have, and no subject."""


def check_names(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report names of goals, activities, boards and rules that this file does not have."""
    daily = [name for name, fields in draft.goals.items() if fields.values.get("each", "day") == "day"]
    known = {
        "goal": list(draft.goals),
        "daily goal": daily,
        "activity": list(draft.activities),
        "board": list(draft.boards),
        "rule": [rule.id for rule in draft.rules],
    }
    for fields in draft.field_sets():
        if diagnostics.full:
            return
        for written in fields.written_values:
            for what, name in _names_in(written):
                if what in known and name not in known[what]:
                    diagnostics.error(written.place, _no_such(what, name, known[what]))
            _check_period(fields, written, draft, diagnostics)


def _check_period(fields: FieldSet, written: WrittenValue, draft: Draft, diagnostics: Diagnostics) -> None:
    """Report a goal whose period (`each`) is not the one that the rule naming it needs."""
    wanted = written.field_type.each if isinstance(written.field_type, NameKind) else ""
    if not wanted or written.value not in draft.goals:
        return
    each = draft.goals[written.value].values.get("each", wanted)
    if each != wanted:
        others = [name for name, goal in draft.goals.items() if goal.values.get("each") == wanted]
        known = (
            f" There are: {', '.join(others[:12])}." if others else f" It has none of each {wanted} at all."
        )
        diagnostics.error(
            written.place,
            f"{quoted(written.value)} is a goal of each {each}, and {fields.title} needs one of each "
            f"{wanted}."
            f"{known}",
        )


def _names_in(written: WrittenValue) -> Iterator[tuple[str, str]]:
    """Yield what a value names, as (kind of thing, name)."""
    match written.field_type:
        case NameKind(of=of):
            yield of, written.value
        case ConditionKind() if written.value.goal:
            yield "goal", written.value.goal
        case TieKind() if written.value.startswith("met "):
            yield "goal", written.value.removeprefix("met ")


def _no_such(what: str, name: str, known: list[str]) -> str:
    said = f"there is no {what} {quoted(name)} in this file."
    hint = did_you_mean(name, known[:100])
    if hint or not known:
        return said + (hint or f" It has no {what} at all.")
    return f"{said} There are: {', '.join(known[:12])}."


def check_own_names(draft: Draft, diagnostics: Diagnostics) -> None:
    """Warn of a rule that names itself among the rules it is about."""
    for rule in draft.rules:
        for written in rule.fields.written_values:
            if ("rule", rule.id) in _names_in(written):
                diagnostics.warning(
                    written.place,
                    f"'{rule.id}' is this rule itself, and has no effect here. Name the rules it is about.",
                )


def check_ids(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report the second of two rules with one id, wherever in the file they stand.

    A rule that nobody knows has a problem already, and may well be the other one in the wrong place.
    """
    seen: dict[str, Place] = {}
    for rule in draft.rules:
        if rule.declaration is None:
            continue
        place = rule.fields.at("id") if "id" in rule.fields.nodes else rule.name_place
        if rule.id in seen:
            diagnostics.error(
                place,
                f"two rules are called '{rule.id}' (the other is on line {seen[rule.id].line}). "
                "Give each its own 'id', so that people can tell their points apart.",
            )
        seen.setdefault(rule.id, place)


def check_declared(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report what each declaration's own validators object to, at the keys they name."""
    for item in draft.items:
        if item.declaration is None or not _is_readable(item, draft):
            continue
        for key, message in item.declaration.configured(config_of(item, draft)).problems():
            diagnostics.error(item.fields.at(key), message)


def _is_readable(item: ItemDraft, draft: Draft) -> bool:
    if item.takes_activity and not draft.activity_of(item.fields):
        return False
    return item.fields.complete


def check_texts(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report placeholders that nothing would be put in for."""
    for notice in draft.notices:
        known = words_of(notice)
        for key in ("subject", "text"):
            for written in notice.fields.written(key):
                text = str(written.value)
                for name in dict.fromkeys(re.findall(r"\{([^{}\s]{1,60})\}", text)):
                    if name == LINK and key == "subject" and LINK not in own_words_of(notice):
                        diagnostics.error(written.place, _LINK_IN_SUBJECT)
                    elif name not in known:
                        usable = own_words_of(notice) if key == "subject" else known
                        diagnostics.error(written.place, _no_such_placeholder(name, usable))
                for doubt in _doubtful_braces(text, known):
                    diagnostics.warning(written.place, doubt)


def check_addressees(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report notices that are to go to whom they do not go."""
    for notice in draft.notices:
        known = notice.addressees
        to = notice.fields.values.get("to")
        if to is not None and to not in known:
            diagnostics.error(
                notice.fields.at("to"),
                f"{quoted(notice.named)} goes to {' or '.join(known)}, not to {to}. Leave out 'to'.",
            )


def check_languages(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report texts of notices that lack a language: the challenge's is needed, others are missed."""
    language = draft.top.get("language")
    for notice in draft.notices:
        written = {
            key: notice.fields.values[key] for key in ("subject", "text") if key in notice.fields.values
        }
        for key, code, why in missing_languages(written, language):
            report = diagnostics.error if code == language else diagnostics.warning
            report(notice.fields.at(key), f"'{key}' has no text for '{code}', {why}. Add one.")


def _doubtful_braces(text: str, known: tuple[str, ...]) -> Iterator[str]:
    """Yield a message for each brace that was probably meant as a placeholder, and is sent as it stands."""
    for braces in dict.fromkeys(re.findall(r"\{{1,3}[^{}]{1,60}\}{0,3}", text)):
        inner = braces.strip("{}").strip()
        if not braces.endswith("}"):
            # A brace that nothing closes takes the rest of the text along: its first word is what counts.
            inner = inner.partition(" ")[0].rstrip(".,;:!?")
            braces = f"{{{inner}"
        meant = "_".join(re.findall(r"[a-z0-9]+", inner.lower()))
        if meant in known and braces != f"{{{meant}}}":
            yield f"{quoted(braces)} is sent as it stands, as it is no placeholder. Did you mean {{{meant}}}?"


def words_of(notice: ItemDraft) -> tuple[str, ...]:
    """Return the placeholders that a notice's texts may use."""
    return tuple(dict.fromkeys((*own_words_of(notice), LINK)))


def own_words_of(notice: ItemDraft) -> tuple[str, ...]:
    """Return the placeholders that a notice fills in by itself."""
    return tuple(getattr(notice.declaration, "placeholders", ())) or WORDS


_LINK_IN_SUBJECT: Final = (
    "a link is too long for a subject, and subjects are seen by others. Write {link} into 'text'."
)


def _no_such_placeholder(name: str, known: tuple[str, ...]) -> str:
    near = nearest(name, known)
    hint = (
        f"Did you mean {{{near}}}?"
        if near
        else f"There are: {', '.join(f'{{{placeholder}}}' for placeholder in known)}."
    )
    return f"there is no placeholder {quoted('{' + name + '}')[1:-1]}. {hint}"


def check_empty(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report a challenge in which nobody can log or earn anything."""
    activities, rules = draft.top.nodes.get("activities"), draft.top.nodes.get("rules")
    if isinstance(activities, MapNode) and not activities.entries:
        diagnostics.error(
            activities.place, "there is no activity yet, so nobody could log anything. Add one."
        )
    if isinstance(rules, ListNode) and not rules.items:
        diagnostics.error(rules.place, "there is no rule yet, so nobody could earn anything. Add one.")
