"""Changed code of a challenge's plugins: whose points it changes, and the organiser's word that it may."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.score_arrays import ScoreArrays, stored_under
from moonwalk.services import scores
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.launched import (
    Cutoff,
    NotScored,
    accept_command,
    changed_sentence,
    launch_of,
    launched,
    names,
)
from moonwalk.services.plugin_pins import CodeChange, code_changes
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, pins, score_cache
from moonwalk.store.database import Database, Reader
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.pins import PinRecord

_NAMED: Final = 3
"""Of many people with other points, so many are named in a sentence."""


@dataclass(frozen=True, slots=True)
class ChangedPoints:
    """A person's or a team's points by the code before, and by today's."""

    id: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class CodeDifference:
    """What changed code does to the points of a challenge.

    `people` counts those compared, by the facts of the instant `compared`; `changed` are those with other
    points, the largest difference first, and `rules` the rules that pay them. `teams` are those with other
    points of their own, on top of their members'; None: they are not known by the code before. Where nothing
    could be compared, `compared` is empty and `why_not` says why; `fails` if it is since today's code cannot
    score at all. `not_compared` names what may differ as well: "teams and places".
    """

    compared: str = ""
    people: int = 0
    changed: tuple[ChangedPoints, ...] = ()
    rules: tuple[str, ...] = ()
    why_not: str = ""
    teams: tuple[ChangedPoints, ...] | None = None
    not_compared: str = ""
    fails: bool = False

    @property
    def sentence(self) -> str:
        """How many people have other points, and who above all."""
        beyond = f" What it does to {self.not_compared} was not compared." if self.not_compared else ""
        return self.why_not or f"{self._of_people}{self._of_teams}{beyond}"

    @property
    def _of_teams(self) -> str:
        if not self.teams:
            return ""
        count = counted(len(self.teams), "team", "teams")
        return f" Besides their members', {count} would have other points: {_listed(self.teams)}."

    @property
    def _of_people(self) -> str:
        if not self.changed:
            return (
                f"Nobody's points are other than they were on {self.compared} "
                f"({counted(self.people, 'person', 'people')} compared)."
            )
        return (
            f"Compared with the scores of {self.compared}, {len(self.changed)} of "
            f"{counted(self.people, 'person', 'people')} would have other points: {_listed(self.changed)}."
        )


def _listed(rows: Sequence[ChangedPoints]) -> str:
    """The first few by name, with their points before and after."""
    shown = [f"{row.name} {row.before} -> {row.after}" for row in rows[:_NAMED]]
    more = len(rows) - len(shown)
    return ", ".join(shown) + (f", and {counted(more, 'other')}" if more else "")


@dataclass(frozen=True, slots=True)
class ChangedCode:
    """A challenge whose plugins have changed since its launch, or since somebody accepted a change."""

    challenge: str
    changes: tuple[CodeChange, ...]
    difference: CodeDifference

    @property
    def sentence(self) -> str:
        """The whole in a few sentences, with the commands that deal with it."""
        words = f"{changed_sentence(self.changes)} Nobody has accepted that for '{self.challenge}' yet."
        # Code that cannot score is nothing to accept: the way back is the version that could.
        if self.difference.fails:
            return f"{words} {self.difference.sentence} Install the version before, or one that works."
        return f"{words} {self.difference.sentence} {accept_command(self.challenge)}"


def changed_code(ws: Workspace, db: Database, name: str) -> ChangedCode | None:
    """What has changed in the code that a challenge is pinned to; None where nothing has."""
    pinned = pins.of_challenge(db, name)
    changes = code_changes(pinned, ws.plugins)
    if not changes:
        return None
    uses = {use.partition(" ")[0] for change in changes for use in pinned[change.plugin].names}
    difference = _difference(ws, db, name)
    return ChangedCode(name, changes, replace(difference, not_compared=_not_compared(uses, difference)))


def _not_compared(uses: set[str], difference: CodeDifference) -> str:
    """What code that is used so may change besides that which was compared."""
    if not uses & {"team", "ranking", "company"}:
        return ""
    return "places" if difference.teams is not None else "teams and places"


def changed_challenges(ws: Workspace) -> tuple[ChangedCode, ...]:
    """Every challenge of a workspace whose plugins have changed."""
    with ws.database() as db:
        each = [changed_code(ws, db, name) for name in names(db)]
    return tuple(changed for changed in each if changed is not None)


def accept_changes(ws: Workspace, name: str, reason: str, *, dry_run: bool = False) -> ChangedCode:
    """Pin a challenge to the code that its plugins have now; the reason is kept with the decision.

    Refused where nothing has changed. A dry run only tells what would be accepted.
    """
    # Code that is being looked at for the first time is not known yet, and would seem unchanged.
    ws.plugins.wait()
    with ws.database() as db:
        launch_of(db, name)
        with db.write() as tx:
            # What failed once may have had no time; whoever decides gets a fresh answer.
            score_cache.forget(tx, _place(name))
        changed = changed_code(ws, db, name)
        if changed is None:
            raise Refused(
                f"The plugins of '{name}' are those that it is pinned to. There is nothing to accept."
            )
        if dry_run:
            return changed
        detail = {
            "people": len(changed.difference.changed),
            "plugins": {
                each.plugin: {"before": asdict(each.before), "after": asdict(each.after)}
                for each in changed.changes
            },
        }
        with db.write() as tx:
            pinned = pins.of_challenge(tx, name)
            decided = Decision(ws.instant(), operator(), "plugins accept", name, reason, detail)
            decision = decisions.record(tx, decided)
            for each in changed.changes:
                pins.add(tx, PinRecord(name, each.plugin, each.after, pinned[each.plugin].names), decision)
            for place in (f"{name}/changed", _place(name)):
                score_cache.forget(tx, place)
    return changed


def _place(name: str) -> str:
    return f"{name}/difference"


def _difference(ws: Workspace, db: Database, name: str) -> CodeDifference:
    """What changed code does to the points that were stored last; worked out once for the same code."""
    try:
        launch = launched(ws, db, name, accepted=False)
    except NotScored as reason:
        return CodeDifference(why_not=f"It cannot be scored now, so nothing can be compared. {reason}")
    stored = score_cache.load(db, name)
    if stored is None:
        return CodeDifference(
            why_not="No scores by the code before are kept, and that code is no longer here: "
            "whose points differ cannot be told."
        )
    after = {change.plugin: change.after.hash for change in launch.changes}
    fingerprint = json.dumps([stored[0], after, scores.basis_of(ws, db, launch)])
    known = score_cache.load(db, _place(name))
    if known is not None and known[0] == fingerprint:
        return _in_points(_from_json(known[1]["json"].tobytes()), launch)
    try:
        difference = _compared(db, launch, json.loads(stored[0]), stored[1])
    except RuleFailed as failure:
        # Kept as well: code that hangs is waited for once.
        why_not = f"Today's code fails, so nothing can be compared. {failure.at}: {failure}"
        difference = CodeDifference(why_not=why_not, fails=True)
    _keep(db, name, fingerprint, difference)
    return _in_points(difference, launch)


def _in_points(difference: CodeDifference, launch: Launched) -> CodeDifference:
    """The difference with points that print as the challenge counts them."""
    points = launch.plan.context.points

    def shown(rows: Sequence[ChangedPoints]) -> tuple[ChangedPoints, ...]:
        return tuple(replace(row, before=points(row.before), after=points(row.after)) for row in rows)

    teams = None if difference.teams is None else shown(difference.teams)
    return replace(difference, changed=shown(difference.changed), teams=teams)


def _compared(
    db: Reader, launch: Launched, fingerprint: Mapping[str, Any], stored: ScoreArrays
) -> CodeDifference:
    """Today's code on the facts of the instant at which the stored scores were made."""
    made = int(fingerprint.get("made", fingerprint["since"]))
    today = scores.scored_from_facts(db, launch, "", 0, Cutoff(made, made))
    people = today.scored.people
    _, at_stored, at_today = np.intersect1d(
        stored["people"], people.membership.people, assume_unique=True, return_indices=True
    )
    before = stored_under(stored, "points", np.int32)
    differing = [
        rule
        for rule in sorted(before.keys() | people.points.keys())
        if not np.array_equal(_of(before, rule, at_stored), _of(people.points, rule, at_today))
    ]
    sums = [
        sum((_of(points, rule, at) for rule in points), np.zeros(len(at), np.int64))
        for points, at in ((before, at_stored), (people.points, at_today))
    ]
    # Scores that another version stored may say nothing of teams.
    of_teams = any(name.startswith("team/") for name in stored)
    both = _of_team_rules(stored, today) if of_teams else {}
    return CodeDifference(
        compared=f"{moment(made):%Y-%m-%d %H:%M} UTC",
        people=len(at_today),
        changed=_changed(today, at_today, *sums),
        rules=(*differing, *(rule for rule, (old, new) in both.items() if not np.array_equal(old, new))),
        teams=_changed_teams(today, both) if of_teams else None,
    )


_BeforeAndAfter = Mapping[str, tuple[NDArray[np.int64], NDArray[np.int64]]]


def _of_team_rules(stored: ScoreArrays, today: ScoredChallenge) -> _BeforeAndAfter:
    """What each of today's teams had by each of its rules, and what it has."""
    teams, after = today.scored.people.membership.teams, today.scored.teams.bonus
    _, at_stored, at_today = np.intersect1d(stored["teams"], teams, assume_unique=True, return_indices=True)
    both, before = {}, stored_under(stored, "team/bonus", np.int64)
    for rule in after:
        old = np.zeros(len(teams), np.int64)
        if rule in before:
            old[at_today] = before[rule][at_stored].sum(axis=1, dtype=np.int64)
        both[rule] = (old, after[rule].sum(axis=1, dtype=np.int64))
    return both


def _changed_teams(today: ScoredChallenge, both: _BeforeAndAfter) -> tuple[ChangedPoints, ...]:
    zeros = np.zeros(len(today.team_ids), np.int64)
    before, after = (sum((pair[index] for pair in both.values()), zeros) for index in (0, 1))
    return _rows(today.team_ids, today.team_names, before, after)


def _of(points: Mapping[str, NDArray[Any]], rule: str, at: NDArray[Any]) -> NDArray[np.int64]:
    """What each of some people has by a rule."""
    if rule not in points:
        return np.zeros(len(at), np.int64)
    return np.asarray(points[rule][at].sum(axis=1, dtype=np.int64))


def _changed(
    today: ScoredChallenge, at: NDArray[Any], before: NDArray[np.int64], after: NDArray[np.int64]
) -> tuple[ChangedPoints, ...]:
    rows = at.tolist()
    ids, people = [today.person_ids[row] for row in rows], [today.person_names[row] for row in rows]
    return _rows(ids, people, before, after)


def _rows(
    ids: Sequence[str], called: Sequence[str], before: NDArray[np.int64], after: NDArray[np.int64]
) -> tuple[ChangedPoints, ...]:
    """Those whose points differ, the largest difference first."""
    rows = [
        ChangedPoints(each, name, int(old), int(new))
        for each, name, old, new in zip(ids, called, before, after, strict=True)
        if old != new
    ]
    return tuple(sorted(rows, key=lambda row: (-abs(row.after - row.before), row.name, row.id)))


def _keep(db: Database, name: str, fingerprint: str, difference: CodeDifference) -> None:
    data = np.frombuffer(json.dumps(asdict(difference)).encode(), np.uint8)
    try:
        with db.write() as tx:
            score_cache.save(tx, _place(name), fingerprint, {"json": data})
    except StoreError:
        # It only saves time, and a disk that is full must not keep a board from showing.
        return


def _from_json(text: bytes) -> CodeDifference:
    kept: dict[str, Any] = json.loads(text)
    changed: Sequence[dict[str, Any]] = kept.pop("changed")
    rules, teams = tuple(kept.pop("rules")), kept.pop("teams", None)
    return CodeDifference(
        changed=tuple(ChangedPoints(**row) for row in changed),
        rules=rules,
        teams=None if teams is None else tuple(ChangedPoints(**row) for row in teams),
        **kept,
    )
