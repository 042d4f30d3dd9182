"""The rights of a person: to have all that is kept, and to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.launched import names
from moonwalk.services.roster.forgetting import carry_on
from moonwalk.services.workspace import Workspace
from moonwalk.store import (
    cheers,
    decisions,
    disclosures,
    entries,
    memberships,
    notice_choices,
    outbox,
    pauses,
    people,
    personal_links,
    targets,
    tombstones,
)
from moonwalk.store.database import Database
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import EntryRecord
from moonwalk.store.ids import show_id
from moonwalk.store.pauses import PauseRecord
from moonwalk.store.people import PersonRecord
from moonwalk.store.targets import TargetRecord


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was forgotten. `problems` says what holds it open, `remains` where the person is still named."""

    id: str
    entries: int
    problems: tuple[str, ...]
    remains: tuple[str, ...] = ()


def export_person(ws: Workspace, who: str) -> dict[str, Any]:
    """Everything that is kept about a person, as plain data; instants are UTC."""
    with ws.database() as db, db.read():
        person = _exactly(db, who)
        return {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "timezone": person.timezone,
            "known_since": moment(person.known_at),
            "roster": dict(people.of_person(db, person.no, NEVER)),
            "memberships": _memberships(db, person),
            "pauses": [_pause(pause) for pause in pauses.of_person(db, person.no)],
            "own_targets": [_target(target) for target in targets.of_person(db, person.no)],
            "links": _links(db, person.no),
            "notices": _notices(db, person.no),
            "cheers": _cheers(db, person.no),
            "entries": [_entry(entry) for entry in entries.of_person(db, person.no)],
            "messages": _messages(db, person.no),
            "looked_at": [
                {"at": moment(look.at), "who": look.who, "by": look.what, "why": look.why}
                for look in disclosures.readings_of(db, person.no)
            ],
            "decisions": [
                {
                    "at": moment(decision.at),
                    "who": decision.who,
                    "did": decision.did,
                    "about": decision.about,
                    "why": decision.why,
                }
                for decision in decisions.of_person(db, person.no)
            ],
        }


def as_json(exported: Mapping[str, Any]) -> bytes:
    """Return what is kept about a person as a file of JSON."""
    return json.dumps(exported, default=_plain, ensure_ascii=False, indent=2).encode()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no plain data")


def foresee_forgetting(ws: Workspace, who: str, reason: str) -> tuple[PersonRecord, int]:
    """Who would be erased, with how many entries. Refused where that would be; nothing is changed."""
    with ws.database() as db:
        person = _exactly(db, who)
        _check_reason(person, reason)
        return person, len(entries.of_person(db, person.no))


def forget_person(ws: Workspace, who: str, reason: str, *, by: str | None = None) -> Forgotten:
    """Erase a person from the database, and from everything else that the program has made.

    It cannot be undone, and what cannot be done now is done by later commands. The reason is kept, so it is
    Refused where it names the person. `by` says who decided, where it was not whoever is at the keyboard.
    """
    with ws.database() as db:
        person = _exactly(db, who)
        _check_reason(person, reason)
        count = len(entries.of_person(db, person.no))
        with db.write() as tx:
            tombstones.add(tx, person, ws.plugins.channels(), ws.instant())
            people.forget(
                tx, person.no, Decision(ws.instant(), by or operator(), "people forget", why=reason)
            )
    for carried in carry_on(ws, thorough=True):
        if carried.id == person.id:
            return Forgotten(person.id, count, carried.open, carried.remains)
    # Another command has gone on with it in between.
    return Forgotten(person.id, count, ())


def _check_reason(person: PersonRecord, reason: str) -> None:
    names = [word for word in (person.name, person.email) if word]
    if any(word.lower() in reason.lower() for word in names):
        raise Refused(
            "The reason is kept, and it names the person. Nothing was erased. Give one that does not."
        )


def _exactly(db: Database, who: str) -> PersonRecord:
    """The person with this id or address; a part of a name is not enough here."""
    person = people.find(db, who)
    if person is None:
        raise Refused(
            f"There is nobody with the id '{who}'. Nothing was changed. 'moonwalk people list' shows "
            "everyone."
        )
    return person


def _entry(entry: EntryRecord) -> dict[str, Any]:
    return {
        "id": show_id(entry.id),
        "day": entry.day,
        "activity": entry.activity,
        "amount": entry.amount / 1000,
        "unit": entry.unit,
        "source": entry.source,
        "logged_at": moment(entry.logged_at),
        "on_time_at": moment(entry.on_time_at),
        "supersedes": None if entry.supersedes is None else show_id(entry.supersedes),
        "void": entry.void,
        "reason": entry.reason,
    }


def _links(db: Database, person: int) -> list[dict[str, Any]]:
    return [
        {"challenge": challenge, "at": moment(at), "revoked": not made}
        for challenge, at, made in personal_links.of_person(db, person)
    ]


def _messages(db: Database, person: int) -> list[dict[str, Any]]:
    return [
        {
            "channel": message.channel,
            "subject": message.subject,
            "text": message.text,
            "due": moment(message.due_at),
            "state": message.state,
            "note": message.note,
        }
        for message in outbox.read(db, "WHERE person = ? ORDER BY no DESC", person)
    ]


def _cheers(db: Database, person: int) -> list[dict[str, Any]]:
    named = {team.no: team.name for team in memberships.all_teams(db)}
    return [
        {"challenge": each.challenge, "team": named[each.team], "day": each.day, "at": moment(each.known_at)}
        for each in cheers.of_person(db, person)
    ]


def _notices(db: Database, person: int) -> list[dict[str, Any]]:
    """What the person ever chose: no channel is none of it, and no value is all of them."""
    return [
        {"notice": choice.notice, "channels": choice.channels, "at": moment(choice.known_at)}
        for choice in notice_choices.of_person(db, person)
    ]


def _pause(pause: PauseRecord) -> dict[str, Any]:
    return {
        "challenge": pause.challenge,
        "from": pause.from_day,
        "to": pause.to_day,
        "taken_back": pause.void,
        "known_since": moment(pause.known_at),
    }


def _target(target: TargetRecord) -> dict[str, Any]:
    return {
        "challenge": target.challenge,
        "goal": target.goal,
        "amount": target.amount / 1000,
        "from": target.from_day,
        "known_since": moment(target.known_at),
    }


def _memberships(db: Database, person: PersonRecord) -> list[dict[str, Any]]:
    named = {team.no: team.name for team in memberships.all_teams(db)}
    return [
        {
            "challenge": membership.challenge,
            "team": named.get(membership.team or 0, ""),
            "from": membership.from_day,
            "to": membership.to_day,
            "consent": membership.consent,
        }
        for challenge in names(db)
        for membership in memberships.history(db, challenge, person.no)
    ]
