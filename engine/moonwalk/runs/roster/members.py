"""Who takes part in a challenge now."""

from __future__ import annotations

from datetime import date

from moonwalk.scoring.facts import NEVER
from moonwalk.store import memberships
from moonwalk.store.database import Reader
from moonwalk.store.memberships import MembershipRecord


def members_from(db: Reader, challenge: str, day: date) -> tuple[MembershipRecord, ...]:
    """Who takes part on a day or later, each once, as their latest membership has it."""
    found: dict[int, MembershipRecord] = {}
    for one in memberships.current(db, challenge, int(NEVER)):
        if one.to_day is None or one.to_day >= day:
            found[one.person] = max(one, found.get(one.person, one), key=lambda each: each.from_day)
    return tuple(found.values())
