"""Jobs on what people are sent: let it go, and leave out what somebody does not want."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from moonwalk.services.notice_choices import NoticeChoices, choose_notices
from moonwalk.services.notifications import (
    approve_messages,
    cancel_message,
    challenges_to_approve,
    retry_message,
)
from moonwalk.services.several_messages import Wanted, change_messages
from moonwalk.services.workspace import Workspace
from moonwalk.store.notice_choices import EVERY_KIND
from moonwalk.tui.jobs.job import Here, Job, JobField, Values
from moonwalk.tui.wording import count

_OFF: Final = "none"
_ON: Final = "all"


def _several(ws: Workspace, here: Here, wanted: Wanted, *, dry_run: bool) -> tuple[str, ...]:
    """What becomes of those that are marked, or of the one under the cursor, and of which it does not."""
    numbers = tuple(map(int, here.marked)) or (here.message,)
    done = change_messages(ws, wanted, numbers, dry_run=dry_run)
    undo = "It is one decision: one undo takes all of it back."
    sentences = (done.sentence, done.left_out, undo if dry_run else "The journal takes it back: g and j.")
    return tuple(filter(None, sentences))


def _foresee_retry(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    foreseen = _several(ws, here, "retry", dry_run=True)
    if here.marked:
        return foreseen
    return (f"“{here.what}” is tried again when what is due is sent.",)


def _retry(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    if here.marked:
        return _several(ws, here, "retry", dry_run=False)
    retry_message(ws, here.message)
    return ("It is tried again when what is due is sent.",)


def _foresee_cancel(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    foreseen = _several(ws, here, "cancel", dry_run=True)
    if here.marked:
        return foreseen
    return (f"“{here.what}” is not sent to {here.name}.",)


def _cancel(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    if here.marked:
        return _several(ws, here, "cancel", dry_run=False)
    cancel_message(ws, here.message)
    return ("It is not sent.",)


def _which(here: Here) -> str:
    return here.marked_in_words or f"“{here.what}”"


def _of_challenge(here: Here) -> str:
    return f"the messages of '{here.held}'"


def _will_go(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    if here.marked:
        return _several(ws, here, "release", dry_run=True)
    number = challenges_to_approve(ws).get(here.held, 0)
    messages = count(number, "message", "messages")
    return (
        f"{messages} of '{here.held}' will be sent when what is due is sent. The table has each in full.",
        "Later messages of this challenge do not wait for you.",
    )


def _let_go(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    if here.marked:
        return _several(ws, here, "release", dry_run=False)
    number = approve_messages(ws, here.held)
    return (f"{count(number, 'message', 'messages')} will be sent when what is due is sent.",)


def _choose(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    by = values["by"].strip()
    channels = None if by == _ON else () if by == _OFF else tuple(by.replace(",", " ").split())
    notice = values["notice"].strip() or EVERY_KIND
    chosen = choose_notices(ws, values["who"], notice, channels, dry_run=dry_run)
    return tuple(_said(ws, chosen, dry_run))


def _said(ws: Workspace, chosen: NoticeChoices, dry_run: bool) -> Iterator[str]:
    yield chosen.sentence or f"{chosen.name} gets all messages by every channel."
    if dry_run:
        yield f"Kinds of message: {', '.join(f'{row.notice} ({row.label})' for row in chosen.notices)}."


MESSAGE_JOBS: Final[tuple[Job, ...]] = (
    Job(
        "retry",
        lambda here: f"Try {_which(here)} again",
        ("message",),
        (),
        _foresee_retry,
        _retry,
        for_marked=True,
        undoable=True,
    ),
    Job(
        "cancel",
        lambda here: f"Cancel {_which(here)}",
        ("message",),
        (),
        _foresee_cancel,
        _cancel,
        for_marked=True,
        undoable=True,
    ),
    Job(
        "hold",
        lambda here: f"Have {_which(here)} wait for you",
        ("message",),
        (),
        lambda ws, here, values: _several(ws, here, "hold", dry_run=True),
        lambda ws, here, values: _several(ws, here, "hold", dry_run=False),
        for_marked=True,
        undoable=True,
    ),
    Job(
        "let_go",
        lambda here: f"Let {here.marked_in_words or _of_challenge(here)} go",
        ("held",),
        (),
        _will_go,
        _let_go,
        for_marked=True,
    ),
    Job(
        "notices",
        lambda here: f"Which messages {here.name or 'somebody'} gets",
        ("person",),
        (
            JobField("who", "Who", "a name, id or address", lambda here: here.person),
            JobField("notice", "Kind", "nudge; empty: all", may_be_empty=True),
            JobField("by", "By", "none, all, or names of channels", lambda here: _OFF),
        ),
        lambda ws, here, values: _choose(ws, here, values, dry_run=True),
        lambda ws, here, values: _choose(ws, here, values, dry_run=False),
    ),
)
