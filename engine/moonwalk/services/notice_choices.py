"""What people choose to be written to about: any kind of message left out, or by some channels only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from moonwalk.api.language import Catalogue, language
from moonwalk.api.problems import did_you_mean
from moonwalk.registry.adapters import TriggerAdapter
from moonwalk.scoring.calendar import moment
from moonwalk.services.dry_run import PARTICIPANT, operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.lookup import person_of
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, notice_choices
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.notice_choices import EVERY_KIND, ChoiceRecord
from moonwalk.store.people import PersonRecord

_TEXTS: Final = Catalogue(__name__)

CHOSEN: Final = "people notices"
"""The decision by which somebody chooses."""

ANNOUNCEMENT: Final = "announcement"
AMENDMENT: Final = "amendment"
OF_ORGANISERS: Final = (ANNOUNCEMENT, AMENDMENT)
"""Kinds of message that no notice sends: what organisers write, and that the rules have changed."""


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """A kind of message, and by which channels a person gets it, none for not at all.

    `label` is what participants know it by, in the language that is spoken. `since` is when they chose so;
    None where they chose nothing and get it by all channels. `chosen` says that it was about this very kind.
    """

    notice: str
    label: str
    channels: tuple[str, ...]
    since: datetime | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    """What one person gets of each kind of message there is."""

    person: str
    name: str
    notices: tuple[NoticeChoice, ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The kinds that the person does not get."""
        return tuple(choice.notice for choice in self.notices if not choice.channels)

    @property
    def sentence(self) -> str:
        """What the person gets, in one sentence; nothing where they get all of it by every channel."""
        if self.notices and len(self.left_out) == len(self.notices):
            return f"{self.name} gets no messages at all."
        parts = [f"none of: {', '.join(self.left_out)}"] if self.left_out else []
        parts += [
            f"{choice.notice} only by {' and '.join(choice.channels)}"
            for choice in self.notices
            if choice.channels and choice.since is not None
        ]
        return f"{self.name} gets {'; '.join(parts)}." if parts else ""


def choices_of(ws: Workspace, who: str) -> NoticeChoices:
    """What a person gets of each kind of message. Refused where nobody is known by that name."""
    with ws.database() as db:
        return _view(ws, db, person_of(db, who))


def choose_notices(
    ws: Workspace,
    who: str,
    notice: str = EVERY_KIND,
    channels: Iterable[str] | None = None,
    *,
    dry_run: bool = False,
) -> NoticeChoices:
    """Note by which channels a person wants a kind of message: none of them is not at all, None is all.

    About every kind, it takes the place of all that was chosen before. Refused for a kind or a channel that
    nobody knows. Messages that wait are looked at once more before they are sent.
    """
    wanted = None if channels is None else tuple(dict.fromkeys(channels))
    kind = _known(ws, notice, wanted or ())
    with ws.database() as db, transaction(db, dry_run) as tx:
        person = person_of(tx, who)
        _choose(ws, tx, person, kind, wanted, operator())
        return _view(ws, tx, person)


def opt_out(ws: Workspace, person: str, notice: str = EVERY_KIND, by: str = PARTICIPANT) -> bool:
    """Leave a person (an id) out of a kind of message, or of all; False where they had left it before.

    For whoever answers a request to unsubscribe: asking twice changes nothing.
    """
    kind = _known(ws, notice)
    with ws.database() as db, db.write() as tx:
        return _choose(ws, tx, person_of(tx, person), kind, (), by)


def opt_in(ws: Workspace, person: str, notice: str = EVERY_KIND, by: str = PARTICIPANT) -> bool:
    """Send a person (an id) a kind of message again, or all, by every channel; False where that is so."""
    kind = _known(ws, notice)
    with ws.database() as db, db.write() as tx:
        return _choose(ws, tx, person_of(tx, person), kind, None, by)


def switch_kinds(ws: Workspace, person: str, wanted: Mapping[str, bool], by: str = PARTICIPANT) -> bool:
    """Send a person (an id) each of these kinds of message, or none of it; False where it was so before.

    A kind that comes by some channels only stays as it is, and what nobody knows any more is left out.
    """
    with ws.database() as db, db.write() as tx:
        record, changed, known = person_of(tx, person), False, kinds_of(ws)
        for notice, on in wanted.items():
            kind = _stored(ws, notice) if notice in known else None
            choices = notice_choices.in_force(notice_choices.of_person(tx, record.no))
            if kind is None or on == any(notice_choices.wants(choices, kind, name) for name in ws.channels):
                continue
            # Back to the channels that were chosen for every kind, if any were.
            channels = choices.get(EVERY_KIND) or None if on else ()
            changed |= _choose(ws, tx, record, kind, channels, by)
    return changed


def kinds_of(ws: Workspace) -> tuple[str, ...]:
    """Every kind of message that there is, by name."""
    return (*ws.plugins.names("notice"), *OF_ORGANISERS)


def label_of(ws: Workspace, notice: str) -> str:
    """What participants know a kind of message by, in the language that is spoken."""
    if notice == ANNOUNCEMENT:
        return _TEXTS.gettext("News from the organisers")
    if notice == AMENDMENT:
        return _TEXTS.gettext("The rules have changed")
    adapter = ws.plugins.find("notice", notice)
    return adapter.label(language()) if isinstance(adapter, TriggerAdapter) else notice


def _choose(
    ws: Workspace,
    tx: Transaction,
    person: PersonRecord,
    notice: str,
    channels: tuple[str, ...] | None,
    by: str,
) -> bool:
    choice = ChoiceRecord(person.no, notice, channels, ws.instant())
    before = notice_choices.of_person(tx, person.no)
    if notice_choices.in_force((*before, choice)) == notice_choices.in_force(before):
        return False
    detail = {"notice": notice, "channels": None if channels is None else list(channels)}
    decided = Decision(ws.instant(), by, CHOSEN, detail=detail, person=person.no)
    notice_choices.add(tx, choice, decisions.record(tx, decided))
    return True


def _known(ws: Workspace, notice: str, channels: tuple[str, ...] = ()) -> str:
    """A kind of message as it is stored: the same, however short its name is. Refused where there is none."""
    kinds = kinds_of(ws)
    kind = _stored(ws, notice)
    if kind is None:
        hint = did_you_mean(notice, kinds) or f" There are: {', '.join(kinds)}."
        raise Refused(f"There is no kind of message '{notice}'. Nothing was changed.{hint}")
    for channel in channels:
        if channel not in ws.channels:
            hint = did_you_mean(channel, ws.channels) or f" There are: {', '.join(ws.channels) or 'none'}."
            raise Refused(f"The settings name no channel '{channel}'. Nothing was changed.{hint}")
    return kind


def _stored(ws: Workspace, notice: str) -> str | None:
    if notice == EVERY_KIND or notice in OF_ORGANISERS:
        return notice
    declared = ws.plugins.find("notice", notice)
    return None if declared is None else declared.full_name


def _view(ws: Workspace, db: Reader, person: PersonRecord) -> NoticeChoices:
    records = notice_choices.of_person(db, person.no)
    choices = notice_choices.in_force(records)
    since = {record.notice: moment(record.known_at) for record in records}
    rows = []
    for notice in kinds_of(ws):
        kind = _stored(ws, notice) or notice
        chosen = kind if kind in choices else EVERY_KIND
        channels = tuple(name for name in ws.channels if notice_choices.wants(choices, kind, name))
        narrowed = chosen in choices and channels != ws.channels
        when = since[chosen] if narrowed else None
        rows.append(NoticeChoice(notice, label_of(ws, notice), channels, when, kind in choices))
    return NoticeChoices(person.id, person.name, tuple(rows))
