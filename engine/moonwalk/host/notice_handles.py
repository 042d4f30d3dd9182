"""Triggers and channels as the engine speaks to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from moonwalk.api import ClockTime, Delivered, Message, Moment, Never, Notice, Outcome, Retry
from moonwalk.host import results
from moonwalk.host.failures import Unusable, show
from moonwalk.host.handles import Config, Handle, NamedHandle

MOST = 1_000_000
"""Notices of one moment."""


class TriggerHandle(NamedHandle):
    """What says when to tell whom."""

    @property
    def words(self) -> tuple[str, ...]:
        """The placeholders that its texts may use."""
        return tuple(self.declared.made.words)

    @property
    def subject(self) -> str:
        """The subject where a challenge writes none."""
        return str(self.declared.made.subject)

    @property
    def text(self) -> str:
        """The text where a challenge writes none."""
        return str(self.declared.made.text)

    @property
    def default_at(self) -> str:
        """The time where a challenge says none; empty: at once."""
        return str(self.declared.made.default_at)

    def notices(self, config: Config, moment: Moment, at: ClockTime | None) -> tuple[Notice, ...]:
        """Every notice that fell due."""
        known = frozenset(person.id for person in moment.people)

        def question(trigger: Any) -> tuple[Notice, ...]:
            found = results.several(trigger.notices(moment, at), Notice, MOST)
            for notice in found:
                _check(notice, known)
            return found

        return self.ask("notices", config, question)


class ChannelHandle(Handle):
    """A way to a person."""

    def deliver(self, config: Config, message: Message, folder: str) -> Outcome:
        """Delivers one message, or says why not."""

        def question(channel: Any) -> Outcome:
            answer = channel.deliver(message, folder)
            if isinstance(answer, Retry) and isinstance(answer.after, timedelta):
                results.text(answer.reason, "a reason")
                return answer
            if isinstance(answer, Delivered) and isinstance(answer.note, str):
                return answer
            if isinstance(answer, Never):
                results.text(answer.reason, "a reason")
                return answer
            raise Unusable(f"it returned {show(answer)} instead of Delivered, Retry or Never.")

        return self.ask("deliver", config, question)

    def forget(self, config: Config, recipient: str, folder: str) -> None:
        """Erases what the channel keeps of a person."""
        self.ask("forget", config, lambda channel: channel.forget(recipient, folder))


def _check(notice: Notice, known: frozenset[str]) -> None:
    if notice.person not in known:
        raise Unusable(f"it told {show(notice.person)}, who is none of the people.")
    results.text(notice.key, "the key of a notice")
    results.instant(notice.due, "the time of a notice")
    if notice.expires is not None:
        results.instant(notice.expires, "the end of a notice")
    texts = isinstance(notice.words, Mapping) and all(
        isinstance(key, str) and isinstance(word, str) for key, word in notice.words.items()
    )
    if not texts:
        raise Unusable(f"it gave {show(notice.words)} as the words of a notice; those must be texts.")
