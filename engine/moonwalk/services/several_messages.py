"""Messages, one or several at once: tried again, cancelled, held or let go by one decision, with one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, message_changes, outbox
from moonwalk.store.database import Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.message_changes import Change

Wanted = Literal["retry", "cancel", "hold", "release"]

_TAKEN_BACK_BY: Final[Mapping[Change, Change]] = MappingProxyType(
    {"retry": "cancel", "cancel": "restore", "hold": "release", "release": "hold"}
)
_COMES_ABOUT: Final[Mapping[Change, tuple[str, str]]] = MappingProxyType(
    {
        "retry": ("is to be sent at the next tick", "are to be sent at the next tick"),
        "cancel": ("is not sent", "are not sent"),
        "hold": ("waits until you let it go", "wait until you let them go"),
        "release": ("is sent when it is due", "are sent when they are due"),
        "restore": ("waits again as before", "wait again as before"),
        "give up": ("is given up again, as before", "are given up again, as before"),
    }
)
_LEFT_OUT: Final[Mapping[Wanted, str]] = MappingProxyType(
    {
        "retry": "Only messages are tried again that failed, came too late or were cancelled.",
        "cancel": "Only messages that still wait, or were given up, can be cancelled.",
        "hold": "Only messages that still wait, and are not held already, can be held.",
        "release": "Only messages that are held can be let go.",
    }
)


@dataclass(frozen=True, slots=True)
class ChangedMessages:
    """How many messages were changed, in words what becomes of them, and why others were left as they are."""

    messages: int
    sentence: str
    left_out: str


def change_messages(
    ws: Workspace, wanted: Wanted, numbers: Sequence[int], *, dry_run: bool = False
) -> ChangedMessages:
    """Try messages again, cancel them, hold them until somebody lets them go, or let them go, by number.

    What cannot be done to some of them is done to the others. Refused where it can be done to none.
    """
    with ws.database() as db, transaction(db, dry_run) as tx:
        fitting, sooner = message_changes.fitting(tx, wanted, numbers), _sooner(tx, wanted, numbers)
        if not fitting and not sooner:
            raise Refused(f"Nothing was changed. {_LEFT_OUT[wanted]}")
        count, at, who = len(fitting) + len(sooner), ws.instant(), operator()
        detail = {"messages": count, "numbers": list(fitting), **_set_aside(tx, fitting)}
        decisions.record(tx, Decision(at, who, f"outbox {wanted}", "", detail=detail))
        message_changes.apply(tx, wanted, fitting, at, f"cancelled by {who}")
        message_changes.apply(tx, "try now", sooner, at)
    others = len(set(numbers)) - count
    left_out = f"{counted(others, 'other stays', 'others stay')} as before. {_LEFT_OUT[wanted]}"
    return ChangedMessages(count, _in_words(wanted, count), left_out if others else "")


def _sooner(tx: Transaction, wanted: Wanted, numbers: Sequence[int]) -> tuple[int, ...]:
    """Those of these messages that wait for their next attempt, which is to be made at once."""
    return message_changes.fitting(tx, "try now", numbers) if wanted == "retry" else ()


def change_message(ws: Workspace, wanted: Literal["retry", "cancel"], number: int) -> None:
    """Try a message again, or cancel it, as several are. Refused where that cannot be done to it."""
    at, who = ws.instant(), operator()
    with ws.database() as db, db.write() as tx:
        sooner = _sooner(tx, wanted, (number,))
        # To take it back changes nothing then: the message waits, as it did before.
        detail = {"sooner": [number]} if sooner else _set_aside(tx, (number,))
        decisions.record(tx, Decision(at, who, f"outbox {wanted}", str(number), detail=detail))
        if sooner:
            message_changes.apply(tx, "try now", sooner, at)
        elif wanted == "retry":
            outbox.retry(tx, number, at)
        else:
            outbox.cancel(tx, number, f"cancelled by {who}")


def _set_aside(tx: Transaction, numbers: Sequence[int]) -> dict[str, list[int]]:
    """Which of these messages an undo must not let go, for the detail of a decision."""
    return {state: list(those) for state, those in message_changes.set_aside(tx, numbers).items() if those}


def is_about_messages(decision: Decision) -> bool:
    """Whether a decision is about messages by their numbers."""
    return _wanted_by(decision) is not None and ("numbers" in decision.detail or decision.about.isdecimal())


def _wanted_by(decision: Decision) -> Change | None:
    return next((change for change in _TAKEN_BACK_BY if decision.did == f"outbox {change}"), None)


def reverse_messages(tx: Transaction, decision: Decision, at: int, *, again: bool) -> tuple[str, ...]:
    """Take such a decision back, or do it `again`: what comes about, in words; nothing where nothing does."""
    wanted = _wanted_by(decision)
    if wanted is None:
        return ()
    change = wanted if again else _TAKEN_BACK_BY[wanted]
    if "sooner" in decision.detail:
        return ()
    about = decision.detail["numbers"] if "numbers" in decision.detail else (int(decision.about),)
    numbers = message_changes.fitting(tx, change, about)
    if not numbers:
        return ()
    message_changes.apply(tx, change, numbers, at, f"cancelled by {operator()}" if change == "cancel" else "")
    given_up = message_changes.set_aside_again(tx, decision.detail, numbers) if change == "restore" else 0
    said: tuple[tuple[Change, int], ...] = ((change, len(numbers) - given_up), ("give up", given_up))
    name = f"Message {decision.about}" if decision.about else ""
    return tuple(_in_words(becomes, messages, name) for becomes, messages in said if messages)


def _in_words(change: Change, messages: int, name: str = "") -> str:
    """What becomes of so many messages, or of one with a name."""
    singular, plural = _COMES_ABOUT[change]
    return f"{name or counted(messages, 'message')} {singular if messages == 1 else plural}."
