"""Triggers as the engine speaks to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moonwalk.api import ClockTime, Moment, Notice
from moonwalk.host import results
from moonwalk.host.adapters import NamedAdapter
from moonwalk.host.failures import Unusable, show

MOST = 1_000_000
"""Notices of one moment."""


class TriggerAdapter(NamedAdapter):
    """What says when to tell whom."""

    @property
    def words(self) -> tuple[str, ...]:
        """The placeholders that its texts may use."""
        return tuple(self.declared.made.words)

    @property
    def carries_safety(self) -> bool:
        """Whether the safety notes of a challenge stand below its text."""
        return bool(self.declared.made.carries_safety)

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

    def notices(self, moment: Moment, at: ClockTime | None) -> tuple[Notice, ...]:
        """Every notice that fell due."""
        known = frozenset(person.id for person in moment.people)

        def question(trigger: Any) -> tuple[Notice, ...]:
            found = results.several(trigger.notices(moment, at), Notice, MOST)
            for notice in found:
                _check(notice, known)
            return found

        return self.ask("notices", question)


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
