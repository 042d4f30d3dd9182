"""Checking in from Slack: what is answered to a slash command, a direct message and a tap on a button.

The same use cases as on the page, with the same undo. An answer is seen by the person alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from moonwalk.api.language import Catalogue, long_day, speaking
from moonwalk.services.checking_in.days import ActivityDay, check_in, consent, has_consented
from moonwalk.services.checking_in.links import Declined, Visitor
from moonwalk.services.checking_in.standing import language_of, points_of, privacy_notes
from moonwalk.services.checking_in.taps import set_amount, take_back
from moonwalk.services.checking_in.without_link import visitors_at
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

Block = dict[str, Any]
"""A part of a message, as Slack's Block Kit has it."""

_TEXTS: Final = Catalogue(__name__)
_MOST_BLOCKS: Final = 48
"""Slack takes 50."""

_MOST_TEXT: Final = 2900
"""Slack takes 3,000 letters in a section."""


TODAY: Final = "today"
"""What a button below a message says: it saves nothing, and is answered with today."""

_Act = Callable[[Sequence[Visitor]], str]
"""Does something for a visitor of one or more challenges; what became of it, in a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person reads: in one line where blocks cannot be shown, and as blocks."""

    text: str
    blocks: tuple[Block, ...]


def answer_to_words(ws: Workspace, address: str, words: str) -> Answer:
    """What is answered to a slash command with some words: an amount is saved for today, none shows the day.

    With several activities the first of the challenge is meant, and with several challenges the first one.
    """
    return _answered(ws, address, lambda visitors: _said(ws, visitors, words.strip()))


def answer_to_tap(ws: Workspace, address: str, action: str) -> Answer:
    """What is answered to a tap on a button, whose value says what it does. Nothing else is done by it."""
    return _answered(ws, address, lambda visitors: _tapped(ws, visitors, action))


def _answered(ws: Workspace, address: str, act: _Act) -> Answer:
    try:
        with ws.opened() as held:
            visitors = visitors_at(held, address)
            if not visitors:
                return _plain(
                    _TEXTS.gettext(
                        "You take part in no challenge that can be logged now, or your address in Slack is "
                        "not the one that the organisers have. Ask them."
                    )
                )
            with speaking(language_of(held, visitors[0])):
                return _in_turn(held, visitors, act)
    except Refused:
        # Its message is for whoever runs this, and may name files.
        return _plain(_TEXTS.gettext("This cannot be done just now. Nothing was changed. Try again later."))


def _in_turn(ws: Workspace, visitors: Sequence[Visitor], act: _Act) -> Answer:
    try:
        note = act(visitors)
    except Declined as reason:
        note = str(reason)
    blocks = [*_notes(note)]
    for visitor in visitors:
        blocks += _of_challenge(ws, visitor)
    return Answer(note or _TEXTS.gettext("Your page in the challenge"), tuple(blocks[:_MOST_BLOCKS]))


def _said(ws: Workspace, visitors: Sequence[Visitor], amount: str) -> str:
    """Do what the words of a command say; what became of it, in a sentence."""
    visitor = visitors[0]
    if not amount or not has_consented(ws, visitor):
        return ""
    shown = check_in(ws, visitor)
    if shown.day is None or not shown.activities:
        return _TEXTS.gettext("No day can be logged now. Nothing was changed.")
    activity = shown.activities[0]
    set_amount(ws, visitor, activity.name, shown.day.day, amount)
    return _TEXTS.gettext("Saved.")


def _tapped(ws: Workspace, visitors: Sequence[Visitor], action: str) -> str:
    """Do what a button says; what became of it, in a sentence."""
    if action == TODAY:
        return ""
    said = _action(action)
    visitor = next((each for each in visitors if each.challenge == said.get("in")), None)
    if visitor is None:
        raise Declined(_TEXTS.gettext("This button is of a challenge that is over. Nothing was changed."))
    match said:
        case {"do": "agree"}:
            consent(ws, visitor)
            return _TEXTS.gettext("Thank you. You can log now.")
        case {"do": "undo", "entry": str(entry)}:
            changed = take_back(ws, visitor, entry)
            return (
                _TEXTS.gettext("Taken back.") if changed else _TEXTS.gettext("That was taken back already.")
            )
        case {"do": "set", "activity": str(activity), "day": str(day), "amount": str(amount)}:
            set_amount(ws, visitor, activity, _civil_day(day), amount)
            return _TEXTS.gettext("Saved.")
    raise Declined(_TEXTS.gettext("This button is of an older kind. Nothing was changed."))


def _action(action: str) -> Mapping[str, object]:
    try:
        said = json.loads(action)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _civil_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Declined(_TEXTS.gettext("There is no such day. Nothing was changed.")) from None


def _of_challenge(ws: Workspace, visitor: Visitor) -> Iterator[Block]:
    """A challenge: what is kept until somebody has agreed, then today with a button for each amount."""
    shown = check_in(ws, visitor)
    if not has_consented(ws, visitor):
        kept = "\n".join(f"• {line}" for line in privacy_notes(ws, visitor))
        yield _section(f"*{_shown(shown.title)}*\n{_shown(kept)}")
        agree = _button(_TEXTS.gettext("I agree, and go on"), {"do": "agree", "in": visitor.challenge}, True)
        yield {"type": "actions", "elements": [agree]}
        return
    points = points_of(ws, visitor)
    total = ""
    if points.total is not None:
        total = _TEXTS.ngettext("{points} point", "{points} points", points.total).format(points=points.total)
        total = f" · {total}"
    day = "" if shown.day is None else f"\n{long_day(shown.day.day)}"
    yield _section(f"*{_shown(shown.title)}*{day}{total}")
    if shown.day is None:
        yield _section(_TEXTS.gettext("No day can be logged now."))
        return
    for activity in shown.activities:
        yield from _of_activity(visitor, activity, shown.day.day)


def _of_activity(visitor: Visitor, activity: ActivityDay, day: date) -> Iterator[Block]:
    about = {"in": visitor.challenge, "activity": activity.name, "day": day.isoformat()}
    saved = f": *{_shown(activity.saved.words)}*" if activity.saved else ""
    yield _section(f"{_shown(activity.label)}{saved}")
    buttons = [
        _button(words, {"do": "set", **about, "amount": typed}, first=not activity.saved and number == 0)
        for number, (typed, words) in enumerate(activity.likely)
    ]
    if activity.saved and activity.saved.undoable:
        undo = {"do": "undo", "in": visitor.challenge, "entry": activity.saved.entry}
        buttons.append(_button(_TEXTS.gettext("Undo"), undo))
    if buttons:
        yield {"type": "actions", "elements": buttons}


def _notes(note: str) -> Iterator[Block]:
    if note:
        yield _section(_shown(note))


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:_MOST_TEXT]}}


def _button(text: str, action: Mapping[str, str], first: bool = False) -> Block:
    value = json.dumps(action, ensure_ascii=False)
    button: Block = {"type": "button", "text": {"type": "plain_text", "text": text[:75]}, "value": value}
    return {**button, "style": "primary"} if first else button


def _plain(text: str) -> Answer:
    return Answer(text, (_section(text),))


def _shown(text: str) -> str:
    """A text as Slack shows it, in which nothing is a link, a mention or a format."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("*", "∗")
