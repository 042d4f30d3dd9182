"""Jobs on what people are sent: let it go, and leave out what somebody does not want."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from moonwalk.services.notice_choices import NoticeChoices, choose_notices, kinds_of
from moonwalk.services.notifications import approve_messages, challenges_to_approve
from moonwalk.services.workspace import Workspace
from moonwalk.store.notice_choices import EVERY_KIND
from moonwalk.tui.jobs.job import Here, Job, JobField, Values
from moonwalk.tui.wording import count

_OFF: Final = "none"
_ON: Final = "all"


def _will_go(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    number = challenges_to_approve(ws).get(here.held, 0)
    messages = count(number, "message", "messages")
    return (
        f"{messages} of '{here.held}' will be sent when what is due is sent. The table has each in full.",
        "Later messages of this challenge do not wait for you.",
    )


def _let_go(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
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
        yield f"Kinds of message: {', '.join(kinds_of(ws))}."


MESSAGE_JOBS: Final[tuple[Job, ...]] = (
    Job(
        "let_go",
        lambda here: f"Let the messages of '{here.held}' go",
        ("held",),
        (),
        _will_go,
        _let_go,
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
