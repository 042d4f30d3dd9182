"""The message with which those are told whom an amendment concerns, each in their own language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moonwalk.api.language import Catalogue, long_day, speaking
from moonwalk.definitions import in_language
from moonwalk.scoring.attribution import team_on_day
from moonwalk.services import reader_terms
from moonwalk.services.amendments.impact import PointsChange
from moonwalk.services.amendments.words import changes_in_words
from moonwalk.services.notice_choices import AMENDMENT
from moonwalk.services.notice_context import languages_of
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.workspace import Workspace
from moonwalk.store.database import Transaction
from moonwalk.store.outbox import NewMessage

if TYPE_CHECKING:
    from moonwalk.services.amendments.amend import AmendmentReport

_TEXTS: Final = Catalogue(__name__)


@dataclass(frozen=True, slots=True)
class _Wording:
    """What everyone who reads a language gets alike: the code of the language, a subject and the news."""

    code: str
    subject: str
    news: str

    @classmethod
    def of(
        cls, ws: Workspace, report: AmendmentReport, sides: tuple[ScoredChallenge, ScoredChallenge], code: str
    ) -> _Wording:
        """The wording in a language, as far as the challenge and the catalogue have it."""
        with speaking(code):
            old, new = (in_language(side.challenge, code) for side in sides)
            when = _TEXTS.gettext("They apply to all days.")
            if report.from_day is not None:
                when = _TEXTS.fill("They apply from {day} on.", day=long_day(report.from_day))
            changes = "\n".join(f"- {each.sentence}" for each in changes_in_words(old, new, ws.plugins))
            said = _TEXTS.fill("the rules of {title} have been changed. {when}", title=new.title, when=when)
            why = _TEXTS.fill("Why: {reason}", reason=report.reason)
            subject = _TEXTS.fill("The rules of {title} change", title=old.title)
        return cls(code, subject, f"{said}\n\n{changes}\n\n{why}")

    def text(self, name: str, change: PointsChange | None) -> str:
        """The message to somebody with a full name, whose points change so; None: they stay."""
        with speaking(self.code):
            yours = _TEXTS.gettext("Your points stay as they are.")
            if change is not None:
                yours = _TEXTS.fill(
                    "You had {before} points, and have {after} by the new rules.",
                    before=change.before,
                    after=change.after,
                )
            hello = _TEXTS.fill("Hello {first_name},", first_name=name.partition(" ")[0])
        return f"{hello}\n\n{self.news}\n\n{yours}"


def put_in_outbox(
    ws: Workspace,
    tx: Transaction,
    report: AmendmentReport,
    sides: tuple[ScoredChallenge, ScoredChallenge],
    decision: int,
) -> int:
    """Puts a message for everyone concerned into the outbox, by each channel they want it by.

    Returns to how many people one goes: who wants no such messages gets none.
    """
    _, new = sides
    is_ahead = report.from_day is not None and report.from_day > new.plan.calendar.latest_day(ws.instant())
    # Whom a change of days to come will concern, nobody knows yet.
    concerned = frozenset(new.person_ids if is_ahead else _concerned(report, new))
    languages = languages_of(tx, new.challenge)
    codes = {languages.get(each, new.challenge.language) for each in concerned}
    wordings = {code: _Wording.of(ws, report, sides, code) for code in codes}
    texts = {each: wordings[languages.get(each, new.challenge.language)] for each in concerned}
    messages = _messages(report, new, decision, texts, ws.instant())
    return len(reader_terms.put_in_outbox(tx, messages, ws.channels))


def _messages(
    report: AmendmentReport, new: ScoredChallenge, decision: int, texts: Mapping[str, _Wording], now: int
) -> Iterator[NewMessage]:
    """Yield the message for each of those concerned, by id with their wording, at an instant (ms)."""
    points = {change.id: change for change in report.points}
    numbers = new.scored.people.membership.people.tolist()
    for number, identifier, name in zip(numbers, new.person_ids, new.person_names, strict=True):
        wording = texts.get(identifier)
        if wording is None:
            continue
        yield NewMessage(
            key=f"{new.launch.occasion}/amended {decision}/{identifier}",
            challenge=report.challenge,
            person=number,
            channel="",
            subject=wording.subject,
            text=wording.text(name, points.get(identifier)),
            due_at=now,
            created_at=now,
            notice=AMENDMENT,
            language=wording.code,
        )


def _concerned(report: AmendmentReport, new: ScoredChallenge) -> Iterator[str]:
    """Whose points or place changes, or whose team's score or place does."""
    yield from (change.id for change in report.points)
    teams: set[str] = set()
    for board in report.boards:
        ids = {row.id for row in board.rows}
        if board.ranks == "people":
            yield from ids
        elif board.ranks == "teams":
            teams |= ids
    scored = new.scored
    now = team_on_day(scored.plan, scored.people.membership, scored.last_day).tolist()
    for person, team in zip(new.person_ids, now, strict=True):
        if team >= 0 and new.team_ids[team] in teams:
            yield person
