"""What each kind of decision says in words, without anything that organisers may not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from moonwalk.api.values import show_amount
from moonwalk.services.decision_sentences import Background, Sentence
from moonwalk.services.lifecycle_words import LIFECYCLE
from moonwalk.services.roster.enrolment import ALWAYS
from moonwalk.services.wording import counted
from moonwalk.store.decision_effects import EntryContent, MembershipEffect
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import parse_id, show_id


def entry_id(decision: Decision) -> int | None:
    """The id of the entry that a correction is about; None where it was erased."""
    try:
        return parse_id(decision.about)
    except StoreError:
        return None


def sentence(decision: Decision, background: Background) -> Sentence:
    """What was decided, in words."""
    words = _SENTENCES.get(decision.did)
    if words is not None:
        return words(decision, background)
    # A newer program may have decided it. What is about a person may tell more than organisers see.
    about = f": {decision.about}" if decision.about and decision.person is None else ""
    return Sentence(f"Decided '{decision.did}'{about}.", people=_person(decision))


def _person(decision: Decision) -> tuple[int, ...]:
    return () if decision.person is None else (decision.person,)


def _logged(decision: Decision, background: Background) -> Sentence:
    entry = background.entries.get(decision.no)
    text = f"Logged an entry for {background.name(decision.person)}"
    if entry is None:
        return Sentence(f"{text}.", people=_person(decision))
    return _about_entry(decision, background, f"{text} on {entry.day}", entry, _content(entry, background))


def _corrected(decision: Decision, background: Background) -> Sentence:
    return _changed_entry(decision, background, "Corrected")


def _voided(decision: Decision, background: Background) -> Sentence:
    return _changed_entry(decision, background, "Voided")


def _changed_entry(decision: Decision, background: Background, did: str) -> Sentence:
    several = decision.detail.get("entries")
    if several:
        return Sentence(f"{did} {counted(several, 'entry', 'entries')}.", hidden=True)
    number = entry_id(decision)
    old, new = background.older.get(-1 if number is None else number, (None, None))
    whose = background.name(decision.person)
    if number is None or old is None:
        # Its reason may tell what the person did, and by which activity it was is not known any more.
        return Sentence(f"{did} an entry of {whose}.", people=_person(decision), hidden=True)
    text = f"{did} the entry {show_id(number)} of {whose} on {old.day}"
    content = _content(old, background)
    if did == "Corrected" and new is not None:
        day = "" if new.day == old.day else f", on {new.day}"
        content = f"{show_amount(new.amount, new.unit)}{day} in place of {content}"
    return _about_entry(decision, background, text, old, content)


def _content(entry: EntryContent, background: Background) -> str:
    return f"{show_amount(entry.amount, entry.unit)}, {background.label(entry.activity)}"


def _about_entry(
    decision: Decision, background: Background, text: str, entry: EntryContent, content: str
) -> Sentence:
    shown = background.shows_activity(entry.activity)
    return Sentence(
        f"{text}: {content}." if shown else f"{text}.",
        people=_person(decision),
        activity=entry.activity,
        shown=shown,
        hidden=not shown,
    )


def _imported(decision: Decision, background: Background) -> Sentence:
    effect = background.imports.get(decision.no)
    if effect is None:
        return Sentence(f"Imported entries from {decision.about}.")
    text = f"Imported entries from {effect.file}, import {effect.no}"
    if effect.added is None or effect.changed is None:
        return Sentence(f"{text}: it has not come to its end.", import_no=effect.no)
    came = f"{counted(effect.rows, 'row')}, {effect.added} new, {effect.changed} replaced"
    return Sentence(f"{text}: {came}.", import_no=effect.no)


def _import_undone(decision: Decision, background: Background) -> Sentence:
    effect = background.imported.get(number_in(decision))
    file = f" ({effect.file})" if effect else ""
    number = effect.no if effect else None
    return Sentence(f"Took back import {decision.about}{file}.", import_no=number)


def number_in(decision: Decision) -> int:
    """The number of what a decision is about; 0 where that is none."""
    return int(decision.about) if decision.about.isdecimal() else 0


def _roster(decision: Decision, background: Background) -> Sentence:
    effect = background.imports.get(decision.no)
    rows = f": {counted(effect.rows, 'row')}" if effect else ""
    return Sentence(f"Brought in the roster {effect.file if effect else decision.about}{rows}.")


_PARTS: Final = MappingProxyType({"name": "name", "email": "e-mail address", "timezone": "time zone"})


def _person_changed(decision: Decision, background: Background) -> Sentence:
    parts = [_PARTS.get(part, part) for part in decision.detail.get("changed", ())]
    what = f"the {' and the '.join(parts)}" if parts else "the details"
    return Sentence(f"Changed {what} of {background.name(decision.person)}.", people=_person(decision))


def _joined(decision: Decision, background: Background) -> Sentence:
    if decision.person is None and decision.detail:
        number, few = background.placed.get(decision.no, (0, ()))
        text = f"Signed up {counted(number, 'person', 'people')} for '{decision.about}' from a list."
        return Sentence(text, decision.about, few)
    rows = _standing(decision, background, consent=True)
    since = _since(rows)
    team = f", in the team {rows[-1].team}" if rows and rows[-1].team else ""
    return _in_challenge(decision, background, "Signed up {who} for {challenge}" + f"{since}{team}.")


def _left(decision: Decision, background: Background) -> Sentence:
    rows = _standing(decision, background, consent=False)
    since = _since(rows)
    return _in_challenge(decision, background, "Took {who} out of {challenge}" + f"{since}.")


def _moved(decision: Decision, background: Background) -> Sentence:
    rows = [row for row in _standing(decision, background, consent=True) if row.team]
    if decision.person is None and "team" in decision.detail:
        team = str(decision.detail["team"])
        return _in_challenge(decision, background, f"Put {{who}} into the team {team}, in {{challenge}}.")
    place = f"into the team {rows[-1].team}{_since(rows)}" if rows else "into another team"
    return _in_challenge(decision, background, "Put {who} " + f"{place}, in " + "{challenge}.")


def _since(rows: Sequence[MembershipEffect]) -> str:
    if not rows or rows[-1].from_day == ALWAYS:
        return ""
    return f" from {rows[-1].from_day} on"


def _standing(decision: Decision, background: Background, *, consent: bool) -> list[MembershipEffect]:
    effects = background.memberships.get(decision.no, ())
    return [effect for effect in effects if effect.consent == consent and not effect.void]


def _drawn(decision: Decision, background: Background) -> Sentence:
    number, few = background.placed.get(decision.no, (0, ()))
    people = counted(number, "person", "people")
    seed = f", with the seed {decision.detail['seed']}" if "seed" in decision.detail else ""
    return Sentence(f"Drew teams for {people} in '{decision.about}'{seed}.", decision.about, few)


def _paused(decision: Decision, background: Background) -> Sentence:
    pause = background.pauses.get(decision.no)
    days = f" from {pause.from_day} to {pause.to_day}" if pause else ""
    if decision.person is None and "first" in decision.detail:
        days = f" from {decision.detail['first']} to {decision.detail['last']}"
    return _in_challenge(decision, background, "Paused {who} in {challenge}" + f"{days}.")


def _resumed(decision: Decision, background: Background) -> Sentence:
    if decision.person is None:
        return _in_challenge(decision, background, "Ended the pauses of {who} in {challenge}.")
    pause = background.pauses.get(decision.no)
    if pause is not None and pause.void:
        days = f"from {pause.from_day} to {pause.to_day}"
        return _in_challenge(
            decision, background, f"Took back the pause {days}" + " of {who} in {challenge}."
        )
    last = f": its last day is {pause.to_day}" if pause else ""
    return _in_challenge(decision, background, "Ended the pause of {who} in {challenge}" + f"{last}.")


def _in_challenge(decision: Decision, background: Background, pattern: str) -> Sentence:
    """A sentence about a person in a challenge. An erasure blanks of which challenge it was."""
    challenge = f"'{decision.about}'" if decision.about else "a challenge"
    several = decision.detail.get("people") if decision.person is None else None
    who = counted(several, "person", "people") if several else background.name(decision.person)
    # Names of teams may have braces in them, so nothing is formatted.
    text = pattern.replace("{challenge}", challenge, 1).replace("{who}", who, 1)
    few = background.placed.get(decision.no, (0, ()))[1]
    return Sentence(text, decision.about, _person(decision) or few)


def _target(decision: Decision, background: Background) -> Sentence:
    """The text of the decision is `challenge: goal, amount from day`."""
    challenge, _, rest = decision.about.partition(": ")
    goal, _, amount_and_day = rest.partition(", ")
    amount, _, day = amount_and_day.rpartition(" from ")
    who = background.name(decision.person)
    if not challenge:
        return Sentence(f"Set a target of {who}.", people=_person(decision))
    shown = background.shows_targets(challenge)
    to = f" to {amount}" if shown else ""
    text = f"Set the target of {who} for '{goal}' in '{challenge}'{to} from {day} on."
    return Sentence(text, challenge, _person(decision), shown=shown, hidden=not shown)


def _approved(decision: Decision, _: Background) -> Sentence:
    code = decision.detail.get("code", {})
    version = f" ({code.get('package', '')} {code.get('version', '')})".replace(" )", ")") if code else ""
    return Sentence(f"Approved the plugin '{decision.about}'{version}.")


def _accepted(decision: Decision, _: Background) -> Sentence:
    plugins = ", ".join(f"'{name}'" for name in decision.detail.get("plugins", {}))
    people = counted(decision.detail.get("people", 0), "person", "people")
    text = (
        f"Pinned '{decision.about}' to the changed code of {plugins}, which changed the points of {people}."
    )
    return Sentence(text, decision.about)


def _forgotten(_: Decision, __: Background) -> Sentence:
    return Sentence("Forgot a person: everything that was kept about them was erased.")


def _given_up(decision: Decision, _: Background) -> Sentence:
    people = counted(decision.detail.get("people", 0), "forgotten person", "forgotten people")
    text = f"Gave up asking the channel '{decision.about}' to erase what it keeps of {people}."
    return Sentence(text)


def _retried(decision: Decision, background: Background) -> Sentence:
    if "numbers" in decision.detail:
        return _messages(decision, "Let {messages} be tried again.")
    return _message(decision, background, "Let message {number} be tried again")


def _cancelled(decision: Decision, background: Background) -> Sentence:
    if "numbers" in decision.detail:
        return _messages(decision, "Cancelled {messages}.")
    return _message(decision, background, "Cancelled message {number}")


def _held(decision: Decision, _: Background) -> Sentence:
    return _messages(decision, "Held {messages} back.")


def _released(decision: Decision, _: Background) -> Sentence:
    return _messages(decision, "Let go of {messages} held back.")


def _messages(decision: Decision, text: str) -> Sentence:
    return Sentence(text.replace("{messages}", counted(decision.detail.get("messages", 0), "message")))


def _message(decision: Decision, background: Background, text: str) -> Sentence:
    text = text.replace("{number}", decision.about)
    message = background.messages.get(number_in(decision))
    if message is None:
        return Sentence(f"{text}.")
    text = f"{text}, to {background.name(message.person)}."
    return Sentence(text, message.challenge, (message.person,))


def _restored(decision: Decision, _: Background) -> Sentence:
    # The name of the file may be that of a person who has been forgotten since.
    made = str(decision.detail.get("made", ""))[:10]
    return Sentence(f"Put a backup back{f', made on {made}' if made else ''}.")


def _taken_over(decision: Decision, _: Background) -> Sentence:
    rows = sum(map(len, decision.detail.get("rows", {}).values()))
    return Sentence(f"Accepted {counted(rows, 'row')} that something other than Moonwalk had changed.")


def _linked(decision: Decision, background: Background) -> Sentence:
    return _of_links(decision, background, "Made links into {challenge} for {who}.")


def _unlinked(decision: Decision, background: Background) -> Sentence:
    return _of_links(decision, background, "Revoked the links of {who} into {challenge}.")


def _of_links(decision: Decision, background: Background, pattern: str) -> Sentence:
    several = counted(decision.detail.get("people", 0), "person", "people")
    who = several if decision.person is None else background.name(decision.person)
    challenge = f"'{decision.about}'" if decision.about else "a challenge"
    text = pattern.replace("{challenge}", challenge, 1).replace("{who}", who, 1)
    return Sentence(text, decision.about, _person(decision))


def _agreed(decision: Decision, background: Background) -> Sentence:
    return _in_challenge(decision, background, "{who} agreed on their page to what is kept in {challenge}.")


def _brought(decision: Decision, background: Background) -> Sentence:
    name = background.name(decision.person)
    return Sentence(f"Brought in {name}'s days from their own file or phone.", people=_person(decision))


def _let_go(decision: Decision, _: Background) -> Sentence:
    messages = counted(decision.detail.get("messages", 0), "message")
    return Sentence(f"Let {messages} of '{decision.about}' be sent.", decision.about)


def _chose(decision: Decision, background: Background) -> Sentence:
    """Whoever was erased has no detail any more."""
    who, notice = background.name(decision.person), decision.detail.get("notice", "")
    kind = "messages" if notice in ("", "*") else f"messages of the kind '{notice.rpartition('.')[2]}'"
    channels = decision.detail.get("channels")
    if not decision.detail:
        text = f"Chose which messages {who} gets."
    elif channels is None:
        text = f"{who} gets {kind} by every channel."
    else:
        text = f"{who} gets {kind} only by {', '.join(channels)}." if channels else f"{who} gets no {kind}."
    return Sentence(text, people=_person(decision))


def _made_up(_: Decision, __: Background) -> Sentence:
    return Sentence("Made up the entries of a sample company.")


_SENTENCES: Final[Mapping[str, Callable[[Decision, Background], Sentence]]] = MappingProxyType(
    {
        **LIFECYCLE,
        "demo": _made_up,
        "entries correct": _corrected,
        "entries void": _voided,
        "import": _imported,
        "imports undo": _import_undone,
        "links": _linked,
        "links revoke": _unlinked,
        "log": _logged,
        "outbox approve": _let_go,
        "outbox cancel": _cancelled,
        "outbox hold": _held,
        "outbox release": _released,
        "outbox retry": _retried,
        "page consent": _agreed,
        "page days": _brought,
        "people forget": _forgotten,
        "people give-up": _given_up,
        "people import": _roster,
        "people join": _joined,
        "people leave": _left,
        "people notices": _chose,
        "people pause": _paused,
        "people resume": _resumed,
        "people target": _target,
        "person changed": _person_changed,
        "plugins accept": _accepted,
        "plugins approve": _approved,
        "restore": _restored,
        "teams draw": _drawn,
        "teams put": _moved,
        "verify accept": _taken_over,
    }
)

KINDS: Final = frozenset(_SENTENCES)
"""Every kind of decision that has words of its own."""
