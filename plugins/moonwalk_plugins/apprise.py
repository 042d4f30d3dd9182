"""Messages by Apprise, a library that knows more than a hundred services."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from typing import Any, ClassVar, Final
from urllib.parse import quote

from moonwalk.api import hookimpl
from moonwalk.api.fields import Secret, Whole
from moonwalk.api.files import clean_name, clean_text
from moonwalk.api.notices import Channel, Delivered, Message, Never, Outcome, Pace, Retry

_PERSON: Final = "{email}"
_SECONDS: Final = 60.0
_AN_HOUR: Final = timedelta(hours=1)


class Apprise(Channel):
    """Messages are sent by Apprise.

    `url` is an address as Apprise writes it, such as `ntfys://topic`. Where it holds {email}, the person's
    address is put in; elsewhere everything goes to one place. Apprise says whether it worked, but not why
    not.
    """

    name: ClassVar[str] = "apprise"

    url: Secret
    per_minute: Whole = 10

    def pace(self) -> Pace:
        """A few a minute, since services differ; a backlog for one person is one message."""
        return Pace(per_minute=self.per_minute)

    def is_private(self) -> bool:
        """Where the person's address is part of where it goes."""
        return _PERSON in self.url.reveal()

    def doubts(self) -> Iterable[str]:
        """That one place is read by others."""
        if _PERSON not in self.url.reveal():
            yield (
                "everyone at the place that this address leads to reads what is meant for one person. Put "
                f"{_PERSON} into it where the service takes an address, or keep the place to the organisers."
            )

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Send one message, and whether Apprise says that it worked."""
        url = self.url.reveal()
        if _PERSON in url and not message.email:
            return Never(reason="The roster has no e-mail address of this person.")
        try:
            library = import_module("apprise")
        except ModuleNotFoundError:
            return Retry(
                reason="The package Apprise is not installed. Install it: pip install 'moonwalk[apprise]'",
                rest=_AN_HOUR,
            )
        service = library.Apprise()
        with library.LogCapture():
            # Its log would show what the address holds.
            if not service.add(url.replace(_PERSON, quote(message.email, safe=""))):
                return Retry(reason="Apprise does not know what the url of the settings is.", rest=_AN_HOUR)
        to = "" if _PERSON in url else f"For {clean_name(message.recipient_name)}: "
        subject = to + " ".join(clean_text(message.subject).split())
        return _notified(library, service, subject, clean_text(message.text).strip())


def _notified(library: Any, service: Any, subject: str, text: str) -> Outcome:
    """What Apprise answers, within a minute: it has no limit for all that it does."""
    answers: list[bool] = []

    def notify() -> None:
        with library.LogCapture():
            answers.append(bool(service.notify(title=subject, body=text, body_format="text")))

    thread = threading.Thread(target=notify, daemon=True)
    thread.start()
    thread.join(_SECONDS)
    if answers == [True]:
        return Delivered(note="Apprise says that it was sent.")
    why = "did not come to an end in time" if thread.is_alive() else "says that it could not be sent"
    return Retry(reason=f"Apprise {why}, and does not say why.")


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """Apprise."""
    return (Apprise,)
