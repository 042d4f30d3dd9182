"""Whether entries that were just brought in count, and if not, why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from moonwalk.runs.live import Launched
from moonwalk.runs.reckoning import codes_of, facts_of, frame_of, last_day, plan_at
from moonwalk.runs.why.verdict_words import WORDS
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.score import settle_entries
from moonwalk.scoring.verdicts import Verdict
from moonwalk.store.database import Reader


def remarks_on(
    db: Reader, challenges: Sequence[Launched], ids: Iterable[int], people: Iterable[int], now: int
) -> Iterator[str]:
    """A sentence about those of the entries (by id, of these people) that count in no challenge."""
    waiting: dict[int, Verdict | None] = dict.fromkeys(ids)
    verdicts = {int(verdict): verdict for verdict in Verdict}
    several = sorted(set(people))
    for launch in challenges:
        plan = plan_at(launch.plan, now)
        facts = facts_of(db, plan, NEVER, several)
        frame = frame_of(db, launch, now, NEVER)
        judged = settle_entries(plan, frame, facts, codes_of(db, plan), last_day(plan)).judged
        for entry, verdict in zip(judged.entries.id.tolist(), judged.verdict.tolist(), strict=True):
            if entry in waiting and waiting[entry] is not Verdict.COUNTED:
                waiting[entry] = verdicts[verdict]
    left = Counter(verdict for verdict in waiting.values() if verdict not in (None, Verdict.COUNTED))
    if left:
        reasons = ", ".join(f"{count} {WORDS[verdict]}" for verdict, count in left.most_common() if verdict)
        yield (
            f"Of the accepted rows {left.total()} do not count now: {reasons}. "
            "'moonwalk why' tells which, and the reason of each."
        )
