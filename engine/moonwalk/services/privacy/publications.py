"""Publications: the figures of groups that others see, fixed when a week closes and not changed after it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Final

import numpy as np

from moonwalk.api.language import SOURCE_LANGUAGE, speaking
from moonwalk.api.rules import Milestone
from moonwalk.definitions import Board
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.boards import build_board
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.scoring.disclosure import (
    TOTAL,
    Grouping,
    Novelty,
    grouping_of,
    grouping_of_totals,
    measured,
    publishable,
    share_of,
)
from moonwalk.scoring.facts import BoolArray, Int32Array, Int64Array
from moonwalk.scoring.standings import Standings
from moonwalk.services import scores
from moonwalk.services.boards.together import company_progress, team_progress
from moonwalk.services.launched import AsOf, NotScored, launch_of, launched, names, outlined
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.views import CompanyProgressRow
from moonwalk.services.workspace import Workspace
from moonwalk.store import disclosures, launches, memberships
from moonwalk.store.database import Database, Reader
from moonwalk.store.disclosures import PublicationRecord

TOGETHER: Final = "together with "
"""Before the id of a rule of the company, where its figure stands among those of boards."""


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A row as others see it. `week` is the week after which its figure was published; 0: never."""

    id: str
    week: int
    score: str = "-"
    members: int = 0
    place: float | None = None
    tied: bool = False
    group: str = ""
    not_placed: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """What others see of a challenge from an instant (ms) on: rows by board, and what all do together.

    `withheld` says why there are no figures of groups at all.
    """

    week: int
    at: int
    as_of: date
    boards: Mapping[str, tuple[PublishedRow, ...]]
    together: tuple[CompanyProgressRow, ...] = ()
    withheld: str = ""

    def weeks(self, board: str) -> dict[str, int]:
        """The week of the last figure of each row."""
        return {row.id: row.week for row in self.boards.get(board, ()) if row.week}


def publications(ws: Workspace, db: Database, challenge: str) -> tuple[Publication, ...]:
    """Everything that is published of a challenge by now, the oldest first; what has fallen due is added.

    NotScored where it cannot be worked out. It follows from what was known when a week closed.
    """
    launch = launched(ws, db, challenge)
    kept = [_read(record) for record in disclosures.published(db, challenge)]
    due = _due(launch.plan.calendar, ws.instant())
    if len(kept) == len(due):
        return tuple(kept)
    making = _Making(ws, db, challenge, _overlaps(ws, db, challenge))
    for week in due[len(kept) :]:
        # It is stored as it is made, whatever the language of whoever looks first; pages translate reasons.
        with speaking(SOURCE_LANGUAGE):
            made = making.publication(week, kept)
        text = json.dumps(asdict(made), default=str, ensure_ascii=False)
        with db.write() as tx:
            disclosures.publish(tx, PublicationRecord(challenge, week, made.at, text))
        kept.append(made)
    return tuple(kept)


def next_publication(calendar: Calendar, now: int) -> int | None:
    """The instant (ms) of the next publication; None after the last."""
    return next((at for at in map(calendar.week_closes, _weeks(calendar)) if at >= now), None)


def _weeks(calendar: Calendar) -> list[int]:
    """The weeks after which something is published: of several that close at once only the last."""
    closes = {calendar.week_closes(week): week for week in range(1, calendar.weeks + 1)}
    return sorted(closes.values())


def _due(calendar: Calendar, now: int) -> list[int]:
    return [week for week in _weeks(calendar) if calendar.week_closes(week) < now]


def _read(record: PublicationRecord) -> Publication:
    kept: dict[str, Any] = json.loads(record.figures)
    together = [
        CompanyProgressRow(
            **{
                **row,
                "reached": tuple(
                    Milestone(day=date.fromisoformat(step["day"]), text=step["text"])
                    for step in row["reached"]
                ),
            }
        )
        for row in kept["together"]
    ]
    boards = {name: tuple(PublishedRow(**row) for row in rows) for name, rows in kept["boards"].items()}
    return Publication(
        record.week,
        record.at,
        date.fromisoformat(kept["as_of"]),
        boards,
        tuple(together),
        kept["withheld"],
    )


def _overlaps(ws: Workspace, db: Reader, challenge: str) -> str:
    """Why nothing is published of groups: the same entries count in an earlier challenge. "" if not so."""
    mine, own = launch_of(db, challenge), launched(ws, db, challenge)
    people, unread = _people(db, challenge, mine.starts), ""
    for name in names(db):
        record = launches.history(db, name)[0]
        if record.no >= launches.history(db, challenge)[0].no:
            continue
        shared = people & _people(db, name, record.starts)
        other = _outline(ws, db, name)
        if other is None:
            unread = unread or (name if shared else "")
            continue
        days = (
            other.plan.calendar.starts <= own.plan.calendar.ends
            and own.plan.calendar.starts <= other.plan.calendar.ends
        )
        counted = _counted(own.challenge.activities) & _counted(other.challenge.activities)
        if days and counted and shared:
            return (
                f"The same entries of the same people count in '{name}' at the same time. Figures of groups "
                "are published of that challenge only: from both, those of single people could be worked out."
            )
    if unread:
        return (
            f"What counts in '{unread}' cannot be read, and some of the same people are in it. While that is "
            "so, no figures of groups are published: where both count the same entries, those of single "
            "people could be worked out."
        )
    return ""


def _outline(ws: Workspace, db: Reader, challenge: str) -> Launched | None:
    """A challenge, with its days and activities at least: it may have published figures, whatever fails."""
    try:
        return launched(ws, db, challenge)
    except NotScored:
        return outlined(ws, db, challenge)


def _counted(activities: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(activity.name, str(activity.unit)) for activity in activities.values()}


def _people(db: Reader, challenge: str, starts: date) -> set[int]:
    return set(memberships.facts(db, challenge, starts, 1 << 62).person.tolist())


@dataclass(frozen=True, eq=False)
class _State:
    """A challenge as it was known when a week had closed, with everyone's measures."""

    scored: ScoredChallenge
    groupings: tuple[Grouping, ...]
    measures: Mapping[str, Int64Array]

    def places_of(self, people: Int32Array) -> Int64Array:
        """The rows that people, by number, have in these scores; -1 for who is not in them."""
        return self.scored.scored.people.membership.rows(people)


@dataclass(frozen=True, eq=False)
class _Making:
    ws: Workspace
    db: Database
    challenge: str
    withheld: str
    states: dict[int, _State] = field(default_factory=dict)

    def publication(self, week: int, before: Sequence[Publication]) -> Publication:
        """What is published when a week has closed, after what was published before. NotScored."""
        try:
            now = self._state(week)
            past = [self._state(each.week) for each in before]
            calendar = now.scored.plan.calendar
            smallest = max(now.scored.challenge.privacy.smallest_group, 1)
            allowed = publishable(now.groupings, self._novelty(now, past, before), smallest)
            if self.withheld:
                allowed = {name: np.zeros_like(rows) for name, rows in allowed.items()}
            last = before[-1] if before else None
            boards = {
                board.name: tuple(self._rows(now, board, allowed[board.name], week, last))
                for board in _boards(now.scored)
            }
            together = self._together(now, allowed, last)
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure
        boards |= _weeks_of(now, allowed, week, last)
        kept = {
            name: rows
            for name, rows in (last.boards if last else {}).items()
            if name.startswith(TOGETHER) and name not in boards
        }
        return Publication(
            week,
            calendar.week_closes(week),
            calendar.last_day_of_week(week),
            {**boards, **kept},
            together,
            self.withheld,
        )

    def _state(self, week: int) -> _State:
        if week not in self.states:
            self.states[week] = self._read_state(week)
        return self.states[week]

    def _read_state(self, week: int) -> _State:
        calendar = launched(self.ws, self.db, self.challenge).plan.calendar
        # A millisecond later nothing of the week can be logged any more.
        closed = moment(calendar.week_closes(week) + 1)
        query = AsOf(calendar.last_day_of_week(week), closed)
        scored_challenge = scores.scored_as_of(self.ws, self.db, self.challenge, query)
        scored = scored_challenge.scored
        snapshot = scored.snapshot(scored_challenge.team_ids, scored_challenge.person_ids, scored.last_day)
        rules = tuple(scored.people.points)
        groupings = [
            grouping_of(scored.plan, scored.plan.board(board.name), snapshot, rules)
            for board in _boards(scored_challenge)
        ]
        count = len(scored.people.membership.people)
        everyone = np.zeros(count, np.int32), np.ones(count, np.bool_)
        groupings += [
            Grouping(f"{TOGETHER}{rule.id}", ("",), *everyone, (TOTAL, share_of(rule.id)))
            for rule in scored.plan.company_rules
        ]
        groupings += [
            grouping_of_totals(scored.plan, rule.id, f"{TOGETHER}{rule.id}", snapshot)
            for rule in (scored.plan.team_totals if _shows_teams(scored_challenge) else ())
        ]
        return _State(
            scored_challenge, tuple(groupings), measured(scored.people, scored.plan, scored.last_day)
        )

    def _novelty(self, now: _State, past: Sequence[_State], before: Sequence[Publication]) -> Novelty:
        """Who has something that no figure was about yet, since the last one of any of their rows."""
        people = now.scored.scored.people.membership.people
        known = {measure: np.zeros_like(values) for measure, values in now.measures.items()}
        for state, publication in zip(past, before, strict=True):
            at = state.places_of(people)
            for measure, values in known.items():
                out = _behind(state, publication, measure)
                published = (at >= 0) & np.append(out, False)[at]
                values[published] = state.measures[measure][at[published]]
        present = {name: (values != 0) | (known[name] != 0) for name, values in now.measures.items()}
        # More than before: who took something back has nothing in the figure that is new.
        fresh = {name: values > known[name] for name, values in now.measures.items()}
        return Novelty(present, fresh)

    def _rows(
        self, now: _State, board: Board, allowed: BoolArray, week: int, last: Publication | None
    ) -> Iterator[PublishedRow]:
        scored_challenge = now.scored
        scored = scored_challenge.scored
        plan = scored.plan.board(board.name)
        snapshot = scored.snapshot(scored_challenge.team_ids, scored_challenge.person_ids, scored.last_day)
        standings = build_board(scored.plan, plan, snapshot, allowed)
        members = np.bincount(_rows_now(now, board.name), minlength=len(standings.ids))
        shown = set()
        for index in range(len(standings)):
            row = int(standings.order[index])
            shown.add(standings.ids[row])
            yield _published(standings, index, week, int(members[row]))
        earlier = {row.id: row for row in (last.boards.get(board.name, ()) if last else ())}
        for key in standings.ids:
            # A row that does not take part is not there for others either, until it has had a figure.
            if key not in shown and (key in earlier or not plan.leaves_out):
                yield replace(earlier.get(key, PublishedRow(key, 0)), place=None, tied=False)

    def _together(
        self, now: _State, allowed: Mapping[str, BoolArray], last: Publication | None
    ) -> tuple[CompanyProgressRow, ...]:
        earlier = {(row.rule, row.team): row for row in (last.together if last else ())}
        ids = now.scored.team_ids
        # What comes next is worded by its rule, and pages cannot translate it afterwards.
        with speaking(now.scored.challenge.language):
            teams = team_progress(now.scored, range(len(ids))) if _shows_teams(now.scored) else ()
            together = (*company_progress(now.scored), *teams)
        rows = [
            row
            if allowed[f"{TOGETHER}{row.rule}"][ids.index(row.team) if row.team else 0]
            else earlier.get((row.rule, row.team))
            for row in together
        ]
        return tuple(row for row in rows if row is not None)


def _weeks_of(
    now: _State, allowed: Mapping[str, BoolArray], week: int, last: Publication | None
) -> dict[str, tuple[PublishedRow, ...]]:
    """After which week each figure of what people do together was published, under the name of its rule."""
    names = [grouping for grouping in now.groupings if grouping.board.startswith(TOGETHER)]
    weeks = {}
    for grouping in names:
        earlier = last.weeks(grouping.board) if last else {}
        out = {
            key: week if shown else earlier.get(key, 0)
            for key, shown in zip(grouping.keys, allowed[grouping.board].tolist(), strict=True)
        }
        weeks[grouping.board] = tuple(PublishedRow(key, since) for key, since in out.items() if since)
    return {name: rows for name, rows in weeks.items() if rows}


def _shows_teams(scored_challenge: ScoredChallenge) -> bool:
    """Whether others see a board of teams, where figures of what each team does together would stand."""
    return any(board.ranks == "teams" for board in _boards(scored_challenge))


def _boards(scored_challenge: ScoredChallenge) -> tuple[Board, ...]:
    """The boards that have figures of groups for others than organisers."""
    boards = scored_challenge.challenge.boards.values()
    return tuple(board for board in boards if board.ranks != "people" and board.seen_by != "organisers")


def _rows_now(state: _State, board: str) -> Int64Array:
    grouping = next(each for each in state.groupings if each.board == board)
    return grouping.row[grouping.row >= 0].astype(np.int64)


def _published(standings: Standings, index: int, week: int, members: int) -> PublishedRow:
    row = standings.row(index)
    return PublishedRow(row.id, week, row.shown, members, row.place, row.tied, row.group, row.not_placed)


def _behind(state: _State, publication: Publication, measure: str) -> BoolArray:
    """Who was behind a figure that was published then and that is made of a measure."""
    behind = np.zeros(len(state.measures[measure]), np.bool_)
    for grouping in state.groupings:
        if measure in grouping.measures:
            weeks = publication.weeks(grouping.board)
            out = np.array([weeks.get(key) == publication.week for key in grouping.keys] + [False], np.bool_)
            # Who is in several rows may be behind any of them.
            behind |= out[grouping.row] | ~grouping.settled
    return behind
