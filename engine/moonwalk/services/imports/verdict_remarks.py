"""What is said about rows that were taken and do not count."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import NEVER, Int64Array
from moonwalk.scoring.score import settle_entries
from moonwalk.scoring.verdicts import Verdict
from moonwalk.services.score_cache import Launched
from moonwalk.services.scores import codes_of, facts_of, last_day, membership_of, plan_at
from moonwalk.services.why.person import WORDS
from moonwalk.store.database import Reader

_PEOPLE_AT_ONCE: Final = 500
_UNKNOWN: Final = -1


def remarks_on(
    db: Reader, challenges: Sequence[Launched], ids: array[int], people: Sequence[int], now: int
) -> Iterator[str]:
    """A sentence about those of the entries (by id, of these people) that count in no challenge."""
    sought = np.sort(np.frombuffer(ids, dtype=np.int64)) if ids else np.empty(0, np.int64)
    verdicts = np.full(len(sought), _UNKNOWN, dtype=np.int8)
    for launch in challenges:
        plan = plan_at(launch.plan, now)
        membership, codes = membership_of(db, launch, now, NEVER), codes_of(db, plan)
        # A part of the people at a time: their entries of all weeks are held in memory.
        for at in range(0, len(people), _PEOPLE_AT_ONCE):
            facts = facts_of(db, plan, NEVER, list(people[at : at + _PEOPLE_AT_ONCE]))
            judged = settle_entries(plan, membership, facts, codes, last_day(plan)).judged
            _note(sought, verdicts, judged.entries.id, judged.verdict)
    counts = {
        Verdict(code): int((verdicts == code).sum()) for code in np.unique(verdicts) if code != _UNKNOWN
    }
    counts.pop(Verdict.COUNTED, None)
    if counts:
        most_first = sorted(counts.items(), key=lambda item: -item[1])
        reasons = ", ".join(f"{count} {WORDS[verdict]}" for verdict, count in most_first)
        yield (
            f"Of the accepted rows {sum(counts.values())} do not count now: {reasons}. "
            "'moonwalk why' shows which, and why."
        )


def _note(
    sought: Int64Array, verdicts: NDArray[np.int8], ids: Int64Array, judged: NDArray[np.integer]
) -> None:
    """Puts down what a challenge makes of the entries that are sought; to count in one of them is enough."""
    if not len(sought):
        return
    at = np.minimum(np.searchsorted(sought, ids), len(sought) - 1)
    here = sought[at] == ids
    at, news = at[here], judged[here].astype(np.int8)
    verdicts[at] = np.where(verdicts[at] == int(Verdict.COUNTED), verdicts[at], news)
