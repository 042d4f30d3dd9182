"""What a challenge has come to, as it is written down at its closing: in hashes, naming nobody.

Of each person there is a commitment, salted as those of the chain are: whoever has the facts can confirm it,
and after an erasure nothing can be found out from it. Teams and groups stand in the clear.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from hashlib import blake2b
from typing import Any, Final

from moonwalk import __version__
from moonwalk.scoring.verdicts import BASELINE_DAYS
from moonwalk.services.boards.prizes import winners_of
from moonwalk.services.launched import Cutoff
from moonwalk.services.plugin_pins import pins_of
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.scores import scored_from_facts
from moonwalk.services.sheets.participation import participation_of
from moonwalk.services.workspace import Workspace
from moonwalk.store import closings
from moonwalk.store.database import Reader
from moonwalk.store.launches import seed_sha256

Record = Mapping[str, Any]
"""Plain values, as they are stored: see `record_of`."""

_SHORT: Final = 6
"""So many bytes of the commitment to each fact are kept, by which a changed one is named."""


def record_of(ws: Workspace, db: Reader, launch: Launched, at: int) -> dict[str, Any]:
    """Everything that is frozen of a challenge as known at an instant (ms).

    `rules` and `plugins` are what it was scored by, `facts` what it rests on, by person; the rest are its
    results. `inputs` and `results` are a hash of each. `participation` are the figures for management, with
    nothing about very few people. NotScored and RuleFailed where it cannot be scored.
    """
    facts = facts_of_people(db, launch, at)
    scored = scored_from_facts(db, launch, "", 0, Cutoff(at, at), ws.engines)
    results = results_of(db, scored, at)
    return {
        "engine": __version__,
        **definition_of(ws, launch),
        "facts": facts,
        "inputs": inputs_hash(facts),
        **results,
        "results": results_hash(results),
        "participation": participation_of(db, scored, at, launch.plan.calendar.weeks),
    }


def definition_of(ws: Workspace, launch: Launched) -> dict[str, Any]:
    """What a challenge is scored by: its text, its first day, its seed, and the code that its names mean.

    `earlier` are the texts of its first days, if there are any, each with the first day that it is not for.
    """
    pins = tuple(pins_of(launch.challenge, ws.plugins))
    earlier = [[part.text, part.until.isoformat()] for part in launch.record.earlier]
    return {
        "text": launch.record.text,
        "starts": launch.record.starts.isoformat(),
        "seed_sha256": seed_sha256(launch.record.seed),
        "plugins": {pin.plugin: asdict(pin.code) for pin in pins},
        "names": {name: full for pin in pins for name, full in pin.names.items()},
        **({"earlier": earlier} if earlier else {}),
    }


def facts_of_people(db: Reader, launch: Launched, at: int) -> dict[str, Any]:
    """What a challenge rests on, by number of the person: a hash, and the beginning of that of each fact."""
    calendar = launch.plan.calendar
    first = calendar.starts - timedelta(days=BASELINE_DAYS)
    sums: dict[int, list[bytes]] = {}
    rows: dict[int, dict[str, list[list[Any]]]] = {}
    for person, table, no, commitment in closings.inputs(
        db, launch.record.challenge, at, first, calendar.ends
    ):
        sums.setdefault(person, []).append(commitment)
        short = base64.b64encode(commitment[:_SHORT]).decode()
        rows.setdefault(person, {}).setdefault(table, []).append([no, short])
    return {
        str(person): {
            "digest": blake2b(b"".join(sums[person]), digest_size=16).hexdigest(),
            "rows": rows[person],
        }
        for person in sorted(rows)
    }


def inputs_hash(facts: Mapping[str, Any]) -> str:
    """The hash over all that a challenge rests on."""
    return _sha256({person: each["digest"] for person, each in facts.items()})


RESULTS: Final = ("points", "places", "boards", "prizes")


def results_hash(results: Mapping[str, Any]) -> str:
    """The hash over all that a challenge has come to."""
    return _sha256({name: results[name] for name in RESULTS})


def results_of(db: Reader, scored: ScoredChallenge, at: int) -> dict[str, Any]:
    """What a challenge has come to: commitments by number of the person, and boards of teams in the clear.

    `points` are everyone's by rule and day, which rest on nobody else; `places` those on boards, the team,
    and the prizes.
    """
    numbers = [int(number) for number in scored.scored.people.membership.people]
    boards, places = _boards(scored)
    prizes: dict[str, Any] = {}
    for prize in winners_of(db, scored, at):
        ids = [row.id for row in prize.winners]
        prizes[prize.name] = [] if prize.to == "people" else ids
        for row in prize.winners if prize.to == "people" else ():
            places[row.id].append([prize.name, row.ticket])
    text_of = {
        number: json.dumps(places[identifier], ensure_ascii=True).encode()
        for number, identifier in zip(numbers, scored.person_ids, strict=True)
    }
    return {
        "points": _by_number(closings.salted(db, _points(scored, numbers))),
        "places": _by_number(closings.salted(db, text_of)),
        "boards": boards,
        "prizes": prizes,
    }


def _points(scored: ScoredChallenge, numbers: list[int]) -> dict[int, bytes]:
    """Everyone's points by rule and day, as bytes that are the same on every machine."""
    by_rule = sorted(scored.scored.people.points.items())
    days = [(rule.encode(), points.astype("<i4")) for rule, points in by_rule]
    return {
        number: b"".join(rule + b"\0" + points[row].tobytes() for rule, points in days)
        for row, number in enumerate(numbers)
    }


def _boards(scored: ScoredChallenge) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The rows of boards of teams and groups, and everyone's team and places by id."""
    membership = scored.scored.people.membership
    at_end = membership.team[:, -1].tolist()
    places: dict[str, list[Any]] = {
        person: [scored.team_ids[team] if team >= 0 else ""]
        for person, team in zip(scored.person_ids, at_end, strict=True)
    }
    boards: dict[str, Any] = {}
    for board in scored.plan.boards:
        standings = scored.scored.standings(board.name, scored.team_ids, scored.person_ids)
        ids = [standings.ids[row] for row in standings.order.tolist()]
        place = [None if at != at else at for at in standings.place.tolist()]
        rows = zip(place, ids, standings.shown.tolist(), strict=True)
        if board.ranks == "people":
            for at, person, shown in rows:
                places[person].append([board.name, at, shown])
        else:
            boards[board.name] = [list(row) for row in rows]
    return boards, places


def _by_number(of: Mapping[int, str]) -> dict[str, str]:
    return {str(number): commitment for number, commitment in sorted(of.items())}


def _sha256(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
