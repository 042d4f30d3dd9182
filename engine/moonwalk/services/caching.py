"""Cached totals: what a score rests on is its fingerprint; whatever does not match is thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.score import score_from_people
from moonwalk.services.live import Launched, ScoredChallenge
from moonwalk.services.reckoning import last_day, membership_of, named, plan_at
from moonwalk.store import score_cache
from moonwalk.store.database import Database, Reader

Arrays = Mapping[str, NDArray[Any]]


def store_totals(db: Database, scored_challenge: ScoredChallenge) -> None:
    """Writes the cached totals: every rule's points, goals met and days logged, by person and day."""
    people_scores = scored_challenge.scored.people
    arrays: dict[str, NDArray[Any]] = {
        "people": people_scores.membership.people,
        "logged": np.packbits(people_scores.logged, axis=1),
    }
    for goal, flags in people_scores.met.items():
        arrays[f"met/{goal}"] = np.packbits(flags, axis=1)
    for rule, points in people_scores.points.items():
        arrays[f"points/{rule}"] = _narrow(points)
    for rule, shares in people_scores.shares.items():
        arrays[f"shares/{rule}"] = shares
    fingerprint = {
        "basis": scored_challenge.basis,
        "entry": scored_challenge.entry,
        "since": scored_challenge.since,
        "until": scored_challenge.until,
    }
    with db.write() as tx:
        score_cache.save(tx, scored_challenge.launch.challenge, json.dumps(fingerprint), arrays)


def cached(db: Reader, launch: Launched, basis: str, now: int) -> ScoredChallenge | None:
    """What the cache holds of a challenge, if it rests on the same facts and the clock has not turned."""
    stored = score_cache.load(db, launch.record.challenge)
    if stored is None:
        return None
    fingerprint, arrays = json.loads(stored[0]), stored[1]
    if fingerprint.get("basis") != basis or not fingerprint["since"] <= now < fingerprint["until"]:
        return None
    since = int(fingerprint["since"])
    people = _people(launch, arrays, db, since)
    if people is None:
        return None
    plan = plan_at(launch.plan, since)
    day = last_day(plan)
    scored = score_from_people(plan, people, day)
    entry = int(fingerprint["entry"])
    return replace(named(db, launch, scored, basis, entry, since), cached=entry)


def _people(launch: Launched, arrays: Arrays, db: Reader, since: int) -> PeopleScores | None:
    membership = membership_of(db, launch, since, NEVER)
    if not np.array_equal(membership.people, arrays["people"]):
        return None
    days = launch.plan.calendar.length
    return PeopleScores(
        membership,
        {name: values.astype(np.int32) for name, values in _part(arrays, "points").items()},
        _unpacked(arrays["logged"], days),
        {name: _unpacked(values, days) for name, values in _part(arrays, "met").items()},
        _part(arrays, "shares"),
    )


def _part(arrays: Arrays, kind: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(f"{kind}/"): values
        for name, values in arrays.items()
        if name.startswith(f"{kind}/")
    }


def _unpacked(bits: NDArray[np.uint8], days: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits, axis=1, count=days).astype(np.bool_)


def _narrow(points: NDArray[np.int32]) -> NDArray[Any]:
    """The points in two bytes each, where they fit."""
    fits = np.iinfo(np.int16)
    small = not points.size or (points.min() >= fits.min and points.max() <= fits.max)
    return points.astype(np.int16) if small else points
