"""What decisions about whole challenges say in words, and those about other decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from moonwalk.services.decision_sentences import Background, Sentence
from moonwalk.services.wording import counted
from moonwalk.store.decisions import Decision


def _launched(decision: Decision, _: Background) -> Sentence:
    starts = decision.detail.get("starts", "")
    when = f" to start on {starts}" if starts else ""
    return Sentence(f"Launched '{decision.about}'{when}.", decision.about)


def _launch_moved(decision: Decision, _: Background) -> Sentence:
    old, new = decision.detail.get("before", "?"), decision.detail.get("starts", "?")
    return Sentence(f"Moved the first day of '{decision.about}' from {old} to {new}.", decision.about)


def _announced(decision: Decision, _: Background) -> Sentence:
    people = counted(int(decision.detail.get("people", 0)), "person", "people")
    return Sentence(f"Sent an announcement to {people} of '{decision.about}'.", decision.about)


def _amended(decision: Decision, _: Background) -> Sentence:
    from_day = decision.detail.get("from", "")
    when = f"from {from_day} on" if from_day else "for all days"
    people = counted(decision.detail.get("people", 0), "person", "people")
    text = f"Amended the rules of '{decision.about}' {when}, which changed the points of {people}."
    return Sentence(text, decision.about)


_ABOUT_ENTRIES: Final = frozenset({"log", "entries correct", "entries void"})


_NOUNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "amend": "a change of rules",
        "announce": "an announcement",
        "close": "a closing",
        "entries correct": "a correction",
        "entries void": "a voided entry",
        "import": "an import",
        "launch": "a launch",
        "launch move": "a new first day",
        "outbox approve": "messages let go",
        "outbox cancel": "messages cancelled",
        "outbox hold": "messages held",
        "outbox release": "messages let go",
        "outbox retry": "messages to be tried again",
        "people join": "a sign-up",
        "people leave": "a sign-off",
        "people notices": "a choice of messages",
        "people pause": "a pause",
        "people resume": "the end of a pause",
        "people target": "a target",
        "teams draw": "a draw of teams",
        "teams put": "a move",
        "withdraw": "a launch taken back",
    }
)
"""What other decisions are called; one by its command is called that where it is not among these."""


def _undone(decision: Decision, background: Background) -> Sentence:
    return _about_another(decision, background, f"Took back decision {decision.about}")


def _redone(decision: Decision, background: Background) -> Sentence:
    return _about_another(decision, background, f"Did again what decision {decision.about} had taken back")


def _about_another(decision: Decision, background: Background, text: str) -> Sentence:
    kind = decision.detail.get("of", "")
    # Of somebody who was forgotten it is not known any more.
    text = (
        f"{text} ({_NOUNS.get(kind, kind)})." if kind else "Took back or did again a decision about a person."
    )
    # A reason may tell what the person did; no activity says whether organisers may see that.
    hidden = kind in _ABOUT_ENTRIES and not background.shows_activity("")
    challenge = str(decision.detail.get("challenge", ""))
    return Sentence(text, challenge, _person(decision), hidden=hidden)


def _withdrawn(decision: Decision, _: Background) -> Sentence:
    starts = decision.detail.get("starts", "")
    when = f", which was to start on {starts}" if starts else ""
    return Sentence(f"Took back the launch of '{decision.about}'{when}.", decision.about)


def _closed(decision: Decision, _: Background) -> Sentence:
    return Sentence(f"Closed '{decision.about}' and froze its results.", decision.about)


def _reopened(decision: Decision, _: Background) -> Sentence:
    return Sentence(f"Opened '{decision.about}' again.", decision.about)


def _entries_removed(decision: Decision, _: Background) -> Sentence:
    first, last = decision.detail.get("first", "?"), decision.detail.get("last", "?")
    days = f"from {first} to {last}"
    text = f"Removed the entries of '{decision.about}' {days}, as 'keep_entries' says, and kept its results."
    return Sentence(text, decision.about)


def _person(decision: Decision) -> tuple[int, ...]:
    return () if decision.person is None else (decision.person,)


LIFECYCLE: Final[Mapping[str, Callable[[Decision, Background], Sentence]]] = MappingProxyType(
    {
        "amend": _amended,
        "announce": _announced,
        "close": _closed,
        "launch move": _launch_moved,
        "launch": _launched,
        "redo": _redone,
        "reopen": _reopened,
        "retention": _entries_removed,
        "undo": _undone,
        "withdraw": _withdrawn,
    }
)
"""What each kind of decision about a challenge, or about another decision, says."""
