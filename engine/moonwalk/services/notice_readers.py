"""What one notice looks at besides what all do: places of teams, entries, and those to whom it goes."""

from __future__ import annotations

from dataclasses import replace

from moonwalk.api.language import known_language
from moonwalk.api.notices import NoticeContext, PersonInfo, TeamPlaces
from moonwalk.definitions import Board, Challenge, NoticeItem
from moonwalk.registry import TriggerAdapter
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.services.entry_news import news_of_entries
from moonwalk.services.privacy.publications import publications
from moonwalk.services.roster.named_columns import LANGUAGE
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.workspace import Workspace
from moonwalk.store import memberships, people
from moonwalk.store.database import Database, Reader


def context_for(
    ws: Workspace,
    db: Database,
    scored_challenge: ScoredChallenge,
    context: NoticeContext,
    item: NoticeItem,
    trigger: TriggerAdapter,
) -> NoticeContext:
    """The context of one notice. NotScored where places of teams cannot be worked out."""
    context = replace(context, to=item.to)
    if item.to == "organisers":
        context = replace(context, organisers=organisers_of(ws, db))
    if trigger.reads_places or item.to == "teams":
        context = replace(context, team_places=places_of_teams(ws, db, scored_challenge.challenge))
    if trigger.reads_entries:
        news = news_of_entries(
            db, scored_challenge, context.now, {person.id: person.language for person in context.people}
        )
        readers = tuple(replace(each, news=news.get(each.id, ())) for each in context.people)
        context = replace(context, people=readers)
    return context


def organisers_of(ws: Workspace, db: Reader) -> tuple[PersonInfo, ...]:
    """Those whom the settings name as organisers, as far as they are on the roster."""
    named = (people.find(db, who) for who in ws.settings.organisers)
    return tuple(
        PersonInfo(
            id=person.id,
            first_name=person.name.split(" ")[0],
            team="",
            timezone=person.timezone or ws.settings.timezone,
            language=known_language(people.of_person(db, person.no, NEVER).get(LANGUAGE, "")) or "en",
        )
        for person in named
        if person is not None
    )


def places_of_teams(ws: Workspace, db: Database, challenge: Challenge) -> tuple[TeamPlaces, ...]:
    """What was published of the first board of teams that everyone may see, the oldest first.

    NotScored where it cannot be worked out.
    """
    boards = (name for name, board in challenge.boards.items() if _is_of_teams(board))
    name = next(boards, None)
    if name is None:
        return ()
    teams = {team.id: team.name for team in memberships.all_teams(db)}
    return tuple(
        TeamPlaces(
            week=published.week,
            at=moment(published.at),
            places={
                teams.get(row.id, row.id): row.place
                for row in published.boards.get(name, ())
                if row.place is not None and row.week == published.week
            },
        )
        for published in publications(ws, db, challenge.name)
    )


def _is_of_teams(board: Board) -> bool:
    whole = board.period == "the whole challenge" and not board.during and not board.split_by
    return board.ranks == "teams" and board.seen_by == "everyone" and whole
