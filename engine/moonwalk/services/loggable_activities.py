"""What can be logged: the activities of all launched challenges, by name and by label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from moonwalk.api.problems import did_you_mean
from moonwalk.api.units import same_unit
from moonwalk.scoring.facts import NEVER
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched, names, outlined
from moonwalk.services.score_cache import Launched
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries, memberships
from moonwalk.store.database import Database
from moonwalk.store.ids import text_key

if TYPE_CHECKING:
    from moonwalk.api.sources import Measure


@dataclass(frozen=True)
class Loggable:
    """Activities and their units; `labels` are those that mean one activity only.

    `challenges` are those that can be scored now, the ones that are over last; `running` those of them that
    are not over, or all if every one is.
    """

    units: Mapping[str, str]
    labels: Mapping[str, str]
    challenges: tuple[Launched, ...]
    running: tuple[Launched, ...]

    def named(self, text: str) -> str:
        """The activity that a name or label means; the text itself where it means none."""
        return text if text in self.units else self.labels.get(text_key(text), text)

    def activity(self, text: str) -> str:
        """The activity that a name or label means. Refused, with a guess, where it means none."""
        name = self.named(text)
        if name in self.units:
            return name
        if not self.units:
            raise Refused("No challenge has been launched, so nothing can be logged. Nothing was changed.")
        raise Refused(
            f"No challenge knows the activity '{text}'. Nothing was changed."
            f"{self._measured_in(text) or did_you_mean(text, self.units)} "
            f"There are: {', '.join(sorted(self.units))}."
        )

    def _measured_in(self, text: str) -> str:
        """`'km' is a unit. Write 'ride'.`, with a blank before it, where a unit is given."""
        named = [f"'{name}'" for name, unit in sorted(self.units.items()) if text and same_unit(unit, text)]
        return f" '{text}' is a unit. Write {' or '.join(named)}." if named else ""

    def challenge_for(self, db: Database, activity: str, person: int) -> Launched | None:
        """The challenge to show the effect in: one that the person takes part in, an open one first."""
        naming = [launch for launch in self.challenges if activity in launch.challenge.activities]
        joined = (
            launch for launch in naming if memberships.current(db, launch.record.challenge, NEVER, person)
        )
        return next(joined, naming[0] if naming else None)


def loggable(ws: Workspace, db: Database) -> Loggable:
    """What can be logged now. Activities stay known while their challenge cannot be scored."""
    challenges = []
    for name in names(db):
        with suppress(NotScored):
            challenges.append(launched(ws, db, name))
    return _loggable(ws, db, challenges)


def outline(ws: Workspace, db: Database) -> Loggable:
    """What can be logged now, with no plugin asked: its challenges have no rules and no boards."""
    outlines = (outlined(ws, db, name) for name in names(db))
    return _loggable(ws, db, [launch for launch in outlines if launch is not None])


def units_of(db: Database) -> dict[str, str]:
    """The unit of every activity that a challenge ever had."""
    return {kind.activity: kind.unit for kind in entries.kinds(db)}


def _loggable(ws: Workspace, db: Database, challenges: Sequence[Launched]) -> Loggable:
    labelled: dict[str, set[str]] = {}
    for launch in challenges:
        for activity in launch.challenge.activities.values():
            labelled.setdefault(text_key(activity.label), set()).add(activity.name)
    still_open = tuple(launch for launch in challenges if is_open(ws, launch))
    return Loggable(
        units=units_of(db),
        labels={label: next(iter(named)) for label, named in labelled.items() if len(named) == 1},
        challenges=(*still_open, *(launch for launch in challenges if launch not in still_open)),
        running=still_open or tuple(challenges),
    )


def measures_of(known: Loggable) -> tuple[Measure, ...]:
    """What the running challenges measure: each activity in its unit once, in the order of their files."""
    # Only an import of a file asks for them.
    from moonwalk.api.sources import Measure

    measures: dict[tuple[str, str], Measure] = {}
    for launch in known.running:
        for activity in launch.challenge.activities.values():
            measure = Measure(
                activity=activity.name,
                label=activity.label,
                unit=activity.unit,
                own=not activity.counts_as,
            )
            measures.setdefault((activity.name, activity.unit), measure)
    return tuple(measures.values())


def begun_everywhere(now: datetime) -> date:
    """The latest day that has begun wherever on Earth somebody may be."""
    return (now.astimezone(UTC) - timedelta(hours=12)).date()


def is_open(ws: Workspace, launch: Launched) -> bool:
    """Whether entries for a challenge can still arrive in time."""
    return ws.instant() <= launch.plan.calendar.all_closed
