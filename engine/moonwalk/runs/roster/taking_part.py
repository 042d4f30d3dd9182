"""Whether somebody takes part in a challenge, before anything of theirs in it is changed."""

from __future__ import annotations

from moonwalk.runs.errors import Refused
from moonwalk.runs.finding import person_of
from moonwalk.runs.launched import NotScored, launched
from moonwalk.runs.live import Launched
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.facts import NEVER
from moonwalk.store import memberships
from moonwalk.store.database import Reader
from moonwalk.store.people import PersonRecord


def taking_part(ws: Workspace, db: Reader, challenge: str, who: str) -> tuple[Launched, PersonRecord]:
    """A launched challenge and a person who takes part in it, or did. Refused for anybody else."""
    person = person_of(db, who)
    try:
        launch = launched(ws, db, challenge)
    except NotScored as reason:
        raise Refused(f"'{challenge}' cannot be read now. Nothing was changed. {reason}") from reason
    if not memberships.current(db, challenge, NEVER, person.no):
        raise Refused(
            f"{person.name} ({person.id}) does not take part in '{challenge}'. Nothing was changed."
        )
    return launch, person
