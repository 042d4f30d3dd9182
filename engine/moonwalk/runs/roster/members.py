"""Who takes part in a challenge now."""

from __future__ import annotations

from datetime import date

from moonwalk.scoring.facts import NEVER
from moonwalk.store import memberships
from moonwalk.store.database import Reader
from moonwalk.store.memberships import MembershipRecord


def members_from(db: Reader, challenge: str, day: date) -> tuple[MembershipRecord, ...]:
    """Who takes part on a day or later, each once, as their latest membership has it."""
    latest: dict[int, MembershipRecord] = {}
    for membership in memberships.current(db, challenge, NEVER):
        if membership.to_day is None or membership.to_day >= day:
            latest[membership.person] = max(
                membership, latest.get(membership.person, membership), key=lambda each: each.from_day
            )
    return tuple(latest.values())
