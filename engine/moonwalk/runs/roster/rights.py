"""The rights of a person: to have all that is kept, and to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moonwalk.host import PluginFailure
from moonwalk.runs.errors import Refused
from moonwalk.runs.landing import operator
from moonwalk.runs.launched import names
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.store import attributes, decisions, entries, memberships, outbox, pauses, people, targets, teams
from moonwalk.store.database import Database
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import EntryRecord
from moonwalk.store.identity import show_id
from moonwalk.store.pauses import PauseRecord
from moonwalk.store.people import PersonRecord
from moonwalk.store.targets import TargetRecord


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was forgotten; `problems` says what a channel could not erase."""

    id: str
    entries: int
    problems: tuple[str, ...]


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
            "roster": dict(attributes.of_person(db, person.no, int(NEVER))),
            "memberships": _memberships(db, person),
            "pauses": [_pause(one) for one in pauses.of_person(db, person.no)],
            "own_targets": [_target(one) for one in targets.of_person(db, person.no)],
            "entries": [_entry(one) for one in entries.of_person(db, person.no)],
            "messages": [
                {"channel": one.channel, "subject": one.subject, "text": one.text, "due": moment(one.due_at)}
                for one in outbox.messages(db, most=-1)
                if one.person == person.no
            ],
            "decisions": [
                {"at": moment(one.at), "who": one.who, "did": one.did, "about": one.about, "why": one.why}
                for one in decisions.of_person(db, person.no)
            ],
        }


def forget_person(ws: Workspace, who: str, reason: str) -> Forgotten:
    """Erases a person from the database and from what channels keep. It cannot be undone.

    The reason is kept, so it must not name the person. Copies of the workspace made earlier still
    hold the person.
    """
    with ws.database() as db:
        person = _exactly(db, who)
        count = len(entries.of_person(db, person.no))
        with db.write() as tx:
            people.forget(tx, person.no, Decision(ws.instant(), operator(), "people forget", why=reason))
    problems = []
    for name, channel in sorted(ws.plugins.channels().items()):
        try:
            channel.forget(person.id, str(ws.messages))
        except PluginFailure as failure:
            problems.append(f"what the channel '{name}' keeps could not be erased: {failure}")
    return Forgotten(person.id, count, tuple(problems))


def _exactly(db: Database, who: str) -> PersonRecord:
    """The person with this id or address; a part of a name is not enough here."""
    found = people.find(db, who)
    if found is None:
        raise Refused(
            f"There is nobody with the id '{who}'. Nothing was changed. 'moonwalk people list' helps."
        )
    return found


def _entry(one: EntryRecord) -> dict[str, Any]:
    return {
        "id": show_id(one.id),
        "day": one.day,
        "activity": one.activity,
        "amount": one.amount / 1000,
        "unit": one.unit,
        "source": one.source,
        "logged_at": moment(one.logged_at),
        "on_time_at": moment(one.on_time_at),
        "supersedes": None if one.supersedes is None else show_id(one.supersedes),
        "void": one.void,
        "reason": one.reason,
    }


def _pause(one: PauseRecord) -> dict[str, Any]:
    return {
        "challenge": one.challenge,
        "from": one.from_day,
        "to": one.to_day,
        "taken_back": one.void,
        "known_since": moment(one.known_at),
    }


def _target(one: TargetRecord) -> dict[str, Any]:
    return {
        "challenge": one.challenge,
        "goal": one.goal,
        "amount": one.amount / 1000,
        "from": one.from_day,
        "known_since": moment(one.known_at),
    }


def _memberships(db: Database, person: PersonRecord) -> list[dict[str, Any]]:
    named = {team.no: team.name for team in teams.all_teams(db)}
    return [
        {
            "challenge": one.challenge,
            "team": named.get(one.team or 0, ""),
            "from": one.from_day,
            "to": one.to_day,
            "consent": one.consent,
        }
        for challenge in names(db)
        for one in memberships.history(db, challenge, person.no)
    ]
