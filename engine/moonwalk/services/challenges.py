"""The challenges of a workspace, and what needs attention in them."""

from __future__ import annotations

from collections.abc import Iterator

from moonwalk.definitions import read_file
from moonwalk.scoring.facts import NEVER
from moonwalk.services.deadlines import next_deadline
from moonwalk.services.drafts import changed_text, draft_names
from moonwalk.services.launched import NotScored, launch_of, launched, names
from moonwalk.services.roster.teams import latest_from, team_remedy
from moonwalk.services.score_cache import Launched
from moonwalk.services.views import Attention, ChallengeRow, State
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import memberships, retention
from moonwalk.store.database import Database, Reader


def list_challenges(ws: Workspace) -> tuple[ChallengeRow, ...]:
    """Launched challenges, the running ones first, then drafts."""
    with ws.database() as db:
        launched_names = names(db)
        rows = [_row(ws, db, name) for name in launched_names]
    order = ("running", "closing", "announced", "over", "closed")
    rows.sort(key=lambda row: (order.index(row.state), row.starts, row.name))
    return (*rows, *(_draft(ws, name) for name in draft_names(ws) if name not in launched_names))


def _row(ws: Workspace, db: Database, name: str) -> ChallengeRow:
    record = launch_of(db, name)
    members = memberships.current(db, name, NEVER)
    people = len({member.person for member in members})
    team_count = len({member.team for member in members if member.team is not None})
    try:
        launch = launched(ws, db, name)
    except NotScored as reason:
        attention = Attention(f"'{name}' is not scored: {reason}", "moonwalk plugins", "plugins")
        return ChallengeRow(
            name, name, "running", record.starts, None, 0, 0, people, team_count, (attention,)
        )
    calendar, now = launch.plan.calendar, ws.instant()
    today = calendar.today(now)
    return ChallengeRow(
        name=name,
        title=launch.challenge.title,
        state=state_of(launch, now),
        starts=calendar.starts,
        ends=calendar.ends,
        day=min(max(calendar.index(today) + 1, 0), calendar.length),
        days=calendar.length,
        people=people,
        teams=team_count,
        attention=tuple(_attention(ws, db, launch, members)),
        deadline=next_deadline(calendar, now),
    )


def state_of(launch: Launched, now: int) -> State:
    """Where a launched challenge is in its life: announced, running, closing (late entries), over, closed."""
    calendar = launch.plan.calendar
    if calendar.today(now) < calendar.starts:
        return "announced"
    if calendar.today(now) <= calendar.ends:
        return "running"
    if launch.frozen != NEVER:
        return "closed"
    return "closing" if now <= calendar.all_closed else "over"


def can_be_closed(db: Reader, launch: Launched, now: int) -> bool:
    """Whether the grace of a challenge is over and it is open still, with its entries."""
    ended = retention.of_challenge(db, launch.record.challenge) is not None
    return launch.frozen == NEVER and now > launch.plan.calendar.all_closed and not ended


def _attention(
    ws: Workspace, db: Database, launch: Launched, members: tuple[memberships.MembershipRecord, ...]
) -> Iterator[Attention]:
    name = launch.record.challenge
    is_over = launch.plan.calendar.today(ws.instant()) > launch.plan.calendar.ends
    if not members and launch.challenge.people.take_part == "those who sign up":
        yield Attention("nobody has signed up yet", f"moonwalk people join {name} WHO", "people")
    elif not members:
        yield Attention("nobody takes part yet", "moonwalk people import FILE", "people")
    homeless = sum(member.team is None for member in latest_from(members, ws.today()))
    if launch.challenge.teams is not None and homeless and not is_over:
        sentence = f"{counted(homeless, 'person has', 'people have')} no team"
        yield Attention(sentence, team_remedy(launch.challenge), "people")
    if can_be_closed(db, launch, ws.instant()):
        yield Attention("it is over, and can be closed", f"moonwalk close {name}", "closing")
    if launch.frozen == NEVER and changed_text(ws, db, name):
        sentence = "its file was changed after the launch, without effect yet"
        yield Attention(sentence, f"moonwalk amend {name} --reason WHY --dry-run", "definition")


def _draft(ws: Workspace, name: str) -> ChallengeRow:
    reading = read_file(ws.challenges / f"{name}.yaml", ws.plugins)
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    sentence = f"the file has {counted(len(errors), 'problem')}"
    attention = (Attention(sentence, f"moonwalk check {name}", "definition"),) if errors else ()
    if reading.challenge is None:
        return ChallengeRow(name, name, "draft", None, None, 0, 0, 0, 0, attention)
    schedule = reading.challenge.schedule
    return ChallengeRow(
        name,
        reading.challenge.title,
        "draft",
        schedule.starts,
        schedule.ends,
        0,
        schedule.length_days,
        0,
        0,
        attention,
    )
